from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from engagement.moderation.choices import State
from engagement.moderation.models import Review
from engagement.people.models import User
from engagement.promises.choices import PromiseState
from engagement.promises.models import Promise
from meetings.models import (
    AgendaItem,
    Meeting,
    MeetingPromise,
    MinutesEdition,
    Proposal,
)
from meetings.queries.agenda import agenda_of
from tests.factories.agendas import (
    make_item,
    make_link,
    make_meeting_promise,
    make_minutes,
    make_past_meeting,
    make_proposal,
    make_published_minutes,
    make_text,
)
from tests.factories.concerns import make_issue
from tests.factories.meetings import make_meeting
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.promises import make_open_promise
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town() -> None:
    make_town()


def text_of(client: Client, path: str, **asked: str) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def signed_in(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def desk_of(meeting: Meeting) -> tuple[Client, str]:
    officer = make_officer(of=meeting.neighborhood)
    return signed_in(officer), f"/organize/{meeting.pk}/"


def titles(meeting: Meeting) -> list[str]:
    return [f"{one.number} {one.item}" for one in agenda_of(meeting).all_entries]


# -- what everybody reads ----------------------------------------------------------
def test_the_page_of_a_meeting_shows_its_agenda_with_the_concerns() -> None:
    meeting, issue = make_meeting(), make_issue()
    item = make_item(meeting, "Street lights")
    make_link(item, issue)

    page = text_of(Client(), meeting.get_absolute_url())

    assert "Street lights" in page
    assert f'href="{issue.get_absolute_url()}"' in page
    assert "There is no agenda yet" not in page


def test_a_meeting_without_an_agenda_says_so() -> None:
    page = text_of(Client(), make_meeting().get_absolute_url())

    assert "There is no agenda yet" in page


def test_promises_that_wait_head_the_next_meetings_page_and_its_paper() -> None:
    meeting = make_meeting()
    late = localdate() - timedelta(days=3)
    here: dict[str, Any] = {"neighborhood": meeting.neighborhood}
    make_open_promise(**here, what="Trim the hedge", due_on=late)
    make_open_promise(**here, what="Closed to all", is_public=False)
    make_open_promise(what="Of another place")
    settled: dict[str, Any] = {"state": PromiseState.KEPT, "settled_at": now()}
    make_open_promise(**here, **settled, what="Long done")

    for path in ("", "agenda/"):
        page = text_of(Client(), f"{meeting.get_absolute_url()}{path}")
        found = ["Trim", "Closed to all", "Of another", "Long done"]
        assert [word in page for word in found] == [True, False, False, False]


@pytest.mark.parametrize("part", ["agenda", "propose", "minutes"])
def test_an_old_title_leads_on(part: str) -> None:
    meeting = make_past_meeting()
    wrong = f"/meetings/{meeting.pk}-old-title/{part}/"

    answer = Client().get(wrong)

    assert answer.headers["Location"] == f"{meeting.get_absolute_url()}{part}/"


def test_draft_minutes_are_nowhere() -> None:
    meeting = make_past_meeting()
    make_minutes(meeting)

    page = text_of(Client(), meeting.get_absolute_url())

    assert "Many came." not in page
    assert Client().get(f"{meeting.get_absolute_url()}minutes/").status_code == 404


def test_minutes_are_read_by_edition_and_language() -> None:
    meeting = make_past_meeting()
    officer = make_officer(of=meeting.neighborhood)
    minutes = make_minutes(meeting)
    make_text(minutes, None, "Vinieron muchos.", language="es")
    client, desk = signed_in(officer), f"/organize/{meeting.pk}/minutes/"
    client.post(f"{desk}publish/")
    fields = {"version": 1, "language": "en", "general": "Twenty came."}
    client.post(desk, {**fields, "reason": "We counted again"})
    path = f"{meeting.get_absolute_url()}minutes/"

    read = [
        text_of(Client(), path, **asked)
        for asked in ({}, {"edition": "1"}, {"language": "es"})
    ]

    words = ["Twenty came.", "Many came.", "Vinieron muchos.", "corrected later"]
    assert [[word in page for word in words] for page in read] == [
        [True, False, False, False],
        [False, True, False, True],
        [False, False, True, False],
    ]
    assert "We counted again" in read[0]
    assert Client().get(path, {"edition": "3"}).status_code == 404


# -- proposing ---------------------------------------------------------------------
def test_anybody_proposes_and_a_moderator_reads_it_first() -> None:
    meeting = make_meeting()
    path = f"{meeting.get_absolute_url()}propose/"

    answer = Client().post(path, {"text": "More benches"})

    made = Proposal.objects.get()
    assert answer.headers["Location"] == meeting.get_absolute_url()
    assert (made.person, made.review.state) == (None, State.WAITING)
    assert "More benches" not in text_of(Client(), meeting.get_absolute_url())
    Review.objects.update(state=State.PASSED)
    assert "More benches" in text_of(Client(), meeting.get_absolute_url())


def test_an_empty_proposal_is_asked_for_again() -> None:
    path = f"{make_meeting().get_absolute_url()}propose/"

    page = Client().post(path, {"text": " "}).content.decode()

    assert "Say what you want to talk about." in page
    assert not Proposal.objects.exists()


def test_the_eleventh_proposal_of_an_hour_waits() -> None:
    client, path = Client(), f"{make_meeting().get_absolute_url()}propose/"

    answers = [
        client.post(path, {"text": f"Bench {number}"}).status_code
        for number in range(11)
    ]

    assert answers == [302] * 10 + [429]


def test_who_proposed_it_reads_what_became_of_it() -> None:
    meeting, resident = make_meeting(), make_user()
    made = make_proposal(meeting, "More benches", person=resident)
    client, path = signed_in(resident), f"{meeting.get_absolute_url()}propose/"

    waiting = text_of(client, path)
    officer, desk = desk_of(meeting)
    officer.post(
        f"{desk}proposals/{made.pk}/", {"answer": "decline", "reason": "Next time"}
    )
    declined = text_of(client, path)

    assert "Waiting for an answer" in waiting
    assert "Not on the agenda: Next time" in declined
    assert "Next time" not in text_of(Client(), path)


# -- the desk ----------------------------------------------------------------------
def test_an_organizer_builds_an_agenda_with_plain_buttons() -> None:
    meeting, issue = make_meeting(), make_issue()
    client, desk = desk_of(meeting)
    said = {"minutes": "10", "references": f"{issue}"}

    client.post(f"{desk}agenda/", {"title": "Lamps", **said})
    client.post(f"{desk}agenda/", {"title": "Benches", "minutes": "5"})
    benches = AgendaItem.objects.get(title="Benches")
    client.post(f"{desk}agenda/{benches.pk}/step/", {"step": "up"})
    after_up = titles(meeting)
    client.post(
        f"{desk}agenda/{benches.pk}/", {"title": "More benches", "minutes": "7"}
    )
    lamps = AgendaItem.objects.get(title="Lamps")
    client.post(f"{desk}agenda/{lamps.pk}/step/", {"step": "under"})

    assert after_up == ["1 Benches", "2 Lamps"]
    assert titles(meeting) == ["1 More benches", "1.1 Lamps"]
    assert agenda_of(meeting).entries[0].parts[0].issues == [issue]
    client.post(f"{desk}agenda/{benches.pk}/step/", {"step": "remove"})
    assert titles(meeting) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"title": "", "minutes": "10"}, "Say what will be talked about."),
        ({"title": "Lamps", "minutes": "many"}, "Say how many minutes"),
        ({"title": "Lamps", "minutes": "5", "references": "K7"}, "no public concern"),
    ],
)
def test_what_is_wrong_with_an_item_is_said(
    said: Mapping[str, str], words: str
) -> None:
    client, desk = desk_of(make_meeting())

    page = client.post(f"{desk}agenda/", said).content.decode()

    assert words in page
    assert not AgendaItem.objects.exists()


@pytest.mark.parametrize("step", ["", "sideways"])
def test_a_step_nobody_knows_is_not_there(step: str) -> None:
    meeting = make_meeting()
    item = make_item(meeting)
    client, desk = desk_of(meeting)

    answer = client.post(f"{desk}agenda/{item.pk}/step/", {"step": step})

    assert answer.status_code == 404


def test_items_and_proposals_of_another_meeting_are_not_there() -> None:
    meeting, other = make_meeting(), make_meeting()
    item, made = make_item(other), make_proposal(other)
    client, desk = desk_of(meeting)

    paths = (f"agenda/{item.pk}/", f"proposals/{made.pk}/")
    assert [client.get(f"{desk}{path}").status_code for path in paths] == [404, 404]
    answer = client.post(f"{desk}agenda/{item.pk}/step/", {"step": "remove"})
    assert (answer.status_code, AgendaItem.objects.count()) == (404, 1)


def test_a_proposal_is_put_on_the_agenda_with_a_button() -> None:
    meeting = make_meeting()
    made = make_proposal(meeting, "More benches")
    client, desk = desk_of(meeting)

    client.post(f"{desk}proposals/{made.pk}/", {"answer": "accept", "minutes": "5"})

    assert titles(meeting) == ["1 More benches"]


def test_a_hundred_proposals_are_shown_the_unanswered_first() -> None:
    meeting = make_meeting()
    for number in range(100):
        make_proposal(meeting, f"Old {number}.", state="accepted", decided_at=now())
    client, desk = desk_of(meeting)
    before = text_of(client, f"{desk}agenda/")

    make_proposal(meeting, "Nobody has answered this")
    after = text_of(client, f"{desk}agenda/")

    words = ["Nobody has answered this", "Old 99.", "Old 0.", "Older answers"]
    assert [word in before for word in words] == [False, True, True, False]
    assert [word in after for word in words] == [True, True, False, True]


def test_minutes_are_written_published_and_followed_by_a_promise() -> None:
    meeting = make_past_meeting()
    item = make_item(meeting)
    client, desk = desk_of(meeting)
    fields = {
        "version": 0,
        "language": "en",
        "general": "Many came.",
        "attendance": "34",
        f"text_{item.pk}": "It was loud.",
        f"outcome_{item.pk}": "A count in May.",
    }

    client.post(f"{desk}minutes/", fields)
    promised = {"what": "Count the cars", "who": "Traffic team", "item_id": item.pk}
    due_on = localdate() + timedelta(days=20)
    client.post(f"{desk}promise/", {**promised, "due_on": due_on})
    client.post(f"{desk}minutes/publish/")

    page = text_of(Client(), meeting.get_absolute_url())
    words = ["Many came.", "About 35 people came", "Count the cars"]
    assert [word in page for word in words] == [True, True, True]
    assert MeetingPromise.objects.get().item == item
    assert MinutesEdition.objects.count() == 1


def test_minutes_are_not_written_before_the_meeting() -> None:
    client, desk = desk_of(make_meeting())

    page = text_of(client, f"{desk}minutes/")

    assert "Minutes can be written once the meeting has begun." in page
    assert "Keep as a draft" not in page


def test_a_translation_is_written_beside_the_first_language() -> None:
    meeting = make_past_meeting()
    item = make_item(meeting)
    make_minutes(meeting)
    client, desk = desk_of(meeting)

    page = text_of(client, f"{desk}minutes/", language="es")
    fields = {"version": 1, "language": "es", f"text_{item.pk}": "Hablamos."}
    client.post(f"{desk}minutes/", fields)

    assert ("In Spanish" in page, "We talked about it." in page) == (True, True)
    kept = meeting.minutes.texts.order_by("pk").values_list("language", "text")
    assert list(kept) == [
        ("en", "Many came."),
        ("en", "We talked about it."),
        ("es", "Hablamos."),
    ]


def test_the_minutes_begin_with_how_many_were_counted_at_the_door() -> None:
    meeting = make_past_meeting(walk_ins=23)
    client, desk = desk_of(meeting)

    before = text_of(client, f"{desk}minutes/")
    make_minutes(meeting, attendance=40)
    after = text_of(client, f"{desk}minutes/")

    assert ('value="23"' in before, 'value="40"' in after) == (True, True)


def test_the_sheet_at_the_door_holds_nobodys_name() -> None:
    meeting = make_meeting()
    client, desk = desk_of(meeting)

    page = text_of(client, f"{desk}sign-in-sheet/")

    assert page.count('<th scope="row">') == 20


# -- the tracker -------------------------------------------------------------------
def tracked() -> dict[str, Promise]:
    place = make_neighborhood(name="Millbrook")
    here: dict[str, Any] = {"neighborhood": place}
    settled: dict[str, Any] = {"settled_at": now(), "outcome": "There was no money."}
    late = localdate() - timedelta(days=1)
    return {
        "open": make_open_promise(**here, what="Still open"),
        "late": make_open_promise(**here, what="Too late", due_on=late),
        "kept": make_open_promise(
            **here, what="Long done", state=PromiseState.KEPT, **settled
        ),
        "dropped": make_open_promise(
            **here, what="Given up", state=PromiseState.DROPPED, **settled
        ),
    }


@pytest.mark.parametrize("state", ["open", "late", "kept", "dropped"])
def test_promises_are_narrowed_to_where_they_stand(state: str) -> None:
    promises = tracked()

    page = text_of(Client(), "/promises/", state=state)

    found = {name for name, one in promises.items() if one.what in page}
    assert found == {state}


def test_all_promises_stand_in_the_tracker_but_those_that_are_not_public() -> None:
    promises = tracked()
    make_open_promise(what="Closed to all", is_public=False)
    elsewhere = make_open_promise(what="Of another place")
    made = make_meeting_promise(make_past_meeting(), what="Made in the room")

    whole = text_of(Client(), "/promises/")
    here = text_of(Client(), "/promises/", neighborhood="millbrook")

    everything = [one.what for one in promises.values()]
    assert [what in whole for what in everything] == [True] * 4
    assert ("Closed to all" in whole, elsewhere.what in whole) == (False, True)
    assert made.meeting.get_absolute_url() in whole
    assert (elsewhere.what in here, "Still open" in here) == (False, True)
    assert "There was no money." in whole


def test_a_filter_nobody_knows_narrows_nothing() -> None:
    tracked()

    page = text_of(Client(), "/promises/", state="odd", neighborhood="nowhere")

    assert "Still open" in page


def test_an_empty_tracker_says_what_will_stand_there() -> None:
    assert "Nothing has been promised yet" in text_of(Client(), "/promises/")


def asked_for(path: str) -> int:
    """Count what a page asks once the town itself is known."""
    text_of(Client(), path)
    with CaptureQueriesContext(connection) as asked:
        text_of(Client(), path)
    return len(asked)


def test_the_tracker_costs_the_same_with_one_and_with_three() -> None:
    counted = []
    for _number in range(3):
        make_meeting_promise(make_past_meeting())
        counted.append(asked_for("/promises/"))

    assert counted[1:] == counted[:-1]


def test_a_meetings_page_costs_the_same_with_one_item_and_with_three() -> None:
    counted = []
    for many in (1, 3):
        meeting = make_past_meeting()
        for _number in range(many):
            item = make_item(meeting)
            make_link(item, make_issue())
            make_meeting_promise(meeting, item)
        make_published_minutes(meeting, make_officer(of=meeting.neighborhood))
        counted.append(asked_for(meeting.get_absolute_url()))

    assert counted[0] == counted[1]


def test_the_desk_of_an_agenda_costs_the_same_with_one_item_and_with_three() -> None:
    counted = []
    for many in (1, 3):
        meeting = make_meeting()
        for _number in range(many):
            make_link(make_item(meeting), make_issue())
            make_proposal(meeting)
        client, desk = desk_of(meeting)
        client.get(f"{desk}agenda/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{desk}agenda/")
        counted.append(len(asked))

    assert counted[0] == counted[1]
