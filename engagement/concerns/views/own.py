"""What somebody sees of their own concern: by receipt, or signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from engagement.common.errors import DomainError
from engagement.common.http import viewer_of
from engagement.common.roles import Role, Viewer
from engagement.concerns.choices import Contact, Privacy
from engagement.concerns.models import Concern, Message
from engagement.concerns.oversight_forms import WordsForm
from engagement.concerns.permissions import can_answer, can_withdraw
from engagement.concerns.photo_words import own_gallery
from engagement.concerns.queries import own_photos_of, public_story_of
from engagement.concerns.queries.talking import messages_of
from engagement.concerns.queries.watching import looks_at_concern
from engagement.concerns.services import withdraw_concern
from engagement.concerns.staff_words import name_in_public
from engagement.moderation.queries import words_told


@dataclass(frozen=True)
class Way:
    """The addresses of the page by which somebody came to their concern."""

    page: str
    answer: str
    photos: str
    appeal: str


def _photos_url(concern: Concern, way: Way) -> str:
    """Give where photos are added; nothing once it is closed or taken back."""
    whole = concern.issue.merged_into or concern.issue
    if concern.withdrawn_at is not None or not whole.is_open:
        return ""
    return way.photos


@dataclass(frozen=True)
class Said:
    """One message in the reader's words."""

    message: Message
    by: str


def said_by(message: Message) -> str:
    if message.by_reporter:
        return _("You")
    return name_in_public(message.author, Role.OFFICER)


def own_context(
    viewer: Viewer, concern: Concern, way: Way, form: Form | None = None
) -> dict[str, Any]:
    issue = concern.issue
    shown = issue.merged_into or issue
    rows = [
        (_("What"), concern.kind.label),
        (_("Where"), concern.where_text),
        (_("To find it"), concern.where_hint),
        (_("Your words"), concern.text),
        (_("When, and how often"), concern.how_often),
        (_("Who could be harmed"), concern.who_harmed),
    ]
    return {
        "concern": concern,
        "issue": shown,
        "way": way,
        "rows": [{"label": label, "value": value} for label, value in rows if value],
        "story": public_story_of(shown),
        "gallery": own_gallery(
            own_photos_of(concern), _photos_url(concern, way), way.appeal
        ),
        "has_page": shown.privacy in (Privacy.PUBLIC, Privacy.AREA)
        and not shown.is_held,
        "told": words_told(concern.review) if concern.review else None,
        "may_withdraw": concern.withdrawn_at is None and can_withdraw(viewer, concern),
        "waits_for_mail": concern.contact_by == Contact.EMAIL
        and concern.mail_confirmed_at is None,
        "said": [Said(one, said_by(one)) for one in messages_of([concern.pk])],
        "may_answer": can_answer(viewer, concern),
        "answer": form or WordsForm(auto_id="answer_%s"),
        "typed": form,
        "looks": [
            (one, name_in_public(one.actor, one.role))
            for one in looks_at_concern(concern)
        ],
    }


def by_receipt(receipt: str) -> Way:
    """Give the addresses behind a receipt."""
    return Way(
        page=reverse("concerns:receipt", args=[receipt]),
        answer=reverse("concerns:receipt_answer", args=[receipt]),
        photos=reverse("concerns:receipt_photos", args=[receipt]),
        appeal=reverse("concerns:appeal", args=[receipt]),
    )


def by_account(concern: Concern) -> Way:
    """Give the addresses of one's own concern, signed in."""
    return Way(
        page=reverse("concerns:own", args=[concern.reference]),
        answer=reverse("concerns:own_answer", args=[concern.reference]),
        photos=reverse("concerns:photos", args=[concern.reference]),
        appeal=reverse("concerns:own_appeal", args=[concern.reference]),
    )


def take_back(request: HttpRequest, concern: Concern, way: Way) -> HttpResponse:
    try:
        withdraw_concern(concern_id=concern.pk, viewer=viewer_of(request), now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You took your concern back. It counts no more."))
    return redirect(way.page)
