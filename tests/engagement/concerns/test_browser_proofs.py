"""A proof without an account: what is said from the browser counts fully."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engagement.concerns.choices import Contact, Tier, VoiceRole
from engagement.concerns.counters import drift_between
from engagement.concerns.models import Concern, Issue, Voice
from engagement.concerns.services import (
    add_voice,
    confirm_mail,
    lift_voices,
    recount_proved,
    submit_concern,
)
from engagement.people.choices import ProofKind
from engagement.people.models import Proof, User
from tests.factories.concerns import make_issue, make_kind, make_submission
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
HOUR = datetime(2026, 11, 20, 15, tzinfo=UTC)
HALL = "203.0.113.7"
LONG = "The crossing by the school has no light and cars come fast there every day"


def speak(
    issue: Issue,
    device: str = "phone",
    *,
    is_proved: bool = True,
    person: User | None = None,
    at: datetime = NOW,
) -> Voice:
    return add_voice(
        issue_id=issue.pk,
        person=person,
        device=device,
        network=HALL,
        is_proved=is_proved,
        now=at,
    )


def on_one_line(number: int) -> list[Issue]:
    place, kind = make_neighborhood(), make_kind()
    return [make_issue(kind=kind, neighborhood=place, at=HOUR) for _n in range(number)]


def tiers() -> list[str]:
    return list(Voice.objects.order_by("pk").values_list("tier", flat=True))


def test_a_proved_browser_speaks_as_one_verified_person() -> None:
    issue = make_issue(at=HOUR)

    voice = speak(issue)

    issue.refresh_from_db()
    assert (voice.tier, voice.verified_at, voice.person) == (Tier.VERIFIED, HOUR, None)
    assert (voice.origin, voice.weight) == ("", 1.0)
    assert (issue.sup_ver_n, issue.sup_unv_n) == (1.0, 0.0)


def test_a_hall_of_proved_browsers_is_not_grouped_and_one_without_proof_is() -> None:
    issue = make_issue(at=HOUR)
    for number in range(4):
        speak(issue, f"phone {number}")
    speak(issue, "other", is_proved=False)

    weights = Voice.objects.order_by("pk").values_list("weight", flat=True)
    assert list(weights) == [1.0] * 5
    assert list(Voice.objects.filter(origin="").values_list("tier", flat=True)) == (
        [Tier.VERIFIED] * 4
    )


def test_a_concern_from_a_proved_browser_counts_fully_and_knows_no_person() -> None:
    submit_concern(
        submission=make_submission(text=LONG),
        person=None,
        device="phone",
        idempotency_key="key",
        network=HALL,
        is_proved=True,
        now=NOW,
    )

    voice, concern = Voice.objects.get(), Concern.objects.get()
    assert (voice.role, voice.tier, voice.origin) == (
        VoiceRole.REPORTER,
        Tier.VERIFIED,
        "",
    )
    assert (voice.person, concern.person) == (None, None)
    assert concern.issue.ver_n == 1.0


def test_one_proof_verifies_three_issues_of_a_line_in_ninety_days() -> None:
    issues = on_one_line(5)
    for issue in issues[:4]:
        speak(issue)
    speak(issues[4], at=NOW + timedelta(days=91))
    elsewhere = make_issue(at=HOUR)
    speak(elsewhere)

    assert tiers() == [
        *[Tier.VERIFIED] * 3,
        Tier.UNVERIFIED,
        Tier.VERIFIED,
        Tier.VERIFIED,
    ]
    assert set(Voice.objects.values_list("counts", flat=True)) == {True}


def test_a_fourth_concern_from_one_proof_weighs_as_without_it() -> None:
    place, kind = make_neighborhood(), make_kind()
    for number in range(4):
        submit_concern(
            submission=make_submission(kind=kind, neighborhood=place, text="Out"),
            person=None,
            device="phone",
            idempotency_key=f"key {number}",
            is_proved=True,
            now=NOW,
        )

    assert tiers() == [*[Tier.VERIFIED] * 3, Tier.UNVERIFIED]


def test_with_an_account_only_the_accounts_proofs_count(settings) -> None:
    settings.TRUST_RULE = "strong"
    issue, person = make_issue(at=HOUR), make_user()
    Proof.objects.create(user=person, kind=ProofKind.MAIL, at=NOW)

    speak(issue, person=person)

    assert tiers() == [Tier.UNVERIFIED]


def test_signing_in_takes_nothing_away_from_what_the_browser_showed() -> None:
    issue, person = make_issue(at=HOUR), make_user()
    speak(issue)

    kept = speak(issue, person=person)

    assert (kept.tier, kept.person) == (Tier.VERIFIED, None)
    assert Voice.objects.count() == 1


def test_a_pressed_mail_link_takes_nothing_away_either(settings) -> None:
    settings.TRUST_RULE = "strong"
    submit_concern(
        submission=make_submission(contact_by=Contact.EMAIL, contact="a@gmail.com"),
        person=None,
        device="phone",
        idempotency_key="key",
        is_proved=True,
        now=NOW,
    )

    confirm_mail(concern_id=Concern.objects.get().pk, now=NOW)
    recount_proved(now=NOW)

    assert tiers() == [Tier.VERIFIED]


# -- what was said before --------------------------------------------------------------
def test_what_was_said_before_counts_fully_three_a_line() -> None:
    issues = on_one_line(4)
    for hours, issue in enumerate(issues):
        speak(issue, is_proved=False, at=NOW + timedelta(hours=hours))
    other = speak(issues[0], "another phone", is_proved=False)

    lifted = lift_voices(device="phone", now=NOW + timedelta(hours=5))

    mine = Voice.objects.exclude(pk=other.pk).order_by("pk")
    assert lifted == 3
    assert [(voice.tier, voice.origin) for voice in mine[:3]] == (
        [(Tier.VERIFIED, "")] * 3
    )
    assert {voice.weight for voice in mine[:3]} == {1.0}
    assert mine[3].tier == Tier.UNVERIFIED
    assert Voice.objects.get(pk=other.pk).tier == Tier.UNVERIFIED
    assert drift_between(0, 10**9) == []


def test_lifting_again_lifts_nothing_more() -> None:
    for issue in on_one_line(2):
        speak(issue, is_proved=False)

    counts = [lift_voices(device="phone", now=NOW) for _time in range(2)]

    assert counts == [2, 0]


def test_what_somebody_said_while_signed_in_stays_theirs() -> None:
    speak(make_issue(at=HOUR), is_proved=False, person=make_user())

    assert lift_voices(device="phone", now=NOW) == 0
    assert tiers() == [Tier.UNVERIFIED]


def test_a_strong_proof_takes_an_accounts_voices_out_of_the_crowd_too() -> None:
    issue, person = make_issue(at=HOUR), make_user("ann@gmail.com")
    for number in range(3):
        speak(issue, f"phone {number}", is_proved=False)
    mine = speak(issue, "mine", is_proved=False, person=person)
    grouped = mine.weight
    Proof.objects.create(user=person, kind=ProofKind.LETTER, at=HOUR)

    recount_proved(now=NOW)

    mine.refresh_from_db()
    assert grouped == pytest.approx(0.4)
    assert (mine.tier, mine.origin, mine.weight) == (Tier.VERIFIED, "", 1.0)
    assert drift_between(0, 10**9) == []
