"""The files of photos: kept under names of ours, asked about, blackened, thrown away.

A file is written before the row that names it, and deleted after the row is gone for
good; what lies between, because a program ended there, is swept by night.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, Literal

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime

from engagement.common.images import CleanPhoto, Rectangle, blacken
from engagement.common.roles import Actor
from engagement.common.weeks import town_hour
from engagement.moderation.choices import State, What
from engagement.moderation.models import Picture, Review
from engagement.moderation.parties import party_of

DIRECTORY: Final = "photos"
STILL_COMING: Final = timedelta(hours=6)  # its row may be about to be committed
_NAMES: Final = ("cleaned", "shown", "thumbnail")
Part = Literal["cleaned", "shown", "thumbnail"]


@dataclass(frozen=True)
class StoredPicture:
    """A cleaned photo in the storage that no row names yet."""

    cleaned: str
    thumbnail: str
    width: int
    height: int


def new_key() -> str:
    """Give a picture's address: nobody guesses 256 bits."""
    return secrets.token_urlsafe(32)


def store_picture(*, photo: CleanPhoto, now: datetime) -> StoredPicture:
    """Write a cleaned photo and its small one under random names."""
    return StoredPicture(
        cleaned=_write(photo.content, now),
        thumbnail=_write(photo.thumbnail, now),
        width=photo.width,
        height=photo.height,
    )


def _write(content: bytes, now: datetime) -> str:
    """Write one file. The disk shall not know the minute either (SECURITY promise 6)."""
    name = secrets.token_hex(16)
    kept = default_storage.save(
        f"{DIRECTORY}/{name[:2]}/{name}.jpg", ContentFile(content)
    )
    path = _path_of(kept)
    if path is not None:
        hour = town_hour(localtime(now)).timestamp()
        os.utime(path, (hour, hour))
        _keep_the_hour_alone(path)
    return kept


def _keep_the_hour_alone(path: Path) -> None:
    """A directory knows when a file came or went: it too keeps no more than the hour."""
    for directory in (path.parent, path.parent.parent):
        changed = datetime.fromtimestamp(directory.stat().st_mtime, tz=UTC)
        hour = town_hour(localtime(changed)).timestamp()
        os.utime(directory, (hour, hour))


def _path_of(name: str) -> Path | None:
    """Give where a file lies on this machine; None where the storage is elsewhere."""
    storage = storages["default"]
    is_disk = isinstance(storage, FileSystemStorage)
    return Path(storage.path(name)) if is_disk else None


def ask_about_pictures(
    *,
    stored: Sequence[StoredPicture],
    neighborhood_id: int | None,
    now: datetime,
    language: str = "en",
    passed_by: Actor | None = None,
    person_id: int | None = None,
    is_for_public: bool = True,
) -> list[Picture]:
    """Put photos before the moderators; those of staff are passed by who sent them.

    What never becomes public (`is_for_public`) is before no moderator.
    """
    hour = town_hour(localtime(now))
    decided = (
        {
            "state": State.PASSED,
            "decided_at": hour,
            "decided_by_id": passed_by.pk,
            "is_in_queue": False,
        }
        if passed_by is not None
        else {}
    )
    reviews = [
        Review(
            what=What.PHOTO,
            neighborhood_id=neighborhood_id,
            language=language,
            asked_at=hour,
            party=party_of(person_id),
            **({"is_in_queue": is_for_public} | decided),
        )
        for _one in stored
    ]
    Review.objects.bulk_create(reviews)
    return Picture.objects.bulk_create(
        Picture(
            review=review,
            key=new_key(),
            cleaned=one.cleaned,
            shown=one.cleaned,
            thumbnail=one.thumbnail,
            width=one.width,
            height=one.height,
        )
        for review, one in zip(reviews, stored, strict=True)
    )


def read_picture(*, picture: Picture, part: Part) -> bytes:
    """Read one file of a picture; the caller has asked whether one may see it.

    Raises FileNotFoundError.
    """
    return read_file(name=str(getattr(picture, part)))


def read_file(*, name: str) -> bytes:
    """Read a file by its name in the storage. Raises FileNotFoundError."""
    with default_storage.open(name) as file:
        return bytes(file.read())


def redact_picture(
    *, picture_id: int, rectangles: Sequence[Rectangle], now: datetime
) -> Picture:
    """Put black over parts of what is shown; the caller may, and writes down who did.

    All rectangles are given each time: they are drawn on the photo as it was cleaned.
    Without any, that photo itself is shown again, and only its small one is made anew.
    Raises PhotoError, FileNotFoundError.
    """
    before = Picture.objects.get(pk=picture_id)
    photo = blacken(read_picture(picture=before, part="cleaned"), rectangles)
    shown = _write(photo.content, now) if rectangles else before.cleaned
    thumbnail = _write(photo.thumbnail, now)
    with transaction.atomic():
        picture = Picture.objects.select_for_update().get(pk=picture_id)
        old = {picture.shown, picture.thumbnail} - {picture.cleaned}
        picture.shown, picture.thumbnail = shown, thumbnail
        picture.redactions = [list(one) for one in rectangles]
        picture.save(update_fields=["shown", "thumbnail", "redactions"])
        forget_files(old)
    return picture


def parts_said(rectangles: Sequence[Rectangle]) -> str:
    """Write down which parts are black, as a decision keeps what is shown."""
    return json.dumps(list(rectangles)) if rectangles else ""


def show_parts_said(*, review: Review, now: datetime) -> None:
    """Show a photo as its review says again, after a decision changed that.

    Raises PhotoError, FileNotFoundError.
    """
    picture = Picture.objects.filter(review=review).first()
    if picture is None:
        return
    rectangles = json.loads(review.shown) if review.shown else []
    if picture.redactions != rectangles:
        redact_picture(picture_id=picture.pk, rectangles=rectangles, now=now)


def drop_pictures(*, pictures: Iterable[Picture]) -> None:
    """Forget pictures with their reviews and, once that is certain, their files."""
    gone = list(pictures)
    forget_files({getattr(one, name) for one in gone for name in _NAMES})
    Review.objects.filter(pk__in=[one.review_id for one in gone]).delete()


def forget_files(names: Collection[str]) -> None:
    """Delete files once the transaction that no longer names them has been committed."""
    for name in names:
        transaction.on_commit(partial(_delete, name))


def _delete(name: str) -> None:
    path = _path_of(name)
    is_there = path is not None and path.exists()
    default_storage.delete(name)
    if path is not None and is_there:
        _keep_the_hour_alone(path)


# -- by night ----------------------------------------------------------------------------
def sweep_files(
    *, also_used: Callable[[Sequence[str]], set[str]], now: datetime
) -> int:
    """Delete files no row names; `also_used` says which of them upper apps still need."""
    swept = 0
    for names in _old_files(before=now - STILL_COMING):
        lost = set(names) - _used(names) - also_used(names)
        for name in lost:
            default_storage.delete(name)
        swept += len(lost)
    return swept


def _old_files(before: datetime) -> Iterator[list[str]]:
    """Give the files that have been there for hours, one directory at a time."""
    if not default_storage.exists(DIRECTORY):
        return
    for directory in sorted(default_storage.listdir(DIRECTORY)[0]):
        inside = f"{DIRECTORY}/{directory}"
        names = [f"{inside}/{name}" for name in default_storage.listdir(inside)[1]]
        yield [n for n in names if default_storage.get_modified_time(n) < before]


def _used(names: Sequence[str]) -> set[str]:
    wanted = Q(cleaned__in=names) | Q(shown__in=names) | Q(thumbnail__in=names)
    rows = Picture.objects.filter(wanted).values_list(*_NAMES)
    return {name for row in rows for name in row}
