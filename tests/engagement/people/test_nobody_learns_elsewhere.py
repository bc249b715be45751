"""Who comes from an account elsewhere learns of no address whether it has an account here.

Somebody may name any address there. Until a code that was mailed to it is typed here,
nobody is looked up and nothing is written down.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from engagement.outbox.models import Job, SealedLetter
from engagement.people.models import User
from tests.engagement.people.test_nobody_learns import KINDS, address_of, plain
from tests.factories.people import make_user
from tests.harness.identities import Site, another_site

pytestmark = pytest.mark.django_db
GO = reverse("oidc_login", args=["city"])
ASKED, CODE = reverse("socialaccount_signup"), reverse("sign_up_code")
OPENED_ELSEWHERE, BEGUN = "opened from elsewhere", "begun and never opened"
ALL = (*KINDS, OPENED_ELSEWHERE, BEGUN)


def told(case: str, site: Site, address: str) -> dict[str, Any]:
    """Let the other site say so much of this address, and name the site to the town."""
    if case == "GitHub, not verified":
        site.says = {"name": "Eve"}
        site.emails = [{"email": address, "primary": True, "verified": False}]
        return site.as_github()
    said: dict[str, dict[str, Any]] = {
        "not verified": {"email": address, "email_verified": False},
        "no word of verifying": {"email": address, "email_verified": None},
        "no address": {"email": None, "email_verified": None},
        "verified": {"email": address, "email_verified": True},
    }
    site.says = {**said[case], "sub": "eve"}
    return site.named()


UNPROVEN = (
    "not verified",
    "no word of verifying",
    "no address",
    "GitHub, not verified",
)


@pytest.fixture
def _people() -> None:
    for kind in ALL:
        if kind == "unknown":
            continue
        user = make_user(address_of(kind))
        if kind == "with a password":
            user.set_password("three good words")
        user.is_active = kind != "closed"
        user.save()
        if kind == OPENED_ELSEWHERE:
            SocialAccount.objects.create(user=user, provider="city", uid="another")
        if kind in (OPENED_ELSEWHERE, BEGUN):
            EmailAddress.objects.create(
                user=user, email=user.email, primary=True, verified=kind != BEGUN
            )


def looked(act: Callable[[], Any], address: str) -> tuple[Any, ...]:
    """All that an act shows, sends and asks of the database."""
    before = [SealedLetter.objects.count(), Job.objects.count(), User.objects.count()]
    with CaptureQueriesContext(connection) as statements:
        answer = act()
    after = [SealedLetter.objects.count(), Job.objects.count(), User.objects.count()]
    asked = [re.sub(r"'[^']*'|\d+|NULL", "?", one["sql"]) for one in statements]
    naming = sum(address in one["sql"] for one in statements)
    headers = sorted(name for name in answer.headers if name != "Content-Length")
    return (
        answer.status_code,
        answer.headers.get("Location", ""),
        plain(answer.content.decode()),
        headers,
        sorted(answer.cookies),
        [now - then for now, then in zip(after, before, strict=True)],
        asked,
        naming,
    )


def all_the_way(settings: Settings, case: str, kind: str) -> dict[str, tuple[Any, ...]]:
    """Come from the other site with this address, and do everything but read the letter."""
    address, client = address_of(kind), Client()
    cache.clear()  # the limits are looked at elsewhere
    with another_site() as site:
        settings.IDENTITY_PROVIDERS = [told(case, site, address)]
        back = site.went_there(client.post(GO)["Location"])
        acts: dict[str, Callable[[], Any]] = {
            "coming back": lambda: client.get(back),
            "the page of the address": lambda: client.get(ASKED),
            "the address": lambda: client.post(ASKED, {"email": address}),
            "the page of the code": lambda: client.get(CODE),
            "a wrong code": lambda: client.post(CODE, {"code": "1"}),
            "another letter": lambda: client.post(CODE, {"action": "resend"}),
            "another wrong code": lambda: client.post(CODE, {"code": "1"}),
        }
        seen = {name: looked(act, address) for name, act in acts.items()}
        again = site.went_there(client.post(GO)["Location"])
        return {**seen, "coming once more": looked(lambda: client.get(again), address)}


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("case", UNPROVEN)
def test_an_address_that_is_not_proven_is_answered_alike_whoever_has_it(
    settings: Settings, case: str
) -> None:
    settings.RATE_SCALE = 1000
    seen = {kind: all_the_way(settings, case, kind) for kind in ALL}

    unlike = [
        (kind, act)
        for kind in ALL
        for act, shown in seen[kind].items()
        if shown != seen["unknown"][act]
    ]
    assert unlike == []
    sent = {act: shown[5] for act, shown in seen["unknown"].items()}
    letters = {act: int(act in ("the address", "another letter")) for act in sent}
    assert sent == {act: [count, count, 0] for act, count in letters.items()}


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("case", UNPROVEN)
def test_no_question_to_the_database_names_it_before_a_code_is_typed(
    settings: Settings, case: str
) -> None:
    seen = all_the_way(settings, case, "with a password")

    before = ("coming back", "the page of the address", "the address")
    assert [seen[act][7] for act in before] == [0, 0, 0]


@pytest.mark.usefixtures("_people")
def test_the_comparison_notices_a_difference(settings: Settings) -> None:
    """The control: whoever has proven an address elsewhere comes straight in, or not."""
    known = all_the_way(settings, "verified", "with a password")["coming back"]
    unknown = all_the_way(settings, "verified", "unknown")["coming back"]

    assert (known[1], unknown[1]) == (ASKED, "/my/")
    assert known[7] > 0
    assert known[6] != unknown[6]
