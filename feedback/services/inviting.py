"""Giving somebody the right to answer once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.marks import mark_of
from engagement.common.sealed import seal
from engagement.people.addresses import one_mailbox
from engagement.people.models import User
from feedback.choices import Channel, SurveyKind, SurveyState
from feedback.errors import SurveyClosedError, SurveyNotOpenYetError
from feedback.models import Ballot, Invitation, Wave
from feedback.queries.invited import ADDRESS, link_token
from feedback.queries.visible import is_full
from feedback.tokens import invitation_mark, new_token, token_of_person


@transaction.atomic
def begin_open(*, wave: Wave, person: User | None, now: datetime) -> str:
    """Give the link to answer an open survey: somebody signed in always gets the same.

    Raises SurveyClosedError.
    """
    require_open(wave, now)
    if wave.survey.kind != SurveyKind.OPEN:
        raise SurveyClosedError(
            _("This survey is answered with a link from a letter, a mail or a screen.")
        )
    token = token_of_person(wave.pk, person.pk) if person else new_token()
    invitation, _is_new = invite(
        wave=wave, channel=Channel.WEB, now=now, token=token, person=person
    )
    return link_token(invitation) or token


@transaction.atomic
def invite(
    *,
    wave: Wave,
    channel: str,
    now: datetime,
    token: str | None = None,
    person: User | None = None,
    address: str = "",
    language: str = "",
    subject: str = "",
) -> tuple[Invitation, bool]:
    """Write down that somebody may answer, with the ballot for it; once for each.

    Says whether it is new. Who was asked before keeps their invitation.
    """
    if token is None:
        token = token_of_person(wave.pk, person.pk, subject) if person else new_token()
    mark = mark_of(ADDRESS, one_mailbox(address)) if address else ""
    found: dict[str, Any] = {"token_hash": invitation_mark(token)}
    if mark:
        found = {"wave": wave, "address_mark": mark, "subject": subject}
    elif person:
        found = {"wave": wave, "person": person, "subject": subject}
    invitation, is_new = Invitation.objects.get_or_create(
        **found,
        defaults={
            "wave": wave,
            "channel": channel,
            "token_hash": invitation_mark(token),
            "person": person,
            "sealed": seal(address) if address else b"",
            "language": language,
            "subject": subject,
            "made_at": now,
            "expires_at": wave.closes_at,
        },
    )
    if is_new:
        Ballot.objects.create(invitation=invitation)
    return invitation, is_new


def require_open(wave: Wave, now: datetime) -> None:
    """Raise SurveyClosedError with a sentence for a wave that takes no answers now."""
    survey = wave.survey
    if survey.state == SurveyState.DRAFT or now < wave.opens_at:
        raise SurveyNotOpenYetError(_("This survey is not open yet."))
    if survey.state == SurveyState.ENDED or now >= wave.closes_at:
        raise SurveyClosedError(_("This survey is closed. Thank you for coming."))
    require_room(wave)


def require_room(wave: Wave) -> None:
    """Raise SurveyClosedError for a wave that has all the answers it can take."""
    if is_full(wave):
        raise SurveyClosedError(
            _("This survey has all the answers it can take. Thank you for coming.")
        )
