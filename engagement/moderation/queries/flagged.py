"""How many people stand behind the flags on one text or photo (decision 0028).

A person with an account is one. Visitors of one network on one day are one, and none
where somebody signed in flagged from there. A visitor whose network cannot be told
(the day's salt is away) is read by moderators and counts toward nothing. So does who
flagged three times what a moderator let stand.
"""

from __future__ import annotations

from typing import Final

from django.db.models import Count, Q, QuerySet

from engagement.moderation.choices import FlagOutcome
from engagement.moderation.models import Flag, Review

DISTINCT_TO_HIDE: Final = 3
_UNFOUNDED_AT_MOST: Final = 3


def flags_of(review: Review) -> QuerySet[Flag]:
    """List the flags nobody has looked at yet; who sent them is not told."""
    flags = Flag.objects.filter(review=review, outcome=FlagOutcome.OPEN)
    return flags.order_by("at", "pk")


def counted_people(review: Review) -> int:
    """Count distinct people behind the open flags."""
    rows = list(flags_of(review).values_list("person", "device", "origin"))
    tired = _cried_wolf(
        {person for person, _device, _origin in rows if person},
        {device for _person, device, _origin in rows if device},
    )
    counted = [row for row in rows if row[0] not in tired and row[1] not in tired]
    people = {person for person, _device, _origin in counted if person}
    theirs = {origin for person, _device, origin in counted if person and origin}
    networks = {origin for person, _device, origin in counted if not person and origin}
    return len(people) + len(networks - theirs)


def _cried_wolf(people: set[int], devices: set[str]) -> set[int | str]:
    """Name who was wrong too often."""
    wrong = Flag.objects.filter(outcome=FlagOutcome.UNFOUNDED).order_by()
    found: set[int | str] = set()
    for field, among in (("person", people), ("device", devices)):
        often = (
            wrong.filter(Q(**{f"{field}__in": among}))
            .values_list(field)
            .annotate(times=Count("pk"))
            .filter(times__gte=_UNFOUNDED_AT_MOST)
        )
        found |= {who for who, _times in often}
    return found
