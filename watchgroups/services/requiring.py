"""What a group asks of those who go out, and writing down what members have."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.choices import CredentialSort
from engagement.people.models import Credential, CredentialKind, User
from engagement.people.services import (
    grant_credential,
    record_credential,
    withdraw_credential,
)
from watchgroups.choices import HERE, WalkPart
from watchgroups.errors import PatrolIncompleteError
from watchgroups.models import Group, Membership, Requirement
from watchgroups.permissions import can_require
from watchgroups.services.locks import group_of_leader, locked_group, note
from watchgroups.services.settling import settle_rotas, settle_sign_ups


@transaction.atomic
def require_of_group(
    *, group_id: int, kind_id: int, part: str, actor: User, now: datetime
) -> Requirement:
    """Ask for something from now on; whoever lacks it is taken off patrols to come.

    Vetting is asked for by officers, the rest by captains too. Raises NotAllowedError,
    PatrolIncompleteError.
    """
    group, kind = _of_asker(group_id, kind_id, actor)
    if part and part not in WalkPart.values:
        raise PatrolIncompleteError(_("Choose one from the list."))
    made, is_new = Requirement.objects.get_or_create(
        group=group, kind=kind, part=part, defaults={"made_at": now}
    )
    if is_new:
        note(group, actor, "group.require", now, kind=kind.name, part=part)
        settle_sign_ups(group, now)
    return made


@transaction.atomic
def stop_requiring(
    *, group_id: int, requirement_id: int, actor: User, now: datetime
) -> None:
    """Ask for it no more. Raises NotAllowedError."""
    asked = Requirement.objects.filter(group=group_id, pk=requirement_id).first()
    if asked is None:
        return
    group, kind = _of_asker(group_id, asked.kind_id, actor)
    asked.delete()
    note(group, actor, "group.stop_requiring", now, kind=kind.name, part=asked.part)


@transaction.atomic
def give_member_credential(
    *,
    group_id: int,
    member_id: int,
    kind_id: int,
    issued_on: date,
    actor: User,
    now: datetime,
) -> Credential:
    """Write down, as a captain, that a member was trained or agreed; never a vetting.

    Raises NotAllowedError, PatrolIncompleteError, CredentialIncompleteError.
    """
    group = group_of_leader(group_id, actor)
    member = Membership.objects.filter(group=group, pk=member_id, state__in=HERE)
    found = member.first()
    if found is None:
        raise PatrolIncompleteError(_("Choose a member of this group."))
    kind = _kind(kind_id)
    if kind.sort == CredentialSort.VETTING:
        raise NotAllowedError(_("A vetting is written down by officers alone."))
    if found.person_id == actor.pk:
        raise NotAllowedError(_("Somebody else has to check yours."))
    return grant_credential(
        person_id=found.person_id,
        kind_id=kind.pk,
        issued_on=issued_on,
        actor=actor,
        now=now,
    )


def write_credential(
    *, address: str, kind_id: int, issued_on: date, actor: User, now: datetime
) -> Credential:
    """Write down what an officer checked of anybody. Raises as `record_credential`."""
    return record_credential(
        address=address,
        kind_id=_kind(kind_id).pk,
        issued_on=issued_on,
        actor=actor,
        now=now,
    )


def take_credential_back(*, credential_id: int, actor: User, now: datetime) -> None:
    """Take back what was written down; its person is taken off what needs it.

    Raises NotAllowedError.
    """
    withdraw_credential(credential_id=credential_id, actor=actor, now=now)
    settle_rotas(now=now)


def _kind(kind_id: int) -> CredentialKind:
    found = CredentialKind.objects.filter(pk=kind_id, is_offered=True).first()
    if found is None:
        raise PatrolIncompleteError(_("Choose one from the list."))
    return found


def _of_asker(group_id: int, kind_id: int, actor: User) -> tuple[Group, CredentialKind]:
    group = locked_group(group_id)
    kind = CredentialKind.objects.filter(pk=kind_id).first()
    if kind is None:
        raise PatrolIncompleteError(_("Choose one from the list."))
    if not can_require(Viewer(user=actor), group, kind.sort):
        raise NotAllowedError(
            _("Officers say which vetting is needed; captains say the rest.")
        )
    return group, kind
