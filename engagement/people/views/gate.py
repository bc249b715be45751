"""Who is let in to the pages about people."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponseBase

from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.roles import Role

Page = Callable[..., HttpResponseBase]


def _only(role: Role, page: Page) -> Page:
    @wraps(page)
    def answer(request: SignedInRequest, **named: object) -> HttpResponseBase:
        if not viewer_of(request).holds(role):
            raise Http404
        return page(request, **named)

    return answer


def for_administrators(page: Page) -> Page:
    """Open a page to administrators; for everybody else it does not exist."""
    return _only(Role.ADMIN, page)


def for_officers(page: Page) -> Page:
    return _only(Role.OFFICER, page)
