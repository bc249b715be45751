"""Erased at once and for good: who may, what ends, and what a restore brings back."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import now
from pytest_django.fixtures import Settings

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.concerns.models import Voice
from engagement.front.doctor import State, inside
from engagement.front.errors import StillHoldsRolesError
from engagement.front.ledger import LedgerLine, add_to_ledger, ledger_path, read_ledger
from engagement.front.models import Erasure
from engagement.front.services.erasing import (
    Reapplied,
    erase_account,
    erase_unconfirmed,
    note_erasures,
    reapply_erasures,
)
from engagement.outbox.models import Job
from engagement.people.models import Session, User
from tests.factories.canary import MARK, make_canary, traces_in_the_database
from tests.factories.concerns import make_concern
from tests.factories.heavy import make_heavy
from tests.factories.people import make_admin, make_grant, make_officer, make_user
from tests.factories.places import make_town
from tests.harness.sessions import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_ledger(settings: Settings, tmp_path: Path) -> None:
    settings.ERASURE_LEDGER = tmp_path / "state" / "erasures.jsonl"


def test_erasing_writes_an_act_and_a_line_for_the_ledger() -> None:
    canary = make_canary(NOW)

    erasure = erase_account(person_id=canary.pk, actor=canary, now=NOW)

    assert (erasure.erased, erasure.person_number) == (canary.erasure_id, canary.pk)
    act = Entry.objects.order_by("-pk")[0]
    assert (act.action, act.subject) == ("person.erase", f"people.user:{canary.pk}")
    assert [job.about for job in Job.objects.filter(task="front.note_erasures")] == [
        f"front.erasure:{erasure.pk}"
    ]
    assert traces_in_the_database() == []


def test_the_record_of_ones_own_acts_holds_no_word_of_theirs() -> None:
    """The record stays: so nothing a person typed or is called may get into it."""
    make_canary(NOW)

    said = [f"{entry.reason} {entry.detail}" for entry in Entry.objects.all()]

    assert said
    assert [words for words in said if MARK in words] == []


def test_nobody_erases_somebody_else() -> None:
    ada, bob = make_user(), make_admin()

    for person in (ada.pk, 0):
        with pytest.raises(NotAllowedError):
            erase_account(person_id=person, actor=bob, now=NOW)

    assert User.objects.filter(pk=ada.pk).exists()


def test_who_holds_a_role_hands_it_over_first() -> None:
    officer = make_officer()

    with pytest.raises(StillHoldsRolesError, match="You hold a role in this town"):
        erase_account(person_id=officer.pk, actor=officer, now=now())

    officer.grants.update(ends_at=now())
    erase_account(person_id=officer.pk, actor=officer, now=now())
    assert not User.objects.filter(pk=officer.pk).exists()


def test_the_last_administrator_stays_and_is_told_what_to_do() -> None:
    first = make_admin()

    with pytest.raises(StillHoldsRolesError, match="the only administrator"):
        erase_account(person_id=first.pk, actor=first, now=now())

    make_admin()
    with pytest.raises(StillHoldsRolesError, match="You hold a role"):
        erase_account(person_id=first.pk, actor=first, now=now())


def test_a_closed_administrator_counts_for_nobody() -> None:
    first, closed = make_admin(), make_admin()
    User.objects.filter(pk=closed.pk).update(is_active=False)

    with pytest.raises(StillHoldsRolesError, match="the only administrator"):
        erase_account(person_id=first.pk, actor=first, now=now())


def test_the_page_says_what_goes_and_erases_on_the_word_alone(client: Client) -> None:
    make_town()
    ada, elsewhere = make_user(), Client()
    make_concern(person=ada)
    for browser in (client, elsewhere):
        sign_in(browser, ada)

    page = client.get("/my/erase/").content.decode()
    wrong = client.post("/my/erase/", {"word": "yes"})
    assert "contact details of 1 concern you sent" in page
    assert "Type the word ERASE." in wrong.content.decode()
    assert User.objects.filter(pk=ada.pk).exists()

    answer = client.post("/my/erase/", {"word": " erase "})

    assert answer.headers["Location"] == "/erased/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "You are erased" in client.get("/erased/").content.decode()
    assert not User.objects.filter(pk=ada.pk).exists()
    assert elsewhere.get("/my/").status_code == 302
    assert Session.objects.count() == 0


def test_the_page_says_why_not_yet(client: Client) -> None:
    make_town()
    sign_in(client, make_officer())

    page = client.get("/my/erase/").content.decode()
    forced = client.post("/my/erase/", {"word": "ERASE"}).content.decode()

    assert "You hold a role in this town." in page
    assert "Erase me for good" not in page
    assert "You hold a role in this town." in forced


@pytest.mark.slow
def test_somebody_with_thousands_of_rows_is_erased_within_a_minute() -> None:
    ada = make_user()
    make_heavy(ada, concerns=2_000, voices=5_000)

    begun = monotonic()
    erase_account(person_id=ada.pk, actor=ada, now=NOW)
    took = monotonic() - begun

    assert Voice.objects.filter(person=None).count() == 5_000
    assert took < 60, f"{took:.1f} s"


# -- the ledger ------------------------------------------------------------------------
def erased_line(at: datetime = NOW) -> LedgerLine:
    user = make_user()
    erasure = erase_account(person_id=user.pk, actor=user, now=at)
    return LedgerLine(erasure.erased, erasure.person_number, at)


def test_an_erasure_is_written_into_the_ledger_once() -> None:
    line = erased_line()

    assert (note_erasures(now=NOW), note_erasures(now=NOW)) == (1, 0)
    Erasure.objects.update(noted_at=None)  # killed between the file and the database
    assert note_erasures(now=NOW) == 1

    assert read_ledger() == [line]
    assert Erasure.objects.get().noted_at == NOW
    assert stat.S_IMODE(ledger_path().stat().st_mode) == 0o600


def test_a_line_torn_by_a_power_cut_is_written_again() -> None:
    first, second = erased_line(), erased_line(NOW + timedelta(hours=1))
    add_to_ledger([first])
    with ledger_path().open("a") as file:
        file.write(second.written()[:30])

    assert read_ledger() == [first]
    note_erasures(now=NOW)

    assert read_ledger() == [first, second]


def test_a_ledger_says_nothing_about_who_it_was() -> None:
    canary = make_canary(NOW)
    erase_account(person_id=canary.pk, actor=canary, now=NOW)

    note_erasures(now=NOW)

    assert MARK not in ledger_path().read_text()


def test_a_number_used_again_by_somebody_else_is_nobodys_end() -> None:
    """The control: the same row number with another random number is not erased."""
    bob = make_user()
    add_to_ledger([LedgerLine(uuid4(), bob.pk, NOW)])

    done = reapply_erasures(now=NOW)

    assert done == Reapplied(erased=0, absent=1)
    assert User.objects.filter(pk=bob.pk).exists()


def test_whoever_a_restore_brought_back_is_erased_again() -> None:
    canary = make_canary(NOW)
    line = LedgerLine(canary.erasure_id, canary.pk, NOW)
    add_to_ledger([line])
    assert inside.ledger(now()).state == State.BROKEN

    first, second = reapply_erasures(now=NOW), reapply_erasures(now=NOW)

    assert (first, second) == (Reapplied(1, 0), Reapplied(0, 1))
    assert traces_in_the_database() == []
    assert Erasure.objects.get().at == NOW
    assert inside.ledger(now()).says == "1 in the ledger, all erased here."


def test_the_doctor_says_when_the_ledger_lags_behind() -> None:
    assert inside.ledger(NOW).state == State.WELL
    erased_line()

    assert inside.ledger(NOW + timedelta(hours=1)).state == State.WELL
    assert inside.ledger(NOW + timedelta(hours=3)).state == State.LATE


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    canary = make_canary(NOW)
    add_to_ledger([LedgerLine(canary.erasure_id, canary.pk, NOW)])

    call_command("reapply_erasures")

    assert "erased again      1" in capsys.readouterr().out


# -- accounts nobody confirmed -----------------------------------------------------------
def begun(days: float, *, verified: bool = False) -> User:
    user = make_user()
    user.joined_at = NOW - timedelta(days=days)
    user.save()
    EmailAddress.objects.create(
        user=user, email=user.email, verified=verified, primary=True
    )
    return user


def test_an_account_nobody_confirmed_goes_after_30_days() -> None:
    old, young = begun(30.1), begun(29.9)
    confirmed, spoke, vouched = begun(31, verified=True), begun(31), make_user()
    make_concern(person=spoke)
    holder = begun(31)
    make_grant(holder, Role.OFFICER, None)
    User.objects.filter(pk=vouched.pk).update(joined_at=NOW - timedelta(days=99))

    gone = erase_unconfirmed(before=NOW - timedelta(days=30), now=NOW)

    assert gone == 1
    kept = {young.pk, confirmed.pk, spoke.pk, vouched.pk, holder.pk}
    assert set(User.objects.values_list("pk", flat=True)) == kept
    assert Erasure.objects.get().erased == old.erasure_id
