"""Writing the index of a wave down, as it was printed with its results, for good.

Rows are written when the wave is counted, from what its tables leave safe to say. How much
higher a place stands than the time before is worked out from what is printed of both
waves, so that it tells nothing more (decision 0082).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from feedback.choices import Measure, SurveyState
from feedback.indexed import WHOLE
from feedback.indexing import Change, change_of, figure_printed, items_of
from feedback.models import IndexValue, Wave
from feedback.queries.shapes import shape_of
from feedback.shapes import Shape
from feedback.tables import Index
from feedback.telling import Printed

_DECIMALS: Final = 1
Before = Mapping[tuple[str, int | None], IndexValue]


def write_index(
    wave: Wave, shape: Shape, index: Index, homes: Mapping[str, int], now: datetime
) -> None:
    """Write down what is printed of each measure and place of a wave that is counted."""
    if wave.is_indexed or wave.survey.state == SurveyState.DRAFT:
        return
    IndexValue.objects.bulk_create(_rows(wave, shape, index, homes, now))
    wave.is_indexed = True
    wave.save(update_fields=["is_indexed"])


def _rows(
    wave: Wave, shape: Shape, index: Index, homes: Mapping[str, int], now: datetime
) -> Iterator[IndexValue]:
    before = _comparable(wave, shape)
    for measure, places in index.items():
        for place, printed in places.items():
            home = wave.survey.neighborhood_id if place == WHOLE else homes[place]
            row = IndexValue(
                wave=wave,
                neighborhood_id=home,
                measure=measure,
                answers=printed.answers,
                mean=printed.mean,
                low=printed.low,
                high=printed.high,
                made_at=now,
            )
            past = before.get((measure, home))
            if past is not None:
                _compare(row, _change(past, printed))
            yield row


def _comparable(wave: Wave, shape: Shape) -> Before:
    """Give the rows of the wave before, of measures that asked the same items."""
    earlier = Wave.objects.filter(survey=wave.survey_id, closes_at__lte=wave.opens_at)
    before = earlier.select_related("version__survey").order_by("-closes_at", "-pk")
    last = before.first()
    if last is None:
        return {}
    asked = shape_of(last.version)
    same = [m for m in Measure.values if items_of(shape, m) == items_of(asked, m)]
    rows = IndexValue.objects.filter(wave=last, measure__in=same)
    return {(row.measure, row.neighborhood_id): row for row in rows}


def _change(before: IndexValue, after: Printed) -> Change:
    return change_of(
        figure_printed(before.answers, before.mean, before.low, before.high),
        figure_printed(after.answers, after.mean, after.low, after.high),
    )


def _compare(row: IndexValue, change: Change) -> None:
    row.change = round(change.by, _DECIMALS)
    row.change_low = round(change.low, 2)
    row.change_high = round(change.high, 2)
