"""The one aggregate a report is built from: people behind issues, as of a moment.

Every sum is over whole numbers (a voice is 2**40, RULINGS 3), so that neither the order
of rows nor the number of workers can change a digit. `::float8` everywhere: in
PostgreSQL `extract` and plain decimals are `numeric`, and numeric `power` is slow.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from engagement.common.weeks import Week
from engagement.concerns.choices import OPEN, Origin, Privacy, Status
from engagement.priorities.inputs import WEEKS, Aggregate, IssueRow, LineRow
from engagement.priorities.scoring import FIXED_POINT, IssueInput, Tally, Weights

_DAY_S = 86_400.0
_HEADS = (
    "people",
    "supporters",
    "visitors",
    "public_people",
    "public_supporters",
    "public_visitors",
)

# Issues at their status of the moment (never a live column), with those merged into them.
_ISSUES = """
WITH root AS (
  SELECT i.id, i.kind_id, i.neighborhood_id, i.origin, i.privacy, i.is_held, i.snap_point_id,
         i.first_at, i.reported_on, i.replied_at, i.target_at,
         s.new IS NULL OR s.new = ANY(%(open)s) AS is_open
  FROM concerns_issue i
  LEFT JOIN LATERAL (
    SELECT c.new FROM concerns_statuschange c
    WHERE c.issue_id = i.id AND c.at <= %(as_of)s
    ORDER BY c.at DESC, c.id DESC LIMIT 1
  ) s ON true
  WHERE (%(place)s::bigint IS NULL OR i.neighborhood_id = %(place)s::bigint)
    AND i.neighborhood_id IS NOT NULL AND i.merged_into_id IS NULL
    AND i.privacy <> %(conduct)s AND s.new IS DISTINCT FROM %(removed)s
),
merged AS (
  SELECT m.id, r.id AS root, m.origin, m.target_at, m.reported_on
  FROM concerns_issue m JOIN root r ON m.merged_into_id = r.id
  WHERE m.merged_into_id IS NOT NULL
),
"""

# One row per person and group: a reporter outranks a supporter, then the oldest counts;
# a voice without a person is a person (RULINGS 11, 12).
_SAID = """
voiced AS (
  SELECT r.id AS root, v.id, v.person_id, v.role, v.tier, v.verified_at, v.counts,
         v.weight, v.at, v.is_resident_here
  FROM root r JOIN concerns_voice v ON v.issue_id = r.id
  WHERE r.origin = %(resident)s AND v.at <= %(as_of)s
    AND NOT EXISTS (SELECT 1 FROM merged m WHERE m.root = r.id)
  UNION ALL
  SELECT * FROM (
    SELECT DISTINCT ON (f.root, coalesce(v.person_id, -v.id))
      f.root, v.id, v.person_id, v.role, v.tier, v.verified_at, v.counts, v.weight, v.at,
      v.is_resident_here
    FROM (
      SELECT root, id, origin FROM merged
      UNION ALL
      SELECT id, id, origin FROM root WHERE id IN (SELECT root FROM merged)
    ) f JOIN concerns_voice v ON v.issue_id = f.id
    WHERE f.origin = %(resident)s AND v.at <= %(as_of)s
    ORDER BY f.root, coalesce(v.person_id, -v.id), v.role, v.at, v.id
  ) one_a_person
),
said AS (
  SELECT root, person_id, coalesce(person_id, -id) AS who, at, counts,
    is_resident_here IS FALSE AS visits,
    counts AND role = 'reporter' AS reported,
    counts AND role = 'supporter' AS supported,
    tier = 'verified' AND coalesce(verified_at <= %(as_of)s, true) AS verified,
    round(%(one)s::float8 * weight)::bigint AS n,
    round(%(one)s::float8 * weight * power(0.5::float8,
      greatest(0::float8, extract(epoch FROM %(as_of)s::timestamptz - at)::float8)
      / %(half_life)s::float8))::bigint AS f
  FROM voiced
),
"""

_TALLY = """
tally AS (
  SELECT root, max(at) AS last_at, count(*) AS voices,
    count(*) FILTER (WHERE reported) AS reporters,
    count(*) FILTER (WHERE supported) AS supporters,
    coalesce(sum(n) FILTER (WHERE reported AND verified), 0)::bigint AS ver_n,
    coalesce(sum(f) FILTER (WHERE reported AND verified), 0)::bigint AS ver_f,
    coalesce(sum(n) FILTER (WHERE reported AND NOT verified), 0)::bigint AS unv_n,
    coalesce(sum(f) FILTER (WHERE reported AND NOT verified), 0)::bigint AS unv_f,
    coalesce(sum(n) FILTER (WHERE supported AND verified), 0)::bigint AS sup_ver_n,
    coalesce(sum(f) FILTER (WHERE supported AND verified), 0)::bigint AS sup_ver_f,
    coalesce(sum(n) FILTER (WHERE supported AND NOT verified), 0)::bigint AS sup_unv_n,
    coalesce(sum(f) FILTER (WHERE supported AND NOT verified), 0)::bigint AS sup_unv_f
  FROM said GROUP BY root
),
live AS (
  SELECT r.*, r.privacy = ANY(%(public)s) AND NOT r.is_held AS is_public, t.*
  FROM root r JOIN tally t ON t.root = r.id
  WHERE r.is_open OR t.last_at > %(live_from)s
),
"""

_LINES = """
person AS (
  SELECT l.kind_id, bool_or(s.reported) AS reported,
    bool_or(s.reported AND l.is_public) AS reported_publicly,
    bool_or(s.reported AND s.visits) AS visited,
    bool_or(s.reported AND l.is_public AND s.visits) AS visited_publicly,
    bool_or(s.supported AND l.is_public) AS supported_publicly
  FROM said s JOIN live l USING (root) WHERE s.counts
  GROUP BY l.kind_id, s.who
),
line AS (
  SELECT kind_id, count(*) FILTER (WHERE reported) AS people,
    count(*) FILTER (WHERE NOT reported) AS supporters,
    count(*) FILTER (WHERE visited) AS visitors,
    count(*) FILTER (WHERE visited_publicly) AS public_visitors,
    count(*) FILTER (WHERE reported_publicly) AS public_people,
    count(*) FILTER (WHERE supported_publicly AND NOT reported_publicly)
      AS public_supporters
  FROM person GROUP BY kind_id
),
newest AS (
  SELECT l.kind_id, l.is_public,
    (%(monday)s::date - (s.at AT TIME ZONE %(zone)s)::date + 6) / 7 AS weeks_ago
  FROM said s JOIN live l USING (root) WHERE s.reported AND s.at > %(weeks_from)s
),
weekly AS (
  SELECT kind_id, array_agg(new ORDER BY weeks_ago) AS new,
    array_agg(new_public ORDER BY weeks_ago) AS new_public,
    array_agg(weeks_ago ORDER BY weeks_ago) AS weeks_ago
  FROM (
    SELECT kind_id, weeks_ago, count(*) AS new,
      count(*) FILTER (WHERE is_public) AS new_public
    FROM newest WHERE weeks_ago BETWEEN 0 AND 11 GROUP BY kind_id, weeks_ago
  ) w GROUP BY kind_id
),
fresh AS (
  SELECT s.root, sum(s.f)::bigint AS new_account_f
  FROM said s JOIN people_user u ON u.id = s.person_id
  WHERE s.counts AND s.at > %(live_from)s AND u.joined_at > %(live_from)s - %(new_account)s
    AND u.joined_at > s.at - %(new_account)s GROUP BY s.root
),
place AS (
  SELECT count(*) AS voices
  FROM (SELECT DISTINCT who FROM said WHERE at > %(voices_from)s) heard
),
whole AS (
  SELECT jsonb_build_object('voices', place.voices, 'lines', (
    SELECT jsonb_object_agg(k.code, to_jsonb(n) || coalesce(to_jsonb(w), '{}'))
    FROM line n JOIN concerns_kind k ON k.id = n.kind_id
    LEFT JOIN weekly w ON w.kind_id = n.kind_id
  )) AS told FROM place
)
"""

_ROWS = """
SELECT l.id, k.code, l.is_open, coalesce(least(l.target_at, m.target_at) < %(as_of)s, false),
  l.ver_n, l.ver_f, l.unv_n, l.unv_f, l.sup_ver_n, l.sup_ver_f, l.sup_unv_n, l.sup_unv_f,
  l.reporters, l.supporters, l.voices, l.is_public,
  coalesce(l.replied_at <= %(as_of)s, false), least(l.reported_on, m.reported_on),
  coalesce(p.label, ''), coalesce(f.new_account_f, 0), l.first_at > %(burst_from)s,
  coalesce((least(l.target_at, m.target_at) AT TIME ZONE %(zone)s)::date
    = least(l.reported_on, m.reported_on) + k.target_days, true),
  CASE WHEN row_number() OVER (ORDER BY k.code, l.id) = 1 THEN whole.told END
FROM live l
JOIN concerns_kind k ON k.id = l.kind_id
CROSS JOIN whole
LEFT JOIN fresh f ON f.root = l.id
LEFT JOIN places_snappoint p ON p.id = l.snap_point_id
LEFT JOIN (
  SELECT root, min(target_at) AS target_at, min(reported_on) AS reported_on
  FROM merged GROUP BY root
) m ON m.root = l.id
ORDER BY k.code, l.id
"""


def _left(tier: str) -> str:
    """A tier's faded count; open issues never fall under the floor."""
    return (
        f"CASE WHEN is_open THEN greatest({tier}_f, {tier}_n * %(floor)s::float8) "
        f"ELSE {tier}_f END / %(one)s::float8 AS {tier}"
    )


_DISPERSION = f"""
faded AS (
  SELECT kind_id, {_left("ver")}, {_left("unv")}, {_left("sup_ver")}, {_left("sup_unv")}
  FROM live
),
voices AS (
  SELECT kind_id, ver + least(unv, %(free)s::float8 + ver)
    + %(gain)s::float8 * ln(1::float8
      + (sup_ver + least(sup_unv, %(free)s::float8 + ver)) / %(unit)s::float8) AS v
  FROM faded
)
SELECT k.code, sum(round(%(one)s::float8 * v)::bigint)::float8,
  sum(round(%(one)s::float8 * sqrt(v))::bigint)::float8
FROM voices JOIN concerns_kind k ON k.id = kind_id GROUP BY k.code ORDER BY k.code
"""  # noqa: S608 - only columns of our own are named by the braces
PLACE_SQL = _ISSUES + _SAID + _TALLY + _LINES + _ROWS
DISPERSION_SQL = _ISSUES + _SAID + _TALLY + _DISPERSION


def take_room() -> None:
    """Let this transaction count in memory, and reach one place's voices by index.

    With the planner's price for a disk that spins, every neighborhood would read the
    voices of the whole town.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '96MB'")
        cursor.execute("SET LOCAL random_page_cost = 1.1")
        cursor.execute("SET LOCAL jit = off")  # compiling takes longer than counting


def aggregate(
    *, neighborhood_id: int, as_of: datetime, week: Week, weights: Weights
) -> Aggregate:
    """Count the people behind every live issue of a neighborhood, in one statement."""
    given = parameters(neighborhood_id, as_of, week, weights)
    with connection.cursor() as cursor:
        cursor.execute(PLACE_SQL, given)
        rows = cursor.fetchall()
    told: dict[str, Any] = json.loads(rows[0][-1]) if rows else {"voices": 0}
    lines = told.get("lines") or {}
    return Aggregate(
        issues=[_issue(row) for row in rows],
        lines={
            code: _line(lines.get(code, {})) for code in sorted({r[1] for r in rows})
        },
        voices=told["voices"],
    )


def city_dispersion(
    *, as_of: datetime, week: Week, weights: Weights
) -> dict[str, float]:
    """Give phi of every kind, over the whole town (SCIENCE 2, RULINGS 2)."""
    with connection.cursor() as cursor:
        cursor.execute(DISPERSION_SQL, parameters(None, as_of, week, weights))
        rows = cursor.fetchall()
    return {code: round(squares / sums, 10) for code, squares, sums in rows if sums}


def parameters(
    neighborhood_id: int | None, as_of: datetime, week: Week, weights: Weights
) -> dict[str, Any]:
    """Name every value the statements use; a place of None is the whole town."""
    moment = as_of.astimezone(UTC)  # days are 24 hours, also when the clocks change
    return {
        "place": neighborhood_id,
        "as_of": moment,
        "monday": week.monday,
        "weeks_from": moment - timedelta(weeks=WEEKS + 1),
        "zone": settings.TIME_ZONE,
        "open": sorted(OPEN),
        "removed": Status.NOT_SUBSTANTIATED.value,
        "conduct": Privacy.CONDUCT.value,
        "public": [Privacy.PUBLIC.value, Privacy.AREA.value],
        "resident": Origin.RESIDENT.value,
        "one": FIXED_POINT,
        "half_life": weights.half_life_days * _DAY_S,
        "floor": weights.open_floor,
        "free": weights.free_unverified,
        "gain": weights.support_gain,
        "unit": weights.support_unit,
        "live_from": moment - timedelta(days=weights.live_days),
        "voices_from": moment - timedelta(days=weights.voices_days),
        "burst_from": moment - timedelta(days=weights.burst_days),
        "new_account": timedelta(days=weights.new_account_days),
    }


def _tally(n: int, f: int) -> Tally:
    return Tally(n / FIXED_POINT, f / FIXED_POINT)


def _issue(row: Sequence[Any]) -> IssueRow:
    return IssueRow(
        id=row[0],
        kind=row[1],
        given=IssueInput(
            ver=_tally(row[4], row[5]),
            unv=_tally(row[6], row[7]),
            sup_ver=_tally(row[8], row[9]),
            sup_unv=_tally(row[10], row[11]),
            is_open=row[2],
            is_late=row[3],
        ),
        reporters=row[12],
        supporters=row[13],
        voices=row[14],
        is_public=row[15],
        is_answered=row[16],
        first_on=row[17],
        street=row[18],
        new_account_f=row[19] / FIXED_POINT,
        is_burst=row[20],
        has_usual_target=row[21],
    )


def _line(told: dict[str, Any]) -> LineRow:
    ago = told.get("weeks_ago", [])
    return LineRow(
        **{name: told.get(name, 0) for name in _HEADS},
        weekly=by_week(ago, told.get("new", [])),
        public_weekly=by_week(ago, told.get("new_public", [])),
    )


def by_week(weeks_ago: Sequence[int], counts: Sequence[int]) -> tuple[int, ...]:
    """Oldest week first, this week last; a week without a row is 0."""
    found = dict(zip(weeks_ago, counts, strict=True))
    return tuple(found.get(ago, 0) for ago in reversed(range(WEEKS)))
