"""By the clock: asking those something happened for, and the next wave of a pulse."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from engagement.common.marks import marks_of
from engagement.people.addresses import one_mailbox
from engagement.people.models import User
from feedback.checking import faults_of
from feedback.choices import SurveyKind, SurveyState
from feedback.models import EventsRead, Invitation, Survey, Version, Wave
from feedback.queries.events import Guest, guests_since
from feedback.queries.invited import (
    ADDRESS,
    RESTING,
    wants_no_letters,
)
from feedback.queries.shapes import shape_of, version_now
from feedback.queries.visible import is_full
from feedback.services.asking import ask_addresses, ask_people, draw, invitation_to
from feedback.services.locks import note
from feedback.tokens import invitation_mark, tokens_of_address

LOOKS_BACK: Final = timedelta(hours=1)  # what was written while we read is found then


def ask_after_events(*, now: datetime) -> int:
    """Ask about what has happened since the last look; say how many were asked."""
    surveys = Survey.objects.filter(
        kind=SurveyKind.EVENT,
        state=SurveyState.PUBLISHED,
        waves__opens_at__lte=now,
        waves__closes_at__gt=now,
    )
    return sum(_ask_for(pk, now) for pk in surveys.values_list("pk", flat=True))


@transaction.atomic
def _ask_for(survey_id: int, now: datetime) -> int:
    survey = Survey.objects.select_for_update(of=["self"]).get(pk=survey_id)
    wave = survey.waves.filter(opens_at__lte=now, closes_at__gt=now).first()
    if wave is None or survey.state != SurveyState.PUBLISHED or is_full(wave):
        return 0
    read, _is_new = EventsRead.objects.get_or_create(
        survey=survey, defaults={"until": wave.opens_at}
    )
    guests = guests_since(survey, read.until - LOOKS_BACK, now)
    asked = sum(_ask(survey, wave, guest, now) for guest in guests)
    read.until = now
    read.save(update_fields=["until"])
    return asked


def _ask(survey: Survey, wave: Wave, guest: Guest, now: datetime) -> bool:
    """Ask one, if nobody asked them for it and they have rested long enough."""
    since = now - timedelta(weeks=survey.rest_weeks)
    lately = Invitation.objects.filter(
        Q(wave__survey__kind__in=RESTING, made_at__gt=since)
        | Q(wave__survey=survey, subject=guest.subject)
    )
    if guest.person_id is not None:
        person = User.objects.filter(pk=guest.person_id, is_active=True).first()
        if (
            person is None
            or lately.filter(person=person).exists()
            or wants_no_letters(person=person)
        ):
            return False
        ask_people(wave, [person], guest.subject, now)
        return True
    mailbox = one_mailbox(guest.address)
    marks = marks_of(ADDRESS, mailbox)
    if not mailbox or wants_no_letters(person=None, address=mailbox):
        return False
    known = _links_of(survey, mailbox, guest.subject)
    if lately.filter(Q(address_mark__in=marks) | Q(token_hash__in=known)).exists():
        return False
    row = invitation_to(wave, mailbox, guest.language, now, guest.subject)
    ask_addresses(wave, [row], now)
    return True


def _links_of(survey: Survey, mailbox: str, subject: str) -> list[str]:
    """Work out by what an address asked before is known, once its mark was let go."""
    waves = survey.waves.values_list("pk", flat=True)
    return [
        invitation_mark(token)
        for wave_id in waves
        for token in tokens_of_address(wave_id, mailbox, subject)
    ]


# -- a pulse ---------------------------------------------------------------------------
def beat_pulses(*, now: datetime) -> int:
    """Bring out what is due again, and draw others than last time; count the waves."""
    pulses = Survey.objects.filter(kind=SurveyKind.PULSE, state=SurveyState.PUBLISHED)
    return sum(_beat(pk, now) for pk in pulses.values_list("pk", flat=True))


@transaction.atomic
def _beat(survey_id: int, now: datetime) -> int:
    survey = Survey.objects.select_for_update(of=["self"]).get(pk=survey_id)
    last = survey.waves.order_by("-number").first()
    if last is None or survey.state != SurveyState.PUBLISHED:
        return 0
    is_new = _is_due(survey, last, now)
    wave = _next_wave(survey, last, now) if is_new else last
    has_asked = Invitation.objects.filter(wave=wave).exists()
    if wave.is_open(now) and not has_asked and draw(survey, wave, now):
        note(survey, None, "survey.draw", now)
    return int(is_new)


def _is_due(survey: Survey, last: Wave, now: datetime) -> bool:
    return last.closes_at <= now and _comes_at(survey, last) <= now


def _comes_at(survey: Survey, last: Wave) -> datetime:
    return last.opens_at + timedelta(weeks=survey.every_weeks or 1)


def _version_to_ask(survey: Survey, last: Wave) -> Version:
    """The newest questions if they would work, as a person who publishes needs them to."""
    newest = version_now(survey)
    if newest is None or not newest.questions.exists() or faults_of(shape_of(newest)):
        return last.version
    return newest


def _next_wave(survey: Survey, last: Wave, now: datetime) -> Wave:
    """The next wave is as long as the last and begins in its turn, however late we are."""
    opens_at = _comes_at(survey, last)
    step = timedelta(weeks=survey.every_weeks or 1)
    length = last.closes_at - last.opens_at
    while opens_at < last.closes_at or opens_at + length <= now:
        opens_at += step
    wave = Wave.objects.create(
        survey=survey,
        version=_version_to_ask(survey, last),
        number=last.number + 1,
        opens_at=opens_at,
        closes_at=opens_at + length,
    )
    note(survey, None, "survey.add_wave", now, number=wave.number)
    return wave
