"""From plans to rows: what the database keeps of the demo town's year."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from engagement.common.ids import numbered_reference
from engagement.concerns.choices import (
    CLOSED,
    Channel,
    Origin,
    Privacy,
    Status,
    Tier,
    VoiceRole,
)
from engagement.concerns.models import Kind
from engagement.front.demo.life import Desk, Life
from engagement.front.demo.phrasebook import phrasebook
from engagement.front.demo.plans import DAYS, HOURS, Calendar, Plan

HALF_LIFE_HOURS = 15 * 24.0
_ON_BEHALF = (Channel.PHONE, Channel.DESK, Channel.PAPER)
_CHANNELS = {
    Channel.WEB: 78,
    Channel.PHONE: 9,
    Channel.DESK: 5,
    Channel.API: 4,
    Channel.PAPER: 4,
}
_MOST_A_LINE = (
    2  # far from the rule of three in 90 days, so that it never bites by chance
)
_FRIDAY = 4

Row = dict[str, Any]


@dataclass(frozen=True)
class Townspeople:
    """Who there is: residents by neighborhood, officers by neighborhood."""

    residents: Mapping[int, Sequence[int]]
    everyone: Sequence[int]
    officers: Mapping[int, int]


@dataclass
class Batch:
    """Rows on their way, by table."""

    issues: list[Row] = field(default_factory=list)
    concerns: list[Row] = field(default_factory=list)
    voices: list[Row] = field(default_factory=list)
    moves: list[Row] = field(default_factory=list)
    replies: list[Row] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)


class Clerk:
    """Writes every plan down: one issue, its concerns, its voices, its history."""

    def __init__(
        self,
        *,
        kinds: Mapping[str, Kind],
        people: Townspeople,
        calendar: Calendar,
        manners: Mapping[int, float],
        rng: random.Random,
    ) -> None:
        self._kinds, self._people, self._calendar = kinds, people, calendar
        self._manners, self._rng, self._book = manners, rng, phrasebook()
        groups = {c: kind.parent.code for c, kind in kinds.items() if kind.parent}
        self._desk = Desk(calendar, rng, groups)
        self._moments = [calendar.moment(hour) for hour in range((DAYS + 1) * HOURS)]
        self._days = [calendar.day(day * HOURS) for day in range(DAYS + 1)]
        self._said: dict[tuple[int, int, str], int] = {}
        self.issues = self.concerns = self.voices = 0
        self.batch = Batch()

    def write(self, plan: Plan) -> None:
        self.issues += 1
        life = self._desk.work(plan, self._manners[plan.spot.place])
        privacy = self._privacy(plan)
        voices = self._voices(plan, privacy)
        self.batch.issues.append(self._issue(plan, life, voices, privacy))
        for name in ("moves", "replies", "notes"):
            getattr(self.batch, name).extend(self._handled(name, plan, life))

    def _privacy(self, plan: Plan) -> str:
        """Take the kind's own; one writer in thirty asks for more."""
        own = self._kinds[plan.kind].privacy
        alone = own == Privacy.PUBLIC and len(plan.reports) == 1
        return Privacy.AREA if alone and self._rng.random() < 1 / 30 else own

    # -- the issue ---------------------------------------------------------------------
    def _issue(
        self, plan: Plan, life: Life, voices: Sequence[Row], privacy: str
    ) -> Row:
        first, kind = plan.reports[0], self._kinds[plan.kind]
        day, status, place = self._day(first), life.status, plan.spot.place
        last = self._moments[max([*plan.reports, *plan.voices])]
        worked = status != Status.NEW and self._rng.random() < 0.7  # noqa: PLR2004 - most have an owner
        return {
            "id": self.issues,
            "reference": numbered_reference(2 * self.issues),
            "kind_id": kind.pk,
            "neighborhood_id": place,
            "snap_point_id": plan.spot.snap_point
            if privacy == Privacy.PUBLIC
            else None,
            "cell_r9": plan.spot.cells[2],
            "privacy": privacy,
            "origin": plan.origin,
            "status": status,
            "first_at": self._moments[first],
            "last_voice_at": last,
            "reported_on": day,
            "closed_at": self._moments[life.moves[-1][0]] if status in CLOSED else None,
            "target_at": self._moments[first] + timedelta(days=kind.target_days),
            "reply_due_on": working_day(day, kind.reply_days),
            "replied_at": self._moments[life.replies[0][0]] if life.replies else None,
            "owner_id": self._people.officers[place] if worked else None,
            "version": 1 + len(life.moves),
            **counters(voices, last),
        }

    def _handled(self, name: str, plan: Plan, life: Life) -> list[Row]:
        author = self._people.officers[plan.spot.place]
        own = {"issue_id": self.issues, "author_id": author}
        if name == "moves":
            first = {"old": "", "new": Status.NEW, "text": "", "author_id": None}
            rows = [{**own, **first, "at": self._moments[plan.reports[0]]}]
            old = Status.NEW
            for hour, new, text in life.moves:
                at = self._moments[hour]
                rows.append({**own, "old": old, "new": new, "text": text, "at": at})
                old = new
            return rows
        return [
            {**own, "text": text, "at": self._moments[hour]}
            for hour, text in getattr(life, name)
        ]

    # -- the people behind it ----------------------------------------------------------
    def _voices(self, plan: Plan, privacy: str) -> list[Row]:
        met: set[int] = set()
        rows = []
        for hour in plan.reports:
            rows.append(self._voice(plan, hour, VoiceRole.REPORTER, met))
            channel = rows[-1].pop("channel")
            self._write_concern(plan, rows[-1], hour, channel, privacy)
        for hour in plan.voices:
            rows.append(self._voice(plan, hour, VoiceRole.SUPPORTER, met))
            rows[-1].pop("channel")
        self.batch.voices.extend(rows)
        return rows

    def _voice(self, plan: Plan, hour: int, role: str, met: set[int]) -> Row:
        rng = self._rng
        channel = Channel.WEB
        if role == VoiceRole.REPORTER:
            channel = rng.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
        if plan.origin == Origin.OFFICER:
            channel = Channel.DESK
        on_behalf = channel in _ON_BEHALF and plan.verified > 0 and plan.by is None
        known = not on_behalf and (plan.by is not None or rng.random() < plan.verified)
        person = self._somebody(plan, met) if known else None
        verified = on_behalf or person is not None
        self.voices += 1
        at = self._moments[hour]
        nobody = person is None and not on_behalf
        return {
            "id": self.voices,
            "issue_id": self.issues,
            "person_id": person,
            "device": f"{rng.getrandbits(256):064x}" if nobody else None,
            "role": role,
            "tier": Tier.VERIFIED if verified else Tier.UNVERIFIED,
            "verified_at": at if verified else None,
            "counts": plan.counts,
            "at": at,
            "channel": channel if on_behalf or channel == Channel.API else Channel.WEB,
        }

    def _somebody(self, plan: Plan, met: set[int]) -> int | None:
        """Choose a neighbor who has not spoken here; None when nobody is left."""
        place = plan.spot.place
        if plan.by is not None:
            return self._people.residents[place][plan.by]
        for _try in range(12):
            near = self._rng.random() < 0.88  # noqa: PLR2004 - some only work or visit here
            person = self._rng.choice(
                self._people.residents[place] if near else self._people.everyone
            )
            line = (person, place, plan.kind)
            if person not in met and self._said.get(line, 0) < _MOST_A_LINE:
                met.add(person)
                self._said[line] = self._said.get(line, 0) + 1
                return person
        return None

    def _write_concern(
        self, plan: Plan, voice: Row, hour: int, channel: str, privacy: str
    ) -> None:
        self.concerns += 1
        rng, spot, kind = self._rng, plan.spot, self._kinds[plan.kind]
        r7, r8, r9 = spot.cells
        self.batch.concerns.append(
            {
                "id": self.concerns,
                "reference": numbered_reference(2 * self.concerns + 1),
                "issue_id": self.issues,
                "first_issue_id": self.issues,
                "kind_id": kind.pk,
                "neighborhood_id": spot.place,
                "person_id": voice["person_id"],
                "reported_at": self._moments[hour],
                "reported_on": self._day(hour),
                "where_text": f"{spot.street}, {spot.near}",
                "lat": spot.lat,
                "lon": spot.lon,
                "cell_r7": r7,
                "cell_r8": r8,
                "cell_r9": r9,
                "privacy": privacy,
                "channel": channel,
                "wants_updates": voice["person_id"] is not None and rng.random() < 0.7,  # noqa: PLR2004 - most do
                **self._words(plan),
            }
        )

    def _words(self, plan: Plan) -> Row:
        rng, book = self._rng, self._book
        when = rng.choice(book.habits[plan.kind].times)
        text = rng.choice(book.texts[plan.kind]).format(
            street=plan.spot.street,
            near=plan.spot.near,
            when=when,
            since=rng.choice(book.since),
        )
        drawn = rng.random()
        return {
            "text": text[0].upper() + text[1:],
            "how_often": when.capitalize() if drawn < 0.5 else "",  # noqa: PLR2004 - half say it
            "who_harmed": rng.choice(book.harmed) if drawn > 0.7 else "",  # noqa: PLR2004 - three in ten
            "where_hint": rng.choice(book.hints) if 0.4 < drawn < 0.65 else "",  # noqa: PLR2004 - a quarter
        }

    def _day(self, hour: int) -> date:
        return self._days[hour // HOURS]


def working_day(day: date, after: int) -> date:
    """Count working days on from a day; no office at weekends."""
    while after:
        day += timedelta(days=1)
        after -= day.weekday() <= _FRIDAY
    return day


def counters(voices: Sequence[Row], at: datetime) -> Row:
    """Count the voices as the issue's row keeps them (SCIENCE 1.7)."""
    sums = dict.fromkeys(
        (f"{role}{tier}_{sort}" for role in ("", "sup_") for tier in ("ver", "unv") for sort in "nf"),
        0.0,
    )  # fmt: skip
    for voice in voices:
        if voice["counts"]:
            role = "" if voice["role"] == VoiceRole.REPORTER else "sup_"
            name = role + ("ver" if voice["tier"] == Tier.VERIFIED else "unv")
            age = (at - voice["at"]).total_seconds() / 3600
            sums[f"{name}_n"] += 1.0
            sums[f"{name}_f"] += 0.5 ** (age / HALF_LIFE_HOURS)
    reporters = sum(voice["role"] == VoiceRole.REPORTER for voice in voices)
    return {
        **sums,
        "faded_at": at,
        "reporters": reporters,
        "supporters": len(voices) - reporters,
    }
