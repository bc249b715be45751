"""What the demo town's moderator did with people's words, and what still waits.

The newest hours wait for whoever plays the moderator; among them one of each sort.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F

from engagement.concerns.choices import Privacy
from engagement.concerns.models import Concern
from engagement.front.demo.copying import copy_rows, set_sequence
from engagement.moderation.choices import FlagReason, Reason, State, Verdict, What
from engagement.moderation.detectors import held_for
from engagement.moderation.models import Appeal, Decision, Flag, Review
from engagement.moderation.parties import party_of
from engagement.people.models import User

Row = dict[str, Any]
_LOOKED_BACK: Final = timedelta(days=100)
_MOST: Final = 3_000
_STILL_WAITS: Final = timedelta(hours=20)
_EDITED, _REFUSED = 0.05, 0.08  # of a hundred drawn: five edited, three refused
_NAMED: Final = "Mr Miller of number 12 has seen it too. "
_ACCUSED: Final = "It is the tall man with the beard, Kevin Brandt, who deals there. "
_WAITING: Final = (
    "Somebody waved a knife here last night. ",
    "You reach me at 555-010-0199. ",
    "A black guy in a gray car, plate KRT 4471, was there. ",
    "",
)
_FLAGS: Final = (FlagReason.UNTRUE, FlagReason.PRIVATE, FlagReason.PERSON)


@dataclass
class _Desk:
    """Rows to be written, and the concerns whose words were made worse for them."""

    moderator: User
    rng: random.Random
    now: datetime
    reviews: list[Row] = field(default_factory=list)
    decisions: list[Row] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)

    def ask(self, concern: Row, before: str = "", **fields: Any) -> Row:
        """Write the review of a concern; it takes the concern's number."""
        text = before + concern["text"]
        if before:
            self.words[concern["pk"]] = text
        keys = held_for(text)
        review: Row = {
            "id": concern["pk"],
            "key": f"{self.rng.getrandbits(88):022x}",
            "what": What.CONCERN,
            "neighborhood_id": concern["neighborhood_id"],
            "sent": text,
            "shown": text,
            "held_for": keys,
            "is_urgent": "danger" in keys,
            "asked_at": concern["reported_at"],
            "party": party_of(concern["person_id"]),
            **fields,
        }
        self.reviews.append(review)
        return review

    def decide(
        self, review: Row, verdict: Verdict, shown: str, reason: str, words: str
    ) -> None:
        at = min(
            review["asked_at"] + timedelta(minutes=self.rng.randint(50, 1500)), self.now
        )
        state = State.REFUSED if verdict == Verdict.REFUSE else State.PASSED
        self.decisions.append(
            {
                "review_id": review["id"],
                "verdict": verdict,
                "reason": reason,
                "words": words,
                "before": review["sent"],
                "after": shown,
                "state_before": State.WAITING,
                "asked_at": review["asked_at"],
                "at": at,
                "by_id": self.moderator.pk,
            }
        )
        review |= {
            "state": state,
            "shown": shown,
            "reason": words or reason,
            "decided_at": at,
            "decided_by_id": self.moderator.pk,
            "is_in_queue": False,
            "is_urgent": False,
            "version": 2,
        }

    def put_down(self) -> None:
        copy_rows(Review, self.reviews)
        copy_rows(Decision, self.decisions)
        set_sequence(Review)
        reviewed = Concern.objects.filter(pk__in=[one["id"] for one in self.reviews])
        reviewed.update(review_id=F("pk"))
        for number, text in self.words.items():
            Concern.objects.filter(pk=number).update(text=text)


def moderate_words(
    known: Mapping[str, User], *, now: datetime, rng: random.Random
) -> int:
    """Look through the last months' public words; count them."""
    desk = _Desk(known["moderator@riverside.example"], rng, now)
    recent = Concern.objects.filter(
        privacy=Privacy.PUBLIC,
        issue__privacy=Privacy.PUBLIC,
        reported_at__gte=now - _LOOKED_BACK,
    ).exclude(text="")
    rows = recent.order_by("-reported_at", "-pk").values(
        "pk", "text", "neighborhood_id", "reported_at", "person_id"
    )
    decided: list[Row] = []
    for number, concern in enumerate(rows[:_MOST]):
        fresh = concern["reported_at"] > now - _STILL_WAITS
        if number < len(_WAITING) or fresh:
            desk.ask(dict(concern), _WAITING[number] if number < len(_WAITING) else "")
        else:
            decided.append(_looked_at(desk, dict(concern)))
    passed = [one for one in decided if one["state"] == State.PASSED]
    refused = [one for one in decided if one["state"] == State.REFUSED]
    _flag_some(passed[:2], now)
    if refused:
        refused[0] |= {"is_in_queue": True, "asked_at": now, "appealed_at": now}
    desk.put_down()
    _write_flags(passed[:2], known, now)
    if refused:
        words = "He asked me to write it down. Please look at it again."
        Appeal.objects.create(review_id=refused[0]["id"], words=words, at=now)
    return len(desk.reviews)


def _looked_at(desk: _Desk, concern: Row) -> Row:
    drawn = desk.rng.random()
    if drawn < _EDITED:
        review = desk.ask(concern, _NAMED)
        words = "We took the name and the house number out."
        desk.decide(review, Verdict.EDIT, concern["text"], Reason.PERSON, words)
    elif drawn < _REFUSED:
        review = desk.ask(concern, _ACCUSED)
        words = "Officers read it as you wrote it."
        desk.decide(review, Verdict.REFUSE, review["sent"], Reason.ACCUSES, words)
    else:
        review = desk.ask(concern)
        desk.decide(review, Verdict.PASS, review["sent"], "", "")
    return review


def _flag_some(reviews: list[Row], now: datetime) -> None:
    """The first one is hidden by three flags, the next has one."""
    for number, review in enumerate(reviews):
        review |= {"is_in_queue": True, "asked_at": now - timedelta(hours=3)}
        if number == 0:
            review["state"] = State.HIDDEN


def _write_flags(reviews: list[Row], known: Mapping[str, User], now: datetime) -> None:
    people = [known[f"{one}@riverside.example"] for one in ("resident", "neighbor", "organizer")]  # fmt: skip
    for number, review in enumerate(reviews):
        for person, reason in zip(people, _FLAGS, strict=True):
            Flag.objects.create(
                review_id=review["id"], person=person, reason=reason, at=now
            )
            if number:
                break
