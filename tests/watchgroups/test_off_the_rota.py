"""Whoever takes no part any more is off the patrols to come, in the same moment."""

from __future__ import annotations

import pytest
from django.utils.timezone import now

from tests.factories.group_rota import make_patrol, make_sign_up
from tests.factories.groups import make_captain, make_group, make_member
from watchgroups.services.members import remove_member, suspend_member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", [suspend_member, remove_member])
def test_who_is_put_out_gives_the_places_back_at_once(act: object) -> None:
    group = make_group()
    captain, member = make_captain(group), make_member(group)
    place = make_sign_up(make_patrol(group), member)

    act(member_id=member.pk, reason="Followed somebody", actor=captain, now=now())  # type: ignore[operator]  # one of two services

    place.refresh_from_db()
    assert place.state == "dropped"
