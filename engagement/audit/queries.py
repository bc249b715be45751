"""What was written down."""

from __future__ import annotations

from django.db.models import Model, QuerySet

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
    if any(viewer.holds(role) for role in READ_ALL):
        return entries
    if viewer.user is not None and any(viewer.holds(role) for role in READ_OWN):
        return entries.filter(actor=viewer.user.pk)
    return entries.none()


def can_read_record(viewer: Viewer) -> bool:
    return any(viewer.holds(role) for role in (*READ_ALL, *READ_OWN))
