"""A right taken away is gone from what was queued and from files (SECURITY promise 11).

Every task either has a case here, that looks again as it leaves, or says why it has none;
so does every address that answers with a file. To add a task that writes to somebody for a
right they hold: one maker in CASES. What is kept back is written down in the record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import pytest
from django.core import mail
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from config.celery import app
from engagement.audit.models import Entry
from engagement.common.roles import Role
from engagement.concerns.choices import Privacy
from engagement.front.models import Export, ExportPiece
from engagement.front.services.exporting import ask_for_export, make_export
from engagement.moderation.choices import Verdict
from engagement.outbox.models import Job
from engagement.outbox.services import enqueue
from engagement.people.models import User
from engagement.people.services import suspend_person
from meetings.models import ListLook
from tests.architecture.access import ACCESS
from tests.architecture.knocking import MatrixWorld
from tests.factories.agendas import make_past_meeting
from tests.factories.builds import make_built_report
from tests.factories.concerns import make_concern, make_issue
from tests.factories.conduct import make_message
from tests.factories.group_messages import make_member_report
from tests.factories.group_rota import make_call_letter
from tests.factories.group_walks import make_alarm, make_month, make_walk
from tests.factories.groups import make_group
from tests.factories.helping import make_help
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.moderation import make_decision, make_review
from tests.factories.people import make_admin, make_grant, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.promises import make_open_promise
from tests.factories.roles import make_removal, make_role_request
from tests.harness.sessions import sign_in
from watchgroups.choices import MemberState

OWN = "about what somebody sent themselves; looks whether it was taken back"
ASKS = "asks for letters, each of which looks again"
CLOCK = "the clock’s own; gives nothing to anybody"
BUILDS = "builds the town’s draft; gives nothing to whoever asked"
WITHOUT: Final = {
    "audit.chain": CLOCK,
    "audit.sign_head": CLOCK,
    "concerns.check_counters": CLOCK,
    "concerns.find_named": CLOCK,
    "concerns.recount_proved": CLOCK,
    "concerns.send_private_receipt": OWN,
    "concerns.send_receipt": OWN,
    "concerns.send_update": OWN,
    "concerns.sweep_photo_files": CLOCK,
    "concerns.tell_complainant": OWN,
    "concerns.tell_of_decisions": ASKS,
    "concerns.tell_of_look": OWN,
    "concerns.tell_of_message": OWN,
    "concerns.tell_officers": ASKS,
    "concerns.tell_reporters": ASKS,
    "concerns.tell_supporter": "says what is public",
    "meetings.remind_of_minutes": CLOCK,
    "meetings.spread_calls": ASKS,
    "meetings.send_call": "to whoever follows; looks whether they still do",
    "meetings.tell_proposer": OWN,
    "meetings.tell_of_refusal": OWN,
    "meetings.tell_of_refusals": ASKS,
    "feedback.ask_after_events": ASKS,
    "feedback.beat_pulses": ASKS,
    "feedback.send_invitation": "to whoever was asked; looks whether they still may answer and want letters: tests/feedback/test_mailing",
    "feedback.send_reminder": "to whoever was asked; looks the same way: tests/feedback/test_mailing",
    "feedback.begin_news": ASKS,
    "feedback.spread_news": ASKS,
    "feedback.send_news": "says what is public; looks whether they still follow or were asked: tests/feedback/test_news",
    "feedback.mail_news": "says what is public, to whoever was asked: tests/feedback/test_news",
    "feedback.take_in_file": "asks the service as whoever brought it: tests/feedback/test_answer_files",
    "front.ask_for_departures": CLOCK,
    "front.depart": CLOCK,
    "front.depart_hourly": CLOCK,
    "front.heartbeat": CLOCK,
    "front.note_erasures": CLOCK,
    "meetings.grow_series": CLOCK,
    "feedback.count_results": CLOCK,
    "watchgroups.settle_groups": CLOCK,
    "watchgroups.raise_alarms": ASKS,
    "watchgroups.sum_up_months": ASKS,
    "watchgroups.text_alarm": "looks again as it leaves: tests/watchgroups/test_walking",
    "watchgroups.text_desk": "to the town’s own number, whoever sits there",
    "watchgroups.settle_posts": ASKS,
    "watchgroups.ask_owner": "to whose camera it is; looks whether they left",
    "watchgroups.spread_post": ASKS,
    "watchgroups.send_post": "to who is in the group; looks whether they still are",
    "watchgroups.tell_writer": OWN,
    "watchgroups.spread_alert": ASKS,
    "watchgroups.send_alert": "to who is in a group; looks whether they still are",
    "watchgroups.send_warning": "to whom it is about; no right of theirs",
    "watchgroups.ask_for_lists": ASKS,
    "watchgroups.send_captain_letter": "to whoever leads the group; looks whether they still do: tests/watchgroups/test_member_letters",
    "watchgroups.send_invitations": "asks whether who invited still leads the group",
    "watchgroups.send_member_letter": "to whoever is in the group; looks where they stand now",
    "watchgroups.tend_members": ASKS,
    "meetings.grant_courses": CLOCK,
    "watchgroups.grow_patrols": CLOCK,
    "watchgroups.tend_rota": CLOCK,
    "watchgroups.spread_call": ASKS,
    "watchgroups.send_patrol_letter": "about one’s own place; looks whether it is still so",
    "watchgroups.send_offer": "a place somebody offers; what it opens asks for itself",
    "watchgroups.send_offer_answer": OWN,
    "people.send_credential_letter": OWN,
    "meetings.tell_of_date": "about what somebody helped to choose; looks whether they still want it",
    "meetings.ask_for_reminders": ASKS,
    "meetings.ask_guardian": "to whoever must agree; looks whether the place is still held for them",
    "meetings.send_booking_letter": OWN,
    "meetings.send_enrolment_letter": OWN,
    "meetings.send_help_letter": OWN,
    "meetings.send_helper_notice": "to whoever helps; looks whether they still do",
    "meetings.send_notice": "to whoever has a place; looks whether they still have it",
    "meetings.spread_notice": ASKS,
    "meetings.tend_lines": ASKS,
    "moderation.tell_moderators": ASKS,
    "outbox.send_sealed": "a code or a link; what it opens asks for itself",
    "outbox.send_text": "a code; what it opens asks for itself",
    "people.purge_codes": CLOCK,
    "people.remove_lost_second_step": "asks again whether both are administrators",
    "people.send_role_letter": "tells that the right has begun or is gone",
    "priorities.build_neighborhood": BUILDS,
    "priorities.build_reports": BUILDS,
    "priorities.catch_up": CLOCK,
    "priorities.finish_build": BUILDS,
    "priorities.send_line_letter": "says what is public",
    "priorities.sweep_runs": CLOCK,
    "priorities.tell_people": ASKS,
}


@dataclass(frozen=True)
class Case:
    """Whom a job is for, the right they hold, and what the job is given."""

    person: User
    role: Role | None
    arguments: Mapping[str, object]


def _holder(role: Role, place: Any = None) -> User:
    user = make_user()
    make_grant(user, role, place)
    return user


def a_new_issue() -> Case:
    issue = make_issue(privacy=Privacy.SENSITIVE)
    person = _holder(Role.OFFICER, issue.neighborhood)
    return Case(person, Role.OFFICER, {"person_id": person.pk, "issue_id": issue.pk})


def a_day() -> Case:
    issue = make_issue()
    person = _holder(Role.OFFICER, issue.neighborhood)
    given = {
        "person_id": person.pk,
        "neighborhood_id": issue.neighborhood_id,
        "day": issue.reported_on.isoformat(),
    }
    return Case(person, Role.OFFICER, given)


def an_answer() -> Case:
    concern = make_concern()
    person = _holder(Role.OFFICER, concern.neighborhood)
    make_message(concern, author=person)
    return Case(person, Role.OFFICER, {"concern_id": concern.pk})


def a_complaint() -> Case:
    person = _holder(Role.OVERSEER)
    return Case(person, Role.OVERSEER, {"overseer_id": person.pk})


def odd_looks() -> Case:
    person = _holder(Role.OVERSEER)
    given = {"watcher_id": person.pk, "actor_id": make_user().pk, "why": "often"}
    return Case(person, Role.OVERSEER, given)


def odd_looks_at_members() -> Case:
    person = _holder(Role.OVERSEER)
    given = {
        "watcher_id": person.pk,
        "actor_id": make_user().pk,
        "group_id": make_group().pk,
    }
    return Case(person, Role.OVERSEER, given)


def a_morning() -> Case:
    review = make_review()
    person = _holder(Role.MODERATOR, review.neighborhood)
    return Case(person, Role.MODERATOR, {"person_id": person.pk})


def a_draft() -> Case:
    report = make_built_report((("crossing", 3),))
    report.lines.update(changed=True)
    person = _holder(Role.OFFICER, report.neighborhood)
    given = {"person_id": person.pk, "run_id": report.run_id}
    return Case(person, Role.OFFICER, given)


def a_role_that_waits() -> Case:
    person = make_admin()
    given = {"person_id": person.pk, "request_id": make_role_request().pk}
    return Case(person, Role.ADMIN, given)


def a_second_step_said_to_be_lost() -> Case:
    person = make_admin()
    given = {"person_id": person.pk, "removal_id": make_removal().pk, "event": "asked"}
    return Case(person, Role.ADMIN, given)


def a_first_second_step() -> Case:
    person = make_admin()
    return Case(person, Role.ADMIN, {"person_id": person.pk, "user_id": make_user().pk})


def a_promise() -> Case:
    place = make_neighborhood()
    person = _holder(Role.OFFICER, place)
    promise = make_open_promise(neighborhood=place, owner=person, is_public=False)
    return Case(person, Role.OFFICER, {"promise_id": promise.pk, "version_meant": 1})


def missing_minutes() -> Case:
    meeting = make_past_meeting(days_ago=4)
    person = _holder(Role.ORGANIZER, meeting.neighborhood)
    make_meeting_organizer(meeting, person, is_by_role=True)
    given = {"meeting_id": meeting.pk, "person_id": person.pk, "days": 3}
    return Case(person, Role.ORGANIZER, given)


def an_opened_list() -> Case:
    meeting = make_meeting()
    person = _holder(Role.ORGANIZER, meeting.neighborhood)
    make_meeting_organizer(meeting, person, is_by_role=True)
    look = ListLook.objects.create(
        meeting=meeting, actor=make_admin(), reason="A child is missing", at=now()
    )
    given = {"look_id": look.pk, "person_id": person.pk}
    return Case(person, Role.ORGANIZER, given)


def an_offer_of_help() -> Case:
    offer = make_help()
    person = _holder(Role.ORGANIZER, offer.meeting.neighborhood)
    make_meeting_organizer(offer.meeting, person, is_by_role=True)
    given = {"offer_id": offer.pk, "person_id": person.pk, "version_meant": 1}
    return Case(person, Role.ORGANIZER, given)


def an_alarm() -> Case:
    began = now() - timedelta(hours=1)
    walk = make_walk(at=began)
    person = _holder(Role.OFFICER, walk.patrol.group.neighborhood)
    alarm = make_alarm(walk, "desk")
    return Case(person, Role.OFFICER, {"alarm_id": alarm.pk, "person_id": person.pk})


def a_month() -> Case:
    group = make_group()
    person = _holder(Role.OFFICER, group.neighborhood)
    month = make_month(group)
    return Case(person, Role.OFFICER, {"month_id": month.pk, "person_id": person.pk})


def a_copy() -> Case:
    person = make_user()
    export = ask_for_export(actor=person, now=now())
    Job.objects.all().delete()
    return Case(person, None, {"export_id": export.pk})


def a_copy_that_is_ready() -> Case:
    case = a_copy()
    make_export(job_id=0, now=now(), **case.arguments)  # type: ignore[arg-type]  # one number
    Job.objects.all().delete()
    return case


def an_account() -> Case:
    person = make_admin()
    ask = make_decision(make_review(), Verdict.SENDER, words="Again and again")
    return Case(person, Role.ADMIN, {"decision_id": ask.pk, "person_id": person.pk})


def a_report_about_a_member() -> Case:
    report = make_member_report(make_group())
    person = _holder(Role.MODERATOR, report.neighborhood)
    given = {"report_id": report.pk, "person_id": person.pk}
    return Case(person, Role.MODERATOR, given)


def a_lapse() -> Case:
    group = make_group(captain=make_user())
    person = group.memberships.get().person
    return Case(person, None, {"group_id": group.pk, "person_id": person.pk})


def a_call() -> Case:
    letter = make_call_letter()
    return Case(letter.member.person, None, {"call_letter_id": letter.pk})


CASES: Final = (
    ("watchgroups.tell_of_report", a_report_about_a_member),
    ("watchgroups.send_lapse_letter", a_lapse),
    ("watchgroups.send_call", a_call),
    ("concerns.tell_of_sender", an_account),
    ("concerns.send_officer_letter", a_new_issue),
    ("concerns.send_officer_letter", a_day),
    ("concerns.tell_of_answer", an_answer),
    ("concerns.tell_overseer", a_complaint),
    ("concerns.warn_of_looks", odd_looks),
    ("watchgroups.warn_of_looks", odd_looks_at_members),
    ("moderation.send_digest", a_morning),
    ("priorities.send_review_letter", a_draft),
    ("people.send_request_letter", a_role_that_waits),
    ("people.send_first_step_letter", a_first_second_step),
    ("people.send_removal_letter", a_second_step_said_to_be_lost),
    ("promises.remind_owner", a_promise),
    ("meetings.send_minutes_reminder", missing_minutes),
    ("meetings.tell_of_list_look", an_opened_list),
    ("meetings.tell_of_help", an_offer_of_help),
    ("watchgroups.send_alarm", an_alarm),
    ("watchgroups.send_month", a_month),
    ("front.make_export", a_copy),
    ("front.tell_of_export", a_copy_that_is_ready),
)


@pytest.fixture(autouse=True)
def _tasks() -> None:
    app.loader.import_default_modules()


def end_role(case: Case) -> None:
    case.person.grants.update(ends_at=now() - timedelta(seconds=1))


def close(case: Case) -> None:
    suspend_person(user=case.person, actor=make_admin(), reason="Threats", now=now())


def leave_group(case: Case) -> None:
    case.person.watch_memberships.update(state=MemberState.LEFT, ended_at=now())


def run(task: str, case: Case) -> Job:
    """Have a worker take the job that was asked for while the right was held."""
    job = Job.objects.filter(task=task).first()
    assert job is not None
    app.tasks[task](job_id=job.pk, **job.arguments)
    job.refresh_from_db()
    return job


def left(case: Case) -> int:
    """Count what reached the person: letters, and pieces of a copy still being made."""
    letters = [one for one in mail.outbox if case.person.email in one.to]
    return len(letters) + ExportPiece.objects.filter(export__ready_at=None).count()


def ways_to_lose(maker: Callable[[], Case]) -> list[Callable[[Case], None]]:
    if maker in (a_lapse, a_call):
        return [leave_group, close]
    return [close] if maker in (a_copy, a_copy_that_is_ready) else [end_role, close]


EVERY_WAY = [
    pytest.param(task, maker, lose, id=f"{task} {maker.__name__} {lose.__name__}")
    for task, maker in CASES
    for lose in ways_to_lose(maker)
]
EVERY_CASE = [
    pytest.param(task, maker, id=f"{task} {maker.__name__}") for task, maker in CASES
]


def queued(task: str, maker: Callable[[], Case]) -> Case:
    make_town()
    case = maker()
    about = "concerns.issue:17"
    asked: dict[str, Any] = {"task": task, "about": about, "person": case.person}
    enqueue(now=now(), **asked, **dict(case.arguments))  # type: ignore[arg-type]  # any argument of a task
    mail.outbox.clear()
    return case


def kept_back() -> list[tuple[str, str]]:
    entries = Entry.objects.filter(action="access.withhold")
    return [(entry.subject, entry.detail["task"]) for entry in entries]


@pytest.mark.django_db
@pytest.mark.parametrize(("task", "maker"), EVERY_CASE)
def test_who_still_holds_the_right_is_sent_it(
    task: str, maker: Callable[[], Case]
) -> None:
    """The control: there was something to leave."""
    case = queued(task, maker)

    run(task, case)

    is_copy = task == "front.make_export"
    assert ExportPiece.objects.exists() if is_copy else left(case) == 1
    assert kept_back() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("task", "maker", "lose"), EVERY_WAY)
def test_nothing_leaves_for_a_right_that_was_taken_away(
    task: str, maker: Callable[[], Case], lose: Callable[[Case], None]
) -> None:
    case = queued(task, maker)
    pieces = ExportPiece.objects.count()

    lose(case)
    mail.outbox.clear()
    job = run(task, case)

    assert [one for one in mail.outbox if case.person.email in one.to] == []
    assert ExportPiece.objects.count() == pieces
    assert job.done_at is not None
    assert kept_back() == [(f"people.user:{case.person.pk}", task)]


def test_every_task_has_a_case_or_says_why_not() -> None:
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    with_case = {task for task, _maker in CASES}

    assert ours - with_case - set(WITHOUT) == set(), "add a case, or the reason"
    assert set(WITHOUT) - ours == set(), "no such task any more"
    assert set(WITHOUT) & with_case == set()


# -- files -----------------------------------------------------------------------------
OF_AN_OFFICER: Final = (
    "concerns:inbox_export",
    "priorities:report_csv",
    "priorities:report_json",
    "moderation:picture",
    "concerns:photo",
    "concerns:photo_small",
)
PHOTOS = ("concerns:photo", "concerns:photo_small")


FILES = ("image/", "text/csv", "application/zip", "application/json")


def fetch(client: Client, name: str, world: MatrixWorld) -> HttpResponseBase:
    """Ask for a file; photos are those nobody has looked at yet."""
    row = ACCESS[name]
    args = [world.unpassed_photo] if name in PHOTOS else list(row.args(world))
    answer = getattr(client, row.method)(reverse(name, args=args), row.data(world))
    assert isinstance(answer, HttpResponseBase)
    return answer


def is_file(answer: HttpResponseBase) -> bool:
    kind = answer.headers.get("Content-Type", "")
    named = "Content-Disposition" in answer.headers
    return named or kind.startswith(FILES)


@pytest.mark.django_db
@pytest.mark.parametrize("name", OF_AN_OFFICER)
def test_a_file_is_gone_at_the_next_request_of_the_same_session(name: str) -> None:
    world = MatrixWorld()
    _ = world.line, world.private
    officer, client = _holder(Role.OFFICER, world.place), Client()
    sign_in(client, officer)
    first = fetch(client, name, world)
    assert (first.status_code, is_file(first)) == (200, True)

    officer.grants.update(ends_at=now() - timedelta(seconds=1))
    second = fetch(client, name, world)

    assert (second.status_code, is_file(second)) == (404, False)
    denied = Entry.objects.filter(action="access.denied", actor=officer.pk)
    assert [entry.subject for entry in denied] == [f"page:{name}"]


@pytest.mark.django_db
def test_a_copy_is_gone_once_its_owner_is_closed() -> None:
    make_town()
    case, client = a_copy_that_is_ready(), Client()
    sign_in(client, case.person)
    url = reverse("front:my_data_file")
    assert is_file(client.get(url))

    close(case)

    assert "login" in client.get(url).headers["Location"]
    sign_in(client, case.person)  # whoever kept a session open, or makes one
    assert not is_file(client.get(url))
    assert Export.objects.count() == 1


def files_for(user: User | None, world: MatrixWorld) -> set[str]:
    """Name the addresses that answer somebody with a file."""
    client, found = Client(), set()
    for name, row in ACCESS.items():
        if user:
            sign_in(client, user)
        url = reverse(name, args=list(row.args(world)))
        answer = getattr(client, row.method)(url, row.data(world))
        if answer.status_code == 200 and is_file(answer):
            found.add(name)
    return found


@pytest.mark.django_db
def test_every_file_that_is_not_public_is_named_here() -> None:
    world = MatrixWorld()
    _ = world.line
    user = _holder(Role.OFFICER, world.place)
    make_grant(user, Role.ADMIN, None)

    closed = files_for(user, world) - files_for(None, world)

    assert closed | set(PHOTOS) == set(OF_AN_OFFICER)  # one's own copy stands above
