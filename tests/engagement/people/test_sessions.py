"""How long a session lasts, where one is signed in, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as RowsOfSessions
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.common.sealed import seal, unseal
from engagement.people import services
from engagement.people.models import Session, User, row_key
from engagement.people.sessions import SessionStore
from tests.factories.people import make_admin, make_officer, make_user
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
OWN, END = reverse("own_sessions"), reverse("end_own_sessions")
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def key_of(client: Client) -> str:
    """What the browser has."""
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def row_of(client: Client) -> str:
    """What its row is found by."""
    return row_key(key_of(client))


def pass_time(client: Client, *, unused: timedelta, age: timedelta) -> None:
    """Let a session have begun and been used so long ago."""
    Session.objects.filter(session_key=row_of(client)).update(
        began_at=now() - age, seen_at=now() - unused
    )


def is_open(client: Client) -> bool:
    return client.get("/my/").status_code == 200


@pytest.mark.parametrize(
    ("make", "unused", "age", "lasts"),
    [
        (make_officer, timedelta(minutes=29), timedelta(hours=11), True),
        (make_officer, timedelta(minutes=30) + SECOND, timedelta(hours=1), False),
        (make_officer, SECOND, timedelta(hours=12) + SECOND, False),
        (make_user, timedelta(hours=13), timedelta(hours=13), True),
        (make_user, timedelta(days=13), timedelta(days=29), True),
        (make_user, timedelta(days=14) + SECOND, timedelta(days=15), False),
        (make_user, SECOND, timedelta(days=30) + SECOND, False),
    ],
)
def test_a_session_ends_unused_or_old(
    client: Client,
    make: Callable[[], User],
    unused: timedelta,
    age: timedelta,
    lasts: bool,  # noqa: FBT001 - a table of cases
) -> None:
    sign_in(client, make())
    assert is_open(client)

    pass_time(client, unused=unused, age=age)

    assert is_open(client) is lasts
    assert Session.objects.filter(session_key=row_of(client)).exists() is lasts


def test_whoever_works_on_is_not_signed_out(client: Client) -> None:
    sign_in(client, make_officer())

    for minutes in (25, 50, 75):
        pass_time(client, unused=timedelta(minutes=25), age=timedelta(minutes=minutes))
        assert is_open(client)


def test_of_residents_only_the_day_of_the_last_use_is_written_down(
    client: Client,
) -> None:
    sign_in(client, make_user())
    seen = []
    for unused in (timedelta(hours=20), timedelta(hours=25)):
        pass_time(client, unused=unused, age=2 * DAY)
        client.get("/my/")
        seen.append(now() - Session.objects.get().seen_at < timedelta(minutes=1))

    assert seen == [False, True]


def test_proving_oneself_again_changes_the_key_and_not_the_beginning(
    client: Client,
) -> None:
    user = make_user()
    user.set_password("three good words")
    user.save()
    sign_in(client, user, seconds_ago=3600)
    pass_time(client, unused=timedelta(minutes=1), age=timedelta(hours=5))
    before = Session.objects.get()

    client.post(reverse("account_reauthenticate"), {"password": "three good words"})

    after = Session.objects.get()
    assert after.session_key != before.session_key
    assert after.began_at == before.began_at
    assert is_open(client)


def test_an_old_cookie_opens_nothing_after_signing_out(client: Client) -> None:
    sign_in(client, make_user())
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key_of(client)
    assert is_open(thief)

    answer = client.post(reverse("account_logout"))

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_open(thief)
    assert not Session.objects.filter(user__isnull=False).exists()
    assert "account.sign_out" in {one.action for one in Entry.objects.all()}


def test_somebody_elses_session_begins_anew(client: Client) -> None:
    client.get(reverse("account_request_login_code"))
    sign_in(client, make_user())
    pass_time(client, unused=SECOND, age=10 * DAY)

    sign_in(client, make_user())

    assert now() - Session.objects.get(session_key=row_of(client)).began_at < DAY


def test_a_session_ended_meanwhile_is_not_written_back() -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    Session.objects.all().delete()

    with pytest.raises(UpdateError):
        store.save()


# -- a role given or ended ---------------------------------------------------------------
def test_a_role_given_or_ended_changes_every_key_and_no_beginning() -> None:
    admin, user = make_admin(), make_user()
    here, there, stranger = Client(), Client(), Client()
    for client, whose in ((here, user), (there, user), (stranger, make_user())):
        sign_in(client, whose)
    pass_time(here, unused=SECOND, age=timedelta(hours=5))
    began = Session.objects.get(session_key=row_of(here)).began_at
    keys = [[key_of(one) for one in (here, there, stranger)]]

    grant = services.grant_role(
        user=user, role=Role.MODERATOR, neighborhood=None, actor=admin, now=now()
    )
    assert [is_open(one) for one in (here, there, stranger)] == [True] * 3
    keys.append([key_of(one) for one in (here, there, stranger)])
    services.end_grant(grant_id=grant.pk, actor=admin, reason="Moved", now=now())
    assert [is_open(one) for one in (here, there, stranger)] == [True] * 3
    keys.append([key_of(one) for one in (here, there, stranger)])

    assert [len(set(each)) for each in zip(*keys, strict=True)] == [3, 3, 1]
    assert Session.objects.get(session_key=row_of(here)).began_at == began
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = keys[0][0]
    assert not is_open(thief)


def test_a_key_changes_once_and_then_stays() -> None:
    client, user = Client(), make_user()
    sign_in(client, user)
    services.turn_sessions(user=user)
    assert is_open(client)
    turned = key_of(client)

    assert is_open(client)

    assert key_of(client) == turned


# -- at rest -----------------------------------------------------------------------------
def test_a_dump_of_the_sessions_tells_nothing(client: Client) -> None:
    make_user(email="maya@example.org")
    client.post(reverse("account_request_login_code"), {"email": "maya@example.org"})
    held = SessionStore(key_of(client)).load()
    (row,) = Session.objects.all()

    assert LOGIN_SESSION_KEY in held  # where allauth keeps the code it mailed
    assert RowsOfSessions().decode(row.session_data) == {}
    assert RowsOfSessions().decode(unseal(row.session_data.encode())) == held


def test_a_dump_of_the_sessions_opens_nothing(client: Client) -> None:
    """With the whole table in hand nobody is somebody: not by any word that is in it."""
    sign_in(client, make_user())
    (row,) = Session.objects.values()
    assert is_open(client)

    words = {str(value) for value in row.values()} | {Session.objects.get().handle}
    dump = " ".join(words)
    thieves = []
    for word in words:
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = word
        thieves.append(is_open(thief))

    assert key_of(client) not in dump
    assert thieves == [False] * len(words)
    assert is_open(client)


def test_a_key_that_was_taken_is_known_by_its_hash() -> None:
    store = SessionStore()
    store.create()

    assert store.exists(store.session_key or "")
    assert not SessionStore().exists(Session.objects.get().session_key)
    store.delete()
    assert not Session.objects.exists()


def test_a_session_from_before_they_were_sealed_is_still_read() -> None:
    store = SessionStore()
    old = RowsOfSessions().encode({"a": 1})

    assert (store.decode(old), store.decode("nonsense")) == ({"a": 1}, {})


def test_a_session_sealed_but_not_signed_is_empty() -> None:
    assert SessionStore().decode(seal('{"_auth_user_id": "1"}').decode()) == {}


# -- seeing and ending one's own ---------------------------------------------------------
def test_one_sees_where_one_is_signed_in_and_ends_it(client: Client) -> None:
    user, phone, stranger = make_user(), Client(), Client()
    sign_in(phone, user)
    sign_in(client, user)
    sign_in(stranger, make_user())

    page = client.get(OWN)
    (there,) = page.context["others"]
    assert there.session_key == row_of(phone)
    assert key_of(phone) not in page.content.decode()
    assert row_of(phone) not in page.content.decode()
    assert page.context["here"].session_key == row_of(client)

    client.post(END, {"session": there.handle})
    assert [is_open(one) for one in (client, phone, stranger)] == [True, False, True]


def test_one_signs_out_everywhere_else_at_once(client: Client) -> None:
    user, others = make_user(), [Client() for _ in range(3)]
    for one in (*others, client):
        sign_in(one, user)

    said = client.post(END, follow=True).content.decode()

    assert "Signed out in 3 places." in said
    assert [is_open(one) for one in (client, *others)] == [True, False, False, False]
    entry = Entry.objects.get(action="session.end")
    assert (entry.actor_id, entry.detail) == (user.pk, {"count": 3})


def test_nobody_ends_the_session_of_somebody_else(client: Client) -> None:
    other = Client()
    sign_in(other, make_user())
    sign_in(client, make_user())
    handle = Session.objects.get(session_key=row_of(other)).handle

    client.post(END, {"session": handle})

    assert is_open(other)


@pytest.mark.parametrize("others", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(
    client: Client, others: int
) -> None:
    user = make_user()
    sign_in(client, user)
    client.get(OWN)
    for _each in range(others):
        sign_in(Client(), user)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(OWN)

    assert len([one for one in asked if "people_session" in one["sql"]]) == 2


def test_an_administrator_ends_sessions_and_nobody_else_does(client: Client) -> None:
    person, admin = make_user(), make_admin()
    sign_in(client, person)

    with pytest.raises(NotAllowedError):
        services.end_sessions(user=person, actor=make_officer(), now=now())
    assert is_open(client)

    ended = services.end_sessions(user=person, actor=admin, now=now(), reason="lost")
    assert ended == 1
    assert not is_open(client)
    assert Entry.objects.get().reason == "lost"


def test_a_changed_password_ends_every_other_session(client: Client) -> None:
    user, phone = make_user(), Client()
    user.set_password("three good words")
    user.save()
    sign_in(phone, user)
    client.post(
        reverse("account_login"), {"login": user.email, "password": "three good words"}
    )

    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": "three good words",
            "password1": "four even better words",
            "password2": "four even better words",
        },
    )

    assert [is_open(one) for one in (client, phone)] == [True, False]
    assert [one.user_id for one in Session.objects.all()] == [user.pk]


def test_staff_are_signed_in_at_three_places_at_most() -> None:
    places = {}
    for user in (make_officer(), make_user()):
        user.set_password("three good words")
        user.save()
        places[user] = [Client() for _each in range(5)]
        for one in places[user]:
            one.post(
                reverse("account_login"),
                {"login": user.email, "password": "three good words"},
            )

    still = {user.has_roles: [is_open(c) for c in places[user]] for user in places}
    assert still == {True: [False, False, True, True, True], False: [True] * 5}


# -- what is kept where ------------------------------------------------------------------
def test_pages_of_people_are_not_kept_by_browsers_and_proxies(client: Client) -> None:
    before = client.get("/n/").headers.get("Cache-Control", "")
    sign_in(client, make_user())

    kept = [client.get(page).headers["Cache-Control"] for page in ("/n/", "/my/")]

    assert "no-store" not in before
    assert kept == ["no-store, private"] * 2


def test_every_page_of_somebody_signed_in_shows_the_way_out(client: Client) -> None:
    sign_in(client, make_user())

    for page in ("/", "/n/", "/my/", "/report/", reverse("mfa_index"), "/no/such/"):
        said = client.get(page).content.decode()
        assert f'href="{reverse("account_logout")}">Sign out</a>' in said, page


def test_an_unused_key_is_random_and_long() -> None:
    keys = {SessionStore()._get_or_create_session_key() for _each in range(100)}  # type: ignore[attr-defined]  # the types of Django leave it out

    assert len(keys) == 100
    assert {len(key) for key in keys} == {32}


def test_rows_of_sessions_that_are_over_are_deleted(client: Client) -> None:
    sign_in(client, make_user())
    Session.objects.update(expire_date=now() - SECOND)
    sign_in(Client(), make_user())

    assert services.forget_old_sessions(now=now()) == 1
    assert Session.objects.count() == 1
