from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from engagement.concerns.choices import Privacy
from engagement.outbox.models import Job
from engagement.outbox.services import enqueue
from engagement.people.models import User
from engagement.priorities.models import Report
from engagement.priorities.services.letters import tell_people
from engagement.priorities.services.signing import sign_report
from engagement.priorities.tasks import send_line_letter
from engagement.priorities.tasks import tell_people as tell_people_later
from engagement.promises.tasks import remind_owner
from tests.factories.builds import (
    MONDAY,
    build_again,
    make_built_report,
    make_reviewer,
    make_voiced_issue,
)
from tests.factories.concerns import make_kind
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood
from tests.factories.priorities import WEEK, make_report
from tests.factories.promises import make_open_promise
from tests.factories.reviews import ALL_TICKS, make_draft_ready

pytestmark = pytest.mark.django_db


def publish(report: Report, note: str = "") -> Report:
    officer = make_reviewer(report)
    make_draft_ready(report, by=officer, at=MONDAY)
    return sign_report(
        report_id=report.pk, actor=officer, checked=ALL_TICKS, note=note, now=MONDAY
    )


def address(report: Report) -> str:
    return f"/n/{report.neighborhood.slug}/priorities/{str(report.week).lower()}/"


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_everybody_reads_the_published_report(client: Client) -> None:
    report = publish(make_built_report(), note="Thank you for walking with us")

    page = words_of(client.get(address(report)))

    assert "20 people reported it." in page
    assert "Thank you for walking with us" in page
    assert "We take this on this winter." in page
    assert "Also told to us, by fewer than 5 people each" in page
    assert "<strong>Strays</strong>" in page
    assert 'id="id_note"' not in page


def test_a_draft_is_not_there_for_the_public(client: Client) -> None:
    report = make_built_report()
    place = report.neighborhood

    answers = [
        client.get(f"{address(report)}{name}").status_code
        for name in ("", "priorities.csv", "priorities.json")
    ]

    assert answers == [404] * 3
    assert "No report has been published here yet" in words_of(
        client.get(f"/n/{place.slug}/priorities/")
    )


def test_the_public_page_takes_as_many_statements_for_one_line_as_for_three(
    client: Client,
) -> None:
    one = publish(make_built_report((("crossing", 40),)))
    three = publish(
        make_built_report((("crossing", 20), ("barking", 14), ("litter", 9)))
    )
    client.get("/n/")  # the town is remembered

    counts = [statements(client, address(report)) for report in (one, three)]

    assert counts[0] == counts[1]
    assert counts[1] <= 6


def test_the_list_of_weeks_takes_as_many_statements_for_one_as_for_three(
    client: Client,
) -> None:
    report = make_report(signed=True)
    place = report.neighborhood
    path = f"/n/{place.slug}/priorities/"
    client.get(path)
    one = statements(client, path)
    for weeks in (1, 2):
        make_report(neighborhood=place, week=WEEK.after(-weeks), signed=True)

    assert statements(client, path) == one <= 4
    assert words_of(client.get(path)).count("/priorities/2026-w") == 3


def test_a_thin_report_says_so_and_shows_who_waits_longest(client: Client) -> None:
    place = make_neighborhood()
    make_voiced_issue(place, "crossing", 2, age=3)
    make_voiced_issue(place, "barking", 1, age=30)
    report = publish(build_again(place))

    page = words_of(client.get(address(report)))

    assert "We can’t rank these yet." in page
    assert page.index(">Barking</a>") < page.index(">Crossing</a>")
    assert "An officer reads it next." in page


def test_an_empty_report_is_a_page_too(client: Client) -> None:
    report = publish(build_again(make_neighborhood()))

    assert "Nothing was reported here" in words_of(client.get(address(report)))


def test_a_corrected_report_names_what_was_wrong(client: Client) -> None:
    first = publish(make_built_report((("crossing", 40),)))
    make_report(
        neighborhood=first.neighborhood,
        signed=True,
        version=2,
        corrects=first,
        correction_reason="The second line was wrong.",
    )
    Report.objects.filter(pk=first.pk).update(status="superseded")

    page = words_of(client.get(address(first)))

    assert "What was wrong: The second line was wrong." in page


def test_files_for_everybody_hold_what_the_page_holds(client: Client) -> None:
    report = publish(make_built_report())

    told = client.get(f"{address(report)}priorities.json").json()
    text = client.get(f"{address(report)}priorities.csv").content.decode("utf-8-sig")

    rows = {row["kind"]: row for row in csv.DictReader(StringIO(text))}
    lines = {line["kind"]: line for line in told["lines"]}
    assert rows["strays"]["people"] == "fewer than 5"
    assert rows["strays"]["points"] == rows["strays"]["issues"] == ""
    assert lines["strays"]["people"] is None
    assert float(rows["crossing"]["share"]) == lines["crossing"]["share"]
    assert "voices" not in told


def test_a_promise_about_a_hidden_kind_is_not_on_the_public_page(
    client: Client,
) -> None:
    report = publish(make_built_report())
    make_open_promise(neighborhood=report.neighborhood, what="Seen by all")
    make_open_promise(
        neighborhood=report.neighborhood, what="Seen by officers", is_public=False
    )
    client.force_login(make_reviewer(report))

    page = words_of(client.get(address(report)))

    assert "Seen by all" in page
    assert "Seen by officers" not in page


# -- letters ---------------------------------------------------------------------------
def letters_about(report: Report) -> list[Job]:
    tell_people(report_id=report.pk, now=MONDAY)
    return list(Job.objects.filter(task="priorities.send_line_letter").order_by("pk"))


def test_everyone_behind_a_line_gets_its_decision_by_mail() -> None:
    report = publish(make_built_report((("crossing", 6), ("barking", 14))))

    for job in letters_about(report):
        send_line_letter(job_id=job.pk, **job.arguments)
        send_line_letter(job_id=job.pk, **job.arguments)

    assert len(mail.outbox) == 20
    letter = mail.outbox[0]
    assert "We take it on" in letter.subject
    assert "We take this on this winter." in letter.body
    assert address(report) in letter.body
    assert {len(one.to) for one in mail.outbox} == {1}


def test_a_letter_about_a_hidden_kind_names_neither_kind_nor_decision() -> None:
    place = make_neighborhood()
    make_kind("at_home", privacy=Privacy.SENSITIVE)
    make_voiced_issue(place, "at_home", 1)
    report = publish(build_again(place))

    (job,) = letters_about(report)
    send_line_letter(job_id=job.pk, **job.arguments)

    (letter,) = mail.outbox
    assert letter.subject == "News about what you told us"
    assert "home" not in letter.body.lower()
    assert "winter" not in letter.body


def test_a_letter_that_is_no_longer_true_is_not_sent() -> None:
    report = publish(make_built_report((("crossing", 6),)))
    job = letters_about(report)[0]
    User.objects.filter(pk=job.person_id or 0).update(is_active=False)

    send_line_letter(job_id=job.pk, **job.arguments)

    job.refresh_from_db()
    assert mail.outbox == []
    assert job.done_at is not None


def test_signing_asks_for_the_letters_through_the_outbox() -> None:
    publish(make_built_report((("crossing", 6),)))
    asked = Job.objects.get(task="priorities.tell_people")

    tell_people_later(job_id=asked.pk, **asked.arguments)

    asked.refresh_from_db()
    assert asked.done_at is not None
    assert Job.objects.filter(task="priorities.send_line_letter").count() == 6


@pytest.mark.parametrize(
    ("due", "subject"), [(10, "A promise is due soon"), (-2, "A promise is late")]
)
def test_the_owner_of_a_promise_is_reminded_by_mail(due: int, subject: str) -> None:
    owner = make_user()
    promise = make_open_promise(owner=owner, due_on=localdate() + timedelta(days=due))
    job = enqueue(task="promises.remind_owner", about="x", now=now(), person=owner)
    assert job is not None

    remind_owner(job_id=job.pk, promise_id=promise.pk, version_meant=1)
    remind_owner(job_id=job.pk, promise_id=promise.pk, version_meant=1)

    (letter,) = mail.outbox
    assert letter.subject == f"{subject}: {promise.what}"
    assert promise.get_absolute_url() in letter.body


def test_a_moved_promise_reminds_nobody_of_its_old_day() -> None:
    promise = make_open_promise(
        owner=make_user(), times_moved=1, move_reason="The radar is away"
    )
    job = enqueue(task="promises.remind_owner", about="x", now=now())
    assert job is not None

    remind_owner(job_id=job.pk, promise_id=promise.pk, version_meant=1)

    job.refresh_from_db()
    assert mail.outbox == []
    assert job.done_at is not None
