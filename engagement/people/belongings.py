"""The account itself, and what other packages keep beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.apps import apps
from django.db.models import Q, QuerySet

from engagement.common.persons import Person, Tables, rows_of
from engagement.people.models import (
    CodeSheet,
    Credential,
    Follow,
    Grant,
    Invitation,
    MeetingCode,
    Proof,
    RoleRequest,
    SecondStepRemoval,
    Session,
    User,
)
from engagement.people.services.credentials import forget_credentials
from engagement.people.services.invitations import forget_invitations
from engagement.people.services.sessions import forget_old_sessions

LEAVES: Final[dict[str, Callable[..., int]]] = {
    "sessions": forget_old_sessions,
    "invitations": forget_invitations,
    "credentials": forget_credentials,
}
# tables of other packages that name a user: what a person may read of theirs. Keys,
# codes and tokens are left out: whoever holds them could sign in.
OF_OTHER_PACKAGES: Final[dict[str, dict[str, str]]] = {
    "account.emailaddress": {
        "address": "email",
        "confirmed": "verified",
        "is_main": "primary",
    },
    "admin.logentry": {"at": "action_time", "about": "object_repr"},
    "mfa.authenticator": {
        "kind": "type",
        "added_at": "created_at",
        "last_used_at": "last_used_at",
    },
    "socialaccount.socialaccount": {
        "provider": "provider",
        "number_there": "uid",
        "added_at": "date_joined",
        "last_used_at": "last_login",
    },
}
_ACCOUNT: Final = {
    "number": "pk",
    "address": "email",
    "name": "name",
    "language": "language",
    "is_active": "is_active",
    "joined_at": "joined_at",
    "last_login": "last_login",
}
_GRANT: Final = {
    "role": "role",
    "neighborhood": "neighborhood__name",
    "reason": "reason",
    "starts_at": "starts_at",
    "ends_at": "ends_at",
}


def export_person(person: Person) -> Tables:
    """Give the account, its roles and proofs, and where it is signed in."""
    me = person.pk
    given = Grant.objects.filter(granted_by=me).exclude(user=me)
    giving = {"role": "role", "neighborhood": "neighborhood__name"}
    follows = Follow.objects.filter(user=me)
    return {
        "people.user": rows_of(User.objects.filter(pk=me), **_ACCOUNT),
        "people.grant": [
            *rows_of(Grant.objects.filter(user=me), **_GRANT),
            *rows_of(given, **giving, given_by_you_at="starts_at"),
        ],
        "people.proof": rows_of(Proof.objects.filter(user=me), kind="kind", at="at"),
        "people.follow": rows_of(
            follows, neighborhood="neighborhood__name", since="since"
        ),
        "people.session": rows_of(
            Session.objects.filter(user=me),
            begun_at="began_at",
            last_used_at="seen_at",
            ends_at="expire_date",
        ),
        "people.credential": rows_of(
            Credential.objects.filter(Q(person=me) | Q(checked_by=me)),
            kind="kind__name",
            issued_on="issued_on",
            expires_on="expires_on",
            taken_back_at="withdrawn_at",
        ),
        **_around_roles(person),
        **_codes_made(me),
        **_of_other_packages(me),
    }


def _around_roles(person: Person) -> Tables:
    """Give what was asked, offered and decided about roles: for them, and by them."""
    me = person.pk
    part = Q(user=me) | Q(asked_by=me) | Q(decided_by=me)
    sent = _to_them(person) | Q(invited_by=me)
    columns = {"role": "role", "neighborhood": "neighborhood__name", "reason": "reason"}
    return {
        "people.rolerequest": rows_of(
            RoleRequest.objects.filter(part), **columns, at="asked_at", state="state"
        ),
        "people.secondstepremoval": rows_of(
            SecondStepRemoval.objects.filter(part),
            reason="reason",
            at="asked_at",
            state="state",
        ),
        "people.invitation": rows_of(
            Invitation.objects.filter(sent | Q(withdrawn_by=me)),
            **columns,
            at="invited_at",
        ),
    }


def _to_them(person: Person) -> Q:
    """An invitation to their mailbox, or to the one they had when they took it up."""
    return Q(address__iexact=person.email) | Q(accepted_by=person.pk)


def _codes_made(me: int) -> Tables:
    """Give the sheets and walls of codes they made as staff; never a code."""
    sheets, walls = (
        CodeSheet.objects.filter(made_by=me),
        MeetingCode.objects.filter(made_by=me),
    )
    area = {"neighborhood": "neighborhood__name"}
    return {
        "people.codesheet": rows_of(sheets, **area, about="purpose", at="made_at"),
        "people.meetingcode": rows_of(walls, **area, about="place", at="starts_at"),
    }


def _of_other_packages(me: int) -> Tables:
    tables = {}
    for label, columns in OF_OTHER_PACKAGES.items():
        app, _dot, name = label.partition(".")
        if apps.is_installed(_package_of(app)):
            theirs: QuerySet[Any] = QuerySet(apps.get_model(app, name)).filter(user=me)
            tables[label] = rows_of(theirs, **columns)
    return tables


def _package_of(app: str) -> str:
    return {"admin": "django.contrib.admin"}.get(app, f"allauth.{app}")


def erase_person(person: Person) -> None:
    """End every session, then delete the account; call this one last."""
    Session.objects.filter(user=person.pk).delete()
    _forget_in_the_admin(person.pk)
    Invitation.objects.filter(_to_them(person)).delete()
    User.objects.filter(pk=person.pk).delete()


def _forget_in_the_admin(me: int) -> None:
    """Take the name out of what the set-up pages noted about the account."""
    log: QuerySet[Any] = QuerySet(apps.get_model("admin", "logentry"))
    about = log.filter(
        content_type__app_label="people", content_type__model="user", object_id=str(me)
    )
    about.update(object_repr="", change_message="")
    held = Grant.objects.filter(user=me).values_list("pk", flat=True)
    grants = log.filter(
        content_type__app_label="people",
        content_type__model="grant",
        object_id__in=[str(pk) for pk in held],
    )
    grants.update(object_repr="", change_message="")
