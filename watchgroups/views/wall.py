"""The wall of a group, letters to its members, and no letters any more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, too_often, viewer_of
from engagement.common.limits import WALL_POSTS, is_over
from engagement.common.paging import page_of
from engagement.moderation.queries import all_told
from watchgroups.choices import Writer
from watchgroups.forms.groups import ReasonForm
from watchgroups.forms.wall import MessageForm, PostForm
from watchgroups.models import Post
from watchgroups.permissions import (
    can_message_members,
    can_post_notice,
    can_put_back,
    can_read_wall,
)
from watchgroups.queries.wall import messages_since, post_on, posts_for
from watchgroups.services.letters import member_of_link
from watchgroups.services.wall import (
    message_members,
    put_back_post,
    stop_letters,
    take_letters,
    take_off_post,
    write_post,
)
from watchgroups.shown import wall_context
from watchgroups.views.finding import led_group

MESSAGES_SHOWN = 10


@require_http_methods(["GET", "POST"])
def wall(request: SignedInRequest, slug: str) -> HttpResponse:
    """Read what stands on the wall, and put something there."""
    group, viewer = led_group(request, slug, can_read_wall), viewer_of(request)
    if request.method == "POST" and is_over(WALL_POSTS, request.user.pk):
        return too_often(request, WALL_POSTS)
    form = PostForm(request.POST or None)
    if form.is_valid():
        try:
            post = write_post(
                group_id=group.pk,
                text=form.cleaned_data["text"],
                actor=request.user,
                language=get_language() or "en",
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _what_comes_now(post))
            return redirect("watchgroups:wall", group.slug)
    page = page_of(posts_for(viewer, group), request.GET.dict(), field="at")
    context = {
        "group": group,
        "form": form,
        "page": page,
        "posts": _with_answers(page.rows, request.user.pk),
        "may_take_off": can_post_notice(viewer, group),
        "may_put_back": can_put_back(viewer, group),
        **wall_context(viewer, group),
    }
    return render(request, "watchgroups/wall.html", context)


@require_http_methods(["GET", "POST"])
def wall_off(request: SignedInRequest, slug: str, post_id: int) -> HttpResponse:
    """Take something off the wall, with a reason its writer reads."""
    group = led_group(request, slug, can_post_notice)
    post = post_on(group, post_id)
    if post is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            take_off_post(
                post_id=post.pk,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is off the wall."))
            return redirect("watchgroups:wall", group.slug)
    context = {"group": group, "form": form, "post": post}
    return render(request, "watchgroups/wall_off.html", context)


@require_POST
def wall_back(request: SignedInRequest, slug: str, post_id: int) -> HttpResponse:
    """Put back what a captain took off."""
    group = led_group(request, slug, can_put_back)
    post = get_object_or_404(posts_for(viewer_of(request), group), pk=post_id)
    try:
        put_back_post(post_id=post.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It stands on the wall again."))
    return redirect("watchgroups:wall", group.slug)


@require_http_methods(["GET", "POST"])
def message(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write a letter to every member: its captains, and officers of the place."""
    group = led_group(request, slug, can_message_members)
    form = MessageForm(request.POST or None)
    if form.is_valid():
        try:
            post = message_members(
                group_id=group.pk,
                text=form.cleaned_data["text"],
                actor=request.user,
                language=get_language() or "en",
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _what_comes_now(post))
            return redirect("watchgroups:message", group.slug)
    sent = messages_since(group, group.made_at).select_related("review")
    context = {"group": group, "form": form, "sent": list(sent[:MESSAGES_SHOWN])}
    return render(request, "watchgroups/message.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest, token: str) -> HttpResponse:
    """End the letters of one group, or take them again; the link is in each of them."""
    member = member_of_link(token)
    if member is not None and request.method == "POST":
        if request.POST.get("act") == "take":
            take_letters(member_id=member.pk)
            messages.success(request, _("You get the letters of this group again."))
        else:
            stop_letters(member_id=member.pk, now=now())
            messages.success(request, _("No more letters of this group."))
        return redirect("watchgroups:letters", token)
    stopped = member is not None and hasattr(member, "letter_stop")
    context = {"group": member.group if member else None, "is_stopped": stopped}
    return render(request, "watchgroups/letters.html", context)


def _what_comes_now(post: Post) -> str:
    if post.review is not None:
        return _("A moderator reads it first. You are told what came of it.")
    if post.spread_at is not None:
        return _("The letters are on their way. It stands on the wall, too.")
    return _("It stands on the wall.")


def _with_answers(posts: list[Post], person_id: int) -> list[dict[str, Any]]:
    """Put to each post whether it is the reader's own, and what a moderator said."""
    refused = [one.review for one in posts if one.was_refused and one.review]
    told = all_told(refused) if refused else {}
    return [
        {
            "post": one,
            "is_own": one.author_id == person_id,
            "by_others": one.taken_off_by_id is None
            or one.taken_off_by_id != one.author_id,
            "by_officer": one.writer == Writer.OFFICER,
            "told": told.get(one.review_id or 0),
        }
        for one in posts
    ]
