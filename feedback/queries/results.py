"""Which results there are, and whose they are to read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from engagement.places.models import Neighborhood
from engagement.places.queries import all_groups
from feedback.choices import TextState
from feedback.grouping import HOME
from feedback.models import Result, Survey, UnlinkedAnswer, Wave
from feedback.queries.paper import counted_from
from feedback.queries.shapes import shape_of
from feedback.shapes import Shape

TEXTS_SHOWN: Final = 30
PUBLIC: Final = Q(published_at__isnull=False, withdrawn_at=None)


@dataclass(frozen=True)
class WaveResults:
    """One wave with what is counted of it, in the order it was asked."""

    wave: Wave
    shape: Shape
    results: list[Result]

    @property
    def filters(self) -> list[str]:
        """Name the traits by which any of it can be looked at."""
        found: dict[str, None] = {}
        for result in self.results:
            for part in result.table.get("parts", ()):
                found |= dict.fromkeys(part.get("by", {}))
        return [*found]


def waves_with_results(survey: Survey) -> list[Wave]:
    """List the waves of which something is public, the newest first."""
    public = Result.objects.filter(PUBLIC, wave__survey=survey)
    waves = survey.waves.filter(pk__in=public.values("wave"))
    return list(waves.select_related("version__survey").order_by("-number"))


def public_results(wave: Wave) -> WaveResults:
    """Give what everybody may read of a wave."""
    results = list(wave.results.filter(PUBLIC))
    return WaveResults(wave, shape_of(wave.version), results)


def counted_results(wave: Wave) -> WaveResults:
    """Give all that is counted of a wave, for those who decide what is published."""
    return WaveResults(wave, shape_of(wave.version), list(wave.results.all()))


def waves_at_the_desk(survey: Survey) -> QuerySet[Wave]:
    """List all waves, the newest first."""
    return survey.waves.select_related("version__survey").order_by("-number")


def names_of_groups() -> dict[str, dict[str, str]]:
    """Give the words for the groups of every trait, neighborhoods among them."""
    found = {
        trait: {code: str(name) for code, name in groups.items()}
        for trait, groups in all_groups().items()
    }
    homes = Neighborhood.objects.order_by("name").values_list("slug", "name")
    return {**found, HOME: dict(homes)}


def shown_texts(wave: Wave, questions: Collection[str]) -> dict[str, list[str]]:
    """Give passed texts by question, by their numbers of chance; one more than is shown."""
    found: dict[str, list[str]] = {question: [] for question in questions}
    place = Window(RowNumber(), partition_by="question", order_by="id")
    texts = UnlinkedAnswer.objects.filter(
        wave=wave, question__in=questions, state=TextState.SHOWN
    ).exclude(text="")
    texts = texts.annotate(place=place).filter(place__lte=TEXTS_SHOWN + 1)
    for question, text in texts.order_by("id").values_list("question", "text"):
        found[question].append(text)
    return found


def desk_results(survey: Survey, now: datetime) -> dict[str, Any]:
    """Say at the desk of a survey what is counted, public and waits to be read."""
    told = Result.objects.filter(wave__survey=survey).aggregate(
        counted=Count("pk"), public=Count("pk", filter=PUBLIC)
    )
    waiting = UnlinkedAnswer.objects.filter(
        wave__survey=survey, state=TextState.WAITING
    ).exclude(text="")
    over = survey.waves.filter(closes_at__lte=now).order_by("-closes_at", "-pk").first()
    from_then = counted_from(over) if over and not told["counted"] else now
    return {
        "counted": told["counted"],
        "public": told["public"],
        "is_over": over is not None,
        "waits_until": from_then if from_then > now else None,
        "texts_waiting": waiting.count(),
    }
