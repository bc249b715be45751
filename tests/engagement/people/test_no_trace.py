"""Whoever copies everything we keep learns neither number nor code, nor who used which."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.ids import show_receipt
from engagement.common.sealed import unseal
from engagement.concerns.models import Voice
from engagement.outbox.models import Job, SealedLetter
from engagement.outbox.services import deliver_text
from engagement.people.code_words import meeting_code_of, turn_at
from engagement.people.models import CodeSheet, LetterCode, Proof
from tests.factories.codes import make_meeting_code, make_sheet_of_codes
from tests.factories.concerns import make_issue
from tests.factories.people import make_user
from tests.factories.places import make_town
from tests.harness.textservice import TextService

pytestmark = pytest.mark.django_db
NUMBER = "+16172531000"
NATIONAL = "6172531000"


def dump() -> dict[str, list[str]]:
    """Every row of every table as a copy has it, in the order of the disk."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT t::text FROM {name} t ORDER BY ctid")  # noqa: S608 - a name of ours
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def remembered() -> str:
    """All that the cache holds, names and values."""
    return repr(getattr(cache, "_cache", {}))


def read_text() -> str:
    found = re.search(
        r"\b(\d{6}) is your code", unseal(SealedLetter.objects.latest("pk").sealed)
    )
    assert found
    return found[1]


def everything(caplog: Any) -> str:
    return json.dumps(dump()) + remembered() + "\n".join(caplog.messages)


def speak(client: Client) -> Voice:
    issue = make_issue()
    client.post(reverse("concerns:me_too", args=[issue.reference]))
    return Voice.objects.get(issue=issue)


def test_neither_number_nor_code_is_anywhere_while_a_text_waits_and_after(
    settings, caplog
) -> None:
    caplog.set_level(logging.DEBUG)
    make_town()
    service = TextService().start()
    settings.SMS_URL = service.url
    client = Client()
    _sheet, codes = make_sheet_of_codes()

    client.post("/prove/phone/", {"number": NUMBER})
    text = read_text()
    waiting = everything(caplog)
    for job in Job.objects.filter(task="outbox.send_text"):
        deliver_text(job_id=job.pk, now=now(), **job.arguments)
    # what Apprise says is silenced in the settings: engagement/outbox/test_texts
    caplog.clear()
    client.post("/prove/phone/code/", {"code": text})
    Client().post("/prove/", {"code": codes[0]})
    Client().get("/prove/", {"code": show_receipt(codes[1])})
    speak(client)
    afterwards = everything(caplog)
    service.stop()

    assert service.taken[0][0] == NUMBER
    assert f"{text} is your code" in service.taken[0][1]
    secrets = [NUMBER, NATIONAL, NATIONAL[3:], *codes, *map(show_receipt, codes)]
    found = {
        secret: (waiting.count(secret), afterwards.count(secret)) for secret in secrets
    }
    assert found == dict.fromkeys(secrets, (0, 0))
    assert f'"{text}"' not in waiting
    assert "limit:" in remembered()  # it does remember, and not whom
    assert not SealedLetter.objects.exists()


def test_no_meetings_code_is_stored() -> None:
    meeting = make_meeting_code()
    code = meeting_code_of(meeting.pk, turn_at(now()))
    Client().post("/prove/", {"code": code})

    kept = json.dumps(dump()) + remembered()

    assert (kept.count(code), kept.count(show_receipt(code))) == (0, 0)


def tables_after(order: list[int]) -> dict[str, list[str]]:
    """Let one browser after the other use a code of one sheet, then speak."""
    make_town()
    _sheet, codes = make_sheet_of_codes()
    clients = [Client() for _number in order]
    for client, number in zip(clients, order, strict=True):
        client.post("/prove/", {"code": codes[number]})
        speak(client)
    return dump()


def test_what_a_copy_has_is_the_same_whoever_of_the_hall_used_which_code() -> None:
    """The rows that are left are those of the unused codes: no order, no time, no name."""
    found = tables_after([7, 2, 5])

    left = found["people_lettercode"]
    marks = [row.strip("()").split(",")[0] for row in left]
    sheet = CodeSheet.objects.get()
    assert len(left) == 7
    assert marks == sorted(marks)
    assert (sheet.used, sheet.size) == (3, 10)
    assert found["people_proof"] == []
    assert [table for table, rows in found.items() if "prove" in json.dumps(rows)] == []
    for voice in Voice.objects.all():
        assert (voice.at.minute, voice.at.second, voice.at.microsecond) == (0, 0, 0)
        assert voice.verified_at == voice.at
        assert (voice.person_id, voice.origin) == (None, "")


def test_no_column_joins_a_proof_with_a_code_or_a_phone() -> None:
    """What a table could be joined by: its keys to others, and its moments."""
    joined = {
        model._meta.label: [
            field.name
            for field in model._meta.get_fields()
            if field.concrete and (field.is_relation or "_at" in field.name)
        ]
        for model in (Proof, LetterCode)
    }
    with connection.cursor() as cursor:
        used = connection.introspection.get_table_description(
            cursor, "people_usedphone"
        )

    assert joined == {"people.Proof": ["user"], "people.LetterCode": ["sheet"]}
    assert [column.name for column in used] == ["mark"]


def test_with_accounts_the_used_phones_lie_in_another_order_than_the_proofs() -> None:
    make_town()
    clients, codes = [], []
    for number in range(6):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        client.force_login(make_user())
        client.post("/prove/phone/", {"number": f"617 253 {1000 + number}"})
        clients.append(client)
        codes.append(read_text())
    for client, code in zip(clients, codes, strict=True):
        client.post("/prove/phone/code/", {"code": code})

    found = dump()

    assert Proof.objects.count() == 6
    marks = [row.strip("()") for row in found["people_usedphone"]]
    assert marks == sorted(marks)
    assert found["people_phonecode"] == []
    proofs = Proof.objects.values_list("at", flat=True)
    assert {at.replace(minute=0, second=0, microsecond=0) for at in proofs} == set(
        proofs
    )
