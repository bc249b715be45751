"""The page on signing in says the numbers that the settings have (ASVS 6.1, 7.1)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account import app_settings as account
from allauth.mfa import app_settings as mfa
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

from engagement.common.limits import PROOFS_BY_MAIL

PAGE = (Path(__file__).resolve().parents[3] / "docs/security/auth.md").read_text()
WORDS = re.sub(r"\s+", " ", PAGE)
MINUTE = timedelta(minutes=1)
COMMON = CommonPasswordValidator().passwords


def minutes(seconds: float) -> int:
    return int(seconds // 60)


def said() -> list[str]:
    idle, most = settings.STAFF_IDLE, settings.STAFF_AT_MOST
    long = [one for one in COMMON if len(one) >= settings.SHORTEST_PASSWORD]
    return [
        f"| a mailed code lives | {minutes(settings.CODE_LASTS)} minutes |",
        f"| tries for a mailed code | {settings.CODE_TRIES}, then",
        f"shown in the last {minutes(account.REAUTHENTICATION_TIMEOUT)} minutes",
        f"{mfa.RECOVERY_CODE_COUNT} codes of {mfa.RECOVERY_CODE_DIGITS} digits",
        f"| {PROOFS_BY_MAIL.most} in {minutes(PROOFS_BY_MAIL.seconds)} minutes |",
        (
            f"At least {settings.SHORTEST_PASSWORD} characters, "
            f"{settings.SHORTEST_OF_STAFF} for whoever needs a second step; "
            f"at most {settings.LONGEST_PASSWORD}."
        ),
        f"the {len(COMMON):,} passwords that Django knows",
        f"Only {len(long)} of them have {settings.SHORTEST_PASSWORD} characters",
        (
            f"| ends unused after | {settings.RESIDENT_IDLE.days} days "
            f"| {idle // MINUTE} minutes |"
        ),
        (
            f"| ends in any case after | {settings.RESIDENT_AT_MOST.days} days "
            f"| {most // timedelta(hours=1)} hours |"
        ),
        f"| any number | {settings.STAFF_SESSIONS}; signing in at another",
        f"not longer ago than {most // timedelta(hours=1)} hours",
    ]


@pytest.mark.parametrize("sentence", said())
def test_the_page_says_the_number_of_the_setting(sentence: str) -> None:
    assert sentence in WORDS


@pytest.mark.parametrize(
    ("action", "limit", "sentence"),
    [
        (
            "request_login_code",
            "3/m/key",
            "| codes ordered for one address | 3 a minute",
        ),
        ("login_failed", "10/m/ip,5/300s/key", "5 in 5 minutes for one account, 10 a"),
        ("signup", "20/h/ip", "| sign-ups from one network | 20 an hour |"),
    ],
)
def test_the_page_says_the_limits_of_the_library(
    action: str, limit: str, sentence: str
) -> None:
    assert limit in account.RATE_LIMITS[action]
    assert sentence in WORDS


def test_every_code_lives_as_long_and_allows_as_many_tries() -> None:
    lasts = (
        account.LOGIN_BY_CODE_TIMEOUT,
        account.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        account.PASSWORD_RESET_BY_CODE_TIMEOUT,
    )
    tries = (
        account.LOGIN_BY_CODE_MAX_ATTEMPTS,
        account.EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS,
        account.PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS,
    )

    assert set(lasts) == {settings.CODE_LASTS} == {600}
    assert set(tries) == {settings.CODE_TRIES} == {3}
    assert mfa.TOTP_TOLERANCE == 0


def test_letters_and_pages_say_how_long_a_code_lives() -> None:
    root = Path(settings.BASE_DIR) / "templates"
    told = [
        number
        for path in [*root.glob("letters/account_*.txt"), *root.glob("**/*code*.html")]
        for number in re.findall(r"(\d+) minutes", path.read_text())
    ]

    assert set(told) == {str(minutes(settings.CODE_LASTS))}
