"""Showing that one is a person, and making the codes for it, as a browser sees them."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import User
from engagement.people.services import withdraw_sheet
from engagement.places.models import Neighborhood
from tests.browser.visits import PageCase, Visit
from tests.factories.codes import make_meeting_code, make_sheet_of_codes
from tests.factories.people import make_organizer, make_user
from tests.factories.places import make_neighborhood, make_town


def _prove() -> Visit:
    make_town()
    return Visit(reverse("concerns:prove") + "?code=K7Q2-M9XD-4TRB")


def _with_cookies(client: Client, name: str) -> Visit:
    cookies = {key: morsel.value for key, morsel in client.cookies.items()}
    return Visit(reverse(name), cookies=cookies)


def _proved(name: str) -> Visit:
    """A browser that used a code."""
    make_town()
    _sheet, codes = make_sheet_of_codes()
    client = Client()
    client.post(reverse("concerns:prove"), {"code": codes[0]})
    return _with_cookies(client, name)


def _waiting_for_a_text() -> Visit:
    make_town()
    client = Client()
    client.post(reverse("concerns:prove_phone"), {"number": "617 253 1000"})
    return _with_cookies(client, "concerns:prove_phone_code")


def _signed_in(name: str) -> Visit:
    make_town()
    return Visit(reverse(name), user=make_user())


def _desk() -> tuple[Neighborhood, User]:
    make_town()
    place = make_neighborhood()
    return place, make_organizer(of=place)


def _at_the_desk(name: str) -> Visit:
    _place, organizer = _desk()
    return Visit(reverse(name), user=organizer)


def _codes() -> Visit:
    place, organizer = _desk()
    make_sheet_of_codes(place)
    make_sheet_of_codes(place, at=now() - timedelta(days=40))
    withdrawn, _codes = make_sheet_of_codes(place)
    withdraw_sheet(sheet_id=withdrawn.pk, actor=organizer, now=now())
    make_meeting_code(place)
    make_meeting_code(place, closed_at=now())
    return Visit(reverse("front:code_sheets"), user=organizer)


def _withdraw() -> Visit:
    place, organizer = _desk()
    sheet, _codes = make_sheet_of_codes(place)
    return Visit(reverse("front:code_sheet_withdraw", args=[sheet.pk]), user=organizer)


def _meeting(hours: int) -> Visit:
    place, organizer = _desk()
    moment = now() + timedelta(hours=hours)
    meeting = make_meeting_code(place, at=moment)
    return Visit(reverse("front:meeting_code", args=[meeting.pk]), user=organizer)


PROOF_PAGES: list[PageCase] = [
    PageCase("show that you are a person", _prove),
    PageCase("it was shown", lambda: _proved("concerns:prove_done")),
    PageCase("it was shown before", lambda: _proved("concerns:prove")),
    PageCase("show it, signed in", lambda: _signed_in("concerns:prove")),
    PageCase("ask for a text", lambda: _signed_in("concerns:prove_phone")),
    PageCase("type the code of a text", _waiting_for_a_text),
    PageCase("codes", _codes),
    PageCase("no codes yet", lambda: _at_the_desk("front:code_sheets")),
    PageCase("make a sheet of codes", lambda: _at_the_desk("front:code_sheet_new")),
    PageCase("withdraw a sheet", _withdraw),
    PageCase("open a meeting", lambda: _at_the_desk("front:meeting_code_new")),
    PageCase("a code on the wall", lambda: _meeting(0), requests=9),
    PageCase("a meeting to come", lambda: _meeting(5)),
]
