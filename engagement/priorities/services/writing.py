"""Putting a composed report into its rows; what is the same already is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from engagement.concerns.models import Kind
from engagement.places.models import Neighborhood
from engagement.priorities.choices import ReportStatus, Thinness
from engagement.priorities.fingerprint import rounded
from engagement.priorities.frozen import FrozenLine, FrozenReport
from engagement.priorities.measuring import Scored
from engagement.priorities.models import Line, Report, Run
from engagement.priorities.queries.review import last_decided_lines
from engagement.priorities.services.composing import Composed
from engagement.priorities.services.deciding import carry_over

ALWAYS_ASKED = 5
"""Lines up to this rank ask for a decision every week (RULINGS 6)."""

_DECISION = (
    "decision",
    "decision_reason",
    "decision_detail",
    "decision_kept",
    "decision_version",
    "decided_by_id",
    "decided_at",
)
_SAME = (
    "rank",
    "band",
    "rank_unadjusted",
    "rank_uncapped",
    "early_signal",
    "points",
    "share",
    "severity",
    "weight",
    "backlog",
    "people",
    "supporters",
    "issues",
    "p_first",
    "p_top3",
    "rank_low",
    "rank_high",
    "explanation",
    "weekly",
    "flags",
    "position",
)
_COPY_INPUTS = """
COPY priorities_inputrow (report_id, line_id, issue_id, ver, unv, sup, v, x, people,
  supporters, is_open, is_late, has_verified, is_public, first_on, street) FROM STDIN
"""


def write_report(
    *, run: Run, neighborhood: Neighborhood, composed: Composed, now: datetime
) -> Report:
    """Keep what was composed as the week's draft; call it inside a transaction.

    A published report stays as it is, and so does a draft with the same bytes.
    """
    _one_at_a_time(neighborhood)
    newest = _newest(run, neighborhood)
    if newest and (
        newest.status == ReportStatus.SIGNED or newest.frozen == composed.text
    ):
        return newest
    report = newest or _begun(run, neighborhood)
    decided = _decisions(newest) if newest else {}
    _fill(report, run, composed, now)
    _write_lines(report, composed, decided, now)
    _replace_older_drafts(report)
    return report


def line_fields(line: FrozenLine) -> dict[str, Any]:
    """What a line's row holds of its frozen form."""
    adjustment = line["adjustment"]
    return {
        **{name: dict(line)[name] for name in _SAME},
        "adjustment": adjustment["factor"] if adjustment else 1.0,
        "is_pinned": bool(adjustment and adjustment["pinned"]),
    }


def is_changed(line: Line, last: Line | None) -> bool:
    """New, among the first five, or more people, problems, place or factor than last."""
    if last is None or (line.rank is not None and line.rank <= ALWAYS_ASKED):
        return True
    return (
        line.people > last.people
        or line.issues > last.issues
        or line.band != last.band
        or line.adjustment != last.adjustment
    )


def _one_at_a_time(neighborhood: Neighborhood) -> None:
    """Let two builds of one neighborhood wait for each other."""
    Neighborhood.objects.select_for_update(no_key=True).get(pk=neighborhood.pk)


def _newest(run: Run, neighborhood: Neighborhood) -> Report | None:
    return (
        Report.objects.select_for_update(of=("self",))
        .filter(
            neighborhood=neighborhood,
            week_year=run.week_year,
            week_number=run.week_number,
        )
        .order_by("-version")
        .first()
    )


def _begun(run: Run, neighborhood: Neighborhood) -> Report:
    """A week's first report; where a later week has one already, it is replaced at once."""
    report = Report(
        neighborhood=neighborhood, week_year=run.week_year, week_number=run.week_number
    )
    if _later_reports(report).exists():
        report.status = ReportStatus.SUPERSEDED
    return report


def _decisions(report: Report) -> dict[int, dict[str, Any]]:
    """What was decided on a draft that is worked out again stays decided."""
    lines = report.lines.exclude(decision="").values("kind_id", *_DECISION)
    return {line.pop("kind_id"): dict(line) for line in lines}


def _fill(report: Report, run: Run, composed: Composed, now: datetime) -> None:
    frozen = composed.report
    report.run, report.weights = run, run.weights
    report.as_of, report.made_at = run.as_of, now
    report.seed, report.input_hash = frozen["seed"], frozen["input_hash"]
    report.frozen = composed.text
    report.thinness = Thinness(frozen["thinness"])
    report.voices = frozen["voices"]
    report.save()


def _write_lines(
    report: Report,
    composed: Composed,
    decided: dict[int, dict[str, Any]],
    now: datetime,
) -> None:
    report.lines.all().delete()
    last = last_decided_lines(report.neighborhood_id, report.week)
    lines = _lines(report, composed.report, decided)
    for line in lines:
        line.changed = is_changed(line, last.get(line.kind_id))
    Line.objects.bulk_create(lines)
    asks_nothing = [line for line in lines if not line.changed and not line.decision]
    carry_over(report, asks_nothing, actor=None, now=now)
    codes = [frozen["kind"] for frozen in composed.report["lines"]]
    _copy_inputs(
        report,
        (
            (line.pk, scored)
            for code, line in zip(codes, lines, strict=True)
            for scored in composed.scored[code]
        ),
    )


def _lines(
    report: Report, frozen: FrozenReport, decided: dict[int, dict[str, Any]]
) -> list[Line]:
    kinds = dict(Kind.objects.values_list("code", "pk"))
    return [
        Line(
            report=report,
            kind_id=kinds[line["kind"]],
            **line_fields(line),
            **decided.get(kinds[line["kind"]], {}),
        )
        for line in frozen["lines"]
    ]


def _copy_inputs(report: Report, rows: Iterable[tuple[int, Scored]]) -> None:
    with connection.cursor() as cursor, cursor.copy(_COPY_INPUTS) as copy:
        for line_id, scored in rows:
            copy.write_row((report.pk, line_id, *_input(scored)))


def _input(scored: Scored) -> tuple[Any, ...]:
    row, score = scored.row, scored.score
    numbers = [score.ver, score.unv, score.sup, score.v, score.x]
    return (
        row.id,
        *(rounded(number) for number in numbers),
        row.reporters,
        row.supporters,
        row.given.is_open,
        row.given.is_late,
        score.has_verified,
        row.is_public,
        row.first_on,
        row.street,
    )


def _later_reports(report: Report) -> QuerySet[Report]:
    later = Q(week_year__gt=report.week_year) | Q(
        week_year=report.week_year, week_number__gt=report.week_number
    )
    return Report.objects.filter(later, neighborhood=report.neighborhood_id)


def _replace_older_drafts(report: Report) -> None:
    """An unsigned draft gives way to the next week's; corrections do not (RULINGS 5)."""
    earlier = Q(week_year__lt=report.week_year) | Q(
        week_year=report.week_year, week_number__lt=report.week_number
    )
    Report.objects.filter(
        earlier,
        neighborhood=report.neighborhood_id,
        status=ReportStatus.DRAFT,
        corrects=None,
    ).update(status=ReportStatus.SUPERSEDED)
