"""What a signed head finds that the chain alone cannot, and how old entries leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils.timezone import now

from engagement.audit.models import Checkpoint, Entry, Link
from engagement.audit.services import (
    chain,
    checkpoints,
    purge,
    record,
    sign_head,
    verify,
)
from engagement.audit.services.checkpoints import sign_start

pytestmark = pytest.mark.django_db
MOMENT = now()
TWO_YEARS = MOMENT - timedelta(days=730)
OLD, YOUNG = TWO_YEARS - timedelta(minutes=1), TWO_YEARS + timedelta(minutes=1)


def write(number: int, at: datetime = MOMENT) -> list[Entry]:
    entries = [
        record(actor=None, action="a.b", subject=f"x.y:{n}", now=at)
        for n in range(number)
    ]
    chain()
    return entries


def tamper(sql: str, *values: object) -> None:
    """Change the record as somebody with the database in hand could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)  # type: ignore[arg-type]  # plain numbers and words
        cursor.execute("SET LOCAL session_replication_role = origin")


def cut_off_from(entry: Entry) -> None:
    tamper("DELETE FROM audit_link WHERE entry_id >= %s", entry.pk)
    tamper("DELETE FROM audit_entry WHERE id >= %s", entry.pk)


def test_an_end_cut_off_after_the_night_is_found() -> None:
    entries = write(5)
    sign_head(now=MOMENT)

    cut_off_from(entries[3])

    mark = Checkpoint.objects.get()
    assert verify(now=MOMENT).cut_at == mark.pk
    with pytest.raises(CommandError, match=f"cut: checkpoint {mark.pk}"):
        call_command("verify_audit")


def test_without_a_signed_head_the_same_cut_is_not_found() -> None:
    """The control: the chain alone ends wherever it was cut."""
    entries = write(5)

    cut_off_from(entries[3])

    assert verify(now=MOMENT).is_whole


def test_two_links_that_changed_places_are_found() -> None:
    entries = write(4)
    sign_head(now=MOMENT)
    one, other = entries[1].pk, entries[2].pk

    tamper("UPDATE audit_link SET entry_id = -1 WHERE entry_id = %s", one)
    tamper("UPDATE audit_link SET entry_id = %s WHERE entry_id = %s", one, other)
    tamper("UPDATE audit_link SET entry_id = %s WHERE entry_id = -1", other)

    assert verify(now=MOMENT).broken_at == other


def test_a_chain_written_anew_does_not_fit_the_signed_head() -> None:
    entries = write(3)
    sign_head(now=MOMENT)

    tamper("UPDATE audit_entry SET action = 'c.d' WHERE id = %s", entries[0].pk)
    tamper("DELETE FROM audit_link WHERE id > %s", 0)
    tamper("SELECT setval(pg_get_serial_sequence('audit_link', 'id'), %s, false)", 1)
    chain()

    assert verify(now=MOMENT).cut_at == Checkpoint.objects.get().pk


@pytest.mark.parametrize("digest", ["0" * 64, "f" * 64], ids=["lower", "higher"])
def test_a_signed_head_with_another_digest_is_found(digest: str) -> None:
    write(2)
    mark = checkpoints._sign(
        link=Link.objects.latest("id").pk, digest=digest, now=MOMENT, is_start=False
    )

    verdict = verify(now=MOMENT)

    assert (verdict.cut_at, verdict.broken_at, verdict.forged) == (mark.pk, None, None)


def test_the_first_of_two_heads_that_do_not_fit_is_told() -> None:
    marks = []
    for _ in range(2):
        write(1)
        marks.append(
            checkpoints._sign(
                link=Link.objects.latest("id").pk,
                digest="f" * 64,
                now=MOMENT,
                is_start=False,
            )
        )

    assert verify(now=MOMENT).cut_at == marks[0].pk


def test_the_first_of_two_heads_that_were_cut_off_is_told() -> None:
    entries, marks = write(1), []
    for _ in range(2):
        entries += write(1)
        marks.append(sign_head(now=MOMENT))

    cut_off_from(entries[1])

    assert marks[0] is not None
    assert verify(now=MOMENT).cut_at == marks[0].pk


def test_a_head_signed_by_somebody_else_is_found() -> None:
    write(2)
    with override_settings(SECRET_KEY="the key of somebody else, and long enough"):
        sign_head(now=MOMENT)

    assert verify(now=MOMENT).forged == Checkpoint.objects.get().pk
    with pytest.raises(CommandError, match="not signed with our SECRET_KEY"):
        call_command("verify_audit")


def test_a_replaced_key_still_vouches_for_what_it_signed() -> None:
    with override_settings(SECRET_KEY="an old key of ours, and long enough"):
        write(2)
        sign_head(now=MOMENT)

    with override_settings(
        SECRET_KEY_FALLBACKS=["an old key of ours, and long enough"]
    ):
        assert verify(now=MOMENT).is_whole


@pytest.mark.parametrize(
    ("is_start", "signature"),
    [
        (False, "Cxm0UVafdxeAYOz7GZU2c_tYoj3WzSwgQixK1qHX9To"),
        (True, "PFYVwPG1w_9NREi7_RfwkKFLkHl3X5RKSgsGd9syNnE"),
    ],
    ids=["head", "start"],
)
@override_settings(SECRET_KEY="a key of ours for this one test, and long enough")
def test_what_was_signed_stays_signed_whatever_becomes_of_the_program(
    signature: str, *, is_start: bool
) -> None:
    """Written down here once: other words would make every checkpoint a forged one."""
    signed = Checkpoint(
        at=datetime(2026, 11, 20, 15, 42, tzinfo=UTC),
        link=7,
        digest="ab" * 32,
        is_start=is_start,
        signature=signature,
    )

    assert checkpoints.is_signed(signed)
    signed.is_start = not is_start
    assert not checkpoints.is_signed(signed)


def test_a_signature_of_more_words_is_no_signature_of_these() -> None:
    mark = Checkpoint(at=MOMENT, link=7, digest="ab" * 32)
    words = checkpoints._words(mark)
    signed = signing.Signer(salt=checkpoints._SALT).sign(f"{words}:more")

    mark.signature = signed.removeprefix(f"{words}:")

    assert not checkpoints.is_signed(mark)


def test_the_same_head_is_signed_once() -> None:
    write(2)

    assert sign_head(now=MOMENT) is not None
    assert sign_head(now=MOMENT) is None
    assert verify(now=MOMENT).is_whole


def test_an_empty_record_has_no_head_to_sign() -> None:
    assert sign_head(now=MOMENT) is None


def test_two_years_and_a_minute_leave_two_years_less_a_minute_stay() -> None:
    old, young, new = write(3, OLD), write(2, YOUNG), write(1)
    sign_head(now=MOMENT)

    assert purge(now=MOMENT) == 3

    assert list(Entry.objects.order_by("id")) == [*young, *new]
    assert not Link.objects.filter(entry_id__in=[one.pk for one in old]).exists()
    verdict = verify(now=MOMENT)
    assert (verdict.checked, verdict.is_whole) == (3, True)
    assert purge(now=MOMENT) == 0


def test_a_head_signed_within_what_has_left_is_not_missed() -> None:
    write(2, OLD)
    sign_head(now=MOMENT)
    write(2, OLD)
    write(1)

    assert purge(now=MOMENT) == 4

    assert Checkpoint.objects.count() == 2
    assert verify(now=MOMENT).is_whole


def test_from_a_young_record_nothing_leaves_and_nothing_is_signed() -> None:
    assert purge(now=MOMENT) == 0

    write(2, YOUNG)

    assert purge(now=MOMENT) == 0
    assert (Entry.objects.count(), Checkpoint.objects.count()) == (2, 0)


def test_a_record_that_left_whole_goes_on_from_its_checkpoint() -> None:
    write(2, OLD)

    assert purge(now=MOMENT) == 2
    assert verify(now=MOMENT).is_whole
    write(1)

    assert (verify(now=MOMENT).checked, verify(now=MOMENT).is_whole) == (1, True)


def test_an_old_entry_behind_a_young_one_waits_for_it() -> None:
    """Only whole beginnings leave, or the chain would have a hole."""
    write(1, OLD)
    write(1, YOUNG)
    write(1, OLD)

    assert purge(now=MOMENT) == 1
    assert verify(now=MOMENT).is_whole


def test_a_purge_broken_off_half_way_goes_on() -> None:
    write(4, OLD)
    write(1)
    end_of_old = Link.objects.order_by("-id")[1]
    sign_start(through=end_of_old, now=MOMENT)
    with connection.cursor() as cursor:  # one batch left, then the machine stopped
        cursor.execute("SELECT audit_purge(%s, 3)", [end_of_old.pk])

    assert verify(now=MOMENT).is_whole
    assert purge(now=MOMENT) == 1
    assert verify(now=MOMENT).checked == 1
    assert Checkpoint.objects.filter(is_start=True).count() == 1


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM audit_entry WHERE at > now() - interval '1 day'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_link",
        "UPDATE audit_entry SET reason = 'other'",
        "UPDATE audit_link SET digest = ''",
        "UPDATE audit_checkpoint SET digest = ''",
        "DELETE FROM audit_checkpoint",
        "SELECT audit_purge(1000000, 10)",
    ],
)
def test_nothing_else_leaves_or_changes_even_once_old_entries_may(sql: str) -> None:
    write(1, OLD)
    purge(now=MOMENT)
    write(2)
    before = list(Entry.objects.values_list("id", "reason"))

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert list(Entry.objects.values_list("id", "reason")) == before


def test_old_entries_stay_while_no_checkpoint_stands_before_them() -> None:
    write(1, OLD)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM audit_entry")


def test_the_programs_role_adds_to_the_record_and_can_do_no_more() -> None:
    write(1, OLD)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE town_program")
        call_command("protect_record", "town_program")
        cursor.execute("SET LOCAL ROLE town_program")
        write(1)
        for sql in (
            "UPDATE audit_entry SET reason = 'other'",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_link, audit_entry",
            "DELETE FROM audit_checkpoint",
            "DROP TABLE audit_entry CASCADE",
            "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
            "CREATE TABLE of_mine (id int)",
        ):
            with (
                pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
                transaction.atomic(),
            ):
                cursor.execute(sql)
        assert purge(now=MOMENT) == 1
        assert verify(now=MOMENT).is_whole
        cursor.execute("RESET ROLE")


def test_a_role_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match="There is no role “nobody_here”"):
        call_command("protect_record", "nobody_here")


def test_the_owner_of_the_tables_cannot_protect_them_from_itself() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone() or ("",)

    with pytest.raises(CommandError, match="Run this as the role that owns the tables"):
        call_command("protect_record", owner)
