"""Measure the report build beside its SQL floor, on an invented city (SCIENCE 1.7).

    createdb bench && DATABASE_URL=postgres://.../bench python bench/report_build.py

Fills an empty database with 60 neighborhoods of very different size, 12 kinds, 250,000
issues, a million voices by 80,000 people and the log of every closing, then prints the
milliseconds (median of three) of the floors and of what a build does.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from engagement.common.weeks import Week
from engagement.concerns.models import Kind
from engagement.places.models import Neighborhood
from engagement.priorities.inputs import Aggregate, Given
from engagement.priorities.measuring import measure, score_rows
from engagement.priorities.models import InputRow
from engagement.priorities.queries.aggregate import (
    aggregate,
    city_dispersion,
    take_room,
)
from engagement.priorities.queries.facts import kinds_on_list
from engagement.priorities.scoring import Weights
from engagement.priorities.services import building

WEEK = Week(2026, 46)
AS_OF = datetime(2026, 11, 16, 5, tzinfo=UTC)
WEIGHTS = Weights()
TIMES = int(os.environ.get("TIMES", "3"))
PLACES, ISSUES, VOICES, PEOPLE = 60, 250_000, 1_000_000, 80_000

FILL = """
INSERT INTO people_user (password, is_superuser, email, name, language, is_active,
  is_staff, joined_at)
SELECT '', false, 'p' || g || '@example.org', '', 'en', true, false,
  %(as_of)s - interval '3 years' FROM generate_series(1, %(people)s) g;
CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id
  FROM places_neighborhood;
CREATE TEMP TABLE kind AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id
  FROM concerns_kind WHERE parent_id IS NOT NULL LIMIT 12;
INSERT INTO concerns_issue (reference, kind_id, neighborhood_id, privacy, origin, status,
  first_at, last_voice_at, reported_on, closed_at, target_at, version, is_held,
  merged_path, faded_at, ver_n, ver_f, unv_n, unv_f, sup_ver_n, sup_ver_f, sup_unv_n,
  sup_unv_f, reporters, supporters)
SELECT lpad(to_hex(g), 8, '0'), (SELECT id FROM kind WHERE n = g %% 12),
  p.id, 'public', 'resident', CASE WHEN closed THEN 'done' ELSE 'new' END,
  first_at, first_at, first_at::date,
  CASE WHEN closed THEN first_at + random() * 90 * interval '1 day' END,
  first_at + interval '28 days', 1, false, '{}', first_at, 0,0,0,0,0,0,0,0,0,0
FROM (SELECT g, %(as_of)s - random() * 730 * interval '1 day' AS first_at,
    random() < .92 AS closed, (random() ^ 2 * 59)::int AS at
  FROM generate_series(1, %(issues)s) g) made JOIN place p ON p.n = at;
INSERT INTO concerns_voice (issue_id, person_id, role, tier, counts, weight, at, origin)
SELECT low + (random() * (%(issues)s - 1))::bigint, first + (random() * (%(people)s - 1))::bigint,
  CASE WHEN random() < .35 THEN 'supporter' ELSE 'reporter' END,
  CASE WHEN random() < .6 THEN 'verified' ELSE 'unverified' END, true, 1,
  date_trunc('hour', %(as_of)s - random() * 730 * interval '1 day'), ''
FROM generate_series(1, %(voices)s),
  (SELECT min(id) AS low FROM concerns_issue) i, (SELECT min(id) AS first FROM people_user) u
ON CONFLICT DO NOTHING;
INSERT INTO concerns_statuschange (issue_id, old, new, text, at)
SELECT id, '', 'new', '', first_at FROM concerns_issue;
INSERT INTO concerns_statuschange (issue_id, old, new, text, at)
SELECT id, 'new', 'done', '', closed_at FROM concerns_issue WHERE closed_at IS NOT NULL;
UPDATE concerns_issue i SET ver_n = v.ver, ver_f = v.ver_f, unv_n = v.unv,
  unv_f = v.unv_f, sup_ver_n = v.sup, sup_ver_f = v.sup_f, last_voice_at = v.last,
  faded_at = %(as_of)s
FROM (SELECT issue_id, max(at) AS last,
    count(*) FILTER (WHERE role = 'reporter' AND tier = 'verified') AS ver,
    coalesce(sum(f) FILTER (WHERE role = 'reporter' AND tier = 'verified'), 0) AS ver_f,
    count(*) FILTER (WHERE role = 'reporter' AND tier <> 'verified') AS unv,
    coalesce(sum(f) FILTER (WHERE role = 'reporter' AND tier <> 'verified'), 0) AS unv_f,
    count(*) FILTER (WHERE role = 'supporter') AS sup,
    coalesce(sum(f) FILTER (WHERE role = 'supporter'), 0) AS sup_f
  FROM (SELECT *, power(0.5::float8,
      extract(epoch FROM %(as_of)s - at)::float8 / 1296000.0) AS f
    FROM concerns_voice) voice GROUP BY issue_id) v
WHERE v.issue_id = i.id
"""

# SCIENCE 1.7 word for word: the counters of every issue, and one GROUP BY
COUNTERS = """
SELECT neighborhood_id, kind_id, sum(x), sum(x * x) / sum(x),
  1 + 0.5 * coalesce(sum(x) FILTER (WHERE open AND late)
    / nullif(sum(x) FILTER (WHERE open), 0), 0)
FROM (SELECT neighborhood_id, kind_id, open, late,
    sqrt(ver + least(unv, 2 + ver) + 2 * ln(1 + sup / 4.0::float8)) AS x
  FROM (SELECT neighborhood_id, kind_id, open, late,
      CASE WHEN open THEN greatest(ver_f * d, ver_n / 16.0) ELSE ver_f * d END AS ver,
      CASE WHEN open THEN greatest(unv_f * d, unv_n / 16.0) ELSE unv_f * d END AS unv,
      CASE WHEN open THEN greatest(sup_ver_f * d, sup_ver_n / 16.0)
        ELSE sup_ver_f * d END AS sup
    FROM (SELECT *, closed_at IS NULL AS open, target_at < %(as_of)s AS late,
        power(0.5::float8, extract(epoch FROM %(as_of)s - faded_at)::float8
          / 1296000.0) AS d
      FROM concerns_issue
      WHERE closed_at IS NULL OR last_voice_at > %(as_of)s - interval '180 days') i
  ) faded) weighed WHERE x > 0 GROUP BY 1, 2
"""

# the same as of a moment: voices, the log's status, and PERFORMANCE 4's exact people
VOICES_FLOOR = """
WITH status AS (
  SELECT DISTINCT ON (issue_id) issue_id, new = 'new' AS open
  FROM concerns_statuschange WHERE at <= %(as_of)s ORDER BY issue_id, at DESC, id DESC
),
voice AS (
  SELECT v.issue_id, v.person_id, v.role, v.tier, v.at, i.neighborhood_id, i.kind_id,
    power(0.5::float8, extract(epoch FROM %(as_of)s - v.at)::float8 / 1296000.0) AS f
  FROM concerns_voice v JOIN concerns_issue i ON i.id = v.issue_id
  WHERE v.at <= %(as_of)s
),
faded AS (
  SELECT issue_id, max(at) AS last,
    count(*) FILTER (WHERE role = 'reporter' AND tier = 'verified') AS ver_n,
    coalesce(sum(f) FILTER (WHERE role = 'reporter' AND tier = 'verified'), 0) AS ver_f,
    count(*) FILTER (WHERE role = 'reporter' AND tier <> 'verified') AS unv_n,
    coalesce(sum(f) FILTER (WHERE role = 'reporter' AND tier <> 'verified'), 0) AS unv_f,
    count(*) FILTER (WHERE role = 'supporter') AS sup_n,
    coalesce(sum(f) FILTER (WHERE role = 'supporter'), 0) AS sup_f
  FROM voice GROUP BY issue_id
),
weighed AS (
  SELECT i.neighborhood_id, i.kind_id, s.open, i.target_at < %(as_of)s AS late,
    sqrt(ver + least(unv, 2 + ver) + 2 * ln(1 + sup / 4.0::float8)) AS x
  FROM faded v JOIN concerns_issue i ON i.id = v.issue_id
  JOIN status s ON s.issue_id = i.id
  CROSS JOIN LATERAL (SELECT
    CASE WHEN open THEN greatest(v.ver_f, v.ver_n / 16.0) ELSE v.ver_f END AS ver,
    CASE WHEN open THEN greatest(v.unv_f, v.unv_n / 16.0) ELSE v.unv_f END AS unv,
    CASE WHEN open THEN greatest(v.sup_f, v.sup_n / 16.0) ELSE v.sup_f END AS sup) n
  WHERE s.open OR v.last > %(as_of)s - interval '180 days'
),
people AS (
  SELECT neighborhood_id, kind_id,
    count(DISTINCT person_id) FILTER (WHERE role = 'reporter') AS people,
    count(*) FILTER (WHERE at > %(as_of)s - interval '28 days') AS lately,
    count(*) FILTER (WHERE at > %(as_of)s - interval '56 days') AS before
  FROM voice GROUP BY 1, 2
)
SELECT neighborhood_id, kind_id, sum(x), sum(x * x) / sum(x),
  1 + 0.5 * coalesce(sum(x) FILTER (WHERE open AND late)
    / nullif(sum(x) FILTER (WHERE open), 0), 0), min(people), min(lately), min(before)
FROM weighed JOIN people USING (neighborhood_id, kind_id) WHERE x > 0 GROUP BY 1, 2
"""


def fill() -> None:
    call_command("migrate", verbosity=0)
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    Neighborhood.objects.bulk_create(
        Neighborhood(
            name=f"N{n}",
            slug=f"n{n}",
            boundary=square,
            west=0,
            south=0,
            east=1,
            north=1,
            area_km2=1,
        )
        for n in range(PLACES)
    )
    given = {"as_of": AS_OF, "people": PEOPLE, "issues": ISSUES, "voices": VOICES}
    with connection.cursor() as cursor:
        for statement in FILL.split(";\n"):
            cursor.execute(statement, given)
        cursor.execute("VACUUM ANALYZE")


def timed(name: str, work: Callable[[], object], times: int = TIMES) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    print(f"{median(taken):10.0f} ms  {name}", flush=True)
    return median(taken)


@transaction.atomic
def sql(statement: str) -> None:
    take_room()
    with connection.cursor() as cursor:
        cursor.execute(statement, {"as_of": AS_OF})
        cursor.fetchall()


@transaction.atomic
def dispersion() -> dict[str, float]:
    take_room()
    return city_dispersion(as_of=AS_OF, week=WEEK, weights=WEIGHTS)


@transaction.atomic
def count(place: Neighborhood) -> Aggregate:
    take_room()
    return aggregate(neighborhood_id=place.pk, as_of=AS_OF, week=WEEK, weights=WEIGHTS)


def main() -> None:
    if not (_has_tables() and Neighborhood.objects.exists()):
        timed("fill the database", fill, 1)
    places = list(Neighborhood.objects.order_by("pk"))
    kinds, phi = kinds_on_list(), dispersion()

    def score(place: Neighborhood) -> None:
        given = Given(count(place), kinds, phi)
        measure(given, score_rows(given.counted.issues, WEIGHTS), WEIGHTS)

    rows = sum(len(count(place).issues) for place in places)
    print(f"{rows:10} issues are live; {Kind.objects.count()} kinds")
    timed("floor of SCIENCE 1.7: live counters, whole city", lambda: sql(COUNTERS))
    floor = timed("floor as of a moment: voices and log", lambda: sql(VOICES_FLOOR))
    timed("dispersion of the city (once a run)", dispersion)
    ours = timed("the aggregate, 60 times", lambda: [count(p) for p in places])
    timed("the aggregate and the sums", lambda: [score(p) for p in places])
    timed("the aggregate, the largest neighborhood", lambda: count(places[30]))
    timed("the aggregate, the smallest neighborhood", lambda: count(places[-1]))
    timed("one run: everything, written down, one worker", whole_run, 1)
    print(f"{ours / floor:10.2f}     aggregate : floor as of a moment")
    print(f"{InputRow.objects.count():10} input rows written")


def whole_run() -> None:
    run = building.start_run(week=WEEK, as_of=AS_OF, now=AS_OF + timedelta(hours=6))
    for place in building.prepare_run(run_id=run.pk):
        building.build_part(run_id=run.pk, neighborhood_id=place, now=AS_OF)
    building.finish_run(run_id=run.pk, now=AS_OF)


def _has_tables() -> bool:
    return "places_neighborhood" in connection.introspection.table_names()


if __name__ == "__main__":
    print(f"database {settings.DATABASES['default']['NAME']}")
    main()
