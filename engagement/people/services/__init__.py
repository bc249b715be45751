"""Accounts, roles and proofs."""

from engagement.people.services.account_acts import (
    note_act_of_account,
    note_failed_proof,
    note_failed_sign_in,
)
from engagement.people.services.accounts import (
    confirm_person_by_mail,
    create_user,
    set_active,
    set_password,
    use_language,
)
from engagement.people.services.grants import end_grant, grant_role
from engagement.people.services.proofs import add_proof
from engagement.people.services.second_steps import set_needs_mfa
from engagement.people.services.sessions import (
    end_oldest_sessions,
    end_sessions,
    forget_old_sessions,
    note_use,
)

__all__ = [
    "add_proof",
    "confirm_person_by_mail",
    "create_user",
    "end_grant",
    "end_oldest_sessions",
    "end_sessions",
    "forget_old_sessions",
    "grant_role",
    "note_act_of_account",
    "note_failed_proof",
    "note_failed_sign_in",
    "note_use",
    "set_active",
    "set_needs_mfa",
    "set_password",
    "use_language",
]
