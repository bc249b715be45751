"""Who may change what the town’s figures say."""

from __future__ import annotations

from engagement.common.roles import Actor, Role


def can_import_population(actor: Actor | None) -> bool:
    """Administrators; and whoever has a shell where the program runs, as nobody."""
    return actor is None or actor.holds(Role.ADMIN)
