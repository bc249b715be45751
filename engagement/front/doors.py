"""The doors behind the pages: where somebody with a role goes to work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.audit.queries import can_read_record
from engagement.common.roles import Role, Viewer
from engagement.concerns.choices import ComplaintStatus
from engagement.concerns.queries.conduct import complaints_visible_to
from engagement.concerns.queries.oversight import can_oversee_looks
from engagement.front.permissions import can_see_departures
from engagement.moderation.permissions import can_open_queue, can_sample
from engagement.moderation.queries import QueueFilters, bench_at, queue_for
from engagement.outbox.queries import dead_jobs
from engagement.people.permissions import can_open_codes
from engagement.people.queries import waiting_removals, waiting_requests
from feedback.permissions import can_make_surveys, can_open_texts
from meetings.permissions import can_create_anywhere
from meetings.queries import meetings_organized_by
from watchgroups.permissions import can_look_after_groups, can_open_reports
from watchgroups.queries import groups_led_by
from watchgroups.queries.roster import waiting_at_the_desk

MODERATE: Final = (Role.MODERATOR, Role.OFFICER, Role.OVERSEER, Role.ADMIN)


@dataclass(frozen=True)
class Door:
    """One place to work, and how many things wait there."""

    label: str | Promise
    url: str
    count: int = 0


def doors_of(viewer: Viewer, now: datetime) -> list[Door]:
    """List what this person's roles open; empty for everybody else."""
    return list(_doors(viewer, now))


def _people_and_roles(now: datetime) -> Door:
    waiting = waiting_requests(now).count() + waiting_removals(now).count()
    return Door(_("People and roles"), reverse("people:people"), waiting)


def _doors(viewer: Viewer, now: datetime) -> Iterator[Door]:
    is_admin, is_officer = viewer.holds(Role.ADMIN), viewer.holds(Role.OFFICER)
    if is_officer:
        yield Door(_("Today at the desk"), reverse("front:desk"))
        yield Door(_("Organizers"), reverse("people:organizers"))
    if can_oversee_looks(viewer):
        waiting = complaints_visible_to(viewer).filter(status=ComplaintStatus.RECEIVED)
        yield Door(
            _("The overseer’s desk"), reverse("concerns:oversight"), waiting.count()
        )
    yield from _moderation(viewer, now)
    if is_officer or is_admin:
        yield Door(_("Priority reports"), reverse("priorities:reports"))
    yield from _groups(viewer, now)
    yield from _meetings(viewer)
    yield from _surveys(viewer)
    if is_admin:
        yield _people_and_roles(now)
        yield Door(_("Set-up: town, kinds, holidays"), reverse("admin:index"))
        yield Door(_("Who lives here"), reverse("front:population"))
        given_up = dead_jobs().count()
        yield Door(_("Open what is closed to you"), reverse("concerns:break_glass"))
        yield Door(_("Letters given up"), reverse("front:dead_letters"), given_up)
    if can_read_record(viewer):
        yield Door(_("Record of acts"), reverse("front:record"))
    if can_see_departures(viewer):
        yield Door(_("What leaves by itself"), reverse("front:retention"))


def _groups(viewer: Viewer, now: datetime) -> Iterator[Door]:
    """The list for officers; to a captain each group they lead."""
    if can_look_after_groups(viewer):
        waiting = waiting_at_the_desk(viewer, now)
        yield Door(_("Watch groups"), reverse("watchgroups:desk_groups"), waiting)
    for group in groups_led_by(viewer):
        yield Door(group.name, reverse("watchgroups:captain", args=[group.slug]))


def _meetings(viewer: Viewer) -> Iterator[Door]:
    if can_create_anywhere(viewer) or meetings_organized_by(viewer).exists():
        yield Door(_("Your meetings"), reverse("meetings:organize"))
    if viewer.user is not None and can_open_codes(viewer.user):
        yield Door(_("Codes for letters and meetings"), reverse("front:code_sheets"))


def _surveys(viewer: Viewer) -> Iterator[Door]:
    """The list of those who make surveys; to moderators with the texts that wait."""
    if can_make_surveys(viewer):
        yield Door(_("Your surveys"), reverse("feedback:organize"))
    elif can_open_texts(viewer):
        yield Door(_("Texts of surveys"), reverse("feedback:organize"))


def _moderation(viewer: Viewer, now: datetime) -> Iterator[Door]:
    """What waits for a look, where one may look; the sample for overseers."""
    if not any(viewer.holds(role) for role in MODERATE):
        return
    bench = bench_at(now)
    if can_open_queue(viewer, bench):
        waiting = queue_for(viewer, bench, QueueFilters()).order_by().count()
        yield Door(_("Moderation"), reverse("moderation:queue"), waiting)
    if can_open_reports(viewer, bench):
        yield Door(_("Reports about members"), reverse("watchgroups:reports"))
    if can_sample(viewer):
        yield Door(_("A sample of decisions"), reverse("moderation:sample"))
