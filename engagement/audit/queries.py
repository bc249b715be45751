"""What was written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Model, Q, QuerySet
from django.utils.timezone import make_aware

from engagement.audit.models import Entry
from engagement.common.roles import Role, Viewer

READ_ALL = (Role.ADMIN, Role.AUDITOR)
READ_OWN = (Role.OFFICER, Role.MODERATOR, Role.OVERSEER)


def entries_about(*subjects: Model) -> QuerySet[Entry]:
    """List what was done to these rows, oldest first."""
    names = [f"{one._meta.label_lower}:{one.pk}" for one in subjects]  # noqa: SLF001 - _meta is public
    entries = Entry.objects.filter(subject__in=names)
    return entries.select_related("actor").order_by("id")


def entries_visible_to(viewer: Viewer) -> QuerySet[Entry]:
    """All of them for auditors and administrators, their own for other staff."""
    entries = Entry.objects.select_related("actor").order_by("-id")
    if reads_all(viewer):
        return entries
    if viewer.user is not None and any(viewer.holds(role) for role in READ_OWN):
        return entries.filter(actor=viewer.user.pk)
    return entries.none()


def reads_all(viewer: Viewer) -> bool:
    return any(viewer.holds(role) for role in READ_ALL)


def can_read_record(viewer: Viewer) -> bool:
    return any(viewer.holds(role) for role in (*READ_ALL, *READ_OWN))


@dataclass(frozen=True)
class EntryFilters:
    """What a reader narrowed the record to; an empty answer narrows nothing."""

    who: str = ""  # a part of a name or address
    action: str = ""
    about: str = ""  # a part of a name like `concerns.issue:17`
    words: str = ""  # a part of the reason
    since: date | None = None
    until: date | None = None

    def apply(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        wanted = Q()
        if self.who:
            named = Q(actor__name__icontains=self.who)
            wanted &= named | Q(actor__email__icontains=self.who)
        if self.action:
            wanted &= Q(action=self.action)
        if self.about:
            wanted &= Q(subject__icontains=self.about)
        if self.words:
            wanted &= Q(reason__icontains=self.words)
        if self.since:
            wanted &= Q(at__gte=_midnight(self.since))
        if self.until:
            wanted &= Q(at__lt=_midnight(self.until + timedelta(days=1)))
        return entries.filter(wanted)


def _midnight(day: date) -> datetime:
    """When the day begins in the town."""
    return make_aware(datetime.combine(day, time()))
