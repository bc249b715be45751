"""Everything that changes a watch group."""

from watchgroups.services.accepting import accept_captaincy, end_captaincy
from watchgroups.services.appointing import (
    agree_to_captain,
    appoint_captain,
    ask_to_hand_over,
    decline_captain,
    forget_appointments,
    may_be_asked_by,
    withdraw_appointment,
)
from watchgroups.services.groups import (
    GroupDetails,
    add_partner,
    begin_group,
    close_group,
    edit_group,
    let_group_go_on,
    name_liaison,
    pause_group,
    remove_partner,
    write_code,
)
from watchgroups.services.standing import settle_groups

__all__ = [
    "GroupDetails",
    "accept_captaincy",
    "add_partner",
    "agree_to_captain",
    "appoint_captain",
    "ask_to_hand_over",
    "begin_group",
    "close_group",
    "decline_captain",
    "edit_group",
    "end_captaincy",
    "forget_appointments",
    "let_group_go_on",
    "may_be_asked_by",
    "name_liaison",
    "pause_group",
    "remove_partner",
    "settle_groups",
    "withdraw_appointment",
    "write_code",
]
