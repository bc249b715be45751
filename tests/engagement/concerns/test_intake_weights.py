"""How a new concern counts, and whom it tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.cache import cache

from engagement.concerns.answers import Submission
from engagement.concerns.choices import Contact, Privacy, Tier
from engagement.concerns.models import Concern, Issue, Voice
from engagement.concerns.services import Receipt, submit_concern
from engagement.outbox.models import Job
from engagement.people.choices import ProofKind
from engagement.people.models import Proof, User
from engagement.people.queries import tier_of
from tests.factories.concerns import make_kind, make_submission
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, 17, tzinfo=UTC)  # a Friday, 10:42 in town
HOUR = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def send(
    submission: Submission | None = None,
    *,
    person: User | None = None,
    device: str | None = None,
    key: str = "a key",
    now: datetime = NOW,
    network: str | None = None,
) -> Receipt:
    return submit_concern(
        submission=submission or make_submission(),
        person=person,
        device=device,
        idempotency_key=key,
        now=now,
        network=network,
    )


def test_a_proved_person_speaks_verified_from_the_start() -> None:
    person = make_user()
    Proof.objects.create(user=person, kind=ProofKind.MAIL, at=NOW)

    send(person=person)

    voice, issue = Voice.objects.get(), Issue.objects.get()
    assert (voice.tier, voice.verified_at) == (Tier.VERIFIED, HOUR)
    assert (issue.ver_n, issue.unv_n) == (1.0, 0.0)


def test_past_the_limit_a_concern_is_taken_and_held_never_refused() -> None:
    submission = make_submission()

    for number in range(6):
        send(submission, key=f"key {number}", network="203.0.113.7")

    held = Concern.objects.order_by("pk").values_list("is_held", "issue__is_held")
    assert list(held) == [(False, False)] * 5 + [(True, True)]


def test_a_persons_fourth_issue_on_a_line_is_kept_and_does_not_score() -> None:
    person = make_user()
    submission = make_submission()

    for number in range(4):
        send(submission, person=person, key=f"key {number}")

    counts = Voice.objects.order_by("pk").values_list("counts", flat=True)
    scored = Issue.objects.order_by("pk").values_list("unv_n", "reporters")
    assert list(counts) == [True, True, True, False]
    assert list(scored) == [(1.0, 1), (1.0, 1), (1.0, 1), (0.0, 1)]


def test_people_on_one_network_weigh_less_together_one_person_alone_does_not() -> None:
    submission = make_submission()

    for number in range(3):
        send(submission, device="one", key=f"one {number}", network="203.0.113.7")
    alone = list(Voice.objects.values_list("weight", flat=True))
    send(submission, device="two", key="two", network="203.0.113.7")

    assert alone == [1.0, 1.0, 1.0]
    weights = Voice.objects.order_by("pk").values_list("weight", "issue__unv_n")
    assert [value for pair in weights for value in pair] == pytest.approx([2 / 3] * 8)


def test_copied_words_weigh_less_together_from_anywhere() -> None:
    words = "Please close the bar on Mill Lane because it is far too loud at night"
    submission = make_submission(text=words)

    for number in range(3):
        send(submission, device=f"device {number}", key=f"key {number}")

    weights = Voice.objects.values_list("weight", flat=True)
    assert list(weights) == pytest.approx([1 / 2.8] * 3)


def test_letters_wait_in_the_outbox_and_name_ids_only() -> None:
    send(make_submission(contact_by=Contact.EMAIL, contact="ada@example.org"))

    concern = Concern.objects.get()
    place = concern.neighborhood_id
    jobs = Job.objects.order_by("task").values_list("task", "about", "arguments")
    assert list(jobs) == [
        (
            "concerns.send_receipt",
            f"concerns.concern:{concern.pk}",
            {"concern_id": concern.pk},
        ),
        (
            "concerns.tell_officers",
            f"places.neighborhood:{place}",
            {"neighborhood_id": place, "day": "2026-11-20"},
        ),
    ]


def test_officers_are_told_of_an_urgent_or_sensitive_one_at_once_of_others_once_a_day() -> (
    None
):
    place = make_neighborhood()
    urgent = make_kind("urgent", is_urgent=True)
    plain = make_submission(neighborhood=place)
    for number, submission in enumerate(
        [
            plain,
            plain,
            replace(plain, privacy=Privacy.SENSITIVE),
            make_submission(neighborhood=place, kind=urgent),
        ]
    ):
        send(submission, key=f"key {number}")

    jobs = Job.objects.order_by("pk")
    morning = datetime(2026, 11, 21, 12, tzinfo=UTC)  # seven in town
    assert [(job.about.split(":")[0], job.not_before) for job in jobs] == [
        ("places.neighborhood", morning),
        ("concerns.issue", HOUR),
        ("concerns.issue", HOUR),
    ]


@pytest.mark.parametrize("rule", ["confirmed", "strong"])
@pytest.mark.parametrize("kind", [None, *ProofKind])
def test_a_voice_has_the_tier_people_says_its_person_has(
    settings, rule: str, kind: ProofKind | None
) -> None:
    settings.TRUST_RULE = rule
    person = make_user()
    if kind is not None:
        Proof.objects.create(user=person, kind=kind, at=NOW)

    send(person=person)

    assert Voice.objects.get().tier == tier_of(person, NOW)
