"""What a password must not be, and that nothing else is asked of it."""

from __future__ import annotations

import time

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from engagement.people.models import User
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db
GOOD = "three good words"
COMMON = (
    "123456789123",
    "qwertyuiop123",
    "PassWord1234",
    "..dragon2026!!",
    "...Football77",
)


def faults_of(password: str, user: User | None = None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return list(error.messages)
    return []


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "x" * 6 + "yz" * 3,
        "918273645546372",  # digits alone
        " " * 15,  # blanks alone
        " leading and trailing ",
        "ñandú-łódź-東京-🚲🚲🚲",
        "a long one " * 12,
        "y" * 4096,
    ],
)
def test_anything_long_enough_will_do(client: Client, password: str) -> None:
    user = make_user()
    assert faults_of(password, user) == []
    user.set_password(password)
    user.save()
    login = {"login": user.email, "password": password}

    for wrong in (f"{password}x"[-4096:] + "x", password[:-1]):
        Client().post(reverse("account_login"), {**login, "password": wrong})
    assert "_auth_user_id" not in client.session
    client.post(reverse("account_login"), login)
    assert "_auth_user_id" in client.session


def test_too_short_is_said_with_the_number() -> None:
    officer, resident = make_officer(), make_user()

    assert faults_of("elevenchars", resident) == ["Choose at least 12 characters."]
    assert faults_of("twelve chars", resident) == []
    assert faults_of("fourteen chars", officer) == ["Choose at least 15 characters."]
    assert faults_of("fifteen letters", officer) == []


def test_too_long_is_refused_before_it_costs_anything(client: Client) -> None:
    huge = "x" * 4097
    user = make_user()
    assert faults_of(huge, user) == ["Choose at most 4096 characters."]

    client.get(reverse("account_login"))
    begun = time.perf_counter()
    page = client.post(
        reverse("account_login"), {"login": user.email, "password": "x" * 1_000_000}
    )
    took = time.perf_counter() - begun

    assert "This is longer than any password here." in page.content.decode()
    assert took < 1  # a hash of a megabyte is never begun


@pytest.mark.parametrize(
    "password",
    [
        "RiversideTown1",
        "mill-brook-12",
        "CommonGround!",
        "common ground 1",
        "RiversideRiverside",
    ],
)
def test_names_of_the_town_are_refused(password: str) -> None:
    make_town()
    make_neighborhood(name="Mill Brook")

    assert faults_of(password) == [
        "A name of this town is easy to guess. Add words of your own."
    ]


def test_a_name_of_the_town_among_other_words_is_fine() -> None:
    make_town()

    assert faults_of("three geese at Riverside pond") == []


def test_ones_own_address_and_name_are_refused() -> None:
    user = make_user("annabelle.fitz@example.org", name="Annabelle Fitzgerald")

    for password in ("annabelle.fitz1", "annabellefitzgerald"):
        assert faults_of(password, user) != []


def test_words_many_people_use_are_refused() -> None:
    for password in COMMON:
        assert faults_of(password) == ["This password is too common."], password


def test_the_list_of_common_passwords_has_long_ones_too() -> None:
    known = CommonPasswordValidator().passwords

    assert len([one for one in known if len(one) >= settings.SHORTEST_PASSWORD]) == 190


def test_nothing_makes_a_password_end() -> None:
    assert not [
        name for name in dir(settings) if "PASSWORD" in name and "EXPIR" in name
    ]


@pytest.mark.parametrize(
    ("page", "boxes"),
    [
        ("account_login", {"login": "email", "password": "current-password"}),
        ("account_request_login_code", {"email": "email"}),
        ("account_signup", {"email": "email", "name": "name"}),
    ],
)
def test_boxes_say_what_belongs_into_them(
    client: Client, page: str, boxes: dict[str, str]
) -> None:
    form = client.get(reverse(page)).context["form"]

    said = {
        name: field.widget.attrs.get("autocomplete")
        for name, field in form.fields.items()
    }
    assert said == boxes
