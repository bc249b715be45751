"""From a link to what it opens; a link that opens nothing says kindly why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language

from engagement.common.cookies import give_cookie, read_cookie
from engagement.common.errors import DomainError
from engagement.common.http import viewer_of
from feedback.answers import is_complete
from feedback.choices import Channel, SurveyKind
from feedback.errors import (
    AnsweredAlreadyError,
    LinkUnknownError,
    SurveyClosedError,
    SurveyNotOpenYetError,
)
from feedback.flow import asked, asked_section, section_after
from feedback.models import Invitation, Stand, Survey, Wave
from feedback.queries import shape_of
from feedback.queries.invited import (
    answered_with,
    own_links,
    stand_of_number,
    stand_token,
)
from feedback.services.casting import invitation_to_answer, saved_answers
from feedback.shapes import Shape, word_of

KIOSK_COOKIE: Final = "kiosk"
KIOSK_HOURS: Final = 2
IDLE_SECONDS: Final = 90
MORE_SECONDS: Final = 30  # for each question more on the page
TONGUE_COOKIE: Final = "survey-language"
_STATUS: Final[dict[type[DomainError], int]] = {
    AnsweredAlreadyError: 200,
    LinkUnknownError: 404,
    SurveyNotOpenYetError: 200,
    SurveyClosedError: 410,
}


@dataclass(frozen=True)
class Opened:
    """A link that may answer: what it asks, and what was answered so far."""

    token: str
    invitation: Invitation
    shape: Shape
    answers: dict[str, Any]
    language: str
    kiosk: Stand | None

    @property
    def survey(self) -> Survey:
        return self.invitation.wave.survey

    @property
    def wave(self) -> Wave:
        return self.invitation.wave

    def numbers(self) -> list[int]:
        """Give the numbers of the sections that are asked now."""
        return [number for number, _section in asked(self.shape, self.answers)]

    def context(self) -> dict[str, Any]:
        return {
            "survey": self.survey,
            "wave": self.wave,
            "token": self.token,
            "kiosk": self.kiosk,
            "kiosk_link": stand_token(self.kiosk) if self.kiosk else "",
            "tongue": self.language,
            "said": {
                which: word_of(self.survey.words, which, self.language)
                for which in ("title", "why", "who_sees")
            },
        }


Page = Callable[Concatenate[HttpRequest, Opened, ...], HttpResponse]


def with_link(page: Page) -> Callable[..., HttpResponse]:
    """Hand a page what a link opens; nothing of it stays in a shared browser."""

    @login_not_required
    @wraps(page)
    def opened(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        try:
            invitation = invitation_to_answer(token, now())
        except DomainError as error:
            return shut(request, error, token)
        kiosk = kiosk_of(invitation)
        if kiosk is not None and read_cookie(request, KIOSK_COOKIE) != token:
            return redirect("feedback:kiosk", stand_token(kiosk))
        link = Opened(
            token=token,
            invitation=invitation,
            shape=shape_of(invitation.wave.version),
            answers=saved_answers(token),
            language=_tongue(request, invitation.wave.survey),
            kiosk=kiosk,
        )
        response = page(request, link, **named)
        if kiosk is not None and not response.has_header("Refresh"):
            response["Refresh"] = _idle(link, named.get("number"))
        return keep_private(response)

    return opened


def _idle(link: Opened, number: int | None) -> str:
    """Say when a kiosk asks whether somebody is there: later where much is asked.

    It asks first and goes back after, so that whoever reads slowly loses nothing sent.
    """
    section = asked_section(link.shape, link.answers, number or 0)
    more = len(section.questions) - 1 if section and number is not None else 0
    still = reverse("feedback:kiosk_still", args=[link.token])
    at = "" if number is None else f"?at={number}"
    return f"{IDLE_SECONDS + more * MORE_SECONDS}; url={still}{at}"


def back_to_kiosk(response: HttpResponse, kiosk: Stand, seconds: int) -> HttpResponse:
    """Let a kiosk go back to its first page by itself."""
    home = reverse("feedback:kiosk", args=[stand_token(kiosk)])
    response["Refresh"] = f"{seconds}; url={home}"
    return response


def _tongue(request: HttpRequest, survey: Survey) -> str:
    """Give the language to ask in: the one chosen for surveys, else the page’s own.

    A survey may speak languages the site does not.
    """
    chosen = read_cookie(request, TONGUE_COOKIE)
    return chosen if chosen in survey.languages else get_language() or ""


def choose_tongue(response: HttpResponse, survey: Survey, language: str) -> None:
    """Let the browser ask for questions in one of a survey’s languages."""
    if language in survey.languages:
        give_cookie(response, TONGUE_COOKIE, language, max_age=30 * 24 * 3600)


def kiosk_of(invitation: Invitation) -> Stand | None:
    """Give the kiosk somebody stands at, whose pages go back by themselves."""
    if invitation.channel != Channel.KIOSK:
        return None
    _word, _colon, number = invitation.subject.partition(":")
    return stand_of_number(int(number)) if number.isdigit() else None


def shut(request: HttpRequest, error: DomainError, token: str = "") -> HttpResponse:
    """Say why a link or a survey takes no answer."""
    used = answered_with(token) if token else None
    context = {
        "why": str(error),
        "is_answered": isinstance(error, AnsweredAlreadyError),
        "is_unknown": isinstance(error, LinkUnknownError),
        "survey": used.wave.survey if used else None,
        "wave": used.wave if used else None,
    }
    status = _STATUS.get(type(error), 200)
    return keep_private(
        render(request, "feedback/answer_shut.html", context, status=status)
    )


def first_open(link: Opened) -> int | None:
    """Give the first section that is open, else the last; None if there is none.

    One is open while nothing in it was answered, or something needed was not.
    """
    last = None
    for number, section in asked(link.shape, link.answers):
        last = number
        given = {q.key: link.answers.get(q.key) for q in section.questions}
        is_missing = any(
            q.is_required and not is_complete(q, given[q.key])
            for q in section.questions
        )
        if is_missing or all(value is None for value in given.values()):
            return number
    return last if last is not None else section_after(link.shape, {}, None)


def keep_private(response: HttpResponse) -> HttpResponse:
    """Let no shared browser keep the page, and tell no other site of the link."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def own_link(request: HttpRequest, wave: Wave) -> str:
    """Give the link this browser was handed for a wave; nothing for a new one."""
    return read_cookie(request, f"survey-{wave.pk}")


def hand_over(response: HttpResponse, wave: Wave, token: str) -> None:
    """Let the browser know its link again until the wave is over."""
    left = int((wave.closes_at - now()).total_seconds())
    give_cookie(response, f"survey-{wave.pk}", token, max_age=max(left, 1))


def answer_context(
    request: HttpRequest, survey: Survey, wave: Wave | None
) -> dict[str, Any]:
    """Give what the page of a survey offers to whoever looks: begin, go on, or thanks."""
    viewer = viewer_of(request)
    if wave is None:
        return {}
    links = own_links(viewer, wave)
    if viewer.user is None:
        links = [one for one in [own_link(request, wave)] if one]
    used = [one for one in links if answered_with(one)]
    left = [one for one in links if one not in used]
    return {
        "is_for_all": survey.kind == SurveyKind.OPEN,
        "has_answered": bool(used) and not left,
        "has_begun": bool(left) and bool(saved_answers(left[0])),
        "asked_link": left[0] if left else "",
    }
