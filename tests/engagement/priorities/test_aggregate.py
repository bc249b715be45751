"""What the one statement counts, checked against the rules one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engagement.common.weeks import Week
from engagement.concerns.choices import Origin, Privacy, Status, Tier, VoiceRole
from engagement.concerns.models import Issue, StatusChange, Voice
from engagement.concerns.workdays import target_at
from engagement.people.models import User
from engagement.priorities.inputs import Aggregate, IssueRow
from engagement.priorities.queries.aggregate import aggregate, city_dispersion
from engagement.priorities.scoring import Tally, Weights, dispersion, score_issue
from tests.factories.concerns import make_issue, make_kind, make_voice
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood, make_snap_point

pytestmark = pytest.mark.django_db
WEEK = Week(2026, 46)
AS_OF = WEEK.ends_at(ZoneInfo("America/New_York")).astimezone(UTC)
REPORTED = VoiceRole.REPORTER


def days(number: float) -> datetime:
    return AS_OF - timedelta(days=number)


def speak(
    issue: Issue, age: float = 0.0, person: User | None = None, **fields: Any
) -> Voice:
    """A verified report, unless the fields say something else."""
    return make_voice(
        issue, person=person, **({"role": REPORTED, "at": days(age)} | fields)
    )


def counted(issue: Issue) -> Aggregate:
    place = issue.neighborhood_id
    assert place is not None
    return aggregate(neighborhood_id=place, as_of=AS_OF, week=WEEK, weights=Weights())


def only_row(issue: Issue) -> IssueRow:
    (row,) = counted(issue).issues
    return row


def move(issue: Issue, new: Status, age: float) -> None:
    StatusChange.objects.create(issue=issue, old="", new=new, at=days(age))


def test_each_tier_is_summed_with_each_voice_fading_by_itself() -> None:
    issue = make_issue(at=days(30))
    speak(issue, 3)
    speak(issue, 30)
    speak(issue, 5, tier=Tier.UNVERIFIED)
    speak(issue, 1, role=VoiceRole.SUPPORTER)
    speak(issue, 7, role=VoiceRole.SUPPORTER, tier=Tier.UNVERIFIED)

    given = only_row(issue).given

    assert given.ver == Tally.of_ages([3, 30])
    assert given.unv == Tally.of_ages([5])
    assert given.sup_ver == Tally.of_ages([1])
    assert given.sup_unv == Tally.of_ages([7])


def test_voices_after_the_moment_do_not_exist_yet() -> None:
    issue = make_issue(at=days(3))
    speak(issue, 3)
    speak(issue, -0.01)
    later = make_issue(neighborhood=issue.neighborhood, at=days(-1))
    speak(later, -1)

    assert only_row(issue).given.ver == Tally.of_ages([3])


def test_a_voice_is_of_the_tier_it_had_at_the_moment() -> None:
    issue = make_issue(at=days(9))
    speak(issue, 9, verified_at=days(2))
    speak(issue, 9, verified_at=days(-2))

    given = only_row(issue).given

    assert (given.ver, given.unv) == (Tally.of_ages([9]), Tally.of_ages([9]))


def test_a_voice_past_the_limit_of_three_is_not_scored_nor_counted_as_people() -> None:
    issue = make_issue(at=days(2))
    speak(issue, 2, make_user())
    speak(issue, 2, make_user(), counts=False)

    found = counted(issue)

    assert found.issues[0].given.ver == Tally.of_ages([2])
    assert found.lines[issue.kind.code].people == 1
    assert found.voices == 2


def test_an_origin_group_counts_as_what_its_voices_weigh() -> None:
    issue = make_issue(at=AS_OF)
    for _ in range(5):
        speak(issue, weight=1 / 3, tier=Tier.UNVERIFIED)

    assert only_row(issue).given.unv.f == pytest.approx(1.6667, abs=5e-5)


def test_a_merged_group_counts_each_person_once_and_reporters_first() -> None:
    issue, twin = make_issue(at=days(4)), make_issue(at=days(9))
    Issue.objects.filter(pk=twin.pk).update(merged_into=issue)
    ann, ben, cem = make_user(), make_user(), make_user()
    speak(issue, 4, ann)
    speak(twin, 9, ann)
    speak(issue, 3, ben, role=VoiceRole.SUPPORTER)
    speak(twin, 8, ben)
    speak(twin, 6, cem)
    speak(twin, 6)
    speak(twin, 6)

    found = counted(issue)

    assert found.issues[0].given.ver == Tally.of_ages([9, 8, 6, 6, 6])
    assert found.issues[0].given.sup_ver == Tally()
    assert found.lines[issue.kind.code].people == 5
    assert found.issues[0].id == issue.pk


def test_one_person_on_two_issues_of_a_line_is_one_of_its_people() -> None:
    issue = make_issue(at=days(4))
    other = make_issue(neighborhood=issue.neighborhood, kind=issue.kind, at=days(4))
    ann, ben = make_user(), make_user()
    speak(issue, 4, ann)
    speak(other, 4, ann)
    speak(issue, 4, ben, role=VoiceRole.SUPPORTER)
    speak(other, 4, ben, role=VoiceRole.SUPPORTER)
    speak(other, 4, make_user(), role=VoiceRole.SUPPORTER)
    speak(other, 4, role=VoiceRole.SUPPORTER)
    speak(other, 4)

    line = counted(issue).lines[issue.kind.code]

    assert (line.people, line.supporters) == (2, 3)


def test_status_is_read_from_the_log_at_the_moment() -> None:
    issue = make_issue(at=days(40), status=Status.DONE, closed_at=days(-2))
    speak(issue, 40)
    move(issue, Status.DONE, 20)
    move(issue, Status.LOOKING, 10)
    move(issue, Status.DONE, -2)

    assert only_row(issue).given.is_open

    move(issue, Status.CANNOT, 5)

    assert not only_row(issue).given.is_open


def test_what_could_not_be_confirmed_is_removed() -> None:
    issue = make_issue(at=days(4))
    speak(issue, 4)
    move(issue, Status.NOT_SUBSTANTIATED, 1)

    assert counted(issue) == Aggregate(issues=[], lines={}, voices=0)


def test_closed_issues_without_a_voice_in_180_days_drop_out() -> None:
    issue = make_issue(at=days(400))
    speak(issue, 181)
    old_and_open = make_issue(neighborhood=issue.neighborhood, at=days(400))
    speak(old_and_open, 400)
    still_voiced = make_issue(neighborhood=issue.neighborhood, at=days(400))
    speak(still_voiced, 400)
    speak(still_voiced, 179, role=VoiceRole.SUPPORTER)
    for closed in (issue, still_voiced):
        move(closed, Status.DONE, 100)

    rows = {row.id for row in counted(issue).issues}

    assert rows == {old_and_open.pk, still_voiced.pk}


def test_what_officers_and_patrols_find_is_not_scored() -> None:
    issue = make_issue(at=days(4), origin=Origin.OFFICER)
    speak(issue, 4)
    patrol = make_issue(neighborhood=issue.neighborhood, at=days(4), origin="patrol")
    speak(patrol, 4)

    assert counted(issue).issues == []


def test_a_resident_report_merged_into_an_officers_find_is_scored_by_its_own_voice() -> (
    None
):
    found = make_issue(at=days(4), origin=Origin.OFFICER)
    speak(found, 4)
    told = make_issue(neighborhood=found.neighborhood, at=days(3), kind=found.kind)
    speak(told, 3)
    Issue.objects.filter(pk=told.pk).update(merged_into=found)

    assert only_row(found).given.ver == Tally.of_ages([3])


def test_conduct_never_reaches_a_report() -> None:
    issue = make_issue(at=days(4), privacy=Privacy.CONDUCT)
    speak(issue, 4)

    assert counted(issue).issues == []


def test_late_is_past_its_target_and_a_blank_target_is_never_late() -> None:
    late = make_issue(at=days(40), target_at=days(0.1))
    due = make_issue(neighborhood=late.neighborhood, at=days(40), target_at=AS_OF)
    blank = make_issue(neighborhood=late.neighborhood, at=days(400))
    for issue in (late, due, blank):
        speak(issue, 4)

    lateness = {row.id: row.given.is_late for row in counted(late).issues}

    assert lateness == {late.pk: True, due.pk: False, blank.pk: False}


def test_a_target_that_came_with_an_import_is_told_from_the_usual_one() -> None:
    kind = make_kind(target_days=28)
    on = days(40).astimezone(ZoneInfo("America/New_York")).date()
    usual = target_at(on, 28, ZoneInfo("America/New_York"))
    issue = make_issue(kind=kind, at=days(40), target_at=usual)
    own = make_issue(
        kind=kind, neighborhood=issue.neighborhood, at=days(40), target_at=days(30)
    )
    blank = make_issue(kind=kind, neighborhood=issue.neighborhood, at=days(40))
    for one in (issue, own, blank):
        speak(one, 40)

    found = {row.id: row.has_usual_target for row in counted(issue).issues}

    assert found == {issue.pk: True, own.pk: False, blank.pk: True}


def test_voices_of_a_neighborhood_are_distinct_people_of_120_days_all_tiers() -> None:
    issue = make_issue(at=days(4))
    other = make_issue(neighborhood=issue.neighborhood, at=days(4))
    elsewhere = make_issue(at=days(4))
    ann = make_user()
    for about in (issue, other, elsewhere):
        speak(about, 4, ann)
    speak(issue, 119, make_user(), tier=Tier.UNVERIFIED, role=VoiceRole.SUPPORTER)
    speak(issue, 121, make_user())
    speak(issue, 4)
    speak(other, 4)

    assert counted(issue).voices == 4


def test_new_reports_are_counted_by_the_town_week() -> None:
    issue = make_issue(at=days(90))
    monday = AS_OF - timedelta(days=7)
    for at in (
        AS_OF - timedelta(hours=1),
        monday,
        monday - timedelta(hours=1),
        monday - timedelta(weeks=11),
        monday - timedelta(weeks=11, hours=1),
        monday - timedelta(weeks=11, hours=2),
    ):
        speak(issue, at=at)
    speak(issue, 1, role=VoiceRole.SUPPORTER)

    line = counted(issue).lines[issue.kind.code]

    # the clocks went back on 1 November: that Monday began an hour earlier
    assert line.weekly == (2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2)
    assert line.public_weekly == line.weekly


def test_public_counts_leave_out_what_has_no_public_page() -> None:
    issue = make_issue(at=days(4))
    hidden = make_issue(
        neighborhood=issue.neighborhood,
        kind=issue.kind,
        at=days(4),
        privacy=Privacy.SENSITIVE,
    )
    held = make_issue(
        neighborhood=issue.neighborhood, kind=issue.kind, at=days(4), is_held=True
    )
    area = make_issue(
        neighborhood=issue.neighborhood,
        kind=issue.kind,
        at=days(4),
        privacy=Privacy.AREA,
    )
    ann = make_user()
    for about in (issue, hidden, held, area):
        speak(about, 4, ann)
        speak(about, 4)

    found = counted(issue)

    assert {row.id: row.is_public for row in found.issues} == {
        issue.pk: True,
        hidden.pk: False,
        held.pk: False,
        area.pk: True,
    }
    assert found.lines[issue.kind.code].people == 5
    assert found.lines[issue.kind.code].public_people == 3
    assert found.lines[issue.kind.code].public_weekly[-1] == 4


def test_a_row_says_where_since_when_and_whether_it_was_answered() -> None:
    place = make_neighborhood()
    issue = make_issue(
        neighborhood=place,
        at=days(4),
        snap_point=make_snap_point(place, "Mill Lane, 200 block"),
        replied_at=days(1),
    )
    older = make_issue(neighborhood=place, at=days(20))
    Issue.objects.filter(pk=older.pk).update(merged_into=issue)
    speak(issue, 4)

    row = only_row(issue)

    assert (row.street, row.is_answered) == ("Mill Lane, 200 block", True)
    assert row.first_on == older.reported_on


def test_new_accounts_and_bursts_are_told_apart() -> None:
    issue = make_issue(at=days(3))
    fresh, settled = make_user(), make_user()
    User.objects.filter(pk=fresh.pk).update(joined_at=days(16))
    User.objects.filter(pk=settled.pk).update(joined_at=days(18))
    speak(issue, 3, fresh)
    speak(issue, 3, settled)

    row = only_row(issue)

    assert row.new_account_f == Tally.of_ages([3]).f
    assert row.is_burst
    assert row.voices == 2


def test_dispersion_of_the_town_is_that_of_the_pure_sums() -> None:
    kind = make_kind("noise")
    scored = []
    for age in (1.0, 4.0, 9.0):
        issue = make_issue(kind=kind, at=days(age), neighborhood=make_neighborhood())
        for number in range(int(age)):
            speak(issue, age, tier=Tier.UNVERIFIED if number % 2 else Tier.VERIFIED)
            speak(issue, age, role=VoiceRole.SUPPORTER)
        scored.append(score_issue(only_row(issue).given).x)

    phi = city_dispersion(as_of=AS_OF, week=WEEK, weights=Weights())

    assert phi == {"noise": pytest.approx(dispersion(scored), abs=1e-9)}
