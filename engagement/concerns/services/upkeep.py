"""What keeps the counts right by night: drift, new proofs, old drafts and tags."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime

from engagement.audit.services import record
from engagement.common.weeks import town_hour
from engagement.concerns.choices import Tier
from engagement.concerns.counters import drift_between, recount
from engagement.concerns.models import Cursor, Draft, DriftCheck, Issue, Voice
from engagement.concerns.services.locks import lock_issues
from engagement.concerns.services.origins import wipe_old_tags
from engagement.concerns.services.photos import drop_draft_photos
from engagement.concerns.services.tiers import trust_in
from engagement.people.models import Proof, User

_BATCH: Final = 20_000
_PEOPLE: Final = 200
_STILL_COMING: Final = timedelta(minutes=10)  # an earlier proof may commit later
_RULES: Final = {"confirmed": 1, "strong": 2}


def check_counters(*, now: datetime) -> DriftCheck:
    """Compare every issue's counters with its voices; put right and note what is off.

    The note is what `doctor` reads; a drift is also in the audit trail.
    """
    drifted, worst, issues = 0, 0.0, Issue.objects.count()
    for after, upto in _ranges():
        for issue_id, gap in drift_between(after, upto):
            drifted, worst = drifted + 1, max(worst, gap)
            _put_right(issue_id)
    check = DriftCheck.objects.create(
        at=now, issues=issues, drifted=drifted, worst=worst
    )
    if drifted:
        record(
            actor=None,
            action="concerns.counters_repaired",
            subject=check,
            now=now,
            drifted=drifted,
            worst=worst,
        )
    return check


def _ranges() -> Iterator[tuple[int, int]]:
    last = Issue.objects.aggregate(last=Max("pk"))["last"] or 0
    for after in range(0, last, _BATCH):
        yield after, after + _BATCH


@transaction.atomic
def _put_right(issue_id: int) -> None:
    lock_issues([issue_id])
    recount([issue_id])


def recount_proved(*, now: datetime) -> int:
    """Give the voices of newly proved people their tier; count the people looked at.

    Proofs are read from a cursor that stays ten minutes behind, so that none is missed;
    looking twice changes nothing.
    """
    if _rule_has_changed():
        return _go_through_everybody(now)
    cursor, _new = Cursor.objects.get_or_create(name="proofs")
    proofs = Proof.objects.filter(pk__gt=cursor.position).order_by("pk")
    fresh = list(proofs.values_list("pk", "user_id", "at"))
    people = sorted({user for _pk, user, _at in fresh})
    for user in User.objects.filter(pk__in=people).order_by("pk"):
        give_tier(user, now=now)
    settled = [pk for pk, _user, at in fresh if at < now - _STILL_COMING]
    if settled:
        cursor.position = max(settled)
        cursor.save(update_fields=["position"])
    return len(people)


def _rule_has_changed() -> bool:
    rule = _RULES[settings.TRUST_RULE]
    known, is_new = Cursor.objects.get_or_create(
        name="trust rule", defaults={"position": rule}
    )
    return not is_new and known.position != rule


def _go_through_everybody(now: datetime) -> int:
    """Apply another rule of trust to all who ever spoke (RULINGS 14)."""
    seen, after = 0, 0
    spoken = User.objects.filter(pk__in=Voice.objects.values("person")).order_by("pk")
    while people := list(spoken.filter(pk__gt=after)[:_PEOPLE]):
        for user in people:
            give_tier(user, now=now)
        seen, after = seen + len(people), people[-1].pk
    rule = _RULES[settings.TRUST_RULE]
    Cursor.objects.filter(name="trust rule").update(position=rule)
    return seen


@transaction.atomic
def give_tier(user: User, *, now: datetime) -> None:
    """Give all of somebody's voices the tier their proofs give them now."""
    tier = trust_in(user, now).tier
    wrong = Voice.objects.filter(person=user).exclude(tier=tier).order_by()
    pairs = wrong.values_list("issue", "issue__merged_into")
    roots = {into or issue for issue, into in pairs}
    if not roots:
        return
    lock_issues(roots)
    at = town_hour(localtime(now)) if tier == Tier.VERIFIED else None
    wrong.update(tier=tier, verified_at=at)
    recount(roots)


@transaction.atomic
def purge_drafts(*, now: datetime) -> int:
    """Delete reports that were begun and left for a day, their photos too (UX 4)."""
    old = Draft.objects.select_for_update().filter(expires_at__lte=now).order_by("pk")
    left = list(old.values_list("pk", flat=True))
    drop_draft_photos(drafts=left)
    Draft.objects.filter(pk__in=left).delete()
    return len(left)


def forget_origins(*, now: datetime) -> int:
    """Wipe the tags of origin after 30 days (RULINGS 15)."""
    return wipe_old_tags(now)
