"""Accounts, roles and proofs."""

from engagement.people.services.accounts import (
    confirm_person_by_mail,
    create_user,
    set_password,
    use_language,
    use_name,
)
from engagement.people.services.grants import Terms, end_grant, grant_role
from engagement.people.services.invitations import (
    accept_invitation,
    forget_invitations,
    invite,
    join_by_invitation,
    withdraw_invitation,
)
from engagement.people.services.proofs import add_proof
from engagement.people.services.requests import (
    agree_to_role,
    decline_role,
    give_role,
    withdraw_request,
)
from engagement.people.services.sessions import end_sessions
from engagement.people.services.suspending import (
    open_account,
    sign_out_everywhere,
    suspend_person,
)

__all__ = [
    "Terms",
    "accept_invitation",
    "add_proof",
    "agree_to_role",
    "confirm_person_by_mail",
    "create_user",
    "decline_role",
    "end_grant",
    "end_sessions",
    "forget_invitations",
    "give_role",
    "grant_role",
    "invite",
    "join_by_invitation",
    "open_account",
    "set_password",
    "sign_out_everywhere",
    "suspend_person",
    "use_language",
    "use_name",
    "withdraw_invitation",
    "withdraw_request",
]
