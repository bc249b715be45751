from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils.timezone import get_default_timezone, now

from engagement.moderation.belongings import erase_person, export_person
from engagement.moderation.choices import FlagReason, State, Verdict
from engagement.moderation.models import Flag, Review
from engagement.moderation.queries import figures
from engagement.moderation.services import (
    Flagger,
    flag_review,
    purge,
)
from engagement.moderation.services.telling import ask_for_digests, send_digest
from engagement.outbox.models import Job
from tests.factories.moderation import (
    make_decision,
    make_moderator,
    make_passed_review,
    make_review,
)
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db


def url_of(review: Review) -> str:
    return f"/flag/{review.key}/"


# -- the flag --------------------------------------------------------------------------
def test_anybody_flags_a_public_text_and_comes_back(client: Client) -> None:
    review = make_passed_review("Words of a neighbor")
    assert "Words of a neighbor" in client.get(url_of(review)).content.decode()

    answer = client.post(
        url_of(review), {"reason": "untrue", "words": "No", "back": "/c/K7Q2M9XD/"}
    )

    assert answer["Location"] == "/c/K7Q2M9XD/"
    flag = Flag.objects.get()
    assert (flag.reason, flag.words, flag.person_id) == ("untrue", "No", None)
    assert flag.device
    client.post(url_of(review), {"reason": "spam"})
    assert Flag.objects.count() == 1


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "zz", ""])
def test_nobody_is_led_to_another_site(client: Client, back: str) -> None:
    review = make_passed_review()

    answer = client.post(url_of(review), {"reason": "spam", "back": back})

    assert answer["Location"] == "/"


@pytest.mark.parametrize("state", [s for s in State if s != State.PASSED])
def test_what_is_not_public_has_no_page_to_flag_it(
    client: Client, state: State
) -> None:
    review = make_review("canary", state=state)

    assert client.get(url_of(review)).status_code == 404
    assert client.post(url_of(review), {"reason": "spam"}).status_code == 404


def test_a_flag_needs_a_reason(client: Client) -> None:
    answer = client.post(url_of(make_passed_review()), {"words": "kept"})

    assert "Choose what is wrong with it." in answer.content.decode()
    assert "kept" in answer.content.decode()
    assert Flag.objects.count() == 0


def test_ten_flags_an_hour_and_no_more(client: Client) -> None:
    answers = [
        client.post(url_of(make_passed_review()), {"reason": "spam"}).status_code
        for _one in range(11)
    ]

    assert answers == [302] * 10 + [429]
    assert Flag.objects.count() == 10


# -- how it works ----------------------------------------------------------------------
def test_the_median_is_told_only_where_enough_were_looked_at(client: Client) -> None:
    make_town()
    at = now()
    for hours in range(1, 10):
        make_decision(
            make_passed_review(),
            Verdict.PASS,
            at=at,
            asked_at=at - timedelta(hours=hours),
        )
    assert figures(at).median_hours is None
    make_decision(
        make_passed_review(), Verdict.PASS, at=at, asked_at=at - timedelta(hours=90)
    )
    make_decision(make_passed_review(), Verdict.PASS, at=at, undone_at=at)

    assert figures(at).median_hours == 6
    page = client.get("/how-moderation-works/").content.decode()
    assert "within 6 hours" in page


def test_months_are_counts_in_fives_and_only_those_that_are_over() -> None:
    at = datetime(2026, 11, 26, 12, tzinfo=get_default_timezone())
    for verdict, times in ((Verdict.PASS, 13), (Verdict.EDIT, 3), (Verdict.HIDE, 9)):
        for _one in range(times):
            make_decision(
                make_passed_review(), verdict, at=at - timedelta(days=30), asked_at=at
            )
            make_decision(make_passed_review(), verdict, at=at, asked_at=at)

    (month,) = figures(at).months

    assert (month.first.isoformat(), month.passed, month.edited, month.refused) == (
        "2026-10-01",
        "15",
        "fewer than 10",
        "fewer than 10",
    )


# -- the letter of the morning ---------------------------------------------------------
def test_a_hundred_flags_are_one_letter(client: Client) -> None:
    make_town()
    here = make_neighborhood()
    moderator = make_moderator(of=here, email="theo@example.org")
    make_moderator(of=make_neighborhood())
    for number in range(4):
        review = make_passed_review(neighborhood=here)
        flag_review(
            key=review.key,
            by=Flagger(None, f"device {number}", f"192.0.2.{number}"),
            reason=FlagReason.SPAM,
            words="",
            now=now(),
        )
    assert Job.objects.count() == 0

    assert ask_for_digests(now=now()) == 1
    assert ask_for_digests(now=now()) == 1
    job = Job.objects.get()
    send_digest(job_id=job.pk, person_id=moderator.pk, now=now())

    (letter,) = mail.outbox
    assert letter.to == ["theo@example.org"]
    assert letter.subject == "4 texts and photos wait for a look"
    assert "4 were flagged by readers." in letter.body


def test_nobody_gets_a_letter_when_nothing_waits() -> None:
    make_moderator()

    assert ask_for_digests(now=now()) == 0


# -- what goes with a person -----------------------------------------------------------
def test_what_somebody_flagged_is_given_out_and_forgotten() -> None:
    me, review = make_user(), make_passed_review()
    flag_review(
        key=review.key,
        by=Flagger(me.pk, "device", "192.0.2.1"),
        reason=FlagReason.SPAM,
        words="My words",
        now=now(),
    )
    (flag,) = export_person(me)["moderation.flag"]
    assert (flag["reason"], flag["text"]) == ("spam", "My words")

    erase_person(me)

    kept = Flag.objects.get()
    assert (kept.person_id, kept.device, kept.words, kept.origin) == (
        None,
        None,
        "",
        "",
    )
    assert set(map(len, export_person(me).values())) == {0}


def test_words_beside_old_decisions_go_after_two_years() -> None:
    review = make_passed_review("canary")
    old = make_decision(review, Verdict.EDIT, at=now() - timedelta(days=731))
    new = make_decision(review, Verdict.EDIT)

    assert purge(now=now()) == 1

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.before, old.after, new.before) == ("", "", "canary")
