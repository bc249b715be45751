"""Runs, parts and reports in the database: what a build leaves behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engagement.common.weeks import Week
from engagement.concerns.choices import Status, VoiceRole
from engagement.concerns.models import Concern, Issue, StatusChange
from engagement.outbox.models import Job
from engagement.places.models import Neighborhood
from engagement.priorities.choices import Decision, PartState, ReportStatus, Thinness
from engagement.priorities.errors import BuildRefusedError
from engagement.priorities.frozen import FrozenReport, read_frozen
from engagement.priorities.models import Adjustment, InputRow, Line, Report, Run
from engagement.priorities.services import building
from tests.factories.concerns import make_concern, make_issue, make_kind, make_voice
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
WEEK = Week(2026, 46)
AS_OF = WEEK.ends_at(ZoneInfo("America/New_York")).astimezone(UTC)
MONDAY_6 = AS_OF + timedelta(hours=6)


def days(number: float) -> datetime:
    return AS_OF - timedelta(days=number)


def voiced(
    place: Neighborhood, code: str, people: int, age: float = 2.0, **fields: Any
) -> Issue:
    """An issue that so many verified people reported."""
    issue = make_issue(kind=make_kind(code), neighborhood=place, at=days(age), **fields)
    for _ in range(people):
        make_voice(issue, role=VoiceRole.REPORTER, person=make_user())
    make_concern(issue=issue)
    return issue


def busy_place() -> Neighborhood:
    place = make_neighborhood()
    voiced(place, "speeding", 20)
    voiced(place, "noise", 14, target_at=days(1))
    voiced(place, "dumping", 6, age=20)
    voiced(place, "dogs", 2)
    return place


def build(*places: Neighborhood, week: Week = WEEK, now: datetime | None = None) -> Run:
    moment = now or week.ends_at(ZoneInfo("America/New_York")) + timedelta(hours=6)
    run = building.start_run(
        week=week, neighborhood_ids=[p.pk for p in places], now=moment
    )
    for place_id in building.prepare_run(run_id=run.pk):
        building.build_part(run_id=run.pk, neighborhood_id=place_id, now=moment)
    building.finish_run(run_id=run.pk, now=moment)
    run.refresh_from_db()
    return run


def frozen_of(place: Neighborhood) -> FrozenReport:
    return read_frozen(Report.objects.get(neighborhood=place, corrects=None).frozen)


def rows_of(report: Report) -> list[tuple[Any, ...]]:
    return list(
        report.inputs.order_by("issue_id").values_list("issue_id", "v", "x", "ver")
    )


def test_a_build_leaves_a_draft_with_lines_and_the_rows_they_count() -> None:
    place = busy_place()

    run = build(place)

    report = Report.objects.get(neighborhood=place)
    assert (report.week, report.version, report.status) == (WEEK, 1, "draft")
    assert (report.as_of, report.run, report.made_at) == (AS_OF, run, MONDAY_6)
    assert (report.thinness, report.voices) == (Thinness.RANKED, 42)
    assert list(report.lines.values_list("kind__code", "rank", "people")) == [
        ("speeding", 1, 20),
        ("noise", 2, 14),
        ("dumping", 3, 6),
        ("dogs", None, 2),
    ]
    assert report.inputs.count() == 4
    assert run.finished_at == MONDAY_6


def test_points_of_a_line_are_those_of_its_input_rows() -> None:
    place = busy_place()
    build(place)

    line = Line.objects.get(report__neighborhood=place, kind__code="noise")

    row = line.inputs.get()
    assert line.weight == row.x
    assert row.v == pytest.approx(14 * 0.5 ** (2 / 15), abs=1e-9)
    assert (row.is_late, line.backlog) == (True, 1.5)
    assert line.points == pytest.approx(line.severity * row.x * 1.5, abs=1e-9)


def test_frozen_text_and_rows_say_the_same() -> None:
    place = busy_place()
    build(place)

    report = Report.objects.get(neighborhood=place)
    frozen = read_frozen(report.frozen)

    assert int(frozen["seed"]) == report.seed
    assert frozen["input_hash"] == report.input_hash
    assert [line["points"] for line in frozen["lines"]] == list(
        report.lines.values_list("points", flat=True)
    )
    assert int(report.input_hash[:16], 16) == report.seed


def test_building_again_from_the_same_snapshot_adds_no_row_and_changes_no_byte() -> (
    None
):
    place = busy_place()
    build(place)
    before = Report.objects.values().get(neighborhood=place)
    lines = list(Line.objects.order_by("pk").values())

    build(place, now=MONDAY_6 + timedelta(hours=3))

    assert Report.objects.values().get(neighborhood=place) == before
    assert list(Line.objects.order_by("pk").values()) == lines


def test_ids_of_issues_and_people_change_nothing() -> None:
    """The same story is told twice, the second time with the rows in another order."""
    texts = []
    for codes in (["noise", "dogs", "speeding"], ["speeding", "noise", "dogs"]):
        place = make_neighborhood("Mill", west=-71.0)
        for code in codes:
            voiced(place, code, 9)
        build(place)
        texts.append(Report.objects.get(neighborhood=place).frozen)
        Report.objects.all().delete()
        Issue.objects.update(neighborhood=None)
        Issue.objects.update(privacy="conduct")
        Concern.objects.update(neighborhood=None)
        Neighborhood.objects.filter(pk=place.pk).update(
            name=f"Gone {place.pk}", slug=f"gone-{place.pk}", is_active=False
        )

    assert texts[0] == texts[1]


def test_later_voices_do_not_reach_a_report_as_of_its_week() -> None:
    place = busy_place()
    build(place)
    before = Report.objects.get(neighborhood=place).frozen

    late = voiced(place, "speeding", 30, age=-1)
    StatusChange.objects.create(issue=late, old="", new=Status.DONE, at=days(-2))
    build(place, now=MONDAY_6 + timedelta(days=4))

    assert Report.objects.get(neighborhood=place).frozen == before


def test_a_neighborhood_without_rows_has_an_empty_report() -> None:
    place = make_neighborhood()

    build(place)

    report = Report.objects.get(neighborhood=place)
    assert (report.thinness, report.voices) == (Thinness.EMPTY, 0)
    assert report.lines.count() == 0


def test_too_few_voices_are_listed_by_the_oldest_unanswered() -> None:
    place = make_neighborhood()
    voiced(place, "noise", 5, age=3)
    voiced(place, "speeding", 4, age=9)
    answered = voiced(place, "dogs", 3, age=20, replied_at=days(19))

    build(place)

    report = Report.objects.get(neighborhood=place)
    assert report.thinness == Thinness.THIN
    assert list(report.lines.values_list("kind__code", "rank", "p_first")) == [
        ("speeding", None, None),
        ("noise", None, None),
        (answered.kind.code, None, None),
    ]


def test_few_voices_only_mark_early_signals() -> None:
    place = make_neighborhood()
    voiced(place, "speeding", 14)
    for code in ("dogs", "noise", "dumping", "graffiti"):
        voiced(place, code, 3, age=30)

    build(place)

    report = Report.objects.get(neighborhood=place)
    assert report.thinness == Thinness.EARLY
    first = report.lines.get(position=1)
    assert (first.kind.code, first.rank, first.early_signal) == ("speeding", None, True)
    others = report.lines.exclude(pk=first.pk)
    assert list(others.values_list("early_signal", flat=True)) == [False] * 4
    assert set(report.lines.values_list("rank", flat=True)) == {None}


def test_an_unsigned_draft_gives_way_to_the_next_weeks() -> None:
    place = busy_place()
    build(place)

    build(place, week=WEEK.after())

    states = Report.objects.order_by("week_number").values_list("status", flat=True)
    assert list(states) == [ReportStatus.SUPERSEDED, ReportStatus.DRAFT]


def test_an_earlier_week_built_late_does_not_push_the_newer_one_aside() -> None:
    place = busy_place()
    build(place)

    build(place, week=WEEK.after(-1))

    states = Report.objects.order_by("week_number").values_list("status", flat=True)
    assert list(states) == [ReportStatus.SUPERSEDED, ReportStatus.DRAFT]


def sign(report: Report, decision: Decision = Decision.WATCH) -> None:
    report.lines.update(
        decision=decision, decision_reason="We walk there", decided_at=MONDAY_6
    )
    Report.objects.filter(pk=report.pk).update(
        status=ReportStatus.SIGNED, signed_at=MONDAY_6
    )


def test_a_signed_report_is_never_built_over() -> None:
    place = busy_place()
    build(place)
    report = Report.objects.get(neighborhood=place)
    sign(report)
    voiced(place, "speeding", 5)

    build(place)

    kept = Report.objects.get(neighborhood=place)
    assert (kept.frozen, kept.status) == (report.frozen, ReportStatus.SIGNED)


def test_a_draft_built_anew_keeps_what_was_decided_on_it() -> None:
    place = busy_place()
    build(place)
    Line.objects.filter(kind__code="noise").update(
        decision=Decision.ADOPT, decision_reason="Patrol", decided_at=MONDAY_6
    )
    voiced(place, "speeding", 5)

    build(place)

    line = Line.objects.get(kind__code="noise")
    assert (line.decision, line.decision_reason) == (Decision.ADOPT, "Patrol")
    assert Line.objects.get(kind__code="speeding").people == 25


def test_only_new_changed_and_top_lines_ask_again() -> None:
    place = make_neighborhood()
    codes = ["a_kind", "b_kind", "c_kind", "d_kind", "e_kind", "f_kind", "g_kind"]
    for number, code in enumerate(codes):
        voiced(place, code, 40 - 5 * number)
    build(place)
    sign(Report.objects.get(neighborhood=place))
    voiced(place, "new_kind", 3, age=-3)
    late = Issue.objects.get(kind__code="g_kind")
    make_voice(late, role=VoiceRole.REPORTER, at=days(-3))

    build(place, week=WEEK.after())

    lines = Line.objects.filter(report__week_number=WEEK.after().number)
    asks = dict(lines.values_list("kind__code", "changed"))
    assert asks == dict.fromkeys(codes[:5], True) | {
        "f_kind": False,
        "g_kind": True,
        "new_kind": True,
    }
    kept = lines.get(kind__code="f_kind")
    assert (kept.decision, kept.decision_kept) == (Decision.WATCH, True)
    assert lines.get(kind__code="g_kind").decision == ""


def adjust(place: Neighborhood, code: str, **fields: Any) -> Adjustment:
    plain = {
        "factor": 2.0,
        "reason_code": "seasonal",
        "text": "The fair is in town",
        "author": make_officer(of=place),
        "made_at": MONDAY_6,
        "expires_on": (AS_OF + timedelta(days=30)).date(),
    }
    return Adjustment.objects.create(
        neighborhood=place, kind=make_kind(code), **(plain | fields)
    )


def test_an_adjustment_changes_points_and_keeps_the_other_rank() -> None:
    place = busy_place()
    adjust(place, "dumping")
    build(place)

    line = Line.objects.get(kind__code="dumping")

    assert (line.adjustment, line.rank, line.rank_unadjusted) == (2.0, 2, 3)
    assert line.points == pytest.approx(
        line.severity * line.weight * line.backlog * 2.0, abs=1e-9
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"ended_at": MONDAY_6 - timedelta(hours=1), "made_at": days(4)},
        {"expires_on": days(1).date()},
        {"made_at": MONDAY_6 + timedelta(hours=1)},
        {"needs_second": True},
    ],
)
def test_an_adjustment_that_is_not_in_force_changes_nothing(fields) -> None:
    place = busy_place()
    adjust(place, "dumping", **fields)

    build(place)

    assert Line.objects.get(kind__code="dumping").adjustment == 1.0


def test_a_pin_stands_on_top_and_changes_no_number() -> None:
    place = busy_place()
    build(place)
    points = Line.objects.get(kind__code="dogs").points
    adjust(place, "dogs", factor=1.0, is_pin=True)

    build(place, now=MONDAY_6 + timedelta(hours=1))

    line = Line.objects.get(kind__code="dogs")
    assert (line.position, line.rank, line.points) == (1, None, points)


def test_dispersion_is_the_towns_also_for_one_neighborhood() -> None:
    place, other = busy_place(), make_neighborhood()
    voiced(other, "speeding", 50)

    alone, together = build(place), build(place, other)

    assert alone.dispersion == together.dispersion
    own = Line.objects.get(report__neighborhood=place, kind__code="speeding").weight
    assert alone.dispersion["speeding"] > own


def test_facts_above_the_list() -> None:
    place = make_neighborhood()
    voiced(place, "speeding", 3, age=2)
    voiced(place, "noise", 3, age=9, replied_at=days(5), target_at=days(1))
    voiced(place, "noise", 1, age=60)
    hidden = voiced(place, "dogs", 1, age=3, privacy="sensitive")
    hidden.concerns.update(cell_r9=617700169958293503, language="es")
    voiced(place, "litter", 1, age=4, origin="officer")

    build(place)

    facts = frozen_of(place)["facts"]
    assert facts == {
        "concerns_28_days": 3,
        "public_28_days": 2,
        "new_by_week": [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2],
        "public_by_week": [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1],
        "open": 4,
        "open_a_week_ago": 2,
        "late": 1,
        "first_reply_days": 4.0,
        "public_first_reply_days": None,
        "languages": {"en": 2, "es": 1},
        "staff_found": {"litter": 1},
        "hexes": [
            {"cell": "8928308280fffff", "concerns": 1, "public": 0, "kind": "dogs"}
        ],
    }


def test_a_failure_is_written_down_tried_again_and_named() -> None:
    good, bad = busy_place(), busy_place()
    run = building.start_run(
        week=WEEK, neighborhood_ids=[good.pk, bad.pk], now=MONDAY_6
    )
    building.prepare_run(run_id=run.pk)
    Run.objects.filter(pk=run.pk).update(dispersion={"speeding": "not a number"})
    building.build_part(run_id=run.pk, neighborhood_id=bad.pk, now=MONDAY_6)
    building.prepare_run(run_id=run.pk)
    part = run.parts.get(neighborhood=bad)
    assert (part.state, part.attempts) == (PartState.FAILED, 1)
    assert part.error.startswith("TypeError: ")
    assert Report.objects.count() == 0

    assert building.finish_run(run_id=run.pk, now=MONDAY_6) == [bad.pk]
    Run.objects.filter(pk=run.pk).update(dispersion={})
    for place in (good, bad):
        building.build_part(run_id=run.pk, neighborhood_id=place.pk, now=MONDAY_6)
    assert building.finish_run(run_id=run.pk, now=MONDAY_6) == []

    assert set(run.parts.values_list("state", flat=True)) == {PartState.DONE}
    assert Report.objects.count() == 2


def test_after_three_tries_the_name_stays_on_the_list_until_an_officer_retries() -> (
    None
):
    place, officer = busy_place(), make_officer()
    run = building.start_run(week=WEEK, neighborhood_ids=[place.pk], now=MONDAY_6)
    building.prepare_run(run_id=run.pk)
    Run.objects.filter(pk=run.pk).update(dispersion={"speeding": "not a number"})
    for _ in range(3):
        building.build_part(run_id=run.pk, neighborhood_id=place.pk, now=MONDAY_6)
        again = building.finish_run(run_id=run.pk, now=MONDAY_6)
    assert again == []
    run.refresh_from_db()
    assert run.finished_at == MONDAY_6

    building.retry_run(run_id=run.pk, actor=officer, now=MONDAY_6)

    part = run.parts.get()
    assert (part.state, part.attempts, part.error) == (PartState.WAITING, 0, "")
    assert Job.objects.get().arguments == {"run_id": run.pk}


def test_a_part_that_is_done_is_not_built_again() -> None:
    place = busy_place()
    run = build(place)

    building.build_part(run_id=run.pk, neighborhood_id=place.pk, now=MONDAY_6)

    assert run.parts.get().attempts == 1


def test_finishing_waits_for_every_part_and_happens_once() -> None:
    place = busy_place()
    run = building.start_run(week=WEEK, neighborhood_ids=[place.pk], now=MONDAY_6)

    assert building.finish_run(run_id=run.pk, now=MONDAY_6) == []

    run.refresh_from_db()
    assert run.finished_at is None

    building.prepare_run(run_id=run.pk)
    building.build_part(run_id=run.pk, neighborhood_id=place.pk, now=MONDAY_6)
    for minutes in (1, 2):
        later = MONDAY_6 + timedelta(minutes=minutes)
        assert building.finish_run(run_id=run.pk, now=later) == []

    run.refresh_from_db()
    assert run.finished_at == MONDAY_6 + timedelta(minutes=1)


def test_an_officer_can_ask_for_a_build_and_the_outbox_wakes_the_workers() -> None:
    place = busy_place()
    officer = make_officer(of=place)

    run = building.ask_for_build(
        week=WEEK, neighborhood_ids=[place.pk], actor=officer, now=MONDAY_6
    )

    job = Job.objects.get()
    assert (job.task, job.arguments) == ("priorities.build_reports", {"run_id": run.pk})
    assert run.asked_by == officer


def test_a_week_to_come_is_refused() -> None:
    make_neighborhood()
    with pytest.raises(BuildRefusedError, match="Week 2026-W48 has not begun yet"):
        building.start_run(week=Week(2026, 48), now=MONDAY_6)
    with pytest.raises(BuildRefusedError, match="only count up to now"):
        building.start_run(week=WEEK, as_of=MONDAY_6 + timedelta(1), now=MONDAY_6)
    with pytest.raises(BuildRefusedError, match="before week 2026-W46 begins"):
        building.start_run(week=WEEK, as_of=days(8), now=MONDAY_6)
    assert Run.objects.count() == 0


def test_a_town_without_neighborhoods_has_nothing_to_build() -> None:
    with pytest.raises(BuildRefusedError, match="no neighborhood to build"):
        building.start_run(week=WEEK, now=MONDAY_6)


def test_a_week_that_goes_on_is_counted_up_to_now() -> None:
    make_neighborhood()
    run = building.start_run(week=WEEK.after(), now=MONDAY_6)

    assert run.as_of == MONDAY_6


def test_a_missed_week_is_caught_up_after_monday_six_o_clock_and_once() -> None:
    place = busy_place()
    early = building.missed_run(now=MONDAY_6 - timedelta(hours=1))

    run = building.missed_run(now=MONDAY_6 + timedelta(minutes=30))
    again = building.missed_run(now=MONDAY_6 + timedelta(minutes=40))

    assert early is None
    assert again is None
    assert run is not None
    assert (run.week, run.as_of) == (WEEK, AS_OF)
    assert list(run.parts.values_list("neighborhood", flat=True)) == [place.pk]


def test_a_week_that_was_built_is_not_missed() -> None:
    build(busy_place())

    assert building.missed_run(now=MONDAY_6 + timedelta(days=2)) is None


def test_a_stuck_run_is_noticed_and_its_parts_are_freed() -> None:
    place = busy_place()
    run = building.start_run(week=WEEK, neighborhood_ids=[place.pk], now=MONDAY_6)
    run.parts.update(state=PartState.RUNNING, started_at=MONDAY_6, attempts=1)

    soon = building.sweep_runs(now=MONDAY_6 + timedelta(minutes=9))
    later = building.sweep_runs(now=MONDAY_6 + timedelta(minutes=11))

    assert (soon, later) == ([], [run.pk])
    assert run.parts.get().state == PartState.WAITING


def test_what_stops_its_worker_three_times_is_failed_with_that_reason() -> None:
    place = busy_place()
    run = building.start_run(week=WEEK, neighborhood_ids=[place.pk], now=MONDAY_6)
    run.parts.update(state=PartState.RUNNING, started_at=MONDAY_6, attempts=3)

    building.sweep_runs(now=MONDAY_6 + timedelta(minutes=11))

    part = run.parts.get()
    assert part.state == PartState.FAILED
    assert part.error == "The worker stopped in the middle three times."


def test_another_rule_of_trust_is_another_version_of_the_weights(settings) -> None:
    settings.TRUST_RULE = "strong"

    made = building.current_weights(MONDAY_6)

    assert (made.number, made.values["trust_rule"]) == (2, "strong")
    assert building.current_weights(MONDAY_6) == made


def test_a_build_asks_the_same_number_of_questions_for_one_and_three_lines(
    django_assert_max_num_queries,
) -> None:
    small, large = make_neighborhood(), make_neighborhood()
    voiced(small, "noise", 20)
    for code in ("noise", "dogs", "speeding"):
        voiced(large, code, 20)
    asked = []
    for place in (small, large):
        run = building.start_run(week=WEEK, neighborhood_ids=[place.pk], now=MONDAY_6)
        building.prepare_run(run_id=run.pk)
        with django_assert_max_num_queries(40) as queries:
            building.build_part(run_id=run.pk, neighborhood_id=place.pk, now=MONDAY_6)
        asked.append(len(queries))

    assert asked[0] == asked[1]
    assert json.loads(Report.objects.get(neighborhood=large).frozen)["voices"] == 60
    assert InputRow.objects.count() == 4
