"""Counting what was answered, once it is over, and publishing it question by question.

What is counted is what may be printed and nothing else: nobody, not those who work on a
survey either, reads other numbers. Once one question of a wave is published the wave is
never counted again, so that no two releases can be subtracted (decision 0079).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.richtext import plain
from engagement.common.suppression import FEWEST_ANSWERS, answers_shown
from engagement.people.models import User
from engagement.places.choices import Trait
from engagement.places.models import Neighborhood
from engagement.places.queries import nearest_street, population_shares
from feedback.choices import UNLINKED, QuestionKind, TextState
from feedback.disclosure import Unit, kept_groups, protect
from feedback.errors import ResultsError
from feedback.models import Result, Survey, Theme, ThemedText, UnlinkedAnswer, Wave
from feedback.queries.shapes import shape_of
from feedback.services.locks import note, survey_of_editor
from feedback.services.news import ask_for_news
from feedback.shapes import Shape
from feedback.tables import HIDDEN, Table, tables_of

LONGEST_REASON: Final = 300
LONGEST_NOTE: Final = 2000
_READ_AT_ONCE: Final = 2000


def waves_to_count(now: datetime) -> list[int]:
    """Name the waves that are over and not counted yet."""
    over = Wave.objects.filter(closes_at__lte=now, results=None)
    return list(over.order_by("closes_at", "pk").values_list("pk", flat=True))


def count_wave(*, wave_id: int, now: datetime) -> None:
    """Count a wave that is over; counted before, it stays as it was."""
    wave = Wave.objects.select_related("survey__neighborhood", "version__survey").get(
        pk=wave_id
    )
    shape = shape_of(wave.version)
    tables = _tables(wave, shape) | _apart(wave, shape)
    with transaction.atomic():
        Wave.objects.select_for_update().get(pk=wave_id)
        if now < wave.closes_at or wave.results.exists():
            return
        Result.objects.bulk_create(
            Result(
                wave=wave,
                question=question.key,
                position=position,
                table=tables[question.key],
                counted_at=now,
            )
            for position, question in enumerate(shape.all_questions())
        )


@transaction.atomic
def count_again(*, survey_id: int, wave_id: int, actor: User, now: datetime) -> None:
    """Have a wave counted anew, as for paper that came late; never after publishing.

    Raises NotAllowedError, ResultsError.
    """
    survey = survey_of_editor(survey_id, actor)
    wave = _wave_of(survey, wave_id)
    if wave.results.filter(published_at__isnull=False).exists():
        raise ResultsError(
            _("Some of it is published. What is published is not counted again.")
        )
    wave.results.all().delete()
    note(survey, actor, "survey.count_again", now, number=wave.number)


@transaction.atomic
def publish_results(
    *,
    survey_id: int,
    wave_id: int,
    questions: Sequence[str],
    actor: User,
    now: datetime,
) -> int:
    """Let everybody read the results of some questions, as they were counted.

    Raises NotAllowedError, ResultsError.
    """
    survey = survey_of_editor(survey_id, actor)
    wave = _wave_of(survey, wave_id)
    found = [
        result
        for result in wave.results.select_for_update()
        if result.question in questions and not result.is_public
    ]
    if not found:
        raise ResultsError(_("Choose at least one question that is not public yet."))
    for result in found:
        if result.published_at is None:
            result.table |= _themes(survey, result)
        result.published_at = result.published_at or now
        result.published_by = actor
        result.withdrawn_at, result.withdrawn_reason = None, ""
        result.save()
    keys = ", ".join(sorted(result.question for result in found))
    note(survey, actor, "survey.publish_results", now, number=wave.number, keys=keys)
    ask_for_news(wave, now)
    return len(found)


@transaction.atomic
def withdraw_result(
    *,
    survey_id: int,
    wave_id: int,
    question: str,
    reason: str,
    actor: User,
    now: datetime,
) -> Result:
    """Take a published question out of sight; its numbers stay as they are.

    Raises NotAllowedError, ResultsError.
    """
    survey = survey_of_editor(survey_id, actor)
    wave = _wave_of(survey, wave_id)
    why = plain(reason).strip()[:LONGEST_REASON]
    if not why:
        raise ResultsError(_("Say why it is taken out of sight."))
    counted = {one.question: one for one in wave.results.select_for_update()}
    result = counted.get(question)
    if result is None or not result.is_public:
        raise ResultsError(_("This question is not public."))
    result.withdrawn_at, result.withdrawn_reason = now, why
    result.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    note(survey, actor, "survey.withdraw_result", now, reason=why, key=question)
    return result


@transaction.atomic
def say_what_changes(
    *, survey_id: int, wave_id: int, text: str, actor: User, now: datetime
) -> None:
    """Say what is done with the results. Raises NotAllowedError, ResultsError."""
    survey = survey_of_editor(survey_id, actor)
    wave = _wave_of(survey, wave_id)
    wave.will_change = plain(text).strip()[:LONGEST_NOTE]
    wave.save(update_fields=["will_change"])
    note(survey, actor, "survey.say_what_changes", now, number=wave.number)


def _wave_of(survey: Survey, wave_id: int) -> Wave:
    wave = survey.waves.select_for_update().filter(pk=wave_id).first()
    if wave is None:
        raise ResultsError(_("This survey was not out then."))
    return wave


# -- counting --------------------------------------------------------------------------


def _tables(wave: Wave, shape: Shape) -> dict[str, Table]:
    """Read all answers once, and print what may be printed of them."""
    places = _places(wave.survey)
    living: list[str] = []

    def answers() -> Iterator[dict[str, Any]]:
        rows = wave.responses.order_by("pk").values_list(
            "answers", "neighborhood__slug"
        )
        for given, home in rows.iterator(chunk_size=_READ_AT_ONCE):
            living.append(home or "")
            yield given

    return tables_of(
        shape,
        answers(),
        living=living,
        homes=[place.slug for place in places],
        targets=_targets(places, shape),
    )


def _places(survey: Survey) -> list[Neighborhood]:
    if survey.neighborhood is not None:
        return [survey.neighborhood]
    return list(Neighborhood.objects.filter(is_active=True).order_by("name", "pk"))


def _targets(places: list[Neighborhood], shape: Shape) -> dict[str, dict[str, int]]:
    """Say who lives there, for the traits that are asked."""
    asked = {question.trait for question in shape.all_questions() if question.trait}
    found = {}
    for trait in Trait.values:
        shares = population_shares(places, trait) if trait in asked and places else None
        if shares is not None:
            found[trait] = dict(shares.people)
    return found


def _apart(wave: Wave, shape: Shape) -> dict[str, Table]:
    """Count texts and places, which are kept apart from all other answers."""
    found: dict[str, Table] = {}
    for question in shape.all_questions():
        if question.kind not in UNLINKED:
            continue
        given = UnlinkedAnswer.objects.filter(wave=wave, question=question.key)
        table: Table = {"kind": question.kind, "n": answers_shown(given.count())}
        if question.kind == QuestionKind.PLACE:
            table["cells"] = _cells(Counter(given.values_list("longitude", "latitude")))
        found[question.key] = table | {"parts": []}
    return found


def _cells(counts: Counter[Any]) -> list[list[Any]]:
    """Give the cells named ten times or more, as far as that tells of no other."""
    by_name = {f"{lon},{lat}": count for (lon, lat), count in counts.items()}
    found: list[list[Any]] = []
    for name in kept_groups(by_name):
        lon, lat = (float(part) for part in name.split(","))
        street = nearest_street(lat, lon)
        called = street.name if street else f"{lat:.4f}, {lon:.4f}"
        found.append([lon, lat, answers_shown(by_name[name]), called])
    return found


def _themes(survey: Survey, result: Result) -> Table:
    """Count the themes of a question as they stand when it is published."""
    if result.table["kind"] not in {QuestionKind.SHORT, QuestionKind.LONG}:
        return {}
    texts = UnlinkedAnswer.objects.filter(wave=result.wave, question=result.question)
    whole = texts.exclude(state=TextState.HIDDEN).count()
    found = []
    for theme in Theme.objects.filter(survey=survey, question=result.question):
        marks = ThemedText.objects.filter(theme=theme, text__in=texts)
        count = marks.exclude(text__state=TextState.HIDDEN).count()
        guard = protect(Unit([count, whole - count], unprinted=frozenset({1})))
        shown = guard.own()[0]
        if shown is None and count >= FEWEST_ANSWERS:
            shown = HIDDEN
        found.append({"words": theme.words, "count": shown})
    return {"themes": found}
