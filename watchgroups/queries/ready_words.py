"""What the roster says of each member's readiness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engagement.common.templatetags.ui import short_day
from engagement.people.models import CredentialKind
from watchgroups.choices import WalkPart
from watchgroups.models import Membership
from watchgroups.queries.ready import Readiness, readiness_of

SOON: Final = timedelta(days=30)


@dataclass(frozen=True)
class Standing:
    """How one member stands with one thing that is asked, in words and as a tone."""

    kind: CredentialKind
    words: str
    tone: str


def ready_words(members: Sequence[Membership], at: datetime) -> dict[int, str]:
    """Give words for each member by their number; without words the column is left out."""
    if not members:
        return {}
    found = readiness_of(members[0].group, [one.person_id for one in members])
    if not found.asked:
        return {}
    return {one.pk: _said(found, one.person_id, localdate(at)) for one in members}


def standings_of(found: Readiness, person_id: int, today: date) -> list[Standing]:
    """Say how somebody stands with each thing that is asked."""
    return [_standing(found, person_id, kind, today) for kind in _kinds(found)]


def _kinds(found: Readiness) -> Iterable[CredentialKind]:
    return {one.kind_id: one.kind for one in found.asked}.values()


def _said(found: Readiness, person_id: int, today: date) -> str:
    """Name what is missing or ends; whoever has everything is ready."""
    open_ones = [
        f"{one.kind.name}: {one.words}"
        for one in standings_of(found, person_id, today)
        if one.tone != "good"
    ]
    return "; ".join(open_ones) or _("ready")


def _standing(
    found: Readiness, person_id: int, kind: CredentialKind, today: date
) -> Standing:
    held = found.latest(person_id, kind.pk)
    if held is None:
        return _missing(found, kind)
    if held.expires_on is None:
        return Standing(kind, _("for good"), "good")
    until = {"day": short_day(held.expires_on)}
    if held.expires_on < today:
        return Standing(kind, _("ended on %(day)s") % until, "bad")
    if held.expires_on <= today + SOON:
        return Standing(kind, _("ends soon, on %(day)s") % until, "late")
    return Standing(kind, _("until %(day)s") % until, "good")


def _missing(found: Readiness, kind: CredentialKind) -> Standing:
    """Say that somebody has it not: no lack where only some places ask for it."""
    parts = [one.part for one in found.asked if one.kind_id == kind.pk]
    if "" in parts:
        return Standing(kind, _("missing"), "bad")
    labels = ", ".join(str(WalkPart(part).label) for part in parts)
    words = _("not there, asked only of: %(parts)s") % {"parts": labels}
    return Standing(kind, words, "new")
