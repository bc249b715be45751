from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engagement.outbox.models import Job
from engagement.people.models import User
from engagement.priorities.choices import Decision
from engagement.priorities.models import Line, LineLetter, Report
from engagement.priorities.services.letters import letter_is_due, tell_people
from tests.factories.concerns import make_issue, make_voice
from tests.factories.people import make_user
from tests.factories.priorities import make_line, make_report
from tests.factories.reviews import make_input

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)


def decided_line(report: Report, **fields: object) -> Line:
    plain: dict[str, Any] = {
        "decision": Decision.ADOPT,
        "decision_reason": "Two officers stand there.",
        "decided_at": NOW,
        "decision_version": 1,
    }
    return make_line(report, **(plain | fields))


def signed() -> Report:
    return make_report(signed=True, as_of=NOW)


def issue_with(line: Line, *people: User | None) -> None:
    issue = make_issue(
        kind=line.kind,
        neighborhood=line.report.neighborhood,
        at=NOW - timedelta(days=2),
    )
    make_input(line, issue=issue)
    for person in people:
        make_voice(issue, person=person)


def told() -> list[tuple[int | None, int]]:
    return list(
        Job.objects.filter(task="priorities.send_line_letter")
        .order_by("pk")
        .values_list("person_id", "version")
    )


def test_everyone_behind_a_line_gets_one_letter_however_often_they_spoke() -> None:
    report = signed()
    line = decided_line(report)
    ann, ben = make_user(), make_user()
    issue_with(line, ann, None)
    issue_with(line, ann, ben)

    assert tell_people(report_id=report.pk, now=NOW) == 2
    assert tell_people(report_id=report.pk, now=NOW) == 0

    assert told() == [(ann.pk, 1), (ben.pk, 1)]


def test_voices_of_a_merged_issue_hear_too_and_later_ones_do_not() -> None:
    report = signed()
    line = decided_line(report)
    main = make_issue(kind=line.kind, neighborhood=report.neighborhood)
    make_input(line, issue=main)
    merged = make_issue(
        kind=line.kind, neighborhood=report.neighborhood, merged_into=main
    )
    ann, ben = make_user(), make_user()
    make_voice(merged, person=ann, at=NOW - timedelta(days=2))
    make_voice(main, person=ben, at=NOW + timedelta(hours=1))

    tell_people(report_id=report.pk, now=NOW)

    assert told() == [(ann.pk, 1)]


def test_next_week_only_a_changed_decision_and_new_voices_bring_a_letter() -> None:
    report = signed()
    line = decided_line(report)
    ann, ben = make_user(), make_user()
    issue_with(line, ann)
    tell_people(report_id=report.pk, now=NOW)
    Job.objects.all().delete()  # finished jobs leave within a day

    same = make_report(
        neighborhood=report.neighborhood,
        week=report.week.after(),
        signed=True,
        as_of=NOW,
    )
    again = decided_line(same, kind=line.kind)
    issue_with(again, ann, ben)
    tell_people(report_id=same.pk, now=NOW)
    assert told() == [(ben.pk, 1)]

    changed = make_report(
        neighborhood=report.neighborhood,
        week=report.week.after(2),
        signed=True,
        as_of=NOW,
    )
    third = decided_line(changed, kind=line.kind, decision_version=2)
    issue_with(third, ann, ben)
    tell_people(report_id=changed.pk, now=NOW)
    assert told() == [(ben.pk, 1), (ann.pk, 2), (ben.pk, 2)]


def test_a_draft_an_undecided_line_and_a_closed_account_bring_no_letter() -> None:
    report = signed()
    gone = make_user()
    User.objects.filter(pk=gone.pk).update(is_active=False)
    issue_with(decided_line(report), gone)
    issue_with(make_line(report), make_user())
    draft = make_report(as_of=NOW)
    issue_with(decided_line(draft), make_user())

    assert tell_people(report_id=report.pk, now=NOW) == 0
    assert tell_people(report_id=draft.pk, now=NOW) == 0

    assert told() == []
    assert not LineLetter.objects.exists()


def test_a_letter_is_not_due_once_a_later_decision_was_told() -> None:
    report = signed()
    line = decided_line(report)
    ann = make_user()
    issue_with(line, ann)
    tell_people(report_id=report.pk, now=NOW)
    assert letter_is_due(line_id=line.pk, person_id=ann.pk) == (line, ann)

    LineLetter.objects.update(version=2)

    assert letter_is_due(line_id=line.pk, person_id=ann.pk) is None
