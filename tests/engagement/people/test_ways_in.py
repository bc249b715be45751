"""Each way in, wrong, too old, used before and tried too often: a sentence, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.people.models import Proof, Session, User
from tests.engagement.people.test_second_step import by_code, code_now, with_app
from tests.engagement.people.test_signing_in import mailed_code, wrong
from tests.factories.people import make_user
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "three good words"  # noqa: S105 - of nobody
LOGIN, CONFIRM = reverse("account_login"), reverse("account_confirm_login_code")
RESET, SIGN_UP = reverse("account_reset_password"), reverse("account_signup")
SIGN_UP_CODE = reverse("sign_up_code")
RESET_CODE = reverse("account_confirm_password_reset_code")
SECOND, PASSKEY = reverse("mfa_authenticate"), reverse("mfa_login_webauthn")
NO_PASSKEY = "This passkey was not taken. Try again, or choose another way."
NOT_RIGHT = "This code is not right. Check the letter and try again."
WAIT = "This code is not right. Wait for the next one and try it."
TOO_OLD = "The code is too old. Ask for a new one."
TOO_MANY = "There were too many tries. Wait five minutes, then try again."
NO_PASSWORD = (
    "The e-mail address or the password is not right. Check both and try again."  # noqa: S105 - a sentence
)


@pytest.fixture
def ann() -> User:
    user = make_user("ann@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def ask_for_code(client: Client, ann: User) -> str:
    client.post(reverse("account_request_login_code"), {"email": ann.email})
    return mailed_code()


def sign_up(client: Client, ann: User) -> str:
    client.post(SIGN_UP, {"email": ann.email})
    return mailed_code()


def forget_password(client: Client, ann: User) -> str:
    client.post(RESET, {"email": ann.email})
    return mailed_code()


def half_way(client: Client, ann: User) -> str:
    by_code(client, with_app(ann))
    return code_now()


def recovery_code(client: Client, ann: User) -> str:
    half_way(client, ann)
    held = Authenticator.objects.get(user=ann, type="recovery_codes").wrap()
    code: str = held.get_unused_codes()[0]
    return code


def let_ten_minutes_pass(client: Client) -> None:
    """Every moment a session holds of a code lies eleven minutes back."""
    session = client.session
    for kept in list(session.values()):
        for state in _states(kept):
            state["at"] -= 660
    session.save()


def _states(kept: Any) -> Iterator[dict[str, Any]]:
    if isinstance(kept, dict):
        if "at" in kept:
            yield kept
        for each in kept.values():
            yield from _states(each)


WITH_CODES: dict[str, tuple[Callable[[Client, User], str], str]] = {
    "mailed code": (ask_for_code, CONFIRM),
    "code of a new account": (sign_up, SIGN_UP_CODE),
    "code for a new password": (forget_password, RESET_CODE),
}
SECOND_STEPS: dict[str, tuple[Callable[[Client, User], str], str]] = {
    "app": (half_way, SECOND),
    "recovery code": (recovery_code, SECOND),
}
EVERY = {**WITH_CODES, **SECOND_STEPS}


def nobody_came_in(ann: User) -> bool:
    """Nothing changed: no session, no proof, no sign-in; only tries are written down."""
    return (
        not Session.objects.filter(user__isnull=False).exists()
        and not Proof.objects.exists()
        and User.objects.get(pk=ann.pk).last_login is None
        and {one.action for one in Entry.objects.all()} <= {"account.sign_in_failed"}
    )


@pytest.mark.parametrize("way", WITH_CODES)
def test_a_wrong_mailed_code(client: Client, ann: User, way: str) -> None:
    ask, page = WITH_CODES[way]
    code = ask(client, ann)

    said = client.post(page, {"code": wrong(code)})

    assert NOT_RIGHT in said.content.decode()
    assert nobody_came_in(ann)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("way", WITH_CODES)
def test_a_mailed_code_that_is_too_old(client: Client, ann: User, way: str) -> None:
    ask, page = WITH_CODES[way]
    code = ask(client, ann)
    let_ten_minutes_pass(client)

    said = client.post(page, {"code": code}, follow=True)

    assert TOO_OLD in said.content.decode()
    assert nobody_came_in(ann)


@pytest.mark.parametrize("way", WITH_CODES)
def test_a_mailed_code_tried_too_often(client: Client, ann: User, way: str) -> None:
    ask, page = WITH_CODES[way]
    code = ask(client, ann)

    for _try in range(3):
        last = client.post(page, {"code": wrong(code)}, follow=True)
    late = client.post(page, {"code": code}, follow=True)

    too_many = {TOO_MANY, "The code was wrong too often. Ask for a new one."}
    assert any(sentence in last.content.decode() for sentence in too_many)
    assert late.redirect_chain
    assert nobody_came_in(ann)
    assert Entry.objects.count() == 3


@pytest.mark.parametrize("way", WITH_CODES)
def test_a_mailed_code_of_another_browser(client: Client, ann: User, way: str) -> None:
    ask, page = WITH_CODES[way]
    code = ask(client, ann)

    answer = Client().post(page, {"code": code})

    assert answer.status_code == 302
    assert nobody_came_in(ann)


@pytest.mark.parametrize("way", EVERY)
def test_a_code_that_was_used(client: Client, ann: User, way: str) -> None:
    ask, page = EVERY[way]
    code = ask(client, ann)
    first = client.post(page, {"code": code})
    assert first.status_code == 302
    client.post(reverse("account_logout"))
    cache.clear()  # which would remember a code of the app
    Session.objects.all().delete()

    other = Client()
    if way in SECOND_STEPS:
        by_code(other, ann)
    said = other.post(page, {"code": code})

    assert way in WITH_CODES or WAIT in said.content.decode()
    assert not Session.objects.filter(user__isnull=False).exists()


@pytest.mark.parametrize("way", SECOND_STEPS)
def test_a_wrong_second_step(client: Client, ann: User, way: str) -> None:
    ask, page = SECOND_STEPS[way]
    code = ask(client, ann)

    said = client.post(page, {"code": wrong(code)})

    assert WAIT in said.content.decode()
    assert not Session.objects.filter(user__isnull=False).exists()
    assert [one.action for one in Entry.objects.all()] == ["account.sign_in_failed"]


@pytest.mark.parametrize("way", SECOND_STEPS)
def test_a_second_step_tried_too_often(client: Client, ann: User, way: str) -> None:
    ask, page = SECOND_STEPS[way]
    code = ask(client, ann)

    for _try in range(5):
        client.post(page, {"code": wrong(code)})
    right = client.post(page, {"code": code})

    assert TOO_MANY in right.content.decode()
    assert not Session.objects.filter(user__isnull=False).exists()


def test_a_wrong_password_and_too_many(client: Client, ann: User) -> None:
    said = [
        client.post(LOGIN, {"login": ann.email, "password": "wrong wrong wrong"})
        for _try in range(5)
    ]
    right = client.post(LOGIN, {"login": ann.email, "password": PASSWORD})

    assert all(NO_PASSWORD in one.content.decode() for one in said)
    assert TOO_MANY in right.content.decode()
    assert nobody_came_in(ann)


NO_DEVICE_SAYS = [
    "7",
    "-1",
    "{}",
    "null",
    '{"id": "AAAA"}',
    '{"id": 1, "rawId": []}',
    "[1]",
    "9" * 5000,
    '{"id": ' + "9" * 5000 + "}",
    "[" * 100_000,
]


@pytest.mark.parametrize("credential", ["", "zz", *NO_DEVICE_SAYS])
def test_a_passkey_nobody_has(client: Client, ann: User, credential: str) -> None:
    client.get(PASSKEY, headers={"accept": "application/json"})

    said = client.post(PASSKEY, {"credential": credential}, follow=True)

    assert said.redirect_chain[-1][0] == LOGIN
    if credential in {'{"id": "AAAA"}', '{"id": 1, "rawId": []}', "[1]"}:
        assert NO_PASSKEY in said.content.decode()
    assert nobody_came_in(ann)


@pytest.mark.parametrize("credential", NO_DEVICE_SAYS)
def test_a_passkey_no_device_made(client: Client, ann: User, credential: str) -> None:
    sign_in(client, ann)
    add = reverse("mfa_add_webauthn")

    said = client.post(add, {"credential": credential, "name": "a phone"})

    assert said.status_code == 200
    assert said.context["form"].errors
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", NO_DEVICE_SAYS)
def test_a_passkey_no_device_shows_again(
    client: Client, ann: User, credential: str
) -> None:
    Authenticator.objects.create(user=ann, type="webauthn", data={"credential": {}})
    sign_in(client, ann, "code", seconds_ago=3600)

    again = reverse("mfa_reauthenticate_webauthn")
    said = client.post(again, {"credential": credential})

    assert said.status_code == 302
    steps = client.session["account_authentication_methods"]
    assert [step["method"] for step in steps] == ["code"]


@pytest.mark.parametrize("way", EVERY)
def test_the_right_one_is_told_from_them(client: Client, ann: User, way: str) -> None:
    """The control: each way does open when nothing is wrong."""
    ask, page = EVERY[way]

    client.post(page, {"code": ask(client, ann)})
    if way == "code for a new password":
        chosen = dict.fromkeys(("password1", "password2"), "four even better words")
        client.post(reverse("account_complete_password_reset"), chosen)
        client.post(LOGIN, {"login": ann.email, "password": chosen["password1"]})

    assert Session.objects.filter(user=ann).exists()
    assert User.objects.get(pk=ann.pk).last_login is not None
    assert now() > User.objects.get(pk=ann.pk).last_login  # type: ignore[operator]  # just looked at
