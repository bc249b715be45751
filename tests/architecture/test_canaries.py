"""No private word is in an answer to somebody who may not read it (SECURITY V8.2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from engagement.people.models import User
from tests.architecture.access import ACCESS
from tests.architecture.canaries import FIELDS, CanaryWorld
from tests.architecture.doors import DOORS
from tests.architecture.knocking import Case
from tests.architecture.matrix import IN_SCOPE, OUT_OF_SCOPE, ROLES
from tests.architecture.test_permission_matrix import body_of, make_person
from tests.harness.sessions import sign_in

PAGE = Path(__file__).resolve().parents[2] / "docs/security/fields.md"
IN_PLACE = {role: (role, IN_SCOPE) for role in ROLES}
POSITIONS = IN_PLACE | {
    "officer elsewhere": ("officer", OUT_OF_SCOPE),
    "organizer elsewhere": ("organizer", OUT_OF_SCOPE),
    "moderator elsewhere": ("moderator", OUT_OF_SCOPE),
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
    "api:issue-list",
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
    for name in ("concerns:issue", "concerns:desk_issue", "api:issue-detail"):
        for hidden in (world.hidden, world.conduct.issue):
            answer = client.get(reverse(name, args=[hidden.reference]))
            yield name, body_of(answer)
    for name in LISTS:
        for added in widenings(world):
            answer = client.get(f"{reverse(name)}?{urlencode(added)}")
            yield f"{name}?{urlencode(added)}", body_of(answer)


def found_by(position: str) -> dict[str, set[str]]:
    """Look for every word in every answer; give the words and where they stood."""
    role, scope = POSITIONS[position]
    world = CanaryWorld()
    world.plant()
    user = make_person(role, scope, world)
    found: dict[str, set[str]] = {}
    client = Client(headers={"accept": "text/html"}, raise_request_exception=True)
    asking = asked(world, client, user)
    while True:
        cache.clear()
        with transaction.atomic():
            if user:
                sign_in(client, user)
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
