"""What a patrol found becomes a concern: answered like any other, scored never.

No voice is written, for nobody spoke, and the issue says where it came from: the scores
count residents alone (SCIENCE 1.1, RULINGS 16).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.ids import new_reference
from engagement.common.weeks import town_hour
from engagement.concerns.choices import Origin, Privacy
from engagement.concerns.errors import NotCollectedError
from engagement.concerns.models import Concern, Issue, Kind
from engagement.concerns.queries import kinds_in_use
from engagement.concerns.services.locks import line_name, take_turns
from engagement.concerns.services.naming import note_named
from engagement.concerns.services.notices import ask_officers_to_look
from engagement.concerns.workdays import reply_due_on, target_at
from engagement.moderation.choices import What
from engagement.moderation.models import Review
from engagement.moderation.services import ask_review
from engagement.people.models import User
from engagement.places import cells
from engagement.places.models import SnapPoint

PATROL: Final = "patrol"
_OTHER: Final = "other"


@dataclass(frozen=True, kw_only=True)
class Find:
    """One thing found; `source_id` is its number where it was written down."""

    kind_code: str
    source_id: str
    neighborhood_id: int
    text: str = ""
    place: str = ""
    snap_point: SnapPoint | None = None


@transaction.atomic
def take_in_find(*, find: Find, actor: User, now: datetime) -> Concern:
    """Take in what a patrol found, once: asked again it gives the same concern.

    Nobody stands behind it, so it links to no person. Raises NotCollectedError.
    """
    kind = _kind_of(find.kind_code)
    take_turns(
        alone=[f"sending:{PATROL}:{find.source_id}"],
        shared=[line_name(find.neighborhood_id, kind.pk)],
    )
    before = Concern.objects.filter(source=PATROL, source_id=find.source_id).first()
    if before is not None:
        return before
    at = town_hour(localtime(now))
    issue = _issue_of(find, kind, at)
    concern = _concern_of(find, issue, at, actor)
    note_named(concern, now=now)
    record(
        actor=actor,
        action="concern.find",
        subject=concern,
        now=now,
        place_id=find.neighborhood_id,
    )
    ask_officers_to_look(issue, kind, now=at)
    return concern


def _kind_of(code: str) -> Kind:
    """Give the kind, or “something else” where the town does not take it."""
    found = {kind.code: kind for kind in kinds_in_use().filter(code__in=(code, _OTHER))}
    kind = found.get(code) or found.get(_OTHER)
    if kind is None:
        raise NotCollectedError(
            _("This kind of concern is not taken here. Tell an officer instead.")
        )
    return kind


def _issue_of(find: Find, kind: Kind, at: datetime) -> Issue:
    day, point = localtime(at).date(), find.snap_point
    return Issue.objects.create(
        reference=new_reference(),
        kind=kind,
        neighborhood_id=find.neighborhood_id,
        snap_point=point,
        cell_r9=cells.cell(point.lat, point.lon, 9) if point else None,
        privacy=kind.privacy,
        origin=Origin.PATROL,
        first_at=at,
        last_voice_at=at,
        faded_at=at,
        reported_on=day,
        reply_due_on=reply_due_on(day, kind.reply_days),
        target_at=target_at(day, kind.target_days, get_default_timezone()),
    )


def _concern_of(find: Find, issue: Issue, at: datetime, actor: User) -> Concern:
    point = find.snap_point
    at_cells = {
        f"cell_r{size}": cells.cell(point.lat, point.lon, size) if point else None
        for size in (7, 8, 9)
    }
    return Concern.objects.create(
        reference=new_reference(),
        issue=issue,
        first_issue=issue,
        kind=issue.kind,
        neighborhood_id=find.neighborhood_id,
        reported_at=at,
        reported_on=issue.reported_on,
        text=find.text,
        review=_ask_for_a_look(find, issue, at, actor),
        where_text=find.place,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        privacy=issue.privacy,
        source=PATROL,
        source_id=find.source_id,
        **at_cells,
    )


def _ask_for_a_look(
    find: Find, issue: Issue, at: datetime, actor: User
) -> Review | None:
    """Queue the words for the public page, and let nobody pass their own."""
    if issue.privacy != Privacy.PUBLIC or not find.text:
        return None
    return ask_review(
        what=What.CONCERN,
        text=find.text,
        neighborhood_id=find.neighborhood_id,
        person_id=actor.pk,
        places=[find.place.partition(",")[0]] if find.place else [],
        now=at,
    )
