"""The counts above the list, for one neighborhood or (place None) the whole town."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import Sum

from engagement.common.suppression import FEWEST_PEOPLE
from engagement.concerns.choices import Privacy
from engagement.concerns.models import Kind
from engagement.places.models import Neighborhood
from engagement.priorities.frozen import City, Facts, Hex
from engagement.priorities.inputs import KindOnList, Submissions
from engagement.priorities.queries.aggregate import by_week

MAP_DAYS = 28

_SENT = """
WITH sent AS (
  SELECT c.reported_at, c.language, c.cell_r9, k.code,
    c.privacy = ANY(%(public)s) AND i.privacy = ANY(%(public)s)
      AND NOT c.is_held AND NOT i.is_held AS is_public,
    (%(monday)s::date - (c.reported_at AT TIME ZONE %(zone)s)::date + 6) / 7 AS weeks_ago
  FROM concerns_concern c
  JOIN concerns_issue i ON i.id = c.issue_id
  JOIN concerns_kind k ON k.id = i.kind_id
  WHERE (%(place)s::bigint IS NULL OR c.neighborhood_id = %(place)s::bigint)
    AND c.neighborhood_id IS NOT NULL
    AND c.reported_at > %(weeks_from)s AND c.reported_at <= %(as_of)s
    AND i.origin = %(resident)s AND c.privacy <> %(conduct)s
    AND (c.withdrawn_at IS NULL OR c.withdrawn_at > %(as_of)s)
)
"""
_BY_WEEK = (
    _SENT
    + """
SELECT weeks_ago, count(*), count(*) FILTER (WHERE is_public)
FROM sent WHERE weeks_ago BETWEEN 0 AND 11 GROUP BY weeks_ago ORDER BY weeks_ago
"""
)
_LATELY = (
    _SENT
    + """
SELECT language, cell_r9, code, count(*), count(*) FILTER (WHERE is_public)
FROM sent WHERE reported_at > %(map_from)s GROUP BY language, cell_r9, code
ORDER BY language, cell_r9, code
"""
)
_OPEN = """
SELECT count(*) FILTER (WHERE is_open AND first_at <= %(as_of)s),
  count(*) FILTER (WHERE was_open AND first_at <= %(week_ago)s),
  count(*) FILTER (WHERE is_open AND target_at < %(as_of)s)
FROM (
  SELECT i.first_at, i.target_at,
    coalesce(s.now, 'new') = ANY(%(open)s) AS is_open,
    coalesce(s.before, 'new') = ANY(%(open)s) AS was_open
  FROM concerns_issue i
  LEFT JOIN LATERAL (
    SELECT (array_agg(c.new ORDER BY c.at DESC, c.id DESC))[1] AS now,
      (array_agg(c.new ORDER BY c.at DESC, c.id DESC)
        FILTER (WHERE c.at <= %(week_ago)s))[1] AS before
    FROM concerns_statuschange c WHERE c.issue_id = i.id AND c.at <= %(as_of)s
  ) s ON true
  WHERE (%(place)s::bigint IS NULL OR i.neighborhood_id = %(place)s::bigint)
    AND i.neighborhood_id IS NOT NULL AND i.merged_into_id IS NULL
    AND i.origin = %(resident)s AND i.privacy <> %(conduct)s
    AND i.first_at <= %(as_of)s
) issue
"""
_FIRST_REPLY = """
SELECT percentile_cont(0.5) WITHIN GROUP (
    ORDER BY extract(epoch FROM replied_at - first_at)::float8 / 86400::float8),
  CASE WHEN count(*) FILTER (WHERE privacy = ANY(%(public)s) AND NOT is_held) >= %(few)s
  THEN percentile_cont(0.5) WITHIN GROUP (
      ORDER BY extract(epoch FROM replied_at - first_at)::float8 / 86400::float8)
    FILTER (WHERE privacy = ANY(%(public)s) AND NOT is_held) END
FROM concerns_issue
WHERE (%(place)s::bigint IS NULL OR neighborhood_id = %(place)s::bigint)
  AND neighborhood_id IS NOT NULL AND merged_into_id IS NULL
  AND origin = %(resident)s AND privacy <> %(conduct)s
  AND replied_at > %(map_from)s AND replied_at <= %(as_of)s
"""
_STAFF = """
SELECT k.code, count(*) FROM concerns_issue i JOIN concerns_kind k ON k.id = i.kind_id
WHERE i.neighborhood_id = %(place)s AND i.origin <> %(resident)s
  AND i.privacy <> %(conduct)s AND i.merged_into_id IS NULL
  AND i.first_at > %(live_from)s AND i.first_at <= %(as_of)s
GROUP BY k.code ORDER BY k.code
"""
_SUBMITTED = """
SELECT k.code, c.person_id, count(*)
FROM concerns_concern c
JOIN concerns_issue i ON i.id = c.issue_id
JOIN concerns_kind k ON k.id = i.kind_id
WHERE c.neighborhood_id = %(place)s AND i.origin = %(resident)s
  AND c.reported_at > %(live_from)s AND c.reported_at <= %(as_of)s
  AND c.privacy <> %(conduct)s
  AND (c.withdrawn_at IS NULL OR c.withdrawn_at > %(as_of)s)
GROUP BY k.code, c.person_id
"""


def facts_of(given: dict[str, Any]) -> Facts:
    """Count what the page of a neighborhood shows; `given` as for the aggregate."""
    given = _dated(given)
    weeks = _rows(_BY_WEEK, given)
    lately = _rows(_LATELY, given)
    still_open, a_week_ago, late = _rows(_OPEN, given)[0]
    first_reply, public_first_reply = _rows(_FIRST_REPLY, given)[0]
    return {
        "concerns_28_days": sum(row[3] for row in lately),
        "public_28_days": sum(row[4] for row in lately),
        "new_by_week": list(by_week([w[0] for w in weeks], [w[1] for w in weeks])),
        "public_by_week": list(by_week([w[0] for w in weeks], [w[2] for w in weeks])),
        "open": still_open,
        "open_a_week_ago": a_week_ago,
        "late": late,
        "first_reply_days": first_reply,
        "public_first_reply_days": public_first_reply,
        "languages": _summed((row[0], row[3]) for row in lately),
        "staff_found": dict(_rows(_STAFF, given)),
        "hexes": _hexes(lately),
    }


def city_of(given: dict[str, Any]) -> City:
    """Count the same over the whole town, to compare with."""
    given = _dated(given)
    weeks = _rows(_BY_WEEK, given)
    places = Neighborhood.objects.filter(is_active=True)
    return {
        "neighborhoods": places.count(),
        "population": places.aggregate(people=Sum("population"))["people"],
        "concerns_28_days": sum(row[3] for row in _rows(_LATELY, given)),
        "new_by_week": list(by_week([w[0] for w in weeks], [w[1] for w in weeks])),
        "open": _rows(_OPEN, given)[0][0],
        "first_reply_days": _rows(_FIRST_REPLY, given)[0][0],
    }


def submissions_of(given: dict[str, Any]) -> dict[str, Submissions]:
    """Find, per kind, how many concerns came and how many from one person."""
    found: dict[str, Submissions] = {}
    for code, person, count in sorted(_rows(_SUBMITTED, given), key=itemgetter(0)):
        before = found.get(code, Submissions())
        found[code] = Submissions(
            total=before.total + count,
            top_person=max(before.top_person, count if person else 1),
        )
    return found


def kinds_on_list() -> dict[str, KindOnList]:
    """What every lower-level kind brings to its line."""
    return {
        kind.code: KindOnList(
            harm_level=kind.harm_level,
            target_days=kind.target_days,
            is_sensitive=kind.privacy in (Privacy.SENSITIVE, Privacy.CONDUCT),
        )
        for kind in Kind.objects.order_by("code")
    }


def _dated(given: dict[str, Any]) -> dict[str, Any]:
    as_of = given["as_of"]
    return given | {
        "map_from": as_of - timedelta(days=MAP_DAYS),
        "week_ago": as_of - timedelta(days=7),
        "few": FEWEST_PEOPLE,
    }


def _rows(sql: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for key, count in pairs:
        sums[key] += count
    return dict(sums)


def _hexes(lately: Sequence[tuple[Any, ...]]) -> list[Hex]:
    """Concerns by map cell, each with the kind that most of them are about."""
    kinds: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    public: dict[int, int] = defaultdict(int)
    for _language, cell, code, count, shown in lately:
        if cell is not None:
            kinds[cell][code] += count
            public[cell] += shown
    return [
        {
            "cell": f"{cell:x}",
            "concerns": sum(counts.values()),
            "public": public[cell],
            "kind": min(counts, key=lambda code: (-counts[code], code)),
        }
        for cell, counts in sorted(kinds.items())
    ]
