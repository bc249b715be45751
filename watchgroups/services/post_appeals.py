"""Asking for a second look at words for a wall that a moderator refused or changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.moderation.models import Appeal
from engagement.moderation.services import appeal_review
from engagement.people.models import User
from watchgroups.models import Post


@transaction.atomic
def appeal_post(*, post_id: int, words: str, actor: User, now: datetime) -> Appeal:
    """Ask once; another moderator decides, and a letter brings the answer.

    Raises NotAllowedError, NothingToAppealError, AppealedAlreadyError, ReasonMissingError.
    """
    post = Post.objects.select_for_update(of=("self",)).get(pk=post_id)
    if post.author_id != actor.pk or post.review_id is None:
        raise NotAllowedError(_("Only who wrote it may ask for that."))
    appeal = appeal_review(review_id=post.review_id, words=words, now=now)
    post.told_at = None  # they are told again, once it is looked at again
    post.save(update_fields=["told_at"])
    return appeal
