"""What everybody reads of a report, from what was published and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from engagement.common.staticmap import kept_map
from engagement.concerns.choices import Status
from engagement.concerns.models import Issue
from engagement.priorities.models import Report
from engagement.priorities.presenting.cards import Card, public_card
from engagement.priorities.presenting.desk import promises_by_kind
from engagement.priorities.presenting.pictures import Spot, Where, reading_of
from engagement.priorities.queries.reports import kind_names
from engagement.promises.models import Promise


class Issues:
    """What is true of the listed issues today: their status and the reply's day."""

    def __init__(self, found: QuerySet[Issue]) -> None:
        self._found = {issue.reference: issue for issue in found}

    def status_of(self, reference: str) -> str:
        issue = self._found.get(reference)
        return str(Status(issue.status).label) if issue else ""

    def next_of(self, reference: str) -> str:
        """Say what happens next about an issue nobody has answered."""
        issue = self._found.get(reference)
        if issue is None:
            return _("This concern has no page any more.")
        if issue.replied_at is not None or not issue.is_open:
            return _("Answered since: %(status)s.") % {
                "status": self.status_of(reference)
            }
        if issue.reply_due_on is None:
            return _("An officer reads it next.")
        day = date_format(issue.reply_due_on, "j F Y")
        return _("An officer replies by %(day)s.") % {"day": day}


@dataclass(frozen=True)
class Waiting:
    """One unanswered issue of a list too thin to rank."""

    reference: str
    title: str
    where: str
    since: date
    next: str


def first_lines(reports: Iterable[Report]) -> list[tuple[Report, str]]:
    """Each report beside the name of its first ranked line, if it has one."""
    names = kind_names()
    return [(report, _first_of(report.published, names)) for report in reports]


def _first_of(shown: Mapping[str, Any], names: Mapping[str, str]) -> str:
    ranked = (line for line in shown.get("lines", ()) if line.get("rank") == 1)
    return next((names.get(line["kind"], "") for line in ranked), "")


def references_of(shown: Mapping[str, Any]) -> list[str]:
    """Name every issue a published report links to."""
    beneath = [
        issue["reference"]
        for line in shown["lines"]
        for issue in line.get("largest", ())
    ]
    return beneath + [issue["reference"] for issue in shown["unanswered"]]


def public_cards(
    shown: Mapping[str, Any],
    names: Mapping[str, str],
    promises: Iterable[Promise],
    issues: Issues,
) -> list[Card]:
    kept = promises_by_kind(promises)
    statuses = {name: issues.status_of(name) for name in references_of(shown)}
    return [
        public_card(line, names, promise=kept.get(line["kind"]), statuses=statuses)
        for line in shown["lines"]
    ]


def waiting_issues(
    shown: Mapping[str, Any], names: Mapping[str, str], issues: Issues
) -> list[Waiting]:
    """Oldest first, each with what happens next; never A to Z (RULINGS 25)."""
    return [
        Waiting(
            reference=one["reference"],
            title=names.get(one["kind"], ""),
            where=one["street"] or _("Somewhere in the neighborhood"),
            since=date.fromisoformat(one["first_on"]),
            next=issues.next_of(one["reference"]),
        )
        for one in shown["unanswered"]
    ]


def public_map(shown: Mapping[str, Any]) -> Where | None:
    """The map as it was drawn at signing, with its reading in the reader's language."""
    drawn = shown["map"]
    if drawn is None:
        return None
    spots = [Spot(**spot) for spot in drawn["spots"]]
    drawing = kept_map(drawn["drawing"], reading_of(spots))
    return Where(drawing, spots, drawn["fewest"])
