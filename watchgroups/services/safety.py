"""Whom an alarm reaches: the named second, and the numbers people left for it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.common.sealed import seal
from engagement.outbox.services import send_sealed_text
from engagement.outbox.services.letters import known_language
from engagement.outbox.texting import can_text
from engagement.people.models import User
from engagement.people.numbers import read_number
from watchgroups.choices import LEADING, MemberState
from watchgroups.errors import WalkError
from watchgroups.models import DutyPhone, Membership, SafetyPlan
from watchgroups.permissions import can_be_rung
from watchgroups.queries.walks import active_member, phone_of, seconds_to_choose
from watchgroups.services.locks import group_of_leader, locked_group, note
from watchgroups.services.membership import write_to


@transaction.atomic
def name_second(
    *, group_id: int, member_id: int | None, actor: User, now: datetime
) -> SafetyPlan:
    """Say who is alarmed when no captain answers; they learn what is expected of them.

    Raises NotAllowedError, WalkError.
    """
    group = group_of_leader(group_id, actor)
    offered = {one.pk: one for one in seconds_to_choose(group)}
    if member_id is not None and member_id not in offered:
        raise WalkError(_("Choose a member who does not lead the group."))
    plan, _is_new = SafetyPlan.objects.get_or_create(group=group)
    before, plan.second = plan.second, offered.get(member_id or 0)
    plan.save(update_fields=["second"])
    note(group, actor, "patrol.name_second", now, member=member_id)
    if plan.second is not None and plan.second != before:
        _tell(plan.second, now)
    return plan


def _tell(second: Membership, now: datetime) -> None:
    """Write what is expected, and text it where a number is known already."""
    write_to(second, "second", now)
    number = phone_of(second) if can_text() else ""
    if not number:
        return
    group = second.group
    path = reverse("watchgroups:out_now", args=[group.slug])
    with override(known_language(second.person.language)):
        words = _(
            "%(group)s: you are the second. If a patrol is not heard of and no captain "
            "answers, we text you. Then look here: %(link)s"
        ) % {"group": group.name, "link": f"{settings.SITE_URL}{path}"}
    send_sealed_text(to=number, text=words, now=now)


@transaction.atomic
def keep_duty_phone(*, group_id: int, number: str, actor: User, now: datetime) -> None:
    """Keep the number somebody is rung on in an alarm; an empty one is taken out.

    Raises NotAllowedError, BadNumberError.
    """
    group = locked_group(group_id)
    me = active_member(actor, group.pk)
    if me is None or not can_be_rung(Viewer(user=actor), group):
        raise NotAllowedError(_("Only captains and their second may do that."))
    if not number.strip():
        DutyPhone.objects.filter(member=me).delete()
        note(group, actor, "patrol.take_out_phone", now)
        return
    kept = {"sealed": seal(read_number(number)), "kept_at": now}
    DutyPhone.objects.update_or_create(member=me, defaults=kept)
    note(group, actor, "patrol.keep_phone", now)


def forget_duty_phones(*, now: datetime) -> int:  # noqa: ARG001 - asked like the others
    """Let go of numbers of those who no longer lead, nor are named."""
    leads = Q(member__part__in=LEADING, member__state=MemberState.ACTIVE)
    named = Q(member__in=SafetyPlan.objects.exclude(second=None).values("second"))
    stays = leads | named & Q(member__state=MemberState.ACTIVE)
    return DutyPhone.objects.exclude(stays).delete()[0]
