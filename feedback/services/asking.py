"""Asking people: by mail, by letters with a code, by a draw; and reminding them once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from secrets import SystemRandom
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import name_of
from engagement.common.ids import new_code
from engagement.common.marks import marks_of
from engagement.common.roles import Actor
from engagement.common.sealed import seal
from engagement.outbox.services import enqueue
from engagement.people.addresses import one_mailbox
from engagement.people.models import User
from feedback.choices import Channel
from feedback.errors import AskingError
from feedback.models import Ballot, Invitation, Survey, Wave
from feedback.queries.invited import (
    ADDRESS,
    DRAW,
    LETTERS,
    MAIL,
    WAYS,
    marks_of_person,
    residents_to_draw,
    stopped_marks,
    to_remind,
)
from feedback.queries.visible import is_full, wave_now
from feedback.services.locks import note, survey_of_editor
from feedback.tokens import (
    invitation_mark,
    token_of_person,
    tokens_of_address,
    tokens_of_code,
)

MOST_ADDRESSES: Final = 2000
MOST_LETTERS: Final = 500
CODE_LENGTH: Final = 12  # 55 bits and a check; tries are counted (limits.py)


@transaction.atomic
def ask_by_mail(
    *,
    survey_id: int,
    addresses: Iterable[str],
    language: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Write to these addresses, once each; say how many are new.

    Raises NotAllowedError, AskingError.
    """
    survey = survey_of_editor(survey_id, actor)
    wave = wave_to_ask(survey, MAIL, now)
    mailboxes = list(dict.fromkeys(one_mailbox(one) for one in addresses))
    if len(mailboxes) > MOST_ADDRESSES:
        raise AskingError(
            _("Write to %(most)d addresses at most at once.") % {"most": MOST_ADDRESSES}
        )
    known = set(
        Invitation.objects.filter(wave=wave)
        .exclude(address_mark="")
        .values_list("address_mark", flat=True)
    )
    known |= stopped_marks()
    rows = [
        invitation_to(wave, mailbox, language, now)
        for mailbox in mailboxes
        if not known & set(marks_of(ADDRESS, mailbox))
    ]
    _send(wave, rows, now)
    note(survey, actor, "survey.ask_by_mail", now)
    return len(rows)


@transaction.atomic
def make_letters(
    *, survey_id: int, many: int, actor: Actor, now: datetime
) -> list[str]:
    """Make so many codes for letters; they are told this once and kept nowhere.

    Raises NotAllowedError, AskingError.
    """
    survey = survey_of_editor(survey_id, actor)
    wave = wave_to_ask(survey, LETTERS, now)
    if not 1 <= many <= MOST_LETTERS:
        raise AskingError(
            _("Make from 1 to %(most)d letters at once.") % {"most": MOST_LETTERS}
        )
    codes = [new_code(CODE_LENGTH) for _number in range(many)]
    rows = [
        Invitation(
            wave=wave,
            channel=Channel.LETTER,
            token_hash=invitation_mark(tokens_of_code(code)[0]),
            made_at=now,
            expires_at=wave.closes_at,
        )
        for code in codes
    ]
    _write(rows)
    note(survey, actor, "survey.make_letters", now, many=many)
    return codes


@transaction.atomic
def draw_residents(*, survey_id: int, actor: Actor, now: datetime) -> int:
    """Draw whom to ask and write to them; say how many were drawn now.

    Raises NotAllowedError, AskingError.
    """
    survey = survey_of_editor(survey_id, actor)
    wave = wave_to_ask(survey, DRAW, now)
    drawn = draw(survey, wave, now)
    if not drawn:
        raise AskingError(
            _("Nobody is left to draw: they were asked lately, or there are no more.")
        )
    note(survey, actor, "survey.draw", now)
    return drawn


def draw(survey: Survey, wave: Wave, now: datetime) -> int:
    """Draw up to as many as the survey asks of; the seed of chance is kept nowhere."""
    stopped = stopped_marks()
    people = [
        person
        for person in residents_to_draw(survey, wave, now).order_by("pk")
        if not stopped or not stopped & marks_of_person(person)
    ]
    asked = Invitation.objects.filter(wave=wave).count()
    wanted = len(people) if survey.ask_of is None else max(survey.ask_of - asked, 0)
    picked = SystemRandom().sample(people, min(wanted, len(people)))
    ask_people(wave, picked, "", now)
    return len(picked)


@transaction.atomic
def remind(*, survey_id: int, actor: Actor, now: datetime) -> None:
    """Write once more to those who still have their ballot; never a second time.

    Raises NotAllowedError, AskingError.
    """
    survey = survey_of_editor(survey_id, actor)
    wave = wave_now(survey, now)
    if wave is None or not wave.is_open(now):
        raise AskingError(_("The survey is not open now."))
    _require_room(wave)
    waiting = list(to_remind(wave).order_by("pk"))
    if not waiting:
        raise AskingError(_("Nobody is left to remind. Everybody is reminded once."))
    to_remind(wave).update(reminded_at=now)
    for invitation in waiting:
        enqueue(
            task="feedback.send_reminder",
            about=name_of(invitation),
            now=now,
            invitation_id=invitation.pk,
        )
    note(survey, actor, "survey.remind", now)


def wave_to_ask(survey: Survey, way: str, now: datetime) -> Wave:
    """Give the wave that is out or comes next. Raises AskingError."""
    if way not in WAYS[survey.kind]:
        raise AskingError(_("This kind of survey does not ask people this way."))
    wave = wave_now(survey, now)
    if wave is None or survey.is_draft or survey.is_ended or now >= wave.closes_at:
        raise AskingError(_("Publish the survey first, with a day it closes."))
    _require_room(wave)
    return wave


def _require_room(wave: Wave) -> None:
    if is_full(wave):
        raise AskingError(
            _("This survey has all the answers it can take. Nobody else is asked.")
        )


def ask_people(wave: Wave, people: Sequence[User], subject: str, now: datetime) -> None:
    """Write to people with an account."""
    rows = [
        Invitation(
            wave=wave,
            channel=Channel.MAIL,
            token_hash=invitation_mark(token_of_person(wave.pk, person.pk, subject)),
            person=person,
            language=person.language,
            subject=subject,
            made_at=now,
            expires_at=wave.closes_at,
        )
        for person in people
    ]
    _send(wave, rows, now)


def ask_addresses(wave: Wave, rows: list[Invitation], now: datetime) -> None:
    """Write to people of whom an address is known and no more."""
    _send(wave, rows, now)


def invitation_to(
    wave: Wave, mailbox: str, language: str, now: datetime, subject: str = ""
) -> Invitation:
    """Make the row of an address, not yet written down."""
    token = tokens_of_address(wave.pk, mailbox, subject)[0]
    return Invitation(
        wave=wave,
        channel=Channel.MAIL,
        token_hash=invitation_mark(token),
        address_mark=marks_of(ADDRESS, mailbox)[0],
        sealed=seal(mailbox),
        language=language,
        subject=subject,
        made_at=now,
        expires_at=wave.closes_at,
    )


def _write(rows: list[Invitation]) -> None:
    made = Invitation.objects.bulk_create(rows)
    Ballot.objects.bulk_create([Ballot(invitation=one) for one in made])


def _send(wave: Wave, rows: list[Invitation], now: datetime) -> None:
    _write(rows)
    for invitation in rows:
        enqueue(
            task="feedback.send_invitation",
            about=name_of(invitation),
            now=now,
            not_before=max(now, wave.opens_at),
            invitation_id=invitation.pk,
        )
