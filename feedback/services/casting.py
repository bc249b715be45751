"""Keeping answers while somebody gives them, and taking them in, once.

Taking answers in tears the ballot up and writes them down with nothing that leads back:
no person, no link, no moment, no order. Whatever a response is written among is dealt
anew with it, so that not even the order of rows in a dump tells (decision 0076).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engagement.places.models import Neighborhood
from feedback import answers as rules
from feedback.choices import RATHER_NOT, UNLINKED, QuestionKind
from feedback.errors import (
    AnsweredAlreadyError,
    AnswersIncompleteError,
    LinkUnknownError,
    SurveyClosedError,
)
from feedback.flow import asked, asked_section, standing_answers
from feedback.models import (
    Ballot,
    Draft,
    Invitation,
    Response,
    UnlinkedAnswer,
    Version,
    Wave,
)
from feedback.queries.shapes import shape_of
from feedback.services.dealing import deal
from feedback.services.inviting import require_open
from feedback.shapes import Question, Shape
from feedback.tokens import draft_mark, invitation_mark, read_draft, seal_draft


def saved_answers(token: str) -> dict[str, Any]:
    """Give what was answered so far with this link."""
    draft = Draft.objects.filter(mark=draft_mark(token)).first()
    return read_draft(token, draft.sealed) if draft else {}


@transaction.atomic
def save_section(
    *,
    token: str,
    number: int,
    given: dict[str, Any],
    now: datetime,
    is_done: bool = True,
) -> dict[str, Any]:
    """Keep one section’s answers, sealed with the link; give all so far.

    Until a section `is_done` what is needed in it may be missing.

    Raises SurveyClosedError, AnsweredAlreadyError, AnswersIncompleteError.
    """
    invitation = invitation_to_answer(token, now)
    shape = shape_of(invitation.wave.version)
    answers = saved_answers(token)
    section = asked_section(shape, answers, number)
    if section is None:
        raise AnswersIncompleteError(_("Go on from here."), number, {})
    for question in section.questions:
        answers.pop(question.key, None)
    answers |= _kept(section.questions, given, number, is_done=is_done)
    _keep_draft(token, invitation.wave, answers, now)
    return answers


@transaction.atomic
def cast_answers(
    *, token: str, now: datetime, channel: str = "", language: str = ""
) -> Wave:
    """Take the answers in: the ballot is torn up, the draft is gone.

    Raises SurveyClosedError, AnsweredAlreadyError, AnswersIncompleteError.
    """
    invitation = invitation_to_answer(token, now)
    if not tear_up(invitation):
        raise answered_already()
    wave = Wave.objects.select_related("version", "survey").get(pk=invitation.wave_id)
    if wave.survey.most_answers is not None:
        Wave.objects.select_for_update().get(pk=wave.pk)
        require_open(wave, now)
    take_in(
        wave=wave,
        answers=saved_answers(token),
        channel=channel or invitation.channel,
        language=language or invitation.language,
    )
    Draft.objects.filter(mark=draft_mark(token)).delete()
    return wave


def take_in(
    *,
    wave: Wave,
    answers: dict[str, Any],
    channel: str,
    language: str,
) -> None:
    """Write answers down, apart from texts and places, dealt among the others.

    Raises AnswersIncompleteError.
    """
    shape = shape_of(wave.version)
    counted = _checked(shape, answers)
    _freeze(wave.version_id)
    linked, texts = {}, []
    for key, value in counted.items():
        question = shape.questions[key]
        if question.kind in UNLINKED and value != RATHER_NOT:
            texts.append(_text_of(wave, question, value, language))
        else:
            linked[key] = value
    home = _home_of(wave, shape, linked)
    response = Response.objects.create(
        wave=wave,
        version_id=wave.version_id,
        neighborhood_id=home,
        channel=channel,
        language=language,
        answers=linked,
    )
    deal(Response, wave.pk, [response.pk])
    if texts:
        written = UnlinkedAnswer.objects.bulk_create(texts)
        deal(UnlinkedAnswer, wave.pk, [text.pk for text in written])


def invitation_to_answer(token: str, now: datetime) -> Invitation:
    """Give the invitation of a link that may still answer.

    Raises SurveyClosedError, AnsweredAlreadyError.
    """
    invitation = (
        Invitation.objects.filter(token_hash=invitation_mark(token))
        .select_related("wave__survey__neighborhood", "wave__version__survey")
        .first()
    )
    if invitation is None:
        raise LinkUnknownError(
            _("This link leads to no survey. Look whether it was copied whole.")
        )
    if not Ballot.objects.filter(pk=invitation.pk).exists():
        raise answered_already()
    if now >= invitation.expires_at:
        raise SurveyClosedError(_("This survey is closed. Thank you for coming."))
    require_open(invitation.wave, now)
    return invitation


def tear_up(invitation: Invitation) -> bool:
    """Use the right to answer; the row can only be deleted once, whoever comes together."""
    torn, _by_model = Ballot.objects.filter(pk=invitation.pk).delete()
    return bool(torn)


def answered_already() -> AnsweredAlreadyError:
    """Say kindly that everybody answers once."""
    return AnsweredAlreadyError(
        _("You have answered this survey. Everybody answers once. Thank you.")
    )


def _kept(
    questions: tuple[Question, ...],
    given: dict[str, Any],
    number: int,
    *,
    is_done: bool = True,
) -> dict[str, Any]:
    found, faults = {}, {}
    for question in questions:
        try:
            value = rules.kept(question, given.get(question.key))
        except ValueError as fault:
            faults[question.key] = str(fault)
            continue
        if value is not None:
            found[question.key] = value
        is_missing = question.is_required and not rules.is_complete(question, value)
        if is_done and is_missing:
            faults[question.key] = _("Answer this question.")
    if faults:
        raise AnswersIncompleteError(_("Look at these answers again."), number, faults)
    return found


def _checked(shape: Shape, answers: dict[str, Any]) -> dict[str, Any]:
    """Check all that is asked once more, in its order; leave out what no longer counts."""
    counted = standing_answers(shape, answers)
    found: dict[str, Any] = {}
    for number, section in asked(shape, counted):
        found |= _kept(section.questions, counted, number)
    return found


def _keep_draft(token: str, wave: Wave, answers: dict[str, Any], now: datetime) -> None:
    Draft.objects.update_or_create(
        mark=draft_mark(token),
        defaults={
            "wave": wave,
            "sealed": seal_draft(token, answers),
            "saved_on": localdate(now),
        },
    )


def _freeze(version_id: int) -> None:
    """Let nothing in the version change any more; whoever edits it takes the same row."""
    version = Version.objects.get(pk=version_id)
    if not version.is_frozen:
        Version.objects.select_for_update().get(pk=version_id)
        Version.objects.filter(pk=version_id).update(is_frozen=True)


def _text_of(
    wave: Wave,
    question: Question,
    value: Any,
    language: str,
) -> UnlinkedAnswer:
    if question.kind == QuestionKind.PLACE:
        longitude, latitude = value
        return UnlinkedAnswer(
            wave=wave, question=question.key, longitude=longitude, latitude=latitude
        )
    return UnlinkedAnswer(
        wave=wave, question=question.key, text=value, language=language
    )


def _home_of(wave: Wave, shape: Shape, answers: dict[str, Any]) -> int | None:
    """Give the neighborhood an answer belongs to: the survey’s, else the one named."""
    if wave.survey.neighborhood_id is not None:
        return wave.survey.neighborhood_id
    asks = (q for q in shape.all_questions() if q.kind == QuestionKind.NEIGHBORHOOD)
    slug = next((answers[q.key] for q in asks if q.key in answers), None)
    found = Neighborhood.objects.filter(slug=slug, is_active=True).first()
    return found.pk if found else None
