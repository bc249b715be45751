"""The files behind photos: written first, deleted last, never lost sight of."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils.timezone import localtime, now
from pytest_django import DjangoCaptureOnCommitCallbacks

from engagement.common.images import is_bare_jpeg
from engagement.common.weeks import town_hour
from engagement.moderation.choices import State, What
from engagement.moderation.models import Picture, Review
from engagement.moderation.services.pictures import (
    STILL_COMING,
    ask_about_pictures,
    drop_pictures,
    read_picture,
    redact_picture,
    store_picture,
    sweep_files,
)
from tests.factories.people import make_user
from tests.factories.photos import clean, make_picture
from tests.factories.pictures import decode
from tests.factories.places import make_neighborhood

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def files(media: Path) -> set[str]:
    return {
        path.relative_to(media).as_posix()
        for path in media.rglob("*")
        if path.is_file()
    }


def nothing(_names: Sequence[str]) -> set[str]:
    return set()


def test_a_photo_lies_under_a_random_name_without_the_minute(media: Path) -> None:
    stored = store_picture(photo=clean(), now=now())

    assert files(media) == {stored.cleaned, stored.thumbnail}
    hour = town_hour(localtime()).timestamp()
    for name in files(media):
        path = media / name
        assert re.fullmatch(r"photos/([0-9a-f]{2})/\1[0-9a-f]{30}\.jpg", name)
        assert path.stat().st_mtime in (hour, hour - 3600)
        assert path.stat().st_mode & 0o777 == 0o640
    assert (media / stored.cleaned).read_bytes() == clean().content
    assert (media / stored.thumbnail).read_bytes() == clean().thumbnail


def test_photos_are_put_before_the_moderators_without_a_person() -> None:
    place = make_neighborhood()
    stored = [store_picture(photo=clean(), now=now()) for _number in range(2)]

    pictures = ask_about_pictures(
        stored=stored, neighborhood_id=place.pk, language="en-xa", now=now()
    )

    reviews = Review.objects.order_by("pk")
    hour = town_hour(localtime())
    asked = [(r.what, r.neighborhood, r.language, r.state) for r in reviews]
    assert asked == [(What.PHOTO, place, "en-xa", State.WAITING)] * 2
    assert all(
        review.asked_at in (hour, hour - timedelta(hours=1)) for review in reviews
    )
    assert [picture.review for picture in pictures] == list(reviews)
    assert [p.cleaned for p in pictures] == [one.cleaned for one in stored]
    assert [p.shown for p in pictures] == [one.cleaned for one in stored]
    assert len({p.key for p in pictures}) == 2
    assert all(len(p.key) == 43 for p in pictures)


def test_a_photo_of_staff_is_passed_by_who_sent_it() -> None:
    officer = make_user()
    stored = store_picture(photo=clean(), now=now())

    ask_about_pictures(
        stored=[stored], neighborhood_id=None, passed_by=officer, now=now()
    )

    review = Review.objects.get()
    assert (review.state, review.decided_by) == (State.PASSED, officer)
    assert review.decided_at == review.asked_at


def test_a_redacted_photo_hides_it_and_keeps_what_was_sent(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    picture = make_picture()
    before = files(media)

    with django_capture_on_commit_callbacks(execute=True):
        hidden = redact_picture(
            picture_id=picture.pk, rectangles=[(0, 0, 32, 16)], now=now()
        )

    assert hidden.redactions == [[0, 0, 32, 16]]
    assert hidden.cleaned == picture.cleaned
    assert files(media) == before - {picture.thumbnail} | {
        hidden.shown,
        hidden.thumbnail,
    }
    for part in ("shown", "thumbnail"):
        content = (media / getattr(hidden, part)).read_bytes()
        assert decode(content).getpixel((5, 5)) == (0, 0, 0)
        assert is_bare_jpeg(content)
    assert read_picture(picture=hidden, part="cleaned") == clean().content


def test_redacting_again_begins_with_what_was_sent(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    picture = make_picture()

    with django_capture_on_commit_callbacks(execute=True):
        redact_picture(picture_id=picture.pk, rectangles=[(0, 0, 64, 32)], now=now())
        again = redact_picture(picture_id=picture.pk, rectangles=[], now=now())

    assert decode(read_picture(picture=again, part="shown")).getpixel((5, 5)) != (
        0,
        0,
        0,
    )
    assert files(media) == {again.cleaned, again.shown, again.thumbnail}


def test_dropped_pictures_go_with_reviews_and_files_after_the_commit(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    gone, stays = make_picture(), make_picture()

    with django_capture_on_commit_callbacks() as later:
        drop_pictures(pictures=[gone])
        assert len(files(media)) == 4, "still there while it may be taken back"
    for callback in later:
        callback()

    assert list(Picture.objects.all()) == [stays]
    assert list(Review.objects.all()) == [stays.review]
    assert files(media) == {stays.cleaned, stays.thumbnail}


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_taken_back_keeps_the_files(media: Path) -> None:
    picture = make_picture()

    with transaction.atomic():
        drop_pictures(pictures=[picture])
        transaction.set_rollback(True)

    assert list(Picture.objects.all()) == [picture]
    assert files(media) == {picture.cleaned, picture.thumbnail}


def age(media: Path, names: set[str], moment: datetime) -> None:
    for name in names:
        os.utime(media / name, (moment.timestamp(), moment.timestamp()))


def test_files_without_a_row_are_swept_and_no_others(media: Path) -> None:
    picture = make_picture()
    redacted = redact_picture(picture_id=picture.pk, rectangles=[], now=now())
    used = {redacted.cleaned, redacted.shown, redacted.thumbnail}
    (media / picture.thumbnail).unlink(missing_ok=True)  # this transaction is not over
    lost, drafted = (store_picture(photo=clean(), now=now()) for _number in range(2))
    needed = {drafted.cleaned, drafted.thumbnail}
    age(media, files(media), now() - STILL_COMING - timedelta(minutes=1))
    fresh = store_picture(photo=clean(), now=now())

    def also_used(names: Sequence[str]) -> set[str]:
        return needed & set(names)

    swept = sweep_files(also_used=also_used, now=now())

    assert swept == 2
    assert lost.cleaned not in files(media)
    assert files(media) == used | needed | {fresh.cleaned, fresh.thumbnail}


def test_a_town_without_photos_has_nothing_to_sweep() -> None:
    assert sweep_files(also_used=nothing, now=now()) == 0
