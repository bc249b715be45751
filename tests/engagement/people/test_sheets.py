"""Sheets of letter codes: who makes them, what is kept of them, how they end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.marks import mark_of
from engagement.common.roles import Role
from engagement.people.code_words import LETTER, can_be_a_code
from engagement.people.errors import BadSheetError, NoSuchCodeError
from engagement.people.models import CodeSheet, LetterCode, User
from engagement.people.services import (
    make_sheet,
    purge_codes,
    redeem_code,
    sheets,
    withdraw_sheet,
)
from engagement.places.models import Neighborhood
from tests.factories.codes import make_sheet_of_codes
from tests.factories.people import (
    make_admin,
    make_grant,
    make_officer,
    make_organizer,
    make_user,
)
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


def make(
    actor: User,
    place: Neighborhood,
    *,
    size: int = 10,
    days: float = 30,
    at: datetime = NOW,
) -> tuple[CodeSheet, list[str]]:
    return make_sheet(
        neighborhood_id=place.pk,
        purpose=" Mill Lane ",
        size=size,
        expires_at=NOW + timedelta(days=days),
        actor=actor,
        now=at,
    )


def test_a_sheet_is_made_shown_once_and_kept_as_marks() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)

    sheet, codes = make(officer, place, size=12)

    kept = list(LetterCode.objects.order_by("pk").values_list("pk", flat=True))
    assert (sheet.purpose, sheet.size, sheet.used, sheet.unused) == (
        "Mill Lane",
        12,
        0,
        12,
    )
    assert len(set(codes)) == 12
    assert all(can_be_a_code(code) and len(code) == 12 for code in codes)
    assert kept == sorted(mark_of(LETTER, code) for code in codes)
    entry = Entry.objects.get()
    assert (entry.action, entry.actor_id, entry.place_id, entry.detail) == (
        "codes.make_sheet",
        officer.pk,
        place.pk,
        {"size": 12},
    )


def test_the_rows_lie_in_another_order_than_the_paper() -> None:
    _sheet, codes = make_sheet_of_codes(size=60)

    stored = list(LetterCode.objects.raw("SELECT mark FROM people_lettercode"))

    assert [one.pk for one in stored] == sorted(mark_of(LETTER, c) for c in codes)
    assert [one.pk for one in stored] != [mark_of(LETTER, code) for code in codes]


def test_officers_organizers_of_the_place_and_administrators_make_codes() -> None:
    place, elsewhere = make_neighborhood(), make_neighborhood()
    may = [make_officer(of=place), make_organizer(of=place), make_admin()]
    may_not = [make_user(), make_officer(of=elsewhere), make_organizer(of=elsewhere)]
    for role in (Role.MODERATOR, Role.OVERSEER, Role.AUDITOR):
        may_not.append(make_user())
        make_grant(may_not[-1], role, None)

    for actor in may:
        make(actor, place)
    for actor in may_not:
        with pytest.raises(NotAllowedError):
            make(actor, place)

    assert CodeSheet.objects.count() == len(may)


@pytest.mark.parametrize(
    ("size", "days"), [(9, 30), (201, 30), (10, 0), (10, -1), (10, 367)]
)
def test_a_sheet_has_its_limits(size: int, days: float) -> None:
    with pytest.raises(BadSheetError):
        make(make_admin(), make_neighborhood(), size=size, days=days)

    assert not LetterCode.objects.exists()


def test_a_town_has_only_so_many_unused_codes(monkeypatch) -> None:
    monkeypatch.setattr(sheets, "MOST_UNUSED", 25)
    admin, place = make_admin(), make_neighborhood()
    make(admin, place)
    make(admin, place, at=NOW + timedelta(minutes=1))

    with pytest.raises(BadSheetError):
        make(admin, place, at=NOW + timedelta(minutes=2))

    assert LetterCode.objects.count() == 20


def test_a_sheet_asked_for_twice_in_one_press_leaves_one_that_works() -> None:
    admin, place = make_admin(), make_neighborhood()

    unseen, _codes = make(admin, place)
    seen, codes = make(admin, place, at=NOW + timedelta(seconds=2))

    unseen.refresh_from_db()
    assert (unseen.withdrawn_at is not None, seen.withdrawn_at) == (True, None)
    assert LetterCode.objects.count() == len(codes) == 10


def test_a_second_sheet_a_moment_later_leaves_the_first() -> None:
    admin, place = make_admin(), make_neighborhood()
    first, _codes = make(admin, place)

    make(admin, place, at=NOW + timedelta(seconds=5))
    make(admin, place, size=11, at=NOW + timedelta(seconds=6))
    make(make_admin(), place, at=NOW + timedelta(seconds=6))

    first.refresh_from_db()
    assert first.withdrawn_at is None
    assert LetterCode.objects.count() == 41


def test_a_withdrawn_sheet_opens_nothing_and_used_codes_stay_counted() -> None:
    sheet, codes = make_sheet_of_codes(at=NOW)
    actor = sheet.made_by
    assert actor is not None
    redeem_code(code=codes[0], person=None, now=NOW)

    first = withdraw_sheet(sheet_id=sheet.pk, actor=actor, now=NOW)
    again = withdraw_sheet(sheet_id=sheet.pk, actor=actor, now=NOW + timedelta(hours=1))

    assert (first.withdrawn_at, again.withdrawn_at) == (NOW, NOW)
    assert (again.used, again.unused, LetterCode.objects.count()) == (1, 9, 0)
    with pytest.raises(NoSuchCodeError):
        redeem_code(code=codes[1], person=None, now=NOW)
    assert [entry.action for entry in Entry.objects.order_by("pk")] == [
        "codes.make_sheet",
        "codes.withdraw_sheet",
    ]


def test_only_those_who_may_make_codes_withdraw_them() -> None:
    sheet, _codes = make_sheet_of_codes()

    with pytest.raises(NotAllowedError):
        withdraw_sheet(
            sheet_id=sheet.pk, actor=make_officer(of=make_neighborhood()), now=NOW
        )

    assert LetterCode.objects.count() == 10


def test_codes_out_of_date_are_forgotten() -> None:
    old, _codes = make_sheet_of_codes(at=NOW)
    make_sheet_of_codes(at=NOW + timedelta(days=1))

    gone = purge_codes(now=old.expires_at)

    assert (gone, LetterCode.objects.count()) == (10, 10)
    assert CodeSheet.objects.count() == 2
