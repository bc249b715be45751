"""The patrols somebody signed up for, and what they said about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db.models import Q

from engagement.common.persons import Person, Tables, rows_of
from watchgroups.models import (
    Absence,
    CallLetter,
    Offer,
    Patrol,
    PatrolFeed,
    PatrolSeries,
    Reminder,
    SignUp,
)
from watchgroups.services.forgetting_rota import forget_sign_ups

LEAVES_ROTA: Final[dict[str, Callable[..., int]]] = {"patrols": forget_sign_ups}


def export_rota(person: Person) -> Tables:
    """List their places on patrols, swaps, calls, reminders and absences."""
    me = person.pk
    mine = Q(sign_up__member__person=me)
    offers = Offer.objects.filter(mine | Q(to__person=me))
    return {
        "watchgroups.signup": rows_of(
            SignUp.objects.filter(member__person=me),
            patrol="patrol__title",
            begins_at="patrol__begins_at",
            part="part",
            state="state",
            signed_up_at="signed_up_at",
            dropped_at="dropped_at",
        ),
        "watchgroups.offer": rows_of(
            offers,
            patrol="sign_up__patrol__title",
            state="state",
            made_at="made_at",
            answered_at="answered_at",
        ),
        "watchgroups.absence": rows_of(
            Absence.objects.filter(mine | Q(noted_by__person=me)),
            patrol="sign_up__patrol__title",
            noted_at="noted_at",
            answer="answer",
            answered_at="answered_at",
        ),
        "watchgroups.reminder": rows_of(
            Reminder.objects.filter(mine),
            patrol="sign_up__patrol__title",
            of="of",
            at="at",
        ),
        "watchgroups.callletter": rows_of(
            CallLetter.objects.filter(member__person=me),
            patrol="call__patrol__title",
            on="on",
        ),
        "watchgroups.patrolfeed": rows_of(
            PatrolFeed.objects.filter(person=me), made_at="made_at"
        ),
        "watchgroups.patrol": rows_of(
            Patrol.objects.filter(made_by=me), title="title", made_at="made_at"
        ),
        "watchgroups.patrolseries": rows_of(
            PatrolSeries.objects.filter(made_by=me), title="title", made_at="made_at"
        ),
    }


def erase_rota(person: Person) -> None:
    """Give their places back and take their name off what they planned."""
    me = person.pk
    PatrolFeed.objects.filter(person=me).delete()
    Absence.objects.filter(noted_by__person=me).update(noted_by=None)
    SignUp.objects.filter(member__person=me).delete()
    Patrol.objects.filter(made_by=me).update(made_by=None)
    PatrolSeries.objects.filter(made_by=me).update(made_by=None)
