"""Every number opens to the rows it counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.common.ids import show_reference
from engagement.concerns.choices import Origin, Privacy, Status
from engagement.concerns.models import Concern, Issue, StatusChange
from engagement.priorities.choices import Counted
from engagement.priorities.frozen import read_frozen
from engagement.priorities.models import Report
from engagement.priorities.services.signing import sign_report
from tests.factories.builds import (
    AS_OF,
    MONDAY,
    build_again,
    make_reviewer,
    make_voiced_issue,
)
from tests.factories.people import make_admin
from tests.factories.places import make_neighborhood
from tests.factories.reviews import ALL_TICKS, make_draft_ready

pytestmark = pytest.mark.django_db


def make_busy_report() -> tuple[Report, dict[str, Issue]]:
    """One report with an issue for every way of being counted."""
    place = make_neighborhood()
    issues = {
        "new": make_voiced_issue(place, "crossing", 20, age=2),
        "late": make_voiced_issue(
            place, "barking", 9, age=40, target_at=AS_OF - timedelta(days=3)
        ),
        "old": make_voiced_issue(place, "litter", 6, age=130),
        "closed": make_voiced_issue(
            place,
            "barking",
            2,
            age=20,
            status=Status.DONE,
            closed_at=AS_OF - timedelta(days=9),
            replied_at=AS_OF - timedelta(days=9),
        ),
        "hidden": make_voiced_issue(
            place, "crossing", 2, age=6.5, privacy=Privacy.SENSITIVE
        ),
        "staff": make_voiced_issue(place, "crossing", 1, age=3, origin=Origin.OFFICER),
    }
    StatusChange.objects.create(
        issue=issues["closed"], old="", new=Status.DONE, at=AS_OF - timedelta(days=9)
    )
    make_voiced_issue(make_neighborhood(), "crossing", 4)
    return build_again(place), issues


def publish(report: Report) -> Report:
    officer = make_reviewer(report)
    make_draft_ready(report, by=officer, at=MONDAY)
    return sign_report(
        report_id=report.pk, actor=officer, checked=ALL_TICKS, note="", now=MONDAY
    )


def address(report: Report, what: str) -> str:
    week = str(report.week).lower()
    return f"/desk/priorities/{report.neighborhood.slug}/{week}/counted/{what}/"


def public_address(report: Report, *more: str) -> str:
    parts = "".join(f"{part}/" for part in more)
    week = str(report.week).lower()
    return f"/n/{report.neighborhood.slug}/priorities/{week}/{parts}"


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def named(page: str, issues: dict[str, Issue]) -> list[str]:
    """Which of the issues the page lists, by their own reference or a concern's."""
    concerns = {c.issue_id: c.reference for c in Concern.objects.all()}
    return [
        name
        for name, issue in issues.items()
        if show_reference(issue.reference) in page
        or show_reference(concerns[issue.pk]) in page
    ]


@pytest.mark.parametrize(
    ("what", "counted"),
    [
        (Counted.WEEK, ["new", "hidden"]),
        (Counted.MONTH, ["new", "closed", "hidden"]),
        (Counted.OPEN, ["new", "late", "old", "hidden"]),
        (Counted.LATE, ["late"]),
        (Counted.REPLIED, ["closed"]),
        (Counted.VOICED, ["new", "late", "closed", "hidden"]),
    ],
)
def test_each_number_above_the_list_opens_to_its_rows(
    client: Client, what: Counted, counted: list[str]
) -> None:
    report, issues = make_busy_report()
    client.force_login(make_reviewer(report))

    page = words_of(client.get(address(report, what)))

    assert named(page, issues) == counted
    assert "of them" not in page


def test_the_rows_are_as_many_as_the_number_says(client: Client) -> None:
    report, _issues = make_busy_report()
    facts = read_frozen(report.frozen)["facts"]
    client.force_login(make_reviewer(report))

    rows = {
        what: len(client.get(address(report, what)).context["page"].rows)
        for what in (Counted.WEEK, Counted.MONTH, Counted.OPEN, Counted.LATE)
    }

    assert rows == {
        Counted.WEEK: facts["new_by_week"][-1],
        Counted.MONTH: facts["concerns_28_days"],
        Counted.OPEN: facts["open"],
        Counted.LATE: facts["late"],
    }


def test_the_report_links_its_numbers_and_a_withdrawn_concern_is_explained(
    client: Client,
) -> None:
    report, issues = make_busy_report()
    client.force_login(make_reviewer(report))
    page = words_of(client.get(address(report, "week").partition("counted")[0]))
    assert all(address(report, what) in page for what in Counted.values)

    issues["new"].concerns.update(withdrawn_at=AS_OF - timedelta(hours=1))
    page = words_of(client.get(address(report, "week")))

    assert "The report counted 2; 1 of them is here today." in page


def test_the_rows_are_for_officers_of_the_place_alone(client: Client) -> None:
    report, _issues = make_busy_report()
    assert client.get(address(report, "open")).status_code == 302

    client.force_login(make_admin())
    assert client.get(address(report, "open")).status_code == 404

    client.force_login(make_reviewer(report))
    assert client.get(address(report, "everything")).status_code == 404


def test_the_rows_take_as_many_statements_for_one_as_for_three(client: Client) -> None:
    place = make_neighborhood()
    make_voiced_issue(place, "crossing", 3)
    one = build_again(place)
    place = make_neighborhood()
    for code in ("crossing", "barking", "litter"):
        make_voiced_issue(place, code, 3)
    three = build_again(place)

    for what in Counted.values:
        counts = []
        for report in (one, three):
            client.force_login(make_reviewer(report))
            client.get(address(report, what))
            with CaptureQueriesContext(connection) as asked:
                client.get(address(report, what))
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 9, what


# -- what everybody may open -----------------------------------------------------------
def test_a_published_line_opens_to_its_problems_without_people_or_weight(
    client: Client,
) -> None:
    report, issues = make_busy_report()
    report = publish(report)
    listed = words_of(client.get(public_address(report)))

    page = words_of(client.get(public_address(report, "barking")))

    assert f'href="{public_address(report, "barking")}"' in listed
    assert named(page, issues) == ["late", "closed"]
    assert "What Barking counts in" in page
    assert "Weight" not in page


def test_what_is_private_or_said_by_few_has_no_public_rows(client: Client) -> None:
    place = make_neighborhood()
    issues = {
        "shown": make_voiced_issue(place, "crossing", 30),
        "hidden": make_voiced_issue(place, "crossing", 9, privacy=Privacy.SENSITIVE),
        "few": make_voiced_issue(place, "strays", 4),
    }
    report = publish(build_again(place))

    page = words_of(client.get(public_address(report, "crossing")))

    assert named(page, issues) == ["shown"]
    assert client.get(public_address(report, "strays")).status_code == 404
    assert client.get(public_address(report, "nothing")).status_code == 404


def test_a_problem_somebody_hides_later_leaves_the_page_of_the_report(
    client: Client,
) -> None:
    place = make_neighborhood()
    issue = make_voiced_issue(place, "crossing", 30)
    make_voiced_issue(place, "crossing", 6)
    report = publish(build_again(place))
    Issue.objects.filter(pk=issue.pk).update(privacy=Privacy.SENSITIVE)

    whole = words_of(client.get(public_address(report)))
    line = words_of(client.get(public_address(report, "crossing")))

    assert issue.reference not in whole + line
    assert show_reference(issue.reference) not in line
    assert "1 problem has no page any more." in line


def test_the_public_rows_take_as_many_statements_for_one_as_for_three(
    client: Client,
) -> None:
    counts = []
    for number in (1, 3):
        place = make_neighborhood()
        for _issue in range(number):
            make_voiced_issue(place, "crossing", 30)
        path = public_address(publish(build_again(place)), "crossing")
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 6
