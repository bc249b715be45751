"""What a group asks whoever wants to join."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.people.models import User
from watchgroups.errors import GroupIncompleteError
from watchgroups.models import JoinQuestion
from watchgroups.services import checking
from watchgroups.services.locks import group_of_leader, note

MOST_QUESTIONS: Final = 8
LONGEST: Final = 200


@transaction.atomic
def add_join_question(
    *, group_id: int, text: str, actor: User, now: datetime
) -> JoinQuestion:
    """Ask one thing more. Raises NotAllowedError, GroupIncompleteError."""
    group = group_of_leader(group_id, actor)
    kept = checking.words_of(text, LONGEST, _("Write the question."))
    if group.join_questions.filter(ended_at=None).count() >= MOST_QUESTIONS:
        raise GroupIncompleteError(
            _("Ask at most %(most)d questions.") % {"most": MOST_QUESTIONS}
        )
    question = JoinQuestion.objects.create(group=group, text=kept, made_at=now)
    note(group, actor, "group.add_question", now, question=question.pk)
    return question


@transaction.atomic
def end_join_question(
    *, group_id: int, question_id: int, actor: User, now: datetime
) -> None:
    """Do not ask it any more; what was answered stays. Raises NotAllowedError."""
    group = group_of_leader(group_id, actor)
    open_one = group.join_questions.filter(pk=question_id, ended_at=None)
    if open_one.update(ended_at=now):
        note(group, actor, "group.end_question", now, question=question_id)
