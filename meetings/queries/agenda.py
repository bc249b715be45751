"""What stands on an agenda, in its order, with the concerns everybody may read of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from engagement.common.roles import Viewer
from engagement.concerns.models import Issue
from engagement.concerns.queries import public_issues
from engagement.moderation.choices import State
from engagement.promises.models import Promise
from engagement.promises.queries import ALIVE
from meetings.choices import ProposalState
from meetings.models import AgendaIssue, AgendaItem, Meeting, Proposal


@dataclass
class Entry:
    """One item as it is read: its number, when it is due, its concerns and parts."""

    item: AgendaItem
    number: str
    at: datetime
    issues: list[Issue] = field(default_factory=list)
    parts: list[Entry] = field(default_factory=list)

    @property
    def parts_take(self) -> int:
        return sum(part.item.minutes for part in self.parts)

    @property
    def is_too_short(self) -> bool:
        """Tell whether its parts take longer than it has."""
        return self.parts_take > self.item.minutes


@dataclass(frozen=True)
class Agenda:
    entries: list[Entry]
    hours: int  # of the meeting, in minutes

    @property
    def planned(self) -> int:
        """Count the minutes; a part's lie within its item's."""
        return sum(entry.item.minutes for entry in self.entries)

    @property
    def left(self) -> int:
        return max(0, self.hours - self.planned)

    @property
    def over(self) -> int:
        return max(0, self.planned - self.hours)

    @property
    def all_entries(self) -> list[Entry]:
        """Give every entry, each followed by its parts."""
        return [one for entry in self.entries for one in (entry, *entry.parts)]


def items_of(meeting: Meeting) -> QuerySet[AgendaItem]:
    """List the items; those of one parent stand in their order."""
    return AgendaItem.objects.filter(meeting=meeting).order_by("position", "pk")


def agenda_of(meeting: Meeting) -> Agenda:
    """Read an agenda in three statements, however long it is."""
    items = list(items_of(meeting))
    issues = _issues_by_item(meeting) if items else {}
    minutes = int((meeting.ends_at - meeting.begins_at) / timedelta(minutes=1))
    entries, at = [], meeting.begins_at
    for place, item in enumerate((i for i in items if i.parent_id is None), 1):
        parts = [one for one in items if one.parent_id == item.pk]
        entries.append(_entry(item, parts, str(place), at, issues))
        at += timedelta(minutes=item.minutes)
    return Agenda(entries, minutes)


def _entry(
    item: AgendaItem,
    parts: Sequence[AgendaItem],
    number: str,
    at: datetime,
    issues: dict[int, list[Issue]],
) -> Entry:
    entry = Entry(item, number, at, issues.get(item.pk, []))
    for place, part in enumerate(parts, 1):
        entry.parts.append(
            Entry(part, f"{number}.{place}", at, issues.get(part.pk, []))
        )
        at += timedelta(minutes=part.minutes)
    return entry


def _issues_by_item(meeting: Meeting) -> dict[int, list[Issue]]:
    """Give what each item links; what was merged is read where it went, hidden never."""
    linked = AgendaIssue.objects.filter(meeting=meeting).order_by("pk")
    roots = linked.annotate(root=Coalesce("issue__merged_into", F("issue")))
    pairs = list(roots.values_list("item", "root"))
    shown = public_issues().in_bulk({root for _item, root in pairs})
    found: dict[int, list[Issue]] = {}
    for item_id, root in pairs:
        one = shown.get(root)
        if one is not None and one not in found.setdefault(item_id, []):
            found[item_id].append(one)
    return found


def issues_of_item(item: AgendaItem) -> list[Issue]:
    return _issues_by_item(item.meeting).get(item.pk, [])


def linkable_issue(reference: str) -> Issue | None:
    """Find a concern everybody may read, by its number."""
    return public_issues().filter(reference=reference).first()


def item_on(meeting: Meeting, item_id: int) -> AgendaItem | None:
    found = AgendaItem.objects.filter(meeting=meeting, pk=item_id)
    return found.select_related("meeting").first()


# -- proposals ---------------------------------------------------------------------
def proposals_for(meeting: Meeting) -> QuerySet[Proposal]:
    """List what a moderator let pass, for the organizers; unanswered first, the oldest."""
    passed = Proposal.objects.filter(meeting=meeting, review__state=State.PASSED)
    return passed.select_related("review").order_by(
        F("decided_at").desc(nulls_first=True), "pk"
    )


def proposals_waiting(meeting: Meeting) -> int:
    """Count what organizers have to answer."""
    return proposals_for(meeting).filter(state=ProposalState.WAITING).count()


def proposals_read_by_all(meeting: Meeting) -> QuerySet[Proposal]:
    """List what residents want to talk about and organizers did not decline."""
    return proposals_for(meeting).filter(state=ProposalState.WAITING).order_by("pk")


def proposals_by(viewer: Viewer, meeting: Meeting) -> QuerySet[Proposal]:
    """List what somebody proposed for a meeting themselves."""
    mine = Proposal.objects.filter(
        meeting=meeting, person=viewer.user.pk if viewer.user else None
    )
    found = mine.select_related("review").order_by("pk")
    return found if viewer.user else found.none()


def proposal_of(meeting: Meeting, proposal_id: int) -> Proposal | None:
    return proposals_for(meeting).filter(pk=proposal_id).first()


# -- promises that wait ------------------------------------------------------------
def promises_before(meeting: Meeting) -> QuerySet[Promise]:
    """List what was promised to the place and is not done, the longest due first."""
    here = Q(is_public=True, state__in=ALIVE)
    if meeting.neighborhood_id is not None:
        here &= Q(neighborhood=meeting.neighborhood_id)
    found = Promise.objects.filter(here).select_related("neighborhood")
    return found.order_by("due_on", "pk")
