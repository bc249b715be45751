"""The index as it may be read: the rows written after each wave, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from engagement.places.models import Neighborhood
from feedback.choices import Measure, SurveyKind, SurveyState
from feedback.indexing import SURE_FROM
from feedback.models import IndexTarget, IndexValue, Survey

Targets = dict[tuple[int | None, str], IndexTarget]


@dataclass(frozen=True)
class Line:
    """One measure of one place over the waves of a survey, the oldest first."""

    measure: str
    place: Neighborhood | None
    values: tuple[IndexValue, ...]
    target: IndexTarget | None

    @property
    def name(self) -> str:
        return str(Measure(self.measure).label)

    @property
    def last(self) -> IndexValue:
        return self.values[-1]

    @property
    def is_indicative(self) -> bool:
        return self.last.answers < SURE_FROM

    @property
    def reached(self) -> bool:
        """Tell whether the whole range lies at the target or above it."""
        return self.target is not None and self.last.low >= self.target.value


@dataclass(frozen=True)
class MeasureLines:
    """One measure: the town first, then its neighborhoods by name."""

    measure: str
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        return str(Measure(self.measure).label)


def surveys_with_index() -> QuerySet[Survey]:
    """List the surveys an index is made of, those with most waves first.

    Surveys of those who came to something, or for whom something was done, say nothing
    of everybody who lives there.
    """
    rows = Q(waves__index_values__isnull=False)
    return (
        Survey.objects.exclude(state=SurveyState.DRAFT)
        .exclude(kind=SurveyKind.EVENT)
        .filter(meeting=None)
        .annotate(
            indexed=Count("waves", filter=rows, distinct=True),
            last_wave=Max("waves__closes_at", filter=rows),
        )
        .filter(indexed__gt=0)
        .select_related("neighborhood")
        .order_by("-indexed", "-last_wave", "-pk")
    )


def index_of_survey(survey: Survey) -> list[MeasureLines]:
    """Give every measure of a survey, of all its places; none if it makes no index."""
    if survey.kind == SurveyKind.EVENT or survey.meeting_id is not None:
        return []
    rows = _rows().filter(wave__survey=survey)
    return _by_measure(_lines(list(rows), _targets()))


def index_of_place(
    place: Neighborhood, until: datetime | None = None
) -> tuple[Survey | None, list[Line]]:
    """Give the measures of a neighborhood by the survey that asked last, and that survey.

    `until`: as it could be read at that moment.
    """
    rows = _rows().filter(neighborhood=place, wave__survey__meeting=None)
    rows = rows.exclude(wave__survey__kind=SurveyKind.EVENT)
    if until is not None:
        rows = rows.filter(made_at__lte=until)
    found = list(rows)
    if not found:
        return None, []
    survey = found[-1].wave.survey
    of_it = [row for row in found if row.wave.survey_id == survey.pk]
    return survey, _lines(of_it, _targets(until, place))


def targets_set() -> QuerySet[IndexTarget]:
    """List all targets, the newest first."""
    return IndexTarget.objects.select_related("neighborhood").order_by("-set_at", "-pk")


def _rows() -> QuerySet[IndexValue]:
    return (
        IndexValue.objects.exclude(wave__survey__state=SurveyState.DRAFT)
        .select_related("wave__survey", "neighborhood")
        .order_by("wave__closes_at", "wave", "pk")
    )


def _targets(
    until: datetime | None = None, place: Neighborhood | None = None
) -> Targets:
    """Give the newest target of each place and measure."""
    rows = IndexTarget.objects.order_by("set_at", "pk")
    if until is not None:
        rows = rows.filter(set_at__lte=until)
    if place is not None:
        rows = rows.filter(neighborhood=place)
    return {(row.neighborhood_id, row.measure): row for row in rows}


def _lines(rows: Sequence[IndexValue], targets: Targets) -> list[Line]:
    found: dict[tuple[str, int | None], list[IndexValue]] = {}
    for row in rows:
        found.setdefault((row.measure, row.neighborhood_id), []).append(row)
    lines = [
        Line(
            measure, values[-1].neighborhood, tuple(values), targets.get((pk, measure))
        )
        for (measure, pk), values in found.items()
    ]
    return sorted(lines, key=_order)


def _order(line: Line) -> tuple[int, bool, str]:
    place = line.place
    return (
        Measure.values.index(line.measure),
        place is not None,
        place.name if place else "",
    )


def _by_measure(lines: Iterable[Line]) -> list[MeasureLines]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.measure, []).append(line)
    return [MeasureLines(measure, tuple(each)) for measure, each in found.items()]
