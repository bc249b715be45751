from engagement.common.errors import DomainError


class AddressTakenError(DomainError):
    """Somebody has an account with this address."""


class BadAddressError(DomainError):
    """Not an e-mail address."""


class WeakPasswordError(DomainError):
    """The password is too easy to guess."""
