"""Weights that make those who answered look like those who live here. Pure (SCIENCE 8).

Raking: the weights are brought to one trait’s shares after the other until all fit. They
fix who answered, not why; so they are held between a quarter and four, and what they
cost in certainty is printed with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

LEAST: Final = 0.25
MOST: Final = 4.0
WORST_EFFECT: Final = 3.0  # beyond it weighting hides more than it shows
UNSAID: Final = -1
_ROUNDS: Final = 200
_CLOSE: Final = 1e-10

Codes = NDArray[np.int64]
Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """What weighting does to certainty: as many answers as these are really worth."""

    answers: float
    effect: float

    @property
    def is_too_much(self) -> bool:
        return self.effect > WORST_EFFECT


def rake(traits: Sequence[Codes], targets: Sequence[Sequence[float]]) -> Weights:
    """Give everybody a weight so that each trait has the shares of its target.

    `traits` hold one code for each person and trait, counted from 0 as in the target;
    UNSAID for who did not say: they are weighted by what they said otherwise. Groups
    nobody is in are left out of their target. The mean weight is 1.
    """
    people = len(traits[0]) if traits else 0
    if not people:
        return np.ones(0)
    combined = np.stack([np.asarray(codes) for codes in traits], axis=1)
    kinds, whose, counts = np.unique(
        combined, axis=0, return_inverse=True, return_counts=True
    )
    mass = _fitted(kinds, counts.astype(float), targets)
    weights = np.clip(mass / counts, LEAST, MOST)[whose.reshape(-1)]
    return np.asarray(weights * (people / weights.sum()), dtype=np.float64)


def effect_of(weights: Weights) -> Effect:
    """Say how many unweighted answers weighted ones are worth (Kish)."""
    if not len(weights):
        return Effect(0.0, 1.0)
    answers = float(weights.sum() ** 2 / (weights**2).sum())
    return Effect(answers, len(weights) / answers)


def _fitted(
    kinds: Codes, counts: Weights, targets: Sequence[Sequence[float]]
) -> Weights:
    mass = counts.copy()
    for _round in range(_ROUNDS):
        before = mass.copy()
        for trait, target in enumerate(targets):
            mass = _fit_one(kinds[:, trait], mass, np.asarray(target, dtype=float))
        if np.abs(mass - before).max() < _CLOSE:
            break
    fitted: Weights = mass * (counts.sum() / mass.sum())
    return fitted


def _fit_one(codes: Codes, mass: Weights, target: Weights) -> Weights:
    """Bring those who said the trait to its shares; their sum stays."""
    said = codes >= 0
    if not said.any():
        return mass
    now = np.bincount(codes[said], weights=mass[said], minlength=len(target))
    wanted = np.where(now > 0, target[: len(now)], 0.0)
    if not wanted.sum():
        return mass
    wanted = wanted * (now.sum() / wanted.sum())
    # A group the town does not have keeps the little the trimming leaves it.
    factor = np.where(now > 0, np.maximum(wanted, _CLOSE) / np.maximum(now, _CLOSE), 1)
    fitted = mass.copy()
    fitted[said] *= factor[codes[said]]
    return fitted
