"""Who may do what with reviews: one function for each row of the matrix."""

from __future__ import annotations

from engagement.common.roles import Role, Viewer
from engagement.moderation.models import Review
from engagement.moderation.parties import is_party
from engagement.moderation.queries import Bench, reviews_visible_to


def can_open_queue(viewer: Viewer, bench: Bench) -> bool:
    """moderation.view_queue: who moderates anywhere, or has something fallen to them."""
    if viewer.user is None:
        return False
    if viewer.holds(Role.MODERATOR):
        return True
    if viewer.holds(Role.OFFICER) and _moderates_somewhere(viewer, bench):
        return True
    return reviews_visible_to(viewer, bench).filter(is_in_queue=True).exists()


def _moderates_somewhere(viewer: Viewer, bench: Bench) -> bool:
    places = viewer.place_ids(Role.OFFICER)
    if places is None:
        return not bench.holders(Role.MODERATOR, None)
    person = viewer.user.pk if viewer.user else None
    return any(person in bench.of(place) for place in places)


def can_decide(viewer: Viewer, review: Review, bench: Bench) -> bool:
    """concern.moderate_publish_redact_hide: moderators of the area, not their own."""
    return viewer.user is not None and viewer.user.pk in bench.deciders_of(review)


def can_undo(viewer: Viewer, review: Review, bench: Bench) -> bool:
    """Whoever moderates there may take a decision back; nobody one about their own.

    Not while an appeal waits: it would let the first decide twice.
    """
    if viewer.user is None or review.appealed_at is not None:
        return False
    if is_party(review.party, viewer.user.pk):
        return False
    person = viewer.user.pk
    return person in bench.of(review.neighborhood_id) or person == review.decided_by_id


def can_find_mentions(viewer: Viewer, bench: Bench) -> bool:
    """Whoever may open the queue may look for a name in it, with a reason."""
    return can_open_queue(viewer, bench)


def can_sample(viewer: Viewer) -> bool:
    """Overseers read a few decisions of last week, drawn by lot."""
    return viewer.holds(Role.OVERSEER)
