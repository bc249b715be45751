"""From an address to the group it names; what one may not see is not there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from engagement.common.http import viewer_of
from engagement.common.roles import Viewer
from watchgroups.models import Group
from watchgroups.permissions import can_look_after, leads
from watchgroups.queries import groups_visible_to

May = Callable[[Viewer, Group], bool]


def seen_group(request: HttpRequest, slug: str) -> Group:
    """Give a group this visitor may read."""
    return get_object_or_404(groups_visible_to(viewer_of(request)), slug=slug)


def led_group(request: HttpRequest, slug: str, may: May = leads) -> Group:
    """Give a group somebody leads; for everybody else it is not there."""
    group = seen_group(request, slug)
    if not may(viewer_of(request), group):
        raise Http404
    return group


def desk_group(request: HttpRequest, slug: str) -> Group:
    """Give a group to its officers and administrators."""
    return led_group(request, slug, can_look_after)
