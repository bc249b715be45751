"""Telling a concern, question by question, without any script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.concerns.contacts import ContactDetails, read_contact
from engagement.concerns.models import Concern, Draft, Issue, Voice
from engagement.concerns.queries import concern_by_receipt
from engagement.places.models import Neighborhood
from tests.engagement.concerns.walking import Walk, leads_to
from tests.factories.concerns import make_issue, make_kind
from tests.factories.places import (
    make_neighborhood,
    make_snap_point,
    make_street,
    make_town,
    middle_of,
)

pytestmark = pytest.mark.django_db
GONE = "/report/?gone=1"
STEPS = ["urgent", "where", "details", "same", "contact", "check", "done", "save"]


@pytest.fixture
def place() -> Neighborhood:
    make_town(emergency_number="112")
    made = make_neighborhood("Millbrook")
    make_snap_point(made, "Mill Road")
    lat, lon = middle_of(made)
    make_street(
        "Mill Road", neighborhood=made, line=[(lon - 0.005, lat), (lon + 0.005, lat)]
    )
    return made


@pytest.fixture
def walk(place: Neighborhood) -> Walk:
    return Walk(place)


def test_the_first_screen_offers_each_group_with_an_example(walk: Walk) -> None:
    page = walk.get("what")

    assert page.context["form"].fields["group"].choices[0] == (
        "traffic",
        "Traffic and parking",
    )
    assert len(page.context["form"].fields["group"].choices) in range(8, 12)
    assert "Cars going too fast past the school." in page.text
    assert page["Cache-Control"] == "no-store, private"


def test_a_group_with_several_kinds_asks_which(walk: Walk) -> None:
    answer = walk.post("what", group="traffic")

    assert leads_to(answer) == "/report/what/?group=traffic"
    assert "Speeding" in walk.client.get(leads_to(answer)).text


def test_a_group_with_one_kind_asks_nothing_more(walk: Walk) -> None:
    assert leads_to(walk.post("what", group="noise_group")) == "/report/where/"


@pytest.mark.parametrize("typed", [{}, {"group": "weather"}])
def test_without_a_choice_the_question_is_asked_again(
    walk: Walk, typed: dict[str, str]
) -> None:
    page = walk.post("what", **typed)

    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert Draft.objects.count() == 0


def test_without_any_kind_the_page_says_so() -> None:
    make_kind("anything").parent.kinds.update(is_active=False)  # type: ignore[union-attr]  # it has one
    for kind in make_kind("anything").__class__.objects.all():
        kind.is_active = False
        kind.save()

    page = Client().get(reverse("concerns:report_what"))

    assert "Nothing can be sent yet" in page.text


def test_an_urgent_kind_stops_first_with_the_towns_own_numbers(walk: Walk) -> None:
    answer = walk.post("what", in_group="property", kind="burglary")

    page = walk.client.get(leads_to(answer))

    assert leads_to(answer) == "/report/urgent/"
    assert 'href="tel:112"' in page.text
    assert "call 112" in page.text
    assert 'href="/report/where/"' in page.text


@pytest.mark.parametrize("step", STEPS)
def test_a_question_without_a_draft_leads_to_the_start(walk: Walk, step: str) -> None:
    assert leads_to(walk.get(step)) == GONE


def test_a_draft_that_ran_out_is_explained(walk: Walk) -> None:
    walk.to("details")
    Draft.objects.update(expires_at=now() - timedelta(seconds=1))

    page = walk.client.get(leads_to(walk.details()))

    assert "We delete drafts after 24 hours to protect you" in page.text


@pytest.mark.parametrize("step", ["details", "contact", "check"])
def test_no_question_can_be_jumped(walk: Walk, step: str) -> None:
    walk.to("where")

    assert leads_to(walk.get(step)) == "/report/where/"


def test_the_start_offers_to_go_on_or_to_forget(walk: Walk) -> None:
    walk.to("details")

    page = walk.client.get(reverse("concerns:report"))
    walk.client.post(reverse("concerns:report_drop"))

    assert page.context["go_on_url"] == "/report/details/"
    assert Draft.objects.count() == 0


def test_an_empty_story_is_asked_for_and_the_rest_is_kept(walk: Walk) -> None:
    page = walk.to("details").details(text=" ", how_often="every night")

    assert "Tell us in a few words what is happening" in page.text
    assert 'value="every night"' in page.text


def test_a_story_too_long_is_not_cut(walk: Walk) -> None:
    story = "a" * 1501

    page = walk.to("details").details(text=story)

    assert "Please shorten it to 1,500 characters" in page.text
    assert story in page.text


def test_words_that_name_somebody_are_asked_about_once(walk: Walk) -> None:
    story = "Call Mr Miller, 555-010-0199"
    page = walk.to("details").details(text=story)

    kept = walk.details(text=story, keep="1")
    again = walk.details(text=story)

    assert "“Mr Miller” looks like a person’s name" in page.text
    assert "“555-010-0199” looks like a phone number" in page.text
    assert leads_to(kept) == leads_to(again) == "/report/contact/"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"contact_by": ""}, "Choose how we can reach you"),
        ({"contact_by": "email"}, "Write your e-mail address"),
        ({"contact_by": "email", "email": "me"}, "Write the e-mail address like"),
        ({"contact_by": "phone", "phone": "call me"}, "Write the phone number with"),
        ({"contact_by": "pigeon"}, "Choose one from the list"),
    ],
)
def test_a_contact_that_cannot_work_is_said_in_the_same_words_twice(
    walk: Walk, typed: dict[str, str], said: str
) -> None:
    page = walk.to("contact").contact(**typed)

    assert page.text.count(said) == 2


def test_a_leftover_in_the_other_contact_field_does_no_harm(walk: Walk) -> None:
    answer = walk.to("contact").contact(contact_by="none", email="not an address")

    assert leads_to(answer) == "/report/check/"


@pytest.mark.parametrize(
    ("typed", "allowed"),
    [
        ({"contact_by": "email", "email": "me@example.org"}, (False, False)),
        (
            {"contact_by": "phone", "phone": "555 010 0199", "updates": "on"},
            (True, False),
        ),
        ({"contact_by": "none", "name": "Ann", "share": "on"}, (False, False)),
    ],
)
def test_officers_see_what_was_allowed_and_a_number_is_there_to_be_called(
    walk: Walk, typed: dict[str, str], allowed: tuple[bool, bool]
) -> None:
    walk.to("contact").contact(**typed)

    page = walk.get("check")
    walk.post("check")

    concern = Concern.objects.get()
    assert (concern.share_with_officer, concern.wants_updates) == allowed
    assert ("We write down who looked." in page.text) is allowed[0]
    assert ("Not your name, and not how to reach you." in page.text) is not allowed[0]
    assert read_contact(concern.contact_sealed).name == ""


@pytest.mark.parametrize(
    ("privacy", "never"),
    [
        ("public", "Never your name, or how to reach you."),
        ("area", "Never your words, your name, or how to reach you."),
        ("sensitive", "Never your words, your name, or how to reach you."),
    ],
)
def test_what_neighbors_will_read_is_said_before_it_is_sent(
    walk: Walk, privacy: str, never: str
) -> None:
    told = privacy == "public"
    walk.what()
    walk.where(privacy=privacy)
    walk.photos()
    walk.details()
    walk.contact()

    page = walk.get("check").text
    walk.post("check")

    assert ("Your words, once a moderator has looked at them." in page) is told
    assert never in page
    assert (Concern.objects.get().review is not None) is told


def test_the_answers_are_shown_with_a_way_to_change_each(walk: Walk) -> None:
    walk.to("contact").contact(contact_by="email", email="me@example.org", updates="on")

    page = walk.get("check")

    rows = {row["label"]: row["value"] for row in page.context["rows"]}
    assert rows["What"] == "Speeding"
    assert rows["Where"] == "Where you put the pin\nMillbrook"
    assert rows["Your words"] == "Cars race past the school"
    assert rows["How we can reach you"].startswith("me@example.org\n")
    assert {row["change"] for row in page.context["rows"]} == {
        f"/report/{step}/?back=check"
        for step in ("what", "where", "photos", "details", "contact")
    }


def test_a_change_leads_back_to_all_answers(walk: Walk) -> None:
    walk.to("check")

    answer = walk.details(text="Cars and bikes race past", back="check")

    assert leads_to(answer) == "/report/check/"
    assert "Cars and bikes race past" in walk.get("check").text


def test_another_kind_asks_again_who_may_see_it(walk: Walk) -> None:
    walk.to("check")

    walk.post("what", in_group="unsafe", kind="domestic", back="check")

    assert leads_to(walk.get("check")) == "/report/where/"
    assert "Only officers will see this concern" in walk.get("where").text


def test_sending_keeps_the_concern_and_shows_reference_and_receipt(walk: Walk) -> None:
    walk.to("contact").contact(contact_by="email", email="me@example.org", name="Ann")

    answer = walk.post("check")
    page = walk.client.get(leads_to(answer))

    concern = Concern.objects.get()
    receipt = page.context["receipt"]
    assert leads_to(answer) == "/report/done/"
    assert concern.reference[:4] + "-" + concern.reference[4:] in page.text
    assert concern_by_receipt(receipt) == concern
    assert page.context["receipt_url"] == f"http://testserver/r/{receipt}/"
    assert "We are sending a copy to me@example.org" in page.text
    assert read_contact(concern.contact_sealed) == ContactDetails(
        address="me@example.org", name="Ann"
    )
    assert (concern.text, concern.kind.code) == (
        "Cars race past the school",
        "speeding",
    )


def test_pressing_send_twice_is_one_concern_with_one_reference(walk: Walk) -> None:
    walk.to("check")
    before = dict(Draft.objects.values_list("pk", "answers"))
    walk.post("check")
    first = walk.get("done").context["receipt"]
    # the second press was under way before the first was answered
    Draft.objects.update(concern=None, answers=before.popitem()[1])

    walk.post("check")

    assert walk.get("done").context["receipt"] == first
    assert (Concern.objects.count(), Issue.objects.count()) == (1, 1)
    assert Voice.objects.count() == 1


def test_after_sending_the_answers_are_gone_and_no_question_opens(walk: Walk) -> None:
    walk.to("check").post("check")

    assert Draft.objects.get().answers == {}
    assert leads_to(walk.get("details")) == "/report/done/"
    assert leads_to(walk.get("save")) == GONE


def test_what_the_service_refuses_is_said_and_the_answers_stay(walk: Walk) -> None:
    walk.to("check")
    walk.place.is_active = False
    walk.place.save()

    page = walk.post("check")

    assert page.status_code == 200
    assert "Nothing was sent" in page.text
    assert "Cars race past the school" in page.text
    assert Concern.objects.count() == 0


def test_the_receipt_is_not_shown_before_anything_is_kept(walk: Walk) -> None:
    walk.to("check")

    assert leads_to(walk.get("done")) == "/report/check/"


@pytest.mark.parametrize("before", [1, 3])
def test_sending_takes_at_most_18_statements(walk: Walk, before: int) -> None:
    for _number in range(before):
        make_issue(neighborhood=walk.place, kind=make_kind("speeding"))
    walk.to("check")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        walk.post("check")

    told = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]
    assert len(told) <= 18, told


# -- later -------------------------------------------------------------------------
def test_a_draft_goes_on_in_another_browser_with_a_link_that_works_once(
    walk: Walk,
) -> None:
    walk.to("details")
    link = walk.get("save").context["link"].removeprefix("http://testserver")
    other = Walk(walk.place, client=Client())

    shown = other.client.get(link)
    other.client.post(link)

    assert "Go on only" not in shown.text
    assert Draft.objects.count() == 1
    assert other.get("details").status_code == 200
    assert leads_to(walk.get("details")) == GONE
    assert leads_to(Client().get(link)) == GONE


# -- is it one of these ------------------------------------------------------------
def test_a_near_one_is_offered_by_kind_and_street_and_joining_ends_the_flow(
    walk: Walk,
) -> None:
    issue = make_issue(
        neighborhood=walk.place,
        kind=make_kind("speeding"),
        snap_point=walk.place.snap_points.get(),
    )
    walk.to("where")
    page = walk.post("where", find="1", place="Mill Road")

    answer = walk.post("join", same=issue.reference)

    assert [near.issue for near in page.context["near"]] == [issue]
    assert "Speeding: Mill Road" in page.text
    assert leads_to(answer) == issue.get_absolute_url()
    assert Voice.objects.filter(issue=issue).count() == 1
    assert (Draft.objects.count(), Concern.objects.count()) == (0, 0)


def test_near_ones_are_asked_again_after_the_words_only_when_new(walk: Walk) -> None:
    walk.to("details")
    issue = make_issue(
        neighborhood=walk.place,
        kind=make_kind("speeding"),
        snap_point=walk.place.snap_points.get(),
    )

    first = walk.details()
    page = walk.get("same")
    second = walk.details()

    assert leads_to(first) == "/report/same/"
    assert [near.issue for near in page.context["near"]] == [issue]
    assert leads_to(second) == "/report/contact/"
