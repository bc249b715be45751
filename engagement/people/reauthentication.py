"""Sensitive acts ask again who is there, unless that was proven in the last minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponseBase  # noqa: TID251 - it wraps pages

Page = Callable[..., HttpResponseBase]


def fresh_sign_in_required(page: Page) -> Page:
    """Ask for the password, code or key again before this page or act (ASVS 7.5.1)."""
    asking: Callable[[Page], Any] = reauthentication_required
    guarded: Page = asking(page)
    return guarded
