"""How a list is narrowed and one thing is found, for everybody who may look."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engagement.common.roles import NOBODY, Viewer
from engagement.concerns.choices import CLOSED, OPEN, Privacy, Status
from engagement.concerns.models import Issue, Naming
from engagement.concerns.queries import (
    IssueFilters,
    concern_by_receipt,
    concern_called,
    concerns_sent_by,
    concerns_visible_to,
    family_of,
    issue_called,
    issues_visible_to,
    public_issues,
)
from engagement.concerns.receipts import hash_of
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
RECEIPT = "K7Q2M9XDK7Q2M9XDK7Q2M9XDK7Q2M9XD"


def test_each_filter_alone_and_all_together() -> None:
    kind, place = make_kind(), make_neighborhood()
    assert kind.parent is not None
    wanted = make_issue(kind=kind, neighborhood=place, at=NOW)
    of_kind = make_issue(kind=kind, at=NOW - timedelta(days=1))
    of_place = make_issue(neighborhood=place, at=NOW - timedelta(days=2))
    before = make_issue(kind=kind, neighborhood=place, at=NOW - timedelta(days=10))
    day = wanted.reported_on

    found = {
        "nothing": IssueFilters(),
        "kind": IssueFilters(kind=kind.code),
        "group": IssueFilters(kind=kind.parent.code),
        "place": IssueFilters(neighborhood=place.slug),
        "since": IssueFilters(since=day - timedelta(days=2)),
        "until": IssueFilters(until=day - timedelta(days=2)),
        "one day": IssueFilters(since=day, until=day),
        "all": IssueFilters(
            kind.code, "open", place.slug, day - timedelta(days=1), day
        ),
    }

    assert {name: list(public_issues(one)) for name, one in found.items()} == {
        "nothing": [wanted, of_kind, of_place, before],
        "kind": [wanted, of_kind, before],
        "group": [wanted, of_kind, of_place, before],
        "place": [wanted, of_place, before],
        "since": [wanted, of_kind, of_place],
        "until": [of_place, before],
        "one day": [wanted],
        "all": [wanted],
    }


def test_a_status_is_one_or_a_group_and_nonsense_finds_nothing() -> None:
    issues = {
        status: make_issue(status=status, closed_at=NOW if status in CLOSED else None)
        for status in Status
    }

    def found(status: str) -> set[Issue]:
        return set(public_issues(IssueFilters(status=status)))

    assert {status: found(status) for status in Status} == {
        status: {issue} for status, issue in issues.items()
    }
    assert found("open") == {issues[status] for status in OPEN}
    assert found("closed") == {issues[status] for status in CLOSED}
    assert found("nonsense") == set()
    assert found("") == set(issues.values())


def test_an_issue_is_called_by_its_number_or_by_one_of_a_concern_in_it() -> None:
    issue, hidden = make_issue(), make_issue(privacy=Privacy.SENSITIVE)
    inside, unseen = make_concern(issue=issue), make_concern(issue=hidden)
    officer = Viewer(make_officer(of=hidden.neighborhood))
    make_issue()

    assert issue_called(NOBODY, issue.reference) == issue
    assert issue_called(NOBODY, inside.reference) == issue
    assert issue_called(NOBODY, hidden.reference) is None
    assert issue_called(NOBODY, unseen.reference) is None
    assert issue_called(officer, unseen.reference) == hidden
    assert issue_called(NOBODY, "nothing") is None


def test_a_concern_is_found_by_its_number_and_by_its_receipt() -> None:
    concern = make_concern(receipt_hash=hash_of(RECEIPT))
    make_concern()

    assert concern_called(concern.reference) == concern
    assert concern_called("nothing") is None
    assert concern_by_receipt(RECEIPT) == concern
    assert concern_by_receipt(RECEIPT[::-1]) is None


def test_what_somebody_sent_is_theirs_alone() -> None:
    ada, bea = make_user(), make_user()
    own = make_concern(person=ada)
    make_concern(person=bea)
    make_concern()

    assert list(concerns_sent_by(ada)) == [own]
    assert list(concerns_sent_by(make_user())) == []
    assert list(concerns_sent_by(None)) == []


def test_a_family_is_the_issue_and_what_was_merged_into_it() -> None:
    whole = make_issue()
    parts = [make_issue(merged_into=whole) for _ in range(2)]
    make_issue(merged_into=make_issue())

    assert list(family_of(whole)) == [whole, *parts]
    assert list(family_of(parts[0])) == [parts[0]]


# -- by account and by receipt -----------------------------------------------------------


def test_account_and_receipts_open_what_each_opens() -> None:
    ada = make_user()
    hidden = [make_issue(privacy=Privacy.SENSITIVE) for _ in range(3)]
    by_account = make_concern(issue=hidden[0], person=ada)
    by_receipt = make_concern(issue=hidden[1])
    make_concern(issue=hidden[2], person=make_user())
    opened = frozenset({by_receipt.pk})

    viewers = [NOBODY, Viewer(ada), Viewer(None, opened), Viewer(ada, opened)]

    both = [by_account, by_receipt]
    own = [[], [by_account], [by_receipt], both]
    assert [sorted(concerns_visible_to(one), key=both.index) for one in viewers] == own
    assert [set(issues_visible_to(one)) for one in viewers] == [
        {concern.issue for concern in concerns} for concerns in own
    ]


def test_concerns_are_listed_from_the_latest_on() -> None:
    officer = Viewer(make_officer())
    first, last, between = (
        make_concern(issue=make_issue(at=NOW + timedelta(days=days)))
        for days in (0, 2, 1)
    )
    again = make_concern(issue=first.issue)

    assert list(concerns_visible_to(officer)) == [last, between, again, first]


def test_an_officer_sees_the_own_places_and_nothing_that_names_them() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    shown = make_concern(issue=make_issue(neighborhood=place))
    naming = make_concern(issue=make_issue(neighborhood=place))
    whole = make_issue(neighborhood=place)
    part = make_concern(issue=make_issue(neighborhood=place, merged_into=whole))
    in_whole = make_concern(issue=whole)
    elsewhere = make_concern(issue=make_issue(neighborhood=make_neighborhood()))
    for concern in (naming, part):
        Naming.objects.create(concern=concern, user=officer)

    chief, one = Viewer(make_officer()), Viewer(officer)

    assert set(concerns_visible_to(one)) == {shown}
    every = {shown, naming, part, in_whole, elsewhere}
    assert set(concerns_visible_to(chief)) == every


def test_public_lists_leave_out_what_is_held_merged_or_not_public() -> None:
    public = make_issue(at=NOW)
    area = make_issue(privacy=Privacy.AREA, at=NOW - timedelta(hours=1))
    make_issue(is_held=True)
    make_issue(merged_into=public)
    make_issue(privacy=Privacy.SENSITIVE)
    make_issue(privacy=Privacy.CONDUCT)

    assert list(public_issues()) == [public, area]
    assert list(public_issues(IssueFilters(since=date(2099, 1, 1)))) == []
