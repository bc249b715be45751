"""Blackening parts of a photo, so that the rest can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.images import Rectangle
from engagement.common.roles import Viewer
from engagement.moderation.choices import Verdict, What
from engagement.moderation.errors import NothingChangedError
from engagement.moderation.models import Picture, Review
from engagement.moderation.services.deciding import Said, decide, given, taken
from engagement.moderation.services.pictures import parts_said, redact_picture

Part = tuple[float, float, float, float]  # left, top, width, height in hundredths
WHOLE: Final = 100.0


@transaction.atomic
def redact_review(
    *,
    key: str,
    viewer: Viewer,
    version: int,
    parts: Sequence[Part],
    said: Said,
    now: datetime,
) -> Review:
    """Put black over parts of a photo and let it pass; the author is told why.

    Raises NoSuchReviewError, NotAllowedError, DecidedMeanwhileError,
    ReasonMissingError, NothingChangedError, PhotoError, FileNotFoundError.
    """
    review = taken(key, viewer, version, now)
    picture = Picture.objects.filter(review=review).first()
    rectangles = [_pixels(one, picture) for one in parts] if picture else []
    if review.what != What.PHOTO or picture is None or not rectangles:
        raise NothingChangedError(
            _("Mark a part first. To let the photo stand as it is, pass it.")
        )
    why = given(said)
    redact_picture(picture_id=picture.pk, rectangles=rectangles, now=now)
    decide(review, viewer, Verdict.REDACT, parts_said(rectangles), why, now)
    return review


def _pixels(part: Part, picture: Picture) -> Rectangle:
    """Turn hundredths into pixels, rounded outwards and kept inside."""
    left, top, width, height = (min(max(one, 0.0), WHOLE) / WHOLE for one in part)
    right, bottom = min(left + width, 1.0), min(top + height, 1.0)
    x, y = int(left * picture.width), int(top * picture.height)
    return (
        x,
        y,
        max(1, -int(-right * picture.width // 1) - x),
        max(1, -int(-bottom * picture.height // 1) - y),
    )
