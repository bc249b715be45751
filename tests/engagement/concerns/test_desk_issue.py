"""One concern on the desk: what an officer sees, and who is kept out."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from engagement.concerns import services
from engagement.concerns.choices import Privacy, Status
from engagement.concerns.models import Issue, Note, Reply
from engagement.concerns.queries import story_for_officers
from engagement.moderation.choices import State
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.photos import make_sent_photo
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
STEPS = ("status", "owner", "reply", "note", "merge", "unmerge", "rekind", "move")


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood()


@pytest.fixture
def officer(client: Client, place: Neighborhood) -> User:
    officer = make_officer(of=place)
    client.force_login(officer)
    return officer


@pytest.fixture
def issue(place: Neighborhood) -> Issue:
    return make_issue(neighborhood=place, kind=make_kind("speeding"))


def page_of(client: Client, issue: Issue) -> str:
    answer = client.get(reverse("concerns:desk_issue", args=[issue.reference]))
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, step: str, issue: Issue, **typed: Any) -> Any:
    return client.post(reverse(f"concerns:desk_{step}", args=[issue.reference]), typed)


# -- what is seen ------------------------------------------------------------------
def test_the_officer_reads_every_word_but_not_who_sent_it(
    client: Client, officer: User, issue: Issue
) -> None:
    ann = make_user("ann.secret@example.org", name="Ann Secret")
    make_concern(
        issue=issue,
        person=ann,
        text="Cars race at night",
        where_hint="behind the mill",
        how_often="every evening",
        who_harmed="children",
        contact_by="email",
        contact_sealed=b"sealed-canary",
    )

    page = page_of(client, issue)

    for words in ("Cars race at night", "behind the mill", "every evening", "children"):
        assert words in page
    for secret in ("ann.secret", "Ann Secret", "sealed-canary"):
        assert secret not in page


def test_what_was_merged_into_it_is_read_too(
    client: Client, officer: User, issue: Issue, place: Neighborhood
) -> None:
    part = make_issue(neighborhood=place, kind=issue.kind)
    make_concern(issue=part, text="The same racers")
    services.merge_issues(
        issue_id=part.pk,
        into_id=issue.pk,
        actor=officer,
        reason="same bend, same hour",
        now=now(),
    )

    page = page_of(client, issue)
    assert "The same racers" in page
    assert f"{part}: Merged into another one" in page
    assert "same bend, same hour" in page
    answer = client.get(reverse("concerns:desk_issue", args=[part.reference]))
    assert answer["Location"] == reverse("concerns:desk_issue", args=[issue.reference])


def test_the_map_marks_the_exact_place(
    client: Client, officer: User, issue: Issue
) -> None:
    make_concern(issue=issue, lat=42.3456, lon=-71.0987)

    page = page_of(client, issue)

    assert "Map of the exact places of these concerns" in page
    assert 'class="ui-smap__mark"' in page


def test_the_map_shows_all_places_however_far_apart(
    client: Client, officer: User, issue: Issue
) -> None:
    make_concern(issue=issue, lat=42.3456, lon=-71.0987)
    make_concern(issue=issue, lat=42.3656, lon=-71.0687)

    marks = re.findall(
        r'ui-smap__mark"><circle cx="(-?\d+)" cy="(-?\d+)"', page_of(client, issue)
    )

    assert len(marks) == 2
    assert all(0 < int(x) < 640 and 0 < int(y) < 380 for x, y in marks)


def test_the_history_holds_moves_replies_notes_and_acts(
    client: Client, officer: User, issue: Issue
) -> None:
    press(client, "owner", issue, owner=officer.pk, version=1)
    press(client, "note", issue, text="Ask the school")
    press(client, "reply", issue, text="We measure on Friday")
    press(client, "status", issue, new="looking", text="On it")

    page = page_of(client, issue)

    for words in ("Owner changed", "Ask the school", "We measure on Friday", "On it"):
        assert words in page
    assert "officers only" in page


def test_only_the_steps_that_are_allowed_are_offered(
    client: Client, officer: User, issue: Issue
) -> None:
    Issue.objects.update(status=Status.DONE, closed_at=now())

    page = page_of(client, issue)

    offered = [s for s in Status if f'name="new" value="{s.value}"' in page]
    assert offered == [Status.LOOKING, Status.UNDER_WAY]


def test_a_page_without_anything_says_so(
    client: Client, officer: User, issue: Issue
) -> None:
    page = page_of(client, issue)

    for words in (
        "Nobody sent words about it.",
        "No exact place was given.",
        "Nothing has happened yet.",
    ):
        assert words in page


def test_the_page_asks_as_often_for_three_as_for_one(
    client: Client,
    officer: User,
    issue: Issue,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def add() -> None:
        concern = make_concern(issue=issue, lat=42.3, lon=-71.1)
        make_sent_photo(concern, state=State.WAITING)
        services.write_note(issue_id=issue.pk, actor=officer, text="x", now=now())

    add()
    page_of(client, issue)
    with django_assert_num_queries(23):
        page_of(client, issue)
    add()
    add()

    with django_assert_num_queries(23):
        page_of(client, issue)


# -- who is kept out ---------------------------------------------------------------
def test_nobody_else_finds_the_desk_or_changes_anything(
    client: Client, issue: Issue, place: Neighborhood
) -> None:
    own = make_officer(of=place)
    make_concern(issue=issue, person=own)
    make_officer(of=place)
    strangers = [make_user(), make_officer(of=make_neighborhood()), own, make_admin()]
    before = Issue.objects.values().get(pk=issue.pk)

    for person in strangers:
        client.force_login(person)
        opened = client.get(reverse("concerns:desk_issue", args=[issue.reference]))
        pressed = [
            press(client, step, issue, new="looking", text="x").status_code
            for step in STEPS
        ]
        assert (opened.status_code, pressed) == (404, [404] * len(STEPS))

    assert Issue.objects.values().get(pk=issue.pk) == before
    assert not Note.objects.exists()
    assert not Reply.objects.exists()


def test_conduct_of_officers_is_never_on_the_desk(
    client: Client, officer: User, place: Neighborhood
) -> None:
    conduct = make_issue(neighborhood=place, privacy=Privacy.CONDUCT)

    answer = client.get(reverse("concerns:desk_issue", args=[conduct.reference]))

    assert answer.status_code == 404


def test_the_administrator_has_what_the_sole_officer_reported(
    client: Client, issue: Issue, place: Neighborhood
) -> None:
    make_concern(issue=issue, person=make_officer(of=place))
    client.force_login(make_admin())

    assert page_of(client, issue)


def test_officers_read_what_a_meeting_said_in_the_history() -> None:
    issue = make_issue()
    officer = make_officer(of=issue.neighborhood)
    services.note_discussion(
        issue_id=issue.pk,
        source="meetings.agendaitem:1",
        text="A count in May.",
        link="/meetings/1-hall/minutes/",
        on=date(2026, 11, 20),
        actor=officer,
        now=now(),
    )

    told = [(step.title, step.text) for step in story_for_officers(issue)]

    assert told == [("Talked about in a meeting", "A count in May.")]
