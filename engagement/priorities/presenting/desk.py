"""What an officer reads of a report: every number, and what still has to be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.concerns.choices import Status
from engagement.priorities.choices import Counted, Decision
from engagement.priorities.frozen import City, Facts
from engagement.priorities.models import InputRow, Line
from engagement.priorities.presenting.cards import (
    Card,
    Shown,
    adjustment_in_words,
    both_ranks_words,
    moved_words,
    reasons,
    story,
)
from engagement.priorities.presenting.decisions import decided_in_words, stored
from engagement.promises.models import Promise

QUIET_SHARE = 0.5
EXPECTED_AT_LEAST = 10


@dataclass(frozen=True)
class Tile:
    """One number above the list."""

    value: str
    label: str
    note: str = ""
    tone: str = "muted"
    mark: str = ""
    counted: str = ""
    noted: str = ""


def desk_cards(
    lines: Sequence[Line],
    largest: Iterable[InputRow],
    promises: Iterable[Promise],
) -> list[Card]:
    """One card a line, in the order of the list."""
    names = names_of(lines)
    rows = defaultdict(list)
    for row in largest:
        rows[row.line_id].append(row)
    kept = promises_by_kind(promises)
    is_first = all(line.before is None for line in lines)  # type: ignore[attr-defined]  # annotated
    return [
        _card(line, names, rows[line.pk], kept.get(line.kind.code), is_first=is_first)
        for line in lines
    ]


def names_of(lines: Iterable[Line]) -> dict[str, str]:
    return {line.kind.code: line.kind.label for line in lines}


def promises_by_kind(promises: Iterable[Promise]) -> dict[str, Promise]:
    """The first unsettled promise of each kind; promises come in reading order."""
    found: dict[str, Promise] = {}
    for promise in promises:
        link = getattr(promise, "line_link", None)
        if link is not None and not promise.is_settled:
            found.setdefault(link.kind.code, promise)
    return found


def tiles(facts: Facts, voices: int) -> list[Tile]:
    """Four numbers, each with what it is compared to and the name of its rows."""
    weekly = facts["new_by_week"]
    usual = round(sum(weekly[:-1]) / max(1, len(weekly) - 1))
    return [
        _against(
            weekly[-1],
            usual,
            _("new concerns this week"),
            (_("%(more)d more than usual"), _("%(less)d fewer than usual")),
            _("as many as usual"),
            Counted.WEEK,
        ),
        _against(
            facts["open"],
            facts["open_a_week_ago"],
            _("problems still open"),
            (_("%(more)d more than last week"), _("%(less)d fewer than last week")),
            _("same as last week"),
            Counted.OPEN,
        ),
        _reply_tile(facts["first_reply_days"]),
        Tile(
            str(voices),
            _("people spoke up in 120 days"),
            _late_words(facts["late"]),
            counted=Counted.VOICED,
            noted=Counted.LATE if facts["late"] else "",
        ),
    ]


def number_of(facts: Facts, counted: Counted) -> int | None:
    """What the page says beside these rows; None where it counts something else."""
    numbers = {
        Counted.WEEK: facts["new_by_week"][-1],
        Counted.MONTH: facts["concerns_28_days"],
        Counted.OPEN: facts["open"],
        Counted.LATE: facts["late"],
    }
    return numbers.get(counted)


def who_is_missing(facts: Facts, city: City, population: int | None) -> str:
    """Say that a place is quiet, when the numbers bear it out; else nothing."""
    everyone = city["population"]
    if not population or not everyone:
        return ""
    expected = city["concerns_28_days"] * population / everyone
    heard = facts["concerns_28_days"]
    if expected < EXPECTED_AT_LEAST or heard > QUIET_SHARE * expected:
        return ""
    return _(
        "%(heard)d concerns came from here in 4 weeks. If people here wrote as often as "
        "in the rest of the town, it would be about %(expected)d. Quiet does not mean "
        "that all is well: ask at a meeting or at the doors."
    ) % {"heard": heard, "expected": round(expected)}


def _card(
    line: Line,
    names: Mapping[str, str],
    rows: Sequence[InputRow],
    promise: Promise | None,
    *,
    is_first: bool,
) -> Card:
    before: dict[str, Any] | None = line.before  # type: ignore[attr-defined]  # annotated
    adjusted: dict[str, Any] | None = line.adjusted  # type: ignore[attr-defined]  # annotated
    last = line.weekly[-1] if line.weekly else 0
    return Card(
        code=line.kind.code,
        title=line.kind.label,
        rank=line.rank,
        band=line.band,
        before_rank=before["rank"] if before else None,
        share=line.share,
        moved=""
        if is_first
        else moved_words(
            line.rank, before["rank"] if before else None, is_new=before is None
        ),
        is_pinned=line.is_pinned,
        early_signal=line.early_signal,
        why=reasons(line.explanation, names),
        story=story(line.explanation, names),
        flags=story(line.flags, names),
        people=str(line.people),
        weekly=line.weekly,
        weekly_unit=_("reports a week"),
        weekly_reading=_("Reports a week over 12 weeks, %(last)d in the last")
        % {"last": last},
        largest=[_shown(row) for row in rows],
        issues=line.issues,
        both_ranks=both_ranks_words(line.rank, line.rank_unadjusted, line.adjustment),
        adjustment=_waiting_or_made(adjusted),
        decided=decided_in_words(stored(line), names),
        asks=line.changed,
        promise=promise,
    )


def _waiting_or_made(adjusted: Mapping[str, Any] | None) -> dict[str, Any]:
    if not adjusted:
        return {}
    words = adjustment_in_words({**adjusted, "reason": adjusted["reason_code"]})
    waits = adjusted["needs_second"] and adjusted["countersigned_by"] is None
    return {**words, "waits": waits}


def _shown(row: InputRow) -> Shown:
    status = Status(row.issue.status).label
    people = ngettext("%(count)d person", "%(count)d people", row.people) % {
        "count": row.people
    }
    return Shown(
        reference=row.issue.reference,
        where=row.street or _("No place known"),
        since=row.first_on,
        note=_("%(people)s, %(status)s") % {"people": people, "status": status},
    )


def _against(
    value: int,
    other: int,
    label: str,
    changed: tuple[str, str],
    same: str,
    counted: Counted,
) -> Tile:
    if value == other:
        return Tile(str(value), label, same, counted=counted)
    if value > other:
        note = changed[0] % {"more": value - other}
        return Tile(str(value), label, note, "up", "up", counted)
    note = changed[1] % {"less": other - value}
    return Tile(str(value), label, note, "down", "down", counted)


def _reply_tile(days: float | None) -> Tile:
    label = _("days to a first reply (half were faster)")
    if days is None:
        return Tile("–", label, _("nothing answered yet"))
    return Tile(f"{days:.1f}", label, counted=Counted.REPLIED)


def _late_words(late: int) -> str:
    if not late:
        return _("nothing is past its target")
    return ngettext(
        "%(late)d problem is past its target",
        "%(late)d problems are past their target",
        late,
    ) % {"late": late}


def unpromised(cards: Iterable[Card]) -> int:
    """Lines taken on for which nobody has promised anything yet."""
    return sum(
        card.decided is not None
        and card.decided.code == Decision.ADOPT
        and card.promise is None
        for card in cards
    )
