"""The apps that keep something about people, called by name (RULINGS 41).

The order is that of erasing: upper apps first, the account itself last.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import engagement.audit.belongings as audit
import engagement.concerns.belongings as concerns
import engagement.front.belongings as front
import engagement.moderation.belongings as moderation
import engagement.outbox.belongings as outbox
import engagement.people.belongings as people
import engagement.priorities.belongings as priorities
import engagement.promises.belongings as promises
import feedback.belongings as feedback
import meetings.belongings as meetings
import watchgroups.belongings as watchgroups
from engagement.common.persons import Person, Tables, together

EXPORTERS: Final[tuple[Callable[[Person], Tables], ...]] = (
    people.export_person,
    concerns.export_person,
    promises.export_person,
    watchgroups.export_person,
    meetings.export_person,
    feedback.export_person,
    priorities.export_person,
    moderation.export_person,
    outbox.export_person,
    front.export_person,
    audit.export_person,
)
ERASERS: Final[tuple[Callable[[Person], None], ...]] = (
    front.erase_person,
    priorities.erase_person,
    feedback.erase_person,
    meetings.erase_person,
    watchgroups.erase_person,
    promises.erase_person,
    concerns.erase_person,
    moderation.erase_person,
    outbox.erase_person,
    people.erase_person,
)
LEAVES: Final[dict[str, Callable[..., int]]] = {
    **concerns.LEAVES,
    **outbox.LEAVES,
    **people.LEAVES,
    **watchgroups.LEAVES,
    **meetings.LEAVES,
    **feedback.LEAVES,
    **audit.LEAVES,
    **front.LEAVES,
}


def everything_about(person: Person) -> Tables:
    """Gather what every app keeps about somebody."""
    return together(export(person) for export in EXPORTERS)


def let_go(person: Person) -> None:
    """Erase somebody from every app; call this in one transaction."""
    for erase in ERASERS:
        erase(person)
