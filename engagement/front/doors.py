"""The doors behind the pages: where somebody with a role goes to work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from engagement.audit.queries import can_read_record
from engagement.common.roles import Role, Viewer
from engagement.concerns.choices import ComplaintStatus
from engagement.concerns.queries.conduct import complaints_visible_to
from engagement.concerns.queries.oversight import can_oversee_looks
from engagement.front.permissions import can_see_departures
from engagement.outbox.queries import dead_jobs
from engagement.people.permissions import can_open_codes
from engagement.people.queries import waiting_requests


@dataclass(frozen=True)
class Door:
    """One place to work, and how many things wait there."""

    label: str | Promise
    url: str
    count: int = 0


def doors_of(viewer: Viewer) -> list[Door]:
    """List what this person's roles open; empty for everybody else."""
    return list(_doors(viewer))


def _people_and_roles() -> Door:
    waiting = waiting_requests(now()).count()
    return Door(_("People and roles"), reverse("people:people"), waiting)


def _doors(viewer: Viewer) -> Iterator[Door]:
    is_admin, is_officer = viewer.holds(Role.ADMIN), viewer.holds(Role.OFFICER)
    if is_officer:
        yield Door(_("Today at the desk"), reverse("front:desk"))
        yield Door(_("Organizers"), reverse("people:organizers"))
    if can_oversee_looks(viewer):
        waiting = complaints_visible_to(viewer).filter(status=ComplaintStatus.RECEIVED)
        yield Door(
            _("The overseer’s desk"), reverse("concerns:oversight"), waiting.count()
        )
    if is_officer or is_admin:
        yield Door(_("Priority reports"), reverse("priorities:reports"))
    if viewer.user is not None and can_open_codes(viewer.user):
        yield Door(_("Codes for letters and meetings"), reverse("front:code_sheets"))
    if is_admin:
        yield _people_and_roles()
        yield Door(_("Set-up: town, kinds, holidays"), reverse("admin:index"))
        given_up = dead_jobs().count()
        yield Door(_("Open what is closed to you"), reverse("concerns:break_glass"))
        yield Door(_("Letters given up"), reverse("front:dead_letters"), given_up)
    if can_read_record(viewer):
        yield Door(_("Record of acts"), reverse("front:record"))
    if can_see_departures(viewer):
        yield Door(_("What leaves by itself"), reverse("front:retention"))
