"""How many people stand behind an issue, kept as they come (SCIENCE 1.7).

Per tier a head count `n` and a faded count `f`, both sums of voices' weights; every
`f` is as of the issue's `faded_at`. A new voice is one UPDATE; anything that takes a
voice away, changes its tier or moves an issue recounts that issue from its voices.
In a merged group one voice stands for a person: a reporter's before a supporter's,
then the oldest (RULINGS 11, 12). The issue merged into carries the group's numbers.
"""
# ruff: noqa: S608 - every part of these statements is a name written in this file

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from engagement.concerns.choices import Tier, VoiceRole

HALF_LIFE = 15 * 24 * 3600.0
FLOOR = 16.0  # an open issue never fades under 1/16 of its head count
COLUMNS = {
    (VoiceRole.REPORTER, Tier.VERIFIED): "ver",
    (VoiceRole.REPORTER, Tier.UNVERIFIED): "unv",
    (VoiceRole.SUPPORTER, Tier.VERIFIED): "sup_ver",
    (VoiceRole.SUPPORTER, Tier.UNVERIFIED): "sup_unv",
}
HEADS = {VoiceRole.REPORTER: "reporters", VoiceRole.SUPPORTER: "supporters"}


@dataclass(frozen=True)
class Count:
    """People of one tier: all of them, and what is left of them with time."""

    n: float
    f: float

    def at(self, seconds: float, *, is_open: bool) -> float:
        left: float = self.f * 0.5 ** (max(0.0, seconds) / HALF_LIFE)
        return max(left, self.n / FLOOR) if is_open else left


def effective_voices(ver: float, unv: float, sup_ver: float, sup_unv: float) -> float:
    """Give v of SCIENCE 1.2; unverified people count in full up to 2 + verified."""
    sup = sup_ver + min(sup_unv, 2 + ver)
    return ver + min(unv, 2 + ver) + 2 * math.log1p(sup / 4)


def columns_of_first(role: VoiceRole, tier: Tier, weight: float) -> dict[str, float]:
    """Give the counters of an issue with one voice, at that voice's own time."""
    name = COLUMNS[role, tier]
    return {f"{name}_n": weight, f"{name}_f": weight, HEADS[role]: 1}


_POWER = "power(0.5::float8, least(extract(epoch FROM {0})::float8 / 1296000.0, 1000))"
_NEWER = "greatest(faded_at, %(at)s)"
_ADD_VOICE = f"""
UPDATE concerns_issue SET
  {{terms}},
  reporters = reporters + %(reporters)s,
  supporters = supporters + %(supporters)s,
  last_voice_at = greatest(last_voice_at, %(at)s),
  faded_at = {_NEWER}
WHERE id = %(issue)s
"""


def _term(name: str) -> str:
    old = _POWER.format(f"{_NEWER} - faded_at")
    new = _POWER.format(f"{_NEWER} - %(at)s")
    return (
        f"{name}_n = {name}_n + %({name})s, "
        f"{name}_f = {name}_f * {old} + %({name})s * {new}"
    )


_ADD_SQL = _ADD_VOICE.format(terms=",\n  ".join(map(_term, COLUMNS.values())))


def add_to_counters(
    *,
    issue_id: int,
    role: VoiceRole,
    tier: Tier,
    weight: float,
    at: datetime,
) -> None:
    """Add one new voice; a voice that does not score has weight 0 here."""
    values: dict[str, float | datetime] = dict.fromkeys(COLUMNS.values(), 0.0)
    values |= {"reporters": 0, "supporters": 0, "issue": issue_id, "at": at}
    values[COLUMNS[role, tier]] = weight
    values[HEADS[role]] = 1
    with connection.cursor() as cursor:
        cursor.execute(_ADD_SQL, values)


_FADE = _POWER.format("newest - at")
_SUMS = ",\n      ".join(
    f"coalesce(sum(weight) FILTER ({mine}), 0) AS {name}_n, "
    f"coalesce(sum(weight * {_FADE}) FILTER ({mine}), 0) AS {name}_f"
    for (role, tier), name in COLUMNS.items()
    for mine in [f"WHERE counts AND role = '{role.value}' AND tier = '{tier.value}'"]
)
# what the counters of every asked-for issue should be, from the voices alone
RECOUNTED = f"""
WITH asked AS (SELECT id, merged_into_id, first_at FROM concerns_issue WHERE {{which}}),
family AS (
  SELECT id, id AS root FROM asked WHERE merged_into_id IS NULL
  UNION ALL
  SELECT c.id, a.id FROM concerns_issue c JOIN asked a ON c.merged_into_id = a.id
),
chosen AS (
  SELECT DISTINCT ON (f.root, v.person_id, CASE WHEN v.person_id IS NULL THEN v.id END)
    f.root, v.role, v.tier, v.counts, v.weight, v.at
  FROM family f JOIN concerns_voice v ON v.issue_id = f.id
  ORDER BY f.root, v.person_id, CASE WHEN v.person_id IS NULL THEN v.id END,
    v.role, v.at, v.id
),
aged AS (SELECT *, max(at) OVER (PARTITION BY root) AS newest FROM chosen),
sums AS (
  SELECT root, max(newest) AS newest,
      count(*) FILTER (WHERE role = 'reporter') AS reporters,
      count(*) FILTER (WHERE role = 'supporter') AS supporters,
      {_SUMS}
  FROM aged GROUP BY root
),
expected AS (
  SELECT a.id, coalesce(s.newest, a.first_at) AS newest,
      coalesce(s.reporters, 0) AS reporters, coalesce(s.supporters, 0) AS supporters,
      {", ".join(f"coalesce(s.{n}_{c}, 0) AS {n}_{c}" for n in COLUMNS.values() for c in "nf")}
  FROM asked a LEFT JOIN sums s ON s.root = a.id
)
"""
_SET = ", ".join(f"{n}_{c} = e.{n}_{c}" for n in COLUMNS.values() for c in "nf")
_WRITE = f"""
UPDATE concerns_issue i SET {_SET}, reporters = e.reporters,
  supporters = e.supporters, faded_at = e.newest, last_voice_at = e.newest
FROM expected e WHERE i.id = e.id
"""
_RECOUNT = RECOUNTED.format(which="id = ANY(%(ids)s)") + _WRITE


def recount(issue_ids: Collection[int]) -> None:
    """Work the counters of these issues out again from their voices."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, {"ids": sorted(issue_ids)})


_GAPS = ", ".join(f"abs(i.{n}_{c} - e.{n}_{c})" for n in COLUMNS.values() for c in "nf")
_HEAD_GAPS = "abs(i.reporters - e.reporters), abs(i.supporters - e.supporters)"
_DRIFT = (
    RECOUNTED.format(which="id > %(after)s AND id <= %(upto)s")
    + f""", gaps AS (
  SELECT e.id, greatest({_GAPS}, {_HEAD_GAPS},
    CASE WHEN i.faded_at = e.newest THEN 0 ELSE 1 END) AS gap
  FROM expected e JOIN concerns_issue i ON i.id = e.id
)
SELECT id, gap FROM gaps WHERE gap > 1e-9 ORDER BY id
"""
)


def drift_between(after: int, upto: int) -> list[tuple[int, float]]:
    """Name the issues of this id range whose counters are off, and by how much."""
    with connection.cursor() as cursor:
        cursor.execute(_DRIFT, {"after": after, "upto": upto})
        return [(int(issue), float(gap)) for issue, gap in cursor.fetchall()]
