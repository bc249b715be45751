"""What is one's own: a resident's page, an officer's day."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from engagement.common.roles import Role
from engagement.concerns.queries import InboxFilters
from engagement.concerns.queries.conduct import complaints_sent_by
from engagement.concerns.queries.watching import looks_at_person
from engagement.front import queries
from engagement.front.doors import doors_of
from engagement.front.forms import LanguageForm
from engagement.people.queries import open_grants
from engagement.people.services import use_language
from feedback.queries.invited import asked_of
from watchgroups.queries.walks import walks_for_the_desk

VOICES, AT_A_TIME, ON_THE_DESK = 20, 10, 6


@require_safe
def my(request: SignedInRequest) -> HttpResponse:
    viewer, moment = viewer_of(request), now()
    page = page_of(
        queries.own_concerns(viewer),
        request.GET.dict(),
        field="reported_at",
        size=AT_A_TIME,
    )
    context = {
        "page": page,
        "voices": queries.own_voices(viewer, VOICES),
        "followed": queries.followed(viewer),
        "looks": looks_at_person(viewer).count(),
        "private": complaints_sent_by(viewer)[:AT_A_TIME],
        "doors": doors_of(viewer, moment),
        "asked": asked_of(viewer, moment),
        "roles": open_grants(moment).filter(user=request.user).order_by("starts_at"),
        "form": LanguageForm(initial={"language": request.user.language}),
    }
    return render(request, "front/my.html", context)


@require_http_methods(["GET", "POST"])
def my_language(request: SignedInRequest) -> HttpResponse:
    answer = redirect("front:my")
    if request.method == "GET":  # led back here after signing in
        return answer
    form = LanguageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the languages in the list."))
        return answer
    chosen = form.cleaned_data["language"]
    use_language(user=request.user, language=chosen)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=request.is_secure(),
        samesite="Lax",
    )
    return answer


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    viewer, moment = viewer_of(request), now()
    if not viewer.holds(Role.OFFICER):
        raise Http404
    filters = InboxFilters(today=localdate(moment), now=moment)
    context = {
        "today": queries.today_of(viewer, moment, filters, ON_THE_DESK),
        "moment": moment,
        "unheard": walks_for_the_desk(viewer, moment)[:ON_THE_DESK],
        "doors": [
            door for door in doors_of(viewer, moment) if door.url != request.path
        ],
    }
    return render(request, "front/desk.html", context)
