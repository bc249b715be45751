"""What every page's frame needs: whose town, where one can go, is it only a demo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from engagement.common.http import viewer_of
from engagement.common.roles import Role, Viewer
from engagement.concerns.queries import InboxFilters, InboxView, inbox_for
from engagement.places.queries import town

DESK, FIRST_RUN = "/desk/", "/set-up/"
Places = tuple[tuple[str, str | Promise], ...]
QUEUE = "/desk/moderation/"


@dataclass(frozen=True)
class NavItem:
    """One place to go."""

    label: str | Promise
    url: str
    is_current: bool = False
    count: int | None = None


PUBLIC = (
    ("concerns:report", _("Report a concern")),
    ("concerns:around", _("Around me")),
    ("front:neighborhoods", _("Neighborhoods")),
    ("meetings:meetings", _("Meetings")),
    ("concerns:track", _("Track a concern")),
)
AT_THE_DESK = (
    ("front:desk", _("Today")),
    ("concerns:inbox", _("Inbox")),
    ("priorities:reports", _("Priorities")),
    ("front:home", _("Public pages")),
)
MODERATING = (
    ("moderation:queue", _("Moderation")),
    ("moderation:find", _("Find a name")),
    ("front:my", _("My page")),
    ("front:home", _("Public pages")),
)
TO_MODERATION = (("moderation:queue", _("Moderation")),)
TO_THE_DESK = (("front:desk", _("Desk")),)
TO_THE_OVERSEERS = (("concerns:oversight", _("Overseer’s desk")),)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Fill the frame; asks the database for nothing that the page does not show."""
    return {
        "town": SimpleLazyObject(town),
        "nav_items": SimpleLazyObject(lambda: nav_items(request)),
        "demo_mode": settings.DEMO_MODE,
    }


def nav_items(request: HttpRequest) -> list[NavItem]:
    """List the public places, or those of the desk when one stands there."""
    if request.path.startswith(FIRST_RUN):
        return []  # before the town is set up there is nowhere to go
    viewer = viewer_of(request)
    works_here = viewer.holds(Role.OFFICER)
    if works_here and request.path.startswith(DESK):
        return list(_items(request, AT_THE_DESK, viewer))
    moderates = viewer.holds(Role.MODERATOR)
    if moderates and request.path.startswith(DESK):
        return list(_items(request, MODERATING))
    places: Places = (*PUBLIC, *TO_THE_DESK) if works_here else PUBLIC
    if moderates:
        places = (*places, *TO_MODERATION)
    if viewer.holds(Role.OVERSEER):
        places = (*places, *TO_THE_OVERSEERS)
    return list(_items(request, places))


def _items(
    request: HttpRequest,
    places: Iterable[tuple[str, str | Promise]],
    viewer: Viewer | None = None,
) -> Iterator[NavItem]:
    for name, label in places:
        url = reverse(name)
        is_home = url in ("/", DESK, QUEUE)
        current = request.path == url if is_home else request.path.startswith(url)
        counts = viewer is not None and name == "concerns:inbox"
        count = _new_in_the_inbox(viewer) if viewer and counts else None
        yield NavItem(label, url, current, count)


def _new_in_the_inbox(viewer: Viewer) -> int:
    return inbox_for(viewer, InboxView.NEW, InboxFilters()).order_by().count()
