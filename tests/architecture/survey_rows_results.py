"""Who may open which address of results (access.py says how to read a row)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.architecture.rows import ON, Row, everyone, officers_only
from tests.architecture.world import World


def counted(world: World) -> Sequence[object]:
    return [world.results_wave.survey.slug]


def a_text(world: World) -> Sequence[object]:
    return [*counted(world), world.survey_text.pk]


def a_theme(world: World) -> Sequence[object]:
    return [*counted(world), world.survey_theme.pk]


def hiding(_world: World) -> Mapping[str, Any]:
    return {"state": "hidden"}


def a_name(_world: World) -> Mapping[str, Any]:
    return {"question": "why", "name": "Lamps at night"}


RESULTS_ROWS: dict[str, Row] = {
    "feedback:results": everyone(args=counted),
    "feedback:results_csv": everyone(args=counted),
    "feedback:results_desk": officers_only(args=counted),
    "feedback:texts": officers_only(args=counted),
    "feedback:text_judge": officers_only(ON, args=a_text, method="post", data=hiding),
    "feedback:theme_add": officers_only(ON, args=counted, method="post", data=a_name),
    "feedback:theme_drop": officers_only(ON, args=a_theme, method="post"),
}
