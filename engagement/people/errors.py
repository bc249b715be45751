from engagement.common.errors import DomainError


class AddressTakenError(DomainError):
    """Somebody has an account with this address."""


class BadAddressError(DomainError):
    """Not an e-mail address."""


class WeakPasswordError(DomainError):
    """The password is too easy to guess."""


class BadSheetError(DomainError):
    """No such number of codes, or no such day."""


class BadHoursError(DomainError):
    """A meeting that is over, too long or far away."""


class NoSuchCodeError(DomainError):
    """Mistyped, used, out of date or withdrawn: nobody is told which."""


class FullMeetingError(DomainError):
    """As many people as were expected have used the meeting's code."""


class AlreadyProvenError(DomainError):
    """Somebody has shown already that they are a person."""


class BadNumberError(DomainError):
    """Not the number of a phone that a text reaches."""


class TooManyTextsError(DomainError):
    """More texts were asked for than anybody needs."""


class WrongPhoneCodeError(DomainError):
    """Not the code that was sent; there are tries left."""


class PhoneCodeGoneError(DomainError):
    """Tried too often, or too old."""


class PhoneUsedError(DomainError):
    """The phone has shown already that somebody is a person."""
