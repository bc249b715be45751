"""Who has to take a second step at sign-in, and who hears of the first one."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from engagement.audit.services import name_of, record
from engagement.common.roles import Actor
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.models import Grant, User
from engagement.people.queries import administrators, has_roles


@transaction.atomic
def set_needs_mfa(
    *, user: User, needs_mfa: bool, because: str, actor: Actor | None, now: datetime
) -> None:
    """Ask a second step of somebody without a role, as of captains (RULINGS 31).

    The app that makes somebody a captain calls this and says which app it is; who may do
    that is its own rule. Nobody is spared while another app still asks.
    """
    kept = User.objects.select_for_update().get(pk=user.pk)
    asking = (
        {*kept.needs_mfa_for, because}
        if needs_mfa
        else {*kept.needs_mfa_for} - {because}
    )
    User.objects.filter(pk=user.pk).update(
        needs_mfa=bool(asking), needs_mfa_for=sorted(asking)
    )
    user.needs_mfa, user.needs_mfa_for = bool(asking), sorted(asking)
    if kept.needs_mfa != user.needs_mfa:
        action = "mfa.ask" if needs_mfa else "mfa.spare"
        record(actor=actor, action=action, subject=user, now=now)


def tell_of_first_second_step(*, user: User, number: int, now: datetime) -> None:
    """Have administrators ask somebody with a role whether it was they who set it up.

    The mailbox alone is enough for the first second step: whoever reads a stranger’s
    mailbox must not open their role unseen. Who gave the role hears of it; where they are
    no administrators any more, every other one.
    """
    if not has_roles(user.pk, now):
        return
    held = Grant.objects.unended(now).filter(user=user)
    others = administrators(now).exclude(pk=user.pk)
    gave = others.filter(pk__in=held.values("granted_by"))
    for one in gave or others:
        enqueue(
            task="people.send_first_step_letter",
            about=name_of(user),
            version=number,
            person=one,
            now=now,
            user_id=user.pk,
            person_id=one.pk,
        )


def send_first_step_letter(
    *, job_id: int, user_id: int, person_id: int, now: datetime
) -> None:
    """Tell one administrator, while they are one."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        finish(job_id, now)
        return
    person = administrators(now).filter(pk=person_id).first()
    if person is None:
        withhold(job_id=job_id, person_id=person_id, now=now)
        return
    path = reverse("people:person", args=[user.pk])
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="first_second_step",
        values={
            "name": person.name,
            "who": str(user),
            "address": user.email,
            "link": f"{settings.SITE_URL}{path}",
        },
        now=now,
    )
