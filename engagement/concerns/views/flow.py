"""What every step of telling a concern shares: its draft, its order, its silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.http import client_ip
from engagement.common.limits import SEARCHES, is_over
from engagement.concerns.drafting import (
    STEPS,
    Answers,
    first_open_step,
    may_open,
    step_after,
)
from engagement.concerns.models import Draft, Kind
from engagement.concerns.queries import kinds_in_use
from engagement.concerns.services.drafts import (
    KEPT_FOR,
    answers_of,
    begin_draft,
    draft_of,
    save_answers,
)
from engagement.people.models import User

DRAFT_COOKIE: Final = "report"
AN_HOUR: Final = 3600
_BACK_TO_CHECK: Final = "check"


@dataclass
class Flow:
    """One person's way through the questions."""

    draft: Draft
    answers: Answers
    is_change: bool

    @cached_property
    def kind(self) -> Kind:
        """The kind that was chosen; `step` asks again for one that was retired."""
        return kinds_in_use().get(code=self.answers.kind)

    def save(self) -> None:
        save_answers(draft=self.draft, answers=self.answers)

    def go_on(self, step: str) -> HttpResponse:
        """Keep what was said and lead to the next question."""
        self.save()
        return redirect(
            address_of(step_after(step, self.answers, is_change=self.is_change))
        )


def address_of(step: str) -> str:
    return reverse(f"concerns:report_{step}")


def keep_private(response: HttpResponse) -> HttpResponse:
    """Leave nothing of the page in a shared browser, and tell no other site of it.

    (`no-referrer` would make browsers send `Origin: null`, and our own forms be refused.)
    """
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    return response


def token_in(request: HttpRequest) -> str:
    try:
        return str(request.get_signed_cookie(DRAFT_COOKIE, default="", salt="draft"))
    except signing.BadSignature:
        return ""


def hand_over(response: HttpResponse, token: str) -> None:
    """Let this browser find its draft again, on the pages of telling only."""
    response.set_signed_cookie(
        DRAFT_COOKIE,
        token,
        salt="draft",
        max_age=int(KEPT_FOR.total_seconds()),
        path=reverse("concerns:report"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def flow_of(request: HttpRequest) -> Flow | None:
    """Find the draft this browser holds the key of, unless it has run out."""
    token = token_in(request)
    draft = draft_of(token, now=now()) if token else None
    if draft is None:
        return None
    wanted = request.POST.get("back") or request.GET.get("back")
    return Flow(draft, answers_of(draft), is_change=wanted == _BACK_TO_CHECK)


def flow_or_new(request: HttpRequest) -> tuple[Flow, str]:
    """Find the draft or begin one; a token comes with a new one only."""
    flow = flow_of(request)
    if flow is not None and flow.draft.concern_id is None:
        return flow, ""
    draft, token = begin_draft(now=now())
    return Flow(draft, Answers(), is_change=False), token


StepView = Callable[[HttpRequest, Flow], HttpResponse]


def step(name: str) -> Callable[[StepView], Callable[[HttpRequest], HttpResponse]]:
    """Open a question only to whom has answered those before it."""

    def dressed(view: StepView) -> Callable[[HttpRequest], HttpResponse]:
        @wraps(view)
        def opened(request: HttpRequest) -> HttpResponse:
            flow = flow_of(request)
            if flow is None:
                return redirect(f"{reverse('concerns:report')}?gone=1")
            if flow.draft.concern_id is not None:
                return redirect("concerns:report_done")
            if not may_open(name, flow.answers):
                return redirect(address_of(first_open_step(flow.answers)))
            try:
                return keep_private(view(request, flow))
            except Kind.DoesNotExist:
                return _ask_again_what(request, flow)

        return login_not_required(require_http_methods(["GET", "POST"])(opened))

    return dressed


def _ask_again_what(request: HttpRequest, flow: Flow) -> HttpResponse:
    """Let a kind that was retired meanwhile be chosen anew; all other answers stay."""
    flow.answers.kind = ""
    flow.save()
    messages.info(
        request, _("This kind of concern is no longer taken here. Choose another one.")
    )
    return redirect("concerns:report_what")


def show_step(
    request: HttpRequest, name: str, flow: Flow | None, context: dict[str, Any]
) -> HttpResponse:
    """Draw one question with where one is, and the way back."""
    at = STEPS.index(name)
    is_change = flow is not None and flow.is_change
    back = address_of("check") if is_change else _before(at)
    names = [
        _("What"),
        _("Where"),
        _("Photos"),
        _("Tell us more"),
        _("Reach you"),
        _("Check"),
    ]
    frame = {
        "step": at + 1,
        "steps": len(STEPS),
        "step_name": names[at],
        "next_name": names[at + 1] if at + 1 < len(STEPS) else "",
        "back_url": back,
        "is_change": is_change,
    }
    return render(request, f"concerns/report_{name}.html", {**frame, **context})


def _before(at: int) -> str:
    return address_of(STEPS[at - 1]) if at else reverse("concerns:report")


def sent(request: HttpRequest) -> QueryDict | None:
    """Give what a form sent; an empty form that was sent is a form too."""
    return request.POST if request.method == "POST" else None


def searches_too_much(request: HttpRequest) -> bool:
    """Tell whether one network looks up more places than people do."""
    return is_over(SEARCHES, client_ip(request))


# -- who is asking -----------------------------------------------------------------
def person_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
