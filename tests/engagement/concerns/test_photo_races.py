"""Several photos at the same moment: five places, and each taken once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now

from engagement.common.roles import Viewer
from engagement.concerns import services
from engagement.concerns.models import Concern, DraftPhoto, Photo
from engagement.concerns.models.photos import MOST_PHOTOS
from engagement.concerns.services import photos
from engagement.concerns.services.drafts import begin_draft
from engagement.moderation.choices import What
from engagement.moderation.models import Review
from tests.engagement.concerns.test_races import at_once
from tests.factories.concerns import make_concern, make_submission
from tests.factories.photos import make_draft_photo, make_sent_photo
from tests.factories.pictures import make_photo

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.usefixtures("media"),
]


def sender_of(concern: Concern) -> Callable[[], Photo]:
    viewer, raw = Viewer(user=None, receipts=frozenset({concern.pk})), make_photo()

    def send() -> Photo:
        return services.attach_photo(
            concern_id=concern.pk, raw=raw, viewer=viewer, network=None, now=now()
        )

    return send


def names(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_four_photos_for_two_places_take_two(media: Path) -> None:
    concern = make_concern()
    for _number in range(MOST_PHOTOS - 2):
        make_sent_photo(concern)

    results = at_once(*[sender_of(concern)] * 4)

    assert names(results) == ["Photo"] * 2 + ["TooManyPhotosError"] * 2
    places = concern.photos.order_by("position").values_list("position", flat=True)
    assert list(places) == [1, 2, 3, 4, 5]
    assert Review.objects.count() == MOST_PHOTOS
    assert sum(path.is_file() for path in media.rglob("*")) == 2 * MOST_PHOTOS


def test_a_draft_takes_its_photos_in_turn_too(media: Path) -> None:
    draft = begin_draft(now=now())[0]
    for place in range(1, MOST_PHOTOS):
        make_draft_photo(draft, place)

    def add() -> DraftPhoto:
        return photos.add_draft_photo(
            draft=draft, raw=make_photo(), network=None, now=now()
        )

    results = at_once(*[add] * 3)

    assert names(results) == ["DraftPhoto"] + ["TooManyPhotosError"] * 2
    assert sum(path.is_file() for path in media.rglob("*")) == 2 * MOST_PHOTOS


def test_sending_twice_at_once_hands_the_photos_over_once() -> None:
    draft = begin_draft(now=now())[0]
    make_draft_photo(draft)
    submission = make_submission()

    def send() -> services.Receipt:
        return services.submit_concern(
            submission=submission,
            person=None,
            device=None,
            idempotency_key="the same",
            draft_id=draft.pk,
            now=now(),
        )

    results = at_once(send, send)

    assert results[0] == results[1]
    of_photos = Review.objects.filter(what=What.PHOTO)
    assert Photo.objects.count() == of_photos.count() == 1
    assert DraftPhoto.objects.count() == 0


def test_without_the_lock_two_want_the_same_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: it is the lock that makes them wait, the rule only stops them."""
    concern, both = make_concern(), threading.Barrier(2)
    free_place = photos._free_place

    def unlocked(concern_id: int) -> Concern | None:
        rows = Concern.objects.select_related("issue__merged_into")
        return rows.filter(pk=concern_id).first()

    def look_together(taken: Any) -> int:
        place = free_place(taken)
        if connection.in_atomic_block:
            both.wait(timeout=30)
        return place

    monkeypatch.setattr(photos, "_locked", unlocked)
    monkeypatch.setattr(photos, "_free_place", look_together)

    results = at_once(*[sender_of(concern)] * 2)

    assert names(results) == ["IntegrityError", "Photo"]
