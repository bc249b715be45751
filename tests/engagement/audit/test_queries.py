"""What a reader finds in the record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings

from engagement.audit.models import Entry
from engagement.audit.queries import (
    EntryFilters,
    can_read_record,
    entries_about,
    entries_visible_to,
    reads_all,
)
from engagement.audit.services import record
from engagement.common.roles import NOBODY, Role, Viewer
from tests.factories.people import make_grant, make_user

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


def test_who_finds_a_name_or_an_address_or_both() -> None:
    by_name = make_user(name="Ann Quick", email="a@example.org")
    by_address = make_user(name="Bea", email="quick@example.org")
    by_both = make_user(name="Cy Quick", email="cy.quick@example.org")
    for actor in (by_name, by_address, by_both, make_user(name="Di")):
        record(actor=actor, action="a.b", subject="x.y:1", now=MOMENT)

    found = EntryFilters(who="QUICK").apply(Entry.objects.order_by("id"))

    assert [one.actor for one in found] == [by_name, by_address, by_both]


def test_every_filter_narrows_what_the_others_leave() -> None:
    ann = make_user(name="Ann Quick")
    wanted = {"actor": ann, "action": "a.b", "subject": "x.y:1", "reason": "night"}
    other = {
        "actor": make_user(name="Bea"),
        "action": "c.d",
        "subject": "z:1",
        "reason": "",
    }
    filters = EntryFilters(who="ann", action="a.b", about="x.y", words="NIGHT")
    for name in wanted:
        record(**{**wanted, name: other[name]}, now=MOMENT)  # type: ignore[arg-type]  # words and a person
    one = record(**wanted, now=MOMENT)  # type: ignore[arg-type]  # words and a person

    assert list(filters.apply(Entry.objects.all())) == [one]


@override_settings(TIME_ZONE="America/Chicago")
def test_days_are_the_towns_and_both_are_counted() -> None:
    midnight = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    before, first, last, after = (
        record(actor=None, action="a.b", subject="x.y:1", now=at)
        for at in (
            midnight - timedelta(seconds=1),
            midnight,
            midnight + timedelta(days=2, seconds=-1),
            midnight + timedelta(days=2),
        )
    )
    since, until = date(2026, 11, 20), date(2026, 11, 21)
    every = Entry.objects.order_by("id")

    found = {
        "both": [*EntryFilters(since=since, until=until).apply(every)],
        "since": [*EntryFilters(since=since).apply(every)],
        "until": [*EntryFilters(until=until).apply(every)],
        "neither": [*EntryFilters().apply(every)],
    }

    assert found == {
        "both": [first, last],
        "since": [first, last, after],
        "until": [before, first, last],
        "neither": [before, first, last, after],
    }


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.ADMIN, "all"),
        (Role.AUDITOR, "all"),
        (Role.OFFICER, "own"),
        (Role.MODERATOR, "own"),
        (Role.OVERSEER, "own"),
        (Role.ORGANIZER, "nothing"),
        (None, "nothing"),
    ],
)
def test_staff_read_their_own_acts_and_two_roles_read_every_one(
    role: Role | None, sees: str
) -> None:
    user = make_user()
    if role:
        make_grant(user, role, None)
    viewer = Viewer(user)
    first = record(actor=make_user(), action="a.b", subject="x.y:1", now=MOMENT)
    own = record(actor=user, action="a.b", subject="x.y:1", now=MOMENT)

    expected = {"all": [own, first], "own": [own], "nothing": []}[sees]
    assert list(entries_visible_to(viewer)) == expected
    assert reads_all(viewer) is (sees == "all")
    assert can_read_record(viewer) is (sees != "nothing")


def test_who_is_not_signed_in_reads_nothing() -> None:
    record(actor=None, action="a.b", subject="x.y:1", now=MOMENT)

    assert list(entries_visible_to(NOBODY)) == []
    assert not can_read_record(NOBODY)


def test_what_was_done_to_some_rows_is_told_from_the_beginning() -> None:
    ann, bea = make_user(), make_user()
    about = [
        record(actor=None, action="a.b", subject=who, now=MOMENT) for who in (ann, bea)
    ]
    record(actor=None, action="a.b", subject=make_user(), now=MOMENT)

    assert list(entries_about(bea, ann)) == about
