"""What leaves by itself, and when (RULINGS 36): one list for the night and the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.front.personal.owners import LEAVES
from engagement.front.services.erasing import erase_unconfirmed

UNCONFIRMED_KEPT: Final = timedelta(days=30)


@dataclass(frozen=True)
class Sort:
    """One sort of data that does not stay."""

    code: str
    what: str | Promise
    kept: str | Promise
    leave: Callable[..., int]
    is_hourly: bool = False


def leave_unconfirmed(*, now: datetime) -> int:
    """Erase accounts that were begun a month ago and never confirmed."""
    return erase_unconfirmed(before=now - UNCONFIRMED_KEPT, now=now)


def _sort(
    code: str, what: str | Promise, kept: str | Promise, *, is_hourly: bool = False
) -> Sort:
    return Sort(code, what, kept, _WAYS[code], is_hourly)


_WAYS: Final = {**LEAVES, "unconfirmed": leave_unconfirmed}
SORTS: Final = (
    _sort(
        "drafts",
        _("A report you have begun and not sent"),
        _("24 hours"),
        is_hourly=True,
    ),
    _sort(
        "texts",
        _("Your words, and what you said about the place"),
        _("Two years after the problem is closed; kind, day and count stay"),
    ),
    _sort(
        "photos",
        _("Photos, without place, time or device"),
        _("Two years after the problem is closed, or until you take them back"),
    ),
    _sort(
        "contacts",
        _("How to reach you, if you gave it"),
        _(
            "90 days after the problem is closed, locked with a key that is not in the database"
        ),
    ),
    _sort(
        "notes",
        _("What officers wrote to one another about it"),
        _("Two years after the problem is closed"),
    ),
    _sort(
        "messages",
        _("Messages between you and the officers"),
        _("Two years after the problem is closed, or until you take it back"),
    ),
    _sort(
        "complaints",
        _("A complaint about an officer"),
        _("Two years after it is closed; how to reach you, 90 days"),
    ),
    _sort(
        "moderation",
        _("Who flagged a text, and how it read before it was changed"),
        _("Two years; the mark of a network, 30 days"),
    ),
    _sort(
        "record",
        _("The record of who did what"),
        _("Two years; it holds no words of yours"),
    ),
    _sort(
        "attendees",
        _("That you come to a meeting or help there, and what you need"),
        _("30 days after the meeting; how many came stays"),
    ),
    _sort(
        "bookings",
        _("A place you asked for by mail and never confirmed"),
        _("24 hours"),
        is_hourly=True,
    ),
    _sort(
        "enrolled",
        _("That you enrolled for a series of meetings, and what you need there"),
        _(
            "30 days after the last meeting, or after you left; the address of a parent or guardian until they have answered"
        ),
    ),
    _sort(
        "enrolments",
        _("A series you asked for by mail and never confirmed"),
        _("24 hours"),
        is_hourly=True,
    ),
    _sort(
        "help_offers",
        _("Help at a meeting you offered by mail and never confirmed"),
        _("24 hours"),
        is_hourly=True,
    ),
    _sort(
        "proposals",
        _("What you proposed for the agenda of a meeting"),
        _(
            "Refused, 30 days; what passed stays, that it was yours until 30 days after the meeting"
        ),
    ),
    _sort("looks", _("Who looked at how to reach you"), _("Two years")),
    _sort(
        "origins",
        _("A daily changing mark that shows many reports from one network"),
        _("30 days"),
    ),
    _sort(
        "room_links",
        _("That a question, a support or a vote at a meeting was yours"),
        _("30 days after the meeting; what was said and the counts stay"),
    ),
    _sort(
        "captain_letters",
        _("The address of a letter that asked somebody to lead a watch group"),
        _("30 days after the letter ran out"),
    ),
    _sort(
        "survey_drafts",
        _("Answers to a survey you began and did not send"),
        _("Two months, or until the survey closes"),
    ),
    _sort(
        "survey_addresses",
        _("The mail address a survey was sent to"),
        _("30 days after the survey has closed"),
    ),
    _sort(
        "survey_sheets",
        _("What was typed once from a sheet of paper"),
        _("Until it is typed again, or 30 days after the survey has closed"),
    ),
    _sort(
        "answer_files",
        _("A file of answers from another tool that was not taken in"),
        _("Seven days"),
    ),
    _sort(
        "walks",
        _("When you were out with a watch group, and what you logged there"),
        _("One year; counts, kinds and places of what was seen stay without you"),
    ),
    _sort(
        "duty_phones",
        _("Your number for alarms of a watch group"),
        _("Until you take it out, or no longer lead the group nor are its second"),
    ),
    _sort(
        "group_posts",
        _("What you wrote to a watch group"),
        _("One year, or until you are erased"),
    ),
    _sort(
        "group_alerts",
        _("Alerts of officers to watch groups"),
        _("One year"),
    ),
    _sort(
        "member_reports",
        _("A report about a member of a watch group, sealed"),
        _("One year"),
    ),
    _sort(
        "memberships",
        _("That you were in a watch group, or were not taken in"),
        _("A year after it ended; not taken in, 30 days; what you said there, at once"),
    ),
    _sort(
        "member_letters",
        _("The address of somebody who was invited to a watch group"),
        _("30 days after the letter left"),
    ),
    _sort("member_looks", _("Who looked at members of a watch group"), _("Two years")),
    _sort(
        "credentials",
        _("That you were vetted or trained, or agreed to something"),
        _("A year after it ended"),
    ),
    _sort(
        "patrols",
        _("That you signed up for a patrol"),
        _("A year after the patrol; how many came stays"),
    ),
    _sort(
        "cameras",
        _("A camera you took out of the register, and what you were asked"),
        _(
            "How to reach you, at once; the rest, 30 days; questions of officers, a year"
        ),
    ),
    _sort(
        "technology_comments",
        _("What you said about a technology the agency uses"),
        _("Three months after the last day for comments, or until you are erased"),
    ),
    _sort(
        "letters",
        _("Letters on their way to you"),
        _("One day after they are sent"),
    ),
    _sort(
        "sessions",
        _("That a browser is signed in"),
        _("Until you sign out or it runs out"),
    ),
    _sort(
        "invitations",
        _("The address of somebody who was invited to a role"),
        _("30 days after the invitation has ended"),
    ),
    _sort(
        "unconfirmed",
        _("An account whose e-mail address was never confirmed"),
        _("30 days"),
    ),
    _sort(
        "exports",
        _("The copy of your data, once you asked for it"),
        _("48 hours, sealed"),
        is_hourly=True,
    ),
)
BY_CODE: Final = {sort.code: sort for sort in SORTS}
