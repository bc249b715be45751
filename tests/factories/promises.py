"""Plain typed makers of promises."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate, now

from engagement.places.models import Neighborhood
from engagement.promises.models import Promise
from tests.factories.places import make_neighborhood


def make_open_promise(
    *,
    neighborhood: Neighborhood | None = None,
    due_on: date | None = None,
    **fields: Any,
) -> Promise:
    """A promise nobody has settled, due in ten days."""
    due_on = due_on or localdate() + timedelta(days=10)
    plain = {
        "what": "Speed checks on Mill Road",
        "who": "Traffic team",
        "made_at": now(),
        "first_due_on": due_on,
    }
    return Promise.objects.create(
        neighborhood=neighborhood or make_neighborhood(),
        due_on=due_on,
        **(plain | fields),
    )
