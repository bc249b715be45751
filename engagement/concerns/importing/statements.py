"""The statements that move a staged batch into the tables, each for a whole batch."""
# ruff: noqa: S608 - every part of these statements is a name or value of ours

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import connection, models
from psycopg.types.json import Jsonb

from engagement.concerns.choices import Channel, Origin, Status, Tier, VoiceRole
from engagement.concerns.counters import columns_of_first
from engagement.concerns.models import Concern, Issue, StatusChange, Voice

STAGE: Final = """
CREATE TEMP TABLE import_stage (
  source_id text, source_hash text,
  source_kind text, kind_id bigint, privacy text, origin text,
  first_at timestamptz, reported_on date, status text, closed_at timestamptz,
  target_at timestamptz, text text, where_text text,
  lat float8, lon float8, place_id bigint, is_outside boolean, snap_id bigint,
  r7 bigint, r8 bigint, r9 bigint,
  reference text, issue_reference text, concern_id bigint,
  issue_id bigint DEFAULT nextval(pg_get_serial_sequence('concerns_issue', 'id'))
);
SET CONSTRAINTS ALL IMMEDIATE
"""
CLEAR: Final = "DROP TABLE import_stage"
# Autovacuum counts what is committed. In the middle of an import it would note that a
# table of many pages has no rows, and PostgreSQL would then check each foreign key by
# reading a whole index. So it is kept off, and the new issues are counted before the
# first row that points to one.
KEEP_AUTOVACUUM_OFF: Final = """
LOCK TABLE concerns_issue, concerns_concern, concerns_voice, concerns_statuschange
IN SHARE UPDATE EXCLUSIVE MODE
"""
COUNT_ISSUES: Final = "ANALYZE concerns_issue (id)"
COUNT_ALL: Final = """ANALYZE concerns_issue, concerns_voice, concerns_statuschange, concerns_concern (
  id, issue_id, first_issue_id, kind_id, neighborhood_id, reported_on, source, source_id
)
"""  # not what people wrote: no plan asks how common a sentence is
_READ: Final = """
  source_id, source_hash, source_kind, kind_id, privacy, origin,
  first_at, reported_on, status, closed_at, target_at, text, where_text,
  lat, lon, place_id, is_outside, snap_id, r7, r8, r9
"""
COPY_NEW: Final = f"COPY import_stage ({_READ}, reference, issue_reference) FROM STDIN"
COPY_CHANGED: Final = f"COPY import_stage ({_READ}, concern_id, issue_id) FROM STDIN"

_AT_ISSUE: Final = {
    "kind_id": "s.kind_id",
    "neighborhood_id": "s.place_id",
    "snap_point_id": "s.snap_id",
    "cell_r9": "s.r9",
    "privacy": "s.privacy",
    "origin": "s.origin",
    "status": "s.status",
    "first_at": "s.first_at",
    "reported_on": "s.reported_on",
    "closed_at": "s.closed_at",
    "target_at": "s.target_at",
}
_AT_CONCERN: Final = {
    "kind_id": "s.kind_id",
    "neighborhood_id": "s.place_id",
    "reported_at": "s.first_at",
    "reported_on": "s.reported_on",
    "text": "s.text",
    "where_text": "s.where_text",
    "lat": "s.lat",
    "lon": "s.lon",
    "is_outside": "s.is_outside",
    "cell_r7": "s.r7",
    "cell_r8": "s.r8",
    "cell_r9": "s.r9",
    "privacy": "s.privacy",
    "source_kind": "s.source_kind",
    "source_hash": "s.source_hash",
}


def _new(
    model: type[models.Model], given: Mapping[str, str], where: str = ""
) -> tuple[str, dict[str, Any]]:
    """Insert a row for each staged one; what is not given has the model's default."""
    fields = {str(f.column): f for f in model._meta.concrete_fields}  # noqa: SLF001 - public by Django's own word
    values: dict[str, str] = {}
    parameters: dict[str, Any] = {}
    for name, column in fields.items():
        if name in given:
            values[name] = given[name]
        elif not column.primary_key:
            values[name] = f"%({name})s"
            default = column.get_default()
            is_json = isinstance(column, models.JSONField)
            parameters[name] = Jsonb(default) if is_json else default
    statement = (
        f"INSERT INTO {_table(model)} ({', '.join(values)})"
        f" SELECT {', '.join(values.values())} FROM import_stage s"
        f" WHERE s.concern_id IS NULL {where} ORDER BY s.issue_id"
    )
    return statement, parameters


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - as above


def _as_sql(values: Mapping[str, float]) -> dict[str, str]:
    """Count a voice only where a resident spoke: staff finds are shown, not scored."""
    return {
        name: f"CASE WHEN s.origin = '{Origin.RESIDENT.value}' THEN {value} ELSE 0 END"
        for name, value in values.items()
    }


def insert_new(source: str, tier: Tier) -> list[tuple[str, dict[str, Any]]]:
    """Give the four inserts of one batch: issue, concern, voice, status."""
    verified = tier == Tier.VERIFIED
    first = columns_of_first(VoiceRole.REPORTER, tier, 1.0)
    issue = (
        _AT_ISSUE
        | _as_sql(first)
        | {
            "id": "s.issue_id",
            "reference": "s.issue_reference",
            "last_voice_at": "s.first_at",
            "faded_at": "s.first_at",
        }
    )
    concern = _AT_CONCERN | {
        "reference": "s.reference",
        "issue_id": "s.issue_id",
        "first_issue_id": "s.issue_id",
        "channel": f"'{Channel.IMPORT.value}'",
        "source": "%(import_source)s",
        "source_id": "s.source_id",
    }
    voice = {
        "issue_id": "s.issue_id",
        "role": f"'{VoiceRole.REPORTER.value}'",
        "tier": f"'{tier.value}'",
        "verified_at": "s.first_at" if verified else "NULL",
        "at": "s.first_at",
    }
    move = {
        "issue_id": "s.issue_id",
        "old": f"'{Status.NEW.value}'",
        "new": "s.status",
        "at": "coalesce(s.closed_at, s.first_at)",
    }
    statements = [
        _new(Issue, issue),
        _new(Concern, concern),
        _new(Voice, voice, f"AND s.origin = '{Origin.RESIDENT.value}'"),
        _new(StatusChange, move, f"AND s.status <> '{Status.NEW.value}'"),
    ]
    return [(sql, known | {"import_source": source}) for sql, known in statements]


# An issue that an officer has worked on here is the town's now: the source's later word
# about it is kept on the concern, and changes neither its status nor its place.
_STILL_AS_IMPORTED: Final = (
    "i.id = s.issue_id AND s.concern_id IS NOT NULL"
    " AND i.version = 1 AND i.merged_into_id IS NULL"
)
_ITS_VOICE: Final = (
    f"v.issue_id = i.id AND v.person_id IS NULL AND v.device IS NULL"
    f" AND v.role = '{VoiceRole.REPORTER.value}'"
)
_SPOKEN: Final = f"s.origin = '{Origin.RESIDENT.value}'"


def _set(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


UPDATE_CONCERNS: Final = f"""
UPDATE concerns_concern c SET {_set(_AT_CONCERN)}
FROM import_stage s WHERE c.id = s.concern_id
"""
COUNT_TAKEN_OVER: Final = f"""
SELECT count(*) FROM import_stage s WHERE s.concern_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM concerns_issue i WHERE {_STILL_AS_IMPORTED}
)
"""
_MOVED: Final = f"""
INSERT INTO concerns_statuschange (issue_id, old, new, text, at)
SELECT i.id, i.status, s.status, '', coalesce(s.closed_at, %(now)s)
FROM import_stage s JOIN concerns_issue i ON {_STILL_AS_IMPORTED}
WHERE i.status <> s.status
"""
_CLOSED_OTHERWISE: Final = f"""
UPDATE concerns_statuschange m SET at = s.closed_at
FROM import_stage s, concerns_issue i
WHERE {_STILL_AS_IMPORTED} AND m.issue_id = i.id AND m.author_id IS NULL
  AND i.status = s.status AND m.new = s.status AND i.closed_at <> s.closed_at
"""
_ISSUES: Final = f"""
UPDATE concerns_issue i SET {_set(_AT_ISSUE)}
FROM import_stage s WHERE {_STILL_AS_IMPORTED}
"""
_SILENCED: Final = f"""
DELETE FROM concerns_voice v USING import_stage s, concerns_issue i
WHERE {_STILL_AS_IMPORTED} AND {_ITS_VOICE} AND NOT {_SPOKEN}
"""
_VOICED_AT: Final = f"""
UPDATE concerns_voice v SET at = s.first_at, tier = %(tier)s,
  verified_at = CASE WHEN %(tier)s = '{Tier.VERIFIED.value}' THEN s.first_at END
FROM import_stage s, concerns_issue i
WHERE {_STILL_AS_IMPORTED} AND {_ITS_VOICE} AND {_SPOKEN}
"""
_GIVEN_A_VOICE: Final = f"""
INSERT INTO concerns_voice (issue_id, role, tier, verified_at, counts, weight, at, origin)
SELECT i.id, '{VoiceRole.REPORTER.value}', %(tier)s,
  CASE WHEN %(tier)s = '{Tier.VERIFIED.value}' THEN s.first_at END, true, 1, s.first_at, ''
FROM import_stage s JOIN concerns_issue i ON {_STILL_AS_IMPORTED}
WHERE {_SPOKEN} AND NOT EXISTS (SELECT 1 FROM concerns_voice v WHERE {_ITS_VOICE})
"""
# the order matters: the log compares with what the issue still says
UPDATE_ISSUES: Final = (
    _MOVED,
    _CLOSED_OTHERWISE,
    _ISSUES,
    _SILENCED,
    _VOICED_AT,
    _GIVEN_A_VOICE,
)
