"""What the demo town asked and was answered: four waves of a pulse, one open, one draft."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.text import slugify
from django.utils.timezone import localdate

from engagement.front.demo.calling import ORGANIZER
from engagement.front.demo.promising import officer_of
from engagement.people.models import User
from engagement.places.choices import GROUPS, Trait
from engagement.places.models import Neighborhood
from feedback.choices import Channel, Measure, QuestionKind, SurveyKind, SurveyState
from feedback.models import (
    Question,
    Response,
    Section,
    Survey,
    UnlinkedAnswer,
    Version,
    Wave,
)
from feedback.services.results import count_wave
from feedback.services.targets import set_target

CHIEF: Final = "chief@riverside.example"
_FILE = Path(__file__).with_name("phrases") / "surveys.toml"
WAVES, BETWEEN, OUT_FOR = 4, timedelta(weeks=13), timedelta(weeks=2)
LAST_CLOSED: Final = timedelta(weeks=3)
# Who answers, of ten: more owners, more who are older, as everywhere.
_ANSWER: Final[dict[str, dict[str, int]]] = {
    Trait.AGE: {"18_34": 1, "35_49": 3, "50_64": 3, "65_up": 3},
    Trait.SEX: {"female": 6, "male": 4},
    Trait.HOUSING: {"own": 6, "rent": 4},
}
_LOWEST, _HIGHEST = 1, 5
_WORDS: Final = ("text", "hint", "low", "high")


def ask_town(
    places: Mapping[str, Neighborhood],
    known: Mapping[str, User],
    now: datetime,
    seed: int,
) -> None:
    """Write the surveys down, and what was answered."""
    told = _told()
    rng = random.Random(seed)  # noqa: S311 - invents a town, keeps no secret
    pulse = _pulse(told["pulse"], known[CHIEF], now)
    version = _questions(pulse, told["pulse"], now)
    for number in range(WAVES):
        _wave(pulse, version, number, places, rng, now)
    Version.objects.filter(pk=version.pk).update(is_frozen=True)
    publish_demo(pulse)
    _set_targets(places["Millbrook"], known, now)
    organizer = known[ORGANIZER]
    for which, state in (("open", SurveyState.PUBLISHED), ("draft", SurveyState.DRAFT)):
        survey = _survey(
            told[which],
            now,
            neighborhood=places[told[which]["place"]],
            made_by=organizer,
            results_on=localdate(now + OUT_FOR + timedelta(weeks=1)),
            state=state,
        )
        asked = _questions(survey, told[which], now)
        if which == "open":
            _add_wave(survey, asked, 1, now - timedelta(days=4), now + OUT_FOR)


def _set_targets(place: Neighborhood, known: Mapping[str, User], now: datetime) -> None:
    for measure, value in ((Measure.TRUST, 70), (Measure.SAFETY, 75)):
        set_target(
            neighborhood_id=place.pk,
            measure=measure,
            value=value,
            until=localdate(now) + timedelta(days=365),
            actor=officer_of(place.name, known),
            now=now - BETWEEN,
        )


def publish_demo(survey: Survey) -> None:
    """Let everybody read what came of the last wave."""
    last = survey.waves.order_by("-number")[0]
    public_from = last.closes_at + timedelta(days=7, hours=1)
    last.results.update(published_at=public_from)
    last.will_change = _told()["pulse"]["will_change"]
    last.told_at = public_from
    last.save(update_fields=["will_change", "told_at"])


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _pulse(told: Mapping[str, Any], chief: User, now: datetime) -> Survey:
    return _survey(
        told,
        now,
        kind=SurveyKind.PULSE,
        made_by=chief,
        every_weeks=BETWEEN // timedelta(weeks=1),
        state=SurveyState.PUBLISHED,
        minutes=4,
    )


def _survey(told: Mapping[str, Any], now: datetime, **fields: Any) -> Survey:
    words = {key: told[key] for key in ("title", "why", "who_sees", "thanks")}
    return Survey.objects.create(
        slug=slugify(told["title"]),
        words={settings.LANGUAGE_CODE: words},
        languages=[settings.LANGUAGE_CODE],
        made_at=now - WAVES * BETWEEN,
        **fields,
    )


def _questions(survey: Survey, told: Mapping[str, Any], now: datetime) -> Version:
    version = Version.objects.create(
        survey=survey, number=1, made_at=now - WAVES * BETWEEN
    )
    for position, part in enumerate(told["sections"]):
        words = {key: part[key] for key in ("title", "intro") if key in part}
        section = Section.objects.create(
            version=version,
            key=part["key"],
            position=position,
            words={settings.LANGUAGE_CODE: words},
        )
        Question.objects.bulk_create(
            _question(section, number, one)
            for number, one in enumerate(part["questions"])
        )
    return version


def _question(section: Section, position: int, told: Mapping[str, Any]) -> Question:
    plain = {k: v for k, v in told.items() if k not in {*_WORDS, "options"}}
    words = {key: told[key] for key in _WORDS if key in told}
    trait = told.get("trait", "")
    answers = told.get("options") or {
        code: str(name) for code, name in GROUPS.get(trait, {}).items()
    }
    return Question(
        version_id=section.version_id,
        section=section,
        position=position,
        words={settings.LANGUAGE_CODE: words},
        options=[
            {"code": code, "words": {settings.LANGUAGE_CODE: name}}
            for code, name in answers.items()
        ],
        is_personal=bool(trait) or told["kind"] == QuestionKind.NEIGHBORHOOD,
        **plain,
    )


def _wave(
    pulse: Survey,
    version: Version,
    number: int,
    places: Mapping[str, Neighborhood],
    rng: random.Random,
    now: datetime,
) -> None:
    """Write one wave down with its answers, and its index as it was worked out then."""
    closes = now - LAST_CLOSED - (WAVES - 1 - number) * BETWEEN
    wave = _add_wave(pulse, version, number + 1, closes - OUT_FOR, closes)
    wave.note = _told()["pulse"]["notes"][number]
    wave.save(update_fields=["note"])
    given = [one for place in places.values() for one in _given(wave, place, rng)]
    rng.shuffle(given)
    Response.objects.bulk_create(given)
    if number == WAVES - 1:
        texts = rng.sample(_told()["pulse"]["texts"], len(_told()["pulse"]["texts"]))
        UnlinkedAnswer.objects.bulk_create(_text(wave, text, rng) for text in texts)
    count_wave(wave_id=wave.pk, now=closes + timedelta(hours=1))


def _add_wave(
    survey: Survey, version: Version, number: int, opens: datetime, closes: datetime
) -> Wave:
    return Wave.objects.create(
        survey=survey, version=version, number=number, opens_at=opens, closes_at=closes
    )


def _given(wave: Wave, place: Neighborhood, rng: random.Random) -> Iterator[Response]:
    told = _told()["answers"].get(place.name) or _told()["answers"]["elsewhere"]
    done = (wave.number - 1) / (WAVES - 1)
    felt = {
        measure: told[measure][0] + (told[measure][1] - told[measure][0]) * done
        for measure in ("trust", "safety")
    }
    for _person in range(told["people"][wave.number - 1]):
        yield Response(
            id=UUID(int=rng.getrandbits(128), version=4),
            wave=wave,
            version_id=wave.version_id,
            neighborhood=place,
            channel=rng.choice((Channel.WEB, Channel.MAIL, Channel.PAPER)),
            language=settings.LANGUAGE_CODE,
            answers=_answers(felt, place, rng),
        )


def _answers(
    felt: Mapping[str, float], place: Neighborhood, rng: random.Random
) -> dict[str, Any]:
    trust, safety = rng.gauss(felt["trust"], 0.7), rng.gauss(felt["safety"], 0.7)
    who = {
        trait: rng.choices([*shares], [*shares.values()])[0]
        for trait, shares in _ANSWER.items()
    }
    return {
        "respect": _point(trust + 0.2, rng),
        "listen": _point(trust, rng),
        "unfair": _point(_LOWEST + _HIGHEST - trust, rng),
        "day": _point(safety + 0.6, rng),
        "dark": _point(safety - 0.6, rng),
        "home": place.slug,
        **who,
    }


def _point(value: float, rng: random.Random) -> int:
    return min(max(round(rng.gauss(value, 0.5)), _LOWEST), _HIGHEST)


def _text(wave: Wave, text: str, rng: random.Random) -> UnlinkedAnswer:
    return UnlinkedAnswer(
        id=UUID(int=rng.getrandbits(128), version=4),
        wave=wave,
        question="better",
        text=text,
        language=settings.LANGUAGE_CODE,
    )
