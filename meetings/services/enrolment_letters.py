"""Letters to those who enrol for a series, and to a parent or guardian who must agree."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from engagement.concerns.receipts import receipt_again
from engagement.outbox.services import deliver, finish
from meetings.choices import EnrolmentState
from meetings.models import SeriesEnrolment
from meetings.queries.enrolments import coming_of_series, place_in_series_line
from meetings.services.enrolling import read_guardian
from meetings.services.letters import place_of
from meetings.services.reaching import address_of
from meetings.wishes import read_wish

_SAID = (
    EnrolmentState.ASKED,
    EnrolmentState.WAITING,
    EnrolmentState.OFFERED,
    EnrolmentState.GUARDIAN,
    EnrolmentState.ENROLLED,
    EnrolmentState.LOST,
)


def enrolment_token(enrolment: SeriesEnrolment) -> str:
    """Give what opens an enrolment, as it was given at first."""
    return receipt_again(enrolment.key, enrolment.token_hash)


def guardian_token(enrolment: SeriesEnrolment) -> str:
    """Give what opens the page of a parent or guardian."""
    return receipt_again(enrolment.guardian_key, enrolment.guardian_hash or "")


def send_enrolment_letter(
    *, job_id: int, enrolment_id: int, version: int, now: datetime
) -> None:
    """Tell where somebody stands, unless they stand elsewhere by now."""
    enrolment = _of_version(enrolment_id, version)
    if enrolment is None or enrolment.state not in _SAID or _ran_out(enrolment, now):
        finish(job_id, now)
        return
    said = read_wish(enrolment.sealed)
    address = address_of(enrolment, said)
    facts = _facts(enrolment, now)
    if not address or not facts["dates"]:
        finish(job_id, now)
        return
    waits = enrolment.state == EnrolmentState.WAITING
    deliver(
        job_id=job_id,
        to=address,
        language=enrolment.language,
        template="enrolment",
        values={
            **facts,
            "name": said.name,
            "state": enrolment.state,
            "place_in_line": place_in_series_line(enrolment) if waits else 0,
            "link": _at("meetings:enrolled", enrolment_token(enrolment)),
        },
        now=now,
    )


def ask_guardian(
    *, job_id: int, enrolment_id: int, version: int, now: datetime
) -> None:
    """Ask a parent or guardian, while the place is held for their answer."""
    enrolment = _of_version(enrolment_id, version)
    if enrolment is None or not _waits_for_guardian(enrolment, now):
        finish(job_id, now)
        return
    guardian = read_guardian(enrolment.guardian_sealed)
    deliver(
        job_id=job_id,
        to=guardian.address,
        language=enrolment.language,
        template="enrolment_guardian",
        values={
            **_facts(enrolment, now),
            "name": guardian.name,
            "child": read_wish(enrolment.sealed).name,
            "link": _at("meetings:guardian", guardian_token(enrolment)),
        },
        now=now,
    )


def _of_version(enrolment_id: int, version: int) -> SeriesEnrolment | None:
    found = SeriesEnrolment.objects.filter(pk=enrolment_id, version=version)
    return found.select_related("series", "person").first()


def _ran_out(enrolment: SeriesEnrolment, now: datetime) -> bool:
    return enrolment.offered_until is not None and not enrolment.is_held(now)


def _waits_for_guardian(enrolment: SeriesEnrolment, now: datetime) -> bool:
    is_asked = enrolment.state == EnrolmentState.GUARDIAN and enrolment.is_held(now)
    return is_asked and bool(enrolment.guardian_sealed)


def _at(name: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _facts(enrolment: SeriesEnrolment, now: datetime) -> dict[str, Any]:
    """Give what every letter states: what, on which days, where, and how many."""
    series = enrolment.series
    ahead = list(coming_of_series(series.pk, now))
    return {
        "title": series.title,
        "dates": [(one.begins_at, one.ends_at, place_of(one)) for one in ahead],
        "page": _at("meetings:enrol", series.pk, series.slug),
        "party_size": enrolment.party_size,
        "offered_until": enrolment.offered_until,
    }
