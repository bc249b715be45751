"""What leaves at signing: nothing that stands for fewer than five people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.concerns.choices import Privacy, VoiceRole
from engagement.priorities.choices import AdjustReason, ChecklistItem, Decision
from engagement.priorities.models import Report
from engagement.priorities.services.adjusting import adjust_line
from engagement.priorities.services.signing import sign_report
from tests.factories.builds import (
    AS_OF,
    MONDAY,
    build_again,
    make_built_report,
    make_reviewer,
    make_voiced_issue,
)
from tests.factories.concerns import make_kind, make_voice
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood
from tests.factories.reviews import make_draft_ready

pytestmark = pytest.mark.django_db
SENT_BACK = AS_OF - timedelta(days=2)


def publish(report: Report) -> Report:
    officer = make_reviewer(report)
    make_draft_ready(report, by=officer, at=MONDAY)
    return sign_report(
        report_id=report.pk,
        actor=officer,
        checked=ChecklistItem.values,
        note="",
        now=MONDAY,
    )


def line_of(report: Report, code: str) -> dict[str, Any]:
    (line,) = [one for one in report.published["lines"] if one["kind"] == code]
    return dict(line)


def test_a_line_under_five_people_is_listed_without_any_number() -> None:
    report = publish(make_built_report())

    assert line_of(report, "strays") == {
        "kind": "strays",
        "few": True,
        "decision": {"code": "adopt", "reason": "We take this on this winter."},
    }
    assert [line["kind"] for line in report.published["lines"]][-1] == "strays"


def test_shares_and_ranks_are_those_of_the_public_lines_only() -> None:
    report = publish(make_built_report())
    shown = [line for line in report.published["lines"] if not line["few"]]

    assert [line["rank"] for line in shown] == [1, 2, 3]
    assert sum(line["share"] for line in shown) == pytest.approx(1.0, abs=1e-9)
    assert sum(line["p_first"] for line in shown) == pytest.approx(1.0, abs=1e-9)


def test_a_hidden_kind_is_not_listed_at_all() -> None:
    place = make_neighborhood()
    make_kind("at_home", privacy=Privacy.SENSITIVE)
    make_voiced_issue(place, "at_home", 30)
    report = publish(make_built_report(place=place))

    assert "at_home" not in str(report.published)
    assert report.lines.filter(kind__code="at_home").exists()


def test_issues_somebody_keeps_private_are_neither_counted_nor_linked() -> None:
    place = make_neighborhood()
    secret = make_voiced_issue(place, "crossing", 7, privacy=Privacy.SENSITIVE)
    open_one = make_voiced_issue(place, "crossing", 6)
    report = publish(make_built_report((("barking", 20),), place=place))

    line = line_of(report, "crossing")
    assert (line["people"], line["issues"]) == (6, 1)
    assert [one["reference"] for one in line["largest"]] == [open_one.reference]
    assert secret.reference not in str(report.published)


def test_a_private_issue_changes_no_public_number_of_its_line() -> None:
    """Else points less those of the public issues would tell what somebody hid."""
    kinds = (("barking", 20), ("litter", 12))
    told = []
    for is_hiding in (False, True):
        place = make_neighborhood()
        make_voiced_issue(place, "crossing", 6)
        if is_hiding:
            make_voiced_issue(place, "crossing", 7, privacy=Privacy.SENSITIVE)
            make_voiced_issue(place, "litter", 9, is_held=True)
        told.append(publish(make_built_report(kinds, place=place)))

    without, hiding = told
    assert [_certain(line) for line in hiding.published["lines"]] == [
        _certain(line) for line in without.published["lines"]
    ]
    assert (
        hiding.lines.get(kind__code="crossing").points
        > line_of(hiding, "crossing")["points"]
    )


def _certain(line: dict[str, Any]) -> dict[str, Any]:
    """What follows from the counts alone; redraws differ with the seed of a report."""
    sure = ("kind", "rank", "points", "share", "people", "issues", "open", "late")
    said = [one for one in line["explanation"] if one["key"] not in ("draws", "place")]
    return {name: line[name] for name in sure} | {"said": said}


def test_redraws_of_the_public_list_are_of_public_weights() -> None:
    """A line that leads by what is private does not lead the public list."""
    place = make_neighborhood()
    make_voiced_issue(place, "crossing", 5)
    for _number in range(6):
        make_voiced_issue(place, "crossing", 30, privacy=Privacy.SENSITIVE)
    report = publish(make_built_report((("barking", 40),), place=place))

    assert report.lines.get(kind__code="crossing").rank == 1
    line = line_of(report, "crossing")
    assert (line["rank"], line["p_first"] < 0.5) == (2, True)


@pytest.mark.parametrize(
    ("visitors", "told"), [(9, None), (10, 0.35), (13, 0.45), (20, None)]
)
def test_who_lives_elsewhere_is_told_from_ten_on_either_side_in_steps_of_five(
    visitors: int, told: float | None
) -> None:
    place = make_neighborhood()
    issue = make_voiced_issue(place, "crossing", 29 - visitors)
    for _number in range(visitors):
        make_voice(
            issue,
            role=VoiceRole.REPORTER,
            person=make_user(),
            is_resident_here=False,
        )
    report = publish(make_built_report((("barking", 20),), place=place))

    said = {one["key"]: one for one in line_of(report, "crossing")["explanation"]}
    assert said.get("visitors", {}).get("share") == told


@pytest.mark.parametrize(("replied", "told"), [(4, None), (5, 2.0)])
def test_how_fast_replies_came_is_told_from_five_public_ones_on(
    replied: int, told: float | None
) -> None:
    place = make_neighborhood()
    for _number in range(replied):
        make_voiced_issue(place, "crossing", 6, age=4, replied_at=SENT_BACK)
    for _number in range(3):
        make_voiced_issue(
            place,
            "crossing",
            6,
            age=10,
            replied_at=SENT_BACK,
            privacy=Privacy.SENSITIVE,
        )
    report = publish(build_again(place))

    assert report.published["first_reply_days"] == told


def test_fewer_than_five_supporters_are_not_counted_in_numbers_or_words() -> None:
    place = make_neighborhood()
    issue = make_voiced_issue(place, "crossing", 12)
    for _number in range(3):
        make_voice(issue, role=VoiceRole.SUPPORTER, person=make_user())
    report = publish(make_built_report((("barking", 20),), place=place))

    line = line_of(report, "crossing")
    assert line["supporters"] is None
    assert "supporters" not in [said["key"] for said in line["explanation"]]


def test_what_cannot_be_published_of_an_adjustment_stays_unsaid() -> None:
    report = make_built_report()
    officer = make_reviewer(report)
    for code, reason in (
        ("barking", AdjustReason.INTELLIGENCE),
        ("litter", AdjustReason.SEASONAL),
    ):
        adjust_line(
            line_id=report.lines.get(kind__code=code).pk,
            actor=officer,
            factor=2.0,
            reason_code=reason,
            text="A canary that sings in the mine",
            expires_on=MONDAY.date().replace(month=12),
            is_pin=False,
            now=MONDAY,
        )
    report.refresh_from_db()
    report = publish(report)

    assert line_of(report, "barking")["adjustment"]["text"] == ""
    assert "canary" in line_of(report, "litter")["adjustment"]["text"]
    shown = {one["kind"]: one for one in report.published["lines"] if not one["few"]}
    assert [
        shown[code]["rank_unadjusted"] for code in ("crossing", "barking", "litter")
    ] == [1, 2, 3]
    assert shown["barking"]["rank"] == 1


def test_how_to_reach_a_partner_is_for_officers() -> None:
    report = make_built_report()
    officer = make_reviewer(report)
    make_draft_ready(report, by=officer, at=MONDAY)
    report.lines.update(
        decision=Decision.REFER,
        decision_detail={
            "who": "City works",
            "contact": "canary@example.org",
            "on": "2026-11-18",
        },
    )
    report = sign_report(
        report_id=report.pk,
        actor=officer,
        checked=ChecklistItem.values,
        note="",
        now=MONDAY,
    )

    assert "canary" not in str(report.published)
    assert line_of(report, "crossing")["decision"]["who"] == "City works"


def test_a_thin_report_lists_the_oldest_unanswered_first_and_no_count_of_people() -> (
    None
):
    place = make_neighborhood()
    young = make_voiced_issue(place, "barking", 2, age=3)
    old = make_voiced_issue(place, "crossing", 1, age=30)
    make_voiced_issue(place, "litter", 1, age=40, replied_at=MONDAY)
    report = publish(build_again(place))

    waiting = [one["reference"] for one in report.published["unanswered"]]
    assert waiting == [old.reference, young.reference]
    assert "too_thin" not in str(report.published)


PEOPLE = st.lists(st.integers(1, 12), min_size=1, max_size=4)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(counts=st.lists(st.tuples(PEOPLE, st.booleans()), min_size=1, max_size=4))
def test_no_public_page_or_file_holds_a_number_of_fewer_than_five(
    counts: list[tuple[list[int], bool]],
) -> None:
    """Whatever a neighborhood reported: no line under five people has any number, and
    what is left out of the shares cannot be had by taking the others away from one.
    """
    place = make_neighborhood()
    for number, (issues, is_private) in enumerate(counts):
        for people in issues:
            privacy = Privacy.SENSITIVE if is_private else Privacy.PUBLIC
            make_voiced_issue(place, f"made_{number}", people, privacy=privacy)
    report = publish(build_again(place))
    address = f"/n/{place.slug}/priorities/{str(report.week).lower()}/"

    told = Client().get(f"{address}priorities.json").json()["lines"]

    few = [line for line in told if line["few"]]
    shown = [line for line in told if not line["few"]]
    numbers = (
        "rank",
        "band",
        "points",
        "share",
        "people",
        "supporters",
        "issues",
        "p_first",
        "p_top3",
    )
    assert all(line[name] is None for line in few for name in numbers)
    assert all(line["weekly"] == [] for line in few)
    assert all(line["people"] >= 5 for line in shown)
    ranked = [line for line in shown if line["share"] is not None]
    if ranked:
        assert sum(line["share"] for line in ranked) == pytest.approx(1.0, abs=1e-9)
        assert sum(line["p_first"] for line in ranked) == pytest.approx(1.0, abs=1e-9)
        assert sorted(line["rank"] for line in ranked) == list(
            range(1, len(ranked) + 1)
        )
    public = {
        f"made_{i}" for i, (_issues, is_private) in enumerate(counts) if not is_private
    }
    assert {line["kind"] for line in told} == public
