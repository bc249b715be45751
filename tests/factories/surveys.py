"""Plain typed makers of surveys, their questions, waves and answers."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils.timezone import now

from engagement.places.models import Neighborhood
from feedback.choices import Channel, QuestionKind, StandKind, SurveyState
from feedback.models import (
    Ballot,
    Draft,
    Invitation,
    Question,
    Response,
    Section,
    Stand,
    Survey,
    UnlinkedAnswer,
    Version,
    Wave,
)
from feedback.tokens import invitation_mark, seal_draft, tokens_of_stand

_number = count(1)
ANSWER_LINK = "the-answer-link"


def options(*codes: str) -> list[dict[str, Any]]:
    """Answers to choose from, each called like its code."""
    return [{"code": code, "words": {"en": code.capitalize()}} for code in codes]


def make_survey(
    *,
    neighborhood: Neighborhood | None = None,
    questions: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> Survey:
    """A published survey with one section; asks how safe one feels unless told."""
    number = next(_number)
    plain = {
        "slug": f"how-safe-{number}",
        "state": SurveyState.PUBLISHED,
        "words": {
            "en": {"title": f"How safe do you feel? {number}", "why": "To learn"}
        },
        "languages": ["en"],
        "made_at": now(),
    }
    survey = Survey.objects.create(neighborhood=neighborhood, **(plain | fields))
    version = Version.objects.create(survey=survey, number=1, made_at=now())
    section = make_section(version)
    for question in questions or [safe_question()]:
        make_question(section, **question)
    return survey


def safe_question() -> dict[str, Any]:
    return {
        "key": "safe",
        "kind": QuestionKind.SINGLE,
        "words": {"en": {"text": "Do you feel safe after dark?"}},
        "options": options("yes", "no"),
    }


def make_section(version: Version, **fields: Any) -> Section:
    number = version.sections.count()
    plain = {
        "key": f"part-{number + 1}",
        "position": number,
        "words": {"en": {"title": "Your street"}},
    }
    return Section.objects.create(version=version, **(plain | fields))


def make_question(section: Section, **fields: Any) -> Question:
    number = section.questions.count()
    plain = {
        "key": f"q{next(_number)}",
        "kind": QuestionKind.SHORT,
        "position": number,
        "words": {"en": {"text": "What should change?"}},
    }
    return Question.objects.create(
        section=section, version=section.version, **(plain | fields)
    )


def make_wave(survey: Survey, **fields: Any) -> Wave:
    """A wave that is out, since a day and for a week."""
    plain = {
        "number": survey.waves.count() + 1,
        "version": survey.versions.order_by("-number").first(),
        "opens_at": now() - timedelta(days=1),
        "closes_at": now() + timedelta(days=7),
    }
    return Wave.objects.create(survey=survey, **(plain | fields))


def make_invitation(
    wave: Wave, *, token: str = ANSWER_LINK, answered: bool = False, **fields: Any
) -> Invitation:
    """Somebody who may answer with the link."""
    plain = {
        "channel": Channel.MAIL,
        "token_hash": invitation_mark(token),
        "made_at": now(),
        "expires_at": wave.closes_at,
    }
    invitation = Invitation.objects.create(wave=wave, **(plain | fields))
    if not answered:
        Ballot.objects.create(invitation=invitation)
    return invitation


def make_draft(wave: Wave, *, token: str = ANSWER_LINK, **fields: Any) -> Draft:
    plain = {
        "mark": "a-mark",
        "sealed": seal_draft(token, {}),
        "saved_on": now().date(),
    }
    return Draft.objects.create(wave=wave, **(plain | fields))


def make_response(wave: Wave, answers: dict[str, Any], **fields: Any) -> Response:
    """One person’s answers."""
    plain = {
        "version": wave.version,
        "channel": Channel.WEB,
        "language": "en",
        "neighborhood": wave.survey.neighborhood,
    }
    return Response.objects.create(wave=wave, answers=answers, **(plain | fields))


def make_text(wave: Wave, **fields: Any) -> UnlinkedAnswer:
    plain = {"question": "safe", "text": "More lamps", "language": "en"}
    return UnlinkedAnswer.objects.create(wave=wave, **(plain | fields))


def make_stand(wave: Wave, kind: StandKind) -> Stand:
    """A screen or a kiosk, open since now."""
    stand = Stand.objects.create(
        wave=wave, kind=kind, token_hash=f"stand-{next(_number)}", made_at=now()
    )
    stand.token_hash = invitation_mark(tokens_of_stand(stand.pk)[0])
    stand.save()
    return stand
