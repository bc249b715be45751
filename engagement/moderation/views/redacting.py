"""A photo before the moderators: showing it, and blackening parts of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, photo_answer, viewer_of
from engagement.moderation.forms import RedactForm
from engagement.moderation.models import Picture, Review
from engagement.moderation.permissions import can_decide
from engagement.moderation.queries import bench_at, review_visible_to
from engagement.moderation.services import Said, redact_review


def _photo_or_404(request: SignedInRequest, key: str) -> tuple[Review, Picture]:
    review = review_visible_to(viewer_of(request), bench_at(now()), key)
    picture = getattr(review, "picture", None)
    if review is None or picture is None:
        raise Http404
    return review, picture


@require_safe
def photo(request: SignedInRequest, key: str) -> HttpResponseBase:
    """Show a photo to who decides about it: as it will be shown, small, or as cleaned."""
    _review, picture = _photo_or_404(request, key)
    name = picture.cleaned if "cleaned" in request.GET else picture.shown
    if "small" in request.GET:
        name = picture.thumbnail
    return photo_answer(request, name=name, called="photo.jpg", is_public=False)


@never_cache
@require_http_methods(["GET", "POST"])
def redact(request: SignedInRequest, key: str) -> HttpResponse:
    """Mark parts by numbers; with script they are drawn on the photo."""
    viewer, moment = viewer_of(request), now()
    review, picture = _photo_or_404(request, key)
    if not review.is_in_queue or not can_decide(viewer, review, bench_at(moment)):
        raise Http404
    form = RedactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        version = request.POST.get("version", "")
        try:
            redact_review(
                key=key,
                viewer=viewer,
                version=int(version) if version.isdecimal() else 0,
                parts=form.parts(),
                said=Said(form.cleaned_data["reason"], form.cleaned_data["words"]),
                now=moment,
            )
        except (DomainError, FileNotFoundError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The parts are black, and the photo is shown so.")
            )
            return redirect(review)
    context = {"form": form, "review": review, "picture": picture}
    return render(request, "moderation/redact.html", context)
