"""What a member is called where an address has no place."""

from __future__ import annotations

from django.utils.translation import gettext as _

from watchgroups.models import Membership


def called(member: Membership) -> str:
    """Give the name of a member; without one a number, never their address."""
    return member.person.name or _("Member %(number)d") % {"number": member.pk}
