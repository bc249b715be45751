"""From everybody’s answers to what may be printed of them, question by question. Pure.

A table is a plain value: `n` rounded, `parts` (one for a question, one for each statement
of a matrix) with `counts`, and what else is safe beside them: `mean` with its range,
`middle`, `weighted` shares, and `by` trait and group the same counts once more. None is a
number under ten, HIDDEN one that would give such a number away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engagement.common.suppression import FEWEST_ANSWERS, answers_shown
from engagement.places.choices import Trait
from feedback.attacking import Told
from feedback.beside import (
    FEWEST_WEIGHTED,
    mean_beside,
    middle_beside,
    places_beside,
    weighted_beside,
)
from feedback.choices import RATHER_NOT, QuestionKind
from feedback.columns import BLANK, Coded, Codes, Column, Order, read_columns
from feedback.disclosure import OTHERS, Cross, Guard, Unit, kept_groups, protect
from feedback.following import followers_of
from feedback.shapes import Question, Shape
from feedback.weighting import UNSAID, rake

HIDDEN: Final = -1
HOME: Final = "home"
MOST_FILTERS: Final = 3
MOST_GROUPS: Final = 8
MOST_ANSWERS: Final = 40  # a question with more is printed without its groups
_WEIGHTED_BY: Final = (Trait.AGE, Trait.SEX, Trait.HOUSING, Trait.LANGUAGE)
_FILTERS: Final = (*_WEIGHTED_BY, Trait.YEARS)

Table = dict[str, Any]


@dataclass(frozen=True)
class Filter:
    """A trait by which answers can be looked at: its groups, and who is in which."""

    trait: str
    groups: tuple[str, ...]
    codes: Codes

    def counts(self, within: NDArray[np.bool_]) -> dict[str, int]:
        """Count who said their group; who would rather not has said nothing."""
        found = np.bincount(
            self.codes[within & (self.codes >= 0)], minlength=len(self.groups)
        )
        return {
            group: int(count)
            for group, count in zip(self.groups, found, strict=True)
            if group != RATHER_NOT
        }


@dataclass
class Counting:
    """One wave being counted."""

    shape: Shape
    columns: Mapping[str, Column]
    filters: Sequence[Filter]
    targets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.coded = {key: column.coded() for key, column in self.columns.items()}
        self.followers = followers_of(self.shape, self.coded)
        self.weighted_by = [
            one
            for one in self.filters
            if one.trait in _WEIGHTED_BY and self.targets.get(one.trait)
        ]
        self.weights = self._weights()

    def _weights(self) -> NDArray[np.float64] | None:
        """Weigh everybody by the groups that are told apart, the others together."""
        codes, targets = [], []
        for one in self.weighted_by:
            sizes = one.counts(np.ones(len(one.codes), bool))
            kept = _large(sizes)
            target = self.targets[one.trait]
            codes.append(_told_apart(one, kept))
            others = sum(n for group, n in target.items() if group not in kept)
            targets.append([*(float(target.get(group, 0)) for group in kept), others])
        return rake(codes, targets) if codes else None

    def tables(self) -> dict[str, Table]:
        return {key: self._table(self.shape.questions[key]) for key in self.columns}

    def _table(self, question: Question) -> Table:
        coded = self.coded[question.key]
        said = np.zeros(0, bool)
        for one in coded:
            said = one.codes >= 0 if not len(said) else said | (one.codes >= 0)
        people = int(said.sum())
        plain: Table = {"kind": question.kind, "n": answers_shown(people), "parts": []}
        if people < FEWEST_ANSWERS or not self.followers.may_print(question.key):
            return plain | {"n": None}
        if question.kind == QuestionKind.NEIGHBORHOOD or question.trait:
            return plain | {"parts": [_groups_alone(coded[0])]}
        is_plain = not self.followers.follows(question.key)
        filters = self.filters if is_plain else ()
        if question.kind == QuestionKind.MULTIPLE:
            return plain | {"parts": [self._several(question, coded, filters)]}
        parts = [self._part(question, one, filters) for one in coded]
        return plain | {"parts": parts}

    def _part(
        self, question: Question, coded: Coded, filters: Sequence[Filter]
    ) -> Table:
        guard = self._guard(question, coded, filters)
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

    def _several(
        self, question: Question, coded: Sequence[Coded], filters: Sequence[Filter]
    ) -> Table:
        """Put the answers of which any may be chosen together again."""
        parts = [self._part(question, one, filters) for one in coded]
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

    def _guard(
        self, question: Question, coded: Coded, filters: Sequence[Filter]
    ) -> Guard:
        is_several = question.kind == QuestionKind.MULTIPLE
        told = self.followers.told(question.key, coded.row)
        if is_several:
            told = [*told, _several_tell(question, self.coded[question.key], coded)]
        unprinted = frozenset({1}) if is_several else frozenset()
        crosses = {}
        if len(coded.answers) <= MOST_ANSWERS:
            crosses = {one.trait: _cross(coded, one) for one in filters}
        guard = protect(Unit(_own(coded), crosses, unprinted, told))
        if not guard.is_shown and self.followers.told(question.key, coded.row):
            self.followers.forbid(question.key)
            guard = protect(Unit(_own(coded), crosses, unprinted))
        return guard

    def _weighted(
        self, guard: Guard, coded: Coded, weights: NDArray[np.float64]
    ) -> Table | None:
        columns = {}
        for one in self.weighted_by:
            if one.trait in guard.unit.crosses:
                kept = guard.unit.crosses[one.trait].groups
                columns[one.trait] = _told_apart(one, kept)
        return weighted_beside(guard, coded.codes, weights, columns)


def _several_tell(question: Question, every: Sequence[Coded], one: Coded) -> Told:
    """Say what all the other answers tell of one: each person chose at least one."""
    people = int((one.codes >= 0).sum())
    chosen = sum(int((other.codes == 0).sum()) for other in every if other is not one)
    most = question.most * people - chosen if question.most else people
    return [0], [1.0], float(max(people - chosen, 0)), float(max(most, 0))


def _large(sizes: Mapping[str, int]) -> list[str]:
    """Name the groups to weigh by: so large that no single answer weighs much in one."""
    kept = sorted(sizes, key=lambda group: (-sizes[group], group))[:MOST_GROUPS]
    kept = [group for group in kept if sizes[group] >= FEWEST_WEIGHTED]
    while kept and 0 < sum(sizes.values()) - sum(sizes[g] for g in kept) < (
        FEWEST_WEIGHTED
    ):
        kept.pop()
    return [group for group in sizes if group in kept]


def _told_apart(one: Filter, kept: Sequence[str]) -> Codes:
    """Number people by kept group, then all others who said theirs, UNSAID for the rest."""
    places = [kept.index(g) if g in kept else len(kept) for g in one.groups]
    unsaid = one.groups.index(RATHER_NOT) if RATHER_NOT in one.groups else BLANK
    found = np.array([*places, UNSAID], dtype=np.int64)[one.codes]
    if unsaid != BLANK:
        found[one.codes == unsaid] = UNSAID
    return found


def _own(coded: Coded) -> list[int]:
    said = coded.codes[coded.codes >= 0]
    return [int(n) for n in np.bincount(said, minlength=len(coded.answers))]


def _cross(coded: Coded, one: Filter) -> Cross:
    """Count the answers of each group that may be told apart, and of everybody else."""
    said = coded.codes >= 0
    sizes = one.counts(said)
    kept = kept_groups(sizes, MOST_GROUPS)
    column = _told_apart(one, kept)
    column[(column < 0) | (column > len(kept))] = len(kept)
    wide = len(kept) + 1
    found = np.bincount(
        coded.codes[said] * wide + column[said], minlength=len(coded.answers) * wide
    ).reshape(-1, wide)
    cells = [[int(count) for count in row] for row in found]
    return Cross(tuple(kept), cells, are_others_shown=len(kept) < len(sizes))


def _counts(guard: Guard) -> list[int | None]:
    """Give the counts, with HIDDEN for ten and more that are not shown."""
    if not guard.is_shown:
        return [None] * guard.height
    return [
        HIDDEN if shown is None and count >= FEWEST_ANSWERS else shown
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
    own = dict(zip(coded.answers, _own(coded), strict=True))
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


def filters_of(
    shape: Shape, columns: Mapping[str, Column], home: Filter | None
) -> list[Filter]:
    """Choose the traits by which answers can be looked at: three, home first."""
    found = [home] if home is not None else []
    asked = {q.trait: q for q in shape.all_questions() if q.trait and q.key in columns}
    for trait in _FILTERS:
        if trait in asked and len(found) < MOST_FILTERS:
            coded = columns[asked[trait].key].coded()[0]
            found.append(Filter(trait, coded.answers, coded.codes))
    return found


def tables_of(
    shape: Shape,
    answers: Iterable[Mapping[str, Any]],
    *,
    living: Sequence[str] = (),
    homes: Sequence[str] = (),
    targets: Mapping[str, Mapping[str, int]] | None = None,
) -> dict[str, Table]:
    """Count one wave: `living` says for everybody in which of `homes` they live.

    It is looked at only after all answers were read, so that both may come together.
    """
    columns = read_columns(shape, answers, homes)
    home = None
    if len(homes) > 1:
        index = {slug: place for place, slug in enumerate(homes)}
        codes = np.array([index.get(slug, BLANK) for slug in living], dtype=np.int64)
        home = Filter(HOME, tuple(homes), codes)
    filters = filters_of(shape, columns, home)
    return Counting(shape, columns, filters, targets or {}).tables()


__all__ = ["HIDDEN", "OTHERS", "tables_of"]
