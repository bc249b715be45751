"""Groups somebody is in or leads, and what they said there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db.models import Q

from engagement.common.persons import Person, Row, Tables, plain_value, rows_of
from engagement.people.addresses import one_mailbox
from watchgroups import belongings_cameras, belongings_messages, belongings_technology
from watchgroups.belongings_roster import LEAVES as ROSTER_LEAVES
from watchgroups.belongings_roster import erase_roster, export_roster
from watchgroups.belongings_rota import LEAVES_ROTA, erase_rota, export_rota
from watchgroups.belongings_walks import LEAVES as OF_WALKS
from watchgroups.belongings_walks import erase_walks, export_walks
from watchgroups.choices import FrozenBecause, GroupState, MemberState, Part
from watchgroups.details import read_details
from watchgroups.models import (
    Appointment,
    CodeOfConduct,
    Group,
    Membership,
)
from watchgroups.services.appointing import forget_appointments

LEAVES: Final[dict[str, Callable[..., int]]] = {
    "captain_letters": forget_appointments,
    **OF_WALKS,
    **belongings_messages.LEAVES,
    **ROSTER_LEAVES,
    **LEAVES_ROTA,
    **belongings_cameras.LEAVES,
    **belongings_technology.LEAVES,
}


def export_person(person: Person) -> Tables:
    """List the groups they are or were in, and what they said of themselves."""
    mine = Membership.objects.filter(person=person.pk).select_related("group")
    letters = Appointment.objects.filter(_letters(person))
    begun = Group.objects.filter(
        Q(made_by=person.pk) | Q(liaison=person.pk) | Q(list_right_by=person.pk)
    )
    codes = CodeOfConduct.objects.filter(made_by=person.pk)
    return {
        **export_walks(person),
        **belongings_messages.export_messages(person),
        **belongings_cameras.export_cameras(person),
        **belongings_technology.export_technology(person),
        "watchgroups.membership": [_row_of(one) for one in mine.order_by("pk")],
        "watchgroups.appointment": rows_of(
            letters,
            group="group__name",
            state="state",
            reason="reason",
            asked_at="asked_at",
        ),
        "watchgroups.group": rows_of(begun, name="name", made_at="made_at"),
        "watchgroups.codeofconduct": rows_of(
            codes, group="group__name", number="number", made_at="made_at"
        ),
        **export_roster(person),
        **export_rota(person),
    }


def erase_person(person: Person) -> None:
    """Leave every group at once; one they led rests until somebody leads it."""
    belongings_messages.erase_messages(person)
    belongings_cameras.erase_cameras(person)
    belongings_technology.erase_technology(person)
    led = Membership.objects.filter(
        person=person.pk, part=Part.CAPTAIN, state=MemberState.ACTIVE
    )
    Group.objects.filter(pk__in=led.values("group"), state=GroupState.ACTIVE).update(
        state=GroupState.FROZEN, frozen_because=FrozenBecause.NO_CAPTAIN
    )
    erase_walks(person)
    Appointment.objects.filter(
        Q(address=one_mailbox(person.email)) | Q(accepted_by=person.pk)
    ).delete()
    erase_rota(person)
    Appointment.objects.filter(asked_by=person.pk).update(asked_by=None)
    Appointment.objects.filter(decided_by=person.pk).update(decided_by=None)
    erase_roster(person)
    Membership.objects.filter(person=person.pk).delete()
    CodeOfConduct.objects.filter(made_by=person.pk).update(made_by=None)
    Group.objects.filter(made_by=person.pk).update(made_by=None)
    Group.objects.filter(liaison=person.pk).update(liaison=None)
    Group.objects.filter(list_right_by=person.pk).update(list_right_by=None)


def _letters(person: Person) -> Q:
    return (
        Q(address=one_mailbox(person.email))
        | Q(asked_by=person.pk)
        | Q(decided_by=person.pk)
        | Q(accepted_by=person.pk)
    )


def _row_of(one: Membership) -> Row:
    said = read_details(one.sealed)
    columns = {
        "group": one.group.name,
        "part": one.part,
        "state": one.state,
        "public_name": one.public_name,
        "name": one.name,
        "street": one.street,
        "block_streets": "; ".join(one.block_streets),
        "skills": said.skills,
        "availability": said.availability,
        "languages": said.languages,
        "emergency_contact": said.emergency_contact,
        "note": said.note,
        "answers": "; ".join(said.answers.values()),
        "shares_contact": one.shares_contact,
        "asked_at": one.asked_at,
        "began_at": one.began_at,
        "ended_at": one.ended_at,
        "asked_again_at": one.asked_again_at,
        "letters_unanswered": one.letters_unanswered,
        "reason": one.reason,
    }
    return {word: plain_value(value) for word, value in columns.items()}
