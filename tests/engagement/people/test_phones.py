"""A code by text: one phone is one person, once, and its number is kept nowhere."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from engagement.common.marks import mark_of
from engagement.common.sealed import unseal
from engagement.common.weeks import town_hour
from engagement.outbox.models import Job, SealedLetter
from engagement.people.choices import ProofKind
from engagement.people.code_words import PHONE
from engagement.people.errors import (
    AlreadyProvenError,
    PhoneCodeGoneError,
    PhoneUsedError,
    TooManyTextsError,
    WrongPhoneCodeError,
)
from engagement.people.models import PhoneCode, Proof, UsedPhone, User
from engagement.people.services import (
    phones,
    purge_codes,
    redeem_phone_code,
    send_phone_code,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
NUMBER, TOKEN = "+16172531000", "of the browser"


def ask(
    number: str = NUMBER,
    token: str = TOKEN,
    *,
    asker: str = "device a",
    network: str = "203.0.113.7",
    person: User | None = None,
    at: datetime = NOW,
) -> str:
    """Ask for a code, and read it in the text."""
    send_phone_code(
        number=number,
        token=token,
        asker=asker,
        network=network,
        person=person,
        now=at,
    )
    words = unseal(SealedLetter.objects.latest("pk").sealed)
    found = re.search(r"\b(\d{6}) is your code", words)
    assert found
    return found[1]


def take(
    code: str,
    token: str = TOKEN,
    *,
    person: User | None = None,
    at: datetime = NOW,
) -> ProofKind:
    return redeem_phone_code(token=token, code=code, person=person, now=at)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_phone_code_shows_a_person_and_keeps_a_mark_alone() -> None:
    person = make_user()

    kind = take(ask(person=person), person=person)

    proof = Proof.objects.get()
    assert (kind, proof.user, proof.kind) == (ProofKind.PHONE, person, ProofKind.PHONE)
    assert proof.at == town_hour(NOW)
    assert [one.pk for one in UsedPhone.objects.all()] == [mark_of(PHONE, NUMBER)]
    assert not PhoneCode.objects.exists()


def test_the_text_says_what_it_is_and_lets_the_phone_fill_it_in() -> None:
    code = ask()

    assert f"@localhost #{code}" in unseal(SealedLetter.objects.get().sealed)
    job = Job.objects.get()
    assert (job.task, list(job.arguments)) == ("outbox.send_text", ["letter_id"])


def test_three_wrong_tries_end_a_code() -> None:
    code = ask()
    raised = []
    for _number in range(3):
        with pytest.raises((WrongPhoneCodeError, PhoneCodeGoneError)) as refused:
            take(other_than(code))
        raised.append(refused.type)

    with pytest.raises(PhoneCodeGoneError):
        take(code)

    assert raised == [WrongPhoneCodeError, WrongPhoneCodeError, PhoneCodeGoneError]
    assert not UsedPhone.objects.exists()


def test_a_phone_is_not_used_up_when_what_follows_fails() -> None:
    code = ask()

    def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        redeem_phone_code(token=TOKEN, code=code, person=None, now=NOW, then=fail)

    assert not UsedPhone.objects.exists()
    assert take(code) == ProofKind.PHONE


def test_two_wrong_tries_leave_one() -> None:
    code = ask()
    for _number in range(2):
        with pytest.raises(WrongPhoneCodeError):
            take(other_than(code))

    assert take(code) == ProofKind.PHONE


def test_a_code_dies_after_ten_minutes() -> None:
    code = ask()

    with pytest.raises(PhoneCodeGoneError):
        take(code, at=NOW + timedelta(minutes=10))

    assert purge_codes(now=NOW + timedelta(minutes=10)) == 1
    assert not PhoneCode.objects.exists()


def test_a_code_works_only_in_the_browser_that_asked() -> None:
    code = ask(token="mine")

    with pytest.raises(PhoneCodeGoneError):
        take(code, token="another")


def test_asking_again_makes_the_first_code_worthless() -> None:
    first = ask()
    second = ask()

    if first != second:
        with pytest.raises(WrongPhoneCodeError):
            take(first)
    assert take(second) == ProofKind.PHONE


def test_a_used_phone_gets_a_code_like_any_and_is_told_only_with_the_right_one() -> (
    None
):
    take(ask(token="first"), token="first")
    code = ask(token="second", asker="device b")

    with pytest.raises(WrongPhoneCodeError):
        take(other_than(code), token="second")
    with pytest.raises(PhoneUsedError):
        take(code, token="second", person=make_user())

    assert UsedPhone.objects.count() == 1
    assert not Proof.objects.exists()
    assert not PhoneCode.objects.exists()


def test_who_has_shown_it_needs_no_text() -> None:
    person = make_user()
    Proof.objects.create(user=person, kind=ProofKind.LETTER, at=NOW)

    with pytest.raises(AlreadyProvenError):
        ask(person=person)

    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("most", "changing"),
    [(3, {"asker", "network"}), (5, {"number", "network"}), (20, {"number", "asker"})],
    ids=["to one phone", "by one person", "from one network"],
)
def test_texts_are_limited(most: int, changing: set[str]) -> None:
    def one(number: int) -> None:
        ask(
            number=f"+1617253{number:04d}" if "number" in changing else NUMBER,
            asker=f"device {number if 'asker' in changing else 0}",
            network=f"198.51.100.{number if 'network' in changing else 0}",
        )

    for number in range(most):
        one(number)
    with pytest.raises(TooManyTextsError):
        one(most)

    assert Job.objects.count() == most


def test_a_used_phone_and_a_new_one_are_limited_alike() -> None:
    take(ask(token="first"), token="first")
    ask(asker="b")
    ask(asker="c")

    with pytest.raises(TooManyTextsError):
        ask(asker="d")


def test_another_key_still_knows_a_used_phone(settings) -> None:
    take(ask())
    settings.FIELD_KEY = f"{'b' * 43}=,{settings.FIELD_KEY}"
    code = ask(asker="device b")

    with pytest.raises(PhoneUsedError):
        take(code)


def test_the_order_of_the_rows_does_not_tell_which_phone_came_last() -> None:
    for number in range(12):
        token = f"token {number}"
        code = ask(
            f"+1617253{number:04d}",
            token,
            asker=f"device {number}",
            network=f"198.51.100.{number}",
        )
        take(code, token)

    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM people_usedphone ORDER BY ctid")
        lying = [mark for (mark,) in cursor.fetchall()]

    came = [mark_of(PHONE, f"+1617253{number:04d}") for number in range(12)]
    assert lying == sorted(came)
    assert lying != came


def test_in_a_large_table_a_phone_hides_among_its_nearest(monkeypatch) -> None:
    monkeypatch.setattr(phones, "MIXED", 4)
    rest = [f"{number:064x}" for number in range(10, 20)]
    UsedPhone.objects.bulk_create(UsedPhone(mark=mark) for mark in rest)

    phones._keep_mark(f"{14:063x}a")  # between 14 and 15, far above all: the last
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM people_usedphone ORDER BY ctid DESC LIMIT 3")
        newest = [mark for (mark,) in cursor.fetchall()]

    assert newest == [f"{14:063x}a", rest[-1], rest[-2]]
    assert UsedPhone.objects.count() == 11


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_phone_in_two_browsers_at_once_is_one_person() -> None:
    codes = {token: ask(token=token, asker=token) for token in ("a", "b")}
    barrier = threading.Barrier(2)
    results: list[object] = []

    def run(token: str) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            results.append(take(codes[token], token))
        except PhoneUsedError as error:
            results.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(token,)) for token in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(map(str, results)) == sorted(
        map(str, [ProofKind.PHONE, PhoneUsedError])
    )
    assert UsedPhone.objects.count() == 1
