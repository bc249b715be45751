"""Whatever is typed ends in a sentence or a cleaned value, never in a fault of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from allauth.account.forms import BaseSignupForm
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework import serializers

from engagement.common.roles import Role
from engagement.people.forms import LONGEST, ChangePasswordForm, InOurWordsMixin
from engagement.people.models import User
from tests.architecture.access import ACCESS
from tests.architecture.doors import DOORS
from tests.architecture.knocking import Door, MatrixWorld
from tests.architecture.test_permission_matrix import writing_down
from tests.architecture.typing_in import (
    HOSTILE,
    TEXTS,
    form_fields,
    serializer_fields,
)
from tests.engagement.concerns.walking import Walk
from tests.factories.groups import make_captain
from tests.factories.people import make_grant, make_user
from tests.harness.sessions import sign_in

ROOT = Path(__file__).resolve().parents[2]
QUICK = {"nul", "bidi", "63 bits"}
SWAPS: list[Any] = [
    None,
    True,
    7,
    -1.5,
    [],
    ["x"],
    {},
    {"$ne": 1},
    "\ud800",
    "\x00",
    [[]],
]


def all_roles(world: MatrixWorld) -> User:
    user = make_user()
    for role in (Role.OFFICER, Role.ORGANIZER, Role.MODERATOR):
        make_grant(user, role, world.place)
    make_grant(user, Role.ADMIN, None)
    return user


def overseer(world: MatrixWorld) -> User:
    """Whoever oversees officers is none: the doors of complaints open to nobody else."""
    user = make_user()
    for role in (Role.OVERSEER, Role.AUDITOR):
        make_grant(user, role, None)
    return user


def who_may(door: Door, world: MatrixWorld) -> User:
    return (overseer if "conduct" in door.name else all_roles)(world)


def hostile(quick: bool) -> Mapping[str, str]:  # noqa: FBT001 - which half
    return {name: text for name, text in HOSTILE.items() if (name in QUICK) == quick}


LIMITED_WHEN_MADE = ("engagement.people.forms.", "engagement.people.mfa_forms.")


# -- what a field takes ----------------------------------------------------------------
def test_every_text_of_every_form_says_how_long_it_may_be() -> None:
    endless = [
        name
        for name, field in form_fields()
        if isinstance(field, forms.CharField)
        and field.max_length is None
        and not name.startswith(LIMITED_WHEN_MADE)  # see the next test
    ]

    assert endless == []


def test_the_forms_of_signing_in_limit_what_the_library_does_not() -> None:
    form = ChangePasswordForm(user=User(email="ann@example.org"))

    limits = {
        name: field.max_length
        for name, field in form.fields.items()
        if isinstance(field, forms.CharField)
    }
    assert limits == dict.fromkeys(("oldpassword", "password1", "password2"), LONGEST)
    assert issubclass(ChangePasswordForm, InOurWordsMixin)
    assert BaseSignupForm.base_fields["username"].max_length is None  # never shown


def test_every_number_of_every_form_has_both_ends() -> None:
    endless = [
        name
        for name, field in form_fields()
        if isinstance(field, forms.IntegerField | forms.FloatField)
        and None in (field.min_value, field.max_value)
    ]

    assert endless == []


def _asked_of_programs() -> set[str]:
    """The serializers that read what a program sends."""
    source = "\n".join(p.read_text() for p in (ROOT / "engagement").rglob("*.py"))
    return set(re.findall(r"(\w+Serializer)\(data=", source))


def test_everything_a_program_sends_has_an_end() -> None:
    read = _asked_of_programs()
    endless = [
        name
        for name, field in serializer_fields()
        if name.split(".")[-2] in read
        and (
            (
                type(field) in {serializers.CharField, serializers.SlugField}
                and getattr(field, "max_length", None) is None
            )
            or (
                isinstance(field, serializers.IntegerField | serializers.FloatField)
                and None in (field.min_value, field.max_value)
            )
        )
    ]

    assert len(read) >= 6
    assert endless == []


# -- what is typed into it -------------------------------------------------------------
def knock(client: Client, user: User, method: str, url: str, **how: Any) -> int:
    """Ask once and leave no trace: not in the database, nor in the client's cookies."""
    cache.clear()
    if settings.SESSION_COOKIE_NAME not in client.cookies:
        sign_in(client, user)  # just now: nothing asks for a fresh proof first
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    with transaction.atomic():
        status: int = getattr(client, method)(url, **how).status_code
        transaction.set_rollback(True)
    client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: kept})
    return status


def _fields_one_by_one(
    door: Door, world: MatrixWorld, values: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything right but one field."""
    right = dict(door.data(world))
    for field in right:
        for what, value in values.items():
            yield f"{field} {what}", right | {field: value}


def faults_at(world: MatrixWorld, door: Door, values: Mapping[str, str]) -> list[str]:
    door.before(world)
    user, client = who_may(door, world), Client(raise_request_exception=False)
    if door.name.startswith("meetings:"):
        door.own(world, user)  # some acts are the meeting’s own organizers’ alone
    if door.name.startswith("watchgroups:"):
        make_captain(world.group, user)  # and some the group’s own captains’
    url = reverse(door.name, args=list(door.args(world)))
    right = knock(client, user, "post", url, data=dict(door.data(world)))
    assert right in {200, 302}, "the form is not reached, so nothing of it is tried"
    return [
        f"{what}: {status}"
        for what, sent in _fields_one_by_one(door, world, values)
        if (status := knock(client, user, "post", url, data=sent)) >= 500
    ]


FORMS = [
    (action, door)
    for action, doors in DOORS.items()
    for door in doors
    if door.kind == "form" and door.name != "concerns:report_check"
]
of_each_form = pytest.mark.parametrize(
    ("action", "door"), FORMS, ids=[f"{action} {door.name}" for action, door in FORMS]
)


@pytest.mark.django_db
@of_each_form
def test_no_form_breaks_on_what_breaks_most(
    action: str, door: Door, world: MatrixWorld
) -> None:
    assert faults_at(world, door, hostile(quick=True)) == []


@pytest.mark.slow
@pytest.mark.django_db
@of_each_form
def test_no_form_breaks_on_anything(
    action: str, door: Door, world: MatrixWorld
) -> None:
    assert faults_at(world, door, hostile(quick=False)) == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("what", HOSTILE)
def test_no_question_of_a_report_breaks(what: str, world: MatrixWorld) -> None:
    """Each step is given the text in every field it has, and the last is sent."""
    typed = HOSTILE[what]
    client = Client(raise_request_exception=False)
    walk = Walk(world.place, client)
    steps: dict[str, list[dict[str, Any]]] = {
        "what": [{"kind": typed}, {"in_group": typed}, {"back": typed}],
        "where": [
            {"place": typed},
            {"lat": typed, "lon": typed},
            {"hint": typed, "where_hint": typed, "privacy": typed},
        ],
        "details": [{"text": typed, "how_often": typed, "who_harmed": typed}],
        "contact": [
            {"contact_by": typed},
            {"contact_by": "email", "email": typed, "name": typed},
            {"contact_by": "phone", "phone": typed, "name": typed},
        ],
    }

    broken = []
    for step, sendings in steps.items():
        broken += [
            (step, *sent)
            for sent in sendings
            if walk.post(step, **sent).status_code >= 500
        ]
        assert getattr(walk, step)().status_code == 302
    assert broken == []
    assert walk.post("check").status_code == 302


@pytest.mark.django_db
def test_what_is_sent_twice_counts_once_and_the_last_wins(world: MatrixWorld) -> None:
    client = Client()
    client.force_login(all_roles(world))
    url = reverse("concerns:desk_note", args=[world.issue.reference])

    client.post(f"{url}?text=query", {"text": ["first", "last"]})

    assert [note.text for note in world.issue.notes.all()] == ["last"]


# -- programs --------------------------------------------------------------------------
def _json(client: Client, url: str, sent: object) -> int:
    cache.clear()
    body = json.dumps(sent)
    key = {"Idempotency-Key": "a-key-for-swapped-types"}
    with transaction.atomic():
        answer = client.post(url, body, "application/json", headers=key)
        transaction.set_rollback(True)
    return int(answer.status_code)


@pytest.mark.django_db
def test_a_program_that_swaps_types_is_told_and_breaks_nothing(
    world: MatrixWorld,
) -> None:
    client = Client(raise_request_exception=False)
    right = {"kind": "speeding", "neighborhood": world.place.slug}
    fields = [
        n.rpartition(".")[2]
        for n, _f in serializer_fields()
        if ".SubmissionSerializer." in n
    ]
    url = reverse("api:concern-list")

    answers = {
        (field, repr(value)): _json(client, url, right | {field: value})
        for field in fields
        for value in (*SWAPS, *TEXTS.values())
    }
    whole = [_json(client, url, value) for value in SWAPS]

    assert len(fields) > 10
    assert {
        status for status in answers.values() if status not in {201, 400, 413}
    } == set()
    assert set(whole) <= {400, 413}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b"[" * 100_000, b"null", b"", b'{"a":1e999}', b"NaN"]
)
def test_what_is_no_json_is_said_to_be_none(body: bytes) -> None:
    client = Client(raise_request_exception=False)
    key = {"Idempotency-Key": "a-key-for-what-is-no-json"}

    answer = client.post(
        reverse("api:concern-list"), body, "application/json", headers=key
    )

    assert answer.status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "text/xml"]
)
def test_a_program_speaks_json_alone(kind: str) -> None:
    key = {"Idempotency-Key": "a-key-for-another-kind"}
    url = reverse("api:concern-list")
    answer = Client().post(url, "kind=noise", content_type=kind, headers=key)

    assert answer.status_code == 415


# -- where one is led ------------------------------------------------------------------
ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "https://localhost@evil.example",
    "https://localhost.evil.example",
    "https://evil.example/localhost",
    "https://evil.example?localhost",
    "https://evil.example#localhost",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java%0d%0ascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://evil.example",
    "%2f%2fevil.example",
    "/%2fevil.example/..",
    "//evil%2eexample",
    "//evil.example%2f..",
    "/%5cevil.example",
    "/%09/evil.example",
    "/",
    "/evil.example",
    "//[::1]",
    "//0x7f000001",
    "//2130706433",
    "https://evil。example",
    "//evil。example",
    "///evil.example/%2e%2e",
    ".evil.example",
    "@evil.example",
    ":@evil.example",
    "/.evil.example",
    "https://@evil.example",
    "https://evil.example:443",
    "//evil.example:80",
    "//localhost:80@evil.example",
]


def lands_elsewhere(location: str) -> bool:
    return not url_has_allowed_host_and_scheme(location, allowed_hosts={"testserver"})


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["next", "back", "return_to", "RelayState"])
@pytest.mark.usefixtures("world")
def test_no_way_on_leads_to_another_site(name: str) -> None:
    user = make_user(password_too := "ann@example.org")
    user.set_password("three words in a row")
    user.save()
    doors = [
        "account_login",
        "account_logout",
        "set_language",
        "account_request_login_code",
    ]
    sent = {"login": password_too, "password": "three words in a row", "language": "en"}

    away = []
    for target in ELSEWHERE:
        for door in doors:
            for url, more in (
                (f"{reverse(door)}?{name}=", {}),
                (reverse(door), {name: target}),
            ):
                cache.clear()
                with transaction.atomic():
                    client = Client()
                    answer = client.post(
                        url + (target if not more else ""), sent | more
                    )
                    transaction.set_rollback(True)
                if lands_elsewhere(answer.headers.get("Location", "/")):
                    away.append((door, target, answer.headers["Location"]))

    assert len(ELSEWHERE) >= 40
    assert away == []


# -- what one may not set --------------------------------------------------------------
@pytest.mark.django_db
def test_a_field_nobody_offered_is_not_set(world: MatrixWorld) -> None:
    """Every column name of every table is sent along with a note, a voice, a language."""
    extra = {
        field.name: "1"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name not in {"text", "language", "issue"}
    }
    user = all_roles(world)
    client = Client()
    client.force_login(user)
    note = reverse("concerns:desk_note", args=[world.issue.reference])
    before = User.objects.values().get(pk=user.pk)

    client.post(note, extra | {"text": "Seen."})
    client.post(reverse("front:my_language"), extra | {"language": "en"})

    kept = world.issue.notes.get()
    assert (kept.author_id, kept.issue_id, kept.text) == (
        user.pk,
        world.issue.pk,
        "Seen.",
    )
    assert User.objects.values().get(pk=user.pk) == before
    world.issue.refresh_from_db()
    assert world.issue.status == "new"


NEEDS_NO_TOKEN = {
    "front:csp_report": "sent by browsers themselves; stores nothing",
    "oidc_callback": "Apple’s own form; it only leads on to where the state is looked at",
}
MAY_WRITE = {
    "account_email": "allauth notes an address that the town vouched for, once"
}


# -- forged and careless requests ------------------------------------------------------
@pytest.mark.django_db
def test_nothing_is_changed_without_the_token_of_the_form(world: MatrixWorld) -> None:
    """Every address is posted to without a token; the API asks the session's user for one."""
    user = all_roles(world)
    client = Client(enforce_csrf_checks=True, headers={"accept": "text/html"})
    client.force_login(user)

    taken = {}
    for name, row in ACCESS.items():
        url = reverse(name, args=list(row.args(world)))
        status = client.post(url, {"x": "1"}).status_code
        if status not in {403, 405} and name not in NEEDS_NO_TOKEN:
            taken[name] = status

    assert taken == {}


@pytest.mark.django_db
def test_reading_writes_nothing(world: MatrixWorld) -> None:
    """Sessions and the record apart, no address that is only opened writes."""
    client = Client(headers={"accept": "text/html"})
    client.force_login(all_roles(world))

    wrote = {}
    for name, row in ACCESS.items():
        url = reverse(name, args=list(row.args(world)))
        cache.clear()
        with transaction.atomic(), writing_down() as written:
            client.get(url)
            transaction.set_rollback(True)
        if written:
            wrote[name] = written

    assert connection.in_atomic_block
    assert set(wrote) - set(MAY_WRITE) == set()
