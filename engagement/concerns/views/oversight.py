"""The overseer's desk: who looked at what is closed, and complaints about conduct."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from engagement.common.errors import DomainError
from engagement.common.http import viewer_of
from engagement.common.ids import read_reference
from engagement.common.paging import page_of
from engagement.common.roles import Actor, Viewer
from engagement.concerns import services
from engagement.concerns.choices import ComplaintStatus
from engagement.concerns.models import Complaint
from engagement.concerns.odd_words import in_words
from engagement.concerns.oddness import is_night
from engagement.concerns.oversight_forms import ComplaintStatusForm, WordsForm
from engagement.concerns.queries.conduct import (
    complaints_visible_to,
    lines_of_complaint,
    words_of,
)
from engagement.concerns.queries.oversight import (
    can_oversee_looks,
    lookers,
    looks_by,
)
from engagement.concerns.views.flow import keep_private

AT_A_TIME = 20
_LONGEST_ID = 18


def _overseer(request: HttpRequest) -> tuple[Viewer, Actor]:
    viewer = viewer_of(request)
    if viewer.user is None or not can_oversee_looks(viewer):
        raise Http404
    return viewer, viewer.user


@require_GET
def oversight(request: HttpRequest) -> HttpResponse:
    """Show what waits, and whose looks are odd."""
    viewer, _actor = _overseer(request)
    who = lookers(viewer, now())
    waiting = complaints_visible_to(viewer).filter(status=ComplaintStatus.RECEIVED)
    context = {
        "odd": [(one, [in_words(odd) for odd in one.odd]) for one in who if one.is_odd],
        "others": [one for one in who if not one.is_odd],
        "waiting": waiting.count(),
    }
    return keep_private(render(request, "concerns/oversight.html", context))


@require_GET
def oversight_looks(request: HttpRequest) -> HttpResponse:
    """List each look, of everybody or of one person; never what was seen."""
    viewer, _actor = _overseer(request)
    wanted = request.GET.dict()
    asked = wanted.get("who", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_ID
    looks = looks_by(viewer, int(asked) if is_number else None)
    page = page_of(looks, wanted, field="at", size=AT_A_TIME)
    context = {
        "page": page,
        "rows": [(look, is_night(localtime(look.at))) for look in page.rows],
        "who": page.rows[0].actor if is_number and page.rows else None,
        "is_narrowed": is_number,
    }
    return keep_private(render(request, "concerns/oversight_looks.html", context))


# -- complaints about conduct ------------------------------------------------------
@require_GET
def conduct_list(request: HttpRequest) -> HttpResponse:
    """List the complaints one may read, the newest first; no words in the list."""
    viewer, _actor = _overseer(request)
    wanted = request.GET.dict()
    complaints, status = complaints_visible_to(viewer), wanted.get("status", "")
    if status in set(ComplaintStatus):
        complaints = complaints.filter(status=status)
    page = page_of(complaints, wanted, field="at", size=AT_A_TIME)
    context = {
        "page": page,
        "status": status if status in set(ComplaintStatus) else "",
        "statuses": ComplaintStatus.choices,
    }
    return keep_private(render(request, "concerns/conduct_list.html", context))


def _complaint(request: HttpRequest, reference: str) -> tuple[Complaint, Actor]:
    """Find one for an overseer who may read it; 404 for everybody else."""
    viewer, actor = _overseer(request)
    read = read_reference(reference) or ""
    complaint = complaints_visible_to(viewer).filter(reference=read).first()
    if complaint is None:
        raise Http404
    return complaint, actor


@require_GET
def conduct(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one complaint whole; that it was read is written down."""
    complaint, actor = _complaint(request, reference)
    services.open_complaint(complaint_id=complaint.pk, actor=actor, now=now())
    return _show(request, complaint)


def _show(
    request: HttpRequest,
    complaint: Complaint,
    name: str = "",
    typed: Form | None = None,
) -> HttpResponse:
    status = ComplaintStatusForm(complaint=complaint, auto_id="status_%s")
    forms: dict[str, Form] = {
        "status": status,
        "reply": WordsForm(auto_id="reply_%s"),
        "note": WordsForm(auto_id="note_%s"),
    }
    if typed is not None:
        forms[name] = typed
    context = {
        "complaint": complaint,
        "words": words_of(complaint),
        "lines": lines_of_complaint(complaint, with_notes=True),
        "has_mail": bool(complaint.contact_sealed),
        "forms": forms,
        "typed": typed,
    }
    return keep_private(render(request, "concerns/conduct.html", context))


def _act(
    request: HttpRequest,
    complaint: Complaint,
    name: str,
    form: Form,
    act: Callable[[], str],
) -> HttpResponse:
    if not form.is_valid():
        return _show(request, complaint, name, form)
    try:
        said = act()
    except DomainError as error:
        form.add_error("text", str(error))
        complaint.refresh_from_db()
        return _show(request, complaint, name, form)
    messages.success(request, said)
    return redirect("concerns:conduct", complaint.reference)


@require_POST
def conduct_status(request: HttpRequest, reference: str) -> HttpResponse:
    complaint, actor = _complaint(request, reference)
    form = ComplaintStatusForm(request.POST, complaint=complaint, auto_id="status_%s")

    def move() -> str:
        services.move_complaint(
            complaint_id=complaint.pk,
            actor=actor,
            status=form.cleaned_data["status"],
            reason=form.cleaned_data["text"],
            now=now(),
        )
        return _("The status is changed. The person reads it with the receipt.")

    return _act(request, complaint, "status", form, move)


@require_POST
def conduct_reply(request: HttpRequest, reference: str) -> HttpResponse:
    complaint, actor = _complaint(request, reference)
    form = WordsForm(request.POST, auto_id="reply_%s")

    def write() -> str:
        services.write_to_complainant(
            complaint_id=complaint.pk,
            actor=actor,
            text=form.cleaned_data["text"],
            now=now(),
        )
        return _("The message waits for the person, behind the receipt.")

    return _act(request, complaint, "reply", form, write)


@require_POST
def conduct_note(request: HttpRequest, reference: str) -> HttpResponse:
    complaint, actor = _complaint(request, reference)
    form = WordsForm(request.POST, auto_id="note_%s")

    def note() -> str:
        services.note_on_complaint(
            complaint_id=complaint.pk,
            actor=actor,
            text=form.cleaned_data["text"],
            now=now(),
        )
        return _("The note is kept. Overseers alone read it.")

    return _act(request, complaint, "note", form, note)
