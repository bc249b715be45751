"""What a series asks those who enrol: each of its meetings asks the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from meetings.models import BookingQuestion, Meeting, Series
from meetings.queries.series import still_to_come


def copy_questions(one: Meeting, others: Iterable[Meeting]) -> None:
    """Let other meetings ask what one asks, and nothing else."""
    asked = list(one.booking_questions.order_by("position"))
    ids = {other.pk for other in others} - {one.pk}
    BookingQuestion.objects.filter(meeting__in=ids).delete()
    BookingQuestion.objects.bulk_create(
        BookingQuestion(
            meeting_id=pk,
            position=question.position,
            kind=question.kind,
            text=question.text,
            options=question.options,
            is_required=question.is_required,
        )
        for pk in sorted(ids)
        for question in asked
    )


def share_questions(series: Series, now: datetime) -> None:
    """Let all meetings to come ask what the soonest that asks something does."""
    ahead = list(still_to_come(series, now).order_by("begins_at", "pk"))
    asking = [one for one in ahead if one.booking_questions.exists()]
    if asking:
        copy_questions(asking[0], ahead)
