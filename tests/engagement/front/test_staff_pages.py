"""The record of acts and the dead letters: who reads them, who sends again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from engagement.audit.models import Entry
from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.outbox.models import Job
from engagement.outbox.queries import waiting_jobs
from engagement.outbox.services import enqueue, revive
from tests.factories.people import make_admin, make_grant, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db


def make_dead_job(number: int = 1) -> Job:
    job = enqueue(
        task="concerns.send_reply", about=f"concerns.reply:{number}", now=now()
    )
    assert job is not None
    Job.objects.filter(pk=job.pk).update(
        dead_at=now(), attempts=8, last_error="Mailbox full", sent_at=now()
    )
    return job


def test_auditors_read_every_act_and_officers_their_own(client: Client) -> None:
    make_town()
    officer, auditor = make_officer(of=make_neighborhood()), make_user()
    make_grant(auditor, Role.AUDITOR, None)
    record(actor=officer, action="concern.take", subject="concerns.issue:1", now=now())
    record(actor=None, action="town.set_up", subject="places.town:1", now=now())

    seen = {}
    for name, user in {"auditor": auditor, "officer": officer}.items():
        client.force_login(user)
        rows = client.get("/desk/record/").context["page"].rows
        seen[name] = [entry.action for entry in rows]
    client.force_login(auditor)
    found = client.get("/desk/record/?about=issue:1").context["page"].rows

    assert seen == {
        "auditor": ["town.set_up", "concern.take"],
        "officer": ["concern.take"],
    }
    assert [entry.action for entry in found] == ["concern.take"]
    client.force_login(make_user())
    assert client.get("/desk/record/").status_code == 404


def acts_found(client: Client, query: str) -> list[str]:
    rows = client.get(f"/desk/record/?{query}").context["page"].rows
    return [entry.action for entry in rows]


def test_the_record_is_searched_by_who_what_why_and_when(client: Client) -> None:
    make_town()
    auditor, ann = make_user(), make_user(name="Ann Quick")
    make_grant(auditor, Role.AUDITOR, None)
    before, day = now() - timedelta(days=10), timedelta(days=1)
    record(actor=ann, action="kind.save", subject="concerns.kind:1", now=before)
    record(
        actor=auditor,
        action="role.grant",
        subject="people.user:7",
        now=before + 4 * day,
        reason="New on the night shift",
    )
    client.force_login(auditor)
    fourth = localdate(before + 4 * day).isoformat()
    third = localdate(before + 3 * day).isoformat()

    found = {
        query: acts_found(client, query)
        for query in (
            "who=QUICK",
            f"who={auditor.email}",
            "action=role.grant",
            "words=night shift",
            "about=people.user",
            f"since={fourth}",
            f"until={third}",
            f"since={fourth}&until={fourth}",
            "who=quick&words=night",
        )
    }

    assert found == {
        "who=QUICK": ["kind.save"],
        f"who={auditor.email}": ["role.grant"],
        "action=role.grant": ["role.grant"],
        "words=night shift": ["role.grant"],
        "about=people.user": ["role.grant"],
        f"since={fourth}": ["role.grant"],
        f"until={third}": ["kind.save"],
        f"since={fourth}&until={fourth}": ["role.grant"],
        "who=quick&words=night": [],
    }


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=2026-02-02&until=2026-01-01", "Choose a day after the first one"),
        ("until=9999-12-31", "Choose an earlier day"),
        ("action=no.such", "Choose one of the acts in the list"),
    ],
)
def test_a_search_that_cannot_be_understood_says_what_to_do(
    client: Client, query: str, words: str
) -> None:
    make_town()
    client.force_login(make_admin())

    page = client.get(f"/desk/record/?{query}")

    assert (page.status_code, words in page.content.decode()) == (200, True)


def test_changed_settings_of_the_town_are_in_the_record(client: Client) -> None:
    town, admin = make_town(), make_admin()
    client.force_login(admin)
    form = {"name": "Riverside", "agency_name": "Riverside Police", "languages": []}
    form |= {"emergency_number": "911", "contact_email": "desk@example.org"}

    changed = client.post(f"/site-admin/places/town/{town.pk}/change/", form)
    added = client.post(
        "/site-admin/places/holiday/add/", {"on": "2026-12-25", "name": "Christmas"}
    )

    assert (changed.status_code, added.status_code) == (302, 302)
    rows = Entry.objects.filter(actor=admin).order_by("id")
    assert [row.action for row in rows] == ["town.save", "holiday.save"]
    assert rows[0].detail["changed"]["agency_name"] == "Riverside Police"


def test_an_administrator_has_a_dead_letter_tried_again(client: Client) -> None:
    make_town()
    job = make_dead_job()
    client.force_login(make_admin())
    assert "Mailbox full" in client.get("/desk/dead-letters/").content.decode()

    client.post("/desk/dead-letters/", {"job": str(job.pk)})

    assert [one.pk for one in waiting_jobs(now())] == [job.pk]
    assert Job.objects.get().attempts == 0
    assert Entry.objects.filter(action="outbox.revive").count() == 1
    assert "No dead letters" in client.get("/desk/dead-letters/").content.decode()


def test_a_job_that_lives_is_left_alone() -> None:
    job = enqueue(task="concerns.send_reply", about="concerns.reply:1", now=now())
    assert job is not None

    revive(job_id=job.pk, actor=make_admin(), now=now())

    assert not Entry.objects.exists()


def test_nobody_else_may_send_again() -> None:
    job = make_dead_job()

    with pytest.raises(NotAllowedError):
        revive(job_id=job.pk, actor=make_officer(), now=now())
    assert Job.objects.get().dead_at is not None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_at_one_and_three_rows(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_town()
    admin = make_admin()
    client.force_login(admin)
    for number in range(rows):
        make_dead_job(number)
        record(actor=admin, action="a.b", subject=f"c.d:{number}", now=now())

    client.get("/")  # the town's row is remembered
    for path in ("/desk/record/", "/desk/dead-letters/"):
        with django_assert_num_queries(4):
            client.get(path)
