"""Into which groups people are put, and who of them gave which answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engagement.places.choices import Trait
from feedback.beside import FEWEST_WEIGHTED
from feedback.choices import RATHER_NOT
from feedback.columns import BLANK, Coded, Codes, Column
from feedback.disclosure import Cross, kept_groups
from feedback.shapes import Shape
from feedback.weighting import UNSAID

HOME: Final = "home"
MOST_FILTERS: Final = 3
MOST_GROUPS: Final = 8
MOST_PLACES: Final = 400  # more than any town has; so many were measured
WEIGHTED_BY: Final = (Trait.AGE, Trait.SEX, Trait.HOUSING, Trait.LANGUAGE)
_FILTERS: Final = (*WEIGHTED_BY, Trait.YEARS)


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


def large_groups(sizes: Mapping[str, int]) -> list[str]:
    """Name the groups to weigh by: so large that no single answer weighs much in one."""
    kept = sorted(sizes, key=lambda group: (-sizes[group], group))[:MOST_GROUPS]
    kept = [group for group in kept if sizes[group] >= FEWEST_WEIGHTED]
    while kept and 0 < sum(sizes.values()) - sum(sizes[g] for g in kept) < (
        FEWEST_WEIGHTED
    ):
        kept.pop()
    return [group for group in sizes if group in kept]


def told_apart(one: Filter, kept: Sequence[str]) -> Codes:
    """Number people by kept group, then all others who said theirs, UNSAID for the rest."""
    places = [kept.index(g) if g in kept else len(kept) for g in one.groups]
    unsaid = one.groups.index(RATHER_NOT) if RATHER_NOT in one.groups else BLANK
    found = np.array([*places, UNSAID], dtype=np.int64)[one.codes]
    if unsaid != BLANK:
        found[one.codes == unsaid] = UNSAID
    return found


def own_counts(coded: Coded) -> list[int]:
    said = coded.codes[coded.codes >= 0]
    return [int(n) for n in np.bincount(said, minlength=len(coded.answers))]


def cross_of(coded: Coded, one: Filter, *, is_measured: bool) -> Cross:
    """Count the answers of each group that may be told apart, and of everybody else.

    Neighborhoods an index may be printed of are told apart even if their answers are not.
    """
    said = coded.codes >= 0
    sizes = one.counts(said)
    kept = told = kept_groups(sizes, MOST_GROUPS)
    are_indexed = is_measured and one.trait == HOME
    if are_indexed:
        kept = kept_groups(sizes, MOST_PLACES)
    column = told_apart(one, kept)
    column[(column < 0) | (column > len(kept))] = len(kept)
    wide = len(kept) + 1
    found = np.bincount(
        coded.codes[said] * wide + column[said], minlength=len(coded.answers) * wide
    ).reshape(-1, wide)
    cells = [[int(count) for count in row] for row in found]
    return Cross(
        tuple(kept),
        cells,
        are_others_shown=len(kept) < len(sizes),
        silent=frozenset(kept) - frozenset(told),
        are_indexed=are_indexed,
    )


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
