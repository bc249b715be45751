"""Who may know of what: visitors, senders, officers here and elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engagement.common.roles import NOBODY, Viewer
from engagement.concerns.choices import Privacy, Status
from engagement.concerns.models import Issue
from engagement.concerns.permissions import (
    can_handle,
    can_merge,
    can_read_text,
    can_see_point,
    can_voice,
    can_withdraw,
)
from engagement.concerns.queries import (
    InboxFilters,
    InboxView,
    IssueFilters,
    concerns_visible_to,
    inbox_counts,
    inbox_for,
    issues_of_line,
    issues_visible_to,
    public_issues,
)
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.people import make_admin, make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
FILTERS = InboxFilters(today=date(2026, 11, 20), now=NOW)


def test_everyone_sees_public_and_area_pages_and_nobody_conduct() -> None:
    place = make_neighborhood()
    issues = {
        privacy: make_issue(neighborhood=place, privacy=privacy) for privacy in Privacy
    }
    held = make_issue(neighborhood=place, is_held=True)
    merged = make_issue(neighborhood=place, merged_into=issues[Privacy.PUBLIC])
    officer = Viewer(user=make_officer(of=place))
    elsewhere = Viewer(user=make_officer(of=make_neighborhood()))

    shown = {issues[Privacy.PUBLIC], issues[Privacy.AREA], merged}
    whole = {*shown, issues[Privacy.SENSITIVE], held}
    assert set(issues_visible_to(NOBODY)) == shown
    assert set(issues_visible_to(Viewer(user=make_user()))) == shown
    assert set(issues_visible_to(elsewhere)) == shown
    assert set(issues_visible_to(officer)) == whole
    assert set(issues_visible_to(Viewer(user=make_officer()))) == whole
    assert set(public_issues()) == shown - {merged}


def test_words_are_read_by_the_sender_and_the_areas_officers_alone() -> None:
    ada = make_user()
    concern = make_concern(person=ada)
    place = concern.neighborhood
    allowed = [
        Viewer(user=ada),
        Viewer(receipts=frozenset({concern.pk})),
        Viewer(user=make_officer(of=place)),
        Viewer(user=make_officer()),
    ]
    denied = [
        NOBODY,
        Viewer(user=make_user()),
        Viewer(receipts=frozenset({concern.pk + 1})),
        Viewer(user=make_officer(of=make_neighborhood())),
        Viewer(user=make_organizer(of=place)),
        Viewer(user=make_admin()),
    ]

    for viewer in allowed:
        assert list(concerns_visible_to(viewer)) == [concern]
        assert can_read_text(viewer, concern)
        assert can_see_point(viewer, concern)
    for viewer in denied:
        assert list(concerns_visible_to(viewer)) == []
        assert not can_read_text(viewer, concern)


def test_a_complaint_about_conduct_never_reaches_officers() -> None:
    ada = make_user()
    issue = make_issue(privacy=Privacy.CONDUCT)
    concern = make_concern(issue=issue, person=ada)
    officer = Viewer(user=make_officer(of=issue.neighborhood))

    assert list(concerns_visible_to(officer)) == []
    assert list(issues_visible_to(officer)) == []
    assert list(inbox_for(officer, InboxView.OPEN, FILTERS)) == []
    assert not can_handle(officer, issue)
    assert not can_merge(officer, issue)
    assert list(concerns_visible_to(Viewer(user=ada))) == [concern]


def test_an_officer_revoked_a_moment_ago_sees_nothing_more() -> None:
    issue = make_issue(privacy=Privacy.SENSITIVE)
    officer = make_officer(of=issue.neighborhood)
    before = list(issues_visible_to(Viewer(user=officer)))

    officer.grants.update(ends_at=officer.grants.get().starts_at)
    officer = type(officer).objects.get(pk=officer.pk)

    assert before == [issue]
    assert list(issues_visible_to(Viewer(user=officer))) == []
    assert not can_handle(Viewer(user=officer), issue)


def test_the_sender_takes_back_only_what_nobody_has_begun() -> None:
    ada = make_user()
    concern = make_concern(person=ada)
    other = Viewer(user=make_user())

    assert can_withdraw(Viewer(user=ada), concern)
    assert not can_withdraw(other, concern)
    concern.issue.status = Status.LOOKING
    assert not can_withdraw(Viewer(user=ada), concern)


def test_anyone_but_the_areas_officers_may_add_a_voice() -> None:
    issue = make_issue()
    assert can_voice(NOBODY, issue)
    assert can_voice(Viewer(user=make_user()), issue)
    assert can_voice(Viewer(user=make_officer(of=make_neighborhood())), issue)
    assert not can_voice(Viewer(user=make_officer(of=issue.neighborhood)), issue)
    assert not can_voice(Viewer(user=make_officer()), issue)


def test_filters_narrow_by_kind_group_status_place_and_day() -> None:
    kind, place = make_kind(), make_neighborhood()
    at = datetime(2026, 11, 10, 15, tzinfo=UTC)
    wanted = make_issue(kind=kind, neighborhood=place, at=at)
    make_issue(at=at - timedelta(days=30), status=Status.DONE, closed_at=NOW)

    assert kind.parent is not None
    for filters in (
        IssueFilters(kind=kind.code),
        IssueFilters(status="open"),
        IssueFilters(status=Status.NEW),
        IssueFilters(neighborhood=place.slug),
        IssueFilters(since=date(2026, 11, 1)),
    ):
        assert list(public_issues(filters)) == [wanted]
    assert public_issues(IssueFilters(kind=kind.parent.code)).count() == 2
    assert list(public_issues(IssueFilters(status="nonsense"))) == []
    assert list(public_issues(IssueFilters(until=date(2026, 11, 9)))) != [wanted]


def inbox(viewer: Viewer, view: str) -> set[Issue]:
    return set(inbox_for(viewer, view, FILTERS))


def test_every_view_of_the_inbox_holds_what_it_says() -> None:
    place, kind = make_neighborhood(), make_kind()
    officer = make_officer(of=place)
    viewer = Viewer(user=officer)
    early, gone = date(2026, 11, 19), NOW - timedelta(days=1)

    def issue(**fields: Any) -> Issue:
        plain: dict[str, Any] = {
            "neighborhood": place,
            "kind": kind,
            "status": Status.LOOKING,
        }
        return make_issue(**(plain | fields))

    new = issue(status=Status.NEW)
    mine = issue(owner=officer)
    unanswered = issue(reply_due_on=early)
    due = issue(reply_due_on=date(2026, 11, 20))
    answered = issue(reply_due_on=early, replied_at=NOW)
    overdue = issue(target_at=gone, replied_at=NOW)
    sensitive = issue(privacy=Privacy.SENSITIVE)
    held = issue(is_held=True)
    closed = issue(status=Status.DONE, closed_at=NOW, target_at=gone)
    make_issue()

    views = {view: inbox(viewer, view) for view in InboxView}
    assert views == {
        InboxView.NEW: {new},
        InboxView.OPEN: {
            new,
            mine,
            unanswered,
            due,
            answered,
            overdue,
            sensitive,
            held,
        },
        InboxView.DUE: {due},
        InboxView.MINE: {mine},
        InboxView.LATE: {unanswered, overdue},
        InboxView.SENSITIVE: {sensitive},
        InboxView.DUPLICATES: set(),
        InboxView.ANSWERED: set(),
        InboxView.HELD: {held},
        InboxView.CLOSED: {closed},
    }
    counted = inbox_counts(viewer, FILTERS)
    assert counted == {
        view.value: len(rows)
        for view, rows in views.items()
        if view != InboxView.CLOSED
    }
    assert set(issues_of_line(viewer, place.pk, kind.pk)) == views[InboxView.OPEN] | {
        closed
    }
    assert list(issues_of_line(NOBODY, place.pk, kind.pk)) == []
