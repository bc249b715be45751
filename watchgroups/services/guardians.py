"""A young person takes part only as long as their guardian agrees."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.common.sealed import seal
from engagement.outbox.services import send_sealed_letter, write_letter
from engagement.people.queries import token_hash
from watchgroups.choices import OVER, MemberState
from watchgroups.errors import MemberLetterClosedError
from watchgroups.models import Group, Guardian, Membership
from watchgroups.services import membership
from watchgroups.services.locks import note
from watchgroups.services.telling import tell_of_request

STANDS_FOR: Final = timedelta(days=14)


def ask_guardian(
    member: Membership, address: str, *, at_once: bool, now: datetime
) -> Guardian:
    """Write to the guardian; the link is in the letter alone."""
    token = secrets.token_urlsafe(32)
    asked = Guardian.objects.create(
        membership=member,
        sealed=seal(address),
        token_hash=token_hash(token),
        joins_at_once=at_once,
        asked_at=now,
        expires_at=now + STANDS_FOR,
    )
    letter = write_letter(
        to=address,
        language=member.person.language,
        template="group_guardian",
        values={
            "name": member.name,
            "group": member.group.name,
            "until": asked.expires_at,
            "link": f"{settings.SITE_URL}{reverse('watchgroups:guardian', args=[token])}",
        },
    )
    send_sealed_letter(letter, now=now)
    return asked


@transaction.atomic
def agree_as_guardian(*, token: str, now: datetime) -> Guardian:
    """Let the young person take part. Raises MemberLetterClosedError, GroupRestsError."""
    group, member, asked = _taken(token)
    if asked.agreed_at is not None:
        return asked
    if asked.expires_at <= now:
        raise MemberLetterClosedError(
            _("This link is too old. The young person can ask once more.")
        )
    asked.agreed_at = now
    asked.save(update_fields=["agreed_at"])
    note(group, None, "group.guardian_agreed", now, member=member.pk)
    if asked.joins_at_once:
        membership.begin(member, now)
        member.save()
        membership.write_to(member, "taken_in", now)
    else:
        membership.write_to(member, "asked", now)
        tell_of_request(group, now)
    return asked


@transaction.atomic
def end_as_guardian(*, token: str, now: datetime) -> None:
    """Do not agree, or not any more: the membership ends. Raises as `agree_as_guardian`."""
    group, member, _asked = _taken(token)
    membership.finish(member, group, MemberState.LEFT, now, "")
    note(group, None, "group.guardian_ended", now, member=member.pk)


def end_unanswered(*, now: datetime) -> int:
    """End requests whose guardian said nothing for two weeks; say how many."""
    late = Guardian.objects.filter(agreed_at=None, expires_at__lte=now)
    ended = 0
    for member_id in list(late.values_list("membership", flat=True)):
        with transaction.atomic():
            group, member = membership.taken(member_id)
            if member.state == MemberState.ASKED:
                membership.finish(member, group, MemberState.LEFT, now, "")
                ended += 1
    return ended


def _taken(token: str) -> tuple[Group, Membership, Guardian]:
    found = Guardian.objects.filter(token_hash=token_hash(token)).first()
    if found is None:
        raise MemberLetterClosedError(_("This link does not work any more."))
    group, member = membership.taken(found.membership_id)
    asked = Guardian.objects.filter(pk=found.pk).first()
    if asked is None or member.state in OVER:
        raise MemberLetterClosedError(_("This link does not work any more."))
    return group, member, asked
