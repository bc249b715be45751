"""What people wrote: looked at one by one before anybody else reads it.

A text says nothing of who wrote it and when. Rows are dealt anew while answers come in:
deleted and written once more with the same number, so whoever changes one asks again
once if it is not there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.moderation.detectors import held_for
from engagement.people.models import User
from feedback.choices import UNLINKED, QuestionKind, TextState
from feedback.errors import TextHeldError, TextsError
from feedback.models import Survey, Theme, ThemedText, UnlinkedAnswer
from feedback.permissions import can_judge_texts, can_read_texts
from feedback.queries.shapes import shape_of
from feedback.services.locks import note, survey_of_editor

LOOKS: Final = 20  # for a text that is being dealt
MOST_THEMES: Final = 40
LONGEST_THEME: Final = 80
NOT_PERSONAL: Final = frozenset({"danger"})
_WORD: Final = re.compile(r"\w+")


@transaction.atomic
def judge_text(
    *,
    survey_id: int,
    text_id: UUID,
    state: str,
    actor: User,
    now: datetime,
    words: str = "",
    was_looked_at: bool = False,
) -> UnlinkedAnswer:
    """Show a text with the results, or do not; words may be taken out, none put in.

    What may name somebody is shown only when who reads it says that it does not.
    Raises NotAllowedError, TextsError, TextHeldError.
    """
    survey = Survey.objects.get(pk=survey_id)
    found = _locked(survey, text_id)
    viewer = Viewer(user=actor)
    if not can_judge_texts(viewer, survey):
        raise NotAllowedError(_("Only those who look after these texts may do that."))
    if found.state != TextState.WAITING and not can_read_texts(viewer, survey):
        raise NotAllowedError(_("Somebody has looked at this text already."))
    if words:
        found.text = _shorter(found.text, words)
    if state == TextState.SHOWN and not was_looked_at and personal_in(found.text):
        raise TextHeldError(
            _("It may name somebody. Take that out, or say that you looked.")
        )
    found.state = state
    found.save(update_fields=["state", "text"])
    action = "survey.text_shown" if state == TextState.SHOWN else "survey.text_hidden"
    note(survey, actor, action, now)
    return found


@transaction.atomic
def add_theme(
    *,
    survey_id: int,
    question: str,
    name: str,
    language: str,
    actor: User,
    now: datetime,
) -> Theme:
    """Name what several people wrote about. Raises NotAllowedError, TextsError."""
    survey = survey_of_editor(survey_id, actor)
    said = plain(name).strip()[:LONGEST_THEME]
    version = survey.versions.order_by("-number").first()
    asked = shape_of(version).questions.get(question) if version else None
    if asked is None or asked.kind not in UNLINKED or asked.kind == QuestionKind.PLACE:
        raise TextsError(_("Choose a question that is answered in words."))
    if not said:
        raise TextsError(_("Give the theme a name."))
    themes = Theme.objects.filter(survey=survey, question=question)
    if any(said.lower() == str(theme).lower() for theme in themes):
        raise TextsError(_("There is a theme of this name."))
    if themes.count() >= MOST_THEMES:
        raise TextsError(_("These are many themes already. Take one out first."))
    theme = Theme.objects.create(
        survey=survey, question=question, words={language: said}
    )
    note(survey, actor, "survey.add_theme", now, key=question)
    return theme


@transaction.atomic
def drop_theme(*, survey_id: int, theme_id: int, actor: User, now: datetime) -> None:
    """Take a theme out; the texts stay. Raises NotAllowedError, TextsError."""
    survey = survey_of_editor(survey_id, actor)
    theme = Theme.objects.filter(survey=survey, pk=theme_id).first()
    if theme is None:
        raise TextsError(_("This theme is gone."))
    key = theme.question
    theme.delete()
    note(survey, actor, "survey.drop_theme", now, key=key)


@transaction.atomic
def mark_text(
    *,
    survey_id: int,
    text_id: UUID,
    themes: Sequence[int],
    actor: User,
    now: datetime,
) -> None:
    """Say which themes a text is about. Raises NotAllowedError, TextsError."""
    survey = survey_of_editor(survey_id, actor)
    found = _locked(survey, text_id)
    chosen = Theme.objects.filter(survey=survey, question=found.question, pk__in=themes)
    ThemedText.objects.filter(text=found).exclude(theme__in=chosen).delete()
    ThemedText.objects.bulk_create(
        [ThemedText(theme=theme, text=found) for theme in chosen], ignore_conflicts=True
    )
    note(survey, actor, "survey.mark_text", now, key=found.question)


def personal_in(text: str) -> list[str]:
    """Name what in a text may point to a person."""
    return [key for key in held_for(text) if key not in NOT_PERSONAL]


def _locked(survey: Survey, text_id: UUID) -> UnlinkedAnswer:
    """Take a text by its number; one that is being dealt is there again a moment later.

    Dealing writes a row anew under its number: whoever waited for the old one finds
    nothing. In a busy hour that can happen several times in a row.
    """
    texts = UnlinkedAnswer.objects.filter(wave__survey=survey).exclude(text="")
    for _time in range(LOOKS):
        found = texts.select_for_update(of=["self"]).filter(pk=text_id).first()
        if found is not None:
            return found
    raise TextsError(_("This text is gone."))


def _shorter(text: str, words: str) -> str:
    """Give the words as they were left; raises TextsError if one was put in."""
    left = plain(words).strip()
    said = iter(word.lower() for word in _WORD.findall(text))
    words_left = _WORD.findall(left)
    if not words_left or not all(word.lower() in said for word in words_left):
        raise TextsError(_("Words can be taken out, and none put in."))
    return left
