"""Everything that changes a watch group."""

from watchgroups.services.absences import answer_absence, lift_absence, note_absence
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
from watchgroups.services.feeds import make_patrol_feed, revoke_patrol_feed
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
from watchgroups.services.patrol_series import (
    begin_patrols,
    change_patrols,
    grow_patrols,
    stop_patrols,
)
from watchgroups.services.planning import (
    PatrolPlan,
    cancel_patrol,
    change_patrol,
    plan_patrol,
)
from watchgroups.services.requiring import (
    give_member_credential,
    require_of_group,
    stop_requiring,
    take_credential_back,
    write_credential,
)
from watchgroups.services.rota_clock import (
    close_patrols,
    remind_of_patrols,
    warn_of_lapses,
)
from watchgroups.services.settling import settle_rotas, settle_sign_ups
from watchgroups.services.signing_up import drop_out, sign_up
from watchgroups.services.standing import settle_groups
from watchgroups.services.swapping import decline_offer, offer_place, take_offer

__all__ = [
    "GroupDetails",
    "PatrolPlan",
    "accept_captaincy",
    "add_partner",
    "agree_to_captain",
    "answer_absence",
    "appoint_captain",
    "ask_to_hand_over",
    "begin_group",
    "begin_patrols",
    "cancel_patrol",
    "change_patrol",
    "change_patrols",
    "close_group",
    "close_patrols",
    "decline_captain",
    "decline_offer",
    "drop_out",
    "edit_group",
    "end_captaincy",
    "forget_appointments",
    "give_member_credential",
    "grow_patrols",
    "let_group_go_on",
    "lift_absence",
    "make_patrol_feed",
    "may_be_asked_by",
    "name_liaison",
    "note_absence",
    "offer_place",
    "pause_group",
    "plan_patrol",
    "remind_of_patrols",
    "remove_partner",
    "require_of_group",
    "revoke_patrol_feed",
    "settle_groups",
    "settle_rotas",
    "settle_sign_ups",
    "sign_up",
    "stop_patrols",
    "stop_requiring",
    "take_credential_back",
    "take_offer",
    "warn_of_lapses",
    "withdraw_appointment",
    "write_code",
    "write_credential",
]
