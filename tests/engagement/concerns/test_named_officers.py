"""What names an officer is kept from that officer, by every way there is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from engagement.common.roles import NOBODY, Viewer
from engagement.concerns.models import Concern, Naming
from engagement.concerns.queries import (
    InboxFilters,
    InboxView,
    concerns_visible_to,
    inbox_counts,
    inbox_for,
    issues_visible_to,
)
from engagement.concerns.services import find_named, merge_issues, submit_concern
from engagement.concerns.services.letters import send_officer_letter
from engagement.outbox.models import Job
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.concerns import (
    make_concern,
    make_issue,
    make_kind,
    make_submission,
)
from tests.factories.people import make_admin, make_officer
from tests.factories.places import make_neighborhood
from tests.harness.mailsink import MailSink

pytestmark = pytest.mark.django_db
NOW = datetime(2100, 11, 20, 15, 42, tzinfo=UTC)  # after every grant of a test
FILTERS = InboxFilters(today=NOW.date(), now=NOW)
ABOUT = "Officer Reyes parks on the crossing"


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood()


def named(place: Neighborhood | None, name: str = "Officer Dana Reyes") -> User:
    officer = make_officer(of=place)
    officer.name = name
    officer.save()
    return officer


def send(place: Neighborhood, text: str = ABOUT, key: str = "key") -> Concern:
    receipt = submit_concern(
        submission=make_submission(neighborhood=place, text=text),
        person=None,
        device=None,
        idempotency_key=key,
        now=NOW,
    )
    return Concern.objects.select_related("issue").get(pk=receipt.concern_id)


def lists_of(officer: User) -> set[int]:
    viewer = Viewer(user=officer)
    shown = inbox_for(viewer, InboxView.OPEN, FILTERS)
    assert inbox_counts(viewer, FILTERS)["open"] == shown.count()
    return set(shown.values_list("pk", flat=True))


def test_from_the_first_moment_on_it_is_in_no_list_of_the_officer(
    place: Neighborhood,
) -> None:
    officer, colleague = named(place), make_officer(of=place)
    about, other = send(place), send(place, "Three lamps are out", key="other")

    assert lists_of(officer) == {other.issue_id}
    assert lists_of(colleague) == {about.issue_id, other.issue_id}
    assert list(concerns_visible_to(Viewer(user=officer))) == [other]
    assert set(concerns_visible_to(Viewer(user=colleague))) == {about, other}


def test_its_public_page_stays_as_public_as_for_anybody(place: Neighborhood) -> None:
    officer = named(place)
    about = send(place)

    for viewer in (Viewer(user=officer), NOBODY):
        assert about.issue in issues_visible_to(viewer)


def test_officers_of_the_town_and_administrators_are_looked_for_too(
    place: Neighborhood,
) -> None:
    chief = named(None, "Ada Lovell")
    admin = make_admin()
    admin.name = "Priya Joshi"
    admin.save()
    elsewhere = named(make_neighborhood(), "Kim Park")

    send(place, "Ada Lovell and Priya Joshi laughed. So did Kim Park.")

    assert set(Naming.objects.values_list("user", flat=True)) == {chief.pk, admin.pk}
    assert find_named(now=NOW) == 1
    assert Naming.objects.filter(user=elsewhere).exists()
    assert find_named(now=NOW) == 0


def test_an_officer_who_comes_later_is_found_at_night(place: Neighborhood) -> None:
    about = send(place)
    officer = named(place)
    assert lists_of(officer) == {about.issue_id}

    find_named(now=NOW)

    assert lists_of(officer) == set()


def test_closed_ones_are_not_read_again(place: Neighborhood) -> None:
    closed = make_issue(neighborhood=place, status="done", closed_at=NOW)
    make_concern(issue=closed, text=ABOUT)
    named(place)

    assert find_named(now=NOW) == 0


def test_a_problem_it_was_merged_into_is_hidden_too(
    client: Client, place: Neighborhood
) -> None:
    officer, colleague = named(place), make_officer(of=place)
    kind = make_kind()
    whole = make_issue(neighborhood=place, kind=kind)
    make_concern(issue=whole)
    part = make_concern(issue=make_issue(neighborhood=place, kind=kind), text=ABOUT)
    find_named(now=NOW)
    merge_issues(
        issue_id=part.issue_id,
        into_id=whole.pk,
        actor=colleague,
        reason="The same crossing",
        now=NOW,
    )
    client.force_login(officer)

    assert lists_of(officer) == set()
    assert lists_of(colleague) == {whole.pk}
    page = reverse("concerns:desk_issue", args=[whole.reference])
    assert client.get(page).status_code == 404


def test_no_letter_tells_the_officer_of_it(place: Neighborhood, sink: MailSink) -> None:
    colleague, officer = make_officer(of=place), named(place)
    about = send(place)

    for number, person in enumerate((officer, colleague)):
        job = Job.objects.create(
            task="concerns.send_officer_letter",
            about=f"letter {number}",
            created_at=NOW,
            not_before=NOW,
        )
        send_officer_letter(
            job_id=job.pk, person_id=person.pk, issue_id=about.issue_id, now=NOW
        )

    assert [letter["To"] for letter in sink.letters] == [colleague.email]
