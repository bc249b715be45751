"""Writing to reporters and officers: what an outbox row asked for, if it still holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from engagement.audit.services import name_of
from engagement.common.ids import show_receipt
from engagement.common.roles import Role
from engagement.concerns.choices import CLOSED, Contact, Privacy, Status
from engagement.concerns.contacts import read_contact
from engagement.concerns.models import Concern, Issue, IssueUpdate, Reply, StatusChange
from engagement.concerns.queries import family_of
from engagement.concerns.receipts import confirmation_token, receipt_again
from engagement.concerns.services.discussing import words_of_update
from engagement.moderation.choices import Verdict, What
from engagement.moderation.queries import decision_told
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.models import Grant, User

Words = tuple[str, dict[str, Any]]  # the template, and what is put into it


def link_to(name: str, *args: object) -> str:
    """Give a whole address for a letter."""
    return f"{settings.SITE_URL}{reverse(f'concerns:{name}', args=args)}"


def is_sensitive(concern: Concern) -> bool:
    """Tell whether letters must not say what it is about."""
    return Privacy.SENSITIVE in (concern.privacy, concern.issue.privacy)


def about_concern(concern: Concern) -> dict[str, Any]:
    """Give what every letter to a reporter names; kinds are in the catalogue.

    What is sensitive is not named: others may read the same mailbox.
    """
    is_quiet = is_sensitive(concern)
    receipt = receipt_again(concern.idempotency_key or "", concern.receipt_hash)
    return {
        "name": read_contact(concern.contact_sealed).name,
        "kind": "" if is_quiet else concern.kind.name,
        "reference": str(concern),
        "link": link_to("receipt", receipt),
        "receipt": show_receipt(receipt),
    }


def reachable(concern_id: int) -> tuple[Concern, str] | None:
    """Give the concern and its address, unless it was taken back or wiped meanwhile."""
    concern = (
        Concern.objects.filter(pk=concern_id, withdrawn_at=None)
        .select_related("kind", "issue")
        .first()
    )
    if concern is None or concern.contact_by != Contact.EMAIL:
        return None
    address = read_contact(concern.contact_sealed).address
    return (concern, address) if address else None


def send_receipt(*, job_id: int, concern_id: int, now: datetime) -> None:
    """Send the receipt, with the link that confirms the mailbox."""
    found = reachable(concern_id)
    if found is None:
        finish(job_id, now)
        return
    concern, address = found
    confirmed = concern.mail_confirmed_at is not None
    values = {
        **about_concern(concern),
        "reply_due_on": concern.issue.reply_due_on,
        "confirm": "" if confirmed else _confirm_link(concern),
        "wants_updates": concern.wants_updates,
    }
    deliver(
        job_id=job_id,
        to=address,
        language=concern.language,
        template="concern_receipt",
        values=values,
        now=now,
    )


def _confirm_link(concern: Concern) -> str:
    return link_to("confirm_mail", confirmation_token(concern.pk))


@transaction.atomic
def tell_reporters(*, job_id: int, event: str, event_id: int, now: datetime) -> None:
    """Ask for one letter to each reporter who wants to hear of it."""
    issue = _ISSUE_OF[event](event_id)
    if issue is not None:
        for concern_id in _who_wants_updates(issue):
            enqueue(
                task="concerns.send_update",
                about=f"{event}:{event_id} concerns.concern:{concern_id}",
                version=issue.version if event == "merge" else 1,
                now=now,
                concern_id=concern_id,
                event=event,
                event_id=event_id,
            )
    finish(job_id, now)


def _issue_of_move(event_id: int) -> Issue | None:
    move = StatusChange.objects.filter(pk=event_id).select_related("issue").first()
    return move.issue if move else None


def _issue_of_reply(event_id: int) -> Issue | None:
    reply = Reply.objects.filter(pk=event_id).select_related("issue").first()
    return reply.issue if reply else None


def _issue_of_update(event_id: int) -> Issue | None:
    update = IssueUpdate.objects.filter(pk=event_id).select_related("issue").first()
    return update.issue if update else None


def _merged_issue(event_id: int) -> Issue | None:
    return Issue.objects.filter(pk=event_id, merged_into__isnull=False).first()


_ISSUE_OF: Final[dict[str, Callable[[int], Issue | None]]] = {
    "move": _issue_of_move,
    "reply": _issue_of_reply,
    "merge": _merged_issue,
    "update": _issue_of_update,
}


def _who_wants_updates(issue: Issue) -> list[int]:
    wanting = Concern.objects.filter(
        issue__in=family_of(issue),
        wants_updates=True,
        contact_by=Contact.EMAIL,
        mail_confirmed_at__isnull=False,
        withdrawn_at=None,
    )
    return list(wanting.order_by("pk").values_list("pk", flat=True))


def send_update(
    *, job_id: int, concern_id: int, event: str, event_id: int, now: datetime
) -> None:
    """Send one reporter one letter about a step, an answer or a merge."""
    found = reachable(concern_id)
    words = _WORDS_OF[event](event_id)
    if found is None or words is None or not found[0].wants_updates:
        finish(job_id, now)
        return
    concern, address = found
    template, values = words
    deliver(
        job_id=job_id,
        to=address,
        language=concern.language,
        template=template,
        values={**about_concern(concern), **values},
        now=now,
    )


def _words_of_move(event_id: int) -> Words | None:
    move = StatusChange.objects.filter(pk=event_id).first()
    if move is None:
        return None
    template = "concern_closed" if move.new in CLOSED else "concern_status"
    return template, {"status": Status(move.new).label, "text": move.text}


def _words_of_reply(event_id: int) -> Words | None:
    reply = Reply.objects.filter(pk=event_id).first()
    return ("concern_reply", {"text": reply.text}) if reply else None


def _words_of_merge(event_id: int) -> Words | None:
    issue = _merged_issue(event_id)
    return ("concern_merged", {}) if issue else None


def _words_of_update(event_id: int) -> Words | None:
    update = IssueUpdate.objects.filter(pk=event_id).first()
    return ("concern_discussed", words_of_update(update)) if update else None


def _words_of_review(event_id: int) -> Words | None:
    """Say what became of one's words, unless that was taken back since."""
    decision = decision_told(event_id)
    if decision is None:
        return None
    is_photo = decision.review.what == What.PHOTO
    return "concern_photo_review" if is_photo else "concern_review", {
        "is_blackened": decision.verdict == Verdict.REDACT,
        "is_refused": decision.verdict == Verdict.REFUSE,
        "is_edited": decision.verdict == Verdict.EDIT,
        "reason": decision.get_reason_display(),
        "text": decision.words,
    }


_WORDS_OF: Final[dict[str, Callable[[int], Words | None]]] = {
    "move": _words_of_move,
    "reply": _words_of_reply,
    "merge": _words_of_merge,
    "review": _words_of_review,
    "update": _words_of_update,
}


def officers_of(place_id: int, now: datetime) -> QuerySet[User]:
    """Name the officers of a neighborhood; those of the whole town where it has none."""
    held = Grant.objects.current(now).filter(role=Role.OFFICER)
    here = held.filter(neighborhood=place_id)
    grants = here if here.exists() else held.filter(neighborhood=None)
    active = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return active.order_by("pk")


@transaction.atomic
def tell_officers(
    *,
    job_id: int,
    now: datetime,
    issue_id: int | None = None,
    neighborhood_id: int | None = None,
    day: str = "",
) -> None:
    """Ask for a letter to each officer: about one issue, or about what a day brought."""
    place_id = neighborhood_id
    subject = f"places.neighborhood:{neighborhood_id} {day}"
    if issue_id is not None:
        issue = Issue.objects.get(pk=issue_id)
        place_id, subject = issue.neighborhood_id, name_of(issue)
    if place_id is not None:
        for officer in officers_of(place_id, now):
            enqueue(
                task="concerns.send_officer_letter",
                about=subject,
                person=officer,
                now=now,
                person_id=officer.pk,
                issue_id=issue_id,
                neighborhood_id=neighborhood_id,
                day=day,
            )
    finish(job_id, now)


def send_officer_letter(
    *,
    job_id: int,
    person_id: int,
    now: datetime,
    issue_id: int | None = None,
    neighborhood_id: int | None = None,
    day: str = "",
) -> None:
    """Send one officer one letter; it names no reporter and quotes nobody."""
    officer = User.objects.filter(pk=person_id).first()
    issue = Issue.objects.filter(pk=issue_id).first() if issue_id is not None else None
    place_id = issue.neighborhood_id if issue is not None else neighborhood_id
    if officer is not None and not officer.holds(Role.OFFICER, place_id):
        withhold(job_id=job_id, person_id=officer.pk, now=now)
        return
    if issue_id is not None:
        words = _words_of_issue(issue_id, officer)
    else:
        words = _words_of_day(neighborhood_id, date.fromisoformat(day), officer)
    if officer is None or words is None:
        finish(job_id, now)
        return
    template, values = words
    deliver(
        job_id=job_id,
        to=officer.email,
        language=officer.language,
        template=template,
        values=values,
        now=now,
    )


def _words_of_issue(issue_id: int, officer: User | None) -> Words | None:
    """Tell of one new issue, while it is new and not the officer's own."""
    issue = (
        Issue.objects.filter(pk=issue_id, status=Status.NEW)
        .exclude(concerns__person=officer)
        .exclude(concerns__namings__user=officer)
        .select_related("kind", "neighborhood")
        .first()
    )
    if issue is None or issue.neighborhood is None:
        return None
    return "officer_urgent", {
        "kind": issue.kind.name,
        "neighborhood": issue.neighborhood.name,
        "link": link_to("desk_issue", issue.reference),
    }


def _words_of_day(
    place_id: int | None, day: date, officer: User | None
) -> Words | None:
    """Tell how many of a day's concerns nobody has looked at yet."""
    fresh = Q(neighborhood=place_id, reported_on=day, status=Status.NEW)
    waiting = Issue.objects.filter(fresh).unmerged().select_related("neighborhood")
    waiting = waiting.exclude(concerns__person=officer)
    waiting = waiting.exclude(concerns__namings__user=officer)
    one = waiting.first()
    if one is None or one.neighborhood is None:
        return None
    return "officer_day", {
        "count": waiting.count(),
        "neighborhood": one.neighborhood.name,
        "day": day,
        "link": link_to("inbox"),
    }
