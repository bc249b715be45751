"""Counting what was answered, once it is over, and publishing it question by question.

What is counted is what may be printed and nothing else: nobody, not those who work on a
survey either, reads other numbers. A wave is counted once, its index with it, so that
everything printed of it is one set and no two releases can be subtracted (decisions 0079
and 0082).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from engagement.common.richtext import plain
from engagement.common.suppression import answers_shown
from engagement.people.models import User
from engagement.places.choices import Trait
from engagement.places.models import Neighborhood
from engagement.places.queries import nearest_street, population_shares
from feedback.choices import UNLINKED, QuestionKind, SurveyState, TextState
from feedback.disclosure import kept_groups
from feedback.errors import ResultsError
from feedback.models import Result, Survey, Theme, ThemedText, UnlinkedAnswer, Wave
from feedback.queries.paper import counted_from, over_and_typed
from feedback.queries.shapes import shape_of
from feedback.services.indexing import write_index
from feedback.services.locks import note, survey_of_editor
from feedback.services.news import ask_for_news
from feedback.shapes import Shape
from feedback.tables import Published, Table, published_of
from feedback.theming import themes_shown

LONGEST_REASON: Final = 300
LONGEST_NOTE: Final = 2000
_READ_AT_ONCE: Final = 2000


def waves_to_count(now: datetime) -> list[int]:
    """Name the waves that are over and not counted yet, the oldest first.

    Waves taken into a draft wait until it is published: counting is done once, and of a
    draft no index is written.
    """
    waiting = over_and_typed(now).filter(results=None)
    waiting = waiting.exclude(survey__state=SurveyState.DRAFT)
    return list(waiting.values_list("pk", flat=True))


def count_wave(*, wave_id: int, now: datetime) -> None:
    """Count a wave that is over, its index with it; counted before, it stays as it was."""
    wave = Wave.objects.select_related("survey__neighborhood", "version__survey").get(
        pk=wave_id
    )
    shape = shape_of(wave.version)
    places = _places(wave.survey)
    found = _published(wave, shape, places)
    tables = found.tables | _apart(wave, shape, found.withheld)
    with transaction.atomic():
        Wave.objects.select_for_update().get(pk=wave_id)
        if now < counted_from(wave) or wave.results.exists():
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
        homes = {place.slug: place.pk for place in places}
        write_index(wave, shape, found.index, homes, now)


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


def _published(wave: Wave, shape: Shape, places: list[Neighborhood]) -> Published:
    """Read all answers once, and print what may be printed of them."""
    living: list[str] = []

    def answers() -> Iterator[dict[str, Any]]:
        rows = wave.responses.order_by("pk").values_list(
            "answers", "neighborhood__slug"
        )
        for given, home in rows.iterator(chunk_size=_READ_AT_ONCE):
            living.append(home or "")
            yield given

    texts = UnlinkedAnswer.objects.filter(wave=wave).values_list("question")
    return published_of(
        shape,
        answers(),
        living=living,
        homes=[place.slug for place in places],
        targets=_targets(places, shape),
        apart=dict(texts.annotate(Count("pk")).order_by()),
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


def _apart(wave: Wave, shape: Shape, withheld: frozenset[str]) -> dict[str, Table]:
    """Count texts and places, which are kept apart from all other answers."""
    found: dict[str, Table] = {}
    for question in shape.all_questions():
        if question.kind not in UNLINKED:
            continue
        given = UnlinkedAnswer.objects.filter(wave=wave, question=question.key)
        people = 0 if question.key in withheld else given.count()
        table: Table = {"kind": question.kind, "n": answers_shown(people)}
        if question.kind == QuestionKind.PLACE and people:
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
    texts = texts.exclude(state=TextState.HIDDEN)
    themes = list(Theme.objects.filter(survey=survey, question=result.question))
    if result.table["n"] is None:
        counts: list[int | None] = [None] * len(themes)
    else:
        marks = ThemedText.objects.filter(theme__in=themes, text__in=texts)
        by_text: dict[UUID, set[int]] = {
            pk: set() for pk in texts.values_list("pk", flat=True)
        }
        for text, theme in marks.values_list("text", "theme"):
            by_text[text].add(theme)
        counts = themes_shown([theme.pk for theme in themes], by_text.values())
    named = zip(themes, counts, strict=True)
    return {"themes": [{"words": one.words, "count": count} for one, count in named]}
