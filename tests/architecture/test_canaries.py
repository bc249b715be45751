"""No private word is in an answer to somebody who may not read it (SECURITY V8.2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.db.models import BinaryField, CharField, JSONField, TextField
from django.test import Client
from django.urls import reverse

from engagement.common.sealed import UnreadableError, unseal
from engagement.front.personal.data_classes import columns
from engagement.people.models import User
from tests.architecture.access import ACCESS
from tests.architecture.canaries import FIELDS, NOT_WORDS
from tests.architecture.doors import DOORS
from tests.architecture.knocking import Case
from tests.architecture.matrix import IN_SCOPE, OUT_OF_SCOPE, ROLES
from tests.architecture.planting import CanaryWorld
from tests.architecture.rules import PACKAGES
from tests.architecture.test_permission_matrix import body_of, make_person
from tests.architecture.test_typed_bytes import has_read
from tests.harness.sessions import sign_in

PAGE = Path(__file__).resolve().parents[2] / "docs/security/fields.md"
IN_PLACE = {role: (role, IN_SCOPE) for role in ROLES}
POSITIONS = IN_PLACE | {
    "officer elsewhere": ("officer", OUT_OF_SCOPE),
    "organizer elsewhere": ("organizer", OUT_OF_SCOPE),
    "moderator elsewhere": ("moderator", OUT_OF_SCOPE),
    "captain elsewhere": ("captain", OUT_OF_SCOPE),
}
QUICK = ("anon", "resident", "officer elsewhere")


def widenings(world: CanaryWorld) -> list[dict[str, str]]:
    """What a curious visitor adds to the address of a list."""
    slug, reference = world.place.slug, world.issue.reference
    return [
        {"neighborhood": slug, "place": slug, "view": "open", "status": "open"},
        {"q": "canary", "about": "concerns", "search": "canary", "within": "5000"},
        {"kind": world.issue.kind.code, "view": "sensitive", "owner": "any"},
        {"reference": reference, "size": "100", "version": "1", "view": "held"},
        {"view": "decided", "words": "canary", "name": "canary"},
        {"view": "appealed"},
    ]


LISTS = (
    "concerns:inbox",
    "concerns:around",
    "concerns:around_points",
    "concerns:find_place",
    "priorities:reports",
    "front:record",
    "front:my",
    "front:desk",
    "front:neighborhoods",
    "moderation:queue",
    "moderation:find",
    "concerns:conduct_list",
    "concerns:oversight_looks",
    "people:people",
    "people:invitations",
    "meetings:meetings",
    "meetings:organize",
    "watchgroups:groups",
    "watchgroups:desk_groups",
    "watchgroups:alerts",
    "watchgroups:reports",
    "watchgroups:cameras",
    "watchgroups:camera_desk",
    "feedback:surveys",
    "api:issue-list",
    "api:meeting-list",
    "api:concern-list",
    "api:report-list",
    "api:neighborhood-list",
)


def asked(
    world: CanaryWorld, client: Client, user: User | None
) -> Iterator[tuple[str, str]]:
    """Ask every address, every door and every widened list; give name and answer."""
    for name, row in ACCESS.items():
        url = reverse(name, args=list(row.args(world)))
        answer = getattr(client, row.method)(url, dict(row.data(world)))
        yield name, body_of(answer) + str(answer.headers)
    for action, doors in DOORS.items():
        for door in doors:
            answer = door.ask(Case(client, world, user, is_own=False))
            yield f"{action} by {door}", body_of(answer) + str(answer.headers)
    for url in also_there(world):
        yield url, body_of(client.get(url))
    for name in LISTS:
        yield from widened(name, world, client)


def widened(name: str, world: CanaryWorld, client: Client) -> Iterator[tuple[str, str]]:
    """Widen a list in every way; one that does not look at what is added, in one."""
    for added in widenings(world):
        url = f"{reverse(name)}?{urlencode(added)}"
        answer = client.get(url)
        yield url, body_of(answer)
        if not has_read(answer.wsgi_request):
            return


def also_there(world: CanaryWorld) -> Iterator[str]:
    """Addresses of what the rows do not ask for: closed pages, decided texts."""
    for name in ("concerns:issue", "concerns:desk_issue", "api:issue-detail"):
        for hidden in (world.hidden, world.conduct.issue):
            yield reverse(name, args=[hidden.reference])
    for name in ("moderation:review", "moderation:flag"):
        for review in (world.edited, world.refused):
            yield reverse(name, args=[review.key])
    paused = world.waiting_captain.group.slug
    yield reverse("watchgroups:desk_group", args=[paused])
    yield reverse("people:request", args=[world.asked_role.pk])
    yield reverse("people:removal", args=[world.removal.pk])


def found_by(position: str) -> dict[str, set[str]]:
    """Look for every word in every answer; give the words and where they stood."""
    role, scope = POSITIONS[position]
    world = CanaryWorld()
    world.plant()
    user = make_person(role, scope, world)
    found: dict[str, set[str]] = {}
    client = Client(headers={"accept": "text/html"}, raise_request_exception=True)
    if user:
        sign_in(client, user)
    kept = client.cookies.output(header="")
    asking = asked(world, client, user)
    while True:
        cache.clear()
        client.cookies = SimpleCookie(kept)  # signed in, and nothing else
        with transaction.atomic():
            name, answer = next(asking, ("", ""))
            transaction.set_rollback(True)
        if not name:
            return found
        for field in FIELDS:
            if field.word in answer:
                found.setdefault(field.word, set()).add(name)


def allowed_to(position: str) -> set[str]:
    is_elsewhere = POSITIONS[position][1] == OUT_OF_SCOPE
    readers = "" if is_elsewhere else position
    return {field.word for field in FIELDS if readers in field.readers}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "position",
    [
        pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow])
        for name in POSITIONS
    ],
)
def test_nobody_is_answered_with_what_they_may_not_read(position: str) -> None:
    found = found_by(position)

    allowed = allowed_to(position)
    assert {word: at for word, at in found.items() if word not in allowed} == {}
    assert allowed - set(found) == set()  # the control: it was there to be found


def test_the_page_about_fields_says_who_reads_what() -> None:
    rows = [
        f"| {one.what} | {', '.join(one.readers) or 'nobody'} | {one.why or '–'} |"
        for one in FIELDS
    ]
    table = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]

    assert table[1:] == rows


# -- nothing is left out ---------------------------------------------------------------
HOLD_WORDS = (CharField, TextField, JSONField, BinaryField)
PUBLIC = {f"{each.table}.{each.name}" for each in columns() if each.level == "P0"}


def columns_of_words() -> set[str]:
    """Every column of ours that could hold somebody's words."""
    return {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES
        for field in model._meta.local_fields
        if isinstance(field, HOLD_WORDS) and not field.choices
    }


def kept_in(column: str) -> str:
    """Give all that stands in a column, opened where it is sealed."""
    label, _dot, name = column.rpartition(".")
    rows = apps.get_model(label)._base_manager.values_list(name, flat=True)
    return " ".join(map(_opened, rows))


def _opened(kept: object) -> str:
    if not isinstance(kept, bytes | memoryview):
        return str(kept)
    try:
        return unseal(kept)
    except UnreadableError:  # a piece of a copy has a key of its own
        return bytes(kept).decode(errors="replace")


def test_every_column_of_words_is_public_planted_or_says_why_not() -> None:
    planted = {column for field in FIELDS for column in field.columns.split()}
    no_words = {column for group in NOT_WORDS.values() for column in group.split()}

    missing = columns_of_words() - PUBLIC - planted - no_words
    assert missing == set(), "plant a word in it: canaries.py, planting.py"
    assert no_words - columns_of_words() == set(), "no such column any more"
    assert no_words & (planted | PUBLIC) == set(), "it is planted, or public"


@pytest.mark.django_db
def test_every_word_stands_in_every_column_its_row_names() -> None:
    world = CanaryWorld()
    world.plant()

    unplanted = {
        f"{field.word} in {column}"
        for field in FIELDS
        for column in field.columns.split()
        if field.word not in kept_in(column)
    }
    assert unplanted == set()
