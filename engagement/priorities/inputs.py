"""What the database counted, before any sum is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from engagement.priorities.scoring import IssueInput

WEEKS = 12


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One issue, or one group of merged ones, as it goes into its line."""

    id: int
    kind: str
    given: IssueInput
    reporters: int
    supporters: int
    voices: int
    is_public: bool
    is_answered: bool
    first_on: date
    street: str
    new_account_f: float
    is_burst: bool
    has_usual_target: bool = True


@dataclass(frozen=True, slots=True)
class LineRow:
    """Distinct people of one kind (RULINGS 10); weekly counts end with this week.

    Visitors are those of the people who said that they do not live here.
    """

    people: int = 0
    supporters: int = 0
    visitors: int = 0
    public_people: int = 0
    public_supporters: int = 0
    public_visitors: int = 0
    weekly: tuple[int, ...] = (0,) * WEEKS
    public_weekly: tuple[int, ...] = (0,) * WEEKS


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Every live issue of a neighborhood, its kinds, and its voices of 120 days."""

    issues: list[IssueRow]
    lines: dict[str, LineRow]
    voices: int


@dataclass(frozen=True, slots=True)
class KindOnList:
    """What a kind brings to its line."""

    harm_level: int
    target_days: int
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class Submissions:
    """How many concerns a line came from, and how many of them from one person."""

    total: int = 0
    top_person: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """Everything a neighborhood's lines are worked out from."""

    counted: Aggregate
    kinds: dict[str, KindOnList]
    phi: dict[str, float]
    staff_found: dict[str, int] = field(default_factory=dict)
    submissions: dict[str, Submissions] = field(default_factory=dict)
