"""What patrols keep of a person: each kind of table has its row."""

from __future__ import annotations

from engagement.people.models import User
from tests.factories.group_walks import (
    make_duty_phone,
    make_observation,
    make_running_patrol,
    make_second,
    make_walk,
)
from tests.factories.groups import make_group


def on_patrols(user: User, mark: str) -> None:
    """A walk, something they logged, and how alarms reach them."""
    group = make_group()
    second = make_second(group, user)
    make_duty_phone(second)
    patrol = make_running_patrol(group)
    make_walk(patrol, second, area=f"{mark} park")
    make_observation(patrol=patrol, writer=second, words=f"{mark} saw a dark lamp")
