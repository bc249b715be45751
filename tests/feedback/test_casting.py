"""Answering once, unlinkably: the core of every survey."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils.timezone import now

from feedback.choices import QuestionKind
from feedback.errors import (
    AnsweredAlreadyError,
    AnswersIncompleteError,
    QuestionsFrozenError,
    SurveyClosedError,
)
from feedback.models import Ballot, Draft, Invitation, Response, UnlinkedAnswer, Wave
from feedback.services import begin_open, cast_answers, save_section
from feedback.services.casting import saved_answers
from feedback.services.dealing import DEALT_WITH, deal
from feedback.services.locks import version_to_change
from tests.factories.people import make_user
from tests.factories.surveys import (
    make_invitation,
    make_response,
    make_survey,
    make_wave,
    safe_question,
)

TEXT = {
    "key": "why",
    "kind": QuestionKind.LONG,
    "words": {"en": {"text": "Why?"}},
}


def out(**fields: object) -> Wave:
    return make_wave(make_survey(questions=[safe_question(), TEXT]), **fields)


def answer(token: str, said: str = "yes", why: str = "Dark lamps") -> None:
    save_section(token=token, number=0, given={"safe": said, "why": why}, now=now())
    cast_answers(token=token, now=now(), language="en")


@pytest.mark.django_db
def test_answers_are_taken_in_once_and_the_texts_apart() -> None:
    wave = out()
    make_invitation(wave, token="a")
    answer("a")

    response, text = Response.objects.get(), UnlinkedAnswer.objects.get()
    assert (response.answers, response.channel) == ({"safe": "yes"}, "mail")
    assert (text.question, text.text, text.wave) == ("why", "Dark lamps", wave)
    assert not Ballot.objects.exists()
    assert not Draft.objects.exists()
    with pytest.raises(AnsweredAlreadyError):
        answer("a", "no")
    assert Response.objects.count() == 1


@pytest.mark.django_db
def test_what_was_begun_is_read_with_the_link_alone() -> None:
    make_invitation(out(), token="a")
    save_section(token="a", number=0, given={"safe": "no"}, now=now())

    assert saved_answers("a") == {"safe": "no"}
    assert saved_answers("b") == {}
    kept = bytes(Draft.objects.get().sealed)
    assert b"safe" not in kept
    assert Draft.objects.get().mark != Invitation.objects.get().token_hash


@pytest.mark.django_db
def test_somebody_signed_in_gets_one_link_and_a_visitor_a_new_one_each_time() -> None:
    wave, person = out(), make_user()
    first, again = (begin_open(wave=wave, person=person, now=now()) for _ in "ab")
    others = {begin_open(wave=wave, person=None, now=now()) for _ in "ab"}

    assert first == again
    assert len(others) == 2
    assert Ballot.objects.count() == 3
    answer(first)
    assert begin_open(wave=wave, person=person, now=now()) == first
    with pytest.raises(AnsweredAlreadyError):
        answer(first)


@pytest.mark.django_db
def test_what_is_closed_full_or_unknown_says_so() -> None:
    late = out(closes_at=now() - timedelta(minutes=1))
    early = out(opens_at=now() + timedelta(hours=1))
    full = out()
    full.survey.most_answers = 1
    full.survey.save()
    make_response(full, {"safe": "yes"})
    for token, wave in (("late", late), ("early", early), ("full", full)):
        make_invitation(wave, token=token)

    for token, said in (
        ("late", "closed"),
        ("early", "not open yet"),
        ("full", "all the answers"),
        ("none", "no survey"),
    ):
        with pytest.raises(SurveyClosedError, match=said):
            answer(token)
    assert Response.objects.count() == 1


@pytest.mark.django_db
def test_a_required_question_is_asked_again_and_nothing_changes() -> None:
    wave = make_wave(make_survey(questions=[safe_question() | {"is_required": True}]))
    make_invitation(wave, token="a")

    with pytest.raises(AnswersIncompleteError) as fault:
        cast_answers(token="a", now=now())
    assert (fault.value.section, set(fault.value.faults)) == (0, {"safe"})
    assert Ballot.objects.count() == 1
    with pytest.raises(AnswersIncompleteError):
        save_section(token="a", number=0, given={"safe": "perhaps"}, now=now())


@pytest.mark.django_db
def test_questions_are_frozen_by_the_first_answer() -> None:
    wave = out()
    assert version_to_change(wave.survey) == wave.version
    make_invitation(wave, token="a")
    answer("a")

    with pytest.raises(QuestionsFrozenError):
        version_to_change(wave.survey)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_torn", [True, False], ids=["ballot", "control"])
def test_two_browsers_with_one_link_at_once_are_one_answer(
    *, is_torn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control asks whether a ballot is there instead of tearing it up."""
    make_invitation(out(), token="a")
    save_section(token="a", number=0, given={"safe": "yes"}, now=now())
    if not is_torn:
        monkeypatch.setattr(
            "feedback.services.casting.tear_up", lambda found: found is not None
        )
    together = Barrier(2)

    def send(_who: int) -> str:
        together.wait(10)
        try:
            cast_answers(token="a", now=now(), language="en")
        except AnsweredAlreadyError:
            return "already"
        finally:
            connections.close_all()
        return "taken"

    for _run in range(10):
        with ThreadPoolExecutor(2) as browsers:
            results = sorted(browsers.map(send, range(2)))
        if results == ["taken", "taken"]:
            break
        Response.objects.all().delete()
        invitation = Invitation.objects.get()
        Ballot.objects.get_or_create(invitation=invitation)
    assert results == (["already", "taken"] if is_torn else ["taken", "taken"])


def places(wave: Wave) -> list[str]:
    """Read the rows as a dump lists them: in the order they lie in the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select answers->>'n' from feedback_response where wave_id = %s order by ctid",
            [wave.pk],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_the_order_of_rows_in_a_dump_does_not_tell_who_came_when() -> None:
    wave, last = out(), []
    for run in range(40):
        Response.objects.all().delete()
        for number in range(10):
            row = make_response(wave, {"n": f"{run}-{number}"})
            deal(Response, wave.pk, [row.pk])
        lying = places(wave)
        assert len(lying) == 10
        last.append(lying.index(f"{run}-9"))

    # Were the newest where it was written, it would always lie last.
    assert last.count(9) < 15
    assert len(set(last)) > 5


@pytest.mark.django_db
def test_of_many_rows_some_are_dealt_anew_and_none_is_lost_or_doubled() -> None:
    wave, other = out(), out()
    kept = make_response(other, {"n": "other"})
    for number in range(3 * DEALT_WITH):
        make_response(wave, {"n": str(number)})
    before = {str(number) for number in range(3 * DEALT_WITH)}
    row = make_response(wave, {"n": "new"})
    deal(Response, wave.pk, [row.pk])

    lying = places(wave)
    assert sorted(lying) == sorted([*before, "new"])
    assert lying != [*map(str, range(3 * DEALT_WITH)), "new"]
    assert Response.objects.get(pk=kept.pk).answers == {"n": "other"}
