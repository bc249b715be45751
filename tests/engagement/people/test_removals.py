"""A lost second step goes when two administrators agree, a day later, unless stopped."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import Settings

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.outbox.models import Job
from engagement.people import services, tasks
from engagement.people.choices import RequestState
from engagement.people.errors import (
    DecidedAlreadyError,
    NoSecondStepError,
    ReasonMissingError,
)
from engagement.people.models import Grant, SecondStepRemoval, User
from engagement.people.queries import removal_of, waiting_removals
from engagement.people.services.removal_letters import stop_token
from tests.engagement.people.test_second_step import by_code, with_app
from tests.engagement.people.test_signing_in import last_letter
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.roles import make_removal
from tests.harness.sessions import just_signed_in, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
WHY = "Came to the desk with a passport"


def ask(user: User, actor: User) -> SecondStepRemoval:
    return services.ask_to_remove_second_step(
        user=user, actor=actor, reason=WHY, now=NOW
    )


def agreed(user: User, first: User, second: User) -> SecondStepRemoval:
    asked = ask(user, first)
    return services.agree_to_removal(removal_id=asked.pk, actor=second, now=NOW)


def carry_out(removal: SecondStepRemoval, at: datetime) -> bool:
    return services.carry_out_removal(removal_id=removal.pk, now=at)


def has_step(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user).exists())


def letters() -> list[tuple[str, int | None]]:
    sent = Job.objects.filter(task="people.send_removal_letter").order_by("pk")
    return [(job.arguments["event"], job.person_id) for job in sent]


def deliver_all() -> list[tuple[str, str]]:
    mail.outbox.clear()
    for job in Job.objects.filter(task="people.send_removal_letter").order_by("pk"):
        tasks.send_removal_letter(job_id=job.pk, **job.arguments)
    return [(one.to[0], str(one.subject)) for one in mail.outbox]


def test_two_administrators_take_it_away_a_day_later(client: Client) -> None:
    first, second, user = make_admin(), make_admin(), with_app(make_officer())
    sign_in(client, user, "code", "mfa")

    removal = agreed(user, first, second)
    assert carry_out(removal, NOW + DAY - SECOND) is False
    assert has_step(user)
    assert carry_out(removal, NOW + DAY) is True

    removal.refresh_from_db()
    assert (removal.state, removal.ended_at) == (RequestState.DONE, NOW + DAY)
    assert not has_step(user)
    assert client.get("/my/").status_code == 302
    assert last_letter()["subject"] == "The second step of your account was taken away"
    acts = [(one.action, one.actor, one.reason) for one in Entry.objects.order_by("pk")]
    assert acts == [
        ("mfa.ask_removal", first, WHY),
        ("mfa.agree_removal", second, ""),
        ("mfa.take_away", None, WHY),
    ]


def test_they_must_set_up_a_new_one_when_they_sign_in_next(
    client: Client, settings: Settings
) -> None:
    settings.REQUIRE_MFA = True
    first, second, user = make_admin(), make_admin(), with_app(make_officer())
    carry_out(agreed(user, first, second), NOW + DAY)

    by_code(client, user)

    assert client.get("/my/").status_code == 200
    assert client.get("/desk/")["Location"].startswith(reverse("second_step"))


def test_everybody_concerned_hears_of_it_at_once() -> None:
    first, second, user = make_admin(), make_admin(), with_app(make_user())

    removal = agreed(user, first, second)
    asked = letters()
    sent = deliver_all()
    services.stop_removal(removal_id=removal.pk, actor=user, now=NOW)

    assert asked == [("asked", second.pk), ("warned", user.pk), ("agreed", user.pk)]
    assert sent == [  # who has agreed need not be asked any more
        (user.email, "Somebody says that your second step is lost"),
        (user.email, "Your second step goes in 24 hours"),
    ]
    assert letters()[3:] == [("stopped", first.pk), ("stopped", second.pk)]
    assert deliver_all()[-2:] == [
        (first.email, f"{user} keeps their second step"),
        (second.email, f"{user} keeps their second step"),
    ]


def test_a_waiting_one_is_brought_to_who_could_agree() -> None:
    first, second, user = make_admin(), make_admin(), with_app(make_admin())
    ask(user, first)

    assert letters() == [("asked", second.pk), ("warned", user.pk)]
    assert deliver_all() == [
        (second.email, "A lost second step waits for your word"),
        (user.email, "Somebody says that your second step is lost"),
    ]
    assert reverse("people:removal", args=[removal_pk()]) in mail.outbox[0].body


def removal_pk() -> int:
    return SecondStepRemoval.objects.get().pk


# -- who may, and when -------------------------------------------------------------------
def test_nobody_asks_or_agrees_alone_or_for_themselves() -> None:
    first, second = make_admin(), make_admin()
    user, boss = with_app(make_officer()), with_app(make_admin())
    for actor, whose in ((make_officer(), user), (user, user), (boss, boss)):
        with pytest.raises(NotAllowedError):
            ask(whose, actor)
    assert not SecondStepRemoval.objects.exists()

    removal = ask(boss, first)
    for actor in (first, boss, make_officer()):
        with pytest.raises(NotAllowedError):
            services.agree_to_removal(removal_id=removal.pk, actor=actor, now=NOW)
        with pytest.raises(NotAllowedError):
            services.decline_removal(
                removal_id=removal.pk, actor=actor, reason="no", now=NOW
            )
    services.agree_to_removal(removal_id=removal.pk, actor=second, now=NOW)


def test_one_administrator_alone_is_told_who_can_help() -> None:
    alone, user = make_admin(), with_app(make_user())

    with pytest.raises(NotAllowedError, match="Ask the people who run the program"):
        ask(user, alone)

    make_admin()
    assert ask(user, alone).state == RequestState.WAITING


def test_it_needs_a_reason_and_a_second_step() -> None:
    first, user = make_admin(), make_user()
    make_admin()
    with pytest.raises(NoSecondStepError):
        ask(user, first)
    with_app(user)
    with pytest.raises(ReasonMissingError):
        services.ask_to_remove_second_step(user=user, actor=first, reason=" ", now=NOW)

    assert not SecondStepRemoval.objects.exists()


def test_asked_twice_it_is_one_and_asked_late_another() -> None:
    first, second, user = make_admin(), make_admin(), with_app(make_user())
    one = ask(user, first)
    assert ask(user, second) == one

    week = NOW + 7 * DAY
    with pytest.raises(DecidedAlreadyError, match="waited too long"):
        services.agree_to_removal(removal_id=one.pk, actor=second, now=week)
    another = services.ask_to_remove_second_step(
        user=user, actor=first, reason=WHY, now=week
    )

    one.refresh_from_db()
    assert (one.state, another.state) == (RequestState.EXPIRED, RequestState.WAITING)
    assert list(waiting_removals(week)) == [another]
    assert removal_of(user, week) == another


def test_who_asked_must_be_an_administrator_still() -> None:
    first, second, user = make_admin(), make_admin(), with_app(make_user())
    removal = ask(user, first)
    Grant.objects.filter(user=first).update(ends_at=NOW)

    with pytest.raises(NotAllowedError, match="no administrator any more"):
        services.agree_to_removal(removal_id=removal.pk, actor=second, now=NOW)


@pytest.mark.parametrize("which", ["first", "second"])
def test_an_accomplice_found_out_meanwhile_takes_nothing(which: str) -> None:
    both = {"first": make_admin(), "second": make_admin()}
    user = with_app(make_user())
    removal = agreed(user, both["first"], both["second"])
    Grant.objects.filter(user=both[which]).update(ends_at=NOW + SECOND)

    assert carry_out(removal, NOW + DAY) is True

    removal.refresh_from_db()
    assert removal.state == RequestState.WITHDRAWN
    assert has_step(user)
    assert Entry.objects.latest("pk").action == "mfa.drop_removal"


# -- how it ends otherwise ---------------------------------------------------------------
def test_no_and_taking_back_leave_the_second_step() -> None:
    first, second, user = make_admin(), make_admin(), with_app(make_user())
    declined = ask(user, first)
    with pytest.raises(ReasonMissingError):
        services.decline_removal(
            removal_id=declined.pk, actor=second, reason="", now=NOW
        )
    services.decline_removal(
        removal_id=declined.pk, actor=second, reason="Never seen them", now=NOW
    )
    removal = agreed(user, first, second)
    with pytest.raises(NotAllowedError):
        services.withdraw_removal(removal_id=removal.pk, actor=make_admin(), now=NOW)
    services.withdraw_removal(removal_id=removal.pk, actor=second, now=NOW)

    carry_out(removal, NOW + DAY)

    assert has_step(user)
    states = {one.state for one in SecondStepRemoval.objects.all()}
    assert states == {RequestState.DECLINED, RequestState.WITHDRAWN}


def test_its_person_stops_it_and_nobody_else() -> None:
    first, second, user = make_admin(), make_admin(), with_app(make_user())
    removal = agreed(user, first, second)
    with pytest.raises(NotAllowedError):
        services.stop_removal(removal_id=removal.pk, actor=make_user(), now=NOW)

    services.stop_removal(removal_id=removal.pk, actor=user, now=NOW)
    carry_out(removal, NOW + DAY)

    assert has_step(user)
    with pytest.raises(DecidedAlreadyError):
        services.stop_removal(removal_id=removal.pk, actor=user, now=NOW)


def test_whoever_uses_it_has_not_lost_it(client: Client) -> None:
    first, second, user = make_admin(), make_admin(), with_app(make_user())
    removal = make_removal(user=user, by=first, agreed_by=second)
    by_code(client, user)
    removal.refresh_from_db()
    assert removal.state == RequestState.AGREED  # only half signed in

    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap()
    client.post(reverse("mfa_authenticate"), {"code": codes.get_unused_codes()[0]})

    removal.refresh_from_db()
    assert removal.state == RequestState.STOPPED


# -- the pages ---------------------------------------------------------------------------
def test_the_way_over_the_pages() -> None:
    first, second, user = make_admin(), make_admin(), with_app(make_user())
    here = reverse("people:person", args=[user.pk])
    asking = reverse("people:remove_second_step", args=[user.pk])
    boss, other = just_signed_in(first), just_signed_in(second)
    assert f'href="{asking}"' in boss.get(here).content.decode()

    asked = boss.post(asking, {"reason": WHY}, follow=True)
    page = reverse("people:removal", args=[removal_pk()])
    assert "They get a letter, and so does the person." in asked.content.decode()
    assert f'href="{page}"' in asked.content.decode()
    assert "Agree: it goes" not in boss.get(page).content.decode()
    assert f'href="{page}"' in other.get(reverse("people:requests")).content.decode()
    done = other.post(page, {"act": "agree", "reason": "I saw them"}, follow=True)

    removal = SecondStepRemoval.objects.get()
    assert "It happens in 24 hours." in done.content.decode()
    assert (removal.state, removal.decision_reason) == (
        RequestState.AGREED,
        "I saw them",
    )
    assert "Take it back" in other.get(page).content.decode()


def test_asking_wants_a_fresh_proof(client: Client) -> None:
    user = with_app(make_user())
    make_admin()
    sign_in(client, make_admin(), seconds_ago=3600)

    asking = reverse("people:remove_second_step", args=[user.pk])
    answer = client.post(asking, {"reason": WHY})

    assert answer["Location"].startswith(reverse("prove_by_mail"))
    assert not SecondStepRemoval.objects.exists()


def test_the_button_on_ones_own_page_stops_it(client: Client) -> None:
    user = with_app(make_user())
    removal = make_removal(user=user, agreed_by=make_admin())
    keep = reverse("people:keep_second_step")
    sign_in(client, user, "code", "mfa")
    shown = [
        client.get(page).content.decode() for page in ("/my/", reverse("mfa_index"))
    ]

    said = client.post(keep, follow=True).content.decode()

    removal.refresh_from_db()
    assert [f'href="{keep}"' in page for page in shown] == [True, True]
    assert removal.state == RequestState.STOPPED
    assert "Your second step stays." in said
    assert Entry.objects.get().actor == user
    assert keep not in client.get("/my/").content.decode()


def test_the_link_in_the_letter_stops_it_without_signing_in(client: Client) -> None:
    removal = make_removal(user=with_app(make_user()))
    other = make_removal(user=with_app(make_user()))
    link = reverse("people:keep_by_link", args=[stop_token(removal)])
    forged = reverse("people:keep_by_link", args=[f"{other.pk}:forged"])

    looked = client.get(link)
    removal.refresh_from_db()
    assert removal.state == RequestState.WAITING  # mail programs open every link
    assert looked.headers["X-Robots-Tag"] == "noindex"
    client.post(link)
    answers = [client.post(forged).status_code, client.post(link).status_code]

    states = [
        SecondStepRemoval.objects.get(pk=one.pk).state for one in (removal, other)
    ]
    assert states == [RequestState.STOPPED, RequestState.WAITING]
    assert answers == [404, 200]
    assert Entry.objects.get().actor is None


def test_the_list_asks_as_much_for_one_as_for_three() -> None:
    boss, counted = make_admin(), []
    client = just_signed_in(boss)
    client.get("/my/")
    for more in (1, 2):
        for _each in range(more):
            make_removal(by=boss)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("people:requests"))
        counted.append((len(page.context["removals"]), len(asked)))

    assert [rows for rows, _asked in counted] == [1, 3]
    assert len({asked for _rows, asked in counted}) == 1


# -- what the database keeps -------------------------------------------------------------
def test_the_database_keeps_what_must_hold() -> None:
    admin, user = make_admin(), make_user()
    wrong: list[dict[str, Any]] = [
        {"user": admin, "by": admin},
        {"user": user, "by": admin, "agreed_by": admin},
        {"user": user, "agreed_by": user},
    ]
    for each in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_removal(**each)
    make_removal(user=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_removal(user=user)


@pytest.mark.django_db(transaction=True)
def test_stopping_and_carrying_out_at_once_do_one_of_them() -> None:
    first, second, user = make_admin(), make_admin(), with_app(make_user())
    removal = make_removal(user=user, by=first, agreed_by=second, at=now() - 2 * DAY)
    gate, ends = threading.Barrier(2), []

    def run(act: str) -> None:
        gate.wait()
        try:
            if act == "stop":
                services.stop_removal(removal_id=removal.pk, actor=user, now=now())
                ends.append("stopped")
            else:
                carry_out(removal, now())
        except DecidedAlreadyError:
            ends.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in ("stop", "go")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    removal.refresh_from_db()
    kept = {RequestState.STOPPED: True, RequestState.DONE: False}
    assert has_step(user) is kept[RequestState(removal.state)]
    assert ends == (["stopped"] if has_step(user) else ["too late"])
