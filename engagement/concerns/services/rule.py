"""At most three issues of one person count on one line in 90 days (SCIENCE 1.2).

Further ones are kept, shown and worked on. A new voice asks once; whatever changes the
past (withdrawing, merging, another kind or place) counts again from the oldest on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from engagement.concerns.choices import Tier
from engagement.concerns.models import Voice

MOST: Final = 3
WINDOW: Final = timedelta(days=90)
Line = tuple[int | None, int]  # neighborhood, kind


@dataclass
class Family:
    """One person's voices on one issue and what was merged into it."""

    root: int
    at: datetime
    first: int
    voices: list[tuple[int, bool]] = field(default_factory=list)


def which_count(families: Iterable[Family]) -> dict[int, bool]:
    """Decide for one person on one line, oldest first: root issue to whether it counts."""
    counted: list[datetime] = []
    answers: dict[int, bool] = {}
    for family in sorted(families, key=lambda f: (f.at, f.first)):
        within = [at for at in counted if at > family.at - WINDOW]
        answers[family.root] = len(within) < MOST
        if answers[family.root]:
            counted.append(family.at)
    return answers


def voices_on_line(line: Line) -> Any:  # a QuerySet[Voice] that also has `root`
    """Every voice whose issue, or the one it became part of, lies on the line."""
    place, kind = line
    own = Q(issue__merged_into=None, issue__kind=kind, issue__neighborhood=place)
    merged = Q(
        issue__merged_into__isnull=False,
        issue__merged_into__kind=kind,
        issue__merged_into__neighborhood=place,
    )
    rooted = Voice.objects.filter(own | merged)
    return rooted.annotate(root=Coalesce("issue__merged_into", F("issue")))


def may_count(person_id: int, line: Line, at: datetime) -> bool:
    """Tell whether one more issue of this person counts now."""
    lately = voices_on_line(line).filter(person=person_id, counts=True)
    lately = lately.filter(at__gt=at - WINDOW)
    return bool(lately.values("root").distinct().count() < MOST)


def proof_may_lift(device: str, line: Line, at: datetime) -> bool:
    """Tell whether a browser's proof verifies one more issue on the line.

    A voice without a person is exempt from the rule above (RULINGS 11), but one proof
    is one person: past three it says what everybody may say without one.
    """
    lifted = voices_on_line(line).filter(
        person=None, device=device, tier=Tier.VERIFIED, at__gt=at - WINDOW
    )
    return bool(lifted.values("root").distinct().count() < MOST)


def roots_of_person(person_id: int, line: Line) -> set[int]:
    """Name the issues, merged ones as one, on which the person has a voice."""
    mine = voices_on_line(line).filter(person=person_id).order_by()
    return set(mine.values_list("root", flat=True))


def count_again(person_ids: Collection[int], line: Line) -> set[int]:
    """Apply the rule afresh to these people; name the issues whose counters are off."""
    changed: dict[bool, list[int]] = {True: [], False: []}
    roots: set[int] = set()
    for families in _families(person_ids, line).values():
        answers = which_count(families.values())
        for family in families.values():
            right = answers[family.root]
            wrong = [voice for voice, counts in family.voices if counts != right]
            if wrong:
                changed[right] += wrong
                roots.add(family.root)
    for right, voice_ids in changed.items():
        if voice_ids:
            Voice.objects.filter(pk__in=voice_ids).update(counts=right)
    return roots


def _families(person_ids: Collection[int], line: Line) -> dict[int, dict[int, Family]]:
    """Group the voices by person, then by the issue they stand on."""
    rows = voices_on_line(line).filter(person__in=person_ids).order_by("at", "pk")
    found: dict[int, dict[int, Family]] = defaultdict(dict)
    wanted = rows.values_list("person_id", "root", "at", "pk", "counts")
    for person, root, at, voice, counts in wanted:
        family = found[person].setdefault(root, Family(root=root, at=at, first=voice))
        family.voices.append((voice, counts))
    return found
