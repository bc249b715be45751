"""Django's own flags open nothing: who may is a grant, and nobody acts as another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.admin import site
from django.db.models import Model
from django.urls import get_resolver, reverse

from engagement.people.models import User
from tests.architecture.access import ACCESS
from tests.architecture.rows import SIGN_IN, everyone
from tests.architecture.test_url_access import addresses, ask
from tests.architecture.world import World
from tests.factories.people import make_admin, make_user

HOUSE = Path(__file__).resolve().parents[2]


def make_superuser() -> User:
    """Somebody with every flag of Django's, and no grant."""
    user = make_user()
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.refresh_from_db()
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_flags_open_no_address(name: str) -> None:
    row, world = ACCESS[name], World()
    make_admin()  # the town is open already
    url = reverse(name, args=list(row.args(world)))

    answer = ask(row, url, dict(row.data(world)), make_superuser())

    assert answer == row.answers()["resident"]


@pytest.mark.django_db
@pytest.mark.parametrize("model", site._registry, ids=lambda model: model.__name__)
def test_flags_open_no_set_up_page(model: type[Model]) -> None:
    page = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"

    for path in (reverse("admin:index"), reverse(page)):
        assert ask(everyone(), path, {}, make_superuser()) == SIGN_IN


def test_there_is_no_door_to_act_as_somebody_else() -> None:
    named = {name for name in addresses(get_resolver()) if "demo" not in name}
    words = re.compile(r"impersonat|hijack|login_as|act_as|switch_user|become")

    assert [name for name in named if words.search(name)] == []


def test_nothing_in_the_code_asks_for_the_flags() -> None:
    asks = re.compile(
        r"\.is_staff|\.is_superuser|has_perm\(|user_passes_test|staff_member"
    )
    asked = [
        path.relative_to(HOUSE).as_posix()
        for path in (HOUSE / "engagement").rglob("*.py")
        if asks.search(path.read_text())
    ]

    assert asked == []
