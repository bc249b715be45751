"""The name somebody goes by."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.http import SignedInRequest
from engagement.common.roles import Role
from engagement.people.role_forms import NameForm
from engagement.people.services import use_name


@require_http_methods(["GET", "POST"])
def name(request: SignedInRequest) -> HttpResponse:
    """Say how one wants to be called, and read where that is shown."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        use_name(user=request.user, name=form.cleaned_data["name"], now=now())
        messages.success(request, _("Your name is kept."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "is_officer": request.user.holds(Role.OFFICER)}
    return render(request, "people/name.html", context)
