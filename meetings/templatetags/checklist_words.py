"""The checklist and the cautions of a meeting, in words."""

from __future__ import annotations

from typing import Final

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from meetings.queries.cautions import About, Caution, cautions_of
from meetings.queries.checklist import Item, Need, checklist_of

register = template.Library()
_THERE: Final = {
    Need.PLACE: _("The place is chosen"),
    Need.LINK: _("The link to join is given"),
    Need.SUMMARY: _("It says what it is about"),
    Need.LANGUAGES: _("The languages are named"),
    Need.ACCESS: _("It says how one gets in"),
    Need.ROOM: _("It is known how many fit"),
    Need.HOSTS: _("It says who invites"),
    Need.AGENDA: _("There is an agenda"),
    Need.INTERPRETER: _("Somebody interprets"),
    Need.CHILD_CARE: _("Somebody looks after children"),
}
_MISSING: Final = {
    Need.PLACE: _("Choose the place"),
    Need.LINK: _("Give the link to join"),
    Need.SUMMARY: _("Say what it is about"),
    Need.LANGUAGES: _("Name the languages spoken"),
    Need.ACCESS: _("Say how one gets into the house"),
    Need.ROOM: _("Book a room, or say how many fit"),
    Need.HOSTS: _("Say who invites"),
    Need.AGENDA: _("Write the agenda"),
    Need.INTERPRETER: _("Find the interpreter the page promises"),
    Need.CHILD_CARE: _("Find somebody for the child care the page promises"),
}
_SAID: Final = {
    About.ORGANIZER: _("%(name)s looks after another meeting then:"),
    About.SPEAKER: _("%(name)s speaks at another meeting then:"),
    About.HOLIDAY: _("That day is a holiday: %(name)s."),
    About.RIVAL: _("Another meeting nearby is at the same hours:"),
}


@register.inclusion_tag("meetings/_checklist.html")
def checklist(meeting: Meeting) -> dict[str, object]:
    """What is still missing; what stops the publishing stands first."""
    rows = [
        {
            "words": (_THERE if item.is_there else _MISSING)[item.need],
            "url": "" if item.is_there else _where(item, meeting),
            "is_there": item.is_there,
            "blocks": item.blocks,
        }
        for item in checklist_of(meeting)
    ]
    rows.sort(key=lambda row: (bool(row["is_there"]), not row["blocks"]))
    return {"rows": rows, "is_whole": all(row["is_there"] for row in rows)}


@register.inclusion_tag("meetings/_cautions.html")
def cautions(meeting: Meeting) -> dict[str, object]:
    """What stands against its hours."""
    return {"rows": [(_words(one), one.other) for one in cautions_of(meeting)]}


def _words(caution: Caution) -> str:
    return str(_SAID[caution.about]) % {"name": caution.name}


_ELSEWHERE: Final = {
    Need.HOSTS: "meetings:meeting_people",
    Need.AGENDA: "meetings:agenda",
    Need.INTERPRETER: "meetings:helpers",
    Need.CHILD_CARE: "meetings:helpers",
}


def _where(item: Item, meeting: Meeting) -> str:
    if item.need == Need.ACCESS:
        return reverse("meetings:venue", args=[meeting.venue_id])
    name = _ELSEWHERE.get(item.need, "meetings:meeting_edit")
    return reverse(name, args=[meeting.pk])
