"""Keeping the register of technology: every change is a version, and people may comment."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain, readable
from engagement.common.roles import Viewer
from engagement.common.weeks import town_hour
from engagement.moderation.choices import What
from engagement.moderation.services import ask_review, forget_reviews
from engagement.people.models import User
from watchgroups.errors import DecidedAlreadyError, TechnologyIncompleteError
from watchgroups.models import Technology, TechnologyComment, TechnologyVersion
from watchgroups.permissions import can_keep_technology

LONGEST_NAME: Final = 120
LONGEST_TEXT: Final = 4_000
LONGEST_COMMENT: Final = 1_500
COMMENTS_KEPT: Final = timedelta(days=90)
_LONGEST: Final = {
    "purpose": LONGEST_TEXT,
    "rule": LONGEST_TEXT,
    "kept_for": 300,
    "seen_by": 300,
    "cost": 200,
    "vendor": 200,
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """All that the page says of a technology."""

    is_used: bool
    purpose: str
    rule: str
    rule_link: str
    kept_for: str
    seen_by: str
    cost: str
    vendor: str


@dataclass(frozen=True)
class Period:
    """From which day to which people may comment; neither where they may not."""

    first: date | None = None
    last: date | None = None


@transaction.atomic
def add_technology(
    *, name: str, told: Told, period: Period, actor: User, now: datetime
) -> Technology:
    """Put a technology into the register.

    Raises NotAllowedError, TechnologyIncompleteError.
    """
    _require_keeper(actor)
    kept = _words(name, LONGEST_NAME)
    slug = slugify(kept)[:LONGEST_NAME]
    if not slug or slug == "new":
        raise TechnologyIncompleteError(_("Give it a name of letters."))
    if Technology.objects.filter(slug=slug).exists():
        raise TechnologyIncompleteError(
            _("“%(name)s” is in the register already.") % {"name": kept}
        )
    technology = Technology(name=kept, slug=slug, changed_at=now)
    _set_period(technology, period)
    technology.save()
    _add_version(technology, told, "", actor, now)
    _note(technology, actor, "technology.add", now)
    return technology


@transaction.atomic
def change_technology(
    *,
    technology_id: int,
    told: Told,
    change: str,
    period: Period,
    actor: User,
    now: datetime,
) -> Technology:
    """Say something else of it, and what is new; what stood before stays readable.

    Raises NotAllowedError, TechnologyIncompleteError.
    """
    technology = Technology.objects.select_for_update().get(pk=technology_id)
    _require_keeper(actor)
    _set_period(technology, period)
    technology.changed_at = now
    technology.save()
    _add_version(technology, told, _words(change, 300), actor, now)
    _note(technology, actor, "technology.change", now)
    return technology


@transaction.atomic
def answer_comments(
    *, technology_id: int, text: str, actor: User, now: datetime
) -> Technology:
    """Say what became of the comments, once nobody can comment any more.

    Raises NotAllowedError, TechnologyIncompleteError.
    """
    technology = Technology.objects.select_for_update().get(pk=technology_id)
    _require_keeper(actor)
    last = technology.comments_until
    if last is None or localdate(now) <= last:
        raise TechnologyIncompleteError(_("Answer when the time for comments is over."))
    technology.answer = _words(text, LONGEST_TEXT)
    technology.answered_at = now
    technology.save(update_fields=["answer", "answered_at"])
    _note(technology, actor, "technology.answer", now)
    return technology


@transaction.atomic
def comment_on(
    *,
    technology_id: int,
    text: str,
    viewer: Viewer,
    language: str,
    now: datetime,
) -> TechnologyComment:
    """Comment while one may; a moderator reads it before anybody else.

    Raises DecidedAlreadyError, TechnologyIncompleteError.
    """
    technology = Technology.objects.select_for_update().get(pk=technology_id)
    if not technology.takes_comments(localdate(now)):
        raise DecidedAlreadyError(_("Comments are closed."))
    words = _words(text, LONGEST_COMMENT)
    person = viewer.user if isinstance(viewer.user, User) else None
    review = ask_review(
        what=What.COMMENT,
        text=words,
        neighborhood_id=None,
        person_id=person.pk if person else None,
        language=language,
        places=[technology.name],
        now=now,
    )
    return TechnologyComment.objects.create(
        technology=technology,
        person=person,
        review=review,
        at=town_hour(localtime(now)),
    )


@transaction.atomic
def forget_comments(*, now: datetime) -> int:
    """Let go of comments three months after the last day; the answer stays."""
    before = localdate(now) - COMMENTS_KEPT
    old = TechnologyComment.objects.filter(technology__comments_until__lt=before)
    return let_comments_go(list(old))


def let_comments_go(comments: list[TechnologyComment]) -> int:
    """Delete comments and wipe the words moderators read."""
    forget_reviews(review_ids=[one.review_id for one in comments])
    TechnologyComment.objects.filter(pk__in=[one.pk for one in comments]).delete()
    return len(comments)


def _require_keeper(actor: User) -> None:
    if not can_keep_technology(Viewer(user=actor)):
        raise NotAllowedError(_("Only administrators of the town may do that."))


def _set_period(technology: Technology, period: Period) -> None:
    first, last = period.first, period.last
    if (first is None) != (last is None) or (first and last and last < first):
        raise TechnologyIncompleteError(
            _("Give the first and the last day for comments, or neither.")
        )
    technology.comments_from, technology.comments_until = first, last


def _add_version(
    technology: Technology, told: Told, change: str, actor: User, now: datetime
) -> None:
    said = asdict(told)
    said |= {field: _words(said[field], most) for field, most in _LONGEST.items()}
    TechnologyVersion.objects.create(
        technology=technology,
        number=technology.versions.count() + 1,
        change=change,
        made_by=actor,
        made_at=now,
        **said,
    )


def _words(text: str, longest: int) -> str:
    kept = plain(text).strip()
    if not readable(kept):
        raise TechnologyIncompleteError(
            _("Fill in every line; “none” or “not known” is an answer, too.")
        )
    if len(kept) > longest:
        raise TechnologyIncompleteError(
            _("Use at most %(most)d characters.") % {"most": longest}
        )
    return kept


def _note(technology: Technology, actor: User, action: str, now: datetime) -> None:
    record(actor=actor, action=action, subject=technology, now=now)
