from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role, Viewer
from engagement.common.sealed import unseal
from engagement.moderation.choices import State
from engagement.moderation.queries import bench_at
from engagement.people.models import User
from tests.factories.group_messages import make_member_post, make_member_report
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.moderation import make_moderator
from tests.factories.people import make_admin, make_grant, make_officer, make_user
from tests.factories.places import make_town
from tests.harness.sessions import just_signed_in
from tests.watchgroups.test_wall import addressed, run_jobs
from watchgroups.choices import MemberState, ReportOutcome, ReportReason
from watchgroups.errors import DecidedAlreadyError, GroupIncompleteError
from watchgroups.models import Group, MemberReport
from watchgroups.queries.reports import reports_visible_to
from watchgroups.services.reporting import (
    decide_report,
    forget_reports,
    report_member,
)

REPORT_QUERIES = 5
pytestmark = pytest.mark.django_db
QUEUE = "/desk/group-reports/"
WORDS = "He followed a boy home"


def reported(group: Group, actor: User, **how: Any) -> MemberReport:
    said: dict[str, Any] = {
        "post_id": None,
        "reason": ReportReason.FOLLOWED,
        "words": WORDS,
        "now": now(),
    }
    return report_member(group_id=group.pk, actor=actor, **(said | how))


def decided(report: MemberReport, actor: User, outcome: str) -> MemberReport:
    why = "He said so himself"
    return decide_report(
        report_id=report.pk, outcome=outcome, reason=why, actor=actor, now=now()
    )


def read_by(person: User) -> list[MemberReport]:
    return list(reports_visible_to(Viewer(person), bench_at(now())).order_by("pk"))


def test_a_report_reaches_the_moderator_and_no_captain() -> None:
    make_town()
    group = make_group()
    captain, writer = make_captain(group), make_member(group).person
    post = make_member_post(group, state=State.PASSED, author=writer)
    moderator = make_moderator(of=group.neighborhood)
    page = reverse("watchgroups:member_report", args=[group.slug])
    client = just_signed_in(make_member(group).person)

    said = {"reason": ReportReason.FOLLOWED, "words": WORDS}
    assert client.post(f"{page}?post={post.pk}", said).status_code == 302
    run_jobs()

    report = MemberReport.objects.get()
    kept = (report.about, report.post, unseal(report.sealed))
    assert kept == (writer, post, WORDS)
    assert addressed() == [moderator.email]
    assert WORDS not in mail.outbox[0].body
    assert read_by(moderator) == [report]
    assert read_by(captain) == []
    assert Entry.objects.filter(action__startswith="group.").count() == 0


def test_nobody_reads_who_sent_a_report() -> None:
    make_town()
    group = make_group()
    reporter = make_user("who.reports@example.org", name="Reporting Rita")
    make_member(group, reporter)
    report = reported(group, reporter)
    moderator = make_moderator(of=group.neighborhood)

    page = just_signed_in(moderator).get(f"{QUEUE}{report.pk}/").content.decode()

    assert WORDS in page
    assert "who.reports" not in page
    assert "Rita" not in page


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.OFFICER, Role.ADMIN])
def test_whoever_leads_the_group_never_reads_its_reports(role: Role) -> None:
    group = make_group()
    captain = make_captain(group)
    make_grant(captain, role, None if role == Role.ADMIN else group.neighborhood)
    report = make_member_report(group, outcome=ReportOutcome.OPEN)

    assert read_by(captain) == []
    assert just_signed_in(captain).get(f"{QUEUE}{report.pk}/").status_code == 404
    with pytest.raises(NotAllowedError):
        decided(report, captain, ReportOutcome.NOTHING)


def test_whom_it_is_about_and_who_sent_it_do_not_decide() -> None:
    group = make_group()
    moderators = [make_moderator(of=group.neighborhood) for _each in range(3)]
    sender, meant, third = moderators
    report = make_member_report(group, reporter=sender, about=meant)

    assert [read_by(person) for person in moderators] == [[], [], [report]]
    assert read_by(third) == [report]


def test_officers_read_it_where_no_moderator_is_appointed_and_then_admins() -> None:
    group = make_group()
    report = make_member_report(group)
    admin = make_admin()
    assert read_by(admin) == [report]

    officer = make_officer(of=group.neighborhood)
    assert (read_by(officer), read_by(admin)) == ([report], [])

    moderator = make_moderator(of=group.neighborhood)
    assert (read_by(moderator), read_by(officer)) == ([report], [])
    assert read_by(make_moderator(of=make_group().neighborhood)) == []


def test_the_officers_read_what_they_are_asked_to_suspend_and_settle_it() -> None:
    group = make_group()
    officer = make_officer(of=group.neighborhood)
    report = make_member_report(group, about=make_user())
    moderator = make_moderator(of=group.neighborhood)
    assert read_by(officer) == []

    decided(report, moderator, ReportOutcome.SUSPEND)

    assert read_by(officer) == [report]
    settled = decided(report, officer, ReportOutcome.SETTLED)
    assert settled.outcome == ReportOutcome.SETTLED
    with pytest.raises(DecidedAlreadyError):
        decided(report, moderator, ReportOutcome.NOTHING)


def test_a_warning_is_a_letter_that_says_neither_who_nor_in_which_words() -> None:
    make_town()
    group = make_group()
    meant = make_user()
    report = make_member_report(group, WORDS, about=meant, reporter=make_user())

    decided(report, make_moderator(of=group.neighborhood), ReportOutcome.WARNED)
    run_jobs()

    assert addressed() == [meant.email]
    assert "They followed, stopped or searched somebody" in mail.outbox[0].body
    assert WORDS not in mail.outbox[0].body
    assert Entry.objects.filter(action="group.decide_report").count() == 1


def test_nobody_is_warned_whose_account_is_not_known() -> None:
    group = make_group()
    report = make_member_report(group)

    with pytest.raises(GroupIncompleteError):
        decided(report, make_moderator(of=group.neighborhood), ReportOutcome.WARNED)


def test_the_second_of_two_moderators_is_told_that_it_was_decided() -> None:
    group = make_group()
    report = make_member_report(group)
    first, second = (make_moderator(of=group.neighborhood) for _each in range(2))

    decided(report, first, ReportOutcome.NOTHING)

    with pytest.raises(DecidedAlreadyError):
        decided(report, second, ReportOutcome.SUSPEND)


def test_members_alone_report_suspended_ones_too_and_never_themselves() -> None:
    group = make_group()
    suspended = make_member(group, state=MemberState.SUSPENDED, reason="A stick").person
    post = make_member_post(group, state=State.PASSED, author=suspended)

    assert reported(group, suspended).about is None
    with pytest.raises(GroupIncompleteError):
        reported(group, suspended, post_id=post.pk)
    with pytest.raises(NotAllowedError):
        reported(group, make_user())
    with pytest.raises(GroupIncompleteError):
        reported(group, make_member(group).person, words=" ")


def test_a_second_report_of_the_same_words_adds_nothing() -> None:
    group = make_group()
    person = make_member(group).person
    post = make_member_post(group, state=State.PASSED, author=make_user())

    first = reported(group, person, post_id=post.pk)

    assert reported(group, person, post_id=post.pk) == first


def test_after_five_reports_a_day_one_is_told_to_wait() -> None:
    make_town()
    group = make_group()
    client = just_signed_in(make_member(group).person)
    page = reverse("watchgroups:member_report", args=[group.slug])
    said = {"reason": ReportReason.HATE, "words": WORDS}
    for _each in range(5):
        assert client.post(page, said).status_code == 302

    assert client.post(page, said).status_code == 429


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_of_reports_is_read_in_so_many_questions(many: int) -> None:
    make_town()
    group = make_group()
    for _each in range(many):
        make_member_report(group, about=make_user())
    client = just_signed_in(make_moderator(of=group.neighborhood))
    client.get(QUEUE)

    with CaptureQueriesContext(connection) as asked:
        assert client.get(QUEUE).status_code == 200

    assert len(asked) == REPORT_QUERIES


def test_reports_leave_after_a_year() -> None:
    group = make_group()
    make_member_report(group, at=now() - timedelta(days=366))
    kept = make_member_report(group)

    assert forget_reports(now=now()) == 1
    assert list(MemberReport.objects.all()) == [kept]
