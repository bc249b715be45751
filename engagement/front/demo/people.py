"""The people of the demo town: a known one for every role, and everyone else."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from engagement.common.roles import Role
from engagement.front.demo.copying import copy_rows, set_sequence
from engagement.front.demo.names import FIRST_NAMES, LAST_NAMES
from engagement.front.demo.rows import Townspeople
from engagement.people.choices import ProofKind
from engagement.people.models import Follow, Grant, Proof, User
from engagement.places.models import Neighborhood

PASSWORD: Final = "quiet-river-town"  # noqa: S105 - printed on every demo's terminal
_SALT: Final = "demotownsalt"  # the same bytes for the same seed


@dataclass(frozen=True)
class Known:
    """Somebody a visitor of the demo can sign in as; `places` empty: the whole town."""

    email: str
    name: str
    role: Role | None
    places: tuple[str, ...] = ()


KNOWN: Final = (
    Known("resident@riverside.example", "Maya Torres", None),
    Known("neighbor@riverside.example", "Jonas Keller", None),
    Known("captain@riverside.example", "Bea Lindqvist", None),
    Known("officer@riverside.example", "Officer Dana Reyes", Role.OFFICER, ("Millbrook", "Old Town")),
    Known("okafor@riverside.example", "Sergeant Emeka Okafor", Role.OFFICER, ("Harbor Flats", "Northgate")),
    Known("lindgren@riverside.example", "Officer Astrid Lindgren-Hale", Role.OFFICER, ("Cedar Hill", "Eastfield")),
    Known("haddad@riverside.example", "Officer Karim Haddad", Role.OFFICER, ("Southbank", "Linden")),
    Known("moreau@riverside.example", "Officer Elena Moreau", Role.OFFICER, ("Fairview", "Riverside Park")),
    Known("chief@riverside.example", "Chief Rosa Navarro", Role.OFFICER),
    Known("organizer@riverside.example", "Amina Yusuf", Role.ORGANIZER, ("Millbrook", "Old Town", "Fairview")),
    Known("moderator@riverside.example", "Theo Brandt", Role.MODERATOR),
    Known("overseer@riverside.example", "Ruth Osei", Role.OVERSEER),
    Known("auditor@riverside.example", "Viktor Novak", Role.AUDITOR),
    Known("admin@riverside.example", "Priya Joshi", Role.ADMIN),
    Known("stein@riverside.example", "Marcus Stein", Role.ADMIN),
)  # fmt: skip


def welcome_known_people(
    places: Mapping[str, Neighborhood], now: datetime
) -> dict[str, User]:
    """Make the known people, able to sign in at once."""
    joined, password = now - timedelta(days=420), make_password(PASSWORD, salt=_SALT)
    found = {}
    for known in KNOWN:
        user = User.objects.create(
            email=known.email,
            name=known.name,
            password=password,
            joined_at=joined,
            erasure_id=_number_of(known.email),
        )
        EmailAddress.objects.create(
            user=user, email=known.email, verified=True, primary=True
        )
        Proof.objects.create(user=user, kind=ProofKind.MAIL, at=joined)
        Grant.objects.bulk_create(_grants(known, user, places, joined))
        found[known.email] = user
    resident = found["resident@riverside.example"]
    for name in ("Millbrook", "Old Town"):
        Follow.objects.create(user=resident, neighborhood=places[name], since=joined)
    return found


def _grants(
    known: Known, user: User, places: Mapping[str, Neighborhood], since: datetime
) -> list[Grant]:
    if known.role is None:
        return []
    named = [places[name] for name in known.places]
    where: list[Neighborhood | None] = [*named] or [None]
    return [
        Grant(user=user, role=known.role, neighborhood=place, starts_at=since)
        for place in where
    ]


def fill_town(
    places: Mapping[str, Neighborhood],
    known: Mapping[str, User],
    *,
    how_many: int,
    now: datetime,
    rng: random.Random,
) -> Townspeople:
    """Write down everyone else; each lives in one neighborhood and has proved a mail."""
    first = max(user.pk for user in known.values()) + 1
    ids = range(first, first + how_many)
    joined = now - timedelta(days=400)
    copy_rows(User, _residents(ids, joined, rng))
    set_sequence(User)
    mail = {"kind": ProofKind.MAIL, "at": joined}
    copy_rows(Proof, ({**mail, "user_id": person} for person in ids))
    homes: dict[int, list[int]] = {place.pk: [] for place in places.values()}
    slots = list(homes.values())
    for number, person in enumerate(ids):
        slots[number % len(slots)].append(person)
    officers = {
        places[name].pk: known[somebody.email].pk
        for somebody in KNOWN
        if somebody.role == Role.OFFICER
        for name in somebody.places
    }
    return Townspeople(residents=homes, everyone=list(ids), officers=officers)


def _number_of(email: str) -> UUID:
    """Give the same number at each seeding; these people are invented."""
    return uuid5(NAMESPACE_URL, f"mailto:{email}")


def _residents(
    ids: range, joined: datetime, rng: random.Random
) -> Iterator[dict[str, object]]:
    for person in ids:
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        email = f"{first}.{last}.{person}@mail.riverside.example".lower()
        yield {
            "id": person,
            "email": email,
            "erasure_id": _number_of(email),
            "name": f"{first} {last}",
            "password": f"!{rng.getrandbits(160):040x}",  # nobody signs in as them
            "joined_at": joined,
        }
