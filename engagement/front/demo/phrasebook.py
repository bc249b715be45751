"""The words and habits of the demo town, read from the files in `phrases/`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("phrases")
_ABOUT_CONCERNS = ("roads", "mess", "safety")


@dataclass(frozen=True)
class Habit:
    """How a kind of concern comes and goes."""

    code: str
    share: float
    months: tuple[float, ...]
    hours: tuple[int, ...]
    times: tuple[str, ...]
    joined: float
    voiced: float
    days: float


@dataclass(frozen=True)
class Manner:
    """How a neighborhood writes, and how fast it is answered."""

    writes: float
    answers: float
    more: dict[str, float]


@dataclass(frozen=True)
class Phrasebook:
    texts: dict[str, Sequence[str]]
    habits: dict[str, Habit]
    manners: dict[str, Manner]
    since: Sequence[str]
    replies: dict[str, Sequence[str]]
    closings: dict[str, Sequence[str]]
    notes: Sequence[str]
    harmed: Sequence[str]
    hints: Sequence[str]


def _read(name: str) -> dict[str, Any]:
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _habit(code: str, told: dict[str, Any], habits: dict[str, Any]) -> Habit:
    pattern = told["hours"]
    return Habit(
        code=code,
        share=told["share"],
        months=tuple(told["months"]),
        hours=tuple(habits["hours"][pattern]),
        times=tuple(habits["times"][pattern]),
        joined=told["joined"],
        voiced=told["voiced"],
        days=told["days"],
    )


@cache
def phrasebook() -> Phrasebook:
    habits, answers = _read("habits"), _read("answers")
    texts: dict[str, Sequence[str]] = {}
    for name in _ABOUT_CONCERNS:
        texts.update(_read(name))
    return Phrasebook(
        texts=texts,
        habits={c: _habit(c, told, habits) for c, told in habits["kinds"].items()},
        manners={n: Manner(**told) for n, told in habits["neighborhoods"].items()},
        since=habits["since"]["any"],
        replies=answers["replies"],
        closings=answers["closings"],
        notes=answers["notes"]["any"],
        harmed=answers["harmed"]["any"],
        hints=answers["hints"]["any"],
    )
