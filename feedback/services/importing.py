"""Taking answers of another tool in, as waves that are over: baselines to compare with."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from engagement.people.models import User
from engagement.places.models import Neighborhood
from engagement.places.queries import neighborhoods_on_the_map
from feedback.choices import RATHER_NOT, UNLINKED, Channel, QuestionKind
from feedback.errors import AnswerFileError
from feedback.importing import Given, Reader, Told
from feedback.importmap import AnswerMap, MapWave, map_from
from feedback.models import Response, Survey, UnlinkedAnswer, Version, Wave
from feedback.queries.shapes import shape_of
from feedback.services.locks import note, survey_of_editor
from feedback.shapes import Question, Shape

Watch = Callable[[int], object]
_AT_ONCE: Final = 1000
_WATCHED: Final = 100
_CHANCE: Final = secrets.SystemRandom()


@transaction.atomic
def import_answers(
    *,
    survey_id: int,
    text: str,
    rules: Any,
    actor: User | None,
    now: datetime,
    is_trial: bool = False,
    watch: Watch | None = None,
) -> Told:
    """Take in all answers of a file, or none; a trial looks at all and writes nothing.

    Without an actor the town’s own command asks. Answers name nobody, texts and places
    stand apart, and everything is written down shuffled, as if each had come by itself.
    Raises NotAllowedError, AnswerFileError.
    """
    survey = _survey_of(survey_id, actor)
    version = survey.versions.select_for_update().order_by("-number").first()
    if version is None or not version.questions.exists():
        raise AnswerFileError(
            _("This survey asks nothing yet. Add its questions first.")
        )
    shape = shape_of(version)
    found = map_from(rules, shape)
    _require_past(survey, found, now)
    homes = _homes()
    reader = Reader(
        text, found, shape, {name: home.slug for name, home in homes.items()}
    )
    people = _read(reader, watch)
    if is_trial:
        return reader.told
    if not people:
        raise AnswerFileError(_("No line of this file belongs to a wave of the map."))
    waves = _waves(survey, version, found, {person.wave for person in people})
    _write(people, waves, found, shape, homes)
    Version.objects.filter(pk=version.pk).update(is_frozen=True)
    note(survey, actor, "survey.import_answers", now, lines=len(people))
    return reader.told


def _survey_of(survey_id: int, actor: User | None) -> Survey:
    if actor is None:
        return Survey.objects.select_for_update(of=["self"]).get(pk=survey_id)
    return survey_of_editor(survey_id, actor)


def _read(reader: Reader, watch: Watch | None) -> list[Given]:
    """Read all lines; whoever watches hears of every hundredth and of the last."""
    found = []
    for person in reader.people():
        found.append(person)
        if watch and reader.told.lines % _WATCHED == 0:
            watch(reader.told.lines)
    if watch:
        watch(reader.told.lines)
    return found


def _homes() -> dict[str, Neighborhood]:
    """Give neighborhoods by name and slug, as they may be written in a file."""
    found = {}
    for place in neighborhoods_on_the_map():
        found[place.name.casefold()] = found[place.slug] = place
    return found


def _span(wave: MapWave) -> tuple[datetime, datetime]:
    after = wave.closes + timedelta(days=1)
    return (
        make_aware(datetime.combine(wave.opens, time())),
        make_aware(datetime.combine(after, time())),
    )


def _require_past(survey: Survey, rules: AnswerMap, now: datetime) -> None:
    for wave in rules.waves:
        opens, closes = _span(wave)
        if closes > now:
            raise AnswerFileError(
                _("Answers are taken in once a wave is over. Choose days in the past.")
            )
        if survey.waves.filter(opens_at__lt=closes, closes_at__gt=opens).exists():
            raise AnswerFileError(
                _(
                    "This survey has a wave in these days already: %(first)s to %(last)s."
                )
                % {"first": wave.opens, "last": wave.closes}
            )


def _waves(
    survey: Survey, version: Version, rules: AnswerMap, used: set[int]
) -> dict[int, Wave]:
    last = survey.waves.aggregate(last=Max("number"))["last"] or 0
    found = {}
    for number, index in enumerate(sorted(used), last + 1):
        opens, closes = _span(rules.waves[index])
        found[index] = Wave.objects.create(
            survey=survey,
            version=version,
            number=number,
            opens_at=opens,
            closes_at=closes,
            note=rules.waves[index].note,
        )
    return found


def _write(
    people: list[Given],
    waves: dict[int, Wave],
    rules: AnswerMap,
    shape: Shape,
    homes: dict[str, Neighborhood],
) -> None:
    responses, texts = [], []
    for person in people:
        wave, linked = waves[person.wave], {}
        for key, value in person.answers.items():
            question = shape.questions[key]
            if question.kind in UNLINKED and value != RATHER_NOT:
                texts.append(_text_of(wave, question, value, rules.language))
            else:
                linked[key] = value
        responses.append(
            Response(
                wave=wave,
                version_id=wave.version_id,
                neighborhood_id=_home_of(wave, shape, linked, homes),
                channel=Channel.IMPORT,
                language=rules.language,
                answers=linked,
            )
        )
    _CHANCE.shuffle(responses)
    _CHANCE.shuffle(texts)
    Response.objects.bulk_create(responses, batch_size=_AT_ONCE)
    UnlinkedAnswer.objects.bulk_create(texts, batch_size=_AT_ONCE)


def _text_of(
    wave: Wave, question: Question, value: Any, language: str
) -> UnlinkedAnswer:
    if question.kind == QuestionKind.PLACE:
        longitude, latitude = value
        return UnlinkedAnswer(
            wave=wave, question=question.key, longitude=longitude, latitude=latitude
        )
    return UnlinkedAnswer(
        wave=wave, question=question.key, text=value, language=language
    )


def _home_of(
    wave: Wave, shape: Shape, answers: dict[str, Any], homes: dict[str, Neighborhood]
) -> int | None:
    if wave.survey.neighborhood_id is not None:
        return wave.survey.neighborhood_id
    asks = (q for q in shape.all_questions() if q.kind == QuestionKind.NEIGHBORHOOD)
    slug = next((answers[q.key] for q in asks if q.key in answers), "")
    home = homes.get(slug)
    return home.pk if home else None
