"""What can go wrong with a report, in words a person understands."""

from collections.abc import Sequence

from engagement.common.errors import DomainError


class ReportLockedError(DomainError):
    """The report is published or replaced; it does not change any more."""


class ReportNotReadyError(DomainError):
    """Something must still be decided or ticked before the report can go out."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(" ".join(missing))
        self.missing = list(missing)


class DecisionIncompleteError(DomainError):
    """A decision lacks its reason, or what comes with it."""


class AdjustmentRefusedError(DomainError):
    """The factor, its reason or its end does not fit the rules."""


class CorrectionRefusedError(DomainError):
    """There is nothing to correct, or a correction is being worked on already."""


class BuildRefusedError(DomainError):
    """There is nothing to build, or its time has not come."""
