"""Photos as a page shows them: where they are, what they are called, how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.concerns.models import DraftPhoto, Photo
from engagement.moderation.choices import State, Verdict
from engagement.moderation.queries import Told, all_told

_STATES: Final[dict[str, tuple[str | Promise, str]]] = {
    State.WAITING: (gettext_lazy("Waits to be looked at"), "progress"),
    State.PASSED: (gettext_lazy("Looked at"), "good"),
    State.REFUSED: (gettext_lazy("Not shown to others"), "bad"),
    State.HIDDEN: (gettext_lazy("Hidden until looked at again"), "progress"),
    State.GONE: (gettext_lazy("Not shown in public"), ""),
}
_BLACKENED: Final = gettext_lazy("Parts blackened")


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
    words_why: str = ""
    flag_key: str = ""
    appeal_url: str = ""
    is_appealed: bool = False
    may_go: bool = False


@dataclass(frozen=True)
class Gallery:
    """The photos of a page, and where one adds to them."""

    title: str
    photos: Sequence[Shown] = field(default_factory=list)
    add_url: str = ""


def public_gallery(photos: Sequence[Photo], add_url: str = "") -> Gallery:
    """What neighbors see: pictures alone, each with a way to report it."""
    shown = [
        replace(
            _plain(photo, _numbered(number, len(photos))),
            flag_key=photo.picture.review.key,
        )
        for number, photo in enumerate(photos, 1)
    ]
    return Gallery(_("Photos"), shown, add_url)


def own_gallery(
    photos: Sequence[Photo], add_url: str = "", appeal_url: str = ""
) -> Gallery:
    """What senders and officers see: how each photo stands and why, too.

    Who sent them may ask for a second look at `appeal_url`.
    """
    told = all_told([photo.picture.review for photo in photos])
    shown = [
        _with_state(
            photo,
            _plain(photo, _numbered(number, len(photos))),
            told[photo.picture.review_id],
            appeal_url,
        )
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


def _plain(photo: Photo, words: str) -> Shown:
    picture = photo.picture
    return Shown(
        url=reverse("concerns:photo", args=[picture.key]),
        small_url=reverse("concerns:photo_small", args=[picture.key]),
        words=words,
        width=picture.width,
        height=picture.height,
        key=picture.key,
        may_go=not photo.by_staff,
    )


def _with_state(photo: Photo, shown: Shown, told: Told, appeal_url: str) -> Shown:
    words, tone = _STATES[told.state]
    if told.state == State.PASSED and told.verdict == Verdict.REDACT:
        words = _BLACKENED
    may_appeal = told.can_appeal and appeal_url and not photo.by_staff
    return replace(
        shown,
        state=told.state,
        state_words=str(words),
        tone=tone,
        reason=told.reason,
        words_why=told.words,
        appeal_url=f"{appeal_url}?photo={shown.key}" if may_appeal else "",
        is_appealed=bool(appeal_url and told.appeal and not told.appeal.answered_at),
    )
