"""How a problem of the demo town goes on: replies, moves, notes, and its end."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from engagement.concerns.choices import Origin, Status
from engagement.front.demo.phrasebook import phrasebook
from engagement.front.demo.plans import HOURS, Calendar, Plan

_OPENS_AT, _CLOSES_AT = 8, 17
_FRIDAY = 4
_SPREAD = 0.6
_OVERLOOKED = 0.05
_ENDS = {
    Status.DONE: 66,
    Status.PASSED_ON: 15,
    Status.CANNOT: 8,
    Status.NOT_SUBSTANTIATED: 11,
}


@dataclass
class Life:
    """What officers did; every entry is (hour, ...)."""

    moves: list[tuple[int, Status, str]] = field(default_factory=list)
    replies: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)

    @property
    def status(self) -> Status:
        return self.moves[-1][1] if self.moves else Status.NEW


class Desk:
    """The officers at work, at the pace of each neighborhood."""

    def __init__(
        self, calendar: Calendar, rng: random.Random, groups: dict[str, str]
    ) -> None:
        self._calendar, self._rng, self._groups = calendar, rng, groups
        self._book = phrasebook()

    def work(self, plan: Plan, answers: float) -> Life:
        """Tell what came of a problem until now."""
        rng, life, first = self._rng, Life(), plan.reports[0]
        days = rng.expovariate(1 / answers)
        if rng.random() < _OVERLOOKED and not plan.stays_open:
            days += rng.uniform(10, 45)
        replied = self._office_hour(first + days * HOURS)
        end = self._end(plan, replied, answers)
        self._begin(life, plan, replied)
        self._go_on(life, replied, end)
        if not plan.stays_open:
            chosen = Status(plan.closing) if plan.closing else self._choose_end(plan)
            life.moves.append((end, chosen, rng.choice(self._book.closings[chosen])))
        self._until_now(life)
        return life

    def _choose_end(self, plan: Plan) -> Status:
        if plan.origin == Origin.OFFICER:
            return Status.DONE
        return self._rng.choices(list(_ENDS), list(_ENDS.values()))[0]

    def _end(self, plan: Plan, replied: int, answers: float) -> int:
        days = self._book.habits[plan.kind].days * (0.6 + answers / 4)
        lasted = first_to_last(plan) + 48
        drawn = int(days * self._rng.lognormvariate(0, _SPREAD) * HOURS)
        wished = max(plan.reports[0] + max(drawn, lasted), replied + 20)
        return self._office_hour(wished)

    def _begin(self, life: Life, plan: Plan, replied: int) -> None:
        words = self._book.replies.get(self._groups[plan.kind], ())
        said = self._rng.choice([*self._book.replies["any"], *words])
        life.replies.append((replied, said.format(street=plan.spot.street)))
        looking = self._rng.choice(self._book.closings["looking"])
        life.moves.append((replied, Status.LOOKING, looking))
        if self._rng.random() < 0.3:  # noqa: PLR2004 - three in ten
            life.notes.append((replied + 3, self._rng.choice(self._book.notes)))

    def _go_on(self, life: Life, replied: int, end: int) -> None:
        """Put the steps of work between the first reply and the end."""
        steps = ((0.35, Status.PLANNED, 0.45), (0.65, Status.UNDER_WAY, 0.55))
        for share, status, likely in steps:
            hour = self._office_hour(replied + (end - replied) * share)
            if self._rng.random() < likely and life.moves[-1][0] < hour < end:
                words = self._rng.choice(self._book.closings[status])
                life.moves.append((hour, status, words))
                if self._rng.random() < 0.3:  # noqa: PLR2004 - three in ten
                    life.replies.append((hour, words))

    def _office_hour(self, hour: float) -> int:
        """Move an hour to when the desk is open: Monday to Friday, 8 to 17."""
        day, at = divmod(int(hour), HOURS)
        if at >= _CLOSES_AT:
            day, at = day + 1, _OPENS_AT
        weekday = self._calendar.day(day * HOURS).weekday()
        if weekday > _FRIDAY:
            day, at = day + 7 - weekday, _OPENS_AT
        return day * HOURS + max(at, _OPENS_AT)

    def _until_now(self, life: Life) -> None:
        """Leave out what has not happened yet."""
        end = self._calendar.end
        life.moves = [move for move in life.moves if move[0] <= end]
        life.replies = [reply for reply in life.replies if reply[0] <= end]
        life.notes = [note for note in life.notes if note[0] <= end]


def first_to_last(plan: Plan) -> int:
    return max([*plan.reports, *plan.voices]) - plan.reports[0]
