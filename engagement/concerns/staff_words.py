"""How somebody of the town is called towards a resident: by name and role, never mail."""

from __future__ import annotations

from django.utils.translation import gettext as _

from engagement.common.roles import Role
from engagement.people.models import User


def name_in_public(user: User | None, role: str) -> str:
    """Give the name; the role alone for somebody without one, or who was erased."""
    if user is not None and user.name:
        return user.name
    return _("%(role)s, no name given") % {"role": Role(role).label}
