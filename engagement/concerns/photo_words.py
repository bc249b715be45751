"""Photos as a page shows them: where they are, what they are called, how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.concerns.models import DraftPhoto, Photo
from engagement.moderation.choices import State

_STATES: Final[dict[str, tuple[str | Promise, str]]] = {
    State.WAITING: (gettext_lazy("Waits to be looked at"), "progress"),
    State.PASSED: (gettext_lazy("Looked at"), "good"),
    State.REFUSED: (gettext_lazy("Not shown to others"), "bad"),
    State.HIDDEN: (gettext_lazy("Hidden until looked at again"), "progress"),
}


@dataclass(frozen=True)
class Shown:
    """One photo on a page; without a state it is simply there."""

    url: str
    small_url: str
    words: str
    width: int
    height: int
    key: str = ""
    state: str = ""
    state_words: str = ""
    tone: str = ""
    reason: str = ""
    may_go: bool = False


@dataclass(frozen=True)
class Gallery:
    """The photos of a page, and where one adds to them."""

    title: str
    photos: Sequence[Shown] = field(default_factory=list)
    add_url: str = ""


def public_gallery(photos: Sequence[Photo], add_url: str = "") -> Gallery:
    """What neighbors see: pictures alone."""
    shown = [
        _shown(photo, _numbered(number, len(photos)))
        for number, photo in enumerate(photos, 1)
    ]
    return Gallery(_("Photos"), shown, add_url)


def own_gallery(photos: Sequence[Photo], add_url: str = "") -> Gallery:
    """What senders and officers see: how each photo stands, too."""
    shown = [
        _shown(photo, _numbered(number, len(photos)), with_state=True)
        for number, photo in enumerate(photos, 1)
    ]
    return Gallery(_("Photos"), shown, add_url)


def draft_gallery(photos: Sequence[DraftPhoto]) -> Gallery:
    """What somebody chose so far, seen by nobody else."""
    shown = []
    for number, photo in enumerate(photos, 1):
        url = reverse("concerns:report_photo", args=[photo.key])
        words = _numbered(number, len(photos))
        shown.append(
            Shown(
                url, url, words, photo.width, photo.height, key=photo.key, may_go=True
            )
        )
    return Gallery(_("Your photos"), shown)


def _numbered(number: int, count: int) -> str:
    return _("Photo %(number)s of %(count)s sent with this concern") % {
        "number": number,
        "count": count,
    }


def _shown(photo: Photo, words: str, *, with_state: bool = False) -> Shown:
    picture, review = photo.picture, photo.picture.review
    state_words, tone = _STATES[review.state]
    return Shown(
        url=reverse("concerns:photo", args=[picture.key]),
        small_url=reverse("concerns:photo_small", args=[picture.key]),
        words=words,
        width=picture.width,
        height=picture.height,
        key=picture.key,
        state=review.state if with_state else "",
        state_words=str(state_words) if with_state else "",
        tone=tone,
        reason=review.reason if with_state else "",
        may_go=not photo.by_staff,
    )
