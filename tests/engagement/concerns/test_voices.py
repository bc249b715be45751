"""One person, one voice; the counters follow every one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from engagement.concerns.choices import Contact, Privacy, Status, Tier, VoiceRole
from engagement.concerns.counters import drift_between
from engagement.concerns.errors import (
    BadAnswerError,
    ClosedIssueError,
    NoSuchIssueError,
    OwnAreaError,
)
from engagement.concerns.models import Concern, Issue, Voice
from engagement.concerns.services import (
    add_voice,
    confirm_mail,
    recount_proved,
    submit_concern,
    withdraw_voice,
)
from engagement.people.choices import ProofKind
from engagement.people.models import Proof, User
from tests.factories.concerns import make_issue, make_kind, make_submission
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
HOUR = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def speak(
    issue: Issue,
    person: User | None = None,
    device: str | None = None,
    now: datetime = NOW,
) -> Voice:
    return add_voice(issue_id=issue.pk, person=person, device=device, now=now)


def assert_counters_are_right() -> None:
    assert drift_between(0, 10**9) == []


def test_a_me_too_is_counted_with_the_hour_and_the_tier() -> None:
    issue = make_issue(at=HOUR - timedelta(days=15))
    person = make_user()
    Proof.objects.create(user=person, kind=ProofKind.PHONE, at=NOW)

    voice = speak(issue, person)

    issue.refresh_from_db()
    assert (voice.role, voice.tier, voice.at, voice.verified_at) == (
        VoiceRole.SUPPORTER,
        Tier.VERIFIED,
        HOUR,
        HOUR,
    )
    assert (issue.sup_ver_n, issue.sup_ver_f, issue.supporters) == (1.0, 1.0, 1)
    assert (issue.faded_at, issue.last_voice_at) == (HOUR, HOUR)


def test_a_voice_fades_to_half_in_fifteen_days() -> None:
    issue = make_issue(at=HOUR)
    speak(issue, device="one")

    speak(issue, device="two", now=NOW + timedelta(days=15))

    issue.refresh_from_db()
    assert issue.sup_unv_f == pytest.approx(1.5, abs=1e-12)
    assert issue.sup_unv_n == 2.0


def test_saying_it_again_keeps_the_first_voice() -> None:
    issue, person = make_issue(at=HOUR), make_user()
    first = speak(issue, person, "phone")

    again = [speak(issue, person), speak(issue, person, "laptop")]
    signed_out = speak(issue, device="phone", now=NOW + timedelta(days=3))

    assert {voice.pk for voice in [*again, signed_out]} == {first.pk}
    assert Voice.objects.get().at == HOUR


def test_a_voice_given_before_signing_in_becomes_the_persons() -> None:
    issue, person = make_issue(at=HOUR), make_user()
    Proof.objects.create(user=person, kind=ProofKind.MAIL, at=NOW)
    speak(issue, device="phone")

    speak(issue, person, "phone")

    voice = Voice.objects.get()
    issue.refresh_from_db()
    assert (voice.person, voice.tier) == (person, Tier.VERIFIED)
    assert (issue.sup_unv_n, issue.sup_ver_n) == (0.0, 1.0)


def test_two_people_of_one_household_may_share_a_device() -> None:
    issue = make_issue(at=HOUR)

    speak(issue, make_user(), "tablet")
    speak(issue, make_user(), "tablet")

    issue.refresh_from_db()
    assert issue.supporters == 2


def test_a_voice_needs_a_person_or_a_device() -> None:
    with pytest.raises(BadAnswerError, match="Allow cookies or sign in"):
        speak(make_issue())

    assert Voice.objects.count() == 0


def test_officers_add_no_voice_in_their_own_area_but_do_elsewhere() -> None:
    issue, elsewhere = make_issue(), make_issue()
    officer = make_officer(of=issue.neighborhood)

    with pytest.raises(OwnAreaError):
        speak(issue, officer)
    speak(elsewhere, officer)

    assert [voice.issue for voice in Voice.objects.all()] == [elsewhere]


def test_a_closed_one_takes_no_voice_and_a_hidden_one_does_not_exist() -> None:
    closed = make_issue(status=Status.DONE, closed_at=NOW)
    hidden = make_issue(privacy=Privacy.SENSITIVE)
    held = make_issue(is_held=True)

    with pytest.raises(ClosedIssueError):
        speak(closed, device="phone")
    for issue in (hidden, held):
        with pytest.raises(NoSuchIssueError):
            speak(issue, device="phone")

    assert Voice.objects.count() == 0


def test_a_voice_on_a_merged_issue_goes_to_the_one_it_became() -> None:
    root = make_issue(at=HOUR)
    child = make_issue(
        kind=root.kind, neighborhood=root.neighborhood, merged_into=root, at=HOUR
    )

    voice = speak(child, device="phone")

    assert voice.issue == root


def test_withdrawing_takes_the_voice_and_its_count_away() -> None:
    issue, person = make_issue(at=HOUR), make_user()
    speak(issue, person)
    speak(issue, device="other")

    withdraw_voice(issue_id=issue.pk, person=person, device=None, now=NOW)
    withdraw_voice(issue_id=issue.pk, person=person, device=None, now=NOW)

    issue.refresh_from_db()
    assert (issue.supporters, issue.sup_unv_n, Voice.objects.count()) == (1, 1.0, 1)


def test_withdrawing_gives_the_place_among_the_three_to_the_next_oldest() -> None:
    kind, place, person = make_kind(), make_neighborhood(), make_user()
    issues = [make_issue(kind=kind, neighborhood=place, at=HOUR) for _ in range(4)]
    for days, issue in enumerate(issues):
        speak(issue, person, now=NOW + timedelta(days=days))
    counts = Voice.objects.order_by("pk").values_list("counts", flat=True)
    before = list(counts.all())

    withdraw_voice(issue_id=issues[0].pk, person=person, device=None, now=NOW)

    assert before == [True, True, True, False]
    assert list(counts.all()) == [True, True, True]
    assert_counters_are_right()


def test_after_ninety_days_a_fourth_issue_counts_again() -> None:
    kind, place, person = make_kind(), make_neighborhood(), make_user()
    issues = [make_issue(kind=kind, neighborhood=place, at=HOUR) for _ in range(5)]
    for issue in issues[:3]:
        speak(issue, person)
    within = speak(issues[3], person, now=NOW + timedelta(days=89))

    after = speak(issues[4], person, now=NOW + timedelta(days=90))

    assert (within.counts, after.counts) == (False, True)


def test_another_line_has_three_places_of_its_own() -> None:
    person, place = make_user(), make_neighborhood()
    one, other = make_kind(), make_kind()
    for kind in (one, one, one, other):
        speak(make_issue(kind=kind, neighborhood=place, at=HOUR), person)

    assert set(Voice.objects.values_list("counts", flat=True)) == {True}


def send_with_mail(email: str, key: str = "key") -> Concern:
    receipt = submit_concern(
        submission=make_submission(contact_by=Contact.EMAIL, contact=email),
        person=None,
        device="phone",
        idempotency_key=key,
        now=NOW,
    )
    return Concern.objects.get(pk=receipt.concern_id)


def test_a_pressed_link_makes_the_reporter_a_verified_person() -> None:
    concern = send_with_mail("Ada+town@gmail.com")

    confirm_mail(concern_id=concern.pk, now=NOW)
    confirm_mail(concern_id=concern.pk, now=NOW + timedelta(days=1))

    concern.refresh_from_db()
    voice, issue = Voice.objects.get(), concern.issue
    assert concern.person is not None
    assert (concern.person.email, concern.mail_confirmed_at) == ("ada@gmail.com", NOW)
    assert (voice.person, voice.tier, voice.verified_at) == (
        concern.person,
        Tier.VERIFIED,
        HOUR,
    )
    assert (issue.ver_n, issue.unv_n, issue.reporters) == (1.0, 0.0, 1)
    assert_counters_are_right()


def test_a_confirmed_fourth_report_of_one_person_no_longer_counts() -> None:
    place, kind = make_neighborhood(), make_kind()
    submission = make_submission(
        kind=kind, neighborhood=place, contact_by=Contact.EMAIL, contact="a@gmail.com"
    )
    for number in range(4):
        receipt = submit_concern(
            submission=submission,
            person=None,
            device=None,
            idempotency_key=f"key {number}",
            now=NOW,
        )
        confirm_mail(concern_id=receipt.concern_id, now=NOW)

    counts = Voice.objects.order_by("pk").values_list("counts", flat=True)
    assert list(counts) == [True, True, True, False]
    assert_counters_are_right()


def test_a_reporter_who_said_me_too_before_counts_once_as_reporter() -> None:
    concern = send_with_mail("ada@gmail.com")
    ada = make_user("ada@gmail.com")
    speak(concern.issue, ada)

    confirm_mail(concern_id=concern.pk, now=NOW)

    voice, issue = Voice.objects.get(), Issue.objects.get()
    assert (voice.person, voice.role) == (ada, VoiceRole.REPORTER)
    assert (issue.reporters, issue.supporters) == (1, 0)


def test_people_of_an_unknown_mail_domain_weigh_less_together() -> None:
    place, kind = make_neighborhood(), make_kind()
    for name in ("one", "two", "three"):
        receipt = submit_concern(
            submission=make_submission(
                kind=kind,
                neighborhood=place,
                contact_by=Contact.EMAIL,
                contact=f"{name}@brigade.example",
            ),
            person=None,
            device=None,
            idempotency_key=name,
            now=NOW,
        )
        confirm_mail(concern_id=receipt.concern_id, now=NOW)

    weights = Voice.objects.values_list("weight", flat=True)
    assert list(weights) == pytest.approx([0.5] * 3)
    assert_counters_are_right()


def test_a_later_proof_verifies_what_was_said_before() -> None:
    issue, person = make_issue(at=HOUR), make_user()
    speak(issue, person)
    Proof.objects.create(user=person, kind=ProofKind.PHONE, at=NOW)

    looked_at = recount_proved(now=NOW + timedelta(hours=2))
    again = recount_proved(now=NOW + timedelta(hours=3))

    issue.refresh_from_db()
    voice = Voice.objects.get()
    assert (looked_at, again) == (1, 0)
    assert (voice.tier, voice.verified_at) == (
        Tier.VERIFIED,
        HOUR + timedelta(hours=2),
    )
    assert (issue.sup_unv_n, issue.sup_ver_n) == (0.0, 1.0)


def test_a_proof_that_is_still_fresh_is_read_again_next_time() -> None:
    person = make_user()
    Proof.objects.create(user=person, kind=ProofKind.PHONE, at=NOW)

    first = recount_proved(now=NOW + timedelta(minutes=1))
    second = recount_proved(now=NOW + timedelta(minutes=2))

    assert (first, second) == (1, 1)


def test_another_rule_of_trust_gives_everybody_their_tier_anew(settings) -> None:
    issue, mailed, phoned = make_issue(at=HOUR), make_user(), make_user()
    Proof.objects.create(user=mailed, kind=ProofKind.MAIL, at=NOW)
    Proof.objects.create(user=phoned, kind=ProofKind.PHONE, at=NOW)
    speak(issue, mailed)
    speak(issue, phoned)
    recount_proved(now=NOW)

    settings.TRUST_RULE = "strong"
    recount_proved(now=NOW)

    tiers = dict(Voice.objects.values_list("person__email", "tier"))
    assert tiers == {mailed.email: Tier.UNVERIFIED, phoned.email: Tier.VERIFIED}
    assert_counters_are_right()
