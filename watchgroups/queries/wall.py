"""What stands on a group's wall, and for whom."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q, QuerySet

from engagement.common.roles import Role, Viewer
from engagement.moderation.choices import State
from watchgroups.choices import MemberState, PostKind
from watchgroups.models import Group, Membership, Post

PASSED = Q(review=None) | Q(review__state=State.PASSED)


def posts_for(viewer: Viewer, group: Group) -> QuerySet[Post]:
    """What a reader of the wall reads there: what stands, and all they wrote.

    Officers of the place read what captains took off, too.
    """
    person = viewer.user.pk if viewer.user else None
    reads = PASSED & Q(taken_off_at=None) | Q(author=person)
    if viewer.holds(Role.OFFICER, group.neighborhood_id):
        reads |= PASSED & Q(taken_off_at__isnull=False)
    return (
        Post.objects.filter(reads, group=group)
        .exclude(review__state=State.GONE)
        .select_related("review")
    )


def post_on(group: Group, post_id: int) -> Post | None:
    """Give a post that stands on the wall."""
    standing = Post.objects.filter(PASSED, group=group, taken_off_at=None)
    return standing.select_related("review").filter(pk=post_id).first()


def taken_off(group: Group) -> QuerySet[Post]:
    """List what somebody else than its writer took off; no letters, which are gone."""
    off = Post.objects.filter(PASSED, group=group, taken_off_at__isnull=False)
    by_others = off.exclude(taken_off_by__isnull=False, taken_off_by=F("author"))
    return by_others.exclude(kind=PostKind.MESSAGE)


def own_reviewed_posts(viewer: Viewer, group: Group) -> QuerySet[Post]:
    """Give what a reader wrote and a moderator looked at first."""
    person = viewer.user.pk if viewer.user else None
    looked_at = Post.objects.filter(group=group, author=person, review__isnull=False)
    return looked_at.exclude(review__state=State.GONE).select_related("review")


def messages_since(group: Group, since: datetime) -> QuerySet[Post]:
    """List the letters to all members of a group, without those a moderator refused."""
    sent = Post.objects.filter(group=group, kind=PostKind.MESSAGE, at__gte=since)
    return sent.exclude(review__state=State.REFUSED).order_by("-at", "-pk")


def wants_letters(group_ids: list[int]) -> QuerySet[Membership]:
    """List who is in one of the groups now and has stopped no letters of it."""
    return Membership.objects.filter(
        group__in=group_ids,
        state=MemberState.ACTIVE,
        person__is_active=True,
        letter_stop=None,
    )
