"""Making an agenda: items in their order, the concerns behind them, and drawn ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.ids import read_reference
from engagement.common.richtext import plain
from engagement.concerns.models import Issue
from engagement.people.models import User
from engagement.promises.models import Promise
from meetings.errors import AgendaFullError, AgendaItemError, MeetingOverError
from meetings.models import AgendaIssue, AgendaItem, Meeting, Minutes
from meetings.queries.agenda import items_of, linkable_issue
from meetings.services.scheduling import locked_meeting

MOST_ITEMS: Final = 60
MOST_ISSUES: Final = 10
LONGEST_TITLE: Final = 160
LONGEST_SPEAKER: Final = 120
LONGEST_NOTE: Final = 1_000
LONGEST_ITEM: Final = 480


class Step(StrEnum):
    """Where an item goes; one step a press, so that no script is needed."""

    UP = "up"
    DOWN = "down"
    UNDER = "under"
    OUT = "out"


@dataclass(frozen=True, kw_only=True)
class ItemWords:
    """What an organizer says about an item; `references` are numbers of concerns."""

    title: str
    minutes: int
    speaker: str = ""
    note: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """An item that was prepared from the report, a question or a promise."""

    title: str
    minutes: int
    issue_ids: tuple[int, ...] = ()
    promise_id: int | None = None


@transaction.atomic
def add_item(
    *,
    meeting_id: int,
    words: ItemWords,
    actor: User,
    now: datetime,
    parent_id: int | None = None,
) -> AgendaItem:
    """Put something at the end of the agenda, or at the end of an item's parts.

    Raises NotAllowedError, MeetingOverError, AgendaFullError, AgendaItemError.
    """
    meeting = meeting_to_plan(meeting_id, actor)
    parent = _top_item(meeting, parent_id)
    require_room(meeting)
    item = AgendaItem(meeting=meeting, parent=parent)
    item.position = len(_siblings(meeting, parent_id)) + 1
    _fill(item, words)
    item.save()
    _link(item, words.references)
    note_on(meeting, actor, "agenda.add", now)
    return item


@transaction.atomic
def edit_item(
    *, item_id: int, words: ItemWords, actor: User, now: datetime
) -> AgendaItem:
    """Change what an item says and which concerns it is about.

    Raises NotAllowedError, MeetingOverError, AgendaItemError.
    """
    item, meeting = _item_to_change(item_id, actor)
    _fill(item, words)
    item.save(update_fields=["title", "minutes", "speaker", "note"])
    _link(item, words.references)
    note_on(meeting, actor, "agenda.edit", now)
    return item


@transaction.atomic
def move_item(*, item_id: int, step: Step, actor: User, now: datetime) -> AgendaItem:
    """Move an item one step; at the edge it stays where it is.

    Raises NotAllowedError, MeetingOverError, AgendaItemError.
    """
    item, meeting = _item_to_change(item_id, actor)
    siblings = _siblings(meeting, item.parent_id)
    place = siblings.index(item)
    if step == Step.UNDER:
        _go_under(item, siblings[:place])
    elif step == Step.OUT:
        _go_out(item)
    else:
        other = place + (-1 if step == Step.UP else 1)
        if 0 <= other < len(siblings):
            siblings[place], siblings[other] = siblings[other], siblings[place]
        _number(siblings)
    note_on(meeting, actor, "agenda.move", now)
    return item


@transaction.atomic
def remove_item(*, item_id: int, actor: User, now: datetime) -> None:
    """Take an item off the agenda; its parts go with it.

    Raises NotAllowedError, MeetingOverError.
    """
    item, meeting = _item_to_change(item_id, actor)
    parent_id = item.parent_id
    item.delete()
    _number(_siblings(meeting, parent_id))
    note_on(meeting, actor, "agenda.remove", now)


@transaction.atomic
def draw_items(
    *, meeting_id: int, drawn: Sequence[Drawn], actor: User, now: datetime
) -> list[AgendaItem]:
    """Put what was chosen on the agenda; promises go to its head, in their order.

    What stands there already is left out, so that it can be asked for twice.
    Raises NotAllowedError, MeetingOverError, AgendaFullError, AgendaItemError.
    """
    meeting = meeting_to_plan(meeting_id, actor)
    top = _siblings(meeting, None)
    fresh = [one for one in drawn if not _stands_there(meeting, one)]
    require_room(meeting, len(fresh))
    first = [_draw(meeting, one) for one in fresh if one.promise_id]
    last = [_draw(meeting, one) for one in fresh if not one.promise_id]
    kept = sum(1 for item in top if item.promise_id)  # promises head it already
    _number([*top[:kept], *first, *top[kept:], *last])
    note_on(meeting, actor, "agenda.draw", now)
    return [*first, *last]


def meeting_to_plan(meeting_id: int, actor: User) -> Meeting:
    """Lock a meeting whose agenda may still change.

    Raises NotAllowedError, MeetingOverError.
    """
    meeting = locked_meeting(meeting_id, actor)
    if meeting.is_cancelled:
        raise MeetingOverError(_("This meeting is cancelled. Copy it to a new day."))
    if Minutes.objects.filter(meeting=meeting, published_at__isnull=False).exists():
        raise MeetingOverError(
            _("The minutes are published, so the agenda stays as it was.")
        )
    return meeting


def require_room(meeting: Meeting, more: int = 1) -> None:
    """Raise AgendaFullError where nobody would read so many items."""
    if items_of(meeting).count() + more > MOST_ITEMS:
        raise AgendaFullError(
            _(
                "An agenda has %(most)d items at most. Take some away, or call two meetings."
            )
            % {"most": MOST_ITEMS}
        )


def note_on(meeting: Meeting, actor: User, action: str, now: datetime) -> None:
    """Write into the record what somebody did with an agenda or minutes."""
    record(
        actor=actor,
        action=action,
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
    )


def _item_to_change(item_id: int, actor: User) -> tuple[AgendaItem, Meeting]:
    found = AgendaItem.objects.only("meeting").get(pk=item_id)
    meeting = meeting_to_plan(found.meeting_id, actor)
    item = AgendaItem.objects.select_for_update().get(pk=item_id)
    return item, meeting


def _top_item(meeting: Meeting, item_id: int | None) -> AgendaItem | None:
    if item_id is None:
        return None
    found = items_of(meeting).filter(pk=item_id, parent=None).first()
    if found is None:
        raise AgendaItemError(
            _("Choose an item of this agenda that is no part itself.")
        )
    return found


def _siblings(meeting: Meeting, parent_id: int | None) -> list[AgendaItem]:
    return list(items_of(meeting).filter(parent=parent_id))


def _number(items: Sequence[AgendaItem]) -> None:
    for place, item in enumerate(items, 1):
        item.position = place
    AgendaItem.objects.bulk_update(items, ["position"])


def _go_under(item: AgendaItem, before: Sequence[AgendaItem]) -> None:
    if item.parent_id is not None or not before or item.parts.exists():
        raise AgendaItemError(
            _("Only an item without parts can go under the one before it.")
        )
    parent = before[-1]
    item.parent, item.position = parent, parent.parts.count() + 1
    item.save(update_fields=["parent", "position"])
    _number(_siblings(item.meeting, None))


def _go_out(item: AgendaItem) -> None:
    """Make a part an item of its own, right after the one it was part of."""
    parent = item.parent
    if parent is None:
        return
    item.parent = None
    item.save(update_fields=["parent"])
    top = [one for one in _siblings(item.meeting, None) if one.pk != item.pk]
    top.insert(top.index(parent) + 1, item)
    _number(top)
    _number(_siblings(item.meeting, parent.pk))


def _fill(item: AgendaItem, words: ItemWords) -> None:
    item.title = plain(words.title).strip()
    item.speaker = plain(words.speaker).strip()
    item.note = plain(words.note).strip()
    item.minutes = words.minutes
    if not item.title:
        raise AgendaItemError(_("Say what will be talked about."))
    most = {
        "title": LONGEST_TITLE,
        "speaker": LONGEST_SPEAKER,
        "note": LONGEST_NOTE,
    }
    if any(len(getattr(item, name)) > length for name, length in most.items()):
        raise AgendaItemError(
            _(
                "Use at most %(title)d characters for the item, %(speaker)d for who speaks and %(note)d below."
            )
            % most
        )
    if not 1 <= item.minutes <= LONGEST_ITEM:
        raise AgendaItemError(
            _("An item takes between 1 and %(most)d minutes.") % {"most": LONGEST_ITEM}
        )


def _link(item: AgendaItem, references: Sequence[str]) -> None:
    """Link exactly these concerns; each stands once on an agenda."""
    wanted = list(dict.fromkeys(word for word in references if word.strip()))
    if len(wanted) > MOST_ISSUES:
        raise AgendaItemError(
            _("Name at most %(most)d concerns for one item.") % {"most": MOST_ISSUES}
        )
    issues = [_issue_called(word) for word in wanted]
    item.links.exclude(issue__in=issues).delete()
    for issue in issues:
        link, _is_new = AgendaIssue.objects.get_or_create(
            meeting_id=item.meeting_id, issue=issue, defaults={"item": item}
        )
        if link.item_id != item.pk:
            raise AgendaItemError(
                _("%(number)s stands on this agenda already: “%(title)s”.")
                % {"number": issue, "title": link.item.title}
            )


def _issue_called(word: str) -> Issue:
    reference = read_reference(word)
    found = linkable_issue(reference) if reference else None
    if found is None:
        raise AgendaItemError(
            _("There is no public concern with the number “%(number)s”.")
            % {"number": word.strip()[:40]}
        )
    return found


def _stands_there(meeting: Meeting, one: Drawn) -> bool:
    if one.promise_id:
        return items_of(meeting).filter(promise=one.promise_id).exists()
    linked = AgendaIssue.objects.filter(meeting=meeting, issue__in=one.issue_ids)
    title = plain(one.title).strip()[:LONGEST_TITLE]
    return linked.exists() or items_of(meeting).filter(title=title).exists()


def _draw(meeting: Meeting, one: Drawn) -> AgendaItem:
    item = AgendaItem(meeting=meeting, position=1)
    _fill(item, ItemWords(title=plain(one.title)[:LONGEST_TITLE], minutes=one.minutes))
    if one.promise_id:
        item.promise = Promise.objects.get(pk=one.promise_id)
    item.save()
    for issue_id in one.issue_ids[:MOST_ISSUES]:
        AgendaIssue.objects.get_or_create(
            meeting=meeting, issue_id=issue_id, defaults={"item": item}
        )
    return item
