"""Accounts, roles and proofs."""

from engagement.people.services.accounts import (
    confirm_person_by_mail,
    create_user,
    set_active,
    set_password,
    use_language,
)
from engagement.people.services.grants import end_grant, grant_role
from engagement.people.services.proofs import add_proof

__all__ = [
    "add_proof",
    "confirm_person_by_mail",
    "create_user",
    "end_grant",
    "grant_role",
    "set_active",
    "set_password",
    "use_language",
]
