"""What a page in a browser's list is: how to make what it shows, and what it may weigh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypedDict

from engagement.people.models import User


class Weight(TypedDict):
    weight_kb: int
    requests: int
    script_kb: int


# a page with a map to pan
MAP: Final[Weight] = {"weight_kb": 250, "requests": 16, "script_kb": 75}


@dataclass(frozen=True)
class Visit:
    """Where to go, and as whom."""

    path: str
    user: User | None = None
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PageCase:
    name: str
    make: Callable[[], Visit]
    weight_kb: int = 100
    requests: int = 8
    script_kb: int = 30
    status: int = 200
