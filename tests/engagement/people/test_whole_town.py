"""Administrators and auditors are of the whole town; the database knows no others."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from engagement.common.roles import Role
from engagement.people.models import Grant
from tests.factories.people import make_grant, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
RULE = "grant_of_the_whole_town_names_no_place"
migration = import_module("engagement.people.migrations.0008_doors_whole_town")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_the_database_takes_no_administrator_or_auditor_of_one_place(
    role: Role,
) -> None:
    user, place = make_user(), make_neighborhood()

    with pytest.raises(IntegrityError, match=RULE), transaction.atomic():
        make_grant(user, role, place)

    make_grant(user, role, None)
    make_grant(user, Role.ORGANIZER, place)
    held = [(one.role, one.neighborhood) for one in Grant.objects.order_by("pk")]
    assert held == [(role, None), (Role.ORGANIZER, place)]


def test_one_given_for_a_place_before_the_rule_is_over() -> None:
    place = make_neighborhood("Mill End")
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE people_grant DROP CONSTRAINT {RULE}")
    wrong = make_user()
    make_grant(wrong, Role.ADMIN, place)
    right, officer = make_user(), make_user()
    make_grant(right, Role.ADMIN, None)
    make_grant(officer, Role.OFFICER, place)
    assert wrong.holds(Role.ADMIN)  # the control: it was the whole town's all the same

    migration.end_those_with_a_place(apps, None)

    ended = Grant.objects.get(user=wrong)
    said = "This role is for the whole town. It was given for Mill End"
    assert (ended.neighborhood, ended.end_reason) == (None, said)
    assert ended.ends_at is not None
    assert ended.ends_at <= now()
    assert not type(wrong).objects.get(pk=wrong.pk).holds(Role.ADMIN)
    kept = Grant.objects.exclude(user=wrong).order_by("pk")
    assert [(one.neighborhood, one.ends_at) for one in kept] == [
        (None, None),
        (place, None),
    ]
