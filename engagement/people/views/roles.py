"""Giving somebody a role, and taking it away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.people import queries, services
from engagement.people.models import RoleRequest
from engagement.people.reauthentication import fresh_sign_in_required
from engagement.people.role_forms import GrantForm, ReasonForm
from engagement.people.views.gate import for_administrators


@for_administrators
@fresh_sign_in_required
@require_http_methods(["GET", "POST"])
def grant(request: SignedInRequest, person_id: int) -> HttpResponse:
    """Give a role; where the town wants it, another administrator has to agree first."""
    person = get_object_or_404(queries.everybody(), pk=person_id)
    form = GrantForm(request.POST or None)
    if form.is_valid():
        try:
            given = services.give_role(
                user=person, terms=form.terms(), actor=request.user, now=now()
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if isinstance(given, RoleRequest):
                messages.info(request, _("Another administrator has to agree. They get a letter."))  # fmt: skip
            else:
                messages.success(request, _("The role is given. The person gets a letter."))  # fmt: skip
            return redirect("people:person", person.pk)
    context = {"person": person, "form": form}
    return render(request, "people/grant.html", context)


@for_administrators
@fresh_sign_in_required
@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, person_id: int, grant_id: int) -> HttpResponse:
    person = get_object_or_404(queries.everybody(), pk=person_id)
    held = get_object_or_404(queries.grants_of(person), pk=grant_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.end_grant(
                grant_id=held.pk,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The role has ended. It opens nothing from the next page on."))  # fmt: skip
            return redirect("people:person", person.pk)
    context = {"person": person, "grant": held, "form": form}
    return render(request, "people/end.html", context)
