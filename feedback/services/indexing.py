"""Working the index of a closed wave out, once and for good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from engagement.common.suppression import FEWEST_ANSWERS, answers_shown, protect_parts
from engagement.places.queries import neighborhoods_on_the_map
from feedback import indexing
from feedback.choices import Measure, SurveyState
from feedback.models import IndexValue, Response, Wave
from feedback.queries.shapes import shape_of

_DECIMALS: Final = 1
_AT_ONCE: Final = 2000
Scores = dict[int | None, list[float]]  # by neighborhood; None: they did not say


@dataclass(frozen=True)
class _Counted:
    """One measure of one wave: what was asked, and what may be printed of which place."""

    items: tuple[indexing.Item, ...]
    figures: dict[int | None, indexing.Figure]  # None: the whole town


def waves_to_index(now: datetime) -> list[int]:
    """List the waves that have closed and whose index is not worked out, oldest first."""
    closed = Wave.objects.filter(is_indexed=False, closes_at__lte=now)
    closed = closed.exclude(survey__state=SurveyState.DRAFT)
    return list(closed.order_by("closes_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def freeze_index(*, wave_id: int, now: datetime) -> None:
    """Write down the index of a closed wave; what is written is never worked out again."""
    wave = (
        Wave.objects.select_for_update(of=["self"])
        .select_related("survey", "version__survey")
        .get(pk=wave_id)
    )
    if wave.is_indexed or wave.closes_at > now:
        return
    before = _wave_before(wave)
    counted = _counted(wave)
    earlier = _counted(before) if before and counted else {}
    IndexValue.objects.bulk_create(_rows(wave, counted, earlier, now))
    wave.is_indexed = True
    wave.save(update_fields=["is_indexed"])


def _wave_before(wave: Wave) -> Wave | None:
    earlier = Wave.objects.filter(survey=wave.survey_id, closes_at__lte=wave.opens_at)
    return (
        earlier.select_related("survey", "version__survey")
        .order_by("-closes_at", "-pk")
        .first()
    )


def _counted(wave: Wave) -> dict[str, _Counted]:
    shape = shape_of(wave.version)
    asked = {measure: indexing.items_of(shape, measure) for measure in Measure.values}
    asked = {measure: items for measure, items in asked.items() if items}
    if not asked:
        return {}
    scores = _scores(wave, asked)
    return {
        measure: _Counted(items, _printable(wave, scores[measure]))
        for measure, items in asked.items()
    }


def _scores(
    wave: Wave, asked: dict[str, tuple[indexing.Item, ...]]
) -> dict[str, Scores]:
    found: dict[str, Scores] = {measure: defaultdict(list) for measure in asked}
    given = Response.objects.filter(wave=wave).values_list("neighborhood", "answers")
    for place, answers in given.iterator(chunk_size=_AT_ONCE):
        for measure, items in asked.items():
            value = indexing.score(items, answers)
            if value is not None:
                found[measure][place].append(value)
    return found


def _printable(wave: Wave, scores: Scores) -> dict[int | None, indexing.Figure]:
    """Work out what may be printed side by side: no small place from the others.

    Means tell more than counts: whoever takes the places shown from the town is left
    with the mean of all others together, so these are ten people or none.
    """
    if wave.survey.neighborhood_id is not None:
        only = wave.survey.neighborhood_id
        return dict(_figures({only: scores[only]}))
    places: list[int | None] = [
        *neighborhoods_on_the_map().values_list("pk", flat=True),
        None,
    ]
    places += [place for place in scores if place not in places]
    parts, whole = protect_parts([len(scores.get(place, ())) for place in places])
    everybody = [value for values in scores.values() for value in values]
    shown: Scores = {
        place: scores[place]
        for place, part in zip(places, parts, strict=True)
        if part is not None and place is not None
    }
    for place in sorted(shown, key=lambda place: len(shown[place])):
        rest = len(everybody) - sum(len(values) for values in shown.values())
        if not 0 < rest < FEWEST_ANSWERS:
            break
        del shown[place]
    if whole is not None:
        shown[None] = everybody
    return dict(_figures(shown))


def _figures(scores: Scores) -> Iterator[tuple[int | None, indexing.Figure]]:
    for place, values in scores.items():
        figure = indexing.figure_of(values)
        if figure is not None:
            yield place, figure


def _rows(
    wave: Wave,
    counted: dict[str, _Counted],
    earlier: dict[str, _Counted],
    now: datetime,
) -> Iterator[IndexValue]:
    for measure, found in counted.items():
        past = earlier.get(measure)
        comparable = past.figures if past and past.items == found.items else {}
        for place, figure in found.figures.items():
            row = IndexValue(
                wave=wave,
                neighborhood_id=place,
                measure=measure,
                answers=answers_shown(figure.people) or 0,
                mean=round(figure.mean, _DECIMALS),
                low=round(figure.low, _DECIMALS),
                high=round(figure.high, _DECIMALS),
                made_at=now,
            )
            if place in comparable:
                _compare(row, indexing.change_of(comparable[place], figure))
            yield row


def _compare(row: IndexValue, change: indexing.Change) -> None:
    row.change = round(change.by, _DECIMALS)
    row.change_low = round(change.low, 2)
    row.change_high = round(change.high, 2)
