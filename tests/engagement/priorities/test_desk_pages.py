from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from engagement.people.models import User
from engagement.priorities.choices import Decision, PartState, ReportStatus
from engagement.priorities.models import Adjustment, Report, Run
from engagement.promises.choices import PromiseState
from engagement.promises.models import Promise
from tests.factories.builds import make_built_report, make_reviewer
from tests.factories.people import make_admin, make_officer
from tests.factories.places import make_neighborhood
from tests.factories.priorities import make_part, make_run
from tests.factories.promises import make_open_promise
from tests.factories.reviews import ALL_TICKS, make_draft_ready

pytestmark = pytest.mark.django_db
REASON = "Two officers stand there at school time."


def page_of(report: Report, *more: str) -> str:
    week = str(report.week).lower()
    parts = "".join(f"{part}/" for part in more)
    return f"/desk/priorities/{report.neighborhood.slug}/{week}/{parts}"


def signed_in(report: Report, client: Client) -> User:
    officer = make_reviewer(report)
    client.force_login(officer)
    return officer


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


# -- the report ------------------------------------------------------------------------
def test_the_report_shows_why_each_line_stands_where_it_does(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)

    page = words_of(client.get(page_of(report)))

    assert "Crossing and Barking are about equal at the top." in page
    assert "20 people reported it." in page
    assert "4 lines ask for a decision." in page
    assert "We can’t rank this yet" not in page
    assert report.input_hash in page


def test_the_report_takes_as_many_statements_for_one_line_as_for_many(
    client: Client,
) -> None:
    small = make_built_report((("crossing", 40),))
    large = make_built_report((("crossing", 20), ("barking", 14), ("litter", 9)))
    counts = []
    for report in (small, large):
        signed_in(report, client)
        client.get(page_of(report))  # the map is drawn once and kept
        counts.append(statements(client, page_of(report)))
    cache.clear()

    # session, person, grants and the inbox count of the frame; the report, its lines,
    # its largest problems, the promises, how people feel
    assert counts[0] == counts[1]
    assert counts[1] <= 10


def test_the_rows_behind_a_line_add_up_to_its_number(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)
    line = report.lines.get(kind__code="crossing")

    page = words_of(client.get(page_of(report, "crossing", "rows")))

    assert f"{sum(row.x for row in line.inputs.all()):.4f}" in page
    assert f"{line.points:.4f}" in page
    assert line.weight == pytest.approx(sum(row.x for row in line.inputs.all()))


@pytest.mark.parametrize(
    "after", ["", "nonsense", "nan~1", "1~", "0.1~99999999999999999999"]
)
def test_a_broken_link_into_the_rows_begins_anew(client: Client, after: str) -> None:
    report = make_built_report()
    signed_in(report, client)

    page = client.get(page_of(report, "crossing", "rows"), {"after": after})

    assert "Every problem of this line" in words_of(page)


def test_an_administrator_reads_the_draft_but_not_the_rows(client: Client) -> None:
    report = make_built_report()
    client.force_login(make_admin())

    assert client.get(page_of(report)).status_code == 200
    assert client.get(page_of(report, "crossing", "rows")).status_code == 404
    assert 'id="id_note"' not in words_of(client.get(page_of(report)))


def test_no_such_week_is_a_page_that_is_not_there(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)

    for week in ("2026-w99", "soon", "2026-w01"):
        path = f"/desk/priorities/{report.neighborhood.slug}/{week}/"
        assert client.get(path).status_code == 404


# -- what an officer does --------------------------------------------------------------
def test_deciding_on_the_page_keeps_the_decision(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)
    address = page_of(report, "crossing", "decide")

    answer = client.post(address, {"decision": "adopt", "reason": REASON})

    assert answer["Location"] == page_of(report) + "#crossing"
    assert report.lines.get(kind__code="crossing").decision == Decision.ADOPT
    assert REASON in words_of(client.get(page_of(report)))


def test_a_refused_decision_keeps_what_was_typed(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)
    address = page_of(report, "crossing", "decide")

    page = words_of(
        client.post(
            address, {"decision": "refer", "reason": REASON, "who": "City works"}
        )
    )

    assert page.count("Say how officers reach them.") == 2  # above, and at the field
    assert page.count("Choose a day.") == 2
    assert "Say whom you passed it on to." not in page
    assert "(optional)" not in page
    assert REASON in page
    assert 'value="City works"' in page
    assert report.lines.get(kind__code="crossing").decision == ""


def test_adjusting_and_ending_it_on_the_page(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)
    address = page_of(report, "barking", "adjust")
    sent = {
        "factor": "2.0",
        "reason_code": "seasonal",
        "text": "The summer party is next week already.",
        "expires_on": (localdate() + timedelta(days=10)).isoformat(),
    }

    client.post(address, sent)
    page = words_of(client.get(page_of(report)))
    client.post(address, {"step": "end"})

    assert "An officer made it count × 2: place 1. Without that: place 2." in page
    assert report.lines.get(kind__code="barking").adjustment == 1.0
    assert not Adjustment.objects.filter(ended_at=None).exists()


def test_an_adjustment_without_a_reason_says_what_is_missing(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)

    page = words_of(
        client.post(page_of(report, "barking", "adjust"), {"factor": "2.0"})
    )

    assert "Write a sentence." in page
    assert not Adjustment.objects.exists()


def test_keeping_last_times_decisions_says_how_many(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)

    page = words_of(client.post(page_of(report, "keep"), follow=True))

    assert "There was nothing to keep" in page


def test_a_promise_is_made_begun_moved_and_kept(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)
    due = localdate() + timedelta(days=10)
    sent = {"what": "Speed checks", "who": "Traffic team", "due_on": due.isoformat()}

    client.post(page_of(report, "crossing", "promise"), sent)
    promise = Promise.objects.get()
    own = promise.get_absolute_url()
    client.post(own, {"step": "begin"})
    later = (due + timedelta(days=5)).isoformat()
    client.post(own, {"step": "move", "due_on": later, "reason": "The radar is away"})
    client.post(
        own, {"step": "settle", "state": "kept", "outcome": "Eight checks done."}
    )

    promise.refresh_from_db()
    assert (promise.state, promise.times_moved) == (PromiseState.KEPT, 1)
    assert "Eight checks done." in words_of(client.get(page_of(report)))


def test_a_promise_that_cannot_be_settled_keeps_what_was_typed(client: Client) -> None:
    promise = make_open_promise()
    officer = make_officer(of=promise.neighborhood)
    client.force_login(officer)

    page = words_of(
        client.post(promise.get_absolute_url(), {"step": "settle", "outcome": "Short"})
    )

    assert "Write at least 10 characters." in page
    assert "> Short</textarea>" in page


def test_signing_publishes_and_locks_the_page(client: Client) -> None:
    report = make_built_report()
    officer = signed_in(report, client)
    make_draft_ready(report, by=officer)

    client.post(page_of(report, "sign"), {"check": ALL_TICKS, "note": "Thank you"})
    page = words_of(client.get(page_of(report)))

    report.refresh_from_db()
    assert report.status == ReportStatus.SIGNED
    assert "published this report on" in page
    assert "Publish a correction" in page
    assert 'id="id_note"' not in page


def test_a_refused_signature_keeps_ticks_and_note(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)

    page = words_of(
        client.post(page_of(report, "sign"), {"check": ["top"], "note": "Thank you"})
    )

    report.refresh_from_db()
    assert "4 lines still need a decision." in page
    assert "> Thank you</textarea>" in page
    assert report.status == ReportStatus.DRAFT


def test_keeping_for_later_needs_no_decision(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)

    client.post(page_of(report, "sign"), {"check": ["top"], "note": "Hm", "keep": "1"})

    report.refresh_from_db()
    assert (report.checklist, report.note) == (["top"], "Hm")


def test_a_correction_begins_on_the_page_and_the_old_version_can_be_read(
    client: Client,
) -> None:
    report = make_built_report()
    officer = signed_in(report, client)
    make_draft_ready(report, by=officer)
    client.post(page_of(report, "sign"), {"check": ALL_TICKS})

    client.post(page_of(report, "correct"), {"reason": "The second line was wrong."})

    assert "This is a correction." in words_of(client.get(page_of(report)))
    old = words_of(client.get(page_of(report), {"version": "1"}))
    assert "This is a correction." not in old


# -- files -----------------------------------------------------------------------------
def test_the_files_hold_every_number_of_the_report(client: Client) -> None:
    report = make_built_report()
    signed_in(report, client)

    told = client.get(page_of(report)[:-1] + "/priorities.json").json()
    text = client.get(page_of(report)[:-1] + "/priorities.csv").content.decode(
        "utf-8-sig"
    )

    rows = list(csv.DictReader(StringIO(text)))
    assert (told["input_hash"], told["seed"]) == (report.input_hash, str(report.seed))
    assert [line["kind"] for line in told["lines"]] == [row["kind"] for row in rows]
    first = report.lines.get(position=1)
    assert told["lines"][0]["points"] == first.points == float(rows[0]["points"])
    assert told["lines"][0]["explanation"].startswith("1st")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_a_reason_that_looks_like_a_formula_is_text_in_the_file(
    client: Client, sign: str
) -> None:
    report = make_built_report()
    officer = signed_in(report, client)
    make_draft_ready(report, by=officer)
    report.lines.update(decision_reason=f"{sign}HYPERLINK(1)")

    text = client.get(page_of(report)[:-1] + "/priorities.csv").content.decode(
        "utf-8-sig"
    )

    cells = {row["decision_reason"] for row in csv.DictReader(StringIO(text))}
    assert cells == {f"'{sign}HYPERLINK(1)"}


# -- list and builds -------------------------------------------------------------------
def test_the_list_shows_own_places_only_at_one_number_of_statements(
    client: Client,
) -> None:
    report = make_built_report()
    other = make_built_report()
    signed_in(report, client)
    one = statements(client, "/desk/priorities/")
    page = words_of(client.get("/desk/priorities/"))
    client.force_login(make_officer(of=None))

    assert report.neighborhood.name in page
    assert other.neighborhood.name not in page
    assert statements(client, "/desk/priorities/") == one


def test_a_late_report_and_a_failed_build_are_named(client: Client) -> None:
    place = make_neighborhood("Late Lane")
    client.force_login(make_officer(of=place))
    run = make_run()
    make_part(run, place, state=PartState.FAILED, error="ValueError: broken")

    page = words_of(client.get("/desk/priorities/"))
    progress = words_of(client.get(f"/desk/priorities/runs/{run.pk}/"))

    assert "has not come for 1 neighborhood: Late Lane" in page
    assert "1 neighborhood of the last build failed." in page
    assert "<strong>Late Lane</strong>: ValueError: broken" in progress
    assert "Try these again" in progress


def test_a_failed_neighborhood_is_tried_again_on_a_press(client: Client) -> None:
    place = make_neighborhood()
    client.force_login(make_officer(of=place))
    run = make_run()
    part = make_part(run, place, state=PartState.FAILED, error="ValueError: broken")

    client.post(f"/desk/priorities/runs/{run.pk}/")

    part.refresh_from_db()
    assert part.state == PartState.WAITING


def test_an_officer_asks_for_a_build_of_the_own_place_only(client: Client) -> None:
    place, other = make_neighborhood(), make_neighborhood()
    client.force_login(make_officer(of=place))
    sent = {"week": "2026-W46"}

    refused = client.post("/desk/priorities/build/", {**sent, "neighborhood": other.pk})
    taken = client.post("/desk/priorities/build/", {**sent, "neighborhood": place.pk})

    run = Run.objects.get()
    assert refused.status_code == 200
    assert taken["Location"] == f"/desk/priorities/runs/{run.pk}/"
    assert [part.neighborhood for part in run.parts.all()] == [place]


@pytest.mark.parametrize("week", ["soon", "2026-W99", "2999-W01"])
def test_a_week_that_cannot_be_built_is_said_so(client: Client, week: str) -> None:
    place = make_neighborhood()
    client.force_login(make_officer(of=place))

    page = client.post(
        "/desk/priorities/build/", {"week": week, "neighborhood": place.pk}
    )

    assert "govuk-error-summary" in words_of(page)
    assert not Run.objects.exists()
