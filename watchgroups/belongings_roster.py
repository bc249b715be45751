"""Around a member: letters, looks, a guardian, an appeal; how they are handed out and let go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db.models import Q

from engagement.common.persons import Person, Tables, rows_of
from engagement.people.addresses import one_mailbox
from watchgroups.models import (
    Guardian,
    MemberAppeal,
    MemberInvitation,
    MemberLook,
)
from watchgroups.services.inviting import forget_member_letters
from watchgroups.services.upkeep import forget_member_looks, forget_memberships

LEAVES: Final[dict[str, Callable[..., int]]] = {
    "memberships": forget_memberships,
    "member_letters": forget_member_letters,
    "member_looks": forget_member_looks,
}


def export_roster(person: Person) -> Tables:
    """List letters to them and from them, who looked at them, what they appealed."""
    letters = MemberInvitation.objects.filter(_letters(person))
    looks = MemberLook.objects.filter(
        Q(membership__person=person.pk) | Q(actor=person.pk)
    )
    appeals = MemberAppeal.objects.filter(
        Q(membership__person=person.pk) | Q(decided_by=person.pk)
    )
    guardians = Guardian.objects.filter(membership__person=person.pk)
    return {
        "watchgroups.memberinvitation": rows_of(
            letters, group="group__name", asked_at="invited_at", sent_at="sent_at"
        ),
        "watchgroups.memberlook": rows_of(
            looks, group="group__name", what="what", reason="reason", at="at"
        ),
        "watchgroups.memberappeal": rows_of(
            appeals,
            group="membership__group__name",
            words="words",
            verdict="verdict",
            answer="answer",
            asked_at="asked_at",
        ),
        "watchgroups.guardian": rows_of(
            guardians, group="membership__group__name", asked_at="asked_at"
        ),
    }


def erase_roster(person: Person) -> None:
    """Take their name off what they did; what was about them goes with the membership."""
    MemberInvitation.objects.filter(address=one_mailbox(person.email)).delete()
    MemberInvitation.objects.filter(invited_by=person.pk).update(invited_by=None)
    MemberLook.objects.filter(actor=person.pk).update(actor=None)
    MemberAppeal.objects.filter(decided_by=person.pk).update(decided_by=None)


def _letters(person: Person) -> Q:
    return Q(address=one_mailbox(person.email)) | Q(invited_by=person.pk)
