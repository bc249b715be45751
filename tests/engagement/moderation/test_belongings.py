"""When words leave, their review and its pictures leave too, files and all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from pytest_django.fixtures import Settings

from engagement.moderation.belongings import forget_reviews
from engagement.moderation.choices import What
from engagement.moderation.models import Picture, Review

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _storage(settings: Settings) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }


def make_picture(key: str) -> Picture:
    names = [
        default_storage.save(f"{key}-{part}.jpg", ContentFile(b"pixels"))
        for part in ("cleaned", "shown", "thumbnail")
    ]
    review = Review.objects.create(
        what=What.PHOTO, asked_at=NOW, sent="The lamp", shown="The lamp"
    )
    cleaned, shown, thumbnail = names
    return Picture.objects.create(
        review=review,
        key=key,
        cleaned=cleaned,
        shown=shown,
        thumbnail=thumbnail,
        width=4,
        height=3,
    )


def files() -> list[str]:
    return sorted(default_storage.listdir("")[1])


def test_forgetting_a_review_wipes_words_and_deletes_its_files_alone() -> None:
    gone, kept = make_picture("gone"), make_picture("kept")

    forget_reviews(Review.objects.filter(pk=gone.review_id))

    review = Review.objects.get(pk=gone.review_id)
    assert (review.sent, review.shown) == ("", "")
    assert list(Picture.objects.all()) == [kept]
    assert files() == ["kept-cleaned.jpg", "kept-shown.jpg", "kept-thumbnail.jpg"]


def test_files_stay_when_the_transaction_does_not() -> None:
    picture = make_picture("kept")

    with transaction.atomic():
        forget_reviews(Review.objects.filter(pk=picture.review_id))
        transaction.set_rollback(True)

    assert len(files()) == 3
    assert Picture.objects.exists()
