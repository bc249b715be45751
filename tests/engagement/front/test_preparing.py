from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from engagement.common.errors import NotAllowedError
from engagement.concerns.choices import Privacy, Status
from engagement.front.prepared import prepared_for
from engagement.front.services.preparing import prepare_agenda
from engagement.people.models import User
from engagement.priorities.models import Report
from meetings.models import Meeting
from meetings.queries.agenda import agenda_of
from tests.factories.builds import make_built_report
from tests.factories.concerns import make_issue
from tests.factories.meetings import make_meeting
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.promises import make_open_promise
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
KINDS = (("crossing", 6), ("barking", 3))


def keys_of(meeting: Meeting) -> list[str]:
    return [one.key for one in prepared_for(meeting, localdate()).choices]


def published(place, codes: tuple[str, ...]) -> Report:
    """The newest report of a place, signed, with these lines in this order."""
    report = make_built_report(KINDS, place=place)
    Report.objects.filter(pk=report.pk).update(
        status="signed",
        signed_at=now(),
        published={"lines": [{"kind": code, "few": False} for code in codes]},
    )
    report.refresh_from_db()
    return report


def prepare(meeting: Meeting, actor: User, *keys: str) -> list[str]:
    prepare_agenda(meeting_id=meeting.pk, keys=keys, actor=actor, now=now())
    return [f"{one.number} {one.item}" for one in agenda_of(meeting).all_entries]


def test_promises_lines_and_unanswered_concerns_are_offered_in_that_order() -> None:
    place = make_neighborhood()
    published(place, ("barking", "crossing"))
    meeting = make_meeting(neighborhood=place)
    soon = make_open_promise(neighborhood=place)
    late = make_open_promise(neighborhood=place, due_on=localdate() - timedelta(days=2))
    make_open_promise()

    prepared = prepared_for(meeting, localdate())

    assert [(one.key, one.is_late) for one in prepared.promises] == [
        (f"promise-{late.pk}", True),
        (f"promise-{soon.pk}", False),
    ]
    assert [one.key for one in prepared.lines] == ["line-barking", "line-crossing"]
    assert [len(one.drawn.issue_ids) for one in prepared.lines] == [1, 1]
    waiting = place.issues.order_by("first_at", "pk")
    expected = [f"issue-{issue.pk}" for issue in waiting]
    assert [one.key for one in prepared.questions] == expected


def test_only_public_concerns_of_the_place_that_wait_for_an_answer_are_offered() -> (
    None
):
    place = make_neighborhood()
    waiting = make_issue(neighborhood=place)
    make_issue(neighborhood=place, privacy=Privacy.SENSITIVE)
    make_issue(neighborhood=place, is_held=True)
    make_issue(neighborhood=place, replied_at=now())
    make_issue(neighborhood=place, status=Status.LOOKING)
    make_issue()

    assert keys_of(make_meeting(neighborhood=place)) == [f"issue-{waiting.pk}"]


def test_a_line_brings_no_concern_along_that_is_closed_or_not_public() -> None:
    place = make_neighborhood()
    report = published(place, ("barking", "crossing"))
    barking, crossing = (
        report.inputs.get(line__kind__code=code).issue for code, _people in KINDS[::-1]
    )
    barking.privacy = Privacy.SENSITIVE
    barking.save(update_fields=["privacy"])
    crossing.status, crossing.closed_at = Status.DONE, now()
    crossing.save(update_fields=["status", "closed_at"])

    lines = prepared_for(make_meeting(neighborhood=place), localdate()).lines

    assert [one.drawn.issue_ids for one in lines] == [(), ()]


def test_a_draft_report_is_never_drawn_from() -> None:
    place = make_neighborhood()
    make_built_report(KINDS, place=place)

    prepared = prepared_for(make_meeting(neighborhood=place), localdate())

    assert (prepared.report, prepared.lines) == (None, ())


def test_what_is_ticked_becomes_items_with_the_promises_first() -> None:
    place = make_neighborhood()
    published(place, ("crossing", "barking"))
    meeting, officer = make_meeting(neighborhood=place), make_officer(of=place)
    promise = make_open_promise(neighborhood=place, what="Count", who="Traffic team")
    keys = ("line-crossing", f"promise-{promise.pk}", "line-no-such", "odd")

    titles = prepare(meeting, officer, *keys)

    entries = agenda_of(meeting).entries
    assert titles == ["1 Promised: Count (Traffic team)", "2 Crossing"]
    assert (entries[0].item.promise, len(entries[1].issues)) == (promise, 1)
    assert prepare(meeting, officer, *keys) == titles
    stands = [
        one.key for one in prepared_for(meeting, localdate()).choices if one.stands
    ]
    crossing = entries[1].issues[0]
    assert stands == [f"promise-{promise.pk}", "line-crossing", f"issue-{crossing.pk}"]


def test_only_who_looks_after_the_meeting_prepares_it() -> None:
    meeting = make_meeting()
    issue = make_issue(neighborhood=meeting.neighborhood)

    with pytest.raises(NotAllowedError):
        prepare(meeting, make_user(), f"issue-{issue.pk}")

    assert agenda_of(meeting).entries == []


# -- the page ----------------------------------------------------------------------
def page_of(meeting: Meeting) -> tuple[Client, str]:
    make_town()
    client = Client()
    sign_in(client, make_officer(of=meeting.neighborhood))
    return client, f"/organize/{meeting.pk}/prepare/"


def test_an_organizer_ticks_and_is_led_to_the_agenda() -> None:
    meeting = make_meeting()
    issue = make_issue(neighborhood=meeting.neighborhood)
    client, path = page_of(meeting)

    shown = client.get(path).content.decode()
    answer = client.post(path, {"take": [f"issue-{issue.pk}"]})

    assert f'value="issue-{issue.pk}"' in shown
    assert answer.headers["Location"] == f"/organize/{meeting.pk}/agenda/"
    assert agenda_of(meeting).entries[0].issues == [issue]


def test_nothing_ticked_is_said() -> None:
    meeting = make_meeting()
    make_issue(neighborhood=meeting.neighborhood)
    client, path = page_of(meeting)

    assert "Tick at least one thing." in client.post(path).content.decode()


def test_where_there_is_nothing_to_draw_from_the_page_says_so() -> None:
    client, path = page_of(make_meeting())

    assert "There is nothing to draw from yet" in client.get(path).content.decode()


def test_who_may_change_a_promise_is_led_to_it_from_the_list(client: Client) -> None:
    make_town()
    promise = make_open_promise()
    there = f'href="{promise.get_absolute_url()}"'

    read = [client.get("/promises/").content.decode()]
    for user in (
        make_user(),
        make_officer(of=make_neighborhood()),
        make_officer(of=promise.neighborhood),
    ):
        client.force_login(user)
        read.append(client.get("/promises/").content.decode())

    assert [there in page for page in read] == [False, False, False, True]
    assert client.get(promise.get_absolute_url()).status_code == 200
