"""Two or three sentences on top of a report: the first line, who rose, and who fell."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from engagement.priorities.presenting.cards import Card

RISE = 2
ENOUGH = 10
HALVED = 0.5


def summary(cards: Sequence[Card]) -> list[str]:
    """Sentences built from keys and numbers; none for a list without ranks."""
    ranked = sorted(
        (card for card in cards if card.rank is not None), key=lambda c: c.rank or 0
    )
    if not ranked:
        return []
    return [_first(ranked), *_risen(ranked[1:]), *_fallen(ranked)]


def _first(ranked: Sequence[Card]) -> str:
    top = ranked[0]
    if len(ranked) > 1 and ranked[1].band == top.band:
        return _("%(first)s and %(second)s are about equal at the top.") % {
            "first": top.title,
            "second": ranked[1].title,
        }
    if top.before_rank == 1:
        return _("%(first)s is still the first worry.") % {"first": top.title}
    return _("%(first)s is the first worry.") % {"first": top.title}


def _risen(ranked: Sequence[Card]) -> list[str]:
    """The line that rose most since last week, by two places or more."""
    rises = [((c.before_rank or 0) - (c.rank or 0), c) for c in ranked if c.before_rank]
    if not rises:
        return []
    steps, card = max(rises, key=lambda rise: rise[0])
    if steps < RISE:
        return []
    places = {"line": card.title, "before": card.before_rank, "now": card.rank}
    return [_("%(line)s moved up from place %(before)d to place %(now)d.") % places]


def _fallen(ranked: Sequence[Card]) -> list[str]:
    """A line whose reports halved in four weeks, where there were enough to tell."""
    for card in ranked:
        now, before = sum(card.weekly[-4:]), sum(card.weekly[-8:-4])
        if before >= ENOUGH and now <= HALVED * before:
            numbers = {"line": card.title, "now": now, "before": before}
            return [_("%(line)s: %(now)d in 4 weeks, down from %(before)d.") % numbers]
    return []
