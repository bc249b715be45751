"""Helping at a meeting: wanted, offered, answered; never more people than are wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.outbox.models import Job
from engagement.people.models import User
from meetings.choices import HelperSort, HelpState
from meetings.errors import (
    HelpError,
    HelpersEnoughError,
    MeetingIncompleteError,
    MeetingOverError,
    NoPlaceError,
)
from meetings.models import HelperWanted, HelpOffer, Meeting
from meetings.queries.checklist import Need, checklist_of
from meetings.queries.helping import helpers_accepted
from meetings.services import helping
from meetings.services.help_answers import accept_help, decline_help
from meetings.services.help_letters import help_token, send_help_letter, tell_of_help
from meetings.services.help_wanted import Wanted, remove_helpers, set_helpers
from meetings.services.helping import (
    confirm_help,
    offer_as_person,
    offer_by_mail,
    take_help_back,
)
from meetings.services.leaving import leave_attendees, leave_unconfirmed_help
from meetings.wishes import read_wish
from tests.engagement.concerns.test_races import at_once
from tests.factories.helping import (
    make_help,
    make_help_asked,
    make_helper,
    make_wanted,
)
from tests.factories.meetings import make_draft, make_meeting, make_meeting_organizer
from tests.factories.people import make_officer, make_user

SPANISH = Wanted(HelperSort.INTERPRETER, "es")


def a_meeting(**fields: Any) -> tuple[Meeting, User]:
    meeting, organizer = make_meeting(**fields), make_user()
    make_meeting_organizer(meeting, organizer)
    return meeting, organizer


def said(**more: Any) -> dict[str, Any]:
    words = {"name": "Ann", "words": "I grew up with both", "language": "en"}
    return {**words, "now": now(), **more}


def work_off() -> list[tuple[str, str]]:
    """Do what waits, as relay and worker do; give who got which letter, once each."""
    do: dict[str, Callable[..., object]] = {
        "meetings.send_help_letter": send_help_letter,
        "meetings.tell_of_help": tell_of_help,
    }
    for job in Job.objects.filter(done_at=None).order_by("pk"):
        given = dict(job.arguments)
        version = given.pop("version_meant")
        do[job.task](job_id=job.pk, now=now(), version=version, **given)
    told = [(one.to[0], str(one.subject).split(":")[0]) for one in mail.outbox]
    mail.outbox.clear()
    return told


# -- what is wanted --------------------------------------------------------------------
@pytest.mark.django_db
def test_an_organizer_asks_for_help_and_the_same_again_changes_how_many() -> None:
    meeting, organizer = a_meeting()

    for number, arranged in ((1, 0), (3, 2)):
        set_helpers(
            meeting_id=meeting.pk,
            wanted=Wanted(HelperSort.INTERPRETER, "es", number, arranged),
            actor=organizer,
            now=now(),
        )

    rows = HelperWanted.objects.values_list("sort", "language", "number", "arranged")
    assert list(rows) == [("interpreter", "es", 3, 2)]
    assert Entry.objects.filter(action="meeting.set_helpers").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (Wanted(HelperSort.INTERPRETER), HelpError),
        (Wanted(HelperSort.STEWARD, "es"), HelpError),
        (Wanted(HelperSort.INTERPRETER, "xx"), MeetingIncompleteError),
        (Wanted(HelperSort.STEWARD, number=0), HelpError),
        (Wanted(HelperSort.STEWARD, number=21), HelpError),
        (Wanted(HelperSort.STEWARD, number=1, arranged=2), HelpError),
    ],
)
def test_help_that_makes_no_sense_is_not_asked_for(
    wanted: Wanted, error: type[Exception]
) -> None:
    meeting, organizer = a_meeting()

    with pytest.raises(error):
        set_helpers(meeting_id=meeting.pk, wanted=wanted, actor=organizer, now=now())

    assert HelperWanted.objects.count() == 0


@pytest.mark.django_db
def test_never_fewer_are_wanted_than_have_been_accepted() -> None:
    meeting, organizer = a_meeting()
    wanted = make_wanted(meeting, number=3)
    for _number in range(2):
        make_helper(wanted=wanted)

    with pytest.raises(HelpError):
        set_helpers(meeting_id=meeting.pk, wanted=SPANISH, actor=organizer, now=now())

    wanted.refresh_from_db()
    assert wanted.number == 3


@pytest.mark.django_db
def test_help_is_taken_away_once_nobody_waits_or_helps() -> None:
    meeting, organizer = a_meeting()
    offer = make_help(meeting)

    with pytest.raises(HelpError):
        remove_helpers(wanted_id=offer.wanted_id, actor=organizer, now=now())
    decline_help(offer_id=offer.pk, words="Thanks", actor=organizer, now=now())
    remove_helpers(wanted_id=offer.wanted_id, actor=organizer, now=now())

    assert HelperWanted.objects.count() == 0


@pytest.mark.django_db
def test_strangers_ask_for_no_help_and_take_none_away() -> None:
    meeting, _organizer = a_meeting()
    wanted, stranger = make_wanted(meeting), make_user()

    with pytest.raises(NotAllowedError):
        set_helpers(meeting_id=meeting.pk, wanted=SPANISH, actor=stranger, now=now())
    with pytest.raises(NotAllowedError):
        remove_helpers(wanted_id=wanted.pk, actor=stranger, now=now())

    assert HelperWanted.objects.count() == 1


# -- offering --------------------------------------------------------------------------
@pytest.mark.django_db
def test_without_an_account_the_organizers_hear_of_it_once_the_link_was_pressed() -> (
    None
):
    meeting, organizer = a_meeting()
    wanted = make_wanted(meeting)

    offer = offer_by_mail(wanted_id=wanted.pk, address="ann@example.net", **said())
    first = work_off()
    confirm_help(offer_id=offer.pk, now=now())
    second = work_off()

    assert first == [("ann@example.net", "Please confirm your help")]
    assert second == [(organizer.email, "Somebody offers help")]
    offer.refresh_from_db()
    assert offer.state == HelpState.OFFERED
    assert b"grew up" not in bytes(offer.sealed)
    assert read_wish(offer.sealed).needs == "I grew up with both"


@pytest.mark.django_db
def test_the_letter_of_an_organizer_tells_no_name_and_no_words() -> None:
    meeting, _organizer = a_meeting()
    wanted = make_wanted(meeting)
    offer_as_person(wanted_id=wanted.pk, actor=make_user(), **said(name="Wilhelmina"))
    (job,) = Job.objects.all()
    given = dict(job.arguments)
    version = given.pop("version_meant")

    tell_of_help(job_id=job.pk, now=now(), version=version, **given)

    words = str(mail.outbox[0].body)
    assert "Interpreter: Spanish" in words
    assert "Wilhelmina" not in words
    assert "grew up" not in words


@pytest.mark.django_db
def test_with_an_account_an_offer_stands_at_once_and_pressing_twice_is_once() -> None:
    meeting, _organizer = a_meeting()
    wanted, person = make_wanted(meeting), make_user()

    made = [
        offer_as_person(wanted_id=wanted.pk, actor=person, **said()) for _twice in "ab"
    ]

    assert made[0] == made[1]
    assert HelpOffer.objects.get().state == HelpState.OFFERED


@pytest.mark.django_db
def test_an_address_that_asks_again_gets_its_letter_again_three_times() -> None:
    meeting, _organizer = a_meeting()
    wanted = make_wanted(meeting)

    told = []
    for _time in range(5):
        offer_by_mail(wanted_id=wanted.pk, address="ann@example.net", **said())
        told += work_off()

    assert told == [("ann@example.net", "Please confirm your help")] * 3
    assert HelpOffer.objects.count() == 1


@pytest.mark.django_db
def test_a_link_is_good_for_a_day_and_then_the_offer_goes() -> None:
    offer = make_help_asked(at=now() - timedelta(hours=25))

    with pytest.raises(NoPlaceError):
        confirm_help(offer_id=offer.pk, now=now())
    leave_unconfirmed_help(now=now())

    assert HelpOffer.objects.count() == 0


@pytest.mark.django_db
def test_drafts_and_what_is_over_take_no_help() -> None:
    draft = make_wanted(make_draft())
    over = make_wanted(make_meeting(begins_at=now() - timedelta(days=1)))

    with pytest.raises(NotAllowedError):
        offer_as_person(wanted_id=draft.pk, actor=make_user(), **said())
    with pytest.raises(MeetingOverError):
        offer_as_person(wanted_id=over.pk, actor=make_user(), **said())

    assert HelpOffer.objects.count() == 0


@pytest.mark.django_db
def test_nobody_offers_or_confirms_what_is_found_already() -> None:
    meeting, _organizer = a_meeting()
    wanted = make_wanted(meeting, arranged=1)
    asked = make_help_asked(wanted=wanted)

    with pytest.raises(HelpersEnoughError):
        offer_as_person(wanted_id=wanted.pk, actor=make_user(), **said())
    with pytest.raises(HelpersEnoughError):
        confirm_help(offer_id=asked.pk, now=now())

    asked.refresh_from_db()
    assert asked.state == HelpState.ASKED


@pytest.mark.django_db
def test_who_takes_their_help_back_is_missing_again_and_the_organizers_hear() -> None:
    meeting, organizer = a_meeting()
    helper = make_helper(meeting)

    take_help_back(offer_id=helper.pk, now=now())
    take_help_back(offer_id=helper.pk, now=now())

    assert work_off() == [(organizer.email, "Somebody cannot help")]
    again = offer_as_person(wanted_id=helper.wanted_id, actor=make_user(), **said())
    assert again.state == HelpState.OFFERED


# -- answering -------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_accepted_helper_gets_one_letter_with_the_words_and_the_link_to_join() -> (
    None
):
    meeting, organizer = a_meeting(
        form="hybrid", online_link="https://join.example.org/x"
    )
    offer = make_help(meeting, address="ann@example.net")

    for _twice in "ab":
        accept_help(offer_id=offer.pk, words="Come at 5", actor=organizer, now=now())
    (job,) = Job.objects.all()
    send_help_letter(job_id=job.pk, offer_id=offer.pk, version=2, now=now())

    words = str(mail.outbox[0].body)
    assert [one.to for one in mail.outbox] == [["ann@example.net"]]
    assert "Come at 5" in words
    assert "https://join.example.org/x" in words
    assert help_token(offer) in words
    assert Entry.objects.filter(action="meeting.accept_help").count() == 1


@pytest.mark.django_db
def test_declining_needs_words_and_sends_them_without_the_link_to_join() -> None:
    meeting, organizer = a_meeting(
        form="hybrid", online_link="https://join.example.org/x"
    )
    offer = make_help(meeting)

    with pytest.raises(HelpError):
        decline_help(offer_id=offer.pk, words=" ", actor=organizer, now=now())
    decline_help(offer_id=offer.pk, words="We found two", actor=organizer, now=now())
    (job,) = Job.objects.all()
    send_help_letter(job_id=job.pk, offer_id=offer.pk, version=2, now=now())

    words = str(mail.outbox[0].body)
    assert "We found two" in words
    assert "join.example.org" not in words


@pytest.mark.django_db
def test_an_answer_that_no_longer_holds_never_leaves() -> None:
    meeting, organizer = a_meeting()
    offer = make_help(meeting, address="ann@example.net")
    accept_help(offer_id=offer.pk, words="", actor=organizer, now=now())

    take_help_back(offer_id=offer.pk, now=now())

    assert work_off() == [(organizer.email, "Somebody cannot help")]


@pytest.mark.django_db
def test_only_the_organizers_answer_and_officers_of_the_place_do_not() -> None:
    meeting, _organizer = a_meeting()
    offer = make_help(meeting)
    assert meeting.neighborhood is not None
    officer = make_officer(of=meeting.neighborhood)

    with pytest.raises(NotAllowedError):
        accept_help(offer_id=offer.pk, words="", actor=officer, now=now())
    with pytest.raises(NotAllowedError):
        decline_help(offer_id=offer.pk, words="No", actor=officer, now=now())

    offer.refresh_from_db()
    assert offer.state == HelpState.OFFERED


@pytest.mark.django_db
def test_what_was_taken_back_is_not_accepted() -> None:
    meeting, organizer = a_meeting()
    offer = make_help(meeting)
    take_help_back(offer_id=offer.pk, now=now())

    with pytest.raises(HelpError):
        accept_help(offer_id=offer.pk, words="", actor=organizer, now=now())


def two_for_one() -> list[Callable[[], object]]:
    meeting, one = a_meeting()
    other = make_user()
    make_meeting_organizer(meeting, other)
    wanted = make_wanted(meeting)
    ids = [make_help(wanted=wanted).pk, make_help(wanted=wanted).pk]

    def accept(offer_id: int, actor: User) -> Callable[[], object]:
        return lambda: accept_help(offer_id=offer_id, words="", actor=actor, now=now())

    return [accept(ids[0], one), accept(ids[1], other)]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_organizers_at_once_one_accepts_the_one_helper_wanted() -> None:
    at_once(*two_for_one())

    assert HelpOffer.objects.filter(state=HelpState.ACCEPTED).count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_be_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the rule above needs the lock."""
    both_counted, counted = threading.Barrier(2), helpers_accepted

    def count_together(wanted: HelperWanted) -> int:
        found = counted(wanted)
        both_counted.wait(10)
        return found

    monkeypatch.setattr(
        helping, "locked_for_seats", lambda pk: Meeting.objects.get(pk=pk)
    )
    monkeypatch.setattr(helping, "helpers_accepted", count_together)
    at_once(*two_for_one())

    assert HelpOffer.objects.filter(state=HelpState.ACCEPTED).count() == 2


# -- before publishing, and after ------------------------------------------------------
def missing_of(meeting: Meeting) -> list[Need]:
    sorts = (Need.INTERPRETER, Need.CHILD_CARE)
    return [
        one.need
        for one in checklist_of(meeting)
        if one.need in sorts and not one.is_there
    ]


@pytest.mark.django_db
def test_the_list_before_publishing_warns_of_help_the_page_promises() -> None:
    meeting = make_draft(interpreters=["es", "so"], has_child_care=True)
    make_wanted(meeting, arranged=1)
    make_help(wanted=make_wanted(meeting, sort=HelperSort.CHILD_CARE))
    before = missing_of(meeting)

    make_wanted(meeting, language="so", arranged=1)
    HelpOffer.objects.update(state=HelpState.ACCEPTED)

    assert before == [Need.INTERPRETER, Need.CHILD_CARE]
    assert missing_of(meeting) == []
    assert not any(one.blocks for one in checklist_of(meeting) if one.need in before)


@pytest.mark.django_db
def test_a_page_that_promises_nothing_is_not_asked_for_helpers() -> None:
    needs = [one.need for one in checklist_of(make_draft())]

    assert Need.INTERPRETER not in needs
    assert Need.CHILD_CARE not in needs


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_who_helped_goes_with_the_list_of_those_who_came(days: int, left: int) -> None:
    begins = now() - timedelta(days=days, hours=2)
    make_helper(make_meeting(begins_at=begins))

    leave_attendees(now=now())

    assert HelpOffer.objects.count() == left
    assert HelperWanted.objects.count() == 1
