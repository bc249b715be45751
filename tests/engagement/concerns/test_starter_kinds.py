"""The kinds a town starts with are the ones the town was promised."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from engagement.concerns.choices import Privacy
from engagement.concerns.models import Kind
from engagement.concerns.queries import (
    kind_groups,
    kinds_in_use,
    urgent_words,
)
from engagement.concerns.starter_kinds import GROUPS, KINDS
from engagement.places.models import Town
from tests.factories.concerns import make_kind

LEVELS = {
    "speeding": 3,
    "dangerous_crossing": 3,
    "bad_parking": 2,
    "road_damage": 2,
    "street_lighting": 2,
    "overgrown": 1,
    "dumping": 2,
    "graffiti": 1,
    "abandoned_vehicle": 2,
    "noise": 1,
    "drug_dealing": 4,
    "needles": 3,
    "street_drinking": 2,
    "harassment": 4,
    "intimidation": 3,
    "hate": 5,
    "domestic": 5,
    "burglary": 4,
    "vehicle_theft": 3,
    "vandalism": 2,
    "empty_building": 3,
    "fire_risk": 4,
    "dogs": 2,
    "welfare": 3,
    "other": 1,
}
URGENT = {"harassment", "hate", "domestic", "burglary", "fire_risk"}
SENSITIVE = {"hate", "domestic", "welfare"}


def starter_lines() -> list[Kind]:
    return list(Kind.objects.lines().filter(parent__code__in=GROUPS))


@pytest.mark.django_db
def test_a_town_starts_with_25_kinds_in_10_groups() -> None:
    lines = starter_lines()

    assert {kind.code: kind.harm_level for kind in lines} == LEVELS
    assert [group.code for group in kind_groups()] == list(GROUPS)
    assert {kind.code for kind in lines if kind.is_urgent} == URGENT
    sensitive = {k.code for k in lines if k.privacy == Privacy.SENSITIVE}
    assert sensitive == SENSITIVE


@pytest.mark.django_db
def test_every_kind_says_why_it_harms_gives_an_example_and_a_code_of_its_own() -> None:
    lines = starter_lines()

    assert all(kind.example and kind.harm_reason for kind in lines)
    assert len({kind.open311_code for kind in lines}) == len(lines)
    assert [kind.code for kind in lines if kind.is_urgent and not kind.urgent_text] == (
        []
    )


def test_targets_other_than_28_days_are_few_and_shorter_for_danger() -> None:
    special = {
        kind.code: kind.target_days
        for kinds in KINDS.values()
        for kind in kinds
        if kind.target_days != 28
    }

    assert special == {
        "dangerous_crossing": 56,
        "needles": 3,
        "hate": 14,
        "domestic": 7,
        "empty_building": 56,
        "fire_risk": 14,
        "welfare": 7,
    }


@pytest.mark.django_db
def test_a_retired_kind_and_conduct_of_officers_are_not_offered() -> None:
    retired = make_kind("retired", is_active=False)
    conduct = make_kind("conduct", privacy=Privacy.CONDUCT)
    offered = make_kind("offered")

    shown = set(kinds_in_use().filter(pk__in=[retired.pk, conduct.pk, offered.pk]))

    assert shown == {offered}


@pytest.mark.django_db
def test_urgent_words_carry_the_towns_own_numbers() -> None:
    kind = Kind.objects.get(code="burglary")
    town = Town(
        name="Riverside", agency_name="Riverside Police", emergency_number="911"
    )

    assert urgent_words(kind, town) == (
        "If it is happening now, or somebody may still be inside, call 911. "
        "To report a break-in as a crime, tell Riverside Police directly. "
        "Use this page to say what worries you about the street."
    )
    assert urgent_words(Kind.objects.get(code="noise"), town) == ""


@pytest.mark.django_db
def test_urgent_words_read_well_before_the_town_has_numbers() -> None:
    words = urgent_words(Kind.objects.get(code="hate"), None)

    assert words == (
        "If anyone is in danger now, call the emergency number. "
        "You can report a hate crime to the police directly. "
        "What you write here is read by officers only."
    )


@pytest.mark.django_db
def test_there_are_two_levels_only() -> None:
    kind, other = Kind.objects.lines()[:2]

    for above in (kind, other):
        kind.parent = above
        with pytest.raises(ValidationError, match="there are two levels only"):
            kind.full_clean()
