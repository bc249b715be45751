"""What can go wrong with a promise, in words a person understands."""

from engagement.common.errors import DomainError


class PromiseIncompleteError(DomainError):
    """Something a promise needs is missing or does not fit."""


class PromiseSettledError(DomainError):
    """The promise has been kept or dropped already."""
