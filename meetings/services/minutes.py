"""Writing the minutes, publishing them and correcting them: every edition stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.common.spoken import SPOKEN
from engagement.common.suppression import answers_shown
from engagement.concerns.services import note_discussion
from engagement.people.models import User
from meetings.errors import MeetingOverError, MinutesChangedError, MinutesError
from meetings.models import Meeting, Minutes, MinutesEdition, MinutesText
from meetings.permissions import can_publish_minutes
from meetings.queries.agenda import Agenda, agenda_of, items_of
from meetings.queries.minutes import languages_of, texts_in
from meetings.services.agenda import note_on
from meetings.services.checking import LONGEST_REASON, require_known_host

LONGEST_TEXT: Final = 5_000
LONGEST_OUTCOME: Final = 300
MOST_LANGUAGES: Final = 8
MOST_PEOPLE: Final = 100_000


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is written about one item; about all of the meeting without one."""

    item_id: int | None
    text: str
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class MinutesWords:
    """What an organizer writes at once: one language, and what no language changes."""

    language: str
    said: tuple[Said, ...]
    attendance: int | None = None
    recording_link: str = ""


@transaction.atomic
def save_minutes(
    *,
    meeting_id: int,
    words: MinutesWords,
    version: int,
    actor: User,
    now: datetime,
    reason: str = "",
) -> Minutes:
    """Keep a draft of the minutes; published ones are corrected, with a reason.

    The first language written is the one the others translate. Raises NotAllowedError,
    MeetingOverError, MinutesError, MinutesChangedError, MeetingIncompleteError.
    """
    meeting = _meeting_that_began(meeting_id, actor, now)
    reason = plain(reason).strip()[:LONGEST_REASON]
    minutes = _minutes_to_write(meeting, words, version, now)
    if minutes.is_public and not reason:
        raise MinutesError(_("Say what you correct. Everybody reads it."))
    _require_numbers(words)
    require_known_host(words.recording_link)
    minutes.attendance = words.attendance
    minutes.recording_link = words.recording_link
    minutes.version += 1
    minutes.save()
    _keep(minutes, words)
    note_on(meeting, actor, "minutes.save", now)
    if minutes.is_public:
        _issue_edition(minutes, meeting, reason, actor, now)
    return minutes


@transaction.atomic
def publish_minutes(*, meeting_id: int, actor: User, now: datetime) -> Minutes:
    """Let everybody read the minutes; each concern's people learn what was said.

    Raises NotAllowedError, MeetingOverError, MinutesError.
    """
    meeting = _meeting_that_began(meeting_id, actor, now)
    minutes = Minutes.objects.select_for_update().filter(meeting=meeting).first()
    if minutes is None or not _says_something(minutes):
        raise MinutesError(_("Write down first what was said."))
    if minutes.is_public:
        return minutes
    if not meeting.is_public or not meeting.has_ended(now):
        raise MinutesError(_("Minutes are published when the meeting is over."))
    minutes.published_at = now
    minutes.save(update_fields=["published_at"])
    note_on(meeting, actor, "minutes.publish", now)
    _issue_edition(minutes, meeting, "", actor, now)
    return minutes


def _meeting_that_began(meeting_id: int, actor: User, now: datetime) -> Meeting:
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    if not can_publish_minutes(Viewer(user=actor), meeting):
        raise NotAllowedError(
            _("Only its organizers and this neighborhood’s officers may do that.")
        )
    if meeting.is_cancelled:
        raise MeetingOverError(_("This meeting was cancelled. It has no minutes."))
    if not meeting.has_begun(now):
        raise MinutesError(_("Minutes can be written once the meeting has begun."))
    return meeting


def _minutes_to_write(
    meeting: Meeting, words: MinutesWords, version: int, now: datetime
) -> Minutes:
    if words.language not in SPOKEN:
        raise MinutesError(_("Choose the language from the list."))
    minutes, is_new = Minutes.objects.select_for_update().get_or_create(
        meeting=meeting, defaults={"made_at": now, "language": words.language}
    )
    if version != (0 if is_new else minutes.version):
        raise MinutesChangedError(
            _("Somebody else changed the minutes after you opened them. Look again.")
        )
    used = set(languages_of(minutes)) | {words.language}
    if len(used) > MOST_LANGUAGES:
        raise MinutesError(
            _("Minutes have %(most)d languages at most.") % {"most": MOST_LANGUAGES}
        )
    return minutes


def _require_numbers(words: MinutesWords) -> None:
    if not 0 <= (words.attendance or 0) <= MOST_PEOPLE:
        raise MinutesError(_("Say how many people came, as a number."))


def _keep(minutes: Minutes, words: MinutesWords) -> None:
    """Write each text of the language; one left empty goes."""
    mine: set[int | None] = {
        None,
        *items_of(minutes.meeting).values_list("pk", flat=True),
    }
    for said in words.said:
        if said.item_id not in mine:
            raise MinutesError(_("The agenda changed meanwhile. Look again, please."))
        text, outcome = plain(said.text).strip(), plain(said.outcome).strip()
        _require_length(text, outcome)
        place: dict[str, Any] = {
            "minutes": minutes,
            "language": words.language,
            "item_id": said.item_id,
        }
        if text or outcome:
            values = {"text": text, "outcome": outcome}
            MinutesText.objects.update_or_create(**place, defaults=values)
        else:
            MinutesText.objects.filter(**place).delete()


def _require_length(text: str, outcome: str) -> None:
    if len(text) > LONGEST_TEXT or len(outcome) > LONGEST_OUTCOME:
        raise MinutesError(
            _(
                "Use at most %(text)d characters for what was said and %(outcome)d for what came of it."
            )
            % {"text": LONGEST_TEXT, "outcome": LONGEST_OUTCOME}
        )


def _says_something(minutes: Minutes) -> bool:
    return minutes.texts.filter(language=minutes.language).exists()


def _issue_edition(
    minutes: Minutes, meeting: Meeting, reason: str, actor: User, now: datetime
) -> None:
    """Freeze what is written now, and write it into the story of each concern."""
    agenda = agenda_of(meeting)
    MinutesEdition.objects.create(
        minutes=minutes,
        number=minutes.editions.count() + 1,
        reason=reason,
        words=_frozen(minutes, agenda),
        at=now,
        by=actor,
    )
    _tell_of_issues(minutes, meeting, agenda, actor, now)


def _frozen(minutes: Minutes, agenda: Agenda) -> dict[str, Any]:
    shown = None if minutes.attendance is None else answers_shown(minutes.attendance)
    return {
        "language": minutes.language,
        "attendance": shown,
        "few_came": minutes.attendance is not None and shown is None,
        "recording_link": minutes.recording_link,
        "languages": {
            code: _in_language(minutes, agenda, code) for code in languages_of(minutes)
        },
    }


def _in_language(minutes: Minutes, agenda: Agenda, code: str) -> dict[str, Any]:
    texts = texts_in(minutes, code)
    general = texts.get(None)
    return {
        "general": general.text if general else "",
        "items": [
            {
                "id": entry.item.pk,
                "number": entry.number,
                "title": entry.item.title,
                "text": text.text if text else "",
                "outcome": text.outcome if text else "",
            }
            for entry in agenda.all_entries
            for text in [texts.get(entry.item.pk)]
        ],
    }


def _tell_of_issues(
    minutes: Minutes, meeting: Meeting, agenda: Agenda, actor: User, now: datetime
) -> None:
    """Write the outcome into each concern's story; it was talked about, said or not."""
    texts = texts_in(minutes, minutes.language)
    link = reverse("meetings:minutes", args=[meeting.pk, meeting.slug])
    for entry in agenda.all_entries:
        text = texts.get(entry.item.pk)
        for issue in entry.issues:
            note_discussion(
                issue_id=issue.pk,
                source=f"meetings.agendaitem:{entry.item.pk}",
                text=text.outcome if text else "",
                link=link,
                on=localdate(meeting.begins_at),
                actor=actor,
                now=now,
            )
