"""Checking all answers, sending them once, and joining a concern that is there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from engagement.common.devices import device_of, know_again
from engagement.common.errors import DomainError
from engagement.common.http import client_ip, too_often, viewer_of
from engagement.common.ids import read_reference
from engagement.common.limits import VOICES, is_over
from engagement.concerns.answers import Submission
from engagement.concerns.choices import Contact, Privacy
from engagement.concerns.contacts import read_contact
from engagement.concerns.drafting import Answers, first_open_step
from engagement.concerns.forms import privacy_choices
from engagement.concerns.models import Kind
from engagement.concerns.photo_words import draft_gallery
from engagement.concerns.queries import (
    concern_by_receipt,
    draft_photos,
    issues_visible_to,
)
from engagement.concerns.receipts import kept_key, receipt_from
from engagement.concerns.services import add_voice, submit_concern
from engagement.concerns.services.drafts import drop_draft, finish_draft
from engagement.concerns.views.flow import (
    DRAFT_COOKIE,
    Flow,
    address_of,
    flow_of,
    keep_private,
    person_of,
    show_step,
    step,
)
from engagement.people.http import is_proved
from engagement.places.queries import locator, neighborhoods_on_the_map


@step("check")
def report_check(request: HttpRequest, flow: Flow) -> HttpResponse:
    """Show every answer with a way to change it; send them when told to."""
    problem = ""
    if request.method == "POST":
        try:
            return _send(request, flow)
        except DomainError as error:
            problem = str(error)
    kind, photos = flow.kind, draft_photos(flow.draft)
    context = {
        "rows": _rows(flow.answers, kind, len(photos)),
        "gallery": draft_gallery(photos),
        "problem": problem,
        "others_see": _others_see(flow.answers, kind),
        "shares": flow.answers.share,
        "kind": kind,
    }
    return show_step(request, "check", flow, context)


def _send(request: HttpRequest, flow: Flow) -> HttpResponse:
    """Hand the answers over; the page with the receipt comes after the commit only."""
    device, is_new = device_of(request)
    receipt = submit_concern(
        submission=submission_of(flow.answers, flow.kind),
        person=person_of(request),
        device=device,
        is_proved=is_proved(request, device),
        idempotency_key=flow.draft.submission_key,
        draft_id=flow.draft.pk,
        network=client_ip(request),
        now=now(),
    )
    finish_draft(draft=flow.draft, concern_id=receipt.concern_id, now=now())
    response = redirect("concerns:report_done")
    if is_new:
        know_again(response, device)
    return response


def submission_of(answers: Answers, kind: Kind) -> Submission:
    return Submission(
        kind_id=kind.pk,
        text=answers.text,
        where_text=answers.place,
        where_hint=answers.hint,
        lat=answers.lat,
        lon=answers.lon,
        neighborhood_id=answers.area,
        privacy=answers.privacy or None,
        how_often=answers.how_often,
        who_harmed=answers.who_harmed,
        contact_by=answers.contact_by or Contact.NONE,
        contact=answers.contact,
        name=answers.name,
        wants_updates=answers.updates,
        share_with_officer=answers.share,
        language=get_language() or "en",
    )


# -- what was said -----------------------------------------------------------------
def _change(step_name: str) -> str:
    return f"{address_of(step_name)}?back=check"


def _rows(answers: Answers, kind: Kind, photos: int) -> list[dict[str, str]]:
    what, where = _change("what"), _change("where")
    details, contact = _change("details"), _change("contact")
    rows = [
        (_("What"), kind.label, what),
        (_("Where"), _where(answers), where),
        (_("To find it"), answers.hint, where),
        (_("Photos"), _photos(photos), _change("photos")),
        (_("Your words"), answers.text, details),
        (_("When, and how often"), answers.how_often, details),
        (_("Who could be harmed"), answers.who_harmed, details),
        (_("How we can reach you"), _reach(answers), contact),
        (_("Your name"), answers.name, contact),
    ]
    return [
        {"label": label, "value": value or _("Not said"), "change": change}
        for label, value, change in rows
    ]


def _photos(count: int) -> str:
    if not count:
        return _("None")
    return ngettext("%(count)s photo", "%(count)s photos", count) % {"count": count}


def _where(answers: Answers) -> str:
    """Say it in the person's words, and name the neighborhood."""
    place = answers.area
    if answers.lat is not None and answers.lon is not None:
        found = locator().find(answers.lat, answers.lon)
        place = found if isinstance(found, int) else place
    area = neighborhoods_on_the_map().filter(pk=place or 0).first()
    words = answers.place or (_("Where you put the pin") if answers.has_point else "")
    named = area.name if area and area.name not in words else ""
    return "\n".join(word for word in (words, named) if word)


def _reach(answers: Answers) -> str:
    if not answers.contact:
        return _("You don’t want to be contacted")
    wishes = [answers.contact]
    if answers.updates:
        wishes.append(_("Tell me when something happens with it"))
    if answers.share:
        wishes.append(_("An officer may see this and contact me"))
    return "\n".join(wishes)


def _others_see(answers: Answers, kind: Kind) -> dict[str, Any]:
    """Say what neighbors will see, beside what officers see."""
    chosen = answers.privacy or kind.privacy
    labels = dict(privacy_choices(kind))
    return {
        "label": labels.get(chosen, str(Privacy(chosen).label)),
        "is_public": chosen in (Privacy.PUBLIC, Privacy.AREA),
        "is_block": chosen == Privacy.PUBLIC,
        "change": _change("where"),
    }


# -- joining one that is there -----------------------------------------------------
@login_not_required
@require_POST
def report_join(request: HttpRequest) -> HttpResponse:
    """“Yes, it is this one”: add a voice, forget the draft, and show the concern."""
    reference = read_reference(request.POST.get("same", "")) or ""
    issue = get_object_or_404(
        issues_visible_to(viewer_of(request)), reference=reference
    )
    if is_over(VOICES, client_ip(request)):
        return too_often(request, VOICES)
    device, is_new = device_of(request)
    try:
        add_voice(
            issue_id=issue.pk,
            person=person_of(request),
            device=device,
            is_proved=is_proved(request, device),
            network=client_ip(request),
            now=now(),
        )
    except DomainError as error:
        return _not_joined(request, str(error))
    messages.success(
        request, _("Your voice was added. You don’t need to report it again.")
    )
    _forget_draft(request)
    response = redirect(issue)
    response.delete_cookie(DRAFT_COOKIE, path=reverse("concerns:report"))
    if is_new:
        know_again(response, device)
    return keep_private(response)


def _not_joined(request: HttpRequest, problem: str) -> HttpResponse:
    """Say why, and go on with the draft: nothing that was told is lost."""
    messages.error(request, problem)
    flow = flow_of(request)
    step_name = first_open_step(flow.answers) if flow else "what"
    return keep_private(redirect(address_of(step_name)))


def _forget_draft(request: HttpRequest) -> None:
    flow = flow_of(request)
    if flow is not None and flow.draft.concern_id is None:
        drop_draft(draft=flow.draft)


# -- thank you ---------------------------------------------------------------------
@login_not_required
@require_GET
def report_done(request: HttpRequest) -> HttpResponse:
    """Show the reference and the receipt, once they are safely kept."""
    flow = flow_of(request)
    if flow is None:
        return redirect(f"{reverse('concerns:report')}?gone=1")
    receipt = receipt_from(kept_key(flow.draft.submission_key))
    concern = concern_by_receipt(receipt) if flow.draft.concern_id else None
    if concern is None:
        return redirect("concerns:report_check")
    address = reverse("concerns:receipt", args=[receipt])
    issue = concern.issue
    context = {
        "concern": concern,
        "issue": issue,
        "receipt": receipt,
        "receipt_url": request.build_absolute_uri(address),
        "area": concern.neighborhood,
        "mail": read_contact(concern.contact_sealed).address
        if concern.contact_by == Contact.EMAIL
        else "",
        "has_page": issue.privacy in (Privacy.PUBLIC, Privacy.AREA)
        and not issue.is_held,
    }
    return keep_private(render(request, "concerns/report_done.html", context))
