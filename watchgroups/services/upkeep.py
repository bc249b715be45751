"""By the clock: who says that they still take part, who has not agreed, what is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from watchgroups.choices import GroupState, MemberState
from watchgroups.models import CodeOfConduct, MemberLook, Membership
from watchgroups.models.members import LETTERS_UNTIL_REST
from watchgroups.services import membership
from watchgroups.services.closing import end_what_is_closed

A_MONTH: Final = timedelta(days=30)
BETWEEN_LETTERS: Final = timedelta(days=30)
DECLINED_KEPT: Final = timedelta(days=30)
OVER_KEPT: Final = timedelta(days=365)
AT_ONCE: Final = 200


@transaction.atomic
def ask_whether_they_take_part(*, now: datetime) -> int:
    """Write to members who said nothing for long: two letters, then they rest."""
    since = now - A_MONTH * settings.WATCH_CONFIRM_MONTHS
    silent = _at_work().filter(
        Q(asked_again_at=None) | Q(asked_again_at__lte=now - BETWEEN_LETTERS),
        confirmed_at__lte=since,
        letters_unanswered__lte=LETTERS_UNTIL_REST,
    )
    asked = 0
    for member in _taken(silent):
        if member.letters_unanswered < LETTERS_UNTIL_REST:
            asked += 1
            member.asked_again_at = now
            membership.write_to(member, "still", now)
        member.letters_unanswered += 1
        member.save(update_fields=["letters_unanswered", "asked_again_at"])
    return asked


@transaction.atomic
def ask_to_agree_anew(*, now: datetime) -> int:
    """Tell members of rules newer than those they agreed to; one letter for each."""
    newest = CodeOfConduct.objects.filter(group=OuterRef("group")).order_by("-number")
    behind = _at_work().annotate(newest=Subquery(newest.values("number")[:1]))
    behind = behind.filter(
        Q(agreed_code=None) | ~Q(agreed_code__number=F("newest")),
        told_code__lt=F("newest"),
    )
    told = 0
    for member in _taken(behind):
        member.told_code = member.newest  # type: ignore[attr-defined]  # annotated
        member.told_code_at = now
        member.save(update_fields=["told_code", "told_code_at"])
        membership.write_to(member, "rules", now)
        told += 1
    return told


def forget_memberships(*, now: datetime) -> int:
    """Let go of what is over: declined after a month, the rest after a year.

    Nobody stays in a group that is closed: whoever does is let go first.
    """
    end_what_is_closed(now=now)
    declined = Membership.objects.filter(
        state=MemberState.DECLINED, ended_at__lt=now - DECLINED_KEPT
    )
    over = Membership.objects.filter(ended_at__lt=now - OVER_KEPT)
    return _gone(declined) + _gone(over)


def forget_member_looks(*, now: datetime) -> int:
    """Let go of looks after two years; say how many."""
    return _gone(MemberLook.objects.filter(at__lt=now - 2 * OVER_KEPT))


def _gone(rows: QuerySet[Membership] | QuerySet[MemberLook]) -> int:
    count = rows.count()
    rows.delete()
    return count


def _at_work() -> QuerySet[Membership]:
    return Membership.objects.filter(
        state=MemberState.ACTIVE,
        group__state=GroupState.ACTIVE,
        person__is_active=True,
    )


def _taken(found: QuerySet[Membership]) -> list[Membership]:
    """A handful at a time, passing by rows somebody else changes now."""
    rows = found.select_related("person").order_by("pk")
    return list(rows.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
