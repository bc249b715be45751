"""Photos of a concern and of its draft: cleaned first, kept in turn, gone with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import DomainError
from engagement.common.images import clean_photo
from engagement.common.limits import PHOTOS_CONCERN, PHOTOS_NETWORK, is_over
from engagement.common.roles import Actor, Viewer
from engagement.common.weeks import town_hour
from engagement.concerns.choices import Privacy
from engagement.concerns.errors import (
    NoSuchIssueError,
    NotKeptError,
    TooLateError,
    TooManyPhotosError,
    TooOftenError,
)
from engagement.concerns.models import Concern, Draft, DraftPhoto, Photo
from engagement.concerns.models.photos import MOST_PHOTOS
from engagement.concerns.permissions import can_attach_photo, is_sender
from engagement.concerns.queries.holds import is_held
from engagement.concerns.queries.photos import names_in_drafts
from engagement.concerns.services.locks import lock_issues
from engagement.moderation.models import Picture
from engagement.moderation.services import forget_reviews
from engagement.moderation.services.pictures import (
    StoredPicture,
    ask_about_pictures,
    drop_pictures,
    forget_files,
    new_key,
    read_picture,
    store_picture,
    sweep_files,
)
from engagement.people.models import User

_PLACES: Final = range(1, MOST_PHOTOS + 1)


def _free_place(taken: QuerySet[Photo] | QuerySet[DraftPhoto]) -> int:
    """Give the first place that is free; the caller holds the lock.

    Raises TooManyPhotosError.
    """
    used = set(taken.values_list("position", flat=True))
    free = [place for place in _PLACES if place not in used]
    if not free:
        raise TooManyPhotosError(
            _("There are %(most)s photos already. Remove one to add another.")
            % {"most": MOST_PHOTOS}
        )
    return free[0]


def _count(thing: tuple[str, int], network: str | None) -> None:
    """Count one more photo. Raises TooOftenError; what was there before stays."""
    over = is_over(PHOTOS_CONCERN, thing)
    if network is not None:
        over |= is_over(PHOTOS_NETWORK, network)
    if over:
        raise TooOftenError(
            _(
                "Many photos were sent in a short time. Go on without this one, "
                "and add it later with your receipt."
            )
        )


@contextmanager
def _stored(raw: bytes, now: datetime) -> Iterator[StoredPicture]:
    """Clean and write a photo; throw the files away if it was refused after all."""
    photo = clean_photo(raw)
    try:
        stored = store_picture(photo=photo, now=now)
    except OSError as error:  # a full disk, a storage that is away
        raise NotKeptError(
            _("Photos cannot be kept right now. Go on without, and add them later.")
        ) from error
    try:
        yield stored
    except DomainError:
        forget_files([stored.cleaned, stored.thumbnail])
        raise


# -- before it is sent -------------------------------------------------------------------
def add_draft_photo(
    *, draft: Draft, raw: bytes, network: str | None, now: datetime
) -> DraftPhoto:
    """Clean one photo and keep it with the draft, for as long as the draft is kept.

    Raises PhotoError, TooManyPhotosError, TooOftenError, NotKeptError, NoSuchIssueError.
    """
    _free_place(DraftPhoto.objects.filter(draft=draft))
    _count(("draft", draft.pk), network)
    with _stored(raw, now) as stored, transaction.atomic():
        unsent = Draft.objects.select_for_update().filter(pk=draft.pk, concern=None)
        if unsent.first() is None:
            raise NoSuchIssueError(_("This report was sent or deleted meanwhile."))
        photos = DraftPhoto.objects.filter(draft=draft)
        return photos.create(
            draft=draft,
            key=new_key(),
            position=_free_place(photos),
            cleaned=stored.cleaned,
            thumbnail=stored.thumbnail,
            width=stored.width,
            height=stored.height,
        )


@transaction.atomic
def remove_draft_photo(*, draft: Draft, key: str) -> None:
    """Forget one photo of a draft; one that is gone already is no fault."""
    _drop_of_drafts(DraftPhoto.objects.filter(draft=draft, key=key))


@transaction.atomic
def drop_draft_photos(*, drafts: Collection[int]) -> None:
    """Forget all photos of these drafts."""
    _drop_of_drafts(DraftPhoto.objects.filter(draft__in=drafts))


def _drop_of_drafts(photos: QuerySet[DraftPhoto]) -> None:
    gone = list(photos.select_for_update())
    forget_files({name for one in gone for name in (one.cleaned, one.thumbnail)})
    DraftPhoto.objects.filter(pk__in=[one.pk for one in gone]).delete()


def attach_from_draft(*, draft_id: int, concern: Concern, now: datetime) -> None:
    """Make a draft's photos those of the concern, in the transaction that sends it."""
    photos = DraftPhoto.objects.select_for_update().filter(draft=draft_id)
    waiting = list(photos.order_by("position"))
    if not waiting:
        return
    stored = [
        StoredPicture(one.cleaned, one.thumbnail, one.width, one.height)
        for one in waiting
    ]
    pictures = ask_about_pictures(
        stored=stored,
        neighborhood_id=concern.neighborhood_id,
        language=concern.language,
        person_id=concern.person_id,
        is_for_public=concern.privacy == Privacy.PUBLIC,
        now=now,
    )
    Photo.objects.bulk_create(
        Photo(concern=concern, picture=picture, position=one.position, at=now)
        for picture, one in zip(pictures, waiting, strict=True)
    )
    DraftPhoto.objects.filter(pk__in=[one.pk for one in waiting]).delete()


# -- afterwards --------------------------------------------------------------------------
def _may_attach(concern: Concern | None, viewer: Viewer) -> Concern:
    """Raises NoSuchIssueError, TooLateError."""
    if concern is None or not can_attach_photo(viewer, concern):
        raise NoSuchIssueError(_("There is no such concern."))
    whole = concern.issue.merged_into or concern.issue
    if concern.withdrawn_at is not None or not whole.is_open:
        raise TooLateError(_("It is closed, so no photos can be added any more."))
    return concern


def _locked(concern_id: int) -> Concern | None:
    rows = Concern.objects.select_for_update(of=("self",))
    return rows.select_related("issue__merged_into").filter(pk=concern_id).first()


def attach_photo(
    *, concern_id: int, raw: bytes, viewer: Viewer, network: str | None, now: datetime
) -> Photo:
    """Add a photo to a concern that is open: its sender's waits to be looked at.

    An officer's own is passed by that officer, and the record says so. Raises
    NoSuchIssueError, TooLateError, TooManyPhotosError, TooOftenError, NotKeptError,
    PhotoError.
    """
    known = Concern.objects.select_related("issue__merged_into").filter(pk=concern_id)
    concern = _may_attach(known.first(), viewer)
    _free_place(Photo.objects.filter(concern=concern))
    _count(("concern", concern_id), network)
    officer = None if is_sender(viewer, concern) else viewer.user
    hour = town_hour(localtime(now))
    with _stored(raw, now) as stored, transaction.atomic():
        concern = _may_attach(_locked(concern_id), viewer)
        place = _free_place(Photo.objects.filter(concern=concern))
        photo = Photo.objects.create(
            concern=concern,
            picture=_asked(stored, concern, officer, hour),
            position=place,
            at=hour,
            by_staff=officer is not None,
        )
        record(
            actor=officer,
            action="concern.attach_photo",
            subject=concern,
            now=hour if officer is None else now,
            place_id=concern.neighborhood_id,
        )
    return photo


def _asked(
    stored: StoredPicture, concern: Concern, officer: Actor | None, hour: datetime
) -> Picture:
    return ask_about_pictures(
        stored=[stored],
        neighborhood_id=concern.neighborhood_id,
        language=concern.language,
        person_id=concern.person_id,
        is_for_public=concern.privacy == Privacy.PUBLIC,
        passed_by=officer,
        now=hour,
    )[0]


@transaction.atomic
def remove_photo(*, concern_id: int, key: str, viewer: Viewer, now: datetime) -> None:
    """Take back a photo one has sent; it is gone for everybody, or waits for a hold.

    Raises NoSuchIssueError. One that is gone already is no fault.
    """
    concern = _locked(concern_id)
    if concern is None or not is_sender(viewer, concern):
        raise NoSuchIssueError(_("There is no such concern."))
    lock_issues({concern.issue_id, *concern.issue.merged_path})  # a hold waits for us
    photos = Photo.objects.filter(concern=concern, picture__key=key, by_staff=False)
    if _drop(photos):
        record(
            actor=None,
            action="concern.remove_photo",
            subject=concern,
            now=town_hour(localtime(now)),
            place_id=concern.neighborhood_id,
        )


def _drop(photos: QuerySet[Photo]) -> int:
    """Forget photos, their reviews and files; say how many there were.

    What a legal hold lies on is taken from sight, and waits for its end.
    """
    held = Concern.objects.filter(is_held()).order_by().values("pk")
    waiting = photos.filter(concern__in=held, goes_after_hold=False)
    ids = list(waiting.order_by().values_list("picture__review", flat=True))
    gone = list(photos.exclude(concern__in=held).select_related("picture"))
    forget_reviews(review_ids=ids)
    waiting.update(goes_after_hold=True)
    drop_pictures(pictures=[photo.picture for photo in gone])
    return len(gone) + len(ids)


def drop_taken_back(*, concerns: QuerySet[Concern]) -> int:
    """Forget photos that were taken back while a hold lay on these concerns."""
    waiting = Photo.objects.filter(goes_after_hold=True)
    return _drop(waiting.filter(concern__in=concerns.order_by().values("pk")))


def drop_photos(*, concerns: QuerySet[Concern], officers_too: bool = False) -> int:
    """Forget the photos people sent with these concerns; the caller says why."""
    photos = Photo.objects.filter(concern__in=concerns.order_by().values("pk"))
    return _drop(photos if officers_too else photos.filter(by_staff=False))


def hide_photos(*, concerns: QuerySet[Concern]) -> None:
    """Take the photos people sent from the public and the moderators; the files stay."""
    sent = Photo.objects.filter(concern__in=concerns.order_by().values("pk"))
    own = sent.filter(by_staff=False).order_by()
    forget_reviews(review_ids=list(own.values_list("picture__review", flat=True)))


# -- a person's own, and by night --------------------------------------------------------
@dataclass(frozen=True)
class PhotoFile:
    """One photo for somebody who takes everything along: a name of ours, and its bytes."""

    name: str
    content: bytes


def photo_files_of(user: User) -> Iterator[PhotoFile]:
    """Give the photos somebody sent, one by one, as they are kept."""
    own = Photo.objects.filter(concern__person=user, by_staff=False)
    ready = own.select_related("picture", "concern").order_by("concern", "position")
    for photo in ready.iterator():
        yield PhotoFile(
            name=f"{photo.concern}-{photo.position}.jpg",
            content=read_picture(picture=photo.picture, part="cleaned"),
        )


def sweep_photo_files(*, now: datetime) -> int:
    """Delete files that neither a picture nor a draft names."""
    return sweep_files(also_used=names_in_drafts, now=now)
