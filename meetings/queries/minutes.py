"""Minutes as they are worked on, and as everybody reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.common.spoken import SPOKEN
from engagement.people.models import Grant, User
from engagement.promises.queries import SPEAK_FOR_A_PLACE
from meetings.choices import MeetingState
from meetings.models import (
    Meeting,
    MeetingPromise,
    Minutes,
    MinutesEdition,
    MinutesReminder,
    MinutesText,
)

REMINDED_AFTER: Final = (3, 7)
_ASKED_FOR: Final = timedelta(days=30)


def minutes_of(meeting: Meeting) -> Minutes | None:
    """Give the minutes as they are worked on; the caller asked who may see them."""
    return Minutes.objects.filter(meeting=meeting).first()


def texts_in(minutes: Minutes | None, language: str) -> dict[int | None, MinutesText]:
    """Give what is written in one language, by item; None is what is about all."""
    if minutes is None:
        return {}
    texts = MinutesText.objects.filter(minutes=minutes, language=language)
    return {text.item_id: text for text in texts}


def languages_of(minutes: Minutes | None) -> list[str]:
    """Name the languages something is written in, the first one first."""
    if minutes is None:
        return []
    used = MinutesText.objects.filter(minutes=minutes).order_by("language")
    found = used.values_list("language", flat=True).distinct()
    others = [code for code in found if code != minutes.language]
    return [minutes.language, *others]


# -- what everybody reads ----------------------------------------------------------
@dataclass(frozen=True)
class ItemRead:
    id: int
    number: str
    title: str
    text: str
    outcome: str


@dataclass(frozen=True)
class MinutesRead:
    """One edition in one language."""

    edition: MinutesEdition
    language: str
    languages: tuple[str, ...]
    general: str
    items: tuple[ItemRead, ...]

    @property
    def attendance(self) -> int | None:
        found: int | None = self.edition.words["attendance"]
        return found

    @property
    def few_came(self) -> bool:
        """Tell whether somebody counted, and fewer came than may be said."""
        return bool(self.edition.words["few_came"])

    @property
    def recording_link(self) -> str:
        return str(self.edition.words["recording_link"])


def editions_of(meeting: Meeting) -> QuerySet[MinutesEdition]:
    """List what was published, the newest first; nothing of a meeting's drafts."""
    editions = MinutesEdition.objects.filter(
        minutes__meeting=meeting, minutes__published_at__isnull=False
    )
    return editions.order_by("-number")


def read_in(edition: MinutesEdition, language: str) -> MinutesRead:
    """Read an edition in a language it has, else in the one it was written in."""
    said: Mapping[str, Any] = edition.words["languages"]
    used = language if language in said else str(edition.words["language"])
    words = said[used]
    items = tuple(ItemRead(**one) for one in words["items"])
    known = tuple(code for code in said if code in SPOKEN)
    return MinutesRead(edition, used, known, words["general"], items)


def promised_in(meeting: Meeting) -> QuerySet[MeetingPromise]:
    """List what was promised in the room and may be read by all, the soonest due first."""
    made = MeetingPromise.objects.filter(meeting=meeting, promise__is_public=True)
    found = made.select_related("promise__neighborhood", "item")
    return found.order_by("promise__due_on", "pk")


# -- minutes that are missing ------------------------------------------------------
def without_minutes(now: datetime) -> QuerySet[Meeting]:
    """List meetings that ended days ago and whose minutes nobody has published."""
    ended = Meeting.objects.filter(
        state=MeetingState.PUBLISHED,
        ends_at__lte=now - timedelta(days=min(REMINDED_AFTER)),
        ends_at__gt=now - _ASKED_FOR,
    )
    published = Minutes.objects.filter(
        meeting=OuterRef("pk"), published_at__isnull=False
    )
    last = MinutesReminder.objects.filter(
        meeting=OuterRef("pk"), days=max(REMINDED_AFTER)
    )
    return ended.filter(~Exists(published), ~Exists(last)).order_by("ends_at", "pk")


def are_missing(meeting: Meeting) -> bool:
    """Tell whether the public still waits for the minutes."""
    if meeting.state != MeetingState.PUBLISHED:
        return False
    return not Minutes.objects.filter(
        meeting=meeting, published_at__isnull=False
    ).exists()


# -- promises made in the room -----------------------------------------------------
def keepers_for(meeting: Meeting, now: datetime) -> QuerySet[User]:
    """List who can keep a promise there: officers and organizers of the place, by name."""
    held = Grant.objects.current(now).filter(
        role__in=SPEAK_FOR_A_PLACE, user=OuterRef("pk")
    )
    if meeting.neighborhood_id is not None:
        held = held.filter(
            Q(neighborhood=meeting.neighborhood_id) | Q(neighborhood=None)
        )
    people = User.objects.filter(Exists(held), is_active=True)
    return people.order_by("name", "email")
