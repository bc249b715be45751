"""Every action of the matrix, by every door, for every role in every position.

Allowed and denied share one set-up, so that no denial passes for another reason. What
must be true of every denial stands in OF_EVERY_DENIAL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.roles import Role
from engagement.concerns.views import desk_issue
from engagement.people.models import Grant, User
from tests.architecture.doors import BESIDE_THE_MATRIX, DOORS, NOT_YET
from tests.architecture.knocking import Case, Door, MatrixWorld
from tests.architecture.matrix import (
    ANON,
    CAPTAIN,
    GRANTED,
    IN_SCOPE,
    MATRIX,
    OUT_OF_SCOPE,
    REVOKED,
    ROLES,
    RULINGS,
    TOWN_WIDE,
    denial_of,
    is_own,
    may,
    scopes_of,
)
from tests.architecture.rows import SIGN_IN
from tests.architecture.test_url_access import addresses, in_words
from tests.factories.groups import make_member
from tests.factories.moderation import make_moderator
from tests.factories.people import make_admin, make_user
from tests.harness.sessions import sign_in
from watchgroups.choices import MemberState, Part

WRITES = ("INSERT", "UPDATE", "DELETE")
OF_NO_ACTION = ("people_session", "audit_entry")  # a denial may be written down
TELLING = {
    (ANON, IN_SCOPE),
    ("resident", OUT_OF_SCOPE),
    ("officer", IN_SCOPE),
    ("officer", OUT_OF_SCOPE),
}
EVERY_DOOR = [(action, door) for action, doors in DOORS.items() for door in doors]


@dataclass
class Answer:
    """What a door said, and what it wrote meanwhile."""

    said: str
    body: str
    written: list[str] = field(default_factory=list)
    entries: int = 0
    is_signed_in: bool = True


def changes_nothing(answer: Answer) -> str:
    return f"changed {answer.written}" if answer.written else ""


def leaves_an_entry(answer: Answer) -> str:
    """Of somebody signed in whom a door shut out (SECURITY V16.3.2, decision 0031)."""
    shut = answer.is_signed_in and answer.said in ("403", "404")
    return "left no entry in the record" if shut and not answer.entries else ""


OF_EVERY_DENIAL: tuple[Callable[[Answer], str], ...] = (
    changes_nothing,
    leaves_an_entry,
)


@contextmanager
def writing_down() -> Iterator[list[str]]:
    """Keep every statement that changes something besides sessions and the record."""
    kept: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
        if sql.startswith(WRITES) and not any(f'"{t}"' in sql for t in OF_NO_ACTION):
            kept.append(sql[:60])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield kept


def make_person(role: str, scope: str, world: MatrixWorld) -> User | None:
    """Somebody with the role: here, elsewhere, or here until a second ago."""
    if role == ANON:
        return None
    user = make_user()
    if role in GRANTED:
        there = world.elsewhere if scope == OUT_OF_SCOPE else world.place
        Grant.objects.create(
            user=user,
            role=role,
            neighborhood=None if role in TOWN_WIDE else there,
            starts_at=now() - timedelta(days=400),
            ends_at=now() - timedelta(seconds=1) if scope == REVOKED else None,
        )
    if role == CAPTAIN:
        lead_a_group(user, scope, world)
    return user


def lead_a_group(user: User, scope: str, world: MatrixWorld) -> None:
    """As captain: of the group, of another one, or of it until a second ago."""
    captain = make_member(
        world.other_group if scope == OUT_OF_SCOPE else world.group,
        user,
        Part.CAPTAIN,
        public_name="Ann P.",
    )
    if scope == REVOKED:
        captain.state, captain.ended_at = MemberState.LEFT, now()
        captain.save()


def body_of(response: Any) -> str:
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode(errors="replace")  # photos too


def ask(door: Door, action: str, role: str, scope: str, world: MatrixWorld) -> Answer:
    """Knock as somebody, and leave no trace for the next."""
    cache.clear()
    own = is_own(action, role, scope)
    with transaction.atomic():
        user = make_person(role, scope, world)
        client = Client(headers={"accept": "text/html"})
        if user:
            sign_in(client, user)
        door.before(world)
        if own:
            door.own(world, user)
        before = Entry.objects.count()
        with writing_down() as written:
            response: HttpResponse = door.ask(Case(client, world, user, own))
        entries = Entry.objects.count() - before
        answer = Answer(
            in_words(response), body_of(response), written, entries, user is not None
        )
        transaction.set_rollback(True)
    return answer


def opened(door: Door, answer: Answer, world: MatrixWorld) -> str:
    """Say what is missing of an open door; nothing if it is open."""
    if answer.said == SIGN_IN or int(answer.said) >= 400:
        return f"said {answer.said}"
    if door.shows is not None and door.shows(world) not in answer.body:
        return "did not show it"
    if door.changes and not answer.written:
        return "changed nothing"
    return ""


def closed(
    door: Door, action: str, role: str, scope: str, answer: Answer, world: MatrixWorld
) -> str:
    """Say what is wrong with a closed door; nothing if it is closed as it should be."""
    if door.shows is not None and door.shows(world) in answer.body:
        return "showed it"
    expected = {door.denied or denial_of(action)}
    if role == ANON:
        expected = {door.denied_anon or ("401" if door.kind == "API" else SIGN_IN)}
    elif scope == OUT_OF_SCOPE or door.denied == "":
        expected |= {"404"}
    if door.is_list:
        expected |= {"200", "302"} - ({SIGN_IN} if role == ANON else set())
    if answer.said not in expected:
        return f"said {answer.said}, not {sorted(expected)}"
    faults = (look(answer) for look in OF_EVERY_DENIAL)
    return ", ".join(fault for fault in faults if fault)


def wrong_at(
    world: MatrixWorld, action: str, door: Door, positions: Callable[[str, str], bool]
) -> Iterator[str]:
    """Try the positions at a door; give what differs from the matrix."""
    for role in ROLES:
        for scope in scopes_of(action, role):
            if not positions(role, scope):
                continue
            answer = ask(door, action, role, scope, world)
            is_open = role in door.serves and may(action, role, scope)
            fault = (
                opened(door, answer, world)
                if is_open
                else closed(door, action, role, scope, answer, world)
            )
            if fault:
                yield f"{role} {scope}: {fault}"


at_every_door = pytest.mark.parametrize(
    ("action", "door"), EVERY_DOOR, ids=[f"{a} by {d}" for a, d in EVERY_DOOR]
)


def is_telling(role: str, scope: str) -> bool:
    """The positions in which most mistakes show; the rest is for the gate."""
    return (role, scope) in TELLING


@pytest.mark.django_db
@at_every_door
def test_the_telling_positions_are_answered_as_the_matrix_says(
    action: str, door: Door, world: MatrixWorld
) -> None:
    assert "\n".join(wrong_at(world, action, door, is_telling)) == ""


@pytest.mark.slow
@pytest.mark.django_db
@at_every_door
def test_every_other_position_is_answered_as_the_matrix_says(
    action: str, door: Door, world: MatrixWorld
) -> None:
    rest = wrong_at(world, action, door, lambda role, at: not is_telling(role, at))

    assert "\n".join(rest) == ""


# -- nothing is left out ---------------------------------------------------------------
def test_every_action_has_doors_or_says_why_it_has_none() -> None:
    assert set(MATRIX) == set(DOORS) | set(NOT_YET)
    assert set(DOORS) & set(NOT_YET) == set()


def test_an_action_waits_only_while_its_app_has_no_addresses() -> None:
    """The first address of an app ends the waiting of all its actions."""
    spaces = {name.partition(":")[0] for name in addresses(get_resolver())}
    late = {
        action
        for action, waits in NOT_YET.items()
        if waits.app and waits.app.rpartition(".")[2] in spaces
    }

    assert late == set(), "give these actions their doors in doors.py"


def test_every_address_belongs_to_an_action_or_says_why_not() -> None:
    belong = {
        name
        for doors in DOORS.values()
        for door in doors
        for name in (door.name, *door.also)
    }
    stray = {
        name
        for name in addresses(get_resolver())
        if name not in belong
        and not any(name.startswith(family) for family in BESIDE_THE_MATRIX)
    }

    assert stray == set(), "add a door to doors.py, or a reason to BESIDE_THE_MATRIX"


def test_what_nobody_may_do_has_no_address() -> None:
    """Cells of a whole row are denials: the row may never get a door that serves."""
    closed_to_all = {
        action
        for action, cells in MATRIX.items()
        if {cells[role] for role in ROLES} == {"-"}
    }

    assert closed_to_all & set(DOORS) == set()


def test_rulings_speak_of_actions_that_exist() -> None:
    assert set(RULINGS) - set(MATRIX) == set()


@pytest.mark.django_db
def test_nobody_gives_a_role_to_oneself() -> None:
    admin, client = make_admin(), Client()
    sign_in(client, admin)
    wanted = {"role": "officer", "neighborhood": "town", "reason": "Me"}

    with writing_down() as written:
        client.post(reverse("people:grant", args=[admin.pk]), wanted)

    assert [sql for sql in written if "people_grant" in sql] == []
    assert not admin.holds(Role.OFFICER)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_record_takes_no_change(method: str) -> None:
    """audit.edit_or_delete: no address does it, not for an administrator either."""
    client = Client()
    client.force_login(make_admin())

    assert getattr(client, method)(reverse("front:record")).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("is_appointed", [True, False])
def test_officers_moderate_only_while_no_moderator_is_appointed(
    *, is_appointed: bool, world: MatrixWorld
) -> None:
    """RULINGS 30: the right falls to officers, and back."""
    actions = "moderation.view_queue", "concern.hold_urgent"
    doors = [door for action in actions for door in DOORS[action]]
    if is_appointed:
        make_moderator(of=world.place)

    said = {
        str(door): ask(door, actions[0], "officer", IN_SCOPE, world).said
        for door in doors
    }

    opened_to = {"page moderation:queue": "200", "page moderation:review": "200"}
    opened_to |= {"page moderation:picture": "200", "form moderation:review": "302"}
    assert said == (dict.fromkeys(opened_to, "404") if is_appointed else opened_to)


# -- the controls: a broken gate is noticed ---------------------------------------------
@pytest.mark.django_db
def test_a_gate_that_lets_everybody_in_is_noticed(
    monkeypatch: pytest.MonkeyPatch, world: MatrixWorld
) -> None:
    monkeypatch.setattr(desk_issue, "can_handle", lambda _viewer, _issue: True)
    door = DOORS["concern.reply_public"][0]

    found = list(wrong_at(world, "concern.reply_public", door, lambda *_: True))

    assert {line.partition(" ")[0] for line in found} == set(ROLES) - {ANON}
    assert "officer in scope" not in " ".join(found)


@pytest.mark.django_db
def test_a_door_that_opens_to_nobody_is_noticed(
    monkeypatch: pytest.MonkeyPatch, world: MatrixWorld
) -> None:
    monkeypatch.setattr(desk_issue, "can_handle", lambda _viewer, _issue: False)
    door = DOORS["concern.reply_public"][0]

    found = list(wrong_at(world, "concern.reply_public", door, is_telling))

    assert found == ["officer in scope: said 404"]


@pytest.mark.django_db
def test_a_denial_that_writes_is_noticed(
    monkeypatch: pytest.MonkeyPatch, world: MatrixWorld
) -> None:
    def write(request: HttpRequest, reference: str) -> None:
        make_user()
        raise Http404

    monkeypatch.setattr(desk_issue, "_open", write)
    door = DOORS["concern.reply_public"][0]

    found = list(wrong_at(world, "concern.reply_public", door, is_telling))

    assert found[0].startswith("resident out of scope: changed ['INSERT INTO")


def test_a_denial_without_an_entry_can_be_told_from_one_with() -> None:
    assert leaves_an_entry(Answer("404", "", [], 0)) == "left no entry in the record"
    assert leaves_an_entry(Answer("404", "", [], 1)) == ""
