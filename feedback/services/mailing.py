"""The letters of surveys: each looks again, as it leaves, whether it still should."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from engagement.common.marks import mark_of
from engagement.common.sealed import unseal
from engagement.outbox.services import deliver, finish, send_sealed_letter, write_letter
from engagement.outbox.services.letters import known_language
from engagement.people.addresses import one_mailbox
from engagement.people.models import User
from feedback.choices import SurveyState
from feedback.models import Ballot, Invitation, SurveyStop, Wave
from feedback.queries.invited import (
    ADDRESS,
    link_token,
    stops_of,
    stops_of_mark,
    wants_no_letters,
)
from feedback.queries.visible import is_full
from feedback.services.casting import invitation_to_answer
from feedback.shapes import word_of

_SALT: Final = "feedback.letters"


def send_invitation(*, job_id: int, invitation_id: int, now: datetime) -> None:
    """Ask somebody, if they still have their ballot and the wave is open."""
    _send_letter(job_id, invitation_id, "survey_invitation", now)


def send_reminder(*, job_id: int, invitation_id: int, now: datetime) -> None:
    """Ask somebody once more, on the same condition."""
    _send_letter(job_id, invitation_id, "survey_reminder", now)


def _send_letter(job_id: int, invitation_id: int, template: str, now: datetime) -> None:
    found = Invitation.objects.select_related("wave__survey", "person")
    invitation = found.filter(pk=invitation_id).first()
    to = address_of(invitation) if invitation else ""
    token = link_token(invitation) if invitation and to else None
    if invitation is None or token is None or not _still_holds(invitation, to, now):
        finish(job_id, now)
        return
    language = known_language(invitation.language)
    is_sent = deliver(
        job_id=job_id,
        to=to,
        language=language,
        template=template,
        values=letter_values(
            invitation.wave, language, token, stop_token(invitation.person, to)
        ),
        now=now,
    )
    if is_sent:
        Invitation.objects.filter(pk=invitation.pk, sent_at=None).update(sent_at=now)


def address_of(invitation: Invitation) -> str:
    """Give where a letter goes; nothing once the address was let go."""
    if invitation.sealed:
        return unseal(invitation.sealed)
    person = invitation.person
    return person.email if person is not None and person.is_active else ""


def _still_holds(invitation: Invitation, to: str, now: datetime) -> bool:
    wave = invitation.wave
    is_out = wave.is_open(now) and wave.survey.state == SurveyState.PUBLISHED
    return (
        is_out
        and not is_full(wave)
        and Ballot.objects.filter(pk=invitation.pk).exists()
        and not wants_no_letters(person=invitation.person, address=to)
    )


def letter_values(
    wave: Wave, language: str, token: str, stop: str
) -> dict[str, object]:
    """Give what a letter about a wave says, in its language."""
    survey = wave.survey
    return {
        "title": word_of(survey.words, "title", language),
        "why": word_of(survey.words, "why", language),
        "minutes": survey.minutes,
        "closes_at": wave.closes_at,
        "results_on": wave.results_on,
        "page": f"{settings.SITE_URL}{reverse('feedback:answer', args=[token])}",
        "stop": f"{settings.SITE_URL}{reverse('feedback:stop', args=[stop])}"
        if stop
        else "",
    }


@transaction.atomic
def send_link(*, token: str, address: str, language: str, now: datetime) -> None:
    """Send somebody their own link, to an address that is kept nowhere.

    Raises SurveyClosedError, AnsweredAlreadyError.
    """
    invitation = invitation_to_answer(token, now)
    tongue = known_language(language)
    letter = write_letter(
        to=address,
        language=tongue,
        template="survey_link",
        values=letter_values(invitation.wave, tongue, token, ""),
    )
    send_sealed_letter(letter, now=now)


# -- no more letters -------------------------------------------------------------------
def stop_token(person: User | None, address: str) -> str:
    """Give the secret of the link that stops letters about surveys, and nothing else."""
    whose = f"p{person.pk}" if person else f"m{mark_of(ADDRESS, one_mailbox(address))}"
    return signing.Signer(salt=_SALT).sign(whose).replace(":", "~", 1)


def whose_letters(token: str) -> dict[str, object] | None:
    """Give whose letters a link stops; None for one that we did not write."""
    try:
        whose = signing.Signer(salt=_SALT).unsign(token.replace("~", ":", 1))
    except signing.BadSignature:
        return None
    if whose.startswith("m"):
        return {"address_mark": whose[1:]}
    found = User.objects.filter(pk=int(whose[1:])).first()
    return {"person": found} if found else None


def has_stopped(whose: dict[str, object]) -> bool:
    """Tell whether somebody wants no letters about surveys."""
    return _stops(whose).exists()


def stop_letters(*, whose: dict[str, object], now: datetime) -> None:
    """Send no more letters about surveys; twice is once."""
    SurveyStop.objects.get_or_create(**whose, defaults={"stopped_on": localdate(now)})


def allow_letters(*, whose: dict[str, object]) -> None:
    """Send letters about surveys again."""
    _stops(whose).delete()


def _stops(whose: dict[str, object]) -> QuerySet[SurveyStop]:
    """List what stops these letters, whichever link it was written with."""
    person = whose.get("person")
    if isinstance(person, User):
        return stops_of(person)
    return stops_of_mark(str(whose["address_mark"]))
