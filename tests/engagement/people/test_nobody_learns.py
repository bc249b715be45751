"""Who has an account is told by no page, no letter and no clock."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from engagement.outbox.models import Job, SealedLetter
from engagement.people.models import User
from tests.factories.people import make_user
from tests.harness.sessions import just_signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "three good words"  # noqa: S105 - of nobody
WRONG = "wrong wrong wrong"
KINDS = ("with a password", "with codes alone", "closed", "unknown")
DOORS: dict[str, Callable[[str], dict[str, str]]] = {
    "account_request_login_code": lambda address: {"email": address},
    "account_reset_password": lambda address: {"email": address},
    "account_signup": lambda address: {"email": address},
    "account_login": lambda address: {"login": address, "password": WRONG},
}
TRIES = 40
LEAST_NOTICED = 0.005  # seconds (SECURITY promise 23)


def address_of(kind: str) -> str:
    return f"{kind.replace(' ', '-')}@example.org"


@pytest.fixture
def _people() -> None:
    for kind in KINDS[:3]:
        user = make_user(address_of(kind))
        if kind != "with codes alone":
            user.set_password(PASSWORD)
        user.is_active = kind != "closed"
        user.save()


def plain(page: str) -> str:
    """The page without what is of this visit alone."""
    page = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', "", page)
    return re.sub(r"[a-z-]+@example\.org", "ADDRESS", page)


def told(door: str, kind: str) -> tuple[Any, ...]:
    """Everything somebody at the keyboard, or in front of the mailbox, can count."""
    client, before = Client(), SealedLetter.objects.count()
    answer = client.post(reverse(door), DOORS[door](address_of(kind)), follow=True)
    return (
        answer.redirect_chain,
        answer.status_code,
        plain(answer.content.decode()),
        sorted(client.cookies),
        SealedLetter.objects.count() - before,
    )


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("door", DOORS)
def test_every_address_is_answered_alike(door: str) -> None:
    answers = {kind: told(door, kind) for kind in KINDS}

    assert [kind for kind in KINDS if answers[kind] != answers["unknown"]] == []
    letters = {answer[-1] for answer in answers.values()}
    assert letters == ({0} if door == "account_login" else {1})


@pytest.mark.usefixtures("_people")
def test_a_right_password_is_told_from_a_wrong_one() -> None:
    """The control: the comparison above does notice a difference."""
    client = Client()
    sent = {"login": address_of(KINDS[0]), "password": PASSWORD}

    assert client.post(reverse("account_login"), sent).status_code == 302


class CountingHasher(Argon2PasswordHasher):
    """The hasher of real towns, which says how often it worked."""

    worked = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).worked += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        type(self).worked += 1
        return bool(super().verify(password, encoded))


@contextmanager
def hashes() -> Iterator[list[int]]:
    counted: list[int] = []
    before = CountingHasher.worked
    yield counted
    counted.append(CountingHasher.worked - before)


@pytest.mark.parametrize("door", DOORS)
def test_every_address_costs_as_many_password_hashes(
    settings: Settings, door: str
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    for kind in KINDS[:3]:
        user = User.objects.create_user(
            address_of(kind), None if kind == "with codes alone" else PASSWORD
        )
        User.objects.filter(pk=user.pk).update(is_active=kind != "closed")

    worked = {}
    for kind in KINDS:
        with hashes() as counted:
            Client().post(reverse(door), DOORS[door](address_of(kind)))
        worked[kind] = counted[0]

    assert set(worked.values()) == ({1} if door == "account_login" else {0})


def counted(act: Callable[[], Any]) -> tuple[Any, ...]:
    """What an act asks of the database, sends, and answers."""
    before = [SealedLetter.objects.count(), Job.objects.count()]
    with CaptureQueriesContext(connection) as statements:
        answer = act()
    after = [SealedLetter.objects.count(), Job.objects.count()]
    sent = [now - then for now, then in zip(after, before, strict=True)]
    return answer.status_code, len(statements), *sent


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("door", DOORS)
def test_every_address_asks_the_database_as_much(door: str) -> None:
    asked = {
        kind: counted(
            partial(Client().post, reverse(door), DOORS[door](address_of(kind)))
        )
        for kind in KINDS
    }

    assert len(set(asked.values())) == 1, asked


CODE_PAGES = {
    "account_request_login_code": "account_confirm_login_code",
    "account_reset_password": "account_confirm_password_reset_code",
    "account_signup": "sign_up_code",
}
AFTERWARDS: dict[str, dict[str, str] | None] = {
    "looked at": None,
    "a wrong code": {"code": "1"},
    "another letter": {"action": "resend"},
    "another wrong code": {"code": "1"},
}


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("door", CODE_PAGES)
def test_the_page_of_the_code_asks_as_much_for_every_address(door: str) -> None:
    page, told_of = reverse(CODE_PAGES[door]), {}
    for kind in KINDS:
        client = Client()
        client.post(reverse(door), DOORS[door](address_of(kind)))
        acts = [
            partial(client.get, page)
            if sent is None
            else partial(client.post, page, sent)
            for sent in AFTERWARDS.values()
        ]
        told_of[kind] = tuple(counted(act) for act in acts)

    assert len(set(told_of.values())) == 1, told_of


@pytest.mark.usefixtures("_people")
def test_a_new_address_asks_as_much_whoever_has_it_already() -> None:
    told_of = {}
    for kind in KINDS:
        client = just_signed_in(make_user(f"new-{address_of(kind)}"))
        client.get("/my/")
        sent = {"email": address_of(kind), "action_add": "1"}
        code_page = reverse("account_email_verification_sent")
        told_of[kind] = (
            counted(partial(client.post, reverse("account_email"), sent)),
            counted(partial(client.get, code_page)),
            counted(partial(client.post, code_page, {"code": "1"})),
        )

    assert len(set(told_of.values())) == 1, told_of


@pytest.mark.slow
@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("door", DOORS)
def test_no_clock_tells_who_has_an_account(settings: Settings, door: str) -> None:
    """Count the time of our own thread: what others do on this machine is not in it.

    The fast hasher of the tests makes every other difference show.
    """
    settings.RATE_SCALE = 1000
    took: dict[str, list[float]] = {kind: [] for kind in KINDS}
    url = reverse(door)
    for _try in range(TRIES):
        for kind in KINDS:  # they take turns
            cache.clear()  # no limit on how often one asks
            client = Client()
            begun = time.thread_time()
            client.post(url, DOORS[door](address_of(kind)))
            took[kind].append(time.thread_time() - begun)

    middle = {kind: median(times) for kind, times in took.items()}
    apart = max(middle.values()) - min(middle.values())
    assert apart < LEAST_NOTICED, middle
