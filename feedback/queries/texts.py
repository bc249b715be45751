"""What people wrote, as those who look after it read it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from engagement.common.roles import Role, Viewer
from feedback.choices import TextState
from feedback.models import Survey, Theme, ThemedText, UnlinkedAnswer
from feedback.queries.visible import surveys_visible_to, worked_on_by

TEXTS_A_PAGE: Final = 25


@dataclass(frozen=True)
class TextPage:
    """Some texts of one state in an order of chance, and where the next begin."""

    rows: list[UnlinkedAnswer]
    after: UUID | None


def texts_to_read(
    survey: Survey, state: str, question: str = "", after: str = ""
) -> TextPage:
    """Give texts by their numbers, which are of chance; whoever asks may read the state."""
    texts = UnlinkedAnswer.objects.filter(wave__survey=survey, state=state)
    texts = texts.exclude(text="")
    if question:
        texts = texts.filter(question=question)
    if after:
        texts = texts.filter(pk__gt=_number(after))
    marks = Prefetch("marks", ThemedText.objects.select_related("theme"))
    rows = list(texts.prefetch_related(marks).order_by("pk")[: TEXTS_A_PAGE + 1])
    more = len(rows) > TEXTS_A_PAGE
    rows = rows[:TEXTS_A_PAGE]
    return TextPage(rows, rows[-1].pk if more else None)


def texts_by_state(survey: Survey, states: Collection[str]) -> dict[str, int]:
    """Count the texts in each of these states."""
    found = dict.fromkeys(states, 0)
    rows = UnlinkedAnswer.objects.filter(wave__survey=survey).exclude(text="")
    rows = rows.filter(state__in=found)
    return found | dict(rows.values_list("state").annotate(Count("pk")).order_by())


def surveys_with_waiting_texts(viewer: Viewer) -> QuerySet[Survey]:
    """List surveys whose texts somebody may look at and nobody has, the fullest first."""
    places = viewer.place_ids(Role.MODERATOR)
    moderated = Q(pk__isnull=False) if places is None else Q(neighborhood__in=places)
    waiting = Q(waves__texts__state=TextState.WAITING) & Q(waves__texts__text__gt="")
    mine = surveys_visible_to(viewer).filter(worked_on_by(viewer) | moderated)
    counted = mine.annotate(waiting=Count("waves__texts", filter=waiting))
    return counted.filter(waiting__gt=0).order_by("-waiting", "pk")


def themes_of(survey: Survey) -> list[Theme]:
    """List the themes of a survey’s questions."""
    return list(Theme.objects.filter(survey=survey).order_by("question", "pk"))


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
