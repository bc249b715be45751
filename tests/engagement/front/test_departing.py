"""What has run out leaves at night: the day before it stays, the day after it is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from config.settings.schedule import BEAT_SCHEDULE
from engagement.audit.models import Entry
from engagement.audit.services import chain, record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.concerns.choices import ComplaintStatus, Status
from engagement.concerns.contacts import seal_contact
from engagement.concerns.errors import NoSuchIssueError
from engagement.concerns.models import (
    Complaint,
    Concern,
    Draft,
    Issue,
    LegalHold,
    Look,
    Message,
    Note,
    Photo,
    Voice,
)
from engagement.concerns.services import forget_texts, hold_issue, lift_hold
from engagement.front.doctor import State, inside
from engagement.front.models import Departure, Export
from engagement.front.personal.retention import BY_CODE
from engagement.front.services.departing import (
    ask_for_departures,
    depart,
    depart_hourly,
)
from engagement.moderation.choices import FlagReason, Verdict
from engagement.moderation.models import Decision, Flag
from engagement.outbox.models import Job
from engagement.people.models import Credential, Invitation, Session, User
from meetings.models import Booking, Question
from tests.factories import leaving_groups, leaving_meetings, leaving_surveys
from tests.factories.bookings import make_asked, make_booking
from tests.factories.concerns import make_concern, make_issue, make_voice
from tests.factories.conduct import make_complaint, make_look, make_message
from tests.factories.group_rota import (
    make_credential,
    make_credential_kind,
    make_patrol,
    make_sign_up,
)
from tests.factories.group_walks import (
    make_duty_phone,
    make_observation,
    make_walk,
)
from tests.factories.groups import make_group, make_member
from tests.factories.meetings import make_meeting
from tests.factories.moderation import make_decision, make_review
from tests.factories.people import make_admin, make_grant, make_officer, make_user
from tests.factories.photos import make_sent_photo
from tests.factories.places import make_town
from tests.factories.roles import make_invitation
from tests.factories.rooms import make_question, make_room
from watchgroups.models import Call, DutyPhone, Observation, SignUp, Walk

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def closed(ago: timedelta, **fields: Any) -> Issue:
    return make_issue(status=Status.DONE, closed_at=NOW - ago, **fields)


def contact(ago: timedelta) -> Callable[[], object]:
    sealed = seal_contact("ada@example.org", "Ada")
    concern = make_concern(issue=closed(ago), contact_sealed=sealed)
    return lambda: Concern.objects.exclude(contact_sealed=b"").filter(pk=concern.pk)


def text(ago: timedelta) -> Callable[[], object]:
    concern = make_concern(issue=closed(ago), lat=42.0, lon=-71.0)
    return lambda: Concern.objects.exclude(text="").filter(pk=concern.pk)


def note(ago: timedelta) -> Callable[[], object]:
    made = Note.objects.create(issue=closed(ago), text="Seen", at=NOW - ago)
    return lambda: Note.objects.filter(pk=made.pk)


def origin(ago: timedelta) -> Callable[[], object]:
    voice = make_voice(make_issue(), origin="n:x", at=NOW - ago)
    return lambda: Voice.objects.exclude(origin="").filter(pk=voice.pk)


def draft(ago: timedelta) -> Callable[[], object]:
    expires_at = NOW - ago + DAY
    name = f"{ago}"
    made = Draft.objects.create(key=name, submission_key=name, expires_at=expires_at)
    return lambda: Draft.objects.filter(pk=made.pk)


def letter(ago: timedelta) -> Callable[[], object]:
    at = NOW - ago
    job = Job.objects.create(
        task="x", about=f"{ago}", created_at=at, not_before=at, done_at=at
    )
    return lambda: Job.objects.filter(pk=job.pk)


def photo(ago: timedelta) -> Callable[[], object]:
    made = make_sent_photo(make_concern(issue=closed(ago)), by_staff=True)
    return lambda: Photo.objects.filter(pk=made.pk)


def message(ago: timedelta) -> Callable[[], object]:
    made = make_message(make_concern(issue=closed(ago)))
    return lambda: Message.objects.filter(pk=made.pk)


def complaint(ago: timedelta) -> Callable[[], object]:
    made = make_complaint(status=ComplaintStatus.CLOSED, closed_at=NOW - ago)
    return lambda: Complaint.objects.exclude(sealed=b"").filter(pk=made.pk)


def complaint_contact(ago: timedelta) -> Callable[[], object]:
    made = make_complaint(
        status=ComplaintStatus.CLOSED,
        closed_at=NOW - ago,
        contact_sealed=seal_contact("ada@example.org", ""),
    )
    return lambda: Complaint.objects.exclude(contact_sealed=b"").filter(pk=made.pk)


def look(ago: timedelta) -> Callable[[], object]:
    made = make_look(make_user(), at=NOW - ago)
    return lambda: Look.objects.filter(pk=made.pk)


def flag_origin(ago: timedelta) -> Callable[[], object]:
    made = Flag.objects.create(
        review=make_review(), reason=FlagReason.OTHER, origin="n:x", at=NOW - ago
    )
    return lambda: Flag.objects.exclude(origin="").filter(pk=made.pk)


def flag_person(ago: timedelta) -> Callable[[], object]:
    made = Flag.objects.create(
        review=make_review(),
        reason=FlagReason.OTHER,
        person=make_user(),
        words="It names my son",
        at=NOW - ago,
    )
    return lambda: Flag.objects.exclude(person=None, words="").filter(pk=made.pk)


def edit(ago: timedelta) -> Callable[[], object]:
    made = make_decision(make_review(), Verdict.EDIT, at=NOW - ago)
    return lambda: Decision.objects.exclude(before="").filter(pk=made.pk)


def entry(ago: timedelta) -> Callable[[], object]:
    at = NOW - ago
    made = record(actor=None, action="concern.submit", subject=f"x:{ago}", now=at)
    chain()
    return lambda: Entry.objects.filter(pk=made.pk)


def invitation(ago: timedelta) -> Callable[[], object]:
    made = make_invitation(at=NOW - ago - INVITED_FOR)
    return lambda: Invitation.objects.filter(pk=made.pk)


def session(ago: timedelta) -> Callable[[], object]:
    key = f"{ago.total_seconds()}"
    Session.objects.create(session_key=key, session_data="", expire_date=NOW - ago)
    return lambda: Session.objects.filter(pk=key)


def unconfirmed(ago: timedelta) -> Callable[[], object]:
    user = make_user()
    User.objects.filter(pk=user.pk).update(joined_at=NOW - ago)
    EmailAddress.objects.create(user=user, email=user.email, verified=False)
    return lambda: User.objects.filter(pk=user.pk)


def export(ago: timedelta) -> Callable[[], object]:
    at = NOW - ago
    made = Export.objects.create(person=make_user(), asked_at=at, ready_at=at)
    return lambda: Export.objects.filter(pk=made.pk)


def room_link(ago: timedelta) -> Callable[[], object]:
    meeting = make_meeting(begins_at=NOW - ago - 2 * HOUR)
    made = make_question(make_room(meeting), device=f"{ago.total_seconds():064}")
    return lambda: Question.objects.filter(pk=made.pk, device__isnull=False)


MINUTE = timedelta(minutes=1)
INVITED_FOR = timedelta(hours=72)


def attendee(age: timedelta) -> Callable[[], object]:
    ends_at = NOW - age
    meeting = make_meeting(begins_at=ends_at - 2 * HOUR)
    row = make_booking(meeting, at=ends_at - DAY)
    return lambda: Booking.objects.filter(pk=row.pk)


def asked_by_mail(age: timedelta) -> Callable[[], object]:
    row = make_asked(at=NOW - age)
    return lambda: Booking.objects.filter(pk=row.pk)


def patrol(age: timedelta) -> Callable[[], object]:
    row = make_sign_up(make_patrol(begins_at=NOW - age - HOUR, hours=1))
    return lambda: SignUp.objects.filter(pk=row.pk)


def call(age: timedelta) -> Callable[[], object]:
    row = Call.objects.create(patrol=make_patrol(), part="member", made_at=NOW - age)
    return lambda: Call.objects.filter(pk=row.pk)


def credential(age: timedelta) -> Callable[[], object]:
    until = (NOW - age).date()
    row = make_credential(make_user(), make_credential_kind(), until=until)
    return lambda: Credential.objects.filter(pk=row.pk)


def walk(age: timedelta) -> Callable[[], object]:
    row = make_walk(at=NOW - age, ended_at=NOW - age)
    return lambda: Walk.objects.filter(pk=row.pk)


def seen(age: timedelta) -> Callable[[], object]:
    row = make_observation(written_at=NOW - age)
    return lambda: Observation.objects.filter(pk=row.pk).exclude(words="")


def duty_phone(age: timedelta) -> Callable[[], object]:
    """A number of a captain; of one who no longer is, once some time has passed."""
    leads = age <= timedelta(0)
    member = make_member(make_group(), part="captain" if leads else "member")
    row = make_duty_phone(member)
    return lambda: DutyPhone.objects.filter(pk=row.pk)


LIVES = {
    "answer_files": (leaving_surveys.answer_file(NOW), 7 * DAY, HOUR),
    "survey_drafts": (leaving_surveys.draft(NOW), 60 * DAY, DAY),
    "survey_addresses": (leaving_surveys.address(NOW), 30 * DAY, MINUTE),
    "survey_sheets": (leaving_surveys.sheet(NOW), 30 * DAY, MINUTE),
    "captain_letters": (leaving_groups.captain_letter(NOW), 30 * DAY, MINUTE),
    "memberships": (leaving_groups.membership(NOW), 365 * DAY, MINUTE),
    "member_letters": (leaving_groups.member_letter(NOW), 30 * DAY, MINUTE),
    "member_looks": (leaving_groups.member_look(NOW), 730 * DAY, MINUTE),
    "group_posts": (leaving_groups.post(NOW), 365 * DAY, MINUTE),
    "group_alerts": (leaving_groups.alert(NOW), 365 * DAY, MINUTE),
    "member_reports": (leaving_groups.member_report(NOW), 365 * DAY, MINUTE),
    "cameras": (leaving_groups.camera(NOW), 30 * DAY, MINUTE),
    "technology_comments": (leaving_groups.comment(NOW), 90 * DAY, DAY),
    "patrols": (patrol, 365 * DAY, MINUTE),
    "credentials": (credential, 365 * DAY, DAY),
    "attendees": (attendee, 30 * DAY, MINUTE),
    "bookings": (asked_by_mail, DAY, MINUTE),
    "enrolled": (leaving_meetings.enrolled(NOW), 30 * DAY, MINUTE),
    "enrolments": (leaving_meetings.enrolled_by_mail(NOW), DAY, MINUTE),
    "help_offers": (leaving_meetings.offered_help_by_mail(NOW), DAY, MINUTE),
    "proposals": (leaving_meetings.declined(NOW), 30 * DAY, MINUTE),
    "contacts": (contact, 90 * DAY, DAY),
    "texts": (text, 730 * DAY, DAY),
    "photos": (photo, 730 * DAY, DAY),
    "notes": (note, 730 * DAY, DAY),
    "messages": (message, 730 * DAY, DAY),
    "complaints": (complaint, 730 * DAY, DAY),
    "moderation": (edit, 730 * DAY, MINUTE),
    "record": (entry, 730 * DAY, MINUTE),
    "looks": (look, 730 * DAY, MINUTE),
    "invitations": (invitation, 30 * DAY, MINUTE),
    "origins": (origin, 30 * DAY, DAY),
    "drafts": (draft, DAY, MINUTE),
    "letters": (letter, 23 * HOUR, MINUTE),  # gone within a day (RULINGS 8)
    "sessions": (session, timedelta(0), MINUTE),
    "unconfirmed": (unconfirmed, 30 * DAY, DAY),
    "room_links": (room_link, 30 * DAY, MINUTE),
    "exports": (export, 48 * HOUR, MINUTE),
    "walks": (walk, 365 * DAY, DAY),
    "duty_phones": (duty_phone, timedelta(0), MINUTE),
}
BESIDE = [  # what else goes under the name of a sort, after a life of its own
    ("enrolled", (leaving_meetings.left_the_series(NOW), 30 * DAY, MINUTE)),
    ("proposals", (leaving_meetings.refused(NOW), 30 * DAY, MINUTE)),
    ("proposals", (leaving_meetings.proposer(NOW), 30 * DAY, MINUTE)),
    ("patrols", (call, 30 * DAY, MINUTE)),
    ("memberships", (leaving_groups.membership(NOW, "declined"), 30 * DAY, MINUTE)),
    ("complaints", (complaint_contact, 90 * DAY, MINUTE)),
    ("moderation", (flag_origin, 30 * DAY, MINUTE)),
    ("moderation", (flag_person, 730 * DAY, MINUTE)),
    ("walks", (seen, 365 * DAY, DAY)),
]


def test_every_sort_has_its_life_tested() -> None:
    assert set(LIVES) == set(BY_CODE)


@pytest.mark.parametrize(("code", "lived"), [*LIVES.items(), *BESIDE])
def test_the_day_before_it_stays_and_the_day_after_it_goes(
    code: str,
    lived: tuple[Callable[[timedelta], Callable[[], object]], timedelta, timedelta],
) -> None:
    make, life, step = lived
    old, young = make(life + step), make(life - step)

    gone = BY_CODE[code].leave(now=NOW)

    assert gone == 1
    assert (len(old()), len(young())) == (0, 1)  # type: ignore[arg-type]  # query sets


def test_a_night_asks_once_for_each_sort_and_notes_what_went() -> None:
    text(731 * DAY)
    asked = ask_for_departures(now=NOW), ask_for_departures(now=NOW + HOUR)
    for job in Job.objects.filter(task="front.depart"):
        depart(job_id=job.pk, sort=job.arguments["sort"], now=NOW)

    assert asked == (len(BY_CODE), 0)
    left = dict(Departure.objects.values_list("sort", "gone"))
    assert left == dict.fromkeys(BY_CODE, 0) | {"texts": 1}
    assert Job.objects.filter(task="front.depart", done_at=None).count() == 0
    assert ask_for_departures(now=NOW + DAY) == len(BY_CODE)


def test_what_may_stay_for_hours_leaves_hourly_without_noise() -> None:
    assert depart_hourly(now=NOW) == 0
    old, copy, words = draft(2 * DAY), export(3 * DAY), text(731 * DAY)

    assert depart_hourly(now=NOW) == 2
    assert [len(rows()) for rows in (old, copy, words)] == [0, 0, 1]  # type: ignore[arg-type]  # query sets
    assert set(Departure.objects.values_list("sort", "gone")) == {
        ("drafts", 1),
        ("exports", 1),
    }


def test_the_clock_asks_for_all_of_it() -> None:
    assert {
        "front.ask_for_departures",
        "front.depart_hourly",
        "front.note_erasures",
    } <= set(BEAT_SCHEDULE)


def test_an_issue_joined_to_one_still_open_keeps_its_words() -> None:
    root = make_issue()
    concern = make_concern(issue=closed(900 * DAY, merged_into=root))

    assert forget_texts(now=NOW) == 0
    Issue.objects.filter(pk=root.pk).update(
        status=Status.DONE, closed_at=NOW - 731 * DAY
    )

    assert forget_texts(now=NOW) == 1
    concern.refresh_from_db()
    assert concern.text == ""


@pytest.mark.parametrize("where", ["own", "root"])
def test_a_legal_hold_stops_the_clock_until_it_is_lifted(where: str) -> None:
    admin, root = make_admin(), closed(731 * DAY)
    issue = closed(731 * DAY, merged_into=root) if where == "root" else root
    concern = make_concern(issue=issue, contact_sealed=seal_contact("a@b.org", ""))
    Note.objects.create(issue=issue, text="Seen", at=NOW)
    held = hold_issue(
        reference=root.reference, reason="Court 12/26", actor=admin, now=NOW
    )

    make_message(concern)
    make_sent_photo(concern)
    sorts = ("contacts", "texts", "photos", "notes", "messages")

    stopped = [BY_CODE[code].leave(now=NOW) for code in sorts]
    lift_hold(hold_id=held.pk, actor=admin, now=NOW)
    lift_hold(hold_id=held.pk, actor=admin, now=NOW)
    gone = [BY_CODE[code].leave(now=NOW) for code in sorts]

    concern.refresh_from_db()
    assert (stopped, gone, concern.text) == ([0] * 5, [1] * 5, "")
    acts = Entry.objects.order_by("pk").values_list("action", "reason")
    assert list(acts) == [("issue.hold", "Court 12/26"), ("issue.lift_hold", "")]


def test_administrators_alone_hold_and_lift() -> None:
    admin, officer, issue = make_admin(), make_officer(), make_issue()
    hold = {"reason": "Court", "now": NOW}

    with pytest.raises(NotAllowedError):
        hold_issue(reference=issue.reference, actor=officer, **hold)  # type: ignore[arg-type]  # a plain dict
    with pytest.raises(NoSuchIssueError):
        hold_issue(reference="0" * 8, actor=admin, **hold)  # type: ignore[arg-type]  # as above
    first = hold_issue(reference=issue.reference, actor=admin, **hold)  # type: ignore[arg-type]  # as above
    again = hold_issue(reference=issue.reference, actor=admin, **hold)  # type: ignore[arg-type]  # as above
    with pytest.raises(NotAllowedError):
        lift_hold(hold_id=first.pk, actor=officer, now=NOW)

    assert LegalHold.objects.get() == first == again
    assert first.lifted_at is None


def test_a_hold_is_set_and_lifted_on_the_set_up_pages(client: Client) -> None:
    make_town()
    admin, issue = make_admin(), make_issue()
    client.force_login(admin)
    path = "/site-admin/concerns/legalhold/"

    wrong = client.post(f"{path}add/", {"reference": "nothing", "reason": "Court"})
    client.post(f"{path}add/", {"reference": str(issue).lower(), "reason": "Court"})
    hold = LegalHold.objects.get()
    shown = client.get(f"{path}{hold.pk}/change/").content.decode()
    client.post(path, {"action": "lift_now", "_selected_action": [hold.pk]})

    assert "No problem has this reference." in wrong.content.decode()
    assert (hold.issue, hold.set_by, hold.reason) == (issue, admin, "Court")
    assert str(issue) in shown
    assert LegalHold.objects.get().lifted_at is not None


# -- the pages -------------------------------------------------------------------------
def left_on(night: int) -> None:
    Departure.objects.create(
        sort="texts", gone=7 + night, seconds=0.1, at=now() - night * DAY
    )


def test_the_overseer_sees_what_left_and_every_hold(client: Client) -> None:
    make_town()
    overseer, issue = make_user(), make_issue()
    make_grant(overseer, Role.OVERSEER, None)
    LegalHold.objects.create(issue=issue, reason="Court 12/26", set_at=now())
    left_on(0)
    Departure.objects.create(sort="older_sort", gone=1, seconds=0, at=now())
    client.force_login(overseer)

    page = client.get("/desk/retention/").content.decode()

    assert str(issue) in page
    assert "Court 12/26" in page
    assert "Your words, and what you said about the place" in page
    assert "older_sort" in page


def test_the_page_costs_the_same_for_one_row_and_for_three(
    client: Client,
) -> None:
    make_town()
    client.force_login(make_admin())
    client.get("/desk/retention/")  # the town is kept
    costs = []
    for many in (1, 3):
        for night in range(many):
            left_on(night)
            LegalHold.objects.create(
                issue=make_issue(), reason="x", set_by=make_user(), set_at=now()
            )
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/retention/")
        costs.append(len(asked))

    assert costs[0] == costs[1]


def test_the_privacy_page_says_how_much_left_lately(client: Client) -> None:
    make_town()
    left_on(0)
    left_on(31)
    Departure.objects.create(sort="contacts", gone=2, seconds=0, at=now())

    page = client.get("/privacy/").content.decode()

    assert 'data-label="Deleted in the last 30 days">7</td>' in page
    few = page.count('data-label="Deleted in the last 30 days">fewer than 5</td>')
    assert few == len(BY_CODE) - 1


def test_the_doctor_waits_for_the_first_night_and_misses_two() -> None:
    at = now()
    make_town(set_up_at=at - HOUR)
    assert inside.retention(at).state == State.OFF
    assert inside.retention(at + 3 * DAY).state == State.LATE
    left_on(0)
    assert inside.retention(at + DAY).state == State.WELL
    assert inside.retention(at + 3 * DAY).state == State.LATE


@pytest.mark.slow
def test_forgetting_many_words_never_holds_the_table_for_long() -> None:
    """7,000 concerns; a batch of 5,000 is one statement, and no longer than two seconds."""
    like = make_concern(issue=closed(731 * DAY), lat=42.0, lon=-71.0)
    same = {
        field.attname: getattr(like, field.attname)
        for field in Concern._meta.concrete_fields
        if field.attname not in {"id", "reference"}
    }
    Concern.objects.bulk_create(
        Concern(**same, reference=f"{number:08d}") for number in range(6_999)
    )
    longest = 0.0

    def watch(execute: object, sql: str, *rest: object) -> object:
        nonlocal longest
        begun = monotonic()
        answer = execute(sql, *rest)  # type: ignore[operator]  # Django's own
        if sql.startswith("UPDATE"):
            longest = max(longest, monotonic() - begun)
        return answer

    with connection.execute_wrapper(watch):
        assert forget_texts(now=NOW) == 7_000

    assert Concern.objects.exclude(text="").count() == 0
    assert 0 < longest < 2, f"{longest:.2f} s"
