"""The first second step of somebody with a role is never set up unseen."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from engagement.audit.models import Entry
from engagement.outbox.models import Job
from engagement.people import tasks
from engagement.people.models import Grant, User
from tests.engagement.people.test_second_step import by_code
from tests.engagement.people.test_signing_in import last_letter
from tests.factories.people import make_admin, make_officer, make_user
from tests.harness.sessions import just_signed_in

# allauth tells of a second step once it is committed
pytestmark = pytest.mark.django_db(transaction=True)
TASK = "people.send_first_step_letter"


@pytest.fixture(autouse=True)
def _real_town(settings: Settings) -> None:
    settings.REQUIRE_MFA = True


def set_up_an_app(client: Client) -> None:
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post(reverse("mfa_activate_totp"), {"code": code})


def told() -> list[User | None]:
    return [job.person for job in Job.objects.filter(task=TASK).order_by("pk")]


def given_by(boss: User | None) -> User:
    officer = make_officer()
    Grant.objects.filter(user=officer).update(granted_by=boss)
    return officer


def test_with_the_mailbox_alone_a_role_opens_but_who_gave_it_hears_of_it(
    client: Client,
) -> None:
    boss, officer = make_admin(), make_user()
    make_admin()  # who did not give the role
    Grant.objects.create(user=officer, role="officer", granted_by=boss)
    by_code(client, officer)  # an attacker who reads the mailbox
    assert client.get("/desk/").status_code == 302

    set_up_an_app(client)

    assert client.get("/desk/").status_code == 200
    assert last_letter()["to"] == officer.email
    assert told() == [boss]
    entry = Entry.objects.get(action="mfa.add")
    assert (entry.actor, entry.detail) == (officer, {"ways": ["totp"]})
    mail.outbox.clear()
    (job,) = Job.objects.filter(task=TASK)
    tasks.send_first_step_letter(job_id=job.pk, **job.arguments)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (
        [boss.email],
        f"{officer} has set up a second step",
    )
    page = reverse("people:person", args=[officer.pk])
    assert page in str(letter.body)


def test_it_stands_on_the_page_about_the_person() -> None:
    officer, boss, client = given_by(None), make_admin(), Client()
    by_code(client, officer)
    set_up_an_app(client)

    page = reverse("people:person", args=[officer.pk])
    boss_client = just_signed_in(boss)
    session = boss_client.session
    session["account_authentication_methods"] += [{"method": "mfa", "at": 0}]
    session.save()

    assert "Second step added" in boss_client.get(page).content.decode()


def test_where_who_gave_it_is_gone_every_other_administrator_hears_of_it(
    client: Client,
) -> None:
    gone, one, two = make_admin(), make_admin(), make_admin()
    Grant.objects.filter(user=gone).update(ends_at="2024-01-01T00:00Z")
    officer = given_by(gone)
    by_code(client, officer)

    set_up_an_app(client)

    assert set(told()) == {one, two}


def test_residents_and_a_second_one_are_nobody_elses_matter(client: Client) -> None:
    make_admin()
    resident = make_user()
    by_code(client, resident)

    set_up_an_app(client)

    assert told() == []
