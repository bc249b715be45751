"""What anybody may do and read: report a text, and see how moderation works."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.devices import device_of, device_tag, know_again
from engagement.common.errors import DomainError
from engagement.common.http import client_ip
from engagement.common.limits import FLAGS, is_over
from engagement.moderation.choices import FlagReason, What
from engagement.moderation.forms import FlagForm
from engagement.moderation.queries import figures, review_called
from engagement.moderation.services import Flagger, flag_review


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def flag(request: HttpRequest, key: str) -> HttpResponse:
    """Say that a public text or photo should not stand there."""
    review = review_called(key)
    if review is None:
        raise Http404
    form = FlagForm(request.POST if request.method == "POST" else None)
    back = _back(request)
    if request.method == "POST" and _flags_too_much(request):
        return render(request, "429.html", status=429)
    device, is_new = device_of(request)
    if form.is_valid():
        try:
            flag_review(
                key=key,
                by=Flagger(
                    person_id=request.user.pk,
                    device=device_tag(device),
                    network=client_ip(request),
                ),
                reason=FlagReason(form.cleaned_data["reason"]),
                words=form.cleaned_data["words"],
                now=now(),
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("Thank you. A moderator looks at it within a few days.")
            )
        response = redirect(back)
        if is_new:
            know_again(response, device)
        return response
    context = {
        "form": form,
        "review": review,
        "back": back,
        "is_photo": review.what == What.PHOTO,
    }
    return render(request, "moderation/flag.html", context)


def _flags_too_much(request: HttpRequest) -> bool:
    who = (
        ("person", request.user.pk) if request.user.pk else ("net", client_ip(request))
    )
    return is_over(FLAGS, who)


def _back(request: HttpRequest) -> str:
    """Give the page one came from, if it is one of ours."""
    said = request.POST.get("back") or request.GET.get("back") or ""
    is_ours = url_has_allowed_host_and_scheme(said, allowed_hosts=None)
    return said if is_ours and said.startswith("/") else reverse("front:home")


@login_not_required
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Explain who looks first, and how long it takes."""
    return render(request, "moderation/how.html", {"figures": figures(now())})
