"""Officers hear of reports that wait for them, once, and of nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail

from engagement.outbox.models import Job
from engagement.people.models import Grant, User
from engagement.places.models import Neighborhood
from engagement.priorities.choices import ReportStatus
from engagement.priorities.models import Report, Run
from engagement.priorities.services import building
from engagement.priorities.services.reviewers import send_review_letter
from tests.engagement.priorities.test_building import MONDAY_6, WEEK, build, busy_place
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
LINK = "http://localhost/desk/priorities/"


def officer_since_long(of: Neighborhood | None = None) -> User:
    officer = make_officer(of=of)
    Grant.objects.filter(user=officer).update(starts_at=MONDAY_6 - timedelta(days=400))
    return officer


def told() -> list[User | None]:
    return [job.person for job in Job.objects.order_by("person_id")]


def send(officer: User, run: Run, now: datetime = MONDAY_6) -> list[str]:
    job = Job.objects.get(person=officer)
    send_review_letter(
        job_id=job.pk, run_id=run.pk, person_id=officer.pk, link=LINK, now=now
    )
    job.refresh_from_db()
    assert job.done_at is not None
    return [str(letter.body) for letter in mail.outbox]


def test_officers_of_a_place_hear_that_its_report_waits() -> None:
    place, other = busy_place(), make_neighborhood()
    here, everywhere = officer_since_long(of=place), officer_since_long()
    officer_since_long(of=other)
    make_user()

    build(place, other)

    assert told() == [here, everywhere]


def test_one_letter_names_all_that_waits_for_the_officer() -> None:
    places: list[Neighborhood] = [busy_place(), busy_place()]
    officer = officer_since_long()
    run = build(*places)

    (body,) = send(officer, run)

    assert mail.outbox[0].subject == "2 priority reports wait for you"
    assert all(f"- {place.name}\n" in body for place in places)
    assert LINK in body


def test_what_was_signed_before_the_letter_left_is_not_asked_for() -> None:
    place = busy_place()
    officer = officer_since_long(of=place)
    run = build(place)
    Report.objects.update(status=ReportStatus.SIGNED, signed_at=MONDAY_6)

    assert send(officer, run) == []


def test_whoever_asked_for_the_build_gets_no_letter() -> None:
    place = busy_place()
    officer = officer_since_long(of=place)
    run = building.start_run(week=WEEK, asked_by=officer, now=MONDAY_6)
    building.prepare_run(run_id=run.pk)
    building.build_part(run_id=run.pk, neighborhood_id=place.pk, now=MONDAY_6)

    building.finish_run(run_id=run.pk, now=MONDAY_6)

    assert told() == []


def test_building_the_same_again_tells_nobody_again() -> None:
    place = busy_place()
    officer_since_long(of=place)
    build(place)

    build(place, now=MONDAY_6 + timedelta(hours=1))

    assert Job.objects.count() == 1


def test_an_empty_report_or_an_old_week_tells_nobody() -> None:
    place = make_neighborhood()
    officer_since_long(of=place)
    build(place)
    old = busy_place()
    officer_since_long(of=old)

    build(old, now=MONDAY_6 + timedelta(days=21))

    assert told() == []
