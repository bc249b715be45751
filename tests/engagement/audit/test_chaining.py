from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from engagement.audit.models import Entry, Link
from engagement.audit.services import chain, record, verify
from engagement.audit.services.chaining import GENESIS

pytestmark = pytest.mark.django_db
MOMENT = now()


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

    assert verify(now=MOMENT + timedelta(minutes=69)).late == 0
    assert verify(now=MOMENT + timedelta(minutes=71)).late == 2


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
