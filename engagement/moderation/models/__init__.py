"""Reviews of words and pictures before they are public."""

from engagement.moderation.models.decisions import (
    Appeal,
    Decision,
    SampleNote,
)
from engagement.moderation.models.flags import Flag
from engagement.moderation.models.pictures import Picture
from engagement.moderation.models.reviews import Review

__all__ = [
    "Appeal",
    "Decision",
    "Flag",
    "Picture",
    "Review",
    "SampleNote",
]
