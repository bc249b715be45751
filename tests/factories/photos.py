"""Photos in the storage, with the rows that name them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.timezone import now

from engagement.common.images import CleanPhoto, clean_photo
from engagement.common.weeks import town_hour
from engagement.concerns.models import Concern, Draft, DraftPhoto, Photo
from engagement.moderation.choices import State
from engagement.moderation.models import Picture
from engagement.moderation.services.pictures import (
    ask_about_pictures,
    new_key,
    store_picture,
)
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_concern
from tests.factories.pictures import make_photo


@cache
def clean() -> CleanPhoto:
    """One cleaned photo, the same for all tests of a run."""
    return clean_photo(make_photo())


def make_picture(
    *, neighborhood: Neighborhood | None = None, state: State = State.WAITING
) -> Picture:
    """A photo before the moderators, or one they have decided on."""
    stored = store_picture(photo=clean(), now=now())
    place_id = neighborhood.pk if neighborhood else None
    picture = ask_about_pictures(stored=[stored], neighborhood_id=place_id, now=now())[
        0
    ]
    picture.review.state = state
    picture.review.save(update_fields=["state"])
    return picture


def make_sent_photo(
    concern: Concern | None = None,
    *,
    state: State = State.PASSED,
    **fields: Any,
) -> Photo:
    """A photo of a concern; one that passed."""
    concern = concern or make_concern()
    picture = make_picture(neighborhood=concern.neighborhood, state=state)
    plain = {"position": concern.photos.count() + 1, "at": town_hour(now())}
    return Photo.objects.create(concern=concern, picture=picture, **{**plain, **fields})


def make_draft_photo(draft: Draft, position: int = 1) -> DraftPhoto:
    stored = store_picture(photo=clean(), now=now())
    return DraftPhoto.objects.create(
        draft=draft,
        key=new_key(),
        position=position,
        cleaned=stored.cleaned,
        thumbnail=stored.thumbnail,
        width=stored.width,
        height=stored.height,
    )
