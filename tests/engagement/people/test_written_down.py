"""Who came in, who could not, and what became of passwords stands in the record (ASVS 16.3.1)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from engagement.audit.models import Entry
from engagement.people.models import User
from tests.engagement.people.test_signing_in import CONFIRM, REQUEST, mailed_code, wrong
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
PASSWORD, BETTER = "three good words", "four even better words"


def with_password() -> User:
    user = make_user()
    user.set_password(PASSWORD)
    user.save()
    return user


def written() -> list[tuple[int | None, str, str]]:
    """Whoever could not come in has shown nothing: they are only whom it was about."""
    rows = Entry.objects.order_by("pk")
    return [(one.actor_id, one.action, one.subject) for one in rows]


def by(user: User, action: str) -> tuple[int | None, str, str]:
    is_known = action != "account.sign_in_failed"
    return (user.pk if is_known else None, action, f"people.user:{user.pk}")


def test_coming_in_going_out_and_a_wrong_password(client: Client) -> None:
    user, door = with_password(), reverse("account_login")

    client.post(door, {"login": user.email, "password": "not these words"})
    client.post(door, {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_logout"))

    assert written() == [
        by(user, "account.sign_in_failed"),
        by(user, "account.sign_in"),
        by(user, "account.sign_out"),
    ]


def test_a_mailed_code_and_a_wrong_one(client: Client) -> None:
    user = make_user()
    client.post(REQUEST, {"email": user.email})
    code = mailed_code()

    client.post(CONFIRM, {"code": wrong(code)})
    client.post(CONFIRM, {"code": code})

    assert written() == [
        by(user, "account.sign_in_failed"),
        by(user, "account.sign_in"),
    ]


def test_a_new_password(client: Client) -> None:
    user = with_password()
    new = {"password1": BETTER, "password2": BETTER}
    asked = client.post(reverse("account_reset_password"), {"email": user.email})
    proven = client.post(asked["Location"], {"code": mailed_code()})

    client.post(proven["Location"], new)

    assert by(user, "account.reset_password") in written()


def test_an_unknown_address_is_written_down_without_it(client: Client) -> None:
    sent = {"login": "nobody@example.org", "password": PASSWORD}

    client.post(reverse("account_login"), sent)

    (entry,) = Entry.objects.all()
    assert (entry.actor_id, entry.action) == (None, "account.sign_in_failed")
    assert "nobody" not in f"{entry.subject} {entry.reason} {entry.detail}"
