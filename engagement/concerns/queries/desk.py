"""What an officer sees of one issue, and in which order the inbox shows many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from engagement.audit.models import Entry
from engagement.audit.queries import entries_about
from engagement.common.roles import Viewer
from engagement.concerns.choices import Status
from engagement.concerns.models import (
    Concern,
    Issue,
    IssueQuerySet,
    IssueUpdate,
    Note,
    Reply,
    StatusChange,
)
from engagement.concerns.queries.inbox import InboxFilters, InboxView, inbox_for
from engagement.concerns.queries.near import near_issues
from engagement.concerns.queries.visible import concerns_visible_to, family_of

MOST_CONCERNS = 50
MOST_SUGGESTIONS = 5

# -- the order of the inbox --------------------------------------------------------
# A list is cut by one moment that falls from page to page, so every order is one.
_FAR = Value(datetime(2130, 1, 1, tzinfo=UTC), DateTimeField())
_DAY_ONE = Value(date(2000, 1, 1), DateField())
_NEVER = Value(date(2120, 1, 1), DateField())
_FIRST = Value(datetime(2000, 1, 1, tzinfo=UTC), DateTimeField())
_AHEAD = Value(timedelta(days=47_500), DurationField())
_NOT_AHEAD = Value(timedelta(0), DurationField())

SORTS: Mapping[str, str | Promise] = {
    "due": gettext_lazy("Reply due first"),
    "newest": gettext_lazy("Newest first"),
    "oldest": gettext_lazy("Oldest first"),
}


def _moment(expression: Any) -> Any:
    return ExpressionWrapper(expression, DateTimeField())


def in_order(issues: IssueQuerySet, sort: str) -> IssueQuerySet:
    """Annotate `sorted_by`: the later, the further up. Held ones always come first."""
    owed = Case(When(replied_at=None, then=F("reply_due_on")), output_field=DateField())
    due = ExpressionWrapper(Coalesce(owed, _NEVER) - _DAY_ONE, DurationField())
    age = ExpressionWrapper(F("first_at") - _FIRST, DurationField())
    orders = {
        "due": _moment(_FAR - due),
        "oldest": _moment(_FAR - age),
        "newest": _moment(F("first_at")),
    }
    ahead = Case(When(is_held=True, then=_AHEAD), default=_NOT_AHEAD)
    return issues.annotate(sorted_by=_moment(orders[sort] + ahead))


def replies_due_on(viewer: Viewer, day: date, filters: InboxFilters) -> int:
    """Count the replies that are due on a day, in the own areas."""
    due = inbox_for(viewer, InboxView.OPEN, filters)
    return due.filter(replied_at=None, reply_due_on=day).count()


# -- one issue ---------------------------------------------------------------------
def concerns_of(viewer: Viewer, issue: Issue) -> list[Concern]:
    """Give what people sent about it and what was merged into it, newest first."""
    sent = concerns_visible_to(viewer).filter(issue__in=family_of(issue))
    return list(sent[: MOST_CONCERNS + 1])


def merged_into(issue: Issue) -> IssueQuerySet:
    """List the issues that became part of this one."""
    parts = Issue.objects.filter(merged_into=issue).select_related("kind")
    return parts.order_by("first_at", "pk")


def merge_suggestions(viewer: Viewer, issue: Issue, text: str) -> list[Issue]:
    """Give open issues that may be the same one, the likeliest first."""
    point = issue.snap_point
    if point is None:
        return []
    near = near_issues(
        viewer, issue.kind_id, point.lat, point.lon, issue.last_voice_at, text
    )
    alike = [one.issue for one in near if one.issue.pk != issue.pk]
    same_spot = (
        Issue.objects.open()
        .unmerged()
        .filter(snap_point=point, kind=issue.kind, neighborhood=issue.neighborhood)
        .exclude(Q(pk=issue.pk) | Q(pk__in=[one.pk for one in alike]))
        .select_related("kind", "snap_point")
        .order_by("-first_at", "-pk")
    )
    here = [one for one in alike if one.neighborhood_id == issue.neighborhood_id]
    return [*here, *same_spot[:MOST_SUGGESTIONS]][:MOST_SUGGESTIONS]


@dataclass(frozen=True)
class Step:
    """One thing that happened; a note is read by officers alone."""

    at: datetime
    title: str
    by: str
    text: str = ""
    is_internal: bool = False


_ACTS: Mapping[str, str | Promise] = {
    "concern.set_owner": gettext_lazy("Owner changed"),
    "concern.merge": gettext_lazy("Merged into another one"),
    "concern.unmerge": gettext_lazy("Taken apart again"),
    "concern.rekind": gettext_lazy("Kind changed"),
    "concern.move": gettext_lazy("Place changed"),
}


def _name(person: object) -> str:
    return str(person) if person is not None else ""


def story_for_officers(issue: Issue, parts: Sequence[Issue] = ()) -> list[Step]:
    """Tell everything that happened, newest first: in public and among officers.

    What was done to a part that was merged into it is told here: it has no page now.
    """
    steps = [_of_move(move) for move in issue.moves.select_related("author")]
    steps += [_of_reply(reply) for reply in issue.replies.select_related("author")]
    steps += [_of_update(update) for update in issue.updates.all()]
    steps += [_of_note(note) for note in issue.notes.select_related("author")]
    named = {str(part.pk): str(part) for part in parts}
    acts = entries_about(issue, *parts).filter(action__in=list(_ACTS))
    steps += [_of_act(entry, named) for entry in acts]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _of_move(move: StatusChange) -> Step:
    title = gettext("Now: %(status)s") % {"status": Status(move.new).label}
    return Step(move.at, title, _name(move.author), move.text)


def _of_reply(reply: Reply) -> Step:
    return Step(reply.at, gettext("Public reply"), _name(reply.author), reply.text)


def _of_update(update: IssueUpdate) -> Step:
    return Step(update.at, str(update.get_kind_display()), "", update.text)


def _of_note(note: Note) -> Step:
    return Step(
        note.at, gettext("Note"), _name(note.author), note.text, is_internal=True
    )


def _of_act(entry: Entry, parts: Mapping[str, str]) -> Step:
    title = str(_ACTS[entry.action])
    part = parts.get(entry.subject.rpartition(":")[2])
    if part:
        title = gettext("%(reference)s: %(act)s") % {"reference": part, "act": title}
    return Step(entry.at, title, _name(entry.actor), entry.reason, is_internal=True)
