from feedback.queries.shapes import shape_of, version_now
from feedback.queries.visible import (
    open_waves,
    open_waves_of,
    surveys_at_the_desk,
    surveys_visible_to,
    wave_now,
)

__all__ = [
    "open_waves",
    "open_waves_of",
    "shape_of",
    "surveys_at_the_desk",
    "surveys_visible_to",
    "version_now",
    "wave_now",
]
