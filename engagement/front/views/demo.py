"""The demo town’s doors: sign in as anyone known, read every letter. Never elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from engagement.common.paging import page_of
from engagement.common.roles import Role
from engagement.front import queries
from engagement.front.demo.people import KNOWN
from engagement.outbox.queries import demo_letters
from engagement.people.reauthentication import note_fresh_proof

LETTERS = 25
_DOORS = {
    Role.OFFICER: "front:desk",
    Role.ADMIN: "admin:index",
    Role.MODERATOR: "moderation:queue",
    Role.OVERSEER: "concerns:oversight",
}

Page = Callable[..., HttpResponse]


def only_in_the_demo(page: Page) -> Page:
    @wraps(page)
    def answer(request: HttpRequest, **named: object) -> HttpResponse:
        if not settings.DEMO_MODE:
            raise Http404
        return page(request, **named)

    return answer


@login_not_required
@only_in_the_demo
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    there = queries.people_by_email(one.email for one in KNOWN)
    context = {"known": [one for one in KNOWN if one.email in there]}
    return render(request, "front/demo.html", context)


@login_not_required
@only_in_the_demo
@require_POST
def demo_enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the known people, and go to where they work."""
    email = request.POST.get("email", "")
    known = next((one for one in KNOWN if one.email == email), None)
    if known is None:
        raise Http404
    user = queries.people_by_email([known.email]).get(known.email)
    if user is None:
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    note_fresh_proof(request, user, "demo")
    messages.success(request, _("You are %(name)s now.") % {"name": user})
    return redirect(_DOORS.get(known.role, "front:my") if known.role else "front:my")


@login_not_required
@only_in_the_demo
@require_safe
def demo_mailbox(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.dict()
    letters, to = demo_letters(), wanted.get("to", "").strip()
    if to:
        letters = letters.filter(to__icontains=to[:120])
    page = page_of(letters, wanted, field="sent_at", size=LETTERS)
    return render(request, "front/demo_mailbox.html", {"page": page, "to": to})


@login_not_required
@only_in_the_demo
@require_safe
def demo_letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    letter = get_object_or_404(demo_letters(), pk=letter_id)
    return render(request, "front/demo_letter.html", {"letter": letter})


@login_not_required
@only_in_the_demo
@require_safe
def demo_letter_page(_request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show the other half of a letter, as a mail program that shows pages does."""
    letter = get_object_or_404(demo_letters(), pk=letter_id)
    return HttpResponse(letter.html)
