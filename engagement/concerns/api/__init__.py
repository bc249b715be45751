"""Concerns for other programs: the same services and the same gates as the pages."""

from engagement.concerns.api.concerns import ConcernViewSet
from engagement.concerns.api.issues import IssueViewSet
from engagement.concerns.api.kinds import KindViewSet

__all__ = ["ConcernViewSet", "IssueViewSet", "KindViewSet"]
