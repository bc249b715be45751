"""Questions asked only after some answers tell how many gave those. Pure.

How many answered a question that followed is printed with it. Whoever knows that knows
something of the answers before, so that is told to the attacker of those (`disclosure`);
and where even then nothing can be hidden enough, the question that follows is not printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engagement.common.suppression import FEWEST_ANSWERS
from feedback.attacking import Told
from feedback.choices import RATHER_NOT, Match, QuestionKind, Test
from feedback.columns import Coded
from feedback.disclosure import kept_groups
from feedback.shapes import Condition, Question, Shape

_BY_CODE: Final = (
    QuestionKind.SINGLE,
    QuestionKind.SCALE,
    QuestionKind.MATRIX,
    QuestionKind.NEIGHBORHOOD,
    QuestionKind.CONSENT,
)


@dataclass(frozen=True)
class Follower:
    """One question that follows: its conditions and how many answered it."""

    key: str
    conditions: tuple[Condition, ...]
    is_any: bool
    people: int


class Followers:
    """Which questions follow which, and what they tell of them."""

    def __init__(
        self,
        shape: Shape,
        coded: Mapping[str, Sequence[Coded]],
        apart: Mapping[str, int],
    ) -> None:
        self.shape = shape
        self.coded = coded
        self.forbidden: set[str] = set()
        self.found = _found(shape, coded, apart)
        self._told: dict[tuple[str, str], list[Told]] = defaultdict(list)
        for one in self.found.values():
            for condition in one.conditions:
                if one.people >= FEWEST_ANSWERS and condition.test != Test.ANSWERED:
                    self._tell(one, condition)

    def follows(self, key: str) -> bool:
        return key in self.found

    def may_print(self, key: str) -> bool:
        """Tell whether a question, and whatever it follows, may be printed."""
        one = self.found.get(key)
        if key in self.forbidden:
            return False
        return one is None or all(
            self.may_print(condition.question) for condition in one.conditions
        )

    def told(self, key: str, row: str) -> list[Told]:
        return self._told.get((key, row), [])

    def forbid(self, key: str) -> None:
        """Print nothing of what follows a question."""
        self.forbidden |= {
            one.key
            for one in self.found.values()
            if any(condition.question == key for condition in one.conditions)
        }

    def _tell(self, one: Follower, condition: Condition) -> None:
        """Say what the number of those asked tells of the answers before."""
        before = self.shape.questions[condition.question]
        coded = self._coded(before, condition)
        rows = _rows(before, coded, condition)
        if coded is None or rows is None:
            self.forbidden.add(one.key)
            return
        chose = int(np.isin(coded.codes, rows).sum())
        asked = int((coded.codes >= 0).sum())
        if asked - chose < FEWEST_ANSWERS or not _is_apart(before, coded, rows):
            self.forbidden.add(one.key)
            return
        is_bound = len(one.conditions) == 1 or one.is_any
        least, most = min(one.people, chose), chose if is_bound else asked
        told: Told = (rows, [1.0] * len(rows), float(least), float(most))
        self._told[condition.question, coded.row].append(told)

    def _coded(self, before: Question, condition: Condition) -> Coded | None:
        every = self.coded.get(before.key, ())
        row = ""
        if before.kind == QuestionKind.MATRIX:
            row = condition.row
        elif before.kind == QuestionKind.MULTIPLE and len(condition.values) == 1:
            row = condition.values[0]
        return next((one for one in every if one.row == row), None)


def _found(
    shape: Shape, coded: Mapping[str, Sequence[Coded]], apart: Mapping[str, int]
) -> dict[str, Follower]:
    """Find them; what a condition says of a later question is as if it were not there.

    Texts and places are kept `apart`, but how many there are is printed like all else.
    """
    found: dict[str, Follower] = {}
    earlier: set[str] = set()
    for section in shape.sections:
        for question in section.questions:
            conditions = tuple(
                one
                for one in (
                    *section.shown_if.conditions,
                    *question.shown_if.conditions,
                )
                if one.question in earlier
            )
            earlier.add(question.key)
            is_any = any(
                one.match == Match.ANY and len(one.conditions) > 1
                for one in (section.shown_if, question.shown_if)
            )
            if conditions:
                every = coded.get(question.key, ())
                people = max((int((o.codes >= 0).sum()) for o in every), default=0)
                people = apart.get(question.key, people)
                found[question.key] = Follower(question.key, conditions, is_any, people)
    return found


def _rows(
    before: Question, coded: Coded | None, condition: Condition
) -> list[int] | None:
    """Give the answers a condition means; None where that cannot be said by answer."""
    if coded is None:
        return None
    every = range(len(coded.answers))
    if before.kind == QuestionKind.MULTIPLE and condition.test == Test.IS:
        return [0]  # chosen
    if before.kind not in _BY_CODE:
        return None
    meant = [row for row in every if coded.answers[row] in condition.values]
    if condition.test == Test.IS_NOT:
        return [row for row in every if row not in meant]
    return meant


def _is_apart(before: Question, coded: Coded, rows: Sequence[int]) -> bool:
    """Tell whether groups of a trait that are asked further are printed anyway."""
    if not before.trait and before.kind != QuestionKind.NEIGHBORHOOD:
        return True
    own = {
        answer: int((coded.codes == code).sum())
        for code, answer in enumerate(coded.answers)
        if answer != RATHER_NOT
    }
    kept = kept_groups(own)
    return all(coded.answers[row] in kept for row in rows)


def followers_of(
    shape: Shape, coded: Mapping[str, Sequence[Coded]], apart: Mapping[str, int]
) -> Followers:
    return Followers(shape, coded, apart)
