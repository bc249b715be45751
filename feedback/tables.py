"""From everybody’s answers to what may be printed of them, question by question. Pure.

A table is a plain value: `n` rounded, `parts` (one for a question, one for each statement
of a matrix) with `counts`, and what else is safe beside them: `mean` with its range,
`middle`, `weighted` shares, and `by` trait and group the same counts once more. None is a
number under ten, HIDDEN one that would give such a number away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engagement.common.suppression import FEWEST_ANSWERS, answers_shown
from feedback.attacking import Told
from feedback.beside import (
    mean_beside,
    middle_beside,
    places_beside,
    weighted_beside,
)
from feedback.choices import RATHER_NOT, QuestionKind
from feedback.columns import BLANK, Coded, Column, Order, read_columns
from feedback.disclosure import OTHERS, Guard, Unit, kept_groups, protect
from feedback.following import followers_of
from feedback.grouping import (
    HOME,
    WEIGHTED_BY,
    Filter,
    cross_of,
    filters_of,
    large_groups,
    own_counts,
    told_apart,
)
from feedback.indexed import MOST_PROGRAMS, Measured, as_values, asked_of
from feedback.indexing import Item, Scoring, scorings_of
from feedback.shapes import Question, Shape
from feedback.telling import Asked, Printed
from feedback.weighting import rake

HIDDEN: Final = -1
MOST_ANSWERS: Final = 40  # a question with more is printed without its groups
_CHOSEN: Final = (
    QuestionKind.SINGLE,
    QuestionKind.SCALE,
    QuestionKind.NUMBER,
    QuestionKind.MATRIX,
)

Table = dict[str, Any]
Index = dict[str, dict[str, Printed]]  # by measure and place; "": everybody


@dataclass(frozen=True)
class Published:
    """All that is printed of a wave, each thing knowing of every other."""

    tables: dict[str, Table]
    index: Index
    withheld: frozenset[str]  # questions of which not even the number is printed


@dataclass
class Counting:
    """One wave being counted."""

    shape: Shape
    columns: Mapping[str, Column]
    filters: Sequence[Filter]
    targets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    scorings: Mapping[str, Scoring] = field(default_factory=dict)
    apart: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.guards: dict[tuple[str, str], Guard] = {}
        self.coded = {key: column.coded() for key, column in self.columns.items()}
        self.followers = followers_of(self.shape, self.coded, self.apart)
        self.weighted_by = [
            one
            for one in self.filters
            if one.trait in WEIGHTED_BY and self.targets.get(one.trait)
        ]
        self.weights = self._weights()

    def _weights(self) -> NDArray[np.float64] | None:
        """Weigh everybody by the groups that are told apart, the others together."""
        codes, targets = [], []
        for one in self.weighted_by:
            sizes = one.counts(np.ones(len(one.codes), bool))
            kept = large_groups(sizes)
            target = self.targets[one.trait]
            codes.append(told_apart(one, kept))
            others = sum(n for group, n in target.items() if group not in kept)
            targets.append([*(float(target.get(group, 0)) for group in kept), others])
        return rake(codes, targets) if codes else None

    def published(self) -> Published:
        """Print the index first, then all else that is safe beside it."""
        index, left = {}, MOST_PROGRAMS
        for nth, (measure, scoring) in enumerate(self.scorings.items()):
            index[measure], used = self._index(
                scoring, left // (len(self.scorings) - nth)
            )
            left -= used
        tables = self.tables()
        withheld = frozenset(
            key for key in self.shape.questions if not self.followers.may_print(key)
        )
        return Published(tables, index, withheld)

    def tables(self) -> dict[str, Table]:
        return {key: self._table(self.shape.questions[key]) for key in self.columns}

    def _index(self, scoring: Scoring, most: int) -> tuple[dict[str, Printed], int]:
        """Give the index of one measure, and how many programs it took."""
        items = [
            self._asked(item, values)
            for item, values in zip(scoring.items, scoring.values, strict=True)
        ]
        known = [one for one in items if one is not None]
        if len(known) < len(items):
            return {}, 0
        home = next((one for one in self.filters if one.trait == HOME), None)
        scores = as_values(scoring.scores)
        measured = Measured(known, scores, most=most)
        if home is not None:
            measured = Measured(known, scores, home.codes, home.groups, HOME, most)
        return measured.printed(), measured.programs

    def _asked(self, item: Item, values: Sequence[float | None]) -> Asked | None:
        """Give an item with what is printed of it; None where nothing is."""
        question = self.shape.questions[item.question]
        is_counted = question.kind in _CHOSEN and not question.trait
        people = self._people(question)
        if not is_counted or not self._may_print(question, people):
            return None
        coded = next(c for c in self.coded[question.key] if c.row == item.row)
        guard = self._guard(question, coded)
        return (
            asked_of(item, coded, guard, as_values(values)) if guard.is_shown else None
        )

    def _people(self, question: Question) -> int:
        said = np.zeros(0, bool)
        for one in self.coded[question.key]:
            said = one.codes >= 0 if not len(said) else said | (one.codes >= 0)
        return int(said.sum())

    def _may_print(self, question: Question, people: int) -> bool:
        return people >= FEWEST_ANSWERS and self.followers.may_print(question.key)

    def _filters(self, question: Question) -> Sequence[Filter]:
        return () if self.followers.follows(question.key) else self.filters

    def _table(self, question: Question) -> Table:
        coded = self.coded[question.key]
        people = self._people(question)
        plain: Table = {"kind": question.kind, "n": answers_shown(people), "parts": []}
        if not self._may_print(question, people):
            return plain | {"n": None}
        if question.kind == QuestionKind.NEIGHBORHOOD or question.trait:
            return plain | {"parts": [_groups_alone(coded[0])]}
        if question.kind == QuestionKind.MULTIPLE:
            return plain | {"parts": [self._several(question, coded)]}
        parts = [self._part(question, one) for one in coded]
        return plain | {"parts": parts}

    def _part(self, question: Question, coded: Coded) -> Table:
        guard, filters = self._guard(question, coded), self._filters(question)
        n = answers_shown(int((coded.codes >= 0).sum()))
        part: Table = {"row": coded.row, "n": n, "answers": list(coded.answers)}
        if coded.values is not None:
            if question.kind in {QuestionKind.SCALE, QuestionKind.NUMBER}:
                part["mean"] = self._mean(guard, coded)
            part["middle"] = middle_beside(guard, len(coded.values))
        column = self.columns[question.key]
        if isinstance(column, Order):
            part["places"] = places_beside(guard, column.table())
        if filters and self.weights is not None:
            part["weighted"] = self._weighted(guard, coded, self.weights)
        return part | {"counts": _counts(guard), "by": _by(guard, filters, coded)}

    def _mean(self, guard: Guard, coded: Coded) -> list[float] | None:
        values = coded.values or ()
        is_by_value = coded.answers[0] == f"{values[0]:.0f}"
        return mean_beside(guard, values) if is_by_value else None

    def _several(self, question: Question, coded: Sequence[Coded]) -> Table:
        """Put the answers of which any may be chosen together again."""
        parts = [self._part(question, one) for one in coded]
        by: dict[str, dict[str, list[int | None]]] = {}
        for trait in {trait for part in parts for trait in part["by"]}:
            groups = {g for part in parts for g in part["by"].get(trait, {})}
            by[trait] = {
                group: [_first(part["by"].get(trait, {}), group) for part in parts]
                for group in groups
            }
        weighted = [part.get("weighted") for part in parts]
        found: Table = {
            "row": "",
            "n": parts[0]["n"],
            "answers": [one.row for one in coded],
            "counts": [part["counts"][0] for part in parts],
            "by": {
                t: {g: {"n": _size(parts, t, g), "counts": c} for g, c in gs.items()}
                for t, gs in by.items()
            },
        }
        shown = [one for one in weighted if one and "shares" in one]
        if shown:
            shares = [(one or {}).get("shares", [None])[0] for one in weighted]
            found["weighted"] = {"shares": shares, "worth": shown[0]["worth"]}
        elif any(weighted):
            found["weighted"] = {"is_too_much": True}
        return found

    def _guard(self, question: Question, coded: Coded) -> Guard:
        name = question.key, coded.row
        if name not in self.guards:
            self.guards[name] = self._protected(question, coded)
        return self.guards[name]

    def _protected(self, question: Question, coded: Coded) -> Guard:
        is_several = question.kind == QuestionKind.MULTIPLE
        told = self.followers.told(question.key, coded.row)
        if is_several:
            told = [*told, _several_tell(question, self.coded[question.key], coded)]
        unprinted = frozenset({1}) if is_several else frozenset()
        crosses = {}
        if len(coded.answers) <= MOST_ANSWERS:
            is_measured = bool(question.measure)
            crosses = {
                one.trait: cross_of(coded, one, is_measured=is_measured)
                for one in self._filters(question)
            }
        unit = Unit(own_counts(coded), crosses, unprinted, told, bool(question.measure))
        guard = protect(unit)
        if not guard.is_shown and self.followers.told(question.key, coded.row):
            self.followers.forbid(question.key)
            guard = protect(replace(unit, told=()))
        return guard

    def _weighted(
        self, guard: Guard, coded: Coded, weights: NDArray[np.float64]
    ) -> Table | None:
        columns = {}
        for one in self.weighted_by:
            if one.trait in guard.unit.crosses:
                kept = guard.unit.crosses[one.trait].groups
                columns[one.trait] = told_apart(one, kept)
        return weighted_beside(guard, coded.codes, weights, columns)


def _several_tell(question: Question, every: Sequence[Coded], one: Coded) -> Told:
    """Say what all the other answers tell of one: each person chose at least one."""
    people = int((one.codes >= 0).sum())
    chosen = sum(int((other.codes == 0).sum()) for other in every if other is not one)
    most = question.most * people - chosen if question.most else people
    return [0], [1.0], float(max(people - chosen, 0)), float(max(most, 0))


def _counts(guard: Guard) -> list[int | None]:
    """Give the counts, with HIDDEN for ten and more that are not shown.

    Where an index is made of a question, all that is not shown looks alike.
    """
    is_alike = guard.unit.are_hidden_alike
    if not guard.is_shown:
        return [HIDDEN if is_alike else None] * guard.height
    return [
        HIDDEN if shown is None and (is_alike or count >= FEWEST_ANSWERS) else shown
        for shown, count in zip(guard.own(), guard.unit.own, strict=True)
    ]


def _by(
    guard: Guard, filters: Sequence[Filter], coded: Coded
) -> dict[str, dict[str, Any]]:
    if not guard.is_shown:
        return {}
    found: dict[str, dict[str, Any]] = {}
    said = int((coded.codes >= 0).sum())
    for one in filters:
        cross = guard.unit.crosses.get(one.trait)
        if cross is None:
            continue
        sizes = [sum(row[c] for row in cross.cells) for c in range(len(cross.columns))]
        named = dict(zip(cross.columns, sizes, strict=True))
        found[one.trait] = {
            group: {"n": answers_shown(min(named[group], said)), "counts": counts}
            for group, counts in guard.cross(one.trait).items()
            if any(count is not None for count in counts)
        }
    return {trait: groups for trait, groups in found.items() if groups}


def _groups_alone(coded: Coded) -> Table:
    """Print the groups of a trait, those that are too small together."""
    own = dict(zip(coded.answers, own_counts(coded), strict=True))
    groups = {group: count for group, count in own.items() if group != RATHER_NOT}
    kept = kept_groups(groups)
    others = sum(count for group, count in groups.items() if group not in kept)
    counts = [
        HIDDEN
        if group in groups and group not in kept and count >= FEWEST_ANSWERS
        else answers_shown(count)
        for group, count in own.items()
    ]
    part: Table = {"row": "", "n": answers_shown(sum(own.values())), "by": {}}
    part["said"] = answers_shown(sum(groups.values()))
    part |= {"answers": list(own), "counts": counts}
    if len(kept) < len(groups) and others >= FEWEST_ANSWERS:
        part["others"] = answers_shown(others)
    return part


def _first(groups: Mapping[str, Any], group: str) -> int | None:
    found: int | None = groups[group]["counts"][0] if group in groups else None
    return found


def _size(parts: Sequence[Table], trait: str, group: str) -> int | None:
    found: int | None = next(
        p["by"][trait][group]["n"] for p in parts if group in p["by"].get(trait, {})
    )
    return found


def published_of(
    shape: Shape,
    answers: Iterable[Mapping[str, Any]],
    *,
    living: Sequence[str] = (),
    homes: Sequence[str] = (),
    targets: Mapping[str, Mapping[str, int]] | None = None,
    apart: Mapping[str, int] | None = None,
) -> Published:
    """Count one wave: `living` says for everybody in which of `homes` they live.

    It is looked at only after all answers were read, so that both may come together.
    `apart` says how many texts and places were given to questions that are kept apart.
    """
    scorings = scorings_of(shape)
    columns = read_columns(shape, _scored(answers, scorings), homes)
    home = None
    if len(homes) > 1:
        index = {slug: place for place, slug in enumerate(homes)}
        codes = np.array([index.get(slug, BLANK) for slug in living], dtype=np.int64)
        home = Filter(HOME, tuple(homes), codes)
    filters = filters_of(shape, columns, home)
    return Counting(
        shape, columns, filters, targets or {}, scorings, apart or {}
    ).published()


def _scored(
    answers: Iterable[Mapping[str, Any]], scorings: Mapping[str, Scoring]
) -> Iterator[Mapping[str, Any]]:
    for given in answers:
        for scoring in scorings.values():
            scoring.add(given)
        yield given


__all__ = ["HIDDEN", "OTHERS", "Published", "published_of"]
