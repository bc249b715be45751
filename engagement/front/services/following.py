"""Following a neighborhood: to hear when its report is published."""

from __future__ import annotations

from datetime import datetime

from engagement.people.models import Follow, User


def follow_neighborhood(*, neighborhood_id: int, actor: User, now: datetime) -> None:
    """Follow; twice is once."""
    Follow.objects.get_or_create(
        user=actor, neighborhood_id=neighborhood_id, defaults={"since": now}
    )


def stop_following(*, neighborhood_id: int, actor: User) -> None:
    """Hear no more of it; never having followed is no fault."""
    Follow.objects.filter(user=actor, neighborhood=neighborhood_id).delete()
