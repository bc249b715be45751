"""What a meeting could talk about: promises, lines of the report, unanswered concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from engagement.concerns.choices import Status
from engagement.concerns.models import Issue
from engagement.concerns.queries import IssueFilters, public_issues
from engagement.front.queries import kind_labels, last_published
from engagement.priorities.models import Report
from engagement.priorities.queries.reports import largest_inputs
from engagement.promises.models import Promise
from meetings.models import AgendaIssue, AgendaItem, Meeting
from meetings.queries.agenda import promises_before
from meetings.services.agenda import Drawn

MOST_LINES: Final = 5
MOST_PROMISES: Final = 10
MOST_QUESTIONS: Final = 10
ISSUES_EACH: Final = 3
FOR_A_PROMISE, FOR_A_LINE, FOR_A_QUESTION = 5, 15, 5


@dataclass(frozen=True)
class Choice:
    """One thing that can be ticked; `stands` where the agenda has it already."""

    key: str
    title: str
    about: str
    drawn: Drawn
    stands: bool
    is_late: bool = False


@dataclass(frozen=True)
class Prepared:
    """Everything there is to choose from, in the order it would be talked about."""

    promises: tuple[Choice, ...]
    lines: tuple[Choice, ...]
    questions: tuple[Choice, ...]
    report: Report | None

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (*self.promises, *self.lines, *self.questions)


@dataclass(frozen=True)
class _Standing:
    """What the agenda has already."""

    issues: frozenset[int]
    promises: frozenset[int]
    titles: frozenset[str]


def prepared_for(meeting: Meeting, today: date) -> Prepared:
    """Gather what the neighborhood waits for; each list shows the first few."""
    on_it = _standing(meeting)
    place = meeting.neighborhood
    report = last_published(place) if place else None
    return Prepared(
        promises=tuple(
            _promise(one, on_it, today)
            for one in promises_before(meeting)[:MOST_PROMISES]
        ),
        lines=_lines(report, on_it) if report else (),
        questions=_questions(meeting, on_it),
        report=report,
    )


def _standing(meeting: Meeting) -> _Standing:
    links = AgendaIssue.objects.filter(meeting=meeting).values_list("issue", flat=True)
    items = AgendaItem.objects.filter(meeting=meeting).values_list("promise", "title")
    rows = list(items)
    return _Standing(
        frozenset(links),
        frozenset(pk for pk, _title in rows if pk),
        frozenset(title for _pk, title in rows),
    )


def _promise(promise: Promise, on_it: _Standing, today: date) -> Choice:
    title = _("Promised: %(what)s (%(who)s)") % {
        "what": promise.what,
        "who": promise.who,
    }
    return Choice(
        key=f"promise-{promise.pk}",
        title=promise.what,
        about=promise.who,
        drawn=Drawn(title=title, minutes=FOR_A_PROMISE, promise_id=promise.pk),
        stands=promise.pk in on_it.promises,
        is_late=promise.days_late(today) > 0,
    )


def _lines(report: Report, on_it: _Standing) -> tuple[Choice, ...]:
    """Give the first lines that were published, each with its heaviest open concerns."""
    labels, linked = kind_labels(), _open_issues_of(report)
    found = []
    for line in report.published.get("lines", [])[:MOST_LINES]:
        title = labels.get(line["kind"], line["kind"])
        issues = tuple(linked.get(line["kind"], ()))
        stands = title in on_it.titles or not on_it.issues.isdisjoint(issues)
        drawn = Drawn(title=title, minutes=FOR_A_LINE, issue_ids=issues)
        found.append(Choice(f"line-{line['kind']}", title, "", drawn, stands))
    return tuple(found)


def _open_issues_of(report: Report) -> dict[str, list[int]]:
    """Give the concerns behind each line that are still open and anybody may read."""
    rows = list(largest_inputs(report, ISSUES_EACH).select_related("line__kind"))
    shown = public_issues().open().in_bulk({row.issue_id for row in rows})
    found: dict[str, list[int]] = {}
    for row in rows:
        if row.issue_id in shown:
            found.setdefault(row.line.kind.code, []).append(row.issue_id)
    return found


def _questions(meeting: Meeting, on_it: _Standing) -> tuple[Choice, ...]:
    """List what nobody has answered yet, the longest waiting first."""
    slug = meeting.neighborhood.slug if meeting.neighborhood else ""
    waiting = public_issues(IssueFilters(neighborhood=slug)).filter(
        status=Status.NEW, replied_at=None
    )
    oldest = waiting.order_by("first_at", "pk")[:MOST_QUESTIONS]
    return tuple(_question(issue, on_it) for issue in oldest)


def _question(issue: Issue, on_it: _Standing) -> Choice:
    where = issue.public_point.label if issue.public_point else ""
    title = _("Not answered yet: %(kind)s (%(reference)s)") % {
        "kind": issue.kind.label,
        "reference": issue,
    }
    drawn = Drawn(title=title, minutes=FOR_A_QUESTION, issue_ids=(issue.pk,))
    named = f"{issue.kind.label} ({issue})"
    return Choice(f"issue-{issue.pk}", named, where, drawn, issue.pk in on_it.issues)
