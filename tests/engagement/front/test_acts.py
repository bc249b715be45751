"""Every act that the program writes down has words for people."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils.timezone import now

from engagement.audit.services import record
from engagement.common.roles import Role
from engagement.front.acts import ACTS, act_in_words, subject_in_words
from engagement.moderation.choices import Verdict
from engagement.promises.choices import PromiseState
from meetings.choices import QuestionState
from tests.architecture.rules import PACKAGES
from tests.factories.people import make_grant, make_user
from tests.factories.places import make_town

HOUSE = Path(__file__).resolve().parents[3]
AN_ACT = re.compile(r"[a-z]+\.[a-z_]+")
WRITERS = {
    "_note",
    "_record",
    "_write_down",
    "note",
    "note_on",
    "note_series",
    "_shown",
}


def acts_written(source: str) -> Iterator[str]:
    """The acts a module names: as `action=…`, or to the helper that records them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            parts = [each.value for each in node.keywords if each.arg == "action"]
            parts += node.args if called in WRITERS else []
            given = [each for part in parts for each in ast.walk(part)]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "action":
            given = list(ast.walk(node.value))
        else:
            continue
        for one in given:
            if isinstance(one, ast.Constant) and AN_ACT.fullmatch(str(one.value)):
                yield str(one.value)


def test_every_act_in_the_code_has_words_and_no_words_are_left_over() -> None:
    written = {
        act
        for package in PACKAGES
        for path in (HOUSE / package).rglob("*.py")
        if "migrations" not in path.parts
        for act in acts_written(path.read_text())
    }
    settled = {f"promise.{each}" for each in (PromiseState.KEPT, PromiseState.DROPPED)}
    settled |= {f"review.{verdict}" for verdict in Verdict}
    settled |= {f"question.{each}" for each in QuestionState if each != "new"}

    assert {"concern.submit", "report.sign", "promise.make"} <= written
    assert written | settled == set(ACTS)


def test_an_act_of_a_program_to_come_keeps_its_name() -> None:
    assert act_in_words("parade.open") == "parade.open"
    assert (subject_in_words("parades.parade:3"), subject_in_words("streets")) == (
        "",
        "",
    )


@pytest.mark.django_db
def test_the_record_is_read_in_words(client: Client) -> None:
    make_town()
    auditor = make_user()
    make_grant(auditor, Role.AUDITOR, None)
    record(actor=None, action="concern.reply", subject="concerns.issue:1", now=now())
    client.force_login(auditor)

    shown = client.get("/desk/record/").content.decode()

    assert ">Replied</td>" in shown
    assert ">Problem <code>concerns.issue:1</code></td>" in shown
