"""Dates that neighbors help to choose, and what they said."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from engagement.common.suppression import public_parts
from meetings.choices import Suits
from meetings.models import DateOption, DateQuestion, DateVote, DateVoter


@dataclass(frozen=True)
class Tally:
    """One date, and how many said what of it."""

    option: DateOption
    yes: int
    needed: int
    no: int
    is_best: bool = False

    @property
    def shown(self) -> list[int | None]:
        """What the public may know: no small number, also not by subtraction."""
        return public_parts(self.yes, self.needed, self.no)


def public_questions() -> QuerySet[DateQuestion]:
    """List the questions anybody may read: of meetings that were not cancelled."""
    rows = DateQuestion.objects.filter(meeting__cancelled_at=None)
    return rows.select_related("meeting__neighborhood")


def tallies_of(question: DateQuestion) -> list[Tally]:
    """Count what was said of each date, in the order of the dates."""
    counts = {
        suits: Count("votes", filter=Q(votes__suits=suits)) for suits in Suits.values
    }
    options = question.options.annotate(**counts).order_by("begins_at", "pk")
    rows = [
        Tally(option, option.yes, option.needed, option.no)  # type: ignore[attr-defined]  # annotated above
        for option in options
    ]
    best = max((_suits(row) for row in rows), default=(0, 0))
    return [
        Tally(row.option, row.yes, row.needed, row.no, _suits(row) == best != (0, 0))
        for row in rows
    ]


def voter_of(
    question: DateQuestion, person_id: int | None, device: str | None
) -> DateVoter | None:
    """Find what this person, or this browser, said before."""
    voters = DateVoter.objects.filter(question=question)
    if person_id is not None:
        return voters.filter(person=person_id).first()
    return voters.filter(device=device).first() if device else None


def said_by(voter: DateVoter | None) -> dict[int, str]:
    """Give what a voter said of each date."""
    votes = DateVote.objects.filter(voter=voter) if voter else DateVote.objects.none()
    return dict(votes.values_list("option", "suits"))


def _suits(row: Tally) -> tuple[int, int]:
    """Most people who could come; among equals the most who come gladly."""
    return row.yes + row.needed, row.yes
