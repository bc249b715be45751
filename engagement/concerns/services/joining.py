"""Making two issues one, taking them apart, and giving one another kind or place.

Voices never move: an issue points to the one it became part of, and the counts are of
distinct people over the group (RULINGS 12). `merged_path` remembers the way, so that
every merge can be undone by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor, Viewer
from engagement.concerns.choices import STRICTNESS, Channel, Privacy
from engagement.concerns.counters import recount
from engagement.concerns.errors import (
    CannotMergeError,
    ChangedMeanwhileError,
    NoSuchIssueError,
    NotCollectedError,
)
from engagement.concerns.models import Concern, Issue, Voice
from engagement.concerns.permissions import can_handle, can_merge
from engagement.concerns.queries import kinds_in_use
from engagement.concerns.services.handling import words_for
from engagement.concerns.services.holding import carry_holds
from engagement.concerns.services.locks import line_name, lock_issues, take_turns
from engagement.concerns.services.notices import ask_officers_to_look, tell_of_merge
from engagement.concerns.services.placing import Spot, placed
from engagement.concerns.services.public_words import keep_words_inside, move_words
from engagement.concerns.services.rule import Line, count_again, voices_on_line
from engagement.concerns.workdays import target_at

_CHANGED = gettext_lazy(
    "Somebody else changed this one after you opened it. Look again, please."
)


def _line_of(issue: Issue) -> Line:
    return issue.neighborhood_id, issue.kind_id


def _found(issue_id: int) -> Issue:
    issue = Issue.objects.filter(pk=issue_id).first()
    if issue is None:
        raise NoSuchIssueError(_("There is no such concern."))
    return issue


def _check_may_merge(actor: Actor, issues: Iterable[Issue]) -> None:
    viewer = Viewer(user=actor)
    if not all(can_merge(viewer, issue) for issue in issues):
        raise NotAllowedError(
            _("Only officers of this neighborhood may do that, and never to their own.")
        )


def _people_in(issue_ids: Iterable[int]) -> set[int]:
    spoken = Voice.objects.filter(issue__in=list(issue_ids), person__isnull=False)
    return set(spoken.order_by().values_list("person_id", flat=True))


def _family_ids(*roots: Issue) -> set[int]:
    ids = {root.pk for root in roots}
    children = Issue.objects.filter(merged_into__in=ids).order_by()
    return ids | set(children.values_list("pk", flat=True))


class _Recount:
    """Everything a change of lines or groups may touch, locked in order."""

    def __init__(self, issues: Collection[Issue], lines: Iterable[Line]) -> None:
        self._lines = set(lines)
        take_turns(alone=[line_name(*line) for line in self._lines])
        self._family = _family_ids(*issues)
        self.people = _people_in(self._family)
        elsewhere: set[int] = set()
        for line in self._lines:
            theirs = voices_on_line(line).filter(person__in=self.people).order_by()
            elsewhere |= set(theirs.values_list("root", flat=True))
        self.locked = lock_issues(self._family | elsewhere)
        roots = [self.locked[issue.pk] for issue in issues]
        if not {_line_of(root) for root in roots} <= self._lines:
            raise ChangedMeanwhileError(_CHANGED)

    def family_of(self, issue: Issue) -> list[Issue]:
        mine = [other for other in self.locked.values() if issue.pk in _path(other)]
        return [self.locked[issue.pk], *mine]

    def again(self) -> None:
        """Apply the rule of three afresh, then count the people."""
        changed = set(self._family)
        for line in self._lines:
            changed |= count_again(self.people, line)
        recount(changed)


def _path(issue: Issue) -> list[int]:
    """Give the way to the root; an issue stored without one went there directly."""
    if issue.merged_path or issue.merged_into_id is None:
        return issue.merged_path
    return [issue.merged_into_id]


def _set_path(issue: Issue, path: list[int]) -> None:
    issue.merged_path = path
    issue.merged_into_id = path[-1] if path else None
    issue.version += 1
    issue.save(update_fields=["merged_path", "merged_into", "version"])


@transaction.atomic
def merge_issues(
    *, issue_id: int, into_id: int, actor: Actor, reason: str, now: datetime
) -> Issue:
    """Make one issue part of another, and give back the one it is part of now.

    Raises NoSuchIssueError, NotAllowedError, CannotMergeError, TextMissingError.
    """
    issue, into = _found(issue_id), _found(into_id)
    _check_may_merge(actor, [issue, into])
    words = words_for(reason, _("Say why these two are the same."))
    work = _Recount([issue, into], [_line_of(issue), _line_of(into)])
    issue, into = work.locked[issue.pk], work.locked[into.pk]
    _check_can_merge(issue, into)
    for member in work.family_of(issue):
        _set_path(member, [*_path(member), into.pk])
    into.version += 1
    into.save(update_fields=["version"])
    work.again()
    record(
        actor=actor,
        action="concern.merge",
        subject=issue,
        now=now,
        place_id=issue.neighborhood_id,
        reason=words,
        into=into.pk,
    )
    tell_of_merge(issue, now=now)
    into.refresh_from_db()
    return into


def _check_can_merge(issue: Issue, into: Issue) -> None:
    if issue.pk == into.pk:
        raise CannotMergeError(_("That is this concern itself. Choose another one."))
    if issue.pk == into.merged_into_id:
        raise CannotMergeError(_("These two are one already."))
    if issue.merged_into_id is not None or into.merged_into_id is not None:
        raise CannotMergeError(
            _("One of them was merged before. Please choose the one it became.")
        )
    if issue.neighborhood_id != into.neighborhood_id:
        raise CannotMergeError(
            _("They lie in different neighborhoods. Move one of them first.")
        )
    strict, loose = STRICTNESS.index(Privacy(issue.privacy)), Privacy(into.privacy)
    if strict > STRICTNESS.index(loose):
        raise CannotMergeError(
            _("The first is kept more private than the second. Merge the other way.")
        )
    if issue.is_open and not into.is_open:
        raise CannotMergeError(
            _("The second is closed. Open it again, or merge the other way.")
        )


@transaction.atomic
def unmerge_issue(*, issue_id: int, actor: Actor, reason: str, now: datetime) -> Issue:
    """Take an issue out of the one it was merged into, with all that came with it.

    Raises NoSuchIssueError, NotAllowedError, CannotMergeError, TextMissingError.
    """
    issue = _found(issue_id)
    if issue.merged_into_id is None:
        raise CannotMergeError(_("This one is not part of another."))
    root = _found(issue.merged_into_id)
    _check_may_merge(actor, [issue, root])
    words = words_for(reason, _("Say why these are two after all."))
    work = _Recount([issue, root], [_line_of(issue), _line_of(root)])
    if work.locked[issue.pk].merged_into_id != root.pk:
        raise ChangedMeanwhileError(_CHANGED)
    left = _path(work.locked[issue.pk])
    for member in work.family_of(issue):
        path = _path(member)
        _set_path(
            member, path[: path.index(issue.pk) + 1] if member.pk != issue.pk else []
        )
    carry_holds(issue=issue, left=left, actor=actor, now=now)
    work.again()
    record(
        actor=actor,
        action="concern.unmerge",
        subject=issue,
        now=now,
        place_id=issue.neighborhood_id,
        reason=words,
        was_part_of=root.pk,
    )
    issue.refresh_from_db()
    return issue


def _root_to_change(issue_id: int, actor: Actor) -> Issue:
    issue = _found(issue_id)
    if not can_handle(Viewer(user=actor), issue):
        raise NotAllowedError(
            _("Only officers of this neighborhood may do that, and never to their own.")
        )
    if issue.merged_into_id is not None:
        raise ChangedMeanwhileError(
            _("This one was merged into another. Please work on that one.")
        )
    return issue


@transaction.atomic
def rekind_issue(
    *, issue_id: int, kind_id: int, actor: Actor, reason: str, now: datetime
) -> Issue:
    """Give an issue its right kind; privacy may only become stricter by it.

    Raises NoSuchIssueError, NotAllowedError, ChangedMeanwhileError, NotCollectedError,
    TextMissingError.
    """
    issue = _root_to_change(issue_id, actor)
    kind = kinds_in_use().filter(pk=kind_id).first()
    if kind is None:
        raise NotCollectedError(_("There is no such kind. Please choose another one."))
    words = words_for(reason, _("Say why it is of another kind."))
    old = issue.kind_id
    new_line = (issue.neighborhood_id, kind.pk)
    work = _Recount([issue], [_line_of(issue), new_line])
    family = work.family_of(issue)
    for member in family:
        member.kind = kind
        member.privacy = max(member.privacy, kind.privacy, key=_strictness)
        member.target_at = _new_target(member, kind.target_days)
        member.version += 1
        member.save(update_fields=["kind", "privacy", "target_at", "version"])
        member.concerns.update(kind=kind)
    keep_words_inside(family)
    work.again()
    record(
        actor=actor,
        action="concern.rekind",
        subject=issue,
        now=now,
        place_id=issue.neighborhood_id,
        reason=words,
        old=old,
        new=kind.pk,
    )
    issue.refresh_from_db()
    return issue


def _strictness(privacy: str) -> int:
    return STRICTNESS.index(Privacy(privacy))


def _new_target(issue: Issue, days: int) -> datetime | None:
    """Give the new kind's target; a date that came with an import stays its own."""
    if issue.concerns.filter(channel=Channel.IMPORT).exists():
        return issue.target_at
    return target_at(issue.reported_on, days, get_default_timezone())


_PLACE = ("neighborhood", "snap_point", "cell_r9")


@transaction.atomic
def relocate_issue(
    *,
    issue_id: int,
    actor: Actor,
    reason: str,
    now: datetime,
    lat: float | None = None,
    lon: float | None = None,
    neighborhood_id: int | None = None,
) -> Issue:
    """Put an issue where it belongs: at a point, or in a neighborhood without one.

    Raises NoSuchIssueError, NotAllowedError, ChangedMeanwhileError, NotOurTownError,
    NoPlaceError, TextMissingError.
    """
    issue = _root_to_change(issue_id, actor)
    spot = placed(lat, lon, neighborhood_id)
    words = words_for(reason, _("Say why it belongs elsewhere."))
    old = issue.neighborhood_id
    work = _Recount([issue], [_line_of(issue), (spot.neighborhood_id, issue.kind_id)])
    stays = spot.neighborhood_id == old
    family = work.family_of(issue)
    _put(family, spot, keep_owner=stays)
    move_words(family, spot.neighborhood_id)
    work.again()
    record(
        actor=actor,
        action="concern.move",
        subject=issue,
        now=now,
        place_id=spot.neighborhood_id,
        reason=words,
        old_place=old,
    )
    issue.refresh_from_db()
    if not stays:
        ask_officers_to_look(issue, issue.kind, now=now)
    return issue


def _put(family: Collection[Issue], spot: Spot, *, keep_owner: bool) -> None:
    """Write the place into the issues and into what was sent about them."""
    for member in family:
        member.neighborhood_id = spot.neighborhood_id
        member.snap_point = spot.snap_point
        member.cell_r9 = spot.cell(9)
        member.owner_id = member.owner_id if keep_owner else None
        member.version += 1
        member.save(update_fields=[*_PLACE, "owner", "version"])
    Concern.objects.filter(issue__in=[member.pk for member in family]).update(
        neighborhood=spot.neighborhood_id,
        lat=spot.lat,
        lon=spot.lon,
        is_outside=False,
        cell_r7=spot.cell(7),
        cell_r8=spot.cell(8),
        cell_r9=spot.cell(9),
    )


@transaction.atomic
def recount_issue(issue_id: int) -> None:
    """Work one issue's counters out again from its voices."""
    lock_issues([issue_id])
    recount([issue_id])
