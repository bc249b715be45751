"""Reviews of words and pictures before they are public."""

from engagement.moderation.models.pictures import Picture
from engagement.moderation.models.reviews import Review

__all__ = [
    "Picture",
    "Review",
]
