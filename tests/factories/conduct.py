"""Plain typed makers of complaints, looks and messages."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import count
from typing import Any

from django.utils.timezone import now

from engagement.common.ids import new_reference
from engagement.common.roles import Role
from engagement.common.sealed import seal
from engagement.concerns.models import Complaint, Concern, Look, Message
from engagement.people.models import User
from tests.factories.concerns import make_concern
from tests.factories.people import make_grant, make_user

_number = count(1)


def make_overseer(of: Any = None, *, name: str = "", email: str = "") -> User:
    user = make_user(email, name=name)
    make_grant(user, Role.OVERSEER, of)
    return user


def make_complaint(*, text: str = "He shouted at me", **fields: Any) -> Complaint:
    """A complaint that came just now, with nobody to write to."""
    words = {"text": text, "who": "", "when": "", "where": ""}
    plain = {
        "reference": new_reference(),
        "idempotency_key": f"complaint {next(_number)}",
        "at": now(),
        "sealed": seal(json.dumps(words)),
    }
    return Complaint.objects.create(**(plain | fields))


def make_look(
    actor: User,
    *,
    at: datetime | None = None,
    concern: Concern | None = None,
    **fields: Any,
) -> Look:
    plain = {
        "role": Role.OFFICER,
        "reason": "To ask where the lamp is",
        "was_allowed": True,
    }
    return Look.objects.create(
        actor=actor,
        at=at or now(),
        concern=concern or make_concern(),
        **(plain | fields),
    )


def make_message(
    concern: Concern, *, author: User | None = None, **fields: Any
) -> Message:
    """From the reporter, unless an officer is named."""
    plain = {"by_reporter": author is None, "text": "It is the third lamp", "at": now()}
    return Message.objects.create(concern=concern, author=author, **(plain | fields))
