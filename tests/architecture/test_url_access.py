"""Every address answers every role as the table says; no address is left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import (
    Resolver404,
    URLResolver,
    get_resolver,
    resolve,
    reverse,
)

from engagement.common.siteadmin import TownAdmin
from engagement.people.models import Session, User
from tests.architecture.access import ACCESS, FAMILIES
from tests.architecture.rows import OK, ON, REFUSED, SIGN_IN, Row, everyone
from tests.architecture.world import World
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.sessions import sign_in

SIGN_IN_NAMES = {settings.LOGIN_URL, "account_login", "admin:login"}


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Every address by its full name; one without a name by its pattern."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from addresses(entry, space)
        else:
            yield f"{prefix}{entry.name or entry.pattern}"


def of_a_family(name: str) -> bool:
    return any(name.startswith(family) for family in FAMILIES)


def in_words(response: HttpResponse) -> str:
    """Say the answer as the table does: a way to sign in is not any other redirect."""
    if response.status_code != int(ON):
        return str(response.status_code)
    try:
        name = resolve(response["Location"].partition("?")[0]).view_name
    except Resolver404:
        return ON
    return SIGN_IN if name in SIGN_IN_NAMES else ON


def ask(row: Row, url: str, sent: dict[str, object], user: User | None) -> str:
    """Ask as one role and leave no trace for the next."""
    client = Client(headers={"accept": "text/html"})
    with transaction.atomic():
        if user:
            sign_in(client, user)
        response = getattr(client, row.method)(url, sent)
        transaction.set_rollback(True)
    return in_words(response)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    named = {name for name in addresses(get_resolver()) if not of_a_family(name)}

    assert named - set(ACCESS) == set(), "say in tests/architecture/access.py who may"
    assert set(ACCESS) - named == set(), "no such address any more"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_address_answers_each_role_as_the_table_says(name: str) -> None:
    """No address stands in the way of another, and each answers for itself."""
    row, world = ACCESS[name], World()
    url = reverse(name, args=list(row.args(world)))
    sent = dict(row.data(world))

    answers = {role: ask(row, url, sent, user) for role, user in world.people().items()}

    assert resolve(url).view_name == name
    assert answers == row.answers()


@pytest.mark.django_db
def test_the_set_up_pages_open_to_administrators_alone() -> None:
    people = World().people()
    page = reverse("admin:index")
    answers = {role: ask(everyone(), page, {}, user) for role, user in people.items()}

    assert answers == {**dict.fromkeys(people, SIGN_IN), "admin": OK}


@pytest.mark.django_db
@pytest.mark.parametrize("model", site._registry, ids=lambda model: model.__name__)
def test_each_set_up_list_opens_to_administrators_alone(model: type[Model]) -> None:
    """Lists that other packages bring along open to nobody."""
    people = World().people()
    is_ours = isinstance(site._registry[model], TownAdmin)
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    answers = {role: ask(everyone(), page, {}, user) for role, user in people.items()}

    assert answers == {
        **dict.fromkeys(people, SIGN_IN),
        "admin": OK if is_ours else REFUSED,
    }


@pytest.mark.django_db
def test_a_table_that_claims_too_much_or_too_little_is_noticed() -> None:
    """The control: the questions tell a visitor from somebody signed in."""
    row = ACCESS["account_email"]
    url = reverse("account_email")

    assert ask(row, url, {}, None) == SIGN_IN
    assert ask(row, url, {}, make_user()) == "200"


@pytest.mark.django_db
def test_asking_leaves_no_trace_for_the_next_role() -> None:
    user = make_officer(of=make_neighborhood())

    answer = ask(ACCESS["account_email"], reverse("account_email"), {}, user)

    assert answer == OK
    assert not Session.objects.filter(user=user).exists()
