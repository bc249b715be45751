"""Rows of the standard (ASVS 5.0) that belong to no other test."""

from __future__ import annotations

import inspect
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account import app_settings as account
from allauth.mfa import app_settings as mfa
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import signing
from django.core.cache import cache
from django.db import OperationalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads

from config.celery import app
from config.settings import base
from engagement.common.ids import new_receipt
from engagement.common.roles import Role, Viewer
from engagement.concerns.queries import issues_visible_to
from engagement.concerns.receipts import confirmation_token, confirmed_concern
from engagement.concerns.services.handling import write_note
from engagement.people.models import User
from engagement.people.services import phones
from tests.architecture.access import ACCESS
from tests.architecture.knocking import MatrixWorld, prime
from tests.architecture.test_inputs import all_roles
from tests.architecture.typing_in import form_fields
from tests.factories.concerns import make_issue
from tests.factories.people import make_admin, make_user
from tests.harness.sessions import sign_in

ROOT = Path(__file__).resolve().parents[2]
PASSWORD, BETTER = "three good words", "four even better words"
FORTNIGHT = 14 * 24 * 3600


# -- V1.5.2: only JSON is read ---------------------------------------------------------
class Loud:
    """Would be run by whoever reads it."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("a pickled message was read",))


def test_a_pickled_message_is_refused_and_never_run() -> None:
    message = pickle.dumps(Loud())

    with pytest.raises(ContentDisallowed):
        loads(
            message,
            "application/x-python-serialize",
            "binary",
            accept=app.conf.accept_content,
        )
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert settings.SESSION_SERIALIZER.endswith("JSONSerializer")


# -- V11.4.2, V6.5.4, V11.5.1: what is kept and what is drawn -----------------------------
def test_a_real_town_hashes_passwords_with_argon2id() -> None:
    first, *others = base.PASSWORD_HASHERS
    kept = Argon2PasswordHasher().encode(PASSWORD, "a-salt-of-its-own")

    assert first == "django.contrib.auth.hashers.Argon2PasswordHasher"
    assert others == []
    assert re.match(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", kept)


def test_codes_people_type_have_six_digits_at_least() -> None:
    mailed = account.LOGIN_BY_CODE_ENABLED and settings.ALLAUTH_USER_CODE_FORMAT

    assert mailed["numeric"] is True
    digits = (mailed["length"], mfa.TOTP_DIGITS, mfa.RECOVERY_CODE_DIGITS)
    assert min(digits) >= 6
    assert "secrets.randbelow(10**6):06d" in inspect.getsource(phones)


def test_a_receipt_has_160_bits_and_none_comes_twice() -> None:
    drawn = {new_receipt() for _ in range(1000)}

    assert len(drawn) == 1000
    assert {len(one) for one in drawn} == {32}  # of 32 letters: 5 bits each


# -- V9: links that are signed ------------------------------------------------------------
def changed(token: str) -> Iterator[str]:
    """Give it with each letter replaced by its neighbor, left out, and said twice."""
    for at, letter in enumerate(token):
        for other in ("A" if letter != "A" else "B", "", letter * 2):
            yield token[:at] + other + token[at + 1 :]


def test_a_link_changed_anywhere_opens_nothing() -> None:
    token = confirmation_token(12)
    tries = [other for other in changed(token) if other != token]

    assert len(tries) > 2 * len(token)
    opened = [other for other in tries if confirmed_concern(other) is not None]
    assert opened == []


def test_a_link_is_over_after_its_time() -> None:
    with time_machine.travel(now(), tick=False) as clock:
        token = confirmation_token(12)
        clock.shift(FORTNIGHT - 1)
        before = confirmed_concern(token)
        clock.shift(2)
        after = confirmed_concern(token)

    assert (before, after) == (12, None)


def purposes() -> list[str]:
    """Every purpose something is signed for, wherever it is written."""
    said = re.compile(r"^_?(?:SALT|CONFIRM)(?:: Final)? = \"([^\"]+)\"", re.MULTILINE)
    files = (ROOT / "engagement").rglob("*.py")
    return [one for path in files for one in said.findall(path.read_text())]


def test_what_is_signed_for_one_purpose_is_nothing_for_another() -> None:
    found = purposes()

    assert len(found) >= 3
    assert len(set(found)) == len(found)
    for other in found:
        token = signing.dumps(12, salt=other)
        is_own = other == "confirm-mail"
        assert (confirmed_concern(token) == 12) is is_own
    assert confirmed_concern(signing.Signer().sign("12")) is None


# -- V7.2.2: a header is no session ---------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("way", ["Bearer {}", "Token {}", "Basic {}", "Session {}"])
def test_a_key_in_a_header_is_no_session(way: str) -> None:
    user, signed = make_admin(), Client()
    sign_in(signed, user)
    key = signed.cookies[settings.SESSION_COOKIE_NAME].value
    headers = {
        "Authorization": way.format(key),
        "X-Session-Token": key,
        "X-API-Key": key,
    }

    page = Client().get(reverse("front:my"), headers=headers)

    assert signed.get(reverse("front:my")).status_code == 200
    assert page.status_code == 302
    assert page.headers["Location"].startswith(reverse(settings.LOGIN_URL))


# -- V6.2.2, V6.2.3, V6.4.2: passwords and questions ----------------------------------------
@pytest.mark.django_db
def test_a_password_is_changed_by_whoever_knows_it(client: Client) -> None:
    user = make_user()
    user.set_password(PASSWORD)
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    sent = {
        "oldpassword": "another one it is not",
        "password1": BETTER,
        "password2": BETTER,
    }

    refused = client.post(reverse("account_change_password"), sent)
    user.refresh_from_db()
    kept = user.check_password(PASSWORD)
    client.post(reverse("account_change_password"), {**sent, "oldpassword": PASSWORD})

    assert (refused.status_code, kept) == (200, True)
    assert User.objects.get().check_password(BETTER)


def test_nobody_is_asked_a_secret_question() -> None:
    words = re.compile(r"question|answer|hint|maiden|pet_?name|memorable")
    asked = [name for name, _field in form_fields() if ".people." in name]

    assert len(asked) > 30
    assert [name for name in asked if words.search(name.rpartition(".")[2])] == []


# -- V6.3.2, V16.2.3 ------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_new_town_has_no_account() -> None:
    """The tables as the migrations leave them."""
    assert list(User.objects.all()) == []


def test_lines_go_where_the_page_says_and_nowhere_else() -> None:
    page = (ROOT / "docs/security/logs.md").read_text()
    lines: Any = base.LOGGING
    places = {name: how["class"] for name, how in lines["handlers"].items()}
    own = [name for name, how in lines["loggers"].items() if how.get("handlers")]

    assert places == {"line": "logging.StreamHandler"}
    assert own == []
    assert (
        "| lines of the programs | standard error, kept by the machine's journal |"
        in page
    )


# -- V7.4.4: every page ------------------------------------------
WITHOUT_A_FRAME = {
    "front:set_up": "the first run: there are no other pages yet",
    "feedback:ask_screen": "a projector shows it to a room: a code and nothing else",
}


@pytest.mark.django_db
def test_every_whole_page_of_somebody_signed_in_shows_the_way_out() -> None:
    world, client = MatrixWorld(), Client(headers={"accept": "text/html"})
    prime(world)
    sign_in(client, all_roles(world))
    way = f'href="{reverse("account_logout")}"'

    looked, without = 0, []
    for name, row in ACCESS.items():
        cache.clear()
        with transaction.atomic():
            answer = client.get(reverse(name, args=list(row.args(world))))
            transaction.set_rollback(True)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code == 200 and is_page and b"<html" in answer.content:
            looked += 1
            if way not in answer.text:
                without.append(name)

    assert looked > 60
    assert without == list(WITHOUT_A_FRAME)


# -- V16.5.3: what breaks stays closed -------------------------------------------------------
class BreaksWhenAsked:
    """Somebody whose roles cannot be looked up."""

    pk = 1

    def holds(self, role: Role, place_id: int | None = None) -> bool:
        raise OperationalError(role, place_id)

    def place_ids(self, role: Role) -> frozenset[int] | None:
        raise OperationalError(role)


@pytest.mark.django_db
def test_what_breaks_while_it_is_asked_who_may_opens_nothing() -> None:
    issue, actor = make_issue(), BreaksWhenAsked()

    with pytest.raises(OperationalError):
        write_note(issue_id=issue.pk, actor=actor, text="Seen.", now=now())
    with pytest.raises(OperationalError):
        list(issues_visible_to(Viewer(user=actor)))

    assert issue.notes.count() == 0


# -- V13.3.1: no secret in what is handed round -----------------------------------------------
A_SECRET = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}"
    r"|xox[abprs]-[0-9A-Za-z-]{10,}|sk_live_[0-9A-Za-z]{16,}|AIza[0-9A-Za-z_-]{35}"
    r"|eyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}"
)
HANDED_ROUND = [
    *("bench", "config", "deploy", "docs", "engagement", "feedback", "meetings"),
    *("scripts", "static", "templates", "tests", "watchgroups"),
]
TEXT = {".py", ".md", ".toml", ".tsv", ".html", ".txt", ".js", ".css", ".json", ".env"}
TEXT |= {".conf", ".service", ".csv", ".geojson", ".svg"}


def secrets_in(root: Path) -> list[str]:
    files = [path for top in HANDED_ROUND for path in (root / top).rglob("*")]
    return [
        f"{path.relative_to(root)}: {found[0][:20]}"
        for path in [*files, *root.glob("*.*")]
        if path.suffix in TEXT and path.is_file()
        for found in [A_SECRET.search(path.read_text(errors="replace"))]
        if found
    ]


def test_no_secret_lies_in_the_repository(tmp_path: Path) -> None:
    planted = tmp_path / "deploy/key.txt"
    planted.parent.mkdir()
    planted.write_text("-----BEGIN " + "PRIVATE KEY-----")

    assert len(secrets_in(tmp_path)) == 1
    assert secrets_in(ROOT) == []
