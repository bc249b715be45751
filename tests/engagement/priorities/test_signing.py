from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from engagement.audit.models import Entry
from engagement.common.errors import DomainError, NotAllowedError
from engagement.outbox.models import Job
from engagement.people.models import Grant, User
from engagement.priorities.choices import ChecklistItem, Decision, ReportStatus
from engagement.priorities.errors import (
    CorrectionRefusedError,
    ReportLockedError,
    ReportNotReadyError,
)
from engagement.priorities.models import Line, Report
from engagement.priorities.services.correcting import start_correction
from engagement.priorities.services.deciding import decide_line
from engagement.priorities.services.signing import request_changes, sign_report, tick
from tests.factories.concerns import make_kind
from tests.factories.people import make_admin, make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.priorities import WEEK, make_line, make_report
from tests.factories.reviews import ALL_TICKS, make_draft_ready, make_input

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)


def ready() -> tuple[Report, User]:
    report = make_report()
    officer = make_officer(of=report.neighborhood)
    make_line(report)
    return make_draft_ready(report, by=officer), officer


def second_officer(report: Report) -> User:
    """A colleague of the same neighborhood, long in office."""
    officer = make_officer(of=report.neighborhood)
    Grant.objects.update(starts_at=NOW - timedelta(days=300))
    return officer


def sign(report: Report, actor: User, **changed: Any) -> Report:
    plain: dict[str, Any] = {"checked": ALL_TICKS, "note": "", "now": NOW}
    return sign_report(report_id=report.pk, actor=actor, **(plain | changed))


def test_sign_report_publishes_it_under_the_officers_name() -> None:
    report, officer = ready()

    sign(report, officer, note="<i>Thank you</i> for walking with us")

    report.refresh_from_db()
    assert (report.status, report.signed_by, report.signed_at) == (
        ReportStatus.SIGNED,
        officer,
        NOW,
    )
    assert report.note == "Thank you for walking with us"
    assert report.published["weeks"][-1] == WEEK.monday.isoformat()
    assert [e.action for e in Entry.objects.all()] == ["report.sign"]
    assert [job.task for job in Job.objects.all()] == ["priorities.tell_people"]


def test_signed_twice_is_signed_once() -> None:
    report, officer = ready()

    for _press in range(2):
        sign(report, officer)

    assert Entry.objects.count() == 1
    assert Job.objects.count() == 1


def test_only_an_officer_of_the_neighborhood_signs() -> None:
    report, _officer = ready()
    place = report.neighborhood
    others = [
        make_officer(of=make_neighborhood()),
        make_organizer(of=place),
        make_admin(),
        make_user(),
    ]

    for other in others:
        with pytest.raises(NotAllowedError):
            sign(report, other)

    report.refresh_from_db()
    assert report.status == ReportStatus.DRAFT


def test_another_officer_learns_who_published_it() -> None:
    report, officer = ready()
    sign(report, officer)

    with pytest.raises(ReportLockedError, match=officer.email):
        sign(report, make_officer(of=report.neighborhood))


def test_a_line_that_asks_needs_a_decision_and_every_point_a_tick() -> None:
    report, officer = ready()
    make_line(report)
    make_line(report)

    with pytest.raises(ReportNotReadyError) as refused:
        sign(report, officer, checked=ALL_TICKS[:2])

    report.refresh_from_db()
    assert refused.value.missing == [
        "2 lines still need a decision.",
        "Tick every point of the list before you publish.",
    ]
    assert (report.status, report.checklist) == (ReportStatus.DRAFT, [])


def test_an_unchanged_line_carries_last_weeks_decision_over_by_itself() -> None:
    report, officer = ready()
    before = make_report(
        neighborhood=report.neighborhood, week=WEEK.after(-1), signed=True
    )
    kind = make_kind("noise")
    make_line(
        before,
        kind=kind,
        decision=Decision.NOT_NOW,
        decision_reason="Quiet since the summer.",
        decided_at=NOW,
        decision_version=3,
    )
    line = make_line(report, kind=kind, changed=False)

    sign(report, officer)

    line.refresh_from_db()
    assert (line.decision, line.decision_kept) == (Decision.NOT_NOW, True)
    assert line.decision_version == 3


def test_a_decision_that_changes_gets_the_next_number() -> None:
    report, officer = ready()
    before = make_report(
        neighborhood=report.neighborhood, week=WEEK.after(-1), signed=True
    )
    line = report.lines.get()
    make_line(
        before,
        kind=line.kind,
        decision=Decision.NOT_NOW,
        decision_reason="Quiet since the summer.",
        decided_at=NOW,
        decision_version=3,
    )

    sign(report, officer)

    line.refresh_from_db()
    assert (line.decision, line.decision_version) == (Decision.ADOPT, 4)


def test_ticks_and_note_are_kept_for_later() -> None:
    report, officer = ready()

    tick(
        report_id=report.pk,
        actor=officer,
        checked=["nobody", "made up", "top"],
        note=" Hello ",
        now=NOW,
    )

    report.refresh_from_db()
    assert report.checklist == [ChecklistItem.TOP, ChecklistItem.NOBODY]
    assert (report.note, report.status) == ("Hello", ReportStatus.DRAFT)


# -- two people ------------------------------------------------------------------------
def test_two_people_sign_where_the_town_asks_for_it(settings: Any) -> None:
    settings.REPORTS_NEED_TWO_PEOPLE = True
    report, first = ready()
    second = second_officer(report)

    sign(report, first)
    sign(report, first)
    report.refresh_from_db()
    assert (report.status, report.first_signed_by) == (ReportStatus.DRAFT, first)

    sign(report, second)
    report.refresh_from_db()
    assert (report.status, report.signed_by) == (ReportStatus.SIGNED, second)
    actions = [e.action for e in Entry.objects.order_by("pk")]
    assert actions == ["report.sign_first", "report.sign"]


def test_the_only_officer_signs_alone_even_where_two_are_asked_for(
    settings: Any,
) -> None:
    settings.REPORTS_NEED_TWO_PEOPLE = True
    report, officer = ready()
    make_officer(of=make_neighborhood())

    sign(report, officer)

    report.refresh_from_db()
    assert report.status == ReportStatus.SIGNED


def test_a_change_after_the_first_signature_asks_for_it_again(settings: Any) -> None:
    settings.REPORTS_NEED_TWO_PEOPLE = True
    report, first = ready()
    second = second_officer(report)
    sign(report, first)

    decide_line(
        line_id=report.lines.get().pk,
        actor=second,
        decision=Decision.NOT_NOW,
        reason="Nothing new was said this week.",
        now=NOW,
    )
    sign(report, second)

    report.refresh_from_db()
    assert (report.status, report.first_signed_by) == (ReportStatus.DRAFT, second)


def test_the_second_officer_may_ask_for_changes_the_first_may_not(
    settings: Any,
) -> None:
    settings.REPORTS_NEED_TWO_PEOPLE = True
    report, first = ready()
    second = second_officer(report)
    asked: dict[str, Any] = {
        "report_id": report.pk,
        "text": "Name an owner",
        "now": NOW,
    }
    with pytest.raises(NotAllowedError):
        request_changes(actor=second, **asked)
    sign(report, first)
    with pytest.raises(NotAllowedError):
        request_changes(actor=first, **asked)
    with pytest.raises(ReportNotReadyError):
        request_changes(actor=second, **(asked | {"text": " "}))

    request_changes(actor=second, **asked)

    report.refresh_from_db()
    assert (report.changes_asked, report.first_signed_at) == ("Name an owner", None)


# -- corrections -----------------------------------------------------------------------
def correction_of(report: Report, officer: User) -> Report:
    return start_correction(
        report_id=report.pk,
        actor=officer,
        reason="The street of the second line was wrong.",
        now=NOW,
    )


def test_a_correction_is_the_next_version_and_the_old_one_stays_published() -> None:
    report, officer = ready()
    make_input(report.lines.get())
    sign(report, officer)

    new = correction_of(report, officer)

    report.refresh_from_db()
    assert (new.version, new.corrects, new.status) == (2, report, ReportStatus.DRAFT)
    assert (new.input_hash, new.seed) == (report.input_hash, report.seed)
    assert (new.checklist, new.signed_at, new.published) == ([], None, {})
    assert report.status == ReportStatus.SIGNED
    assert [line.decision for line in new.lines.all()] == [Decision.ADOPT]
    assert [row.line.report_id for row in new.inputs.all()] == [new.pk]
    assert report.inputs.count() == 1

    sign(new, officer)
    report.refresh_from_db()
    assert report.status == ReportStatus.SUPERSEDED


def test_only_one_correction_at_a_time_and_only_of_a_published_report() -> None:
    report, officer = ready()
    with pytest.raises(CorrectionRefusedError):
        correction_of(report, officer)
    sign(report, officer)
    with pytest.raises(CorrectionRefusedError):
        start_correction(report_id=report.pk, actor=officer, reason="Wrong", now=NOW)
    with pytest.raises(NotAllowedError):
        correction_of(report, make_officer(of=make_neighborhood()))

    correction_of(report, officer)

    with pytest.raises(CorrectionRefusedError):
        correction_of(report, officer)
    assert Report.objects.count() == 2


# -- two at the same moment ------------------------------------------------------------
def in_parallel(*acts: Callable[[], object]) -> list[str]:
    """Run all at once, each in a connection of its own; say how each ended."""
    start = threading.Barrier(len(acts))
    ends: list[str] = []

    def run(act: Callable[[], object]) -> None:
        start.wait(timeout=10)
        try:
            act()
            ends.append("done")
        except DomainError as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(ends)


@pytest.mark.django_db(transaction=True)
def test_two_officers_sign_at_once_and_one_wins() -> None:
    report, first = ready()
    second = make_officer(of=report.neighborhood)

    ends = in_parallel(lambda: sign(report, first), lambda: sign(report, second))

    assert ends == ["ReportLockedError", "done"]
    assert Entry.objects.filter(action="report.sign").count() == 1
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_have_signed() -> None:
    """The control: the same race, looking first and writing later, is lost."""
    report, first = ready()
    second = make_officer(of=report.neighborhood)
    looked = threading.Barrier(2)

    def careless(officer: User) -> None:
        with transaction.atomic():
            seen = Report.objects.get(pk=report.pk)
            looked.wait(timeout=10)
            if seen.status == ReportStatus.SIGNED:
                raise ReportLockedError("signed already")
            seen.status, seen.signed_by, seen.signed_at = "signed", officer, NOW
            seen.save()

    ends = in_parallel(lambda: careless(first), lambda: careless(second))

    assert ends == ["done", "done"]


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_are_one() -> None:
    report, first = ready()
    second = make_officer(of=report.neighborhood)
    sign(report, first)

    ends = in_parallel(
        lambda: correction_of(report, first), lambda: correction_of(report, second)
    )

    assert ends == ["CorrectionRefusedError", "done"]
    assert Line.objects.count() == 2
