"""Finding every mention of a named person."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.moderation.forms import FindForm
from engagement.moderation.models import Review
from engagement.moderation.permissions import can_find_mentions
from engagement.moderation.queries import MOST_FOUND, bench_at
from engagement.moderation.services import look_for_mentions


@never_cache
@require_http_methods(["GET", "POST"])
def find(request: SignedInRequest) -> HttpResponse:
    """Ask whom and why; the name is posted, so that no address keeps it."""
    viewer, moment = viewer_of(request), now()
    if not can_find_mentions(viewer, bench_at(moment)):
        raise Http404
    form = FindForm(request.POST if request.method == "POST" else None)
    found: list[Review] | None = None
    if form.is_valid():
        try:
            found = look_for_mentions(
                viewer=viewer,
                name=form.cleaned_data["name"],
                reason=form.cleaned_data["reason"],
                now=moment,
            )
        except DomainError as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "has_looked": found is not None,
        "found": (found or [])[:MOST_FOUND],
        "has_more": len(found or []) > MOST_FOUND,
    }
    return render(request, "moderation/find.html", context)
