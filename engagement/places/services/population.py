"""Load who lives where, by age, language, housing and years, from a table."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor
from engagement.places.choices import Trait
from engagement.places.errors import PopulationFileError
from engagement.places.models import Neighborhood, PopulationGroup
from engagement.places.permissions import can_import_population
from engagement.places.queries import groups_to_import, neighborhoods_on_the_map
from engagement.places.services.locks import lock_the_map

COLUMNS: Final = ("neighborhood", "trait", "group", "people")
MOST_LINES: Final = 20_000
LONGEST_FILE: Final = 1024 * 1024
_MOST_PEOPLE: Final = 100_000_000
_SHOWN: Final = 20
_OFF: Final = 0.01  # how far a sum may lie from the population of the neighborhood


@dataclass
class PopulationReport:
    """What a file says, and what a person should look at."""

    traits: list[str] = field(default_factory=list)
    neighborhoods: list[str] = field(default_factory=list)
    lines: int = 0
    replaced: int = 0
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    """One line that could be read."""

    place: Neighborhood
    trait: str
    group: str
    people: int


@transaction.atomic
def import_population(
    *,
    content: bytes,
    source: str,
    year: int,
    now: datetime,
    actor: Actor | None = None,
    is_trial: bool = False,
) -> PopulationReport:
    """Replace what this source says of the traits in the file; all of it or nothing.

    A trial looks at everything and writes nothing.
    Raises NotAllowedError, PopulationFileError.
    """
    lock_the_map()
    if not can_import_population(actor):
        raise NotAllowedError(_("Only administrators import figures."))
    source = source.strip()
    if not source or not 1900 <= year <= now.year:  # noqa: PLR2004 - no census is older
        raise PopulationFileError(
            _("Say who counted, and in which year: 1900 to %(now)d.")
            % {"now": now.year}
        )
    lines = _read(content)
    traits = sorted({line.trait for line in lines})
    before = PopulationGroup.objects.filter(source=source, trait__in=traits)
    report = _report(lines, replaced=before.count())
    if is_trial:
        return report
    before.delete()
    PopulationGroup.objects.bulk_create(_row(line, source, year) for line in lines)
    record(
        actor=actor,
        action="places.import_population",
        subject="population",
        now=now,
        source=source,
        year=year,
        traits=report.traits,
        lines=len(lines),
    )
    return report


def _row(line: _Line, source: str, year: int) -> PopulationGroup:
    return PopulationGroup(
        neighborhood=line.place,
        trait=line.trait,
        group=line.group,
        people=line.people,
        source=source,
        year=year,
    )


def _report(lines: list[_Line], *, replaced: int) -> PopulationReport:
    return PopulationReport(
        traits=sorted({line.trait for line in lines}),
        neighborhoods=sorted({line.place.name for line in lines}),
        lines=len(lines),
        replaced=replaced,
        warnings=_warnings(lines),
    )


def _read(content: bytes) -> list[_Line]:
    rows = _rows(content)
    known: dict[str, Neighborhood] = {}
    for place in neighborhoods_on_the_map():
        known[place.name.casefold()] = known[place.slug.casefold()] = place
    groups = groups_to_import()
    lines: list[_Line] = []
    wrong: list[str] = []
    seen: dict[tuple[int, str, str], int] = {}
    for number, row in rows:
        said = {name: (row.get(name) or "").strip() for name in COLUMNS}
        found = known.get(said["neighborhood"].casefold())
        why = _why_wrong(said, found, groups)
        if found is None or why:
            wrong.append(_("Line %(line)d: %(why)s") % {"line": number, "why": why})
            continue
        line = _Line(found, said["trait"], said["group"], _people(said["people"]))
        first = seen.setdefault((found.pk, line.trait, line.group), number)
        if first != number:
            wrong.append(
                _("Line %(line)d: says again what line %(first)d says.")
                % {"line": number, "first": first}
            )
        lines.append(line)
    if wrong:
        raise PopulationFileError("\n".join(_shortened(wrong)))
    if not lines:
        raise PopulationFileError(_("The file has no line with figures."))
    return lines


def _rows(content: bytes) -> list[tuple[int, dict[str, str | None]]]:
    if len(content) > LONGEST_FILE:
        raise PopulationFileError(_("This file is larger than 1 MB."))
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise PopulationFileError(_("The file is not text in UTF-8.")) from None
    if "\x00" in "".join(lines[:MOST_LINES]):
        raise PopulationFileError(_("The file is not text in UTF-8."))
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise PopulationFileError(
            _("The first line has to name these columns: %(columns)s.")
            % {"columns": ", ".join(COLUMNS)}
        )
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise PopulationFileError(
            _("The file is no table: %(why)s.") % {"why": error}
        ) from None
    if len(rows) > MOST_LINES:
        raise PopulationFileError(
            _("The file has more than %(most)d lines.") % {"most": MOST_LINES}
        )
    return rows


def _why_wrong(
    said: dict[str, str],
    place: Neighborhood | None,
    groups: dict[str, dict[str, str | Promise]],
) -> str:
    """Say in one sentence why a line cannot be kept; empty when it can."""
    if place is None:
        return _("there is no neighborhood “%(name)s” on the map.") % {
            "name": said["neighborhood"][:80]
        }
    trait, group = said["trait"], said["group"]
    if trait not in groups:
        return _("“%(trait)s” is none of these: %(traits)s.") % {
            "trait": trait[:40],
            "traits": ", ".join(Trait.values),
        }
    if group not in groups[trait]:
        return _("“%(group)s” is no group of “%(trait)s”, which are: %(groups)s.") % {
            "group": group[:40],
            "trait": trait,
            "groups": ", ".join(groups[trait]),
        }
    if not 0 <= _people(said["people"]) <= _MOST_PEOPLE:
        return _("“%(people)s” is not a number of people.") % {
            "people": said["people"][:40]
        }
    return ""


def _people(text: str) -> int:
    """Read 1,204 as people write it; what is no number is less than none."""
    bare = text.replace(",", "")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 12 else -1  # noqa: PLR2004 - fewer digits than any town has people


def _warnings(lines: list[_Line]) -> list[str]:
    """Name the neighborhoods whose groups do not add up to those who live there."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    places = {line.place.name: line.place for line in lines}
    for line in lines:
        sums[line.place.name, line.trait] += line.people
    off = [
        _(
            "%(place)s, %(trait)s: the groups add up to %(sum)d, and %(lives)d live there."
        )
        % {
            "place": name,
            "trait": Trait(trait).label,
            "sum": people,
            "lives": places[name].population,
        }
        for (name, trait), people in sorted(sums.items())
        if _is_off(people, places[name].population)
    ]
    return _shortened(off)


def _is_off(people: int, population: int | None) -> bool:
    return population is not None and abs(people - population) > _OFF * population


def _shortened(sentences: list[str]) -> list[str]:
    more = len(sentences) - _SHOWN
    if more <= 0:
        return sentences
    return [*sentences[:_SHOWN], _("… and %(more)d more.") % {"more": more}]
