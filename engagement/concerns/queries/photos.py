"""Which photos somebody may see, and of what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from engagement.common.roles import Actor, Viewer
from engagement.concerns.choices import Privacy
from engagement.concerns.models import Concern, Draft, DraftPhoto, Issue, Photo
from engagement.concerns.queries.visible import concerns_visible_to, family_of
from engagement.moderation.choices import State

_WHOLE = "concern__issue__merged_into"
_PASSED = Q(picture__review__state=State.PASSED)
_PAGE = Q(
    concern__privacy=Privacy.PUBLIC,
    concern__withdrawn_at=None,
    concern__issue__privacy=Privacy.PUBLIC,
    concern__issue__is_held=False,
)
_PAGE_OF_THE_WHOLE = Q(**{_WHOLE: None}) | Q(
    **{f"{_WHOLE}__privacy": Privacy.PUBLIC, f"{_WHOLE}__is_held": False}
)
PUBLIC = _PASSED & _PAGE & _PAGE_OF_THE_WHOLE


def _ready() -> QuerySet[Photo]:
    return Photo.objects.select_related("picture__review", "concern")


def photos_visible_to(viewer: Viewer) -> QuerySet[Photo]:
    """Every photo somebody may look at: passed and public, own, or of the own area."""
    seen = Q(concern__in=concerns_visible_to(viewer).order_by().values("pk"))
    is_stranger = viewer.user is None and not viewer.receipts
    return _ready().filter(PUBLIC if is_stranger else PUBLIC | seen)


def public_photos() -> QuerySet[Photo]:
    """Every photo that anybody may look at."""
    return _ready().filter(PUBLIC)


def public_photos_of(issue: Issue) -> list[Photo]:
    """List what its public page shows, those of what was merged into it too."""
    shown = public_photos().filter(concern__issue__in=family_of(issue))
    return list(shown.order_by("concern", "position"))


def photos_of(concerns: Iterable[Concern]) -> list[Photo]:
    """List the photos of these concerns, whatever became of them; the caller may read."""
    ids = [concern.pk for concern in concerns]
    return list(_ready().filter(concern__in=ids).order_by("concern", "position"))


def own_photos_of(concern: Concern) -> list[Photo]:
    """List the photos as their sender knows them: without what was taken back."""
    return [photo for photo in photos_of([concern]) if not photo.goes_after_hold]


def own_concern_in(issue: Issue, person: Actor | None) -> Concern | None:
    """Find what somebody signed in sent about this issue, the newest of it."""
    if person is None:
        return None
    own = Concern.objects.filter(
        issue__in=family_of(issue), person=person.pk, withdrawn_at=None
    )
    return own.order_by("-pk").first()


def draft_photos(draft: Draft) -> list[DraftPhoto]:
    """List the photos of a report that is not sent yet."""
    return list(DraftPhoto.objects.filter(draft=draft).order_by("position"))


def names_in_drafts(names: Sequence[str]) -> set[str]:
    """Tell which of these files a draft still needs."""
    wanted = Q(cleaned__in=names) | Q(thumbnail__in=names)
    rows = DraftPhoto.objects.filter(wanted).values_list("cleaned", "thumbnail")
    return {name for row in rows for name in row}
