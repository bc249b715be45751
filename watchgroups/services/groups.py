"""Beginning, changing, pausing and closing a group: the last gate for every door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from engagement.people.queries import officers_of
from engagement.places.models import Neighborhood
from watchgroups.choices import (
    AreaKind,
    FrozenBecause,
    GroupState,
    JoinBy,
    PartnerKind,
)
from watchgroups.errors import GroupIncompleteError, GroupRestsError, WalkError
from watchgroups.models import CodeOfConduct, Group, Partner
from watchgroups.permissions import can_begin_group, can_edit_group
from watchgroups.queries.walks import walks_out
from watchgroups.services import checking
from watchgroups.services.closing import end_with
from watchgroups.services.locks import group_of_officer, locked_group, note
from watchgroups.services.standing import settle_group

MOST_PARTNERS = 40
# words of other addresses that stand where a group’s name does
TAKEN_SLUGS = frozenset(
    {
        "appeals",
        "asked",
        "guardian",
        "invited",
        "letter",
        "letters",
        "mine",
        "word",
        "new",
        "rules",
        "technology",
    }
)


@dataclass(frozen=True, kw_only=True)
class GroupDetails:
    """What a group says of itself."""

    name: str
    purpose: str
    languages: tuple[str, ...] = ()
    area_kind: str = AreaKind.NEIGHBORHOOD
    streets: tuple[str, ...] = ()
    polygon: dict[str, Any] | None = None
    join_by: str = JoinBy.APPROVAL


@transaction.atomic
def begin_group(
    *,
    neighborhood_id: int,
    details: GroupDetails,
    code: str,
    actor: User,
    now: datetime,
) -> Group:
    """Write a group down with its first rules; it rests until somebody leads it.

    Raises NotAllowedError, GroupIncompleteError.
    """
    if not can_begin_group(Viewer(user=actor), neighborhood_id):
        raise NotAllowedError(
            _("Only officers of this neighborhood and administrators may do that.")
        )
    place = Neighborhood.objects.get(pk=neighborhood_id)
    group = Group(
        neighborhood=place,
        state=GroupState.FROZEN,
        frozen_because=FrozenBecause.NO_CAPTAIN,
        made_by=actor,
        made_at=now,
    )
    _fill(group, details)
    group.slug = _slug_of(group.name)
    group.save()
    _add_code(group, code, actor, now)
    note(group, actor, "group.begin", now)
    return group


@transaction.atomic
def edit_group(
    *, group_id: int, details: GroupDetails, actor: User, now: datetime
) -> Group:
    """Change what the group's page says; its address stays.

    Raises NotAllowedError, GroupIncompleteError, GroupRestsError.
    """
    group = group_of_editor(group_id, actor)
    _fill(group, details)
    group.save()
    note(group, actor, "group.edit", now)
    return group


@transaction.atomic
def write_code(
    *, group_id: int, text: str, actor: User, now: datetime
) -> CodeOfConduct:
    """Give the group new rules; everybody is asked to agree to them anew.

    Raises NotAllowedError, GroupIncompleteError, GroupRestsError.
    """
    group = group_of_editor(group_id, actor)
    code = _add_code(group, text, actor, now)
    note(group, actor, "group.write_code", now, number=code.number)
    return code


@transaction.atomic
def name_liaison(
    *, group_id: int, person_id: int | None, actor: User, now: datetime
) -> Group:
    """Say which officer of the place the group talks to. Raises as `pause_group`."""
    group = group_of_officer(group_id, actor)
    if person_id is None:
        group.liaison = None
    else:
        here = officers_of(group.neighborhood_id, now).filter(pk=person_id).first()
        if here is None:
            raise GroupIncompleteError(_("Choose an officer of this neighborhood."))
        group.liaison = here
    group.save(update_fields=["liaison"])
    note(group, actor, "group.name_liaison", now, person=person_id)
    return group


@transaction.atomic
def pause_group(*, group_id: int, reason: str, actor: User, now: datetime) -> Group:
    """Stop a group until an officer lets it go on. Raises NotAllowedError, GroupIncompleteError."""
    group = group_of_officer(group_id, actor)
    _require_open(group)
    why = checking.reason_of(reason, _("Say why. The captains read it."))
    group.state, group.frozen_because = GroupState.FROZEN, FrozenBecause.OFFICER
    group.frozen_reason = why
    group.save(update_fields=["state", "frozen_because", "frozen_reason"])
    note(group, actor, "group.pause", now, why, because=FrozenBecause.OFFICER)
    return group


@transaction.atomic
def let_group_go_on(*, group_id: int, actor: User, now: datetime) -> Group:
    """End a pause an officer ordered; without a captain the group still rests.

    Raises NotAllowedError, GroupRestsError.
    """
    group = group_of_officer(group_id, actor)
    _require_open(group)
    if group.frozen_because != FrozenBecause.OFFICER:
        return group
    group.frozen_because, group.frozen_reason = FrozenBecause.NO_CAPTAIN, ""
    group.save(update_fields=["frozen_because", "frozen_reason"])
    settle_group(group, actor=actor, now=now)
    note(group, actor, "group.end_pause", now)
    return group


@transaction.atomic
def close_group(*, group_id: int, reason: str, actor: User, now: datetime) -> Group:
    """End a group for good, but not while somebody is out on a patrol of it.

    Its patrols are called off, and what its members said of themselves is gone.
    Raises NotAllowedError, GroupIncompleteError, GroupRestsError, WalkError.
    """
    group = group_of_officer(group_id, actor)
    _require_open(group)
    if walks_out(group).exists():
        raise WalkError(
            _(
                "Members are out on patrol now. Close the group when they are back, "
                "or say under “Who is out now” that you have reached them."
            )
        )
    why = checking.reason_of(reason, _("Say why. It is kept in the record."))
    group.state, group.closed_at = GroupState.CLOSED, now
    group.frozen_because = group.frozen_reason = ""
    group.save(update_fields=["state", "closed_at", "frozen_because", "frozen_reason"])
    end_with(group, now)
    note(group, actor, "group.close", now, why)
    return group


@transaction.atomic
def add_partner(
    *, group_id: int, kind: str, name: str, link: str, actor: User, now: datetime
) -> Partner:
    """Name a body that helps the group. Raises NotAllowedError, GroupIncompleteError."""
    group = group_of_editor(group_id, actor)
    kept = checking.words_of(name, 120, _("Write the name."))
    if kind not in PartnerKind.values:
        raise GroupIncompleteError(_("Choose one from the list."))
    if group.partners.filter(name=kept).exists():
        raise GroupIncompleteError(_("“%(name)s” is named already.") % {"name": kept})
    if group.partners.count() >= MOST_PARTNERS:
        raise GroupIncompleteError(
            _("A group names at most %(most)d partners.") % {"most": MOST_PARTNERS}
        )
    partner = Partner.objects.create(group=group, kind=kind, name=kept, link=link)
    note(group, actor, "group.add_partner", now, partner=partner.pk)
    return partner


@transaction.atomic
def remove_partner(
    *, group_id: int, partner_id: int, actor: User, now: datetime
) -> None:
    """Take a body off the page. Raises NotAllowedError, GroupRestsError."""
    group = group_of_editor(group_id, actor)
    if group.partners.filter(pk=partner_id).delete()[0]:
        note(group, actor, "group.remove_partner", now, partner=partner_id)


def _fill(group: Group, details: GroupDetails) -> None:
    group.name = checking.words_of(
        details.name, checking.LONGEST_NAME, _("Give the group a name.")
    )
    same = Group.objects.filter(name__iexact=group.name).exclude(pk=group.pk)
    if same.exists():
        raise GroupIncompleteError(
            _("There is a group called “%(name)s” already.") % {"name": group.name}
        )
    group.purpose = checking.words_of(
        details.purpose, checking.LONGEST_PURPOSE, _("Say what the group is for.")
    )
    checking.require_languages(details.languages)
    if details.join_by not in JoinBy.values or details.area_kind not in AreaKind.values:
        raise GroupIncompleteError(_("Choose one from the list."))
    group.languages = list(details.languages)
    group.join_by, group.area_kind = details.join_by, details.area_kind
    group.streets, group.polygon = checking.area_of(
        group.neighborhood, details.area_kind, details.streets, details.polygon
    )


def _slug_of(name: str) -> str:
    base = slugify(name)[:80] or "group"
    if base in TAKEN_SLUGS:
        base = f"{base}-group"
    taken = set(
        Group.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    )
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(s for s in numbered if s not in taken)


def _add_code(group: Group, text: str, actor: User, now: datetime) -> CodeOfConduct:
    kept = checking.words_of(
        text, checking.LONGEST_CODE, _("Write the rules members agree to.")
    )
    number = group.codes.count() + 1
    return CodeOfConduct.objects.create(
        group=group, number=number, text=kept, made_by=actor, made_at=now
    )


def group_of_editor(group_id: int, actor: User) -> Group:
    """Take the row for its captains and officers. Raises NotAllowedError, GroupRestsError."""
    group = locked_group(group_id)
    if not can_edit_group(Viewer(user=actor), group):
        raise NotAllowedError(_("Only its captains and officers may do that."))
    _require_open(group)
    return group


def _require_open(group: Group) -> None:
    if group.is_closed:
        raise GroupRestsError(_("This group is closed."))
