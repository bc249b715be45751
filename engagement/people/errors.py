from engagement.common.errors import DomainError


class AddressTakenError(DomainError):
    """Somebody has an account with this address."""


class BadAddressError(DomainError):
    """Not an e-mail address."""


class WeakPasswordError(DomainError):
    """The password is too easy to guess."""


class AlreadyHeldError(DomainError):
    """The person holds this role here already, or will."""


class RolesDoNotGoTogetherError(DomainError):
    """Nobody watches over the police and is one of them (decision 0022)."""


class WholeTownError(DomainError):
    """The role has no area: it is held for the whole town."""


class ReasonMissingError(DomainError):
    """What is done to a person is done for a reason that can be read later."""


class WrongDaysError(DomainError):
    """A role ends after it begins, and does not begin in the past."""


class LastAdministratorError(DomainError):
    """Without an administrator the town would be locked out."""


class DecidedAlreadyError(DomainError):
    """Somebody was quicker, or it has been lying too long."""


class NoSecondStepError(DomainError):
    """There is nothing to lose."""


class InvitationClosedError(DomainError):
    """The invitation was used or taken back, or is too old."""


class OtherMailboxError(DomainError):
    """The invitation was sent to another address."""


class TooManyInvitationsError(DomainError):
    """So many invitations in a day are rather a mistake, or somebody else's hand."""


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


class CredentialIncompleteError(DomainError):
    """A day is missing or does not fit, or nobody has that address."""
