"""The first-run page: there while the town has no row, and never again."""

from __future__ import annotations

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import viewer_of
from engagement.common.uploads import takes_files
from engagement.front.forms import SetUpForm
from engagement.front.permissions import can_open_town
from engagement.front.services.setting_up import open_town
from engagement.places.errors import TownAlreadySetUpError
from engagement.places.queries import neighborhoods_on_the_map, town

_MOST_BYTES = 32 * 1024 * 1024  # a boundary file may have 30 MB


@takes_files(_MOST_BYTES)
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    here, viewer = town(), viewer_of(request)
    if here is not None and here.set_up_at is not None:
        raise Http404
    if not can_open_town(viewer.user):
        if viewer.user is not None:
            raise Http404
        return redirect_to_login(request.path)
    form = SetUpForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        answer = _open(request, form)
        if answer is not None:
            return answer
    if form.is_bound and request.FILES and "boundary" not in form.errors:
        form.add_error("boundary", _("Choose the file once more. Browsers forget it."))
    context = {"form": form, "has_places": neighborhoods_on_the_map().exists()}
    return render(request, "front/set_up.html", context)


def _open(request: HttpRequest, form: SetUpForm) -> HttpResponse | None:
    """Open the town and mail a code; None when something was refused."""
    typed = form.cleaned_data
    try:
        user = open_town(
            name=typed["name"],
            email=typed["email"],
            emergency_number=typed["emergency_number"],
            boundary=typed["boundary"] or typed["corners"],
            language=get_language() or "en",
            actor=viewer_of(request).user,
            now=now(),
        )
    except TownAlreadySetUpError as error:
        form.add_error(None, str(error))
        return None
    except DomainError as error:  # the form has looked at all but the boundary
        form.add_error("boundary" if typed["boundary"] else "corners", str(error))
        return None
    if request.user.is_authenticated:
        return redirect("front:desk")
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=user.email)
    return redirect("account_confirm_login_code")
