"""The public register of technology, and where administrators keep it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, client_ip, too_often, viewer_of
from engagement.common.limits import TECHNOLOGY_COMMENTS, is_over
from watchgroups.forms.technology import (
    AnswerForm,
    CommentForm,
    TechnologyChangeForm,
    TechnologyForm,
    what_stands,
)
from watchgroups.models import Technology
from watchgroups.permissions import can_keep_technology
from watchgroups.queries.technology import (
    all_technologies,
    comments_on,
    technologies,
    versions_of,
)
from watchgroups.services.technology import (
    add_technology,
    answer_comments,
    change_technology,
    comment_on,
)


@login_not_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """List what surveillance technology the agency uses."""
    context = {
        "versions": technologies(),
        "may_keep": can_keep_technology(viewer_of(request)),
        "today": localdate(now()),
    }
    return render(request, "watchgroups/technologies.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def technology(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one technology with all its versions, and take a comment while one may."""
    found = get_object_or_404(all_technologies(), slug=slug)
    if request.method == "POST" and is_over(TECHNOLOGY_COMMENTS, client_ip(request)):
        return too_often(request, TECHNOLOGY_COMMENTS)
    viewer = viewer_of(request)
    form = CommentForm(request.POST or None)
    if form.is_valid():
        try:
            comment_on(
                technology_id=found.pk,
                text=form.cleaned_data["text"],
                viewer=viewer,
                language=get_language() or "en",
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. A moderator reads it first."))
            return redirect(found)
    versions = versions_of(found)
    today = localdate(now())
    context = {
        "technology": found,
        "now_said": versions[0],
        "earlier": versions[1:],
        "form": form,
        "is_open": found.takes_comments(today),
        "is_over": found.comments_until is not None and found.comments_until < today,
        "comments": comments_on(found),
        "may_keep": can_keep_technology(viewer),
    }
    return render(request, "watchgroups/technology.html", context)


@require_http_methods(["GET", "POST"])
def technology_new(request: SignedInRequest) -> HttpResponse:
    """Put one more technology into the register."""
    _require_keeper(request)
    form = TechnologyForm(request.POST or None)
    if form.is_valid():
        try:
            made = add_technology(
                name=form.cleaned_data["name"],
                told=form.told,
                period=form.period,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Everybody reads it now."))
            return redirect(made)
    return render(request, "watchgroups/technology_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def technology_change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say something else of a technology; what stood before stays readable."""
    _require_keeper(request)
    found = get_object_or_404(all_technologies(), slug=slug)
    stands = what_stands(versions_of(found)[0])
    form = TechnologyChangeForm(request.POST or None, initial=stands)
    if form.is_valid():
        try:
            change_technology(
                technology_id=found.pk,
                told=form.told,
                change=form.cleaned_data["change"],
                period=form.period,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Everybody reads it now."))
            return redirect(found)
    return _show_change(request, found, form=form)


@require_POST
def technology_answer(request: SignedInRequest, slug: str) -> HttpResponse:
    """Answer the comments once they are closed."""
    _require_keeper(request)
    found = get_object_or_404(all_technologies(), slug=slug)
    form = AnswerForm(request.POST, prefix="answer")
    if form.is_valid():
        try:
            answer_comments(
                technology_id=found.pk,
                text=form.cleaned_data["text"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Everybody reads it now."))
            return redirect(found)
    stands = what_stands(versions_of(found)[0])
    return _show_change(
        request, found, form=TechnologyChangeForm(initial=stands), answer_form=form
    )


def _show_change(
    request: SignedInRequest, found: Technology, **forms: Any
) -> HttpResponse:
    last = found.comments_until
    context = {
        "technology": found,
        "comments": comments_on(found),
        "may_answer": last is not None and last < localdate(now()),
        "answer_form": AnswerForm(prefix="answer", initial={"text": found.answer}),
        **forms,
    }
    return render(request, "watchgroups/technology_change.html", context)


def _require_keeper(request: SignedInRequest) -> None:
    if not can_keep_technology(viewer_of(request)):
        raise Http404
