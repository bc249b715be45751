"""Enrolling for a whole series: with an account, or by two letters without one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.ids import new_receipt
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.common.sealed import seal, unseal
from engagement.concerns.receipts import hash_of, kept_key, receipt_from
from engagement.people.models import User
from meetings.choices import EnrolmentState
from meetings.errors import BookingIncompleteError, MeetingOverError, NoPlaceError
from meetings.models import Series, SeriesEnrolment
from meetings.models.enrolments import LIVE_ENROLMENTS
from meetings.permissions import can_enrol
from meetings.queries.enrolments import coming_of_series
from meetings.services.answering import LONGEST_NAME, checked_series_wish
from meetings.services.booking import CONFIRM_WITHIN, MOST_LETTERS
from meetings.services.series_seats import (
    end_standing,
    give_back_places,
    keep_enrolment,
    locked_for_enrolment,
    put_in_line,
    seat_everyone,
    seats_of_series,
    take_seats,
    tell_enrolled,
    tend_series_line,
)
from meetings.wishes import Wish, address_mark, address_marks, seal_wish

LONGEST_ADDRESS: Final = 254


@dataclass(frozen=True)
class Guardian:
    """A parent or guardian who must agree; empty for somebody of age."""

    name: str = ""
    address: str = ""


@transaction.atomic
def enrol_as_person(
    *,
    series_id: int,
    wish: Wish,
    guardian: Guardian | None,
    actor: User,
    language: str,
    now: datetime,
) -> SeriesEnrolment:
    """Enrol somebody with an account, or put them in line; pressing twice is once.

    Raises NotAllowedError, MeetingOverError, NoPlaceError, BookingIncompleteError.
    """
    series = _open_series(series_id, Viewer(user=actor), now)
    live = _live(series, actor.email).exclude(state=EnrolmentState.ASKED)
    mine = SeriesEnrolment.objects.filter(
        series=series, person=actor, state__in=LIVE_ENROLMENTS
    )
    found = (mine | live).order_by("pk").first()
    if found is not None:
        return found
    wish = checked_series_wish(series, wish, now)
    enrolment = _new(series, wish, guardian, actor.email, language, now)
    _live(series, actor.email).delete()  # asked by mail, and never confirmed
    enrolment.person = actor
    enrolment.sealed = seal_wish(wish, "")
    put_in_line(enrolment, series, now)
    enrolment.save()
    seat_everyone(series, now)
    tell_enrolled(enrolment, now)
    return enrolment


@transaction.atomic
def enrol_by_mail(
    *,
    series_id: int,
    wish: Wish,
    guardian: Guardian | None,
    address: str,
    language: str,
    now: datetime,
) -> SeriesEnrolment:
    """Send the link that confirms; nothing is held for it until it is pressed.

    An address that asked before gets its letter again, and the page says the same.
    Raises NotAllowedError, MeetingOverError, NoPlaceError, BookingIncompleteError.
    """
    series = _open_series(series_id, Viewer(), now)
    wish = checked_series_wish(series, wish, now)
    enrolment = _new(series, wish, guardian, address, language, now)
    found = _live(series, address).first()
    if found is not None:
        return _again(found, now)
    enrolment.save()
    tell_enrolled(enrolment, now)
    return enrolment


@transaction.atomic
def confirm_enrolment(*, enrolment_id: int, now: datetime) -> SeriesEnrolment:
    """Take the places, or one in line: the link in the letter was pressed.

    Raises MeetingOverError, NoPlaceError.
    """
    enrolment, series = locked_enrolment(enrolment_id)
    if enrolment.state != EnrolmentState.ASKED:
        return enrolment
    if enrolment.asked_at <= now - CONFIRM_WITHIN:
        raise NoPlaceError(_("This link was good for one day. Ask for a place again."))
    _require_open(series, now)
    put_in_line(enrolment, series, now)
    return _kept_and_seated(enrolment, series, now)


@transaction.atomic
def take_enrolment(*, enrolment_id: int, now: datetime) -> SeriesEnrolment:
    """Take the places that are held. Raises MeetingOverError, NoPlaceError."""
    enrolment, series = locked_enrolment(enrolment_id)
    if enrolment.state in {EnrolmentState.ENROLLED, EnrolmentState.GUARDIAN}:
        return enrolment
    _require_meetings(series, now)
    if enrolment.state != EnrolmentState.OFFERED or not enrolment.is_held(now):
        raise NoPlaceError(_("This place is no longer held for you."))
    take_seats(enrolment, now)
    return _kept_and_seated(enrolment, series, now)


@transaction.atomic
def agree_as_guardian(*, enrolment_id: int, now: datetime) -> SeriesEnrolment:
    """Let somebody under 18 come: the button in the guardian's letter was pressed.

    Raises MeetingOverError, NoPlaceError.
    """
    enrolment, series = locked_enrolment(enrolment_id)
    if enrolment.guardian_agreed_at is not None and enrolment.is_live:
        return enrolment
    _require_meetings(series, now)
    if enrolment.state != EnrolmentState.GUARDIAN or not enrolment.is_held(now):
        raise NoPlaceError(_("The place is no longer held. It can be asked for again."))
    enrolment.guardian_agreed_at, enrolment.guardian_sealed = now, b""
    take_seats(enrolment, now)
    return _kept_and_seated(enrolment, series, now)


@transaction.atomic
def end_enrolment(*, enrolment_id: int, now: datetime) -> SeriesEnrolment:
    """Leave the series: all places to come go back, and whoever is next is asked."""
    enrolment, series = locked_enrolment(enrolment_id)
    if not enrolment.is_live:
        return enrolment
    give_back_places(enrolment, now)
    end_standing(enrolment, EnrolmentState.ENDED, now)
    tend_series_line(series, now)
    return enrolment


@transaction.atomic
def refuse_as_guardian(*, enrolment_id: int, now: datetime) -> SeriesEnrolment:
    """Do not let them come; only whoever still has to agree may say so.

    Raises NoPlaceError.
    """
    enrolment, _series = locked_enrolment(enrolment_id)
    if enrolment.state != EnrolmentState.GUARDIAN:
        raise NoPlaceError(_("The place is no longer held. There is nothing to do."))
    return end_enrolment(enrolment_id=enrolment_id, now=now)


@transaction.atomic
def take_back_as_guardian(*, enrolment_id: int, now: datetime) -> SeriesEnrolment:
    """Let them come no more, after agreeing. Raises NoPlaceError before that."""
    enrolment, _series = locked_enrolment(enrolment_id)
    if enrolment.guardian_agreed_at is None:
        raise NoPlaceError(_("The place is no longer held. There is nothing to do."))
    return end_enrolment(enrolment_id=enrolment_id, now=now)


@transaction.atomic
def choose_series_letters(*, enrolment_id: int, wants: bool) -> SeriesEnrolment:
    """Stop letters about all meetings of the series, or have them again."""
    enrolment, _series = locked_enrolment(enrolment_id)
    enrolment.wants_letters = wants
    enrolment.save(update_fields=["wants_letters"])
    enrolment.bookings.update(wants_letters=wants)
    return enrolment


def locked_enrolment(enrolment_id: int) -> tuple[SeriesEnrolment, Series]:
    """Lock the series of an enrolment first, always in this order, then the row.

    A change of the series may have moved it to the one that goes on meanwhile.
    """
    one = SeriesEnrolment.objects.filter(pk=enrolment_id).values_list(
        "series", flat=True
    )
    series_id = one.get()
    series = locked_for_enrolment(series_id)
    if one.get() != series_id:
        series = locked_for_enrolment(one.get())
    enrolment = SeriesEnrolment.objects.select_for_update().get(pk=enrolment_id)
    enrolment.series = series
    return enrolment, series


def seal_guardian(guardian: Guardian) -> bytes:
    """Seal who must agree."""
    return seal(json.dumps(asdict(guardian)))


def read_guardian(sealed: bytes | memoryview) -> Guardian:
    """Read who must agree; nobody once they answered."""
    return Guardian(**json.loads(unseal(sealed))) if sealed else Guardian()


def _kept_and_seated(
    enrolment: SeriesEnrolment, series: Series, now: datetime
) -> SeriesEnrolment:
    keep_enrolment(enrolment, now)
    if enrolment.has_places:
        seat_everyone(series, now)
    return enrolment


def _open_series(series_id: int, viewer: Viewer, now: datetime) -> Series:
    series = locked_for_enrolment(series_id)
    if not can_enrol(viewer, series):
        raise NotAllowedError(_("Nobody enrols for this series by this page."))
    _require_open(series, now)
    return series


def _require_open(series: Series, now: datetime) -> None:
    if not series.takes_enrolments:
        raise MeetingOverError(_("Nobody can enrol for this series any more."))
    _require_meetings(series, now)


def _require_meetings(series: Series, now: datetime) -> None:
    if not coming_of_series(series.pk, now).exists():
        raise MeetingOverError(_("No meeting of this series is to come."))


def _live(series: Series, address: str) -> QuerySet[SeriesEnrolment]:
    marks = Q(address_mark__in=address_marks(address))
    live = SeriesEnrolment.objects.filter(
        marks, series=series, state__in=LIVE_ENROLMENTS
    )
    return live.order_by("pk")


def _new(
    series: Series,
    wish: Wish,
    guardian: Guardian | None,
    address: str,
    language: str,
    now: datetime,
) -> SeriesEnrolment:
    seats = seats_of_series(series)
    if seats is not None and wish.party_size > seats:
        raise NoPlaceError(_("There are not so many places. Come with fewer people."))
    key = kept_key(new_receipt())
    enrolment = SeriesEnrolment(
        series=series,
        address_mark=address_mark(address),
        sealed=seal_wish(wish, address),
        party_size=wish.party_size,
        state=EnrolmentState.ASKED,
        key=key,
        token_hash=hash_of(receipt_from(key)),
        language=language,
        asked_at=now,
    )
    if series.asks_guardian and guardian is not None:
        _name_guardian(enrolment, guardian)
    return enrolment


def _name_guardian(enrolment: SeriesEnrolment, guardian: Guardian) -> None:
    name = plain(guardian.name).strip()[:LONGEST_NAME]
    address = guardian.address.strip()[:LONGEST_ADDRESS]
    if not name or not address:
        raise BookingIncompleteError(
            _("Give the name and the e-mail address of your parent or guardian.")
        )
    enrolment.guardian_sealed = seal_guardian(Guardian(name, address))
    enrolment.guardian_key = kept_key(new_receipt())
    enrolment.guardian_hash = hash_of(receipt_from(enrolment.guardian_key))


def _again(enrolment: SeriesEnrolment, now: datetime) -> SeriesEnrolment:
    """Send the letter again, a few times and no more."""
    if enrolment.times_asked < MOST_LETTERS:
        enrolment.times_asked += 1
        if enrolment.state == EnrolmentState.ASKED:
            enrolment.asked_at = now
        keep_enrolment(enrolment, now)
    return enrolment
