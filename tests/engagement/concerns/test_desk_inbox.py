"""The officer's inbox: what is in it, in which order, and one step for many."""

from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from engagement.concerns.choices import Privacy, Status
from engagement.concerns.models import Issue
from engagement.people.models import User
from engagement.places.models import Neighborhood, SnapPoint
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.conduct import make_message
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
INBOX = reverse("concerns:inbox")
BULK = reverse("concerns:inbox_bulk")


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood()


@pytest.fixture
def officer(client: Client, place: Neighborhood) -> User:
    officer = make_officer(of=place)
    client.force_login(officer)
    return officer


def shown(client: Client, address: str = "") -> list[str]:
    context = client.get(INBOX + address).context
    return [row.issue.reference for row in context["rows"]]


def test_only_the_own_area_is_listed(
    client: Client, officer: User, place: Neighborhood
) -> None:
    mine = make_issue(neighborhood=place)
    make_issue(neighborhood=make_neighborhood())
    make_issue(neighborhood=place, privacy=Privacy.CONDUCT)

    assert shown(client) == [mine.reference]


def test_the_reply_due_soonest_stands_first_and_held_ones_before_it(
    client: Client, officer: User, place: Neighborhood
) -> None:
    today = localdate()
    later = make_issue(neighborhood=place, reply_due_on=today + timedelta(days=3))
    never = make_issue(neighborhood=place)
    soon = make_issue(neighborhood=place, reply_due_on=today)
    held = make_issue(neighborhood=place, is_held=True)
    replied = make_issue(
        neighborhood=place, reply_due_on=today - timedelta(days=9), replied_at=now()
    )

    listed = shown(client)

    assert listed[:3] == [held.reference, soon.reference, later.reference]
    assert set(listed[3:]) == {never.reference, replied.reference}


def test_newest_and_oldest_first(
    client: Client, officer: User, place: Neighborhood
) -> None:
    days = [
        make_issue(neighborhood=place, at=now() - timedelta(days=n)) for n in range(3)
    ]
    newest_first = [issue.reference for issue in days]

    assert shown(client, "?sort=newest") == newest_first
    assert shown(client, "?sort=oldest") == newest_first[::-1]


@pytest.mark.parametrize("sort", ["due", "newest", "oldest"])
def test_the_pages_together_are_the_list_without_a_repeat(
    client: Client, officer: User, place: Neighborhood, sort: str
) -> None:
    due = localdate()
    made = {
        make_issue(
            neighborhood=place,
            at=now() - timedelta(hours=n % 7),
            reply_due_on=due + timedelta(days=n % 3) if n % 4 else None,
        ).reference
        for n in range(45)
    }

    pages, address = [], f"?view=new&sort={sort}"
    while address:
        context = client.get(INBOX + address).context
        pages.append([row.issue.reference for row in context["rows"]])
        address = f"?{context['page'].older}" if context["page"].older else ""

    assert [len(page) for page in pages] == [20, 20, 5]
    assert {reference for page in pages for reference in page} == made


def test_each_saved_view_holds_its_own(
    client: Client, officer: User, place: Neighborhood
) -> None:
    today, kind = localdate(), make_kind()
    point = SnapPoint.objects.create(
        neighborhood=place, lat=1, lon=1, label="Mill Lane", source="street"
    )
    looking = partial(make_issue, neighborhood=place, status=Status.LOOKING)
    mine = looking(owner=officer)
    late = looking(reply_due_on=today - timedelta(days=1))
    overdue = looking(target_at=now() - timedelta(days=1))
    due = looking(reply_due_on=today + timedelta(days=1))
    far = looking(reply_due_on=today + timedelta(days=2))
    sensitive = looking(privacy=Privacy.SENSITIVE)
    twins = [looking(kind=kind, snap_point=point) for _n in range(2)]
    held = looking(is_held=True)
    answered = looking()
    make_message(make_concern(issue=answered))
    closed = make_issue(neighborhood=place, status=Status.DONE, closed_at=now())
    new = make_issue(neighborhood=place)
    expected = {
        "new": [new],
        "mine": [mine],
        "late": [late, overdue],
        "due": [due],
        "sensitive": [sensitive],
        "duplicates": twins,
        "answered": [answered],
        "held": [held],
        "closed": [closed],
    }

    listed = {view: set(shown(client, f"?view={view}")) for view in expected}

    assert listed == {
        view: {issue.reference for issue in issues} for view, issues in expected.items()
    }
    assert far.reference in shown(client, "?view=open")
    tabs = client.get(INBOX).context["tabs"]
    counts = {parse_qs(tab.url[1:])["view"][0]: tab.count for tab in tabs}
    del counts["open"]
    assert counts == {
        **{view: len(issues) for view, issues in expected.items()},
        "closed": None,
    }


def test_the_list_is_narrowed_by_kind_place_and_status(
    client: Client, officer: User, place: Neighborhood
) -> None:
    other = make_neighborhood()
    second = make_officer(of=other)
    officer.grants.create(role="officer", neighborhood=other, granted_by=second)
    kind = make_kind("speeding")
    one = make_issue(neighborhood=place, kind=kind)
    two = make_issue(neighborhood=other, status=Status.LOOKING)

    assert shown(client, "?view=open&kind=traffic") == [one.reference]
    assert shown(client, f"?view=open&neighborhood={other.slug}") == [two.reference]
    assert shown(client, "?view=open&status=looking") == [two.reference]
    assert shown(client, "?view=open&status=looking&kind=traffic") == []


def test_what_cannot_be_read_in_the_address_narrows_nothing(
    client: Client, officer: User, place: Neighborhood
) -> None:
    issue = make_issue(neighborhood=place)
    bad = "?view=x&kind=<b>&status=x&neighborhood=atlantis&sort=email&older=zz"

    answer = client.get(INBOX + bad)

    assert answer.status_code == 200
    assert [row.issue.reference for row in answer.context["rows"]] == [issue.reference]


def test_an_empty_view_says_what_is_due_tomorrow(
    client: Client, officer: User, place: Neighborhood
) -> None:
    assert (
        "Nothing here. No reply is due tomorrow." in client.get(INBOX).content.decode()
    )
    for _number in range(4):
        make_issue(
            neighborhood=place,
            status=Status.LOOKING,
            reply_due_on=localdate() + timedelta(days=1),
        )

    page = client.get(INBOX).content.decode()

    assert "Nothing here. 4 replies are due tomorrow." in page


def test_a_very_long_list_asks_to_choose(
    client: Client, officer: User, place: Neighborhood
) -> None:
    one = make_issue(neighborhood=place)
    Issue.objects.bulk_create(
        Issue(
            reference=f"X{number:07}",
            kind=one.kind,
            neighborhood=place,
            first_at=one.first_at,
            last_voice_at=one.first_at,
            faded_at=one.first_at,
            reported_on=one.reported_on,
        )
        for number in range(200)
    )

    page = client.get(INBOX).content.decode()

    assert "There are 201 here. Choose a kind or a neighborhood" in page


def test_the_inbox_asks_as_often_for_three_as_for_one(
    client: Client,
    officer: User,
    place: Neighborhood,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_issue(neighborhood=place, owner=officer)
    client.get(INBOX)
    with django_assert_num_queries(10):
        client.get(INBOX)
    for _number in range(2):
        make_issue(neighborhood=place, owner=make_officer(of=place))

    with django_assert_num_queries(10):
        client.get(INBOX)


# -- one step for many -------------------------------------------------------------
def chosen(*issues: Issue) -> list[str]:
    return [issue.reference for issue in issues]


def test_many_are_given_to_an_officer_at_once(
    client: Client, officer: User, place: Neighborhood
) -> None:
    issues = [make_issue(neighborhood=place) for _n in range(3)]

    answer = client.post(
        BULK,
        {"act": "assign", "owner": officer.pk, "chosen": chosen(*issues[:2])},
    )

    assert "2 concerns are updated" in answer.content.decode()
    owners = [Issue.objects.get(pk=issue.pk).owner for issue in issues]
    assert owners == [officer, officer, None]


def test_many_are_closed_with_one_reason_and_the_rest_is_explained(
    client: Client, officer: User, place: Neighborhood
) -> None:
    first, second = (make_issue(neighborhood=place) for _n in range(2))
    done = make_issue(neighborhood=place, status=Status.DONE, closed_at=now())

    answer = client.post(
        BULK,
        {
            "act": "close",
            "status": Status.DONE,
            "text": "The lamps were changed.",
            "chosen": chosen(first, second, done),
        },
    )

    page = answer.content.decode()
    assert "2 concerns are updated" in page
    assert "1 is not" in page
    assert "From “Done” there is no step to that." in page
    for issue in (first, second):
        issue.refresh_from_db()
        assert issue.status == Status.DONE
        assert issue.moves.get().text == "The lamps were changed."


def test_nothing_is_closed_without_a_reason_and_the_choice_stays(
    client: Client, officer: User, place: Neighborhood
) -> None:
    issue = make_issue(neighborhood=place)

    answer = client.post(
        BULK, {"act": "close", "status": Status.DONE, "chosen": chosen(issue)}
    )

    assert "Write a few words first." in answer.content.decode()
    assert [row.is_chosen for row in answer.context["rows"]] == [True]
    issue.refresh_from_db()
    assert issue.status == Status.NEW


def test_somebody_elses_area_is_not_touched(
    client: Client, officer: User, place: Neighborhood
) -> None:
    theirs = make_issue(neighborhood=make_neighborhood())

    answer = client.post(
        BULK,
        {
            "act": "close",
            "status": Status.DONE,
            "text": "Gone.",
            "chosen": chosen(theirs),
        },
    )

    theirs.refresh_from_db()
    assert theirs.status == Status.NEW
    assert "Only officers of this neighborhood may do that" in answer.content.decode()


def test_an_officer_cannot_close_what_they_reported_themselves(
    client: Client, officer: User, place: Neighborhood
) -> None:
    own = make_issue(neighborhood=place)
    make_concern(issue=own, person=officer)

    client.post(
        BULK,
        {"act": "close", "status": Status.DONE, "text": "x", "chosen": chosen(own)},
    )

    own.refresh_from_db()
    assert own.status == Status.NEW


@pytest.mark.parametrize("picked", [[], ["rubbish"], ["00000000"]])
def test_choosing_nothing_is_said(
    client: Client, officer: User, place: Neighborhood, picked: list[str]
) -> None:
    make_issue(neighborhood=place)

    answer = client.post(BULK, {"act": "assign", "owner": "nobody", "chosen": picked})

    assert "Choose at least one concern first." in answer.content.decode()
