"""What a browser said before its person showed a code counts fully from then on."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from engagement.common.devices import device_tag
from engagement.common.weeks import town_hour
from engagement.concerns.choices import Tier
from engagement.concerns.counters import recount
from engagement.concerns.models import Voice
from engagement.concerns.services.locks import lock_issues, take_turns
from engagement.concerns.services.origins import whose
from engagement.concerns.services.rule import Family, Line, which_count


@transaction.atomic
def lift_voices(*, device: str, now: datetime) -> int:
    """Verify what was said from this browser without an account; count the voices.

    Three a line in 90 days, the oldest first: one proof is one person.
    """
    tag = device_tag(device)
    take_turns(alone=[f"person:{whose(None, tag, 0)}"])
    chosen = _chosen(tag)
    if not chosen:
        return 0
    roots = set(chosen.values())
    lock_issues(roots)
    voices = Voice.objects.filter(pk__in=chosen)
    hour = town_hour(localtime(now))
    voices.update(tier=Tier.VERIFIED, verified_at=hour, origin="", weight=1.0)
    recount(roots)
    return len(chosen)


def _chosen(tag: str | None) -> dict[int, int]:
    """Name the voices that are to be verified, each with the issue that counts it."""
    lines: dict[Line, dict[int, Family]] = defaultdict(dict)
    wanted: dict[int, set[int]] = defaultdict(set)
    said = Voice.objects.filter(person=None, device=tag).order_by("at", "pk")
    for voice in said.select_related("issue__merged_into"):
        root = voice.issue.merged_into or voice.issue
        line = (root.neighborhood_id, root.kind_id)
        family = Family(root=root.pk, at=voice.at, first=voice.pk)
        lines[line].setdefault(root.pk, family)
        if voice.tier != Tier.VERIFIED:
            wanted[root.pk].add(voice.pk)
    counting = {
        root
        for families in lines.values()
        for root, counts in which_count(families.values()).items()
        if counts
    }
    return {pk: root for root in counting for pk in wanted[root]}
