"""Pages of asking and answering as a browser sees them."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from engagement.people.models import User
from feedback.choices import Channel, QuestionKind, StandKind, SurveyKind
from feedback.models import Stand, Wave
from feedback.tokens import draft_mark, seal_draft
from feedback.views.links import KIOSK_COOKIE
from tests.browser.front_pages import TOWN
from tests.browser.visits import PageCase, Visit
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood, make_town
from tests.factories.surveys import (
    ANSWER_LINK,
    make_draft,
    make_invitation,
    make_question,
    make_section,
    make_stand,
    make_survey,
    make_wave,
    options,
    safe_question,
)


def _survey(kind: str = SurveyKind.LINKS) -> tuple[Wave, User]:
    """Two parts, one with a table of statements; out, in a place with an officer."""
    make_town(**TOWN)
    place = make_neighborhood(name="Millbrook")
    survey = make_survey(
        neighborhood=place,
        kind=kind,
        languages=["en", "es"],
        questions=[safe_question() | {"is_required": True}],
    )
    second = make_section(survey.versions.get(), words={"en": {"title": "About you"}})
    make_question(
        second,
        key="trust",
        kind=QuestionKind.MATRIX,
        words={"en": {"text": "How far do you agree?"}},
        rows=options("listen", "explain"),
        options=options("agree", "neither", "disagree"),
    )
    make_question(second, key="why", kind=QuestionKind.LONG)
    return make_wave(survey), make_officer(of=place)


def _answering(name: str, *more: object) -> Visit:
    wave, _officer = _survey()
    make_invitation(wave)
    answers = {"safe": "no", "trust": {"listen": "agree", "explain": "neither"}}
    make_draft(
        wave, mark=draft_mark(ANSWER_LINK), sealed=seal_draft(ANSWER_LINK, answers)
    )
    return Visit(reverse(f"feedback:{name}", args=[ANSWER_LINK, *more]))


def _used() -> Visit:
    wave, _officer = _survey()
    make_invitation(wave, answered=True)
    return Visit(reverse("feedback:answer", args=[ANSWER_LINK]))


def _kiosk() -> Visit:
    wave, _officer = _survey()
    stand: Stand = make_stand(wave, StandKind.KIOSK)
    make_invitation(wave, channel=Channel.KIOSK, subject=f"stand:{stand.pk}")
    name = f"__Host-{KIOSK_COOKIE}" if settings.SESSION_COOKIE_SECURE else KIOSK_COOKIE
    said = signing.get_cookie_signer(salt=f"{name}{KIOSK_COOKIE}").sign(ANSWER_LINK)
    return Visit(
        reverse("feedback:answer_section", args=[ANSWER_LINK, 0]), cookies={name: said}
    )


def _desk(name: str, *more: object) -> Visit:
    wave, officer = _survey()
    make_stand(wave, StandKind.KIOSK)
    return Visit(reverse(f"feedback:{name}", args=[wave.survey.slug, *more]), officer)


INVITE_PAGES: list[PageCase] = [
    PageCase(
        "one part of a survey", lambda: _answering("answer_section", 1), requests=9
    ),
    PageCase("a last look at answers", lambda: _answering("answer_check"), requests=9),
    PageCase("a survey at a kiosk", _kiosk, requests=10),
    PageCase("ask people to answer", lambda: _desk("asking")),
    PageCase("sheets of a survey", lambda: _desk("paper_print"), requests=9),
]
