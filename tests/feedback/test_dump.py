"""What a dump of all tables tells of who answered what: nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

import pytest
from django.apps import apps
from django.db import connection
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.outbox.models import Job
from feedback.choices import QuestionKind
from feedback.models import Invitation, Wave
from feedback.queries.invited import link_token
from feedback.services import cast_answers, save_section
from feedback.services.asking import ask_by_mail
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood
from tests.factories.surveys import make_survey, make_wave

pytestmark = pytest.mark.django_db
PEOPLE = 30
ROUNDS = 12
NUMBER = {
    "key": "n",
    "kind": QuestionKind.NUMBER,
    "words": {"en": {"text": "Which number?"}},
}
TEXT = {"key": "t", "kind": QuestionKind.SHORT, "words": {"en": {"text": "Which?"}}}
Dump = dict[str, list[tuple[str, ...]]]


def thirty_answer() -> Wave:
    """Thirty who were invited by mail answer in another order than they were asked."""
    place = make_neighborhood()
    wave = make_wave(make_survey(neighborhood=place, questions=[NUMBER, TEXT]))
    wave.survey.kind = "links"
    wave.survey.save()
    ask_by_mail(
        survey_id=wave.survey_id,
        addresses=[f"p{number}@example.net" for number in range(PEOPLE)],
        language="en",
        actor=make_officer(of=place),
        now=now(),
    )
    for number, invitation in enumerate(Invitation.objects.order_by("pk")):
        token = link_token(invitation)
        assert token is not None
        given = {"n": 1000 + number, "t": f"said-{1000 + number}"}
        save_section(token=token, number=0, given=given, now=now())
        cast_answers(token=token, now=now(), language="en")
    return wave


def dump() -> Dump:
    """Read the tables of surveys, the outbox and the record as they lie: as COPY does."""
    tables = [
        model._meta.db_table for model in apps.get_app_config("feedback").get_models()
    ]
    tables += [Job._meta.db_table, Entry._meta.db_table]
    read: Dump = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select * from {table} order by ctid")  # noqa: S608 - names of ours
            read[table] = [tuple(str(one) for one in row) for row in cursor.fetchall()]
    return read


def order_of(rows: list[tuple[str, ...]], before: str) -> list[int]:
    """Find who said what in each row, in the order of the rows."""
    said = [" ".join(row).split(before)[1][:4] for row in rows]
    return [int(number) - 1000 for number in said]


def rank_correlation(order: list[int]) -> float:
    """Kendall’s tau of an order with that in which they answered."""
    pairs = list(combinations(order, 2))
    return sum(1 if a < b else -1 for a, b in pairs) / len(pairs)


def words_in(rows: list[tuple[str, ...]]) -> Iterator[str]:
    for row in rows:
        yield from row


def test_no_value_of_an_answer_stands_beside_an_invitation() -> None:
    thirty_answer()
    read = dump()

    answers, texts = read["feedback_response"], read["feedback_unlinkedanswer"]
    assert (len(answers), len(texts)) == (PEOPLE, PEOPLE)
    assert read["feedback_ballot"] == read["feedback_draft"] == []
    # ids of one kind: what an answer shares with any other table is its wave alone
    own = {row[0] for row in answers} | {row[0] for row in texts}
    assert len(own) == 2 * PEOPLE
    for table, rows in read.items():
        if table in {"feedback_response", "feedback_unlinkedanswer"}:
            continue
        said = " ".join(words_in(rows))
        assert not [one for one in own if one in said], table
        assert "said-" not in said, table
    assert not {str(row[0]) for row in answers} & {str(row[0]) for row in texts}
    columns = {len(row) for row in answers}
    assert columns == {7}


@pytest.mark.parametrize("is_dealt", [True, False], ids=["dealt", "control"])
def test_rows_lie_in_no_order_that_tells_who_answered_when(
    *, is_dealt: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control leaves rows where they were written, and is found out."""
    if not is_dealt:
        monkeypatch.setattr("feedback.services.casting.deal", lambda *_given: None)
    thirty_answer()
    read = dump()

    for table, before in (
        ("feedback_response", '"n": '),
        ("feedback_unlinkedanswer", "said-"),
    ):
        found = order_of(read[table], before)
        assert sorted(found) == list(range(PEOPLE))
        tau = abs(rank_correlation(found))
        # Of all orders of thirty fewer than one in a million lies as far off as this.
        assert (tau < 0.65) == is_dealt, (table, tau)


def test_the_measure_itself_finds_an_order_and_lets_chance_pass() -> None:
    rows = list(range(PEOPLE))
    assert rank_correlation(rows) == 1
    chance = [
        abs(rank_correlation(random.SystemRandom().sample(rows, PEOPLE)))
        for _round in range(ROUNDS)
    ]
    assert max(chance) < 0.65
