"""Letters about patrols: what an outbox row asked for, if it still holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from engagement.audit.services import name_of
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.models import User
from watchgroups.choices import ON_IT, OfferState, SignUpState
from watchgroups.models import CallLetter, Group, Offer, Patrol, SignUp
from watchgroups.permissions import leads_as
from watchgroups.queries.ready import readiness_of
from watchgroups.services.fitness import why_unfit
from watchgroups.services.places import on_it, places_left

_TEMPLATES: Final = {
    "moved": "patrol_moved",
    "cancelled": "patrol_cancelled",
    "reminder": "patrol_reminder",
    "off": "patrol_off",
    "absent": "patrol_absent",
}


def tell(one: SignUp, patrol: Patrol, what: str, now: datetime) -> None:
    """Ask for one letter to one of those on a patrol, once for each change of it."""
    enqueue(
        task="watchgroups.send_patrol_letter",
        about=f"{name_of(one)} {what}",
        version=patrol.version,
        now=now,
        sign_up_id=one.pk,
        what=what,
        number=patrol.version,
    )


def tell_those_on_it(patrol: Patrol, what: str, now: datetime) -> None:
    """Ask for a letter about a patrol to everybody who is on it."""
    for one in on_it(patrol):
        tell(one, patrol, what, now)


def send_patrol_letter(
    *, job_id: int, sign_up_id: int, what: str, number: int, now: datetime
) -> None:
    """Tell somebody what became of a patrol, or of their place on it."""
    rows = SignUp.objects.select_related("patrol__group", "member__person")
    one = rows.filter(pk=sign_up_id).first()
    if one is None or not _holds(one, what, number, now):
        finish(job_id, now)
        return
    more = {"why": _why_off(one) if what == "off" else ""}
    _send(job_id, one.member.person, _TEMPLATES[what], one.patrol, more, now)


def send_call(*, job_id: int, call_letter_id: int, now: datetime) -> None:
    """Ask a member to take a place that came free, if it is free and they can."""
    rows = CallLetter.objects.select_related(
        "call__patrol__group", "member__person", "member__group"
    )
    letter = rows.filter(pk=call_letter_id).first()
    if letter is None:
        finish(job_id, now)
        return
    patrol, part = letter.call.patrol, letter.call.part
    is_free = places_left(patrol, on_it(patrol)).get(part, 0) > 0
    ready = readiness_of(patrol.group, [letter.member.person_id])
    if not (is_free and _is_ahead(patrol, now)):
        finish(job_id, now)
        return
    if why_unfit(letter.member, patrol, part, ready):
        withhold(job_id=job_id, person_id=letter.member.person_id, now=now)
        return
    more = {"part": letter.call.get_part_display()}
    _send(job_id, letter.member.person, "patrol_call", patrol, more, now)


def send_offer(*, job_id: int, offer_id: int, now: datetime) -> None:
    """Tell somebody that a place is offered to them, while it is."""
    offer = _offer(offer_id)
    if offer is None or offer.state != OfferState.OPEN:
        finish(job_id, now)
        return
    patrol = offer.sign_up.patrol
    if not _is_ahead(patrol, now):
        finish(job_id, now)
        return
    more = {"who": offer.sign_up.member.person.name}
    _send(job_id, offer.to.person, "patrol_offer", patrol, more, now)


def send_offer_answer(*, job_id: int, offer_id: int, now: datetime) -> None:
    """Tell whoever offered a place whether it was taken."""
    offer = _offer(offer_id)
    if offer is None or offer.state not in (OfferState.TAKEN, OfferState.DECLINED):
        finish(job_id, now)
        return
    more = {"is_taken": offer.state == OfferState.TAKEN}
    one = offer.sign_up
    _send(job_id, one.member.person, "patrol_offer_answer", one.patrol, more, now)


def send_lapse_letter(
    *, job_id: int, group_id: int, person_id: int, now: datetime
) -> None:
    """Tell a captain that something a member has ends soon; the desk says whose."""
    group = Group.objects.filter(pk=group_id).first()
    person = User.objects.filter(pk=person_id).first()
    if group is None or person is None:
        finish(job_id, now)
        return
    if not leads_as(person, group):
        withhold(job_id=job_id, person_id=person.pk, now=now)
        return
    path = reverse("watchgroups:ready", args=[group.slug])
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="members_lapse",
        values={"group": group.name, "link": f"{settings.SITE_URL}{path}"},
        now=now,
    )


def _offer(offer_id: int) -> Offer | None:
    rows = Offer.objects.select_related(
        "sign_up__patrol__group", "sign_up__member__person", "to__person"
    )
    return rows.filter(pk=offer_id).first()


def _is_ahead(patrol: Patrol, now: datetime) -> bool:
    return not patrol.is_cancelled and patrol.begins_at > now


def _holds(one: SignUp, what: str, number: int, now: datetime) -> bool:
    """A stale letter never leaves: moved again, called off, begun, given back."""
    patrol = one.patrol
    if what == "absent":
        return one.state == SignUpState.NO_SHOW
    if what == "off":
        return one.state == SignUpState.DROPPED and _is_ahead(patrol, now)
    if one.state not in ON_IT or patrol.version != number:
        return False
    is_off = what == "cancelled" and patrol.is_cancelled and patrol.ends_at > now
    return is_off or (what != "cancelled" and _is_ahead(patrol, now))


def _why_off(one: SignUp) -> str:
    """Say why somebody was taken off, in their language."""
    with override(one.member.person.language):
        ready = readiness_of(one.patrol.group, [one.member.person_id])
        why = why_unfit(one.member, one.patrol, one.part, ready)
        return why or _("You are on another patrol at that hour.")


def _send(
    job_id: int,
    person: User,
    template: str,
    patrol: Patrol,
    more: dict[str, Any],
    now: datetime,
) -> None:
    if not person.is_active:
        finish(job_id, now)
        return
    path = reverse("watchgroups:patrol", args=[patrol.group.slug, patrol.pk])
    mine = reverse("watchgroups:my_patrols")
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template=template,
        values={
            "group": patrol.group.name,
            "title": patrol.title,
            "begins_at": patrol.begins_at,
            "ends_at": patrol.ends_at,
            "route": patrol.route,
            "weather_note": patrol.weather_note,
            "reason": patrol.cancel_reason or patrol.move_reason,
            "link": f"{settings.SITE_URL}{path}",
            "mine": f"{settings.SITE_URL}{mine}",
            **more,
        },
        now=now,
    )
