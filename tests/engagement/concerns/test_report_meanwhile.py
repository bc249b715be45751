"""What changes while somebody is telling a concern: nothing that was told is lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.concerns.models import Draft, Issue, Kind, Voice
from engagement.concerns.services.drafts import (
    answers_of,
    remember_shown,
    save_answers,
)
from engagement.places.models import Neighborhood
from tests.engagement.concerns.walking import Walk, leads_to
from tests.factories.concerns import make_issue
from tests.factories.places import make_neighborhood, make_snap_point, make_town

pytestmark = pytest.mark.django_db
JOIN = reverse("concerns:report_join")


@pytest.fixture
def place() -> Neighborhood:
    make_town()
    made = make_neighborhood("Millbrook")
    make_snap_point(made, "Mill Road")
    return made


@pytest.fixture
def walk(place: Neighborhood) -> Walk:
    return Walk(place)


@pytest.mark.parametrize("step", ["where", "check"])
def test_a_kind_that_was_retired_is_asked_for_again_and_the_rest_stays(
    walk: Walk, step: str
) -> None:
    walk.to("check")
    Kind.objects.filter(code="speeding").update(is_active=False)

    answer = walk.get(step)
    page = walk.client.get(leads_to(answer))

    assert leads_to(answer) == "/report/what/"
    assert "no longer taken here. Choose another one." in page.text
    assert answers_of(Draft.objects.get()).text == "Cars race past the school"


def test_joining_one_that_closed_meanwhile_goes_on_with_the_draft(walk: Walk) -> None:
    issue = make_issue(neighborhood=walk.place, status="done", closed_at=now())
    walk.to("contact")

    answer = walk.client.post(JOIN, {"same": issue.reference})

    assert leads_to(answer) == "/report/contact/"
    assert "This one is closed" in walk.get("contact").text
    assert Voice.objects.count() == 0


def test_joining_one_that_closed_begins_anew_where_nothing_was_told(
    place: Neighborhood,
) -> None:
    issue = make_issue(neighborhood=place, status="done", closed_at=now())

    answer = Client().post(JOIN, {"same": issue.reference}, follow=True)

    assert answer.redirect_chain == [("/report/what/", 302)]
    assert "This one is closed" in answer.text


def test_a_flood_of_joining_from_one_network_is_slowed_down(
    place: Neighborhood,
) -> None:
    issue = make_issue(neighborhood=place)
    sent = {"same": issue.reference}

    answers = [Client().post(JOIN, sent).status_code for _number in range(61)]

    assert answers == [302] * 60 + [429]
    assert Issue.objects.get().supporters == 60


def test_a_pin_moved_late_takes_back_nothing_that_was_kept(walk: Walk) -> None:
    walk.to("where")
    read_before = Draft.objects.get()
    walk.where(place="By the school")

    remember_shown(draft=read_before, references=["K7Q2M9XD"])

    kept = answers_of(Draft.objects.get())
    assert (kept.place, kept.has_where, kept.not_these) == (
        "By the school",
        True,
        ["K7Q2M9XD"],
    )


def test_a_pin_moved_after_sending_changes_nothing(walk: Walk) -> None:
    walk.to("check")
    walk.post("check")
    draft = Draft.objects.get()

    remember_shown(draft=draft, references=["K7Q2M9XD"])
    save_answers(draft=draft, answers=answers_of(draft))

    assert Draft.objects.get().answers == {}


def test_one_that_was_joined_with_a_hidden_one_leads_nowhere(
    place: Neighborhood,
) -> None:
    hidden = make_issue(neighborhood=place, privacy="sensitive")
    joined = make_issue(neighborhood=place, merged_into=hidden)

    answer = Client().get(joined.get_absolute_url())

    assert answer.status_code == 404
    assert hidden.reference not in answer.text


def test_one_that_is_held_back_has_no_public_page_to_see(walk: Walk) -> None:
    walk.to("check")
    walk.post("check")
    shown = walk.get("done").text
    Issue.objects.update(is_held=True)

    held = walk.get("done").text

    assert "See its public page" in shown
    assert "See its public page" not in held
