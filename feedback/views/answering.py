"""Answering: beginning, one section a page, a last look, and thanks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import client_ip, too_often
from engagement.common.limits import SURVEY_LINKS, SURVEYS_BEGUN, is_over
from engagement.people.models import User
from engagement.places.queries import neighborhoods_on_the_map
from feedback.choices import QuestionKind
from feedback.errors import AnswersIncompleteError, SurveyClosedError
from feedback.flow import asked, asked_section, section_after, section_before
from feedback.forms.answering import SectionForm
from feedback.forms.asking import SendLinkForm
from feedback.forms.saying import in_words, named
from feedback.queries import wave_now
from feedback.queries.invited import answered_with, stand_token
from feedback.services import begin_open, cast_answers, save_section
from feedback.services.mailing import send_link
from feedback.shapes import Section
from feedback.views.finding import seen_survey
from feedback.views.links import (
    Opened,
    back_to_kiosk,
    choose_tongue,
    first_open,
    hand_over,
    keep_private,
    kiosk_of,
    own_link,
    shut,
    with_link,
)

AT_THE_CHECK = "check"
DONE_SECONDS = 20
LATER, TONGUE = "later", "tongue"  # buttons of a section, beside the one that goes on


@login_not_required
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody signed in their link, and a browser the one it had before."""
    survey = seen_survey(request, slug)
    wave = wave_now(survey, now())
    if wave is None:
        return shut(request, SurveyClosedError(_("This survey is not open yet.")))
    person = request.user if isinstance(request.user, User) else None
    token = "" if person else own_link(request, wave)
    if not token:
        if person is None and is_over(SURVEYS_BEGUN, client_ip(request)):
            return too_often(request, SURVEYS_BEGUN)
        try:
            token = begin_open(wave=wave, person=person, now=now())
        except DomainError as error:
            return shut(request, error)
    response = redirect("feedback:answer", token)
    if person is None:
        hand_over(response, wave, token)
    return keep_private(response)


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def answer(request: HttpRequest, link: Opened) -> HttpResponse:
    """Say once more what it is and who sees it, in a language to choose."""
    if request.method == "POST":
        response = redirect("feedback:answer", link.token)
        choose_tongue(response, link.survey, request.POST.get(TONGUE, ""))
        return response
    context = link.context() | {
        "tongues": named(link.survey.languages),
        "has_begun": bool(link.answers),
        "first": first_open(link),
    }
    return render(request, "feedback/answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def answer_section(request: HttpRequest, link: Opened, number: int) -> HttpResponse:
    """Ask one section; what is sent is kept before the next is shown."""
    if number >= len(link.shape.sections):
        raise Http404
    section = asked_section(link.shape, link.answers, number)
    if section is None:
        return redirect("feedback:answer", link.token)
    form = SectionForm(
        request.POST if request.method == "POST" else None,
        section=section,
        language=link.language,
        saved=link.answers,
        is_done=not {LATER, TONGUE} & request.POST.keys(),
    )
    if form.is_valid():
        try:
            answers = save_section(
                token=link.token,
                number=number,
                given=form.given(),
                now=now(),
                is_done=form.is_done,
            )
        except AnswersIncompleteError as error:
            form.tell(error.faults)
        except DomainError as error:
            return shut(request, error, link.token)
        else:
            return _go_on(request, link, section, number, answers)
    return render(
        request, "feedback/answer_section.html", _asked(request, link, number, form)
    )


def _go_on(
    request: HttpRequest,
    link: Opened,
    shown: Section,
    number: int,
    answers: dict[str, Any],
) -> HttpResponse:
    """Lead on from a section that is kept: to the next, to later, or to other words."""
    if LATER in request.POST and link.kiosk is None:
        return redirect("feedback:answer_keep", link.token)
    if TONGUE in request.POST:
        response = redirect(request.get_full_path())
        choose_tongue(response, link.survey, request.POST[TONGUE])
        return response
    return redirect(_after(request, link, shown, number, answers))


def _asked(
    request: HttpRequest, link: Opened, number: int, form: SectionForm
) -> dict[str, Any]:
    numbers, section = link.numbers(), form.section
    before = section_before(link.shape, link.answers, number)
    back = (
        reverse("feedback:answer", args=[link.token])
        if before is None
        else reverse("feedback:answer_section", args=[link.token, before])
    )
    if request.GET.get("from") == AT_THE_CHECK:
        back = reverse("feedback:answer_check", args=[link.token])
    return link.context() | {
        "form": form,
        "map_start": _map_start(link) if form.asks_a_place else None,
        "title": section.title(link.language),
        "intro": section.intro(link.language),
        "step": numbers.index(number) + 1,
        "steps_in_all": len(numbers),
        "number": number,
        "back": back,
        "tongues": named(link.survey.languages),
    }


def _map_start(link: Opened) -> tuple[float, float] | None:
    """Begin a map over the place of the survey, else over the town."""
    here = link.survey.neighborhood
    places = [here] if here else list(neighborhoods_on_the_map())
    if not places:
        return None
    lats = [side for place in places for side in (place.south, place.north)]
    lons = [side for place in places for side in (place.west, place.east)]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def _after(
    request: HttpRequest,
    link: Opened,
    shown: Section,
    number: int,
    answers: dict[str, Any],
) -> str:
    """Give where it goes on: what has come to be asked by these answers comes first."""
    again = asked_section(link.shape, answers, number)
    keys = {question.key for question in shown.questions}
    is_from_check = request.GET.get("from") == AT_THE_CHECK
    query = f"?from={AT_THE_CHECK}" if is_from_check else ""
    if again is not None and {q.key for q in again.questions} - keys:
        return _section_url(link, number) + query
    following = section_after(link.shape, answers, number)
    if is_from_check:
        known = set(link.numbers())
        following = next(
            (at for at, _s in asked(link.shape, answers) if at not in known), None
        )
    if following is None:
        return reverse("feedback:answer_check", args=[link.token])
    return _section_url(link, following) + query


def _section_url(link: Opened, number: int) -> str:
    return reverse("feedback:answer_section", args=[link.token, number])


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def answer_check(request: HttpRequest, link: Opened) -> HttpResponse:
    """Show all that was answered, and take it in when it is sent."""
    if request.method == "POST":
        return _send(request, link)
    numbers = link.numbers()
    last = numbers[-1] if numbers else None
    context = link.context() | {
        "sections": _said(link),
        "back": _section_url(link, last) if last is not None else "",
    }
    return render(request, "feedback/answer_check.html", context)


def _send(request: HttpRequest, link: Opened) -> HttpResponse:
    try:
        cast_answers(token=link.token, now=now(), language=link.language)
    except AnswersIncompleteError as error:
        messages.error(request, _("Something that is needed is missing here."))
        return redirect(f"{_section_url(link, error.section)}?from={AT_THE_CHECK}")
    except DomainError as error:
        return shut(request, error, link.token)
    return redirect("feedback:answer_done", link.token)


def _said(link: Opened) -> list[dict[str, Any]]:
    """Give each asked section with its questions and answers in words."""
    places: dict[str, str] = {}
    kinds = {question.kind for question in link.shape.all_questions()}
    if QuestionKind.NEIGHBORHOOD in kinds:
        places = {place.slug: place.name for place in neighborhoods_on_the_map()}
    return [
        {
            "title": section.title(link.language),
            "url": f"{_section_url(link, number)}?from={AT_THE_CHECK}",
            "rows": [
                (
                    question.text(link.language),
                    in_words(
                        question, link.answers.get(question.key), link.language, places
                    ),
                )
                for question in section.questions
            ],
        }
        for number, section in asked(link.shape, link.answers)
    ]


@login_not_required
@require_safe
def answer_done(request: HttpRequest, token: str) -> HttpResponse:
    """Thank whoever has answered, and say when results come."""
    used = answered_with(token)
    if used is None:
        return keep_private(redirect("feedback:answer", token))
    kiosk = kiosk_of(used)
    context = {
        "survey": used.wave.survey,
        "wave": used.wave,
        "kiosk": kiosk,
        "kiosk_link": stand_token(kiosk) if kiosk else "",
    }
    response = render(request, "feedback/answer_done.html", context)
    if kiosk is not None:
        back_to_kiosk(response, kiosk, DONE_SECONDS)
    return keep_private(response)


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def answer_keep(request: HttpRequest, link: Opened) -> HttpResponse:
    """Show the link to go on later, and send it to an address that is not kept."""
    if link.kiosk is not None:
        raise Http404
    form = SendLinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if is_over(SURVEY_LINKS, client_ip(request)):
            return too_often(request, SURVEY_LINKS)
        send_link(
            token=link.token,
            address=form.cleaned_data["address"],
            language=get_language() or "",
            now=now(),
        )
        messages.success(request, _("The link is on its way."))
        return redirect("feedback:answer_keep", link.token)
    path = reverse("feedback:answer", args=[link.token])
    context = link.context() | {
        "form": form,
        "link": request.build_absolute_uri(path),
        "first": first_open(link),
    }
    return render(request, "feedback/answer_keep.html", context)
