"""Letters about roles: a new one, one that ended, one that waits for a second word."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from engagement.audit.services import name_of
from engagement.common.roles import Role
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.choices import RequestState
from engagement.people.models import Grant, RoleRequest, User
from engagement.people.permissions import can_decide
from engagement.people.queries import second_people

# What is told, each once: the number keeps one apart from the other in the outbox.
_EVENTS: Final = {"begun": 1, "ended": 2, "over": 3}


def ask_for_letter(grant: Grant, event: str, *, at: datetime, now: datetime) -> None:
    """Ask for the letter about a role, to leave when it begins or ends."""
    enqueue(
        task="people.send_role_letter",
        about=name_of(grant),
        version=_EVENTS[event],
        person=grant.user,
        now=now,
        not_before=at,
        grant_id=grant.pk,
        event=event,
    )


def ask_second_people(request: RoleRequest, *, now: datetime) -> None:
    """Tell every administrator who could agree that a role waits for one of them."""
    for one in second_people(now, request.asked_by_id, request.user_id):
        enqueue(
            task="people.send_request_letter",
            about=name_of(request),
            person=one,
            now=now,
            request_id=request.pk,
            person_id=one.pk,
        )


def _still_true(grant: Grant, event: str, now: datetime) -> bool:
    is_over = grant.ends_at is not None and grant.ends_at <= now
    if event == "begun":
        return not is_over
    # a role that somebody ended before its last day has had its letter
    return is_over and (event == "ended") == (grant.ended_by_id is not None)


def send_role_letter(*, job_id: int, grant_id: int, event: str, now: datetime) -> None:
    """Tell somebody of a new or ended role, if that still holds when the letter leaves."""
    grant = (
        Grant.objects.select_related("user", "neighborhood", "granted_by")
        .filter(pk=grant_id, user__is_active=True)
        .first()
    )
    if grant is None or not _still_true(grant, event, now):
        finish(job_id, now)
        return
    deliver(
        job_id=job_id,
        to=grant.user.email,
        language=grant.user.language,
        template="role_begun" if event == "begun" else "role_ended",
        values=_words_of(grant),
        now=now,
    )


def _words_of(grant: Grant) -> dict[str, Any]:
    return {
        "name": grant.user.name,
        "role": Role(grant.role).label,
        "neighborhood": grant.neighborhood.name if grant.neighborhood else "",
        "by": grant.granted_by.name if grant.granted_by else "",
        "ends_at": grant.ends_at,
        "reason": grant.end_reason,
        "link": f"{settings.SITE_URL}{settings.LOGIN_REDIRECT_URL}",
    }


def send_request_letter(
    *, job_id: int, request_id: int, person_id: int, now: datetime
) -> None:
    """Tell one administrator that a role waits for a second word, while it does."""
    request = RoleRequest.objects.filter(pk=request_id, expires_at__gt=now).first()
    person = User.objects.filter(pk=person_id).first()
    waits = request is not None and request.state == RequestState.WAITING
    if request is None or person is None or not waits:
        finish(job_id, now)
        return
    if not can_decide(person, request, now):
        withhold(job_id=job_id, person_id=person.pk, now=now)
        return
    path = reverse("people:request", args=[request.pk])
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="role_request",
        values={
            "name": person.name,
            "role": Role(request.role).label,
            "neighborhood": request.neighborhood.name if request.neighborhood else "",
            "by": str(request.asked_by or ""),
            "until": request.expires_at,
            "link": f"{settings.SITE_URL}{path}",
        },
        now=now,
    )
