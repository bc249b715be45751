"""Walks somebody was on, what they logged, and how alarms reach them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engagement.common.persons import Person, Tables, rows_of
from engagement.common.sealed import unseal
from watchgroups.models import DutyPhone, Observation, SafetyPlan, Walk, Walker
from watchgroups.services.forgetting_walks import forget_walks
from watchgroups.services.safety import forget_duty_phones

LEAVES: Final[dict[str, Callable[..., int]]] = {
    "walks": forget_walks,
    "duty_phones": forget_duty_phones,
}


def export_walks(person: Person) -> Tables:
    """List when they were out, what they wrote, and their numbers."""
    phones = DutyPhone.objects.filter(member__person=person.pk).order_by("pk")
    return {
        "watchgroups.walker": rows_of(
            Walker.objects.filter(member__person=person.pk),
            patrol="walk__patrol__title",
            area="walk__area",
            began_at="walk__began_at",
            ended_at="walk__ended_at",
        ),
        "watchgroups.observation": rows_of(
            Observation.objects.filter(writer__person=person.pk),
            group="group__name",
            kind="kind",
            words="words",
            place="place",
            written_at="written_at",
        ),
        "watchgroups.dutyphone": [
            {"number": unseal(one.sealed), "kept_at": one.kept_at.isoformat()}
            for one in phones
        ],
        "watchgroups.safetyplan": rows_of(
            SafetyPlan.objects.filter(second__person=person.pk), group="group__name"
        ),
    }


def erase_walks(person: Person) -> None:
    """Cut the log off from them; walks, numbers and parts go with the membership."""
    mine = Observation.objects.filter(writer__person=person.pk)
    mine.update(writer=None, words="")
    Walk.objects.filter(walkers__member__person=person.pk).update(area="")
    Walker.objects.filter(member__person=person.pk).delete()
    DutyPhone.objects.filter(member__person=person.pk).delete()
    SafetyPlan.objects.filter(second__person=person.pk).update(second=None)
