"""One code shows one person, and nothing tells which code it was."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from engagement.audit.models import Entry
from engagement.common.ids import show_receipt
from engagement.common.weeks import town_hour
from engagement.people.choices import ProofKind
from engagement.people.code_words import meeting_code_of, turn_at
from engagement.people.errors import (
    AlreadyProvenError,
    FullMeetingError,
    NoSuchCodeError,
)
from engagement.people.models import CodeSheet, LetterCode, Proof, User
from engagement.people.queries import tier_of
from engagement.people.services import redeem_code, redeeming
from tests.factories.codes import make_meeting_code, make_sheet_of_codes
from tests.factories.people import make_user

NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
GONE = "This code opens nothing. It may be mistyped, used already or out of date."


def use(code: str, person: User | None = None, at: datetime = NOW) -> ProofKind:
    return redeem_code(code=code, person=person, now=at)


def shown(meeting_id: int, at: datetime = NOW) -> str:
    return meeting_code_of(meeting_id, turn_at(at))


@pytest.mark.django_db
def test_a_letter_code_shows_a_person_and_is_gone() -> None:
    sheet, codes = make_sheet_of_codes(at=NOW)
    person = make_user()
    acts = Entry.objects.count()

    kind = use(show_receipt(codes[3]).lower(), person)

    sheet.refresh_from_db()
    proof = Proof.objects.get()
    assert kind == ProofKind.LETTER
    assert (proof.user, proof.kind, proof.at) == (person, kind, town_hour(NOW))
    assert tier_of(person, NOW) == "verified"
    assert (sheet.used, sheet.unused, LetterCode.objects.count()) == (1, 9, 9)
    assert Entry.objects.count() == acts  # nothing tells who used it


@pytest.mark.django_db
def test_without_an_account_a_code_is_used_up_and_nobody_is_noted() -> None:
    _sheet, codes = make_sheet_of_codes(at=NOW)

    assert use(codes[0]) == ProofKind.LETTER

    assert (LetterCode.objects.count(), Proof.objects.count()) == (9, 0)


@pytest.mark.django_db
def test_a_code_that_opens_nothing_is_answered_in_one_sentence_whatever_the_reason() -> (
    None
):
    sheet, codes = make_sheet_of_codes(at=NOW)
    old, expired = make_sheet_of_codes(at=NOW - timedelta(days=31))
    other, withdrawn = make_sheet_of_codes(at=NOW)
    CodeSheet.objects.filter(pk=other.pk).update(withdrawn_at=NOW)
    meeting = make_meeting_code(at=NOW)
    use(codes[0])

    said = set()
    for code in (
        codes[0],
        expired[0],
        withdrawn[0],
        "0000-0000-0000",
        "nonsense",
        "",
        shown(meeting.pk, NOW - timedelta(minutes=20)),
        shown(meeting.pk + 1),
    ):
        with pytest.raises(NoSuchCodeError) as refused:
            use(code)
        said.add(str(refused.value))

    assert said == {GONE}
    assert (old.used, sheet.used) == (0, 0)
    assert LetterCode.objects.count() == 29


@pytest.mark.django_db
def test_a_person_who_has_shown_it_does_not_spend_another_code() -> None:
    _sheet, codes = make_sheet_of_codes(at=NOW)
    person = make_user()
    use(codes[0], person)

    with pytest.raises(AlreadyProvenError):
        use(codes[1], person)

    assert LetterCode.objects.count() == 9


@pytest.mark.django_db
def test_a_pressed_mail_link_does_not_keep_anybody_from_showing_more() -> None:
    _sheet, codes = make_sheet_of_codes(at=NOW)
    person = make_user()
    Proof.objects.create(user=person, kind=ProofKind.MAIL, at=NOW)

    use(codes[0], person)

    kinds = Proof.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [ProofKind.MAIL, ProofKind.LETTER]


# -- at a meeting --------------------------------------------------------------------
@pytest.mark.django_db
def test_the_code_on_the_wall_works_while_it_is_shown_and_ten_minutes_longer() -> None:
    meeting = make_meeting_code(at=NOW)
    code = shown(meeting.pk)

    taken = [use(code), use(code, at=NOW + timedelta(minutes=10))]
    with pytest.raises(NoSuchCodeError):
        use(code, at=NOW + timedelta(minutes=20))

    meeting.refresh_from_db()
    assert (taken, meeting.used) == ([ProofKind.MEETING] * 2, 2)


@pytest.mark.django_db
def test_a_meeting_counts_no_more_people_than_were_expected() -> None:
    meeting = make_meeting_code(at=NOW, most=2)
    code = shown(meeting.pk)
    use(code)
    use(code)

    with pytest.raises(FullMeetingError):
        use(code)

    meeting.refresh_from_db()
    assert meeting.used == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"closed_at": NOW},
        {"starts_at": NOW + timedelta(minutes=1)},
        {"ends_at": NOW},
    ],
)
def test_a_meeting_that_is_not_on_takes_no_code(fields: dict[str, Any]) -> None:
    meeting = make_meeting_code(at=NOW, **fields)

    with pytest.raises(NoSuchCodeError):
        use(shown(meeting.pk))


@pytest.mark.django_db
def test_the_database_counts_no_more_uses_than_people() -> None:
    with pytest.raises(IntegrityError):
        make_meeting_code(most=5, used=6)


# -- at the same moment --------------------------------------------------------------
def at_once(people: int, act: Callable[[], object]) -> list[object]:
    barrier, results = threading.Barrier(people), []

    def run() -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            results.append(act())
        except Exception as error:  # noqa: BLE001 - the test looks at what it was
            results.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    return results


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_code_are_one_person() -> None:
    sheet, codes = make_sheet_of_codes(at=NOW)

    results = at_once(20, lambda: use(codes[0]))

    sheet.refresh_from_db()
    assert results.count(ProofKind.LETTER) == 1
    assert results.count(NoSuchCodeError) == 19
    assert (sheet.used, LetterCode.objects.count()) == (1, 9)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_code_would_be_two_people(monkeypatch) -> None:
    """The control: the rule above needs the lock."""
    both_looked = threading.Barrier(2)

    def unlocked(marks: list[str]) -> CodeSheet | None:
        mine = LetterCode.objects.filter(mark__in=marks).values("sheet")
        return CodeSheet.objects.filter(pk__in=mine).first()

    def look_together(marks: list[str]) -> bool:
        answer = LetterCode.objects.filter(mark__in=marks).exists()
        both_looked.wait(timeout=60)
        return answer

    monkeypatch.setattr(redeeming, "_locked_sheet", unlocked)
    monkeypatch.setattr(redeeming, "_is_unused", look_together)
    _sheet, codes = make_sheet_of_codes(at=NOW)

    assert at_once(2, lambda: use(codes[0])) == [ProofKind.LETTER] * 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_full_hall_at_once_is_counted_to_the_last_chair() -> None:
    meeting = make_meeting_code(at=NOW, most=5)

    results = at_once(12, lambda: use(shown(meeting.pk)))

    meeting.refresh_from_db()
    assert results.count(ProofKind.MEETING) == 5
    assert results.count(FullMeetingError) == 7
    assert meeting.used == 5
