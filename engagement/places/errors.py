from engagement.common.errors import DomainError


class MapFileError(DomainError):
    """A file cannot be read as what it is meant to be; the message says why."""


class TownAlreadySetUpError(DomainError):
    """The first-run page has done its work; later changes are made elsewhere."""


class PopulationFileError(DomainError):
    """Figures cannot be kept as they are written; the message says why, line by line."""
