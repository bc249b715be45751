"""What a half-told concern looks like: its answers, and which question comes next.

Pure: no database. A draft keeps these answers as JSON for a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from engagement.concerns.choices import Contact

STEPS: Final = ("what", "where", "photos", "details", "contact", "check")


@dataclass
class Answers:
    """Everything said so far; an empty value has not been said."""

    kind: str = ""  # code of the kind
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    pinned_for: str = ""  # the words the pin was put down for
    hint: str = ""
    area: int | None = None
    privacy: str = ""
    has_where: bool = False
    has_photos: bool = False  # the question was seen; it may be skipped
    text: str = ""
    how_often: str = ""
    who_harmed: str = ""
    contact_by: str = ""
    contact: str = ""
    name: str = ""
    updates: bool = False
    share: bool = False
    not_these: list[str] = field(default_factory=list)  # near ones already shown

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Answers:
        """Read what a draft kept; an older draft may know fewer answers."""
        known = {one.name for one in fields(cls)}
        return cls(**{key: value for key, value in kept.items() if key in known})

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def has_point(self) -> bool:
        return self.lat is not None and self.lon is not None

    def is_answered(self, step: str) -> bool:
        return {
            "what": bool(self.kind),
            "where": self.has_where and (self.has_point or self.area is not None),
            "photos": self.has_photos,
            "details": bool(self.text),
            "contact": self.contact_by in set(Contact),
        }.get(step, False)


def first_open_step(answers: Answers) -> str:
    """Name the first question without an answer; the last one is to check them all."""
    return next((step for step in STEPS if not answers.is_answered(step)), STEPS[-1])


def may_open(step: str, answers: Answers) -> bool:
    """Tell whether all questions before this one are answered."""
    return STEPS.index(step) <= STEPS.index(first_open_step(answers))


def step_after(step: str, answers: Answers, *, is_change: bool) -> str:
    """Name the next question; who came to change one answer goes back to all of them."""
    if is_change:
        return first_open_step(answers)
    return STEPS[STEPS.index(step) + 1]
