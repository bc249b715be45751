"""Accounts, roles and proofs."""

from engagement.people.services.accounts import (
    confirm_person_by_mail,
    create_user,
    set_active,
    set_password,
    use_language,
)
from engagement.people.services.grants import end_grant, grant_role
from engagement.people.services.meetingcodes import (
    close_meeting_code,
    open_meeting_code,
)
from engagement.people.services.phones import redeem_phone_code, send_phone_code
from engagement.people.services.proofs import add_proof
from engagement.people.services.redeeming import redeem_code
from engagement.people.services.sheets import make_sheet, withdraw_sheet
from engagement.people.services.tidying import purge_codes

__all__ = [
    "add_proof",
    "close_meeting_code",
    "confirm_person_by_mail",
    "create_user",
    "end_grant",
    "grant_role",
    "make_sheet",
    "open_meeting_code",
    "purge_codes",
    "redeem_code",
    "redeem_phone_code",
    "send_phone_code",
    "set_active",
    "set_password",
    "use_language",
    "withdraw_sheet",
]
