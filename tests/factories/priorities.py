"""Plain typed makers of runs and reports, for tests that need one without a build."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now

from engagement.common.weeks import Week
from engagement.concerns.models import Kind
from engagement.places.models import Neighborhood
from engagement.priorities.choices import ReportStatus, Thinness
from engagement.priorities.models import Line, Part, Report, Run, WeightsVersion
from tests.factories.concerns import make_kind
from tests.factories.places import make_neighborhood

WEEK = Week(2026, 46)
NOTHING_BUILT: dict[str, Any] = {
    "weeks": [(WEEK.monday - timedelta(weeks=11 - i)).isoformat() for i in range(12)],
    "population": None,
    "facts": {
        "concerns_28_days": 0,
        "public_28_days": 0,
        "new_by_week": [0] * 12,
        "public_by_week": [0] * 12,
        "open": 0,
        "open_a_week_ago": 0,
        "late": 0,
        "first_reply_days": None,
        "public_first_reply_days": None,
        "languages": {},
        "hexes": [],
    },
    "city": {"population": None, "concerns_28_days": 0},
    "lines": [],
}
NOTHING_PUBLISHED: dict[str, Any] = {
    "weeks": NOTHING_BUILT["weeks"],
    "lines": [],
    "map": None,
    "first_reply_days": None,
    "unanswered": [],
}


def make_weights() -> WeightsVersion:
    newest = WeightsVersion.objects.order_by("-number").first()
    return newest or WeightsVersion.objects.create(number=1, values={}, made_at=now())


def make_run(week: Week = WEEK, *, as_of: datetime | None = None) -> Run:
    return Run.objects.create(
        week_year=week.year,
        week_number=week.number,
        as_of=as_of or now(),
        weights=make_weights(),
        started_at=now(),
    )


def make_part(run: Run, neighborhood: Neighborhood, **fields: Any) -> Part:
    return Part.objects.create(run=run, neighborhood=neighborhood, **fields)


def make_report(
    *,
    neighborhood: Neighborhood | None = None,
    week: Week = WEEK,
    signed: bool = False,
    **fields: Any,
) -> Report:
    """A report without lines; `signed=True` is a published one."""
    plain = {
        "as_of": now(),
        "made_at": now(),
        "seed": 1,
        "input_hash": "0" * 64,
        "frozen": json.dumps(NOTHING_BUILT),
        "published": NOTHING_PUBLISHED if signed else {},
        "thinness": Thinness.RANKED,
        "voices": 60,
        "status": ReportStatus.SIGNED if signed else ReportStatus.DRAFT,
        "signed_at": now() if signed else None,
    }
    return Report.objects.create(
        neighborhood=neighborhood or make_neighborhood(),
        week_year=week.year,
        week_number=week.number,
        weights=make_weights(),
        **(plain | fields),
    )


def make_line(report: Report, *, kind: Kind | None = None, **fields: Any) -> Line:
    position = report.lines.count() + 1
    plain = {
        "position": position,
        "rank": position,
        "band": position,
        "points": 10.0,
        "share": 0.5,
        "severity": 2,
        "weight": 5.0,
        "backlog": 1.0,
        "people": 12,
        "supporters": 4,
        "issues": 3,
    }
    return Line.objects.create(
        report=report, kind=kind or make_kind(), **(plain | fields)
    )


def make_published_line(report: Report, code: str = "noise") -> str:
    """Put one ranked line on a published report; gives its code."""
    make_kind(code)
    line = {
        "kind": code,
        "few": False,
        "people": 12,
        "supporters": None,
        "issues": 3,
        "open": 2,
        "late": 1,
        "weekly": [0] * 12,
        "harm_level": 2,
        **dict.fromkeys(("rank", "band", "rank_low", "rank_high"), 1),
        **dict.fromkeys(("points", "share", "p_first", "p_top3"), 1.0),
        "rank_unadjusted": 1,
        "early_signal": False,
        "pinned": False,
        "adjustment": None,
        "explanation": [],
        "decision": None,
        "largest": [],
    }
    report.published = report.published | {"lines": [line]}
    report.save(update_fields=["published"])
    return code
