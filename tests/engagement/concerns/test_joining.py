"""Merging is reversible, and counts people, not voices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engagement.common.errors import NotAllowedError
from engagement.concerns.choices import Privacy, Status, VoiceRole
from engagement.concerns.counters import drift_between, recount
from engagement.concerns.errors import (
    CannotMergeError,
    NotCollectedError,
    NotOurTownError,
    TextMissingError,
)
from engagement.concerns.models import Issue, Kind, Voice
from engagement.concerns.services import (
    merge_issues,
    rekind_issue,
    relocate_issue,
    unmerge_issue,
)
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_concern, make_issue, make_kind, make_voice
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_snap_point

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
HOUR = datetime(2026, 11, 20, 15, tzinfo=UTC)


class Street:
    """A neighborhood, a kind and an officer to merge in."""

    def __init__(self) -> None:
        self.place: Neighborhood = make_neighborhood()
        self.kind: Kind = make_kind()
        self.officer: User = make_officer(of=self.place)

    def issue(self, *people: User | None, days_ago: int = 0, **fields: object) -> Issue:
        at = HOUR - timedelta(days=days_ago)
        issue = make_issue(kind=self.kind, neighborhood=self.place, at=at, **fields)
        for person in people:
            make_voice(issue, person=person, role=VoiceRole.REPORTER)
        recount([issue.pk])
        issue.refresh_from_db()
        return issue

    def merge(self, issue: Issue, into: Issue) -> Issue:
        return merge_issues(
            issue_id=issue.pk,
            into_id=into.pk,
            actor=self.officer,
            reason="The same lamp",
            now=NOW,
        )

    def unmerge(self, issue: Issue) -> Issue:
        return unmerge_issue(
            issue_id=issue.pk, actor=self.officer, reason="Two lamps", now=NOW
        )


def people_at(*issues: Issue) -> list[tuple[int, float]]:
    rows = Issue.objects.filter(pk__in=[issue.pk for issue in issues])
    return list(rows.order_by("pk").values_list("reporters", "ver_n"))


def numbers() -> list[dict[str, object]]:
    """Every column of every issue, but for how often it was changed."""
    rows = Issue.objects.order_by("pk").values()
    return [
        {name: value for name, value in row.items() if name != "version"}
        for row in rows
    ]


def where(*issues: Issue) -> list[int | None]:
    rows = Issue.objects.filter(pk__in=[issue.pk for issue in issues])
    return list(rows.order_by("pk").values_list("merged_into", flat=True))


def test_a_merged_issue_counts_distinct_people_where_it_went() -> None:
    street, ada, bob = Street(), make_user(), make_user()
    issue, into = street.issue(ada, bob, None), street.issue(ada)

    street.merge(issue, into)

    assert people_at(issue, into) == [(0, 0.0), (3, 3.0)]
    assert Voice.objects.filter(issue=issue).count() == 3
    assert drift_between(0, 10**9) == []


def test_taking_it_apart_gives_back_exactly_what_was() -> None:
    street, ada, bob = Street(), make_user(), make_user()
    issue, into = street.issue(ada, bob, days_ago=9), street.issue(ada, days_ago=3)
    before = numbers()

    street.merge(issue, into)
    street.unmerge(issue)

    assert numbers() == before


def test_a_reporter_outranks_their_own_me_too_whichever_came_first() -> None:
    street, ada = Street(), make_user()
    issue, into = street.issue(days_ago=9), street.issue(ada)
    make_voice(issue, person=ada)

    street.merge(issue, into)

    into.refresh_from_db()
    assert (into.reporters, into.supporters) == (1, 0)


def test_what_came_along_stays_with_it_through_every_step() -> None:
    street = Street()
    first, second, third = street.issue(None), street.issue(None), street.issue(None)

    street.merge(first, second)
    street.merge(second, third)
    together = where(first, second, third)
    street.unmerge(second)
    apart = where(first, second, third)
    street.unmerge(first)

    assert together == [third.pk, third.pk, None]
    assert apart == [second.pk, None, None]
    assert where(first, second, third) == [None, None, None]
    assert people_at(first, second, third) == [(1, 1.0)] * 3


def test_going_in_a_circle_is_refused() -> None:
    street = Street()
    one, other = street.issue(None), street.issue(None)
    street.merge(one, other)

    for issue, into in [(other, one), (one, one), (one, other)]:
        with pytest.raises(CannotMergeError):
            street.merge(issue, into)

    assert where(one, other) == [other.pk, None]


def test_what_cannot_be_one_is_refused_with_a_reason() -> None:
    street = Street()
    issue = street.issue(None)
    elsewhere = make_issue()
    make_grantless = street.issue(None, status=Status.DONE, closed_at=NOW)
    private = street.issue(None, privacy=Privacy.SENSITIVE)

    with pytest.raises(NotAllowedError):
        street.merge(issue, elsewhere)
    with pytest.raises(CannotMergeError, match="The second is closed"):
        street.merge(issue, make_grantless)
    with pytest.raises(CannotMergeError, match="Merge the other way"):
        street.merge(private, issue)
    with pytest.raises(TextMissingError, match="Say why these two are the same"):
        merge_issues(
            issue_id=issue.pk,
            into_id=private.pk,
            actor=street.officer,
            reason=" ",
            now=NOW,
        )

    assert set(where(issue, elsewhere, make_grantless, private)) == {None}


def test_two_neighborhoods_do_not_share_an_issue() -> None:
    issue, other = make_issue(), make_issue()

    with pytest.raises(CannotMergeError, match="different neighborhoods"):
        merge_issues(
            issue_id=issue.pk,
            into_id=other.pk,
            actor=make_officer(),
            reason="The same",
            now=NOW,
        )


def test_merging_frees_a_place_among_the_three() -> None:
    street, ada = Street(), make_user()
    issues = [street.issue(ada, days_ago=10 - day) for day in range(4)]
    Voice.objects.filter(issue=issues[3]).update(counts=False)
    recount([issues[3].pk])

    street.merge(issues[1], issues[0])

    counts = Voice.objects.order_by("pk").values_list("counts", flat=True)
    assert list(counts) == [True, True, True, True]
    assert people_at(*issues) == [(1, 1.0), (0, 0.0), (1, 1.0), (1, 1.0)]


def test_another_kind_changes_the_line_the_privacy_and_the_target() -> None:
    street = Street()
    issue = street.issue(None)
    concern = make_concern(issue=issue)
    private = make_kind("private", privacy=Privacy.SENSITIVE, target_days=7)

    rekind_issue(
        issue_id=issue.pk,
        kind_id=private.pk,
        actor=street.officer,
        reason="It is about a person",
        now=NOW,
    )

    issue.refresh_from_db()
    concern.refresh_from_db()
    assert (issue.kind, issue.privacy, concern.kind) == (private, "sensitive", private)
    assert issue.target_at == datetime(2026, 11, 27, 5, tzinfo=UTC)


def test_another_kind_counts_the_rule_of_three_on_both_lines() -> None:
    street, ada = Street(), make_user()
    other = make_kind()
    issues = [street.issue(ada, days_ago=10 - day) for day in range(4)]
    Voice.objects.filter(issue=issues[3]).update(counts=False)

    rekind_issue(
        issue_id=issues[0].pk,
        kind_id=other.pk,
        actor=street.officer,
        reason="Another kind",
        now=NOW,
    )

    assert set(Voice.objects.values_list("counts", flat=True)) == {True}
    assert drift_between(0, 10**9) == []


def test_a_kind_that_is_not_offered_cannot_be_given() -> None:
    street = Street()
    issue = street.issue(None)
    retired = make_kind("retired", is_active=False)

    with pytest.raises(NotCollectedError):
        rekind_issue(
            issue_id=issue.pk,
            kind_id=retired.pk,
            actor=street.officer,
            reason="x",
            now=NOW,
        )

    issue.refresh_from_db()
    assert issue.kind == street.kind


def test_an_issue_moves_with_its_concerns_and_leaves_its_owner_behind() -> None:
    street = Street()
    issue = street.issue(None, owner=street.officer)
    concern = make_concern(issue=issue)
    place = make_neighborhood()
    point = make_snap_point(place)

    relocate_issue(
        issue_id=issue.pk,
        actor=street.officer,
        reason="It is across the river",
        now=NOW,
        lat=point.lat,
        lon=point.lon,
    )

    issue.refresh_from_db()
    concern.refresh_from_db()
    assert (issue.neighborhood, issue.snap_point, issue.owner) == (place, point, None)
    assert (concern.neighborhood, concern.lat) == (place, point.lat)


def test_an_issue_cannot_be_moved_out_of_the_town() -> None:
    street = Street()
    issue = street.issue(None)

    with pytest.raises(NotOurTownError):
        relocate_issue(
            issue_id=issue.pk,
            actor=street.officer,
            reason="x",
            now=NOW,
            lat=1.0,
            lon=1.0,
        )

    issue.refresh_from_db()
    assert issue.neighborhood == street.place


def test_another_kind_never_shows_more_than_was_chosen() -> None:
    street = Street()
    open_kind = make_kind(privacy=Privacy.PUBLIC)
    issue = street.issue(None, privacy=Privacy.SENSITIVE)

    rekind_issue(
        issue_id=issue.pk,
        kind_id=open_kind.pk,
        actor=street.officer,
        reason="It is the lamp",
        now=NOW,
    )

    issue.refresh_from_db()
    assert (issue.kind, issue.privacy) == (open_kind, Privacy.SENSITIVE)
