from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils.timezone import localdate, now

from config.celery import app
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.concerns.choices import Contact, Privacy
from engagement.concerns.contacts import seal_contact
from engagement.concerns.models import Concern, Issue, IssueUpdate
from engagement.concerns.queries import public_story_of
from engagement.outbox.models import Job
from engagement.people.models import Grant, User
from engagement.promises.errors import PromiseIncompleteError
from engagement.promises.models import Promise
from meetings.errors import (
    MeetingIncompleteError,
    MeetingOverError,
    MinutesChangedError,
    MinutesError,
)
from meetings.models import Meeting, MeetingPromise, Minutes, MinutesEdition
from meetings.queries.minutes import editions_of, promised_in, read_in
from meetings.services.minutes import (
    MinutesWords,
    Said,
    publish_minutes,
    save_minutes,
)
from meetings.services.promising import promise_in_meeting
from meetings.services.reminding import remind_of_minutes
from tests.factories.agendas import (
    make_item,
    make_link,
    make_minutes,
    make_past_meeting,
    make_published_minutes,
)
from tests.factories.concerns import make_concern, make_issue, make_voice
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import (
    make_grant,
    make_officer,
    make_organizer,
    make_user,
)
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db


def words(*said: Said, language: str = "en", **fields: Any) -> MinutesWords:
    told = said or (Said(item_id=None, text="Many came."),)
    return MinutesWords(language=language, said=told, **fields)


def save(meeting: Meeting, actor: User, version: int = 0, **how: Any) -> Minutes:
    given = how.pop("words", None) or words()
    return save_minutes(
        meeting_id=meeting.pk,
        words=given,
        version=version,
        actor=actor,
        now=now(),
        **how,
    )


def a_past_meeting_with_an_officer() -> tuple[Meeting, User]:
    meeting = make_past_meeting()
    return meeting, make_officer(of=meeting.neighborhood)


def run_jobs() -> None:
    """Do what the outbox holds, and what that asks for."""
    app.loader.import_default_modules()
    while jobs := list(Job.objects.filter(done_at=None).order_by("pk")):
        for job in jobs:
            app.tasks[job.task](job_id=job.pk, **job.arguments)


# -- writing -----------------------------------------------------------------------
def test_minutes_are_kept_by_item_and_nobody_reads_a_draft() -> None:
    meeting, officer = a_past_meeting_with_an_officer()
    item = make_item(meeting)
    said = Said(item_id=item.pk, text="It was loud.", outcome="A count in May.")

    minutes = save(meeting, officer, words=words(said, attendance=34))

    kept = minutes.texts.values_list("item", "language", "text", "outcome")
    assert list(kept) == [(item.pk, "en", "It was loud.", "A count in May.")]
    assert (minutes.language, minutes.attendance, minutes.version) == ("en", 34, 2)
    assert list(editions_of(meeting)) == []


def test_a_text_that_is_emptied_goes() -> None:
    meeting, officer = a_past_meeting_with_an_officer()
    minutes = save(meeting, officer)

    save(
        meeting,
        officer,
        minutes.version,
        words=words(Said(item_id=None, text=" ")),
    )

    assert minutes.texts.count() == 0


def test_two_who_write_the_minutes_see_one_another() -> None:
    meeting, officer = a_past_meeting_with_an_officer()
    save(meeting, officer)

    with pytest.raises(MinutesChangedError):
        save(meeting, officer, words=words(Said(item_id=None, text="Mine")))

    assert [text.text for text in Minutes.objects.get().texts.all()] == ["Many came."]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (words(language="xx"), MinutesError),
        (words(Said(item_id=None, text="x" * 5001)), MinutesError),
        (words(Said(item_id=None, text="", outcome="x" * 301)), MinutesError),
        (words(Said(item_id=0, text="Of another meeting")), MinutesError),
        (words(attendance=100_001), MinutesError),
        (words(recording_link="https://evil.example/1"), MeetingIncompleteError),
        (words(recording_link="http://zoom.us/rec/1"), MeetingIncompleteError),
    ],
)
def test_minutes_that_cannot_be_kept_are_refused(
    given: MinutesWords, error: type[Exception]
) -> None:
    meeting, officer = a_past_meeting_with_an_officer()

    with pytest.raises(error):
        save(meeting, officer, words=given)


def test_a_recording_stands_where_the_town_says() -> None:
    meeting, officer = a_past_meeting_with_an_officer()

    minutes = save(
        meeting, officer, words=words(recording_link="https://zoom.us/rec/1")
    )

    assert minutes.recording_link == "https://zoom.us/rec/1"


def test_minutes_have_eight_languages_at_most() -> None:
    meeting, officer = a_past_meeting_with_an_officer()
    version = 0
    for code in ("en", "es", "ar", "so", "ht", "vi", "fr", "pl"):
        version = save(meeting, officer, version, words=words(language=code)).version

    with pytest.raises(MinutesError):
        save(meeting, officer, version, words=words(language="ru"))


def test_only_organizers_and_officers_of_the_place_write_minutes() -> None:
    meeting, officer = a_past_meeting_with_an_officer()
    outsiders = (
        make_user(),
        make_organizer(of=meeting.neighborhood),
        make_officer(of=make_neighborhood()),
    )

    for outsider in outsiders:
        with pytest.raises(NotAllowedError):
            save(meeting, outsider)
        with pytest.raises(NotAllowedError):
            publish_minutes(meeting_id=meeting.pk, actor=outsider, now=now())
    save(meeting, officer)

    assert Minutes.objects.count() == 1


def test_minutes_need_a_meeting_that_took_place() -> None:
    ahead = make_meeting()
    cancelled = make_past_meeting(
        state="cancelled", cancelled_at=now(), cancel_reason="Painting"
    )

    for meeting, error in ((ahead, MinutesError), (cancelled, MeetingOverError)):
        with pytest.raises(error):
            save(meeting, make_officer(of=meeting.neighborhood))


# -- publishing --------------------------------------------------------------------
def test_published_minutes_are_frozen_with_numbers_and_titles() -> None:
    meeting, officer = a_past_meeting_with_an_officer()
    item = make_item(meeting, "Crossing")
    make_minutes(meeting)

    publish_minutes(meeting_id=meeting.pk, actor=officer, now=now())

    edition = MinutesEdition.objects.get()
    assert (edition.number, edition.by) == (1, officer)
    assert edition.words == {
        "language": "en",
        "attendance": 35,
        "few_came": False,
        "recording_link": "",
        "languages": {
            "en": {
                "general": "Many came.",
                "items": [
                    {
                        "id": item.pk,
                        "number": "1",
                        "title": "Crossing",
                        "text": "We talked about it.",
                        "outcome": "A count in May.",
                    }
                ],
            }
        },
    }


@pytest.mark.parametrize(
    ("came", "shown"),
    [(None, (None, False)), (4, (None, True)), (9, (None, True)), (12, (10, False))],
)
def test_how_many_came_is_never_exact_in_public(
    came: int | None, shown: tuple[int | None, bool]
) -> None:
    meeting, officer = a_past_meeting_with_an_officer()
    make_minutes(meeting, attendance=came)

    publish_minutes(meeting_id=meeting.pk, actor=officer, now=now())

    words_out = MinutesEdition.objects.get().words
    assert (words_out["attendance"], words_out["few_came"]) == shown


def test_minutes_are_published_once_and_when_the_meeting_is_over() -> None:
    running = make_past_meeting(days_ago=0.02)
    officer = make_officer(of=running.neighborhood)
    empty, their_officer = a_past_meeting_with_an_officer()
    make_minutes(running)

    with pytest.raises(MinutesError):
        publish_minutes(meeting_id=running.pk, actor=officer, now=now())
    with pytest.raises(MinutesError):
        publish_minutes(meeting_id=empty.pk, actor=their_officer, now=now())
    later = now() + timedelta(hours=3)
    for _press in range(2):
        publish_minutes(meeting_id=running.pk, actor=officer, now=later)

    assert MinutesEdition.objects.count() == 1


def test_a_correction_needs_a_reason_and_leaves_the_first_edition_to_read() -> None:
    meeting, officer = a_past_meeting_with_an_officer()
    minutes = make_published_minutes(meeting, officer)
    mended = words(Said(item_id=None, text="Twenty came."))

    with pytest.raises(MinutesError):
        save(meeting, officer, minutes.version, words=mended)
    save(meeting, officer, minutes.version, words=mended, reason="We counted again")

    read = [
        (one.number, one.reason, read_in(one, "en").general)
        for one in editions_of(meeting)
    ]
    assert read == [(2, "We counted again", "Twenty came."), (1, "", "Many came.")]


def test_minutes_are_read_in_a_language_they_have() -> None:
    meeting, officer = a_past_meeting_with_an_officer()
    minutes = save(meeting, officer)
    spanish = words(Said(item_id=None, text="Vinieron muchos."), language="es")
    save(meeting, officer, minutes.version, words=spanish)
    publish_minutes(meeting_id=meeting.pk, actor=officer, now=now())

    edition = MinutesEdition.objects.get()
    read = [read_in(edition, code) for code in ("es", "en", "fr")]
    assert [(one.language, one.general) for one in read] == [
        ("es", "Vinieron muchos."),
        ("en", "Many came."),
        ("en", "Many came."),
    ]
    assert read[0].languages == ("en", "es")


# -- what concerns and their people hear -------------------------------------------
def reported_by_mail(issue: Issue, address: str) -> Concern:
    return make_concern(
        issue=issue,
        contact_by=Contact.EMAIL,
        contact_sealed=seal_contact(address, ""),
        wants_updates=True,
        mail_confirmed_at=now(),
    )


def published_about(*issues: Issue) -> tuple[Meeting, User]:
    meeting, officer = a_past_meeting_with_an_officer()
    for issue in issues:
        make_link(make_item(meeting), issue)
    make_published_minutes(meeting, officer)
    return meeting, officer


def test_each_concern_tells_when_it_was_discussed_and_what_came_of_it() -> None:
    issue = make_issue()

    meeting, _officer = published_about(issue)

    newest = public_story_of(issue)[0]
    assert (newest.is_discussed, newest.text, newest.on, newest.link) == (
        True,
        "A count in May.",
        localdate(meeting.begins_at),
        f"/meetings/{meeting.pk}-{meeting.slug}/minutes/",
    )


def test_a_concern_on_an_item_of_which_nothing_was_written_is_told_too() -> None:
    make_town()
    issue = make_issue()
    make_voice(issue, person=make_user("supporter@example.org"))
    meeting, officer = a_past_meeting_with_an_officer()
    make_link(make_item(meeting), issue)
    save(meeting, officer)

    publish_minutes(meeting_id=meeting.pk, actor=officer, now=now())
    run_jobs()

    newest = public_story_of(issue)[0]
    assert (newest.is_discussed, newest.text) == (True, "")
    assert newest.on == localdate(meeting.begins_at)
    assert [letter.to for letter in mail.outbox] == [["supporter@example.org"]]
    assert "None" not in str(mail.outbox[0].body)


def test_reporters_and_supporters_are_told_once_each() -> None:
    make_town()
    issue = make_issue()
    both = make_user("both@example.org")
    reported_by_mail(issue, "reporter@example.org")
    make_concern(issue=issue, person=both)
    make_voice(issue, person=both)
    make_voice(issue, person=make_user("supporter@example.org"))
    make_voice(issue)
    meeting, officer = published_about(issue)
    run_jobs()
    version = Minutes.objects.get().version

    save(meeting, officer, version, reason="A word was wrong")
    run_jobs()

    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "reporter@example.org",
        "supporter@example.org",
    ]
    assert ["A count in May." in str(letter.body) for letter in mail.outbox] == [
        True,
        True,
    ]


def test_a_correction_mends_the_story_too() -> None:
    issue = make_issue()
    meeting, officer = published_about(issue)
    item = meeting.agenda.get()
    mended = words(Said(item_id=item.pk, text="", outcome="A count in June."))

    save(
        meeting,
        officer,
        Minutes.objects.get().version,
        words=mended,
        reason="June, not May",
    )

    assert [one.text for one in IssueUpdate.objects.all()] == ["A count in June."]


def test_nothing_is_told_of_what_is_not_public_any_more() -> None:
    closed, merged_into = make_issue(privacy=Privacy.SENSITIVE), make_issue()
    merged = make_issue(merged_into=merged_into)

    published_about(closed, merged)

    assert [one.issue for one in IssueUpdate.objects.all()] == [merged_into]


def test_no_letter_leaves_about_what_was_closed_to_the_public_meanwhile() -> None:
    make_town()
    issue = make_issue()
    make_voice(issue, person=make_user())
    published_about(issue)

    Issue.objects.filter(pk=issue.pk).update(privacy=Privacy.SENSITIVE)
    run_jobs()

    assert mail.outbox == []


# -- reminders ---------------------------------------------------------------------
def hourly(meeting: Meeting, days: int, *, skip: Callable[[int], bool]) -> list[int]:
    """Run the reminder every hour after a meeting; give the hours in which it asked."""
    return [
        hour
        for hour in range(24 * days)
        if not skip(hour)
        and remind_of_minutes(now=meeting.ends_at + timedelta(hours=hour))
    ]


def looked_after() -> Meeting:
    meeting = make_past_meeting(days_ago=20)
    organizer = make_organizer(of=meeting.neighborhood)
    make_meeting_organizer(meeting, organizer, is_by_role=True)
    return meeting


def test_organizers_are_reminded_after_three_and_seven_days_each_once() -> None:
    assert hourly(looked_after(), 12, skip=lambda _hour: False) == [72, 168]


def test_a_reminder_that_was_late_is_sent_once_and_is_the_latest() -> None:
    def is_off(hour: int) -> bool:
        return 60 <= hour < 180

    assert hourly(looked_after(), 12, skip=is_off) == [180]


def test_reminders_survive_that_done_jobs_are_forgotten() -> None:
    meeting = looked_after()
    remind_of_minutes(now=meeting.ends_at + timedelta(days=3))
    Job.objects.all().delete()

    again = remind_of_minutes(now=meeting.ends_at + timedelta(days=3, hours=1))

    assert again == 0


def test_nobody_is_reminded_of_minutes_that_are_out_or_of_what_never_was() -> None:
    done = looked_after()
    make_published_minutes(done, make_officer(of=done.neighborhood))
    cancelled = looked_after()
    Meeting.objects.filter(pk=cancelled.pk).update(
        state="cancelled", cancelled_at=now(), cancel_reason="Painting"
    )

    assert remind_of_minutes(now=done.ends_at + timedelta(days=4)) == 0


def test_a_reminder_looks_again_as_it_leaves() -> None:
    make_town()
    meeting = looked_after()
    remind_of_minutes(now=meeting.ends_at + timedelta(days=3))
    make_published_minutes(meeting, make_officer(of=meeting.neighborhood))

    run_jobs()

    assert mail.outbox == []


def test_a_reminder_names_the_meeting_and_leads_to_its_minutes() -> None:
    make_town()
    meeting = looked_after()
    remind_of_minutes(now=meeting.ends_at + timedelta(days=3))

    run_jobs()

    (letter,) = mail.outbox
    assert meeting.title in letter.subject
    assert f"/organize/{meeting.pk}/minutes/" in str(letter.body)


# -- promises ----------------------------------------------------------------------
def promise(meeting: Meeting, actor: User, **how: Any) -> Promise:
    plain: dict[str, Any] = {
        "item_id": None,
        "what": "Count the cars",
        "who": "Traffic team",
        "due_on": localdate() + timedelta(days=30),
        "owner": None,
    }
    return promise_in_meeting(
        meeting_id=meeting.pk, actor=actor, now=now(), **(plain | how)
    )


def test_a_promise_made_in_the_room_is_the_neighborhoods_and_the_items() -> None:
    meeting, officer = a_past_meeting_with_an_officer()
    item = make_item(meeting)

    made = promise(meeting, officer, item_id=item.pk)

    linked = MeetingPromise.objects.get()
    assert (linked.promise, linked.item, made.neighborhood) == (
        made,
        item,
        meeting.neighborhood,
    )
    assert list(promised_in(meeting)) == [linked]


def test_a_promise_needs_words_an_own_item_and_a_meeting_that_began() -> None:
    meeting, officer = a_past_meeting_with_an_officer()
    other = make_item(make_past_meeting())
    ahead = make_meeting(neighborhood=meeting.neighborhood)

    for how, error in (
        ({"what": " "}, PromiseIncompleteError),
        ({"item_id": other.pk}, MinutesError),
    ):
        with pytest.raises(error):
            promise(meeting, officer, **how)
    with pytest.raises(MeetingOverError):
        promise(ahead, officer)

    assert not Promise.objects.exists()


def test_an_organizer_by_name_alone_promises_nothing_for_the_place() -> None:
    meeting = make_past_meeting()
    elsewhere = make_organizer(of=make_neighborhood())
    make_meeting_organizer(meeting, elsewhere)

    with pytest.raises(NotAllowedError):
        promise(meeting, elsewhere)
    make_grant(elsewhere, Role.ORGANIZER, meeting.neighborhood)
    promise(meeting, User.objects.get(pk=elsewhere.pk))

    assert Promise.objects.count() == 1


def test_a_meeting_of_the_whole_town_says_to_whom_it_promises() -> None:
    meeting, place = make_past_meeting(), make_neighborhood()
    Meeting.objects.filter(pk=meeting.pk).update(neighborhood=None)
    officer = make_officer()
    assert Grant.objects.filter(user=officer, neighborhood=None).exists()

    with pytest.raises(MinutesError):
        promise(meeting, officer)

    assert promise(meeting, officer, neighborhood_id=place.pk).neighborhood == place
