"""Opening without leave what an administrator does not see otherwise."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.roles import Role
from engagement.concerns import services
from engagement.concerns.choices import Opened
from engagement.concerns.contacts import read_contact
from engagement.concerns.errors import TooManyLooksError
from engagement.concerns.models import Concern
from engagement.concerns.oversight_forms import BreakGlassForm
from engagement.concerns.queries.watching import concerns_called
from engagement.concerns.views.flow import keep_private, sent
from engagement.people.reauthentication import fresh_sign_in_required


@require_http_methods(["GET", "POST"])
def break_glass(request: SignedInRequest) -> HttpResponseBase:
    """Ask what and why; for everybody but administrators the page is not there."""
    if not viewer_of(request).holds(Role.ADMIN):
        raise Http404
    if request.method == "POST":
        return _break(request)
    return _show(request, BreakGlassForm())


def _show(
    request: HttpRequest, form: BreakGlassForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    page = render(request, "concerns/break_glass.html", {"form": form}, status=status)
    return keep_private(page)


@fresh_sign_in_required
def _break(request: SignedInRequest) -> HttpResponse:
    form, status = BreakGlassForm(sent(request)), HTTPStatus.OK
    concern = _meant(request, form) if form.is_valid() else None
    if concern is not None:
        try:
            opened = services.break_glass(
                concern_id=concern.pk,
                actor=request.user,
                what=Opened(form.cleaned_data["what"]),
                reason=form.cleaned_data["reason"],
                now=now(),
            )
        except TooManyLooksError as error:
            form.add_error(None, str(error))
            status = HTTPStatus.TOO_MANY_REQUESTS
        except DomainError as error:
            form.add_error("reason", str(error))
        else:
            rows = _rows(opened, form.cleaned_data["what"])
            context = {"concern": opened, "rows": rows}
            page = render(request, "concerns/glass_broken.html", context)
            return keep_private(page)
    return _show(request, form, status)


def _meant(request: HttpRequest, form: BreakGlassForm) -> Concern | None:
    """Find the one concern that is meant; say so where there is none, or several."""
    found = concerns_called(viewer_of(request), form.cleaned_data["reference"])
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(str(one) for one in found)
        said = _("Several people reported this. Choose one of: %(names)s") % {
            "names": names
        }
    else:
        said = _("There is no concern with this reference.")
    form.add_error("reference", said)
    return None


def _rows(concern: Concern, what: str) -> list[dict[str, Any]]:
    """Give what was asked for and nothing else."""
    contact = read_contact(concern.contact_sealed)
    answers: dict[str, list[tuple[str, Any]]] = {
        Opened.CONTACT: [(_("Name"), contact.name), (_("Reach"), contact.address)],
        Opened.WORDS: [
            (_("What the person wrote"), concern.text),
            (_("How often"), concern.how_often),
            (_("Who could be harmed"), concern.who_harmed),
            (_("Where"), concern.where_text),
            (_("To find it"), concern.where_hint),
        ],
        Opened.POINT: [(_("Latitude"), concern.lat), (_("Longitude"), concern.lon)],
    }
    return [
        {"label": label, "value": value}
        for label, value in answers[Opened(what)]
        if value not in ("", None)
    ]
