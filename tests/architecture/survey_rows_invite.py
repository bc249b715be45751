"""Who may open which address of asking and answering (access.py says how to read a row)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.architecture.rows import (
    HIDDEN,
    OK,
    ON,
    SIGN_IN,
    Row,
    everyone,
    officers_only,
)
from tests.architecture.world import World


def the_survey(world: World) -> Sequence[object]:
    return [world.survey.slug]


def the_links_survey(world: World) -> Sequence[object]:
    return [world.links_survey.slug]


def a_link(world: World) -> Sequence[object]:
    return [world.answer_link]


def first_section(world: World) -> Sequence[object]:
    return [world.answer_link, 0]


def a_stand(world: World) -> Sequence[object]:
    return [world.survey.slug, world.survey_kiosk.pk]


def what_kind(_world: World) -> Mapping[str, Any]:
    return {"kind": "kiosk"}


def typists(**how: Any) -> Row:
    """Officers and organizers of the place: paper takes two."""
    return Row(SIGN_IN, HIDDEN, HIDDEN, OK, OK, HIDDEN, **how)


INVITE_ROWS: dict[str, Row] = {
    "feedback:begin": everyone(ON, args=the_survey, method="post"),
    "feedback:code": everyone(),
    "feedback:answer": everyone(args=a_link),
    "feedback:answer_section": everyone(args=first_section),
    "feedback:answer_check": everyone(args=a_link),
    "feedback:answer_done": everyone(args=lambda world: [world.used_link]),
    "feedback:answer_keep": everyone(args=a_link),
    "feedback:kiosk_still": everyone(ON, args=lambda world: [world.kiosk_answer_link]),
    "feedback:screen": everyone(args=lambda world: [world.screen_link]),
    "feedback:kiosk": everyone(args=lambda world: [world.kiosk_link]),
    "feedback:stop": everyone(args=lambda world: [world.survey_stop_link]),
    "feedback:asking": officers_only(args=the_survey),
    "feedback:ask_mail": officers_only(args=the_links_survey),
    "feedback:ask_letters": officers_only(args=the_links_survey),
    "feedback:ask_draw": officers_only(ON, args=the_survey, method="post"),
    "feedback:ask_again": officers_only(ON, args=the_survey, method="post"),
    "feedback:ask_screen": officers_only(ON, args=the_survey),
    "feedback:stand_open": officers_only(
        ON, args=the_survey, method="post", data=what_kind
    ),
    "feedback:stand_close": officers_only(ON, args=a_stand, method="post"),
    "feedback:paper": typists(args=the_survey),
    "feedback:paper_print": typists(args=the_survey),
    "feedback:paper_type": typists(args=lambda world: [world.survey.slug, 1]),
}
