from datetime import UTC, date, datetime

import pytest

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from engagement.priorities.choices import Decision, ReportStatus
from engagement.priorities.errors import DecisionIncompleteError, ReportLockedError
from engagement.priorities.models import Line, Report
from engagement.priorities.services.deciding import (
    Particulars,
    decide_line,
    keep_last_decisions,
)
from tests.factories.concerns import make_kind
from tests.factories.people import make_admin, make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.priorities import WEEK, make_line, make_report

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)
REASON = "Two officers stand there at school time."


def desk() -> tuple[Line, User]:
    report = make_report()
    return make_line(report), make_officer(of=report.neighborhood)


def test_decide_line_keeps_the_public_reason_and_leaves_a_record() -> None:
    line, officer = desk()

    decide_line(
        line_id=line.pk,
        actor=officer,
        decision=Decision.ADOPT,
        reason=REASON,
        now=NOW,
    )

    line.refresh_from_db()
    assert (line.decision, line.decision_reason) == (Decision.ADOPT, REASON)
    assert (line.decided_by, line.decided_at) == (officer, NOW)
    assert [e.action for e in Entry.objects.all()] == ["report.decide_line"]


def test_only_an_officer_of_the_neighborhood_decides() -> None:
    line, _officer = desk()
    place = line.report.neighborhood
    others = [
        make_officer(of=make_neighborhood()),
        make_organizer(of=place),
        make_admin(),
        make_user(),
    ]

    for other in others:
        with pytest.raises(NotAllowedError):
            decide_line(
                line_id=line.pk,
                actor=other,
                decision=Decision.ADOPT,
                reason=REASON,
                now=NOW,
            )

    line.refresh_from_db()
    assert line.decision == ""


@pytest.mark.parametrize("status", [ReportStatus.SIGNED, ReportStatus.SUPERSEDED])
def test_a_published_or_replaced_report_does_not_change(status: ReportStatus) -> None:
    line, officer = desk()
    Report.objects.update(status=status, signed_at=NOW)

    with pytest.raises(ReportLockedError):
        decide_line(
            line_id=line.pk,
            actor=officer,
            decision=Decision.ADOPT,
            reason=REASON,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("decision", "particulars", "detail"),
    [
        (
            Decision.REFER,
            Particulars(who="City works", contact="555-0100", on=date(2026, 11, 18)),
            {"who": "City works", "contact": "555-0100", "on": "2026-11-18"},
        ),
        (
            Decision.WATCH,
            Particulars(until=date(2026, 12, 24)),
            {"until": "2026-12-24"},
        ),
        (Decision.NOT_NOW, Particulars(), {}),
        (Decision.NOT_SUBSTANTIATED, Particulars(), {}),
    ],
)
def test_each_decision_keeps_what_comes_with_it(
    decision: Decision, particulars: Particulars, detail: dict[str, str]
) -> None:
    line, officer = desk()

    decide_line(
        line_id=line.pk,
        actor=officer,
        decision=decision,
        reason=REASON,
        particulars=particulars,
        now=NOW,
    )

    line.refresh_from_db()
    assert (line.decision, line.decision_detail) == (decision, detail)


@pytest.mark.parametrize(
    ("decision", "reason", "particulars"),
    [
        (Decision.ADOPT, "", Particulars()),
        (Decision.ADOPT, "<b></b> short", Particulars()),
        (Decision.REFER, REASON, Particulars(who="City works", contact="555-0100")),
        (Decision.REFER, REASON, Particulars(contact="5", on=date(2026, 11, 18))),
        (Decision.WATCH, REASON, Particulars()),
        (Decision.WATCH, REASON, Particulars(until=date(2026, 11, 16))),
        (Decision.MERGE, REASON, Particulars()),
    ],
)
def test_a_decision_without_its_particulars_changes_nothing(
    decision: Decision, reason: str, particulars: Particulars
) -> None:
    line, officer = desk()

    with pytest.raises(DecisionIncompleteError):
        decide_line(
            line_id=line.pk,
            actor=officer,
            decision=decision,
            reason=reason,
            particulars=particulars,
            now=NOW,
        )

    line.refresh_from_db()
    assert (line.decision, line.decided_at) == ("", None)
    assert not Entry.objects.exists()


def merge(line: Line, into: Line, officer: User) -> None:
    decide_line(
        line_id=line.pk,
        actor=officer,
        decision=Decision.MERGE,
        reason=REASON,
        particulars=Particulars(into_id=into.pk),
        now=NOW,
    )


def test_a_line_is_handled_with_another_of_its_report_and_never_in_a_chain() -> None:
    first, officer = desk()
    second, third = make_line(first.report), make_line(first.report)
    foreign = make_line(make_report())

    merge(first, second, officer)

    first.refresh_from_db()
    assert first.decision_detail == {"into": second.kind.code}
    for line, into in ((third, first), (second, third), (third, third)):
        with pytest.raises(DecisionIncompleteError):
            merge(line, into, officer)
    with pytest.raises(DecisionIncompleteError):
        merge(third, foreign, officer)


def two_weeks() -> tuple[Report, Report, User]:
    """Last week's signed report and this week's draft, of the same place."""
    place = make_neighborhood()
    last = make_report(neighborhood=place, week=WEEK.after(-1), signed=True)
    return last, make_report(neighborhood=place), make_officer(of=place)


def decided(report: Report, code: str, decision: Decision, **fields: object) -> Line:
    return make_line(
        report,
        kind=make_kind(code),
        decision=decision,
        decision_reason=REASON,
        decided_at=NOW,
        **fields,
    )


def test_keep_last_decisions_fills_only_the_lines_that_have_none() -> None:
    last, draft, officer = two_weeks()
    decided(last, "speeding", Decision.WATCH, decision_detail={"until": "2026-12-24"})
    decided(last, "noise", Decision.NOT_NOW)
    speeding = make_line(draft, kind=make_kind("speeding"))
    noise = decided(draft, "noise", Decision.ADOPT)
    dumping = make_line(draft, kind=make_kind("dumping"))

    kept = keep_last_decisions(report_id=draft.pk, actor=officer, now=NOW)

    for line in (speeding, noise, dumping):
        line.refresh_from_db()
    assert kept == 1
    assert (speeding.decision, speeding.decision_kept) == (Decision.WATCH, True)
    assert speeding.decision_detail == {"until": "2026-12-24"}
    assert (noise.decision, noise.decision_kept) == (Decision.ADOPT, False)
    assert dumping.decision == ""
    assert [e.action for e in Entry.objects.all()] == ["report.keep_decisions"]


def test_a_watch_that_has_ended_is_asked_again() -> None:
    last, draft, officer = two_weeks()
    decided(last, "speeding", Decision.WATCH, decision_detail={"until": "2026-11-15"})
    line = make_line(draft, kind=make_kind("speeding"))

    assert keep_last_decisions(report_id=draft.pk, actor=officer, now=NOW) == 0

    line.refresh_from_db()
    assert line.decision == ""


def test_decisions_of_another_place_or_of_an_unsigned_draft_are_not_kept() -> None:
    last, draft, officer = two_weeks()
    decided(make_report(week=WEEK.after(-1), signed=True), "noise", Decision.ADOPT)
    Report.objects.filter(pk=last.pk).update(status="superseded", signed_at=None)
    decided(last, "dumping", Decision.ADOPT)
    make_line(draft, kind=make_kind("noise"))
    make_line(draft, kind=make_kind("dumping"))

    assert keep_last_decisions(report_id=draft.pk, actor=officer, now=NOW) == 0
