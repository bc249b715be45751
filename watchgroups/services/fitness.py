"""Who may go out for which part: asked at every entrance, and again whenever something changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.people.models import CredentialKind
from watchgroups.choices import MemberState, Part, WalkPart
from watchgroups.errors import NotReadyError
from watchgroups.models import Membership, Patrol
from watchgroups.queries.ready import Readiness, readiness_of

JUNIORS_FROM: Final = time(6)
JUNIORS_UNTIL: Final = time(21)
FOR_GROWN_UPS: Final = (WalkPart.LEAD, WalkPart.DRIVER)


def why_not(member: Membership, patrol: Patrol, part: str, ready: Readiness) -> str:
    """Say why somebody cannot go out, or nothing; with the way to what they lack.

    Whoever has a place keeps it while they read new rules (`why_unfit`), and is asked
    again when they sign on.
    """
    unfit = why_unfit(member, patrol, part, ready)
    return unfit or ("" if ready.has_agreed(member) else must_agree())


def must_agree() -> str:
    """Say that there are new rules, and where to agree to them."""
    return _(
        "There are new rules. Read them on your page in the group and agree to them "
        "there; then you can go out."
    )


def why_unfit(member: Membership, patrol: Patrol, part: str, ready: Readiness) -> str:
    """Say why somebody may have no place, whatever they could agree to."""
    is_here = member.state == MemberState.ACTIVE and member.ended_at is None
    if not is_here or not member.person.is_active:
        return _("Only members who take part now can go out.")
    if member.part == Part.JUNIOR and part in FOR_GROWN_UPS:
        return _("Junior members neither lead nor drive.")
    if member.part == Part.JUNIOR and _is_late(patrol):
        return _("Junior members go out between 6 am and 9 pm.")
    lacking = ready.lacks(member.person_id, part, localtime(patrol.begins_at).date())
    return _lacking_in_words(lacking) if lacking else ""


def require_fit(member: Membership, patrol: Patrol, part: str) -> None:
    """Raise NotReadyError with the way to what is lacking."""
    ready = readiness_of(patrol.group, [member.person_id])
    if said := why_not(member, patrol, part, ready):
        raise NotReadyError(said)


def _is_late(patrol: Patrol) -> bool:
    begins, ends = localtime(patrol.begins_at), localtime(patrol.ends_at)
    is_one_day = begins.date() == ends.date()
    return not is_one_day or begins.time() < JUNIORS_FROM or ends.time() > JUNIORS_UNTIL


def _lacking_in_words(lacking: Sequence[CredentialKind]) -> str:
    said = [
        _("“%(what)s” is needed on that day. How to get it: %(how)s")
        % {"what": kind.name, "how": kind.how_to_get}
        for kind in lacking
    ]
    return " ".join(said)
