from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from engagement.audit.models import Entry
from engagement.moderation.choices import State, Verdict, What
from engagement.moderation.models import Review, SampleNote
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.moderation import (
    make_decision,
    make_moderator,
    make_overseer,
    make_passed_review,
    make_review,
)
from tests.factories.people import make_officer, make_user
from tests.factories.photos import make_picture
from tests.factories.places import make_neighborhood, make_street, make_town

pytestmark = pytest.mark.django_db
QUEUE, FIND, SAMPLE = (
    "/desk/moderation/",
    "/desk/moderation/find/",
    "/desk/moderation/sample/",
)


@pytest.fixture
def here() -> Neighborhood:
    make_town(emergency_number="911")
    return make_neighborhood("Millbrook")


@pytest.fixture
def moderator(client: Client, here: Neighborhood) -> User:
    user = make_moderator(of=here)
    client.force_login(user)
    return user


def keys(client: Client, query: str = "") -> list[str]:
    return [row.review.key for row in client.get(QUEUE + query).context["rows"]]


def aged(hours: int, here: Neighborhood, text: str = "Words", **fields: object) -> str:
    asked_at = now() - timedelta(hours=hours)
    review = make_review(text, neighborhood=here)
    Review.objects.filter(pk=review.pk).update(asked_at=asked_at, **fields)
    return review.key


# -- the queue -------------------------------------------------------------------------
@pytest.mark.usefixtures("moderator")
def test_waiting_is_told_in_hours_as_only_the_hour_is_kept(
    client: Client, here: Neighborhood
) -> None:
    aged(0, here)
    aged(3, here)

    assert [row.waits for row in client.get(QUEUE).context["rows"]] == [
        "3\xa0hours",
        "less than an hour",
    ]


@pytest.mark.usefixtures("moderator")
def test_the_oldest_comes_first_but_dangers_before_all(
    client: Client, here: Neighborhood
) -> None:
    new, old = aged(1, here), aged(9, here)
    danger = aged(2, here, "A gun", is_urgent=True)
    aged(20, make_neighborhood())
    make_passed_review(neighborhood=here)

    assert keys(client) == [danger, old, new]
    assert client.get(QUEUE).context["counts"]["total"] == 3


@pytest.mark.usefixtures("moderator")
def test_a_photo_stands_small_in_the_queue_and_words_have_none(
    client: Client, here: Neighborhood
) -> None:
    make_review("Words", neighborhood=here)
    picture = make_picture(neighborhood=here)

    shown = client.get(QUEUE).content.decode()

    small = f"/desk/moderation/{picture.review.key}/photo/?small=1"
    assert shown.count("mod-row__photo") == 1
    assert small in shown
    assert client.get(small).headers["Content-Type"] == "image/jpeg"


@pytest.mark.usefixtures("moderator")
def test_the_queue_is_narrowed_by_area_what_and_finding(
    client: Client, here: Neighborhood
) -> None:
    plain = aged(3, here)
    named = aged(2, here, "Mr Miller is loud")
    photo = aged(1, here, what=What.PHOTO)

    assert keys(client, "?held_for=name") == [named]
    assert keys(client, "?what=photo") == [photo]
    assert keys(client, "?neighborhood=millbrook") == [plain, named, photo]
    assert keys(client, "?held_for=no-such-thing&view=zz") == [plain, named, photo]


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_at_one_and_three_rows(
    client: Client,
    here: Neighborhood,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _row in range(rows):
        review = make_review("Mr Miller is loud", neighborhood=here)
        make_decision(make_passed_review(neighborhood=here), Verdict.PASS)
    client.get(QUEUE)

    costs = {QUEUE: 7, f"{QUEUE}?view=decided": 7, review.get_absolute_url(): 11}
    for path, cost in costs.items():
        with django_assert_num_queries(cost):
            client.get(path)


def test_a_moderator_never_sees_who_sent_it(
    client: Client, here: Neighborhood, moderator: User
) -> None:
    sender = make_user("canary@example.org", name="Canary Person")
    review = make_review("Words", neighborhood=here, sender=sender)

    shown = client.get(QUEUE).content.decode()
    shown += client.get(review.get_absolute_url()).content.decode()

    assert "anary" not in shown
    assert str(moderator) not in review.party


# -- one of them -----------------------------------------------------------------------
@pytest.mark.usefixtures("moderator")
def test_what_was_sent_stands_marked_beside_what_will_be_shown(
    client: Client, here: Neighborhood
) -> None:
    make_street("Jonathan Street", neighborhood=here, line=[(0, 0), (0, 1)])
    review = make_review("On Jonathan Street call 555-010-0199", neighborhood=here)

    answer = client.get(review.get_absolute_url())

    pieces = [(one.words, one.found) for one in answer.context["pieces"]]
    assert pieces == [
        ("On Jonathan Street call ", ""),
        ("555-010-0199", "a phone number"),
    ]
    assert (
        '<mark class="mod-mark">555-010-0199<span class="govuk-visually-hidden">'
        in answer.content.decode()
    )


@pytest.mark.parametrize(
    ("what", "until", "reader"),
    [
        (What.CONCERN, "only the kind, the street and the status", "The public sees"),
        (What.COMMENT, "Until somebody decides: nothing.", "The public sees"),
        (What.POST, "Until somebody decides: nothing.", "The members of the group"),
    ],
)
@pytest.mark.usefixtures("moderator")
def test_it_is_told_who_reads_it(
    what: What, until: str, reader: str, client: Client, here: Neighborhood
) -> None:
    url = f"{QUEUE}{aged(1, here, what=what)}/"

    before = client.get(url).content.decode()
    after = client.post(url, {"act": "pass", "version": "1"}, follow=True)

    assert until in before
    assert f"It passed. {reader}" in after.content.decode()
    title = "What the members of the group read" if what == What.POST else ""
    assert (title or "What the public reads") in client.get(url).content.decode()


@pytest.mark.usefixtures("moderator")
def test_deciding_leads_to_the_next_that_waits(
    client: Client, here: Neighborhood
) -> None:
    old, new = aged(9, here), aged(1, here)

    first = client.post(f"{QUEUE}{old}/?what=concern", {"act": "pass", "version": "1"})
    last = client.post(f"{QUEUE}{new}/", {"act": "pass", "version": "1"})

    assert (first["Location"], last["Location"]) == (
        f"{QUEUE}{new}/?what=concern",
        QUEUE,
    )
    assert set(Review.objects.values_list("state", flat=True)) == {State.PASSED}


@pytest.mark.usefixtures("moderator")
def test_who_comes_second_is_told_and_nothing_is_lost(
    client: Client, here: Neighborhood
) -> None:
    review = make_review(neighborhood=here)
    client.post(review.get_absolute_url(), {"act": "pass", "version": "1"})

    late = client.post(
        review.get_absolute_url(),
        {"act": "refuse", "version": "1", "refuse-reason": "spam"},
    )

    assert late.status_code == 409
    assert "Somebody else decided a moment ago" in late.content.decode()
    review.refresh_from_db()
    assert review.state == State.PASSED


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"act": "refuse"}, "Choose the reason. The author reads it."),
        (
            {"act": "refuse", "refuse-reason": "other"},
            "Write the reason in your own words.",
        ),
        ({"act": "edit", "edit-shown": ""}, "Leave some words, or refuse them all."),
        (
            {
                "act": "edit",
                "edit-shown": "Mr Miller is loud",
                "edit-reason": "person",
                "edit-words": "kept words",
            },
            "Change the words first.",
        ),
    ],
)
def test_what_is_missing_is_said_beside_what_was_typed(
    client: Client, here: Neighborhood, sent: dict[str, str], said: str
) -> None:
    review = make_review("Mr Miller is loud", neighborhood=here)

    answer = client.post(review.get_absolute_url(), {"version": "1", **sent})

    text = answer.content.decode()
    assert (answer.status_code, said in text) == (200, True)
    assert sent.get("edit-words", "") in text
    assert "There is a problem" in text


@pytest.mark.usefixtures("moderator")
def test_words_are_edited_refused_and_taken_back_on_the_page(
    client: Client, here: Neighborhood
) -> None:
    review = make_review("Mr Miller is loud", neighborhood=here)
    url = review.get_absolute_url()

    client.post(
        url,
        {
            "act": "edit",
            "version": "1",
            "edit-shown": "Somebody is loud",
            "edit-reason": "person",
        },
    )
    review.refresh_from_db()
    assert (review.state, review.shown) == (State.PASSED, "Somebody is loud")
    assert "Take the last decision back" in client.get(url).content.decode()
    client.post(url, {"act": "undo", "version": "2"})
    client.post(url, {"act": "urgent", "version": "3"})
    client.post(url, {"act": "refuse", "version": "4", "refuse-reason": "person"})
    assert client.post(url, {"act": "no such act"}).status_code == 302
    review.refresh_from_db()

    assert (review.state, review.version) == (State.REFUSED, 5)
    acts = Entry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == [
        "review.edit",
        "review.undo",
        "review.urgent",
        "review.refuse",
    ]


def test_ones_own_words_are_for_somebody_else(
    client: Client, here: Neighborhood, moderator: User
) -> None:
    make_moderator(of=here)
    review = make_review(neighborhood=here, sender=moderator)

    shown = client.get(review.get_absolute_url()).content.decode()
    refused = client.post(
        review.get_absolute_url(), {"act": "pass", "version": "1"}
    ).content.decode()

    assert "Somebody else decides here" in shown
    assert 'value="pass"' not in shown
    assert "Somebody else looks" in refused


# -- finding a name --------------------------------------------------------------------
@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize("asked", ["Müller", "muller", "MÜLLER", "mull", "Müller karl"])
def test_every_mention_is_found_whatever_case_and_accents(
    client: Client, here: Neighborhood, asked: str
) -> None:
    waiting = make_review("Karl Müller is loud", neighborhood=here)
    shown = make_passed_review("karl MULLER again", neighborhood=here)
    make_passed_review("Karl Muller elsewhere", neighborhood=make_neighborhood())
    make_review("Nobody", neighborhood=here)
    make_review("Karl Muller", neighborhood=here, state=State.GONE)

    answer = client.post(FIND, {"name": asked, "reason": "He asked us to"})

    assert {one.pk for one in answer.context["found"]} == {waiting.pk, shown.pk}
    entry = Entry.objects.get(action="review.find")
    assert (entry.reason, entry.detail) == ("He asked us to", {"found": 2})
    assert "ller" not in f"{entry.subject}{entry.detail}"


@pytest.mark.usefixtures("moderator", "here")
def test_a_name_is_not_looked_for_without_a_reason(client: Client) -> None:
    answer = client.post(FIND, {"name": "Miller"})

    assert "Say why you look for this person." in answer.content.decode()
    assert Entry.objects.count() == 0


@pytest.mark.usefixtures("moderator")
def test_more_than_fifty_mentions_are_said_to_be_more(
    client: Client, here: Neighborhood
) -> None:
    for _one in range(51):
        make_review("Karl Miller", neighborhood=here)

    answer = client.post(FIND, {"name": "Miller", "reason": "Asked"})

    assert (len(answer.context["found"]), answer.context["has_more"]) == (50, True)


# -- the overseer's sample -------------------------------------------------------------
def test_an_overseer_notes_a_sample_of_last_week(
    client: Client, here: Neighborhood
) -> None:
    overseer = make_overseer()
    client.force_login(overseer)
    last_week = now() - timedelta(days=localdate().weekday() + 3)
    drawn = [
        make_decision(make_passed_review(neighborhood=here), Verdict.PASS, at=last_week)
        for _one in range(15)
    ]
    make_decision(make_passed_review(neighborhood=here), Verdict.PASS)

    rows = client.get(SAMPLE).context["rows"]
    number = rows[0][0].pk
    sent = {"decision": number, f"d{number}-agrees": "no", f"d{number}-words": "Hm"}
    assert client.post(SAMPLE, sent).status_code == 302

    note = SampleNote.objects.get()
    assert (note.decision_id, note.by_id, note.agrees, note.words) == (
        number,
        overseer.pk,
        False,
        "Hm",
    )
    assert {one.pk for one, _note, _form in rows} <= {one.pk for one in drawn}
    assert len(rows) == 12
    assert [one.pk for one, _n, _f in client.get(SAMPLE).context["rows"]] == [
        one.pk for one, _n, _f in rows
    ]
    assert client.post(SAMPLE, {"decision": number}).status_code == 200
    assert client.post(SAMPLE, {"decision": "zz"}).status_code == 404


def test_officers_find_the_queue_only_where_no_moderator_is_appointed(
    client: Client, here: Neighborhood
) -> None:
    client.force_login(make_officer(of=here))

    assert client.get(QUEUE).status_code == 200
    make_moderator(of=here)
    assert client.get(QUEUE).status_code == 404
