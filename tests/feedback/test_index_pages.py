"""The index where it is read, and its targets where they are set."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from feedback.choices import Measure
from feedback.errors import TargetError
from feedback.models import IndexTarget
from feedback.services.targets import set_target
from tests.factories.people import make_grant, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.survey_index import (
    make_closed_wave,
    make_index_value,
    make_measuring,
    make_target,
)
from tests.factories.surveys import make_survey, make_wave
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
CHANGES = re.compile(r'data-label="Since the wave before">([^<]+)<')


def _changes(client: Client, address: str) -> list[str]:
    return CHANGES.findall(client.get(address).content.decode())


def test_only_a_change_that_is_not_chance_is_told(client: Client) -> None:
    make_town()
    survey = make_measuring()
    wave = make_closed_wave(survey)
    changes = [
        (None, None, None),
        (-6.0, -9.5, -2.5),
        (4.0, 1.0, 7.0),
        (3.0, -0.1, 6.1),
    ]
    for name, (by, low, high) in zip("ABCD", changes, strict=True):
        make_index_value(
            wave,
            neighborhood=make_neighborhood(name=name),
            change=by,
            change_low=low,
            change_high=high,
        )

    assert _changes(client, reverse("feedback:index")) == [
        "no earlier wave to compare with",
        "6 lower, between 2.5 and 9.5",
        "4 higher, between 1 and 7",
        "no clear change",
    ]


@pytest.mark.parametrize("places", [1, 3])
def test_the_index_asks_the_same_of_the_database_however_many_places(
    client: Client, places: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_town()
    wave = make_closed_wave(make_measuring())
    for _number in range(places):
        make_index_value(wave, neighborhood=make_neighborhood())
    client.get(reverse("feedback:index"))

    with django_assert_num_queries(4):
        client.get(reverse("feedback:index"))


def test_only_waves_that_are_over_are_listed_as_past(client: Client) -> None:
    make_town()
    survey = make_measuring()
    past = make_closed_wave(survey)
    make_index_value(past)
    soon = now() + timedelta(days=1)
    make_wave(survey, opens_at=soon, closes_at=soon + timedelta(days=1))

    assert list(client.get(reverse("feedback:index")).context["waves"]) == [past]


def test_another_survey_can_be_chosen_and_a_strange_one_is_the_first(
    client: Client,
) -> None:
    make_town()
    often, once = make_measuring(), make_measuring()
    for ago in (9, 5):
        make_index_value(make_closed_wave(often, ago=ago))
    make_index_value(make_closed_wave(once))
    address = reverse("feedback:index")

    chosen = [
        client.get(address, {"survey": slug}).context["chosen"]
        for slug in ("", once.slug, "nothing-like-it")
    ]

    assert chosen == [often, once, often]


def test_a_neighborhood_page_tells_how_people_feel_and_what_can_be_answered(
    client: Client,
) -> None:
    make_town()
    place, other = make_neighborhood(), make_neighborhood()
    make_index_value(make_closed_wave(make_measuring(neighborhood=place)))
    here = make_wave(make_survey(neighborhood=place))
    whole_town = make_wave(make_survey())
    make_wave(make_survey(neighborhood=other))

    page = client.get(place.get_absolute_url())

    assert page.context["surveys"] == [here, whole_town]
    assert [line.last.mean for line in page.context["index_lines"]] == [61.2]
    assert client.get(other.get_absolute_url()).context["index_lines"] == []


def test_an_officer_sets_a_target_of_the_own_place(client: Client) -> None:
    make_town()
    place = make_neighborhood()
    officer = make_officer(of=place)
    sign_in(client, officer)
    until = localdate(now()) + timedelta(days=100)

    said = client.post(
        reverse("feedback:index_targets"),
        {"place": place.pk, "measure": "trust", "value": 70, "until": until},
    )

    assert said.status_code == 302
    targets = IndexTarget.objects.values_list(
        "neighborhood", "measure", "value", "until", "set_by"
    )
    assert list(targets) == [(place.pk, "trust", 70, until, officer.pk)]
    entries = Entry.objects.filter(action="survey.set_target")
    assert [entry.actor_id for entry in entries] == [officer.pk]


def test_a_newer_target_takes_the_place_of_the_one_before(client: Client) -> None:
    make_town()
    place = make_neighborhood()
    make_index_value(make_closed_wave(make_measuring(neighborhood=place)))
    make_target(place, value=60)
    newer = make_target(place, value=70)

    page = client.get(place.get_absolute_url())

    assert [line.target for line in page.context["index_lines"]] == [newer]
    assert IndexTarget.objects.count() == 2


def test_targets_of_other_places_and_of_the_town_are_not_an_officers() -> None:
    officer, moment = make_officer(of=make_neighborhood()), now()
    for place_id in (make_neighborhood().pk, None):
        with pytest.raises(NotAllowedError):
            set_target(
                neighborhood_id=place_id,
                measure=Measure.TRUST,
                value=70,
                until=localdate(moment) + timedelta(days=1),
                actor=officer,
                now=moment,
            )

    assert not IndexTarget.objects.exists()


def test_an_officer_of_the_whole_town_sets_its_target(client: Client) -> None:
    make_town()
    officer = make_user()
    make_grant(officer, Role.OFFICER, of=None)
    sign_in(client, officer)
    until = localdate(now()) + timedelta(days=100)

    client.post(
        reverse("feedback:index_targets"),
        {"place": "town", "measure": "safety", "value": 70, "until": until},
    )

    assert [target.neighborhood for target in IndexTarget.objects.all()] == [None]


@pytest.mark.parametrize(
    ("measure", "value", "days"),
    [("trust", 101, 1), ("trust", -1, 1), ("wealth", 50, 1), ("trust", 50, 0)],
)
def test_a_target_is_on_the_scale_and_still_to_come(
    measure: str, value: int, days: int
) -> None:
    place, moment = make_neighborhood(), now()
    until: date = localdate(moment) + timedelta(days=days)

    with pytest.raises(TargetError):
        set_target(
            neighborhood_id=place.pk,
            measure=measure,
            value=value,
            until=until,
            actor=make_officer(of=place),
            now=moment,
        )
