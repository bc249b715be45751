"""Beginning, changing, publishing and ending a survey: the last gate for every door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from feedback.checking import faults_of
from feedback.choices import EventKind, SurveyKind, SurveyState
from feedback.errors import SurveyIncompleteError
from feedback.models import Survey, Version, Wave
from feedback.permissions import can_make_survey
from feedback.queries.shapes import shape_of
from feedback.services.locks import note, survey_of_editor
from meetings.models import Meeting

# words of other addresses that stand where a survey’s name does
TAKEN_SLUGS = frozenset(
    {
        "new",
        "a",
        "library",
        "letters",
        "kiosk",
        "index",
        "gap",
        "code",
        "screen",
        "stop",
    }
)


@dataclass(frozen=True, kw_only=True)
class SurveyDetails:
    """What a survey says of itself; `words` by language: title, why, who_sees, thanks."""

    words: dict[str, dict[str, str]]
    languages: tuple[str, ...]
    kind: str = SurveyKind.OPEN
    event: str = ""
    minutes: int = 5
    results_on: date | None = None
    most_answers: int | None = None
    every_weeks: int | None = None
    rest_weeks: int = 26
    ask_of: int | None = None
    meeting_id: int | None = None  # whose visitors alone are asked after it


@transaction.atomic
def begin_survey(
    *,
    neighborhood_id: int | None,
    details: SurveyDetails,
    actor: User,
    now: datetime,
) -> Survey:
    """Write a survey down as a draft with an empty first version.

    Raises NotAllowedError, SurveyIncompleteError.
    """
    if not can_make_survey(Viewer(user=actor), neighborhood_id):
        raise NotAllowedError(
            _("Only organizers and officers of this neighborhood may do that.")
        )
    survey = Survey(neighborhood_id=neighborhood_id, made_by=actor, made_at=now)
    _fill(survey, details)
    survey.slug = new_slug(survey.title)
    survey.save()
    Version.objects.create(survey=survey, number=1, made_at=now)
    note(survey, actor, "survey.begin", now)
    return survey


@transaction.atomic
def edit_survey(
    *, survey_id: int, details: SurveyDetails, actor: User, now: datetime
) -> Survey:
    """Change what a survey says of itself; its address stays.

    Raises NotAllowedError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    if not survey.is_draft and (details.kind, details.event) != (
        survey.kind,
        survey.event,
    ):
        raise SurveyIncompleteError(
            _("It is out already: who is asked cannot be changed any more.")
        )
    _fill(survey, details)
    survey.save()
    note(survey, actor, "survey.edit", now)
    return survey


@transaction.atomic
def publish_survey(
    *,
    survey_id: int,
    opens_at: datetime,
    closes_at: datetime,
    actor: User,
    now: datetime,
) -> Wave:
    """Publish a survey with its first wave. Raises NotAllowedError, SurveyIncompleteError."""
    survey = survey_of_editor(survey_id, actor)
    if not survey.is_draft:
        raise SurveyIncompleteError(_("It is published already."))
    wave = _new_wave(survey, opens_at, closes_at)
    survey.state = SurveyState.PUBLISHED
    survey.save(update_fields=["state"])
    note(survey, actor, "survey.publish", now, number=wave.number)
    return wave


@transaction.atomic
def add_wave(
    *,
    survey_id: int,
    opens_at: datetime,
    closes_at: datetime,
    actor: User,
    now: datetime,
) -> Wave:
    """Bring a survey out once more, with its newest questions.

    Raises NotAllowedError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    if survey.state != SurveyState.PUBLISHED:
        raise SurveyIncompleteError(_("Publish the survey first."))
    wave = _new_wave(survey, opens_at, closes_at)
    note(survey, actor, "survey.add_wave", now, number=wave.number)
    return wave


@transaction.atomic
def end_survey(*, survey_id: int, actor: User, now: datetime) -> Survey:
    """Take no more answers, for good. Raises NotAllowedError, SurveyIncompleteError."""
    survey = survey_of_editor(survey_id, actor)
    if survey.state != SurveyState.PUBLISHED:
        raise SurveyIncompleteError(_("It is not out."))
    survey.waves.filter(closes_at__gt=now, opens_at__lt=now).update(closes_at=now)
    survey.waves.filter(opens_at__gte=now, responses=None).delete()
    survey.state = SurveyState.ENDED
    survey.save(update_fields=["state"])
    note(survey, actor, "survey.end", now)
    return survey


def _new_wave(survey: Survey, opens_at: datetime, closes_at: datetime) -> Wave:
    if closes_at <= opens_at:
        raise SurveyIncompleteError(_("It has to close after it opens."))
    version = survey.versions.order_by("-number").first()
    if version is None or not version.questions.exists():
        raise SurveyIncompleteError(_("Add at least one question first."))
    if faults_of(shape_of(version)):
        raise SurveyIncompleteError(
            _(
                "Some questions would not work. Look at what is wrong with the way through."
            )
        )
    last = survey.waves.order_by("-number").first()
    if last is not None and opens_at < last.closes_at:
        raise SurveyIncompleteError(
            _("The wave before is still out then. Choose a later day.")
        )
    number = last.number + 1 if last else 1
    return Wave.objects.create(
        survey=survey,
        version=version,
        number=number,
        opens_at=opens_at,
        closes_at=closes_at,
    )


def _fill(survey: Survey, details: SurveyDetails) -> None:
    titles = [details.words.get(code, {}).get("title") for code in details.languages]
    if not details.languages or not titles[0]:
        raise SurveyIncompleteError(_("Give the survey a title."))
    survey.words = details.words
    survey.languages = list(details.languages)
    survey.kind, survey.event = details.kind, details.event
    survey.minutes = details.minutes
    survey.results_on = details.results_on
    survey.most_answers = details.most_answers
    survey.every_weeks = details.every_weeks
    survey.rest_weeks = details.rest_weeks
    survey.ask_of = details.ask_of
    if (survey.kind == SurveyKind.PULSE) != (survey.every_weeks is not None):
        raise SurveyIncompleteError(_("Say every how many weeks it comes again."))
    if (survey.kind == SurveyKind.EVENT) != bool(survey.event):
        raise SurveyIncompleteError(_("Say after what people are asked."))
    _name_meeting(survey, details.meeting_id)


def _name_meeting(survey: Survey, meeting_id: int | None) -> None:
    """Keep which meeting it follows: one of the place, for a survey after meetings."""
    survey.meeting = None
    if meeting_id is None:
        return
    here = Meeting.objects.filter(neighborhood=survey.neighborhood_id, pk=meeting_id)
    survey.meeting = here.first()
    if survey.event != EventKind.MEETING_ATTENDED or survey.meeting is None:
        raise SurveyIncompleteError(
            _(
                "Name a meeting of the same place, and only for a survey after a meeting."
            )
        )


def new_slug(title: str) -> str:
    """Make an address of the title that no other survey has."""
    base = slugify(title)[:80] or "survey"
    slug, number = base, 1
    while slug in TAKEN_SLUGS or Survey.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug
