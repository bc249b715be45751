"""Taking back what one has sent, before an officer has begun."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from engagement.audit.services import record
from engagement.common.roles import Viewer
from engagement.common.weeks import town_hour
from engagement.concerns.choices import Privacy, Status, VoiceRole
from engagement.concerns.counters import recount
from engagement.concerns.errors import NoSuchIssueError, TooLateError
from engagement.concerns.models import Concern, Issue, Message, StatusChange, Voice
from engagement.concerns.permissions import can_withdraw, is_sender
from engagement.concerns.queries import family_of
from engagement.concerns.queries.holds import concern_is_held
from engagement.concerns.services.locks import line_name, lock_issues, take_turns
from engagement.concerns.services.photos import drop_photos
from engagement.concerns.services.rule import Line, count_again, roots_of_person
from engagement.moderation.services import forget_reviews

WITHDRAWN = gettext_noop("Taken back by the person who reported it.")


@transaction.atomic
def withdraw_concern(*, concern_id: int, viewer: Viewer, now: datetime) -> Concern:
    """Take a concern back: its words, photos and contact go, its voice no longer counts.

    Under a legal hold words and photos only go out of sight, and wait for its end.
    Nobody else stands behind the issue? Then it closes and leaves the public pages.
    Raises NoSuchIssueError, TooLateError.
    """
    concern = (
        Concern.objects.select_for_update(of=("self",))
        .select_related("first_issue", "issue")
        .filter(pk=concern_id)
        .first()
    )
    if concern is None or not is_sender(viewer, concern):
        raise NoSuchIssueError(_("There is no such concern."))
    if concern.withdrawn_at is not None:
        return concern
    issues = _locked(concern)
    concern.issue = issues[concern.issue_id]  # as it is now that nobody else changes it
    if not can_withdraw(viewer, concern):
        raise TooLateError(
            _("An officer has begun to work on it, so it can no longer be taken back.")
        )
    at = town_hour(localtime(now))
    if concern_is_held(concern.pk):
        _set_aside(concern, at)
    else:
        _empty(concern, at)
    drop_photos(concerns=Concern.objects.filter(pk=concern.pk))
    _silence(concern, issues[concern.first_issue_id], at)
    record(
        actor=None,
        action="concern.withdraw",
        subject=concern,
        now=at,
        place_id=concern.neighborhood_id,
    )
    return concern


def _empty(concern: Concern, at: datetime) -> None:
    Message.objects.filter(concern=concern).delete()
    concern.text = concern.how_often = concern.who_harmed = ""
    concern.where_text = concern.where_hint = ""
    concern.lat = concern.lon = None
    _out_of_sight(concern, at)


def _set_aside(concern: Concern, at: datetime) -> None:
    """Keep words, messages and photos from everybody but officers until the hold ends."""
    concern.goes_after_hold = True
    _out_of_sight(concern, at)


def _out_of_sight(concern: Concern, at: datetime) -> None:
    """Nobody can be reached any more, and the public reads nothing more of it."""
    concern.withdrawn_at = at
    concern.cell_r7 = concern.cell_r8 = concern.cell_r9 = None
    concern.contact_sealed = b""
    concern.wants_updates = False
    concern.save()
    if concern.review_id is not None:
        forget_reviews(review_ids=[concern.review_id])


def _locked(concern: Concern) -> dict[int, Issue]:
    """Lock the issues that taking the concern back may change."""
    own = concern.first_issue
    root = own.merged_into or own
    line = _line_of(root)
    names = [f"person:person {concern.person_id}"] if concern.person_id else []
    take_turns(alone=names, shared=[line_name(*line)])
    others = roots_of_person(concern.person_id, line) if concern.person_id else set()
    return lock_issues({own.pk, root.pk, concern.issue_id} | others)


def _line_of(issue: Issue) -> Line:
    return issue.neighborhood_id, issue.kind_id


def _silence(concern: Concern, own: Issue, at: datetime) -> None:
    """Take the reporter's voice off the issue, and the issue away if it was alone."""
    root = own.merged_into or own
    Voice.objects.filter(
        issue=own, role=VoiceRole.REPORTER, person=concern.person_id
    ).delete()
    changed = (
        count_again([concern.person_id], _line_of(root)) if concern.person_id else set()
    )
    recount({root.pk} | changed)
    if not Voice.objects.filter(issue__in=family_of(own)).exists():
        _close(own, at)


def _close(issue: Issue, at: datetime) -> None:
    StatusChange.objects.create(
        issue=issue, old=issue.status, new=Status.CANNOT, text=WITHDRAWN, at=at
    )
    issue.status = Status.CANNOT
    issue.closed_at = at
    issue.privacy = Privacy.SENSITIVE
    issue.save(update_fields=["status", "closed_at", "privacy"])
