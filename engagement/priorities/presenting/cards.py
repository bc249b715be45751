"""One card a line: what officers read of it, and what everyone reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.common.small_counts import people_count
from engagement.priorities.choices import AdjustReason
from engagement.priorities.frozen import Sentence
from engagement.priorities.presenting.decisions import Decided, decided_in_words
from engagement.priorities.words import percent, sentence, significant
from engagement.promises.models import Promise

TOP = 2
SHOWN_WHOLE = 6
"""So many lines are cards; the others are rows of a table, so that the page prints."""
_ICONS = {
    "people": "people",
    "supporters": "hand",
    "visitors": "globe",
    "issues": "list",
    "late": "clock",
    "early_signal": "flag",
    "few_people": "info",
    "codes_add": "plus",
    "staff_found": "shield",
}


@dataclass(frozen=True)
class Reason:
    """One reason a line stands where it does, with the icon that repeats it."""

    icon: str
    text: str


@dataclass(frozen=True)
class Shown:
    """One issue beneath a line."""

    reference: str
    where: str
    since: date
    note: str = ""


@dataclass(frozen=True)
class Card:
    """A line as the page draws it. `few` stands for a line with too few people."""

    code: str
    title: str
    rank: int | None
    few: bool = False
    band: int | None = None
    before_rank: int | None = None
    share: float | None = None
    moved: str = ""
    is_pinned: bool = False
    early_signal: bool = False
    why: Sequence[Reason] = ()
    story: Sequence[str] = ()
    flags: Sequence[str] = ()
    people: str = ""
    weekly: Sequence[int] = ()
    weekly_unit: str = ""
    weekly_reading: str = ""
    largest: Sequence[Shown] = ()
    issues: int = 0
    both_ranks: str = ""
    adjustment: Mapping[str, Any] = field(default_factory=dict)
    decided: Decided | None = None
    asks: bool = False
    promise: Promise | None = None

    @property
    def is_top(self) -> bool:
        return self.rank is not None and self.rank <= TOP

    @property
    def has_news(self) -> bool:
        return any(self.weekly)

    @property
    def percent(self) -> str:
        return percent(self.share or 0.0)

    @property
    def average(self) -> float:
        return round(sum(self.weekly) / len(self.weekly), 1) if self.weekly else 0.0

    @property
    def this_week(self) -> int:
        return self.weekly[-1] if self.weekly else 0

    @property
    def tag(self) -> tuple[str, str]:
        """The tone and words of the card's state: a decision, or that one is due."""
        if self.decided is not None:
            return self.decided.tone, self.decided.label
        return ("bad", _("Needs a decision")) if self.asks else ("plain", _("No news"))


def reasons(
    said: Iterable[Sentence], names: Mapping[str, str], *, public: bool = False
) -> list[Reason]:
    """The reasons a card lists: counts of people first (RULINGS 28)."""
    return [
        Reason(_ICONS[one["key"]], sentence(one, names, public=public))
        for one in said
        if one["key"] in _ICONS
    ]


def story(
    said: Iterable[Sentence], names: Mapping[str, str], *, public: bool = False
) -> list[str]:
    """What the reasons leave out: places, sums, chances, what would change."""
    return [
        sentence(one, names, public=public) for one in said if one["key"] not in _ICONS
    ]


def moved_words(rank: int | None, before: int | None, *, is_new: bool) -> str:
    """Say how a line moved since last week's list."""
    if rank is None:
        return ""
    if is_new or before is None:
        return _("New on the list")
    if rank == before:
        return _("Same place")
    steps = abs(before - rank)
    if rank < before:
        return ngettext("Up %(steps)d place", "Up %(steps)d places", steps) % {
            "steps": steps
        }
    return ngettext("Down %(steps)d place", "Down %(steps)d places", steps) % {
        "steps": steps
    }


def both_ranks_words(rank: int | None, unadjusted: int | None, factor: float) -> str:
    """Print both ranks of an adjusted line, always (SCIENCE 1.2)."""
    if factor == 1.0 or rank is None or unadjusted is None:
        return ""
    return _(
        "An officer made it count × %(factor)s: place %(rank)d. Without that: place "
        "%(unadjusted)d."
    ) % {"factor": significant(factor), "rank": rank, "unadjusted": unadjusted}


def public_card(
    line: Mapping[str, Any],
    names: Mapping[str, str],
    *,
    promise: Promise | None,
    statuses: Mapping[str, str],
) -> Card:
    """A card from what was published; a problem without a page today is not named."""
    decided = decided_in_words(line["decision"], names)
    title = names[line["kind"]]
    if line["few"]:
        return Card(
            code=line["kind"],
            title=title,
            rank=None,
            few=True,
            decided=decided,
            promise=promise,
        )
    return Card(
        code=line["kind"],
        title=title,
        rank=line["rank"],
        band=line["band"],
        share=line["share"],
        is_pinned=line["pinned"],
        early_signal=line["early_signal"],
        why=reasons(line["explanation"], names, public=True),
        story=story(line["explanation"], names, public=True),
        people=people_count(line["people"]),
        weekly=line["weekly"],
        weekly_unit=_("new problems a week"),
        weekly_reading=_("New problems a week over 12 weeks, %(last)d in the last")
        % {"last": line["weekly"][-1]},
        largest=[
            _shown(one, statuses)
            for one in line["largest"]
            if statuses.get(one["reference"])
        ],
        issues=line["issues"],
        both_ranks=both_ranks_words(
            line["rank"],
            line["rank_unadjusted"],
            (line["adjustment"] or {}).get("factor", 1.0),
        ),
        adjustment=adjustment_in_words(line["adjustment"]),
        decided=decided,
        promise=promise,
    )


def _shown(one: Mapping[str, Any], statuses: Mapping[str, str]) -> Shown:
    return Shown(
        reference=one["reference"],
        where=one["street"] or _("Somewhere in the neighborhood"),
        since=date.fromisoformat(one["first_on"]),
        note=statuses.get(one["reference"], ""),
    )


def adjustment_in_words(made: Mapping[str, Any] | None) -> dict[str, Any]:
    """The reason and the words of an adjustment, ready to show; empty without one."""
    if not made:
        return {}
    return {
        "reason": AdjustReason(made["reason"]).label,
        "text": made["text"],
        "until": date.fromisoformat(made["expires_on"]),
    }


def undecided(cards: Iterable[Card]) -> int:
    return sum(card.asks and card.decided is None for card in cards)
