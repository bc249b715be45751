"""Accounts, roles and proofs."""

from engagement.people.services.account_acts import (
    note_act_of_account,
    note_failed_proof,
    note_failed_sign_in,
)
from engagement.people.services.accounts import (
    confirm_person_by_mail,
    create_user,
    set_password,
    use_language,
    use_name,
)
from engagement.people.services.credentials import (
    forget_credentials,
    grant_credential,
    record_credential,
    save_credential_kind,
    send_credential_letter,
    warn_of_credentials,
    withdraw_credential,
)
from engagement.people.services.grants import (
    Terms,
    end_grant,
    grant_role,
)
from engagement.people.services.invitations import (
    accept_invitation,
    forget_invitations,
    invite,
    join_by_invitation,
    withdraw_invitation,
)
from engagement.people.services.meetingcodes import (
    close_meeting_code,
    open_meeting_code,
)
from engagement.people.services.phones import (
    redeem_phone_code,
    send_phone_code,
)
from engagement.people.services.proofs import add_proof
from engagement.people.services.redeeming import redeem_code
from engagement.people.services.removal_letters import removal_named_by
from engagement.people.services.removals import (
    agree_to_removal,
    ask_to_remove_second_step,
    carry_out_removal,
    decline_removal,
    stop_needless_removal,
    stop_removal,
    withdraw_removal,
)
from engagement.people.services.requests import (
    agree_to_role,
    decline_role,
    give_role,
    withdraw_request,
)
from engagement.people.services.second_steps import (
    send_first_step_letter,
    set_needs_mfa,
    tell_of_first_second_step,
)
from engagement.people.services.sessions import (
    end_oldest_sessions,
    end_sessions,
    forget_old_sessions,
    note_use,
    turn_sessions,
)
from engagement.people.services.sheets import (
    make_sheet,
    withdraw_sheet,
)
from engagement.people.services.suspending import (
    open_account,
    sign_out_everywhere,
    suspend_person,
)
from engagement.people.services.tidying import purge_codes

__all__ = [
    "Terms",
    "accept_invitation",
    "add_proof",
    "agree_to_removal",
    "agree_to_role",
    "ask_to_remove_second_step",
    "carry_out_removal",
    "close_meeting_code",
    "confirm_person_by_mail",
    "create_user",
    "decline_removal",
    "decline_role",
    "end_grant",
    "end_oldest_sessions",
    "end_sessions",
    "forget_credentials",
    "forget_invitations",
    "forget_old_sessions",
    "give_role",
    "grant_credential",
    "grant_role",
    "invite",
    "join_by_invitation",
    "make_sheet",
    "note_act_of_account",
    "note_failed_proof",
    "note_failed_sign_in",
    "note_use",
    "open_account",
    "open_meeting_code",
    "purge_codes",
    "record_credential",
    "redeem_code",
    "redeem_phone_code",
    "removal_named_by",
    "save_credential_kind",
    "send_credential_letter",
    "send_first_step_letter",
    "send_phone_code",
    "set_needs_mfa",
    "set_password",
    "sign_out_everywhere",
    "stop_needless_removal",
    "stop_removal",
    "suspend_person",
    "tell_of_first_second_step",
    "turn_sessions",
    "use_language",
    "use_name",
    "warn_of_credentials",
    "withdraw_credential",
    "withdraw_invitation",
    "withdraw_removal",
    "withdraw_request",
    "withdraw_sheet",
]
