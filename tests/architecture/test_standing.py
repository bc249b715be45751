"""A world lent twice is as new the second time, and an old one is not lent at all."""

from __future__ import annotations

from time import monotonic

import pytest
from pytest_django import DjangoDbBlocker

from engagement.places.models import Neighborhood
from tests.architecture.knocking import MatrixWorld
from tests.architecture.standing import AS_NEW, Standing
from tests.factories.places import make_neighborhood


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_did_to_the_world_the_next_does_not_find(
    turn: int, world: MatrixWorld
) -> None:
    places = Neighborhood.objects.count()
    assert world.place.name == Neighborhood.objects.get(pk=world.place.pk).name
    assert "turn" not in vars(world)

    world.place.name = f"Renamed {turn}"
    world.place.save()
    make_neighborhood()
    vars(world)["turn"] = turn

    assert Neighborhood.objects.count() == places + 1


@pytest.mark.django_db
def test_a_copy_of_the_world_is_of_the_same_rows(
    world: MatrixWorld, standing: Standing
) -> None:
    other = standing.lend()

    assert (other.place, other.issue) == (world.place, world.issue)
    assert other.issue is not world.issue


@pytest.mark.usefixtures("django_db_setup")
def test_a_world_that_has_aged_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    made: list[MatrixWorld] = []

    def make() -> MatrixWorld:
        made.append(MatrixWorld())
        return made[-1]

    standing = Standing(make, django_db_blocker)
    standing.renew()
    young = len(made)
    monkeypatch.setattr(standing, "_made_at", monotonic() - AS_NEW - 1)
    standing.renew()
    standing.take_down()

    assert (young, len(made)) == (1, 2)
