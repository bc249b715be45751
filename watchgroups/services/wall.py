"""Writing to a group: notices, messages that become letters, members' own words.

Captains and officers are read at once unless a detector finds a person, a plate, a
number or a photo in their words; members' words wait for a moderator.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.moderation.choices import Detector, State, What
from engagement.moderation.detectors import held_for
from engagement.moderation.models import Review
from engagement.moderation.queries import place_names
from engagement.moderation.services import ask_review, forget_reviews
from engagement.outbox.services import enqueue
from engagement.people.models import User
from watchgroups.choices import GroupState, PostKind, Writer
from watchgroups.errors import DecidedAlreadyError, TooManyLettersError
from watchgroups.models import Group, LetterStop, Membership, Post
from watchgroups.permissions import (
    can_post_notice,
    can_put_back,
    can_read_wall,
    leads,
)
from watchgroups.queries import membership_of
from watchgroups.queries.wall import messages_since, taken_off
from watchgroups.services import checking
from watchgroups.services.letters import ask_for_batch
from watchgroups.services.locks import locked_group, note, require_active

LONGEST_POST: Final = 2_000
MOST_MESSAGES: Final = 2  # a day, of captains; officers have as many of their own
POSTS_KEPT: Final = timedelta(days=365)
_PHOTO: Final = re.compile(
    r"\b(photos?|pictures?|snapshots?|screenshots?|videos?|footage)\b"
    r"|\.(jpe?g|png|heic|webp|gif|mp4|mov)\b",
    re.IGNORECASE,
)


@transaction.atomic
def write_post(
    *, group_id: int, text: str, actor: User, language: str, now: datetime
) -> Post:
    """Put words on the wall: a notice of captains and officers, a post of members.

    Raises NotAllowedError, GroupRestsError, GroupIncompleteError.
    """
    group = locked_group(group_id)
    viewer = Viewer(user=actor)
    if not can_read_wall(viewer, group):
        raise NotAllowedError(_("Only members of this group may do that."))
    is_notice = can_post_notice(viewer, group)
    kind = PostKind.NOTICE if is_notice else PostKind.POST
    return _write(group, kind, text, actor, language, now)


@transaction.atomic
def message_members(
    *, group_id: int, text: str, actor: User, language: str, now: datetime
) -> Post:
    """Write a letter to every member; two a day, no more.

    Raises NotAllowedError, GroupRestsError, GroupIncompleteError, TooManyLettersError.
    """
    group = locked_group(group_id)
    if not can_post_notice(Viewer(user=actor), group):
        raise NotAllowedError(_("Only its captains and officers may do that."))
    since = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    writer = _writer_of(Viewer(user=actor), group)
    if messages_since(group, since).filter(writer=writer).count() >= MOST_MESSAGES:
        raise TooManyLettersError(
            _("The members got %(most)d letters today. Write again tomorrow.")
            % {"most": MOST_MESSAGES}
        )
    return _write(group, PostKind.MESSAGE, text, actor, language, now)


@transaction.atomic
def take_off_post(*, post_id: int, reason: str, actor: User, now: datetime) -> Post:
    """Take words off the wall; whoever wrote them reads why.

    What an officer wrote is taken off by officers alone.
    Raises NotAllowedError, DecidedAlreadyError, GroupIncompleteError.
    """
    group = locked_group(Post.objects.only("group").get(pk=post_id).group_id)
    if not can_post_notice(Viewer(user=actor), group):
        raise NotAllowedError(_("Only its captains and officers may do that."))
    post = Post.objects.select_related("review").get(pk=post_id)
    if post.writer == Writer.OFFICER and not can_put_back(Viewer(user=actor), group):
        raise NotAllowedError(_("Officers alone take off what an officer wrote."))
    if post.taken_off_at is not None:
        raise DecidedAlreadyError(_("It was taken off already."))
    why = checking.reason_of(reason, _("Say why. Whoever wrote it reads it."))
    post.taken_off_at, post.taken_off_by, post.taken_off_reason = now, actor, why
    post.save(update_fields=["taken_off_at", "taken_off_by", "taken_off_reason"])
    note(group, actor, "group.take_off_post", now, post=post.pk)
    return post


@transaction.atomic
def put_back_post(*, post_id: int, actor: User, now: datetime) -> Post:
    """Put back what somebody else than its writer took off the wall.

    Letters cannot be called back, nor sent twice: a message stays off.
    Raises NotAllowedError, DecidedAlreadyError.
    """
    group = locked_group(Post.objects.only("group").get(pk=post_id).group_id)
    if not can_put_back(Viewer(user=actor), group):
        raise NotAllowedError(_("Officers of the neighborhood alone may do that."))
    post = taken_off(group).filter(pk=post_id).first()
    if post is None:
        raise DecidedAlreadyError(_("Nothing is to be put back."))
    post.taken_off_at, post.taken_off_by, post.taken_off_reason = None, None, ""
    post.save(update_fields=["taken_off_at", "taken_off_by", "taken_off_reason"])
    note(group, actor, "group.put_back_post", now, post=post.pk)
    return post


@transaction.atomic
def settle_posts(*, now: datetime) -> int:
    """Tell writers what moderators decided; let the letters of what passed leave."""
    decided = Post.objects.filter(
        review__state__in=(State.PASSED, State.REFUSED),
        review__appealed_at=None,  # a second look is still to come
        told_at=None,
    )
    # Letters to members wait while a group rests, and leave when it goes on.
    decided = decided.exclude(~Q(group__state=GroupState.ACTIVE), kind=PostKind.MESSAGE)
    waiting = list(
        decided.select_for_update(of=("self",), skip_locked=True)
        .select_related("review")
        .order_by("pk")[:200]
    )
    for post in waiting:
        is_unsent = post.kind == PostKind.MESSAGE and post.spread_at is None
        if is_unsent and post.is_open:
            _begin_letters(post, now)
        if post.author is not None:
            enqueue(
                task="watchgroups.tell_writer",
                about=f"watchgroups.post:{post.pk}",
                version=post.review.version if post.review else 1,
                person=post.author,
                now=now,
                post_id=post.pk,
            )
        post.told_at = now
        post.save(update_fields=["told_at"])
    return len(waiting)


def stop_letters(*, member_id: int, now: datetime) -> None:
    """Send this member no letters of this group any more."""
    LetterStop.objects.get_or_create(member_id=member_id, defaults={"at": now})


def take_letters(*, member_id: int) -> None:
    """Send this member the letters of this group again."""
    LetterStop.objects.filter(member=member_id).delete()


@transaction.atomic
def forget_posts(*, now: datetime) -> int:
    """Let go of what was written to a group a year ago; say how many."""
    return let_posts_go(list(Post.objects.filter(at__lt=now - POSTS_KEPT)))


def let_posts_go(posts: list[Post]) -> int:
    """Delete posts and wipe the words moderators read."""
    forget_reviews(review_ids=[one.review_id for one in posts if one.review_id])
    Post.objects.filter(pk__in=[one.pk for one in posts]).delete()
    return len(posts)


def _write(
    group: Group, kind: PostKind, text: str, actor: User, language: str, now: datetime
) -> Post:
    require_active(group)
    words = checking.words_of(text, LONGEST_POST, _("Write something first."))
    viewer = Viewer(user=actor)
    writer = _writer_of(viewer, group)
    review = _look_first(group, writer, words, actor, language, now)
    post = Post.objects.create(
        group=group,
        kind=kind,
        writer=writer,
        signed=_name_of(writer, actor, membership_of(viewer, group)),
        author=actor,
        text="" if review else words,
        review=review,
        at=now,
    )
    held = review is not None
    if kind == PostKind.NOTICE:
        note(group, actor, "group.post_notice", now, post=post.pk, held=held)
    if kind == PostKind.MESSAGE:
        note(group, actor, "group.message_members", now, post=post.pk, held=held)
    if kind == PostKind.MESSAGE and review is None:
        _begin_letters(post, now)
    return post


def _look_first(
    group: Group,
    writer: Writer,
    words: str,
    actor: User,
    language: str,
    now: datetime,
) -> Review | None:
    """Ask a moderator for a look where one is needed."""
    places = [*place_names(group.neighborhood_id), group.name]
    found = set(held_for(words, places)) - {Detector.DANGER}
    if writer != Writer.MEMBER and not found and not _PHOTO.search(words):
        return None
    return ask_review(
        what=What.POST,
        text=words,
        neighborhood_id=group.neighborhood_id,
        person_id=actor.pk,
        language=language,
        places=places,
        now=now,
    )


def _writer_of(viewer: Viewer, group: Group) -> Writer:
    if leads(viewer, group):
        return Writer.CAPTAIN
    return Writer.OFFICER if can_post_notice(viewer, group) else Writer.MEMBER


def _name_of(writer: Writer, actor: User, member: Membership | None) -> str:
    """Members read no names of one another: who is in the group, captains alone see."""
    if writer == Writer.CAPTAIN and member is not None:
        return member.public_name
    return actor.name[:80] if writer == Writer.OFFICER else ""


def _begin_letters(post: Post, now: datetime) -> None:
    post.spread_at = now
    post.save(update_fields=["spread_at"])
    ask_for_batch(post, now)
