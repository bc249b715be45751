"""Who answers, comes and reports, beside who lives there; nothing that names anybody.

Answers are of the last wave that was counted, and no other numbers than its results have:
a place is compared by its own surveys, for what people of one place are is printed nowhere
of a survey of the town (decision 0082). Meetings are as their own page has them. Of reports
only the language they were written in is known, and only of those on public pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef

from engagement.common.shares import wilson
from engagement.common.spoken import SPOKEN
from engagement.common.suppression import protect_parts
from engagement.concerns.choices import Channel, Privacy
from engagement.concerns.models import Concern
from engagement.places.choices import Trait
from engagement.places.models import Neighborhood
from engagement.places.queries import (
    PopulationShares,
    all_groups,
    neighborhoods_on_the_map,
    population_shares,
)
from feedback.choices import QuestionKind, SurveyKind, SurveyState
from feedback.models import Question, Result, Wave
from feedback.tables import HIDDEN
from meetings.queries.slips import Compared, quarters_before, who_comes

ANSWERED, CAME, REPORTED = "answered", "came", "reported"
WAYS: Final = (ANSWERED, CAME, REPORTED)
Parts = dict[str, int | None]


@dataclass(frozen=True)
class Part:
    """What part of those who took part in one way a group is, and what chance explains."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class GapGroup:
    """One group: its part of those who live there, and of those who take part."""

    code: str
    name: str
    lives: float | None
    parts: Mapping[str, Part]  # by way; left out where it is not shown

    @property
    def answered(self) -> Part | None:
        return self.parts.get(ANSWERED)

    @property
    def came(self) -> Part | None:
        return self.parts.get(CAME)

    @property
    def reported(self) -> Part | None:
        return self.parts.get(REPORTED)

    def missing(self, way: str) -> float:
        """How much smaller its part is than it could be by chance; 0 if it is not."""
        part = self.parts.get(way)
        if part is None or self.lives is None or self.lives <= part.high:
            return 0.0
        return self.lives - part.share


@dataclass(frozen=True)
class Gap:
    """One trait, its groups, and about how many told."""

    trait: str
    groups: tuple[GapGroup, ...]
    told: Mapping[str, int]
    figures: PopulationShares | None

    @property
    def name(self) -> str:
        return str(Trait(self.trait).label)

    @property
    def is_shown(self) -> bool:
        return any(group.parts for group in self.groups)


@dataclass(frozen=True)
class Missed:
    """Who is missed most, where."""

    trait: str
    group: GapGroup
    way: str


def wave_to_compare(place: Neighborhood | None, now: datetime) -> Wave | None:
    """Give the last counted wave that asked people of a place, or the town, who they are."""
    asks = Question.objects.exclude(trait="").filter(kind=QuestionKind.SINGLE)
    counted = Result.objects.filter(wave=OuterRef("pk"))
    return (
        Wave.objects.filter(survey__neighborhood=place, survey__meeting=None)
        .filter(Exists(counted), closes_at__lte=now)
        .filter(version__in=asks.values("version"))
        .exclude(survey__state=SurveyState.DRAFT)
        .exclude(survey__kind=SurveyKind.EVENT)
        .select_related("survey", "version")
        .order_by("-closes_at", "-pk")
        .first()
    )


def gap_of(place: Neighborhood | None, wave: Wave | None, now: datetime) -> list[Gap]:
    """Compare, trait by trait; what is too small to show is left out."""
    groups = all_groups()
    answered = _who_answered(wave) if wave else {}
    came = {one.trait: one for one in who_comes(place, now)}
    places = [place] if place is not None else list(neighborhoods_on_the_map())
    found = []
    for trait in Trait.values:
        names = groups[trait]
        parts = {
            ANSWERED: answered.get(trait, ({}, None)),
            CAME: _came(came.get(trait)),
            REPORTED: _reported(place, now, names)
            if trait == Trait.LANGUAGE
            else ({}, None),
        }
        found.append(_gap(trait, names, parts, population_shares(places, trait)))
    return found


def missed_most(gaps: Iterable[Gap]) -> Missed | None:
    """Give the group whose part lies farthest under who lives there, if chance does not."""
    found = [
        (group.missing(way), Missed(gap.trait, group, way))
        for gap in gaps
        for group in gap.groups
        for way in WAYS
    ]
    widest = max(found, key=lambda pair: pair[0], default=None)
    return widest[1] if widest and widest[0] > 0 else None


def _gap(
    trait: str,
    names: Mapping[str, object],
    parts: Mapping[str, tuple[Parts, int | None]],
    figures: PopulationShares | None,
) -> Gap:
    rows = []
    for code, name in names.items():
        shown = {
            way: _part(of[code], told)
            for way, (of, told) in parts.items()
            if told and of.get(code) is not None
        }
        lives = figures.share(code) if figures else None
        rows.append(GapGroup(code, str(name), lives, shown))
    told = {
        way: of
        for way, (_parts, of) in parts.items()
        if of and any(way in row.parts for row in rows)
    }
    return Gap(trait, tuple(rows), told, figures)


def _part(people: int | None, told: int) -> Part:
    people = min(people or 0, told)  # both are rounded
    return Part(people / told, *wilson(people, told))


def _came(compared: Compared | None) -> tuple[Parts, int | None]:
    if compared is None:
        return {}, None
    return {group.code: group.came for group in compared.groups}, compared.told


def _who_answered(wave: Wave) -> dict[str, tuple[Parts, int | None]]:
    """Take who answered from the frozen results of a wave, as everybody may read them."""
    asked = Question.objects.filter(version=wave.version, kind=QuestionKind.SINGLE)
    traits = dict(asked.exclude(trait="").values_list("key", "trait"))
    counted = Result.objects.filter(wave=wave, question__in=traits)
    return {
        traits[key]: _as_printed(table)
        for key, table in counted.values_list("question", "table")
    }


def _as_printed(table: Mapping[str, Any]) -> tuple[Parts, int | None]:
    if not table.get("parts"):
        return {}, None
    part = table["parts"][0]
    shown = {
        group: None if count == HIDDEN else count
        for group, count in zip(part["answers"], part["counts"], strict=True)
    }
    return shown, part.get("said") or part["n"]


def _reported(
    place: Neighborhood | None, now: datetime, names: Mapping[str, object]
) -> tuple[Parts, int | None]:
    """Count reports of the last four whole quarters by the language they came in."""
    quarters = quarters_before(now)
    rows = Concern.objects.filter(
        reported_on__gte=quarters[0][0],
        reported_on__lt=quarters[-1][1],
        privacy=Privacy.PUBLIC,
        withdrawn_at=None,
    ).exclude(channel=Channel.IMPORT)
    if place is not None:
        rows = rows.filter(neighborhood=place)
    counted = Counter(dict.fromkeys(names, 0))
    for language, reports in (
        rows.order_by().values_list("language").annotate(Count("pk"))
    ):
        spoken = language.partition("-")[0]
        known = spoken if spoken in names and spoken in SPOKEN else "other"
        counted[known if known in names else next(iter(names))] += reports
    parts, told = protect_parts(list(counted.values()))
    return dict(zip(counted, parts, strict=True)), told
