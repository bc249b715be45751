"""A few photos of the demo town: some are public, some wait to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from engagement.common.images import CleanPhoto, clean_photo
from engagement.concerns.choices import Privacy
from engagement.concerns.models import Concern, Issue, Photo
from engagement.front.demo.drawings import DRAWINGS, drawn
from engagement.moderation.choices import State
from engagement.moderation.services.pictures import ask_about_pictures, store_picture

_PASSED: Final = 2  # issues of a kind with public photos; on one more they wait


def take_photos(now: datetime) -> int:
    """Add photos to the newest open problems of four kinds; say how many."""
    taken = 0
    for code in DRAWINGS:
        photos = [
            clean_photo(drawn(code)),
            clean_photo(drawn(code, from_closer=True)),
        ]
        for number, concern in enumerate(_newest(code)):
            state = State.PASSED if number < _PASSED else State.WAITING
            taken += _attach(concern, photos[: 2 - number % 2], state, now)
    return taken


def _newest(code: str) -> Iterator[Concern]:
    issues = Issue.objects.open().unmerged().filter(kind__code=code, is_held=False)
    public = issues.filter(privacy=Privacy.PUBLIC).order_by("-first_at", "pk")
    for issue in public[: _PASSED + 1]:
        yield issue.concerns.order_by("pk")[0]


def _attach(
    concern: Concern, photos: list[CleanPhoto], state: State, now: datetime
) -> int:
    pictures = ask_about_pictures(
        stored=[store_picture(photo=photo, now=now) for photo in photos],
        neighborhood_id=concern.neighborhood_id,
        now=concern.reported_at,
    )
    for position, picture in enumerate(pictures, 1):
        if state == State.PASSED:
            picture.review.state = state
            picture.review.decided_at = concern.reported_at
            picture.review.save(update_fields=["state", "decided_at"])
        Photo.objects.create(
            concern=concern,
            picture=picture,
            position=position,
            at=concern.reported_at,
        )
    return len(pictures)
