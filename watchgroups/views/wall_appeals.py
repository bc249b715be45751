"""Where whoever wrote on a wall asks for a second look."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, too_often, viewer_of
from engagement.common.limits import WALL_POSTS, is_over
from engagement.moderation.queries import words_told
from watchgroups.forms.wall import WallAppealForm
from watchgroups.permissions import can_read_wall
from watchgroups.queries.wall import own_reviewed_posts
from watchgroups.services.post_appeals import appeal_post
from watchgroups.views.finding import led_group


@require_http_methods(["GET", "POST"])
def appeal(request: SignedInRequest, slug: str, post_id: int) -> HttpResponse:
    """Ask once, with a few words; the words of others have no such page."""
    group = led_group(request, slug, can_read_wall)
    own = own_reviewed_posts(viewer_of(request), group)
    post = get_object_or_404(own, pk=post_id)
    if request.method == "POST" and is_over(WALL_POSTS, request.user.pk):
        return too_often(request, WALL_POSTS)
    form = WallAppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            appeal_post(
                post_id=post.pk,
                words=form.cleaned_data["words"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error("words", str(error))
        else:
            said = _("Another moderator looks at it. You get a letter.")
            messages.success(request, said)
            return redirect("watchgroups:wall", group.slug)
    told = words_told(post.review) if post.review else None
    context = {"group": group, "form": form, "post": post, "told": told}
    return render(request, "watchgroups/wall_appeal.html", context)
