"""What can go wrong with one's own data, in words a person can act on."""

from engagement.common.errors import DomainError


class AskedTooOftenError(DomainError):
    """One copy a day."""


class StillHoldsRolesError(DomainError):
    """Somebody has to take over first."""
