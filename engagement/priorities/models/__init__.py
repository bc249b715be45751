"""Runs that build reports, the frozen reports, and what officers decided on them."""

from engagement.priorities.models.reports import InputRow, Line, Report
from engagement.priorities.models.review import Adjustment, LineLetter, LinePromise
from engagement.priorities.models.runs import Part, Run, WeightsVersion

__all__ = [
    "Adjustment",
    "InputRow",
    "Line",
    "LineLetter",
    "LinePromise",
    "Part",
    "Report",
    "Run",
    "WeightsVersion",
]
