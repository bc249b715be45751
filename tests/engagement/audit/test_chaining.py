from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils.timezone import now

from engagement.audit.models import Entry, Link
from engagement.audit.services import chain, purge, record, sign_head, verify
from engagement.audit.services.chaining import GENESIS, digest_of, take_the_chain
from engagement.audit.services.checkpoints import KEPT

pytestmark = pytest.mark.django_db
MOMENT = now()
DIGEST = "f70204ac1eb8924ea79c267d504ceb63d25d141e965f84f140d9b58992c67d38"


def write(number: int) -> list[Entry]:
    return [
        record(actor=None, action="a.b", subject=f"x.y:{n}", now=MOMENT, n=n, é="é")
        for n in range(number)
    ]


def tamper(sql: str, *values: object) -> None:
    """Change the record as somebody with the database in hand could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)  # type: ignore[arg-type]  # plain numbers and words
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_entries_are_linked_once_and_the_chain_is_whole() -> None:
    write(3)

    assert chain() == 3
    assert chain() == 0

    verdict = verify(now=MOMENT)
    assert (verdict.checked, verdict.broken_at, verdict.late) == (3, None, 0)
    assert verdict.head == Link.objects.latest("id").digest
    assert verdict.is_whole


def test_later_entries_go_on_where_the_chain_ended() -> None:
    write(2)
    chain()
    write(2)
    chain()

    assert verify(now=MOMENT).checked == 4
    assert verify(now=MOMENT).is_whole


def test_an_empty_record_is_whole() -> None:
    verdict = verify(now=MOMENT)

    assert (verdict.checked, verdict.head, verdict.is_whole) == (0, GENESIS, True)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET action = 'c.d' WHERE id = %s",
        "UPDATE audit_entry SET actor_id = 7 WHERE id = %s",
        "UPDATE audit_entry SET at = at + interval '1 second' WHERE id = %s",
        "UPDATE audit_entry SET detail = '{}' WHERE id = %s",
        "UPDATE audit_entry SET reason = 'because' WHERE id = %s",
    ],
)
def test_one_changed_entry_is_found(change: str) -> None:
    entries = write(5)
    chain()

    tamper(change, entries[2].pk)

    verdict = verify(now=MOMENT)
    assert (verdict.broken_at, verdict.is_whole) == (entries[2].pk, False)


def test_a_taken_out_entry_is_found() -> None:
    entries = write(5)
    chain()

    tamper("DELETE FROM audit_link WHERE entry_id = %s", entries[1].pk)
    tamper("DELETE FROM audit_entry WHERE id = %s", entries[1].pk)

    assert verify(now=MOMENT).broken_at == entries[2].pk


def test_entries_nobody_chained_are_told() -> None:
    write(2)

    last = verify(now=MOMENT + timedelta(minutes=70))
    late = verify(now=MOMENT + timedelta(minutes=70, microseconds=1))

    assert (last.late, last.is_whole) == (0, True)
    assert (late.late, late.is_whole) == (2, False)


def test_the_command_says_the_head_or_where_it_breaks() -> None:
    entries = write(2)
    chain()
    said = StringIO()

    call_command("verify_audit", stdout=said)

    assert said.getvalue().strip() == (
        f"2 entries, whole. Head: {Link.objects.latest('id').digest}"
    )
    tamper("UPDATE audit_entry SET action = 'c.d' WHERE id = %s", entries[0].pk)
    with pytest.raises(CommandError, match=f"chain breaks at {entries[0].pk}"):
        call_command("verify_audit")


def test_an_act_of_the_public_is_not_late_because_it_carries_the_full_hour() -> None:
    hour = MOMENT.replace(minute=0, second=0, microsecond=0)
    record(actor=None, action="concern.submit", subject="x.y:1", now=hour)

    assert verify(now=hour + timedelta(minutes=59, seconds=59)).late == 0


def test_an_entry_keeps_its_digest_whatever_becomes_of_the_program() -> None:
    """Written down here once: another digest would break every chain there is."""
    entry = Entry(
        pk=7,
        at=datetime(2026, 11, 20, 15, 42, tzinfo=UTC),
        actor_id=3,
        action="concern.merge",
        subject="concerns.issue:17",
        place_id=5,
        reason="the same hole, “señora”",
        detail={"into": 9, "about": "é"},
    )

    assert digest_of(entry, GENESIS) == DIGEST


@pytest.mark.django_db(transaction=True)
def test_the_chain_is_only_held_within_a_transaction() -> None:
    """Each service brings its own: outside of one the lock would be gone at once."""
    old = MOMENT - KEPT - timedelta(days=1)
    record(actor=None, action="a.b", subject="x.y:1", now=old)

    assert chain() == 1
    assert sign_head(now=MOMENT) is not None
    assert purge(now=MOMENT) == 1
    with pytest.raises(TransactionManagementError, match="within a transaction"):
        take_the_chain()
