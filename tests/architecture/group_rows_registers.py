"""Who may open which address of the registers of cameras and of technology."""

from __future__ import annotations

from collections.abc import Sequence

from tests.architecture.rows import (
    HIDDEN,
    OK,
    SIGN_IN,
    Row,
    admins_only,
    everyone,
    hidden,
    signed_in,
)
from tests.architecture.world import World


def a_camera(world: World) -> Sequence[object]:
    return [world.camera_ask.camera_id]


def an_ask(world: World) -> Sequence[object]:
    return [world.camera_ask.pk]


def a_request(world: World) -> Sequence[object]:
    return [world.camera_ask.request_id]


def a_look(world: World) -> Sequence[object]:
    return [world.camera_ask.request_id, world.camera_ask.pk]


def a_technology(world: World) -> Sequence[object]:
    return [world.technology.slug]


REGISTER_ROWS: dict[str, Row] = {
    "watchgroups:technologies": everyone(),
    "watchgroups:technology": everyone(args=a_technology),
    "watchgroups:technology_new": admins_only(),
    "watchgroups:technology_change": admins_only(args=a_technology),
    "watchgroups:technology_answer": admins_only(args=a_technology, method="post"),
    "watchgroups:cameras": signed_in(),
    "watchgroups:camera_leave": hidden(args=a_camera, method="post"),
    "watchgroups:camera_answer": hidden(args=an_ask, method="post"),
    "watchgroups:camera_desk": Row(
        SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, HIDDEN, elsewhere=OK
    ),
    # the officer who asked, alone
    "watchgroups:camera_request": hidden(args=a_request),
    "watchgroups:camera_look": hidden(args=a_look, method="post"),
}
