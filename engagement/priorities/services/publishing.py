"""What the public reads of a report, worked out once, when it is signed.

Page, CSV, JSON and API all read this and nothing else, so that a number the public must
not see cannot leave by another door (SECURITY promise 9, RULINGS 24 and 25).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from engagement.common.staticmap import LABEL_GOES_HERE
from engagement.common.suppression import (
    FEWEST_PEOPLE,
    STEP,
    answers_shown,
    public_count,
)
from engagement.common.weeks import Week
from engagement.concerns.choices import Privacy
from engagement.priorities.choices import AdjustReason, Decision, Thinness
from engagement.priorities.frozen import (
    FrozenLine,
    FrozenReport,
    PublicLine,
    Sentence,
    read_frozen,
)
from engagement.priorities.models import InputRow, Line, Report
from engagement.priorities.presenting.pictures import Cell, draw_cells, spots_of
from engagement.priorities.scoring import ranking

WEEKS_SHOWN = 12
ISSUES_SHOWN = 3
UNANSWERED_SHOWN = 20
_RANKING = (
    "rank",
    "band",
    "points",
    "share",
    "p_first",
    "p_top3",
    "rank_low",
    "rank_high",
)
HIDDEN_KINDS = (Privacy.SENSITIVE, Privacy.CONDUCT)


def public_face(report: Report) -> dict[str, Any]:
    """Give all the public ever reads of this report's numbers and decisions."""
    frozen = read_frozen(report.frozen)
    lines = {line.kind.code: line for line in report.lines.select_related("kind")}
    rows = list(
        report.inputs.filter(is_public=True)
        .exclude(issue__kind__privacy__in=HIDDEN_KINDS)
        .select_related("issue", "line__kind")
        .order_by("-x", "issue_id")
    )
    shown = [
        _line(
            frozen_line, frozen_line["public"], lines[frozen_line["kind"]], rows, report
        )
        for frozen_line in frozen["lines"]
        if frozen_line["public"] is not None
    ]
    _rank_without_factors(shown)
    shown.sort(key=_reading_order)
    return {
        "weeks": [week.monday.isoformat() for week in last_weeks(report.week)],
        "lines": shown,
        "map": _map(report, frozen),
        "first_reply_days": frozen["facts"]["public_first_reply_days"],
        "unanswered": _unanswered(rows) if report.thinness != Thinness.RANKED else [],
    }


def last_weeks(week: Week) -> list[Week]:
    """The twelve weeks that end with this one, the oldest first."""
    return [week.after(i - WEEKS_SHOWN + 1) for i in range(WEEKS_SHOWN)]


def _line(
    frozen: FrozenLine,
    public: PublicLine,
    line: Line,
    rows: Sequence[InputRow],
    report: Report,
) -> dict[str, Any]:
    own = [row for row in rows if row.line_id == line.pk]
    if public["few"]:
        return {"kind": frozen["kind"], "few": True, "decision": _decision(line)}
    return {
        "kind": frozen["kind"],
        "few": False,
        "people": public["people"],
        "supporters": public_count(public["supporters"]),
        "issues": len(own),
        "open": sum(row.is_open for row in own),
        "late": sum(row.is_open and row.is_late for row in own),
        "weekly": _new_by_week(own, report.week),
        "harm_level": frozen["harm_level"],
        **{name: public[name] for name in _RANKING},  # type: ignore[literal-required]  # names of PublicLine
        "early_signal": frozen["early_signal"],
        "pinned": line.is_pinned,
        "adjustment": _adjustment(frozen),
        "explanation": [
            _told(said) for said in public["explanation"] if _may_be_told(said, public)
        ],
        "decision": _decision(line),
        "largest": [_issue(row) for row in own[:ISSUES_SHOWN]],
    }


def _may_be_told(said: Sentence, public: PublicLine) -> bool:
    """Sentences on fewer than five people are left out whole, also on all voices.

    Living elsewhere is a trait: under ten on either side of it stay unsaid.
    """
    if said["key"] == "visitors":
        visitors = public["visitors"]
        sides = (visitors, public["people"] - visitors)
        return all(answers_shown(side) is not None for side in sides)
    if said["key"] == "supporters":
        return public_count(public["supporters"]) is not None
    return said["key"] not in ("too_thin", "too_early")


def _told(said: Sentence) -> Sentence:
    """Shares of people by a trait go in steps of 5 % (RULINGS 24)."""
    if said["key"] != "visitors":
        return said
    steps = round(100 * said["share"] / STEP)
    return said | {"share": steps * STEP / 100}


def _rank_without_factors(lines: Sequence[dict[str, Any]]) -> None:
    """The second of both ranks: among the public lines, had nobody adjusted any."""
    points = {
        line["kind"]: line["points"] / _factor(line)
        for line in lines
        if not line["few"] and line["rank"] is not None
    }
    order = ranking(points)
    for line in lines:
        if not line["few"]:
            code = line["kind"]
            line["rank_unadjusted"] = order.index(code) + 1 if code in points else None


def _factor(line: dict[str, Any]) -> float:
    made = line["adjustment"]
    return float(made["factor"]) if made else 1.0


def _adjustment(frozen: FrozenLine) -> dict[str, Any] | None:
    """The factor and its reason are public; what cannot be published stays unsaid."""
    made = frozen["adjustment"]
    if made is None:
        return None
    secret = made["reason"] == AdjustReason.INTELLIGENCE
    return {
        "factor": made["factor"],
        "reason": made["reason"],
        "text": "" if secret else made["text"],
        "expires_on": made["expires_on"],
    }


def _decision(line: Line) -> dict[str, Any] | None:
    """How to reach a partner is for officers; whom it went to is for everyone."""
    if not line.decision:
        return None
    detail = {k: v for k, v in line.decision_detail.items() if k != "contact"}
    if line.decision == Decision.MERGE and _is_hidden(line.report, detail["into"]):
        detail = {}
    return {"code": line.decision, "reason": line.decision_reason, **detail}


def _is_hidden(report: Report, code: str) -> bool:
    return report.lines.filter(kind__code=code, kind__privacy__in=HIDDEN_KINDS).exists()


def _issue(row: InputRow) -> dict[str, Any]:
    """No number of people: it could be taken away from the line's."""
    return {
        "reference": row.issue.reference,
        "street": row.street,
        "first_on": row.first_on.isoformat(),
    }


def _unanswered(rows: Iterable[InputRow]) -> list[dict[str, Any]]:
    """Oldest first: what a list too thin to rank shows instead (RULINGS 25)."""
    waiting = [row for row in rows if row.is_open and row.issue.replied_at is None]
    waiting.sort(key=lambda row: (row.first_on, row.issue_id))
    return [
        {**_issue(row), "kind": row.line.kind.code}
        for row in waiting[:UNANSWERED_SHOWN]
    ]


def _new_by_week(rows: Iterable[InputRow], week: Week) -> list[int]:
    """New problems with a public page a week: exact, since each has its own page."""
    begun = Counter(Week.of(row.first_on) for row in rows)
    return [begun[one] for one in last_weeks(week)]


def _map(report: Report, frozen: FrozenReport) -> dict[str, Any] | None:
    """Drawn once; no cell of fewer than five concerns with a public page is on it."""
    cells: list[Cell] = [
        {"cell": cell["cell"], "concerns": cell["public"]}
        for cell in frozen["facts"]["hexes"]
        if public_count(cell["public"]) is not None
    ]
    if not cells:
        return None
    drawing = draw_cells(report.neighborhood, cells, label=LABEL_GOES_HERE)
    return {
        "drawing": str(drawing),
        "spots": [asdict(spot) for spot in spots_of(cells)],
        "fewest": FEWEST_PEOPLE,
    }


def _reading_order(line: dict[str, Any]) -> tuple[bool, bool, int, str]:
    """Pinned, then by rank, then the unranked; those of a few people last."""
    if line["few"]:
        return (True, True, 0, line["kind"])
    rank = line["rank"] or 0
    return (False, not line["pinned"], rank, line["kind"])
