from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import NOBODY
from engagement.moderation.choices import State, What
from engagement.moderation.models import Review
from engagement.people.models import User
from tests.factories.group_technology import (
    SAID,
    make_comment,
    make_technology,
    make_version,
)
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_town
from tests.harness.sessions import just_signed_in
from watchgroups.errors import DecidedAlreadyError, TechnologyIncompleteError
from watchgroups.models import Technology, TechnologyComment, TechnologyVersion
from watchgroups.services.technology import (
    Period,
    Told,
    add_technology,
    answer_comments,
    change_technology,
    comment_on,
    forget_comments,
)

pytestmark = pytest.mark.django_db
LIST, NEW = "/technology/", "/desk/technology/new/"
PAGE, CHANGE = "/technology/plate-readers/", "/desk/technology/plate-readers/"
DAY = timedelta(days=1)


def told(**how: Any) -> Told:
    said: dict[str, Any] = {"is_used": True, "rule_link": "", **SAID}
    return Told(**(said | how))


def added(actor: User, name: str = "Drones", **how: Any) -> Technology:
    said: dict[str, Any] = {"told": told(), "period": Period(), "now": now()} | how
    return add_technology(name=name, actor=actor, **said)


def test_an_empty_register_says_honestly_that_nothing_was_said() -> None:
    make_town()

    assert b"does not mean that nothing is used" in Client().get(LIST).content


def test_an_administrator_puts_a_technology_in_and_everybody_reads_all_of_it() -> None:
    make_town()
    said = {**SAID, "name": "Plate readers", "is_used": "on"}

    assert just_signed_in(make_admin()).post(NEW, said).url == PAGE  # type: ignore[attr-defined]  # a redirect has one

    page = Client().get(PAGE).content.decode()
    assert [word for word in SAID.values() if word not in page] == []
    assert "Plate readers" in Client().get(LIST).content.decode()
    assert Entry.objects.filter(action="technology.add").count() == 1


@pytest.mark.parametrize("field", sorted(SAID))
def test_no_line_may_be_left_out(field: str) -> None:
    with pytest.raises(TechnologyIncompleteError):
        added(make_admin(), told=told(**{field: " "}))
    assert Technology.objects.count() == 0


def test_a_change_says_what_is_new_and_keeps_what_stood_before() -> None:
    make_town()
    technology = make_technology()
    client = just_signed_in(make_admin())
    said = {**SAID, "kept_for": "7 days", "is_used": "on"}

    assert client.post(CHANGE, said).status_code == 200
    assert client.post(CHANGE, {**said, "change": "Shorter"}).status_code == 302

    numbers = [(v.number, v.kept_for) for v in technology.versions.order_by("number")]
    assert numbers == [(1, "30 days"), (2, "7 days")]
    page = Client().get(PAGE).content.decode()
    assert [word in page for word in ("7 days", "30 days", "Shorter")] == [True] * 3


@pytest.mark.parametrize("who", ["resident", "officer"])
def test_nobody_but_administrators_keeps_the_register(who: str) -> None:
    technology = make_technology()
    person = make_user() if who == "resident" else make_officer()
    how: dict[str, Any] = {"technology_id": technology.pk, "actor": person}

    with pytest.raises(NotAllowedError):
        added(person)
    with pytest.raises(NotAllowedError):
        change_technology(told=told(), change="New", period=Period(), now=now(), **how)
    with pytest.raises(NotAllowedError):
        answer_comments(text="Thank you", now=now(), **how)
    client = just_signed_in(person)
    assert [client.get(page).status_code for page in (NEW, CHANGE)] == [404, 404]
    assert TechnologyVersion.objects.count() == 1


def test_a_comment_is_read_by_a_moderator_first_and_stays_beside_the_answer() -> None:
    make_town()
    technology = make_technology()
    client = Client()

    assert client.post(PAGE, {"text": "A week would do"}).status_code == 302

    review = Review.objects.get()
    assert (review.what, review.sent) == (What.COMMENT, "A week would do")
    assert b"A week would do" not in client.get(PAGE).content
    Review.objects.update(state=State.PASSED)
    assert b"A week would do" in client.get(PAGE).content
    ended = localdate() - DAY
    Technology.objects.update(comments_from=ended, comments_until=ended)
    over = client.get(PAGE).content.decode()
    assert "A week would do" in over  # else nobody knows what is answered
    assert "They stay here for three months" in over
    assert "Send the comment" not in over
    assert b"A week would do" in just_signed_in(make_admin()).get(CHANGE).content
    assert technology.comments.count() == 1


@pytest.mark.parametrize("days", [(-3, -1), (1, 3)])
def test_no_comment_is_taken_before_the_first_day_or_after_the_last(
    days: tuple[int, int],
) -> None:
    first, last = (localdate() + timedelta(days=day) for day in days)
    technology = make_technology(comments_from=first, comments_until=last)

    with pytest.raises(DecidedAlreadyError):
        comment_on(
            technology_id=technology.pk,
            text="A week would do",
            viewer=NOBODY,
            language="en",
            now=now(),
        )
    assert TechnologyComment.objects.count() == 0


def test_the_agency_answers_once_comments_are_closed() -> None:
    make_town()
    technology = make_technology()
    admin = make_admin()
    how: dict[str, Any] = {"technology_id": technology.pk, "actor": admin}

    with pytest.raises(TechnologyIncompleteError):
        answer_comments(text="We keep them a week", now=now(), **how)
    later = now() + timedelta(days=8)
    answer_comments(text="We keep them a week", now=later, **how)

    assert b"We keep them a week" in Client().get(PAGE).content


@pytest.mark.parametrize("days", [(None, 3), (3, None), (3, 1)])
def test_a_time_for_comments_has_two_ends_in_order(
    days: tuple[int | None, int | None],
) -> None:
    ends = [None if day is None else localdate() + timedelta(days=day) for day in days]

    with pytest.raises(TechnologyIncompleteError):
        added(make_admin(), period=Period(*ends))


def test_a_name_is_taken_once() -> None:
    admin = make_admin()
    added(admin)

    with pytest.raises(TechnologyIncompleteError):
        added(admin, "drones")


def test_after_five_comments_an_hour_one_is_told_to_wait() -> None:
    make_town()
    make_technology()
    client = Client()
    for _each in range(5):
        assert client.post(PAGE, {"text": "A week would do"}).status_code == 302

    assert client.post(PAGE, {"text": "A week would do"}).status_code == 429


@pytest.mark.parametrize("many", [1, 3])
def test_the_register_is_read_in_so_many_questions(many: int) -> None:
    make_town()
    for number in range(many):
        one = make_technology(name=f"Sort {number}", slug=f"sort-{number}")
        make_version(one, number=2, change="Shorter")
        make_comment(one, state=State.PASSED)
    client = Client()
    client.get(LIST)

    with CaptureQueriesContext(connection) as asked:
        assert client.get(LIST).status_code == 200

    assert len(asked) == 1


def test_comments_leave_three_months_after_the_last_day_and_the_answer_stays() -> None:
    ended = localdate() - timedelta(days=91)
    old = make_technology(
        comments_from=ended, comments_until=ended, answer="Yes", answered_at=now()
    )
    make_comment(old, state=State.PASSED)
    kept = make_comment(make_technology(name="Drones", slug="drones"))

    assert forget_comments(now=now()) == 1
    assert list(TechnologyComment.objects.all()) == [kept]
    old.refresh_from_db()
    assert old.answer == "Yes"
    assert Review.objects.filter(state=State.GONE, sent="").count() == 1
