"""Complaining about how an officer behaved: a way of its own, past the officers."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from engagement.common.errors import DomainError
from engagement.common.http import (
    SignedInRequest,
    client_ip,
    too_often,
    viewer_of,
)
from engagement.common.ids import read_reference
from engagement.common.limits import COMPLAINTS, TRACKING, is_over
from engagement.concerns import services
from engagement.concerns.choices import ComplaintStep, Contact
from engagement.concerns.errors import NotCollectedError
from engagement.concerns.models import Complaint
from engagement.concerns.oversight_forms import ComplaintForm, WordsForm
from engagement.concerns.queries.conduct import (
    complaint_by_receipt,
    complaint_readers,
    complaints_sent_by,
    kinds_of_conduct,
    lines_of_complaint,
    words_of,
)
from engagement.concerns.services import ComplaintReach, ComplaintWords
from engagement.concerns.views.flow import keep_private, person_of, sent
from engagement.places.queries import neighborhoods_on_the_map


def _form(request: HttpRequest) -> ComplaintForm:
    return ComplaintForm(
        sent(request),
        initial={"key": secrets.token_urlsafe(24)},
        places=list(neighborhoods_on_the_map()),
        kinds=list(kinds_of_conduct()),
        is_signed_in=request.user.is_authenticated,
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Ask what happened; where nobody may read it, say where to go instead."""
    if not complaint_readers(None, now()).exists():
        return _elsewhere(request)
    form = _form(request)
    if form.is_valid():
        if is_over(COMPLAINTS, client_ip(request)):
            return _later(request, form)
        try:
            receipt = _send(request, form.cleaned_data)
        except NotCollectedError:
            return _elsewhere(request, is_about_overseer=True)
        except DomainError as error:
            form.add_error("text", str(error))
        else:
            return _done(request, receipt)
    return keep_private(render(request, "concerns/complain.html", {"form": form}))


def _later(request: HttpRequest, form: ComplaintForm) -> HttpResponse:
    """Say how long to wait, and leave the words where they are."""
    form.add_error(None, _("Very many complaints came from your network. Wait an hour, then press the button again. Your words stay here."))  # fmt: skip
    page = render(request, "concerns/complain.html", {"form": form}, status=429)
    page.headers["Retry-After"] = str(COMPLAINTS.seconds)
    return keep_private(page)


def _elsewhere(
    request: HttpRequest, *, is_about_overseer: bool = False
) -> HttpResponse:
    context = {"is_about_overseer": is_about_overseer}
    return keep_private(render(request, "concerns/complain_elsewhere.html", context))


def _send(request: HttpRequest, said: dict[str, Any]) -> services.ComplaintReceipt:
    email = said["email"]
    return services.send_complaint(
        words=ComplaintWords(
            text=said["text"], who=said["who"], when=said["when"], where=said["where"]
        ),
        reach=ComplaintReach(
            contact_by=Contact.EMAIL if email else Contact.NONE,
            contact=email,
            language=get_language() or "en",
            person=person_of(request) if said.get("keep") else None,
        ),
        neighborhood_id=int(said.get("neighborhood") or 0) or None,
        kind_id=int(said.get("kind") or 0) or None,
        about_overseer=said["about_overseer"],
        idempotency_key=said["key"],
        now=now(),
    )


def _done(request: HttpRequest, receipt: services.ComplaintReceipt) -> HttpResponse:
    """Show the receipt once; it is kept nowhere."""
    context = {
        "receipt": receipt.receipt,
        "link": request.build_absolute_uri(
            reverse("concerns:receipt", args=[receipt.receipt])
        ),
    }
    return keep_private(render(request, "concerns/complain_done.html", context))


def show_complaint(
    request: HttpRequest,
    complaint: Complaint,
    answer_to: str,
    form: WordsForm | None = None,
) -> HttpResponse:
    """Show somebody their own complaint and what came of it."""
    words = words_of(complaint)
    labels = [
        ("text", _("Your words")),
        ("when", _("When")),
        ("where", _("Where")),
        ("who", _("Who")),
    ]
    context = {
        "complaint": complaint,
        "rows": [
            {"label": label, "value": words[name]}
            for name, label in labels
            if words.get(name)
        ],
        "lines": [
            (line, line.entry.step == ComplaintStep.ASKED)
            for line in lines_of_complaint(complaint, with_notes=False)
        ],
        "answer_to": answer_to,
        "form": form or WordsForm(auto_id="answer_%s"),
        "typed": form,
    }
    return keep_private(render(request, "concerns/own_complaint.html", context))


@login_not_required
@require_POST
def complaint_answer(request: HttpRequest, receipt: str) -> HttpResponse:
    """Add to one's complaint with the receipt alone."""
    if is_over(TRACKING, client_ip(request)):
        return too_often(request, TRACKING)
    complaint = complaint_by_receipt(receipt)
    if complaint is None:
        raise Http404
    back = reverse("concerns:receipt", args=[receipt])
    here = reverse("concerns:complaint_answer", args=[receipt])
    return _answer(request, complaint, receipt, (back, here))


def _answer(
    request: HttpRequest, complaint: Complaint, receipt: str, ways: tuple[str, str]
) -> HttpResponse:
    back, here = ways
    form = WordsForm(request.POST, auto_id="answer_%s")
    if form.is_valid():
        try:
            services.answer_overseer(
                complaint_id=complaint.pk,
                viewer=viewer_of(request),
                receipt=receipt,
                text=form.cleaned_data["text"],
                now=now(),
            )
        except DomainError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Sent. The overseer reads it."))
            return redirect(back)
    return show_complaint(request, complaint, here, form)


def _own(request: SignedInRequest, reference: str) -> Complaint:
    read = read_reference(reference) or ""
    found = complaints_sent_by(viewer_of(request)).filter(reference=read).first()
    if found is None:
        raise Http404
    return found


@require_GET
def own_complaint(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show a complaint that somebody chose to keep with their account."""
    complaint = _own(request, reference)
    here = reverse("concerns:own_complaint_answer", args=[complaint.reference])
    return show_complaint(request, complaint, here)


@require_POST
def own_complaint_answer(request: SignedInRequest, reference: str) -> HttpResponse:
    complaint = _own(request, reference)
    back = reverse("concerns:own_complaint", args=[complaint.reference])
    return _answer(request, complaint, "", (back, request.path))
