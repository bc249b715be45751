"""How many texts are about each theme, as it may be printed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np

from engagement.common.suppression import FEWEST_ANSWERS, STEP, answers_shown
from feedback.attacking import Attacker
from feedback.tables import HIDDEN

_HALF: Final = STEP // 2


def themes_shown(
    themes: Sequence[int], texts: Collection[frozenset[int] | set[int]]
) -> list[int | None]:
    """Count each theme, given the themes of every text; HIDDEN for ten and more.

    All themes of a question are one set: an attacker knows how many texts there are and
    which themes go together. Hidden are those under ten, and more, the smallest first,
    until nobody has a small one back, nor how few texts are about something else.
    """
    marked = Counter(frozenset(text).intersection(themes) for text in texts)
    counts = [sum(n for kind, n in marked.items() if one in kind) for one in themes]
    unused = (theme for theme, n in zip(themes, counts, strict=True) if not n)
    kinds = [*marked, *(frozenset([theme]) for theme in unused)]
    whole = len(texts)
    is_printed = [count >= FEWEST_ANSWERS for count in counts]
    attacker = _attacker(counts, [marked[kind] for kind in kinds], themes, kinds)
    attacker.guarded = [
        at for at, n in enumerate(counts) if min(n, whole - n) < FEWEST_ANSWERS
    ]
    while attacker.first_narrow() is not None:
        left = [at for at, shown in enumerate(is_printed) if shown]
        if not left:
            return [None] * len(themes)
        smallest = min(left, key=counts.__getitem__)
        is_printed[smallest] = False
        attacker.bound(smallest, *_bounds(counts[smallest], is_shown=False))
    return [
        answers_shown(count) if shown else HIDDEN if count >= FEWEST_ANSWERS else None
        for count, shown in zip(counts, is_printed, strict=True)
    ]


def _attacker(
    counts: Sequence[int],
    of_kinds: Sequence[int],
    themes: Sequence[int],
    kinds: Sequence[frozenset[int]],
) -> Attacker:
    first, wide = len(counts), len(counts) + len(kinds)
    bounds = [_bounds(count, is_shown=count >= FEWEST_ANSWERS) for count in counts]
    equal = []
    for at, theme in enumerate(themes):
        inside = [first + nth for nth, kind in enumerate(kinds) if theme in kind]
        equal.append(([at, *inside], [-1.0, *[1.0] * len(inside)], 0.0))
    equal.append(([*range(first, wide)], [1.0] * len(kinds), float(sum(of_kinds))))
    return Attacker(
        np.array([*counts, *of_kinds], dtype=np.float64),
        np.array([*(low for low, _high in bounds), *[0.0] * len(kinds)]),
        np.array([*(high for _low, high in bounds), *[np.inf] * len(kinds)]),
        [],
        equal,
    )


def _bounds(count: int, *, is_shown: bool) -> tuple[float, float]:
    """What is known of a count at once: its rounding, or whether it is small."""
    if is_shown:
        shown = answers_shown(count) or 0
        return float(max(FEWEST_ANSWERS, shown - _HALF)), float(shown + _HALF)
    if count < FEWEST_ANSWERS:
        return 0.0, float(FEWEST_ANSWERS - 1)
    return float(FEWEST_ANSWERS), np.inf
