"""Who somebody is to the town, told without knowing the table of people.

`common` lies under every app, so it can only describe an actor; `people.User` is one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What is granted, per neighborhood or for the whole town (RULINGS 31, 39)."""

    OFFICER = "officer", _("officer")
    ORGANIZER = "organizer", _("organizer")
    MODERATOR = "moderator", _("moderator")
    OVERSEER = "overseer", _("overseer")
    ADMIN = "admin", _("administrator")
    AUDITOR = "auditor", _("auditor")


class Actor(Protocol):
    """Somebody signed in."""

    @property
    def pk(self) -> int: ...

    def holds(self, role: Role, place_id: int | None = None) -> bool:
        """Tell whether the role is held here; without a place: anywhere at all."""
        ...

    def place_ids(self, role: Role) -> frozenset[int] | None:
        """Name the neighborhoods the role is held in; None is the whole town."""
        ...


@dataclass(frozen=True)
class Viewer:
    """Who is looking, and what they opened on the way (RULINGS 32)."""

    user: Actor | None = None
    receipts: frozenset[int] = field(default_factory=frozenset)
    scopes: frozenset[str] = field(default_factory=frozenset)

    def holds(self, role: Role, place_id: int | None = None) -> bool:
        return self.user is not None and self.user.holds(role, place_id)

    def place_ids(self, role: Role) -> frozenset[int] | None:
        return self.user.place_ids(role) if self.user else frozenset()


NOBODY = Viewer()
