"""Who did not come: said by a partner with a name, answered by the person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from watchgroups.choices import ON_IT, SignUpState
from watchgroups.errors import PatrolIncompleteError, PatrolOverError
from watchgroups.models import Absence, Patrol, SignUp
from watchgroups.services.checking import words_of
from watchgroups.services.locks import group_of_leader, note
from watchgroups.services.locks_rota import locked_patrol
from watchgroups.services.rota_clock import count_patrol
from watchgroups.services.rota_letters import tell

NOTED_WITHIN: Final = timedelta(days=7)
LONGEST_ANSWER: Final = 500


@transaction.atomic
def note_absence(*, sign_up_id: int, actor: User, now: datetime) -> Absence:
    """Say that a partner did not come; they are told, and may answer.

    Only who was on the same patrol can say so, within a week. Raises NotAllowedError,
    PatrolOverError, PatrolIncompleteError.
    """
    one, patrol = _taken(sign_up_id)
    partners = patrol.sign_ups.filter(member__person=actor, state__in=ON_IT)
    partner = partners.select_related("member").first()
    if partner is None or partner.pk == one.pk:
        raise NotAllowedError(_("Only who was on the same patrol can say that."))
    is_time = patrol.begins_at <= now <= patrol.ends_at + NOTED_WITHIN
    if patrol.is_cancelled or not is_time:
        raise PatrolOverError(_("Say it once the patrol has begun, within a week."))
    if one.state != SignUpState.SIGNED_UP:
        raise PatrolIncompleteError(_("This is noted already."))
    one.state = SignUpState.NO_SHOW
    one.save(update_fields=["state"])
    made = Absence.objects.create(sign_up=one, noted_by=partner.member, noted_at=now)
    _count_again(patrol, now)
    note(patrol.group, actor, "patrol.note_absence", now, patrol=patrol.pk)
    tell(one, patrol, "absent", now)
    return made


@transaction.atomic
def answer_absence(
    *, absence_id: int, text: str, actor: User, now: datetime
) -> Absence:
    """Say what happened; the captains of the group read it.

    Raises NotAllowedError, GroupIncompleteError.
    """
    rows = Absence.objects.select_for_update(of=("self",))
    absence = rows.select_related("sign_up__member").get(pk=absence_id)
    if absence.sign_up.member.person_id != actor.pk:
        raise NotAllowedError(_("Only the person it is about can answer."))
    absence.answer = words_of(text, LONGEST_ANSWER, _("Write what happened."))
    absence.answered_at = now
    absence.save(update_fields=["answer", "answered_at"])
    return absence


@transaction.atomic
def lift_absence(*, absence_id: int, actor: User, now: datetime) -> SignUp:
    """Take it back as a captain: they were there. Raises NotAllowedError."""
    found = Absence.objects.select_related("sign_up").get(pk=absence_id)
    one, patrol = _taken(found.sign_up_id)
    group_of_leader(patrol.group_id, actor)
    one.state = SignUpState.CAME
    one.save(update_fields=["state"])
    found.delete()
    _count_again(patrol, now)
    note(patrol.group, actor, "patrol.lift_absence", now, patrol=patrol.pk)
    return one


def _taken(sign_up_id: int) -> tuple[SignUp, Patrol]:
    found = SignUp.objects.get(pk=sign_up_id)
    patrol = locked_patrol(found.patrol_id)
    return SignUp.objects.select_for_update(of=("self",)).get(pk=sign_up_id), patrol


def _count_again(patrol: Patrol, now: datetime) -> None:
    if patrol.outcome:
        count_patrol(patrol, now)
