from engagement.common.errors import DomainError


class ImportMapError(DomainError):
    """The map does not say how to read a file; the message says what is wrong with it."""


class ImportFileError(DomainError):
    """The file cannot be read as the map describes it; nothing has been written."""
