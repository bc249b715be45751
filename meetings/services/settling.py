"""A question about dates ends: who ticked to be written to hears which date it is."""

from __future__ import annotations

from datetime import datetime

from engagement.outbox.services import enqueue
from meetings.models import DateQuestion, Meeting


def settle_open_question(meeting: Meeting, now: datetime) -> None:
    """End the question about a meeting’s date, if one is open: its date is the answer."""
    questions = DateQuestion.objects.select_for_update()
    question = questions.filter(meeting=meeting, settled_at=None).first()
    if question is not None:
        settle(question, meeting, now)


def settle(question: DateQuestion, meeting: Meeting, now: datetime) -> None:
    """Mark the date that was taken, if it was offered, and ask for the letters."""
    taken = question.options.filter(
        begins_at=meeting.begins_at, ends_at=meeting.ends_at
    )
    taken.update(is_chosen=True)
    question.settled_at = now
    question.save(update_fields=["settled_at"])
    asked = question.voters.filter(wants_letter=True, person__isnull=False)
    for voter in asked.select_related("person").order_by("pk"):
        enqueue(
            task="meetings.tell_of_date",
            about=f"meetings.datequestion:{question.pk}",
            person=voter.person,
            now=now,
            voter_id=voter.pk,
        )
