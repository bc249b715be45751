"""Live counters and the aggregate of a report agree past the last change (RULINGS 2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from engagement.common.weeks import Week
from engagement.concerns.choices import Tier, VoiceRole
from engagement.concerns.counters import Count, effective_voices, recount
from engagement.concerns.models import Issue
from engagement.priorities.queries.aggregate import aggregate
from engagement.priorities.scoring import Weights, score_issue
from tests.factories.concerns import make_issue, make_voice
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood

WEEK = Week(2026, 46)
AS_OF = WEEK.ends_at(ZoneInfo("America/New_York")).astimezone(UTC)
CALM = 1e-9


def counted_live(issue: Issue, at: datetime) -> float:
    """v of the issue from its counters, as a live page has it."""
    seconds = (at - issue.faded_at).total_seconds()

    def left(name: str) -> float:
        count = Count(getattr(issue, f"{name}_n"), getattr(issue, f"{name}_f"))
        return count.at(seconds, is_open=issue.is_open)

    return effective_voices(*(left(n) for n in ("ver", "unv", "sup_ver", "sup_unv")))


@pytest.mark.django_db
def test_counters_give_the_same_effective_voices_as_the_aggregate() -> None:
    place, chance = make_neighborhood(), Random(12)  # noqa: S311 - any numbers will do
    people = [make_user() for _ in range(30)]
    issues = [
        make_issue(neighborhood=place, at=AS_OF - timedelta(days=100)) for _ in range(8)
    ]
    for issue in issues:
        for person in chance.sample(people, chance.randrange(1, 25)):
            make_voice(
                issue,
                person=person,
                role=chance.choice(list(VoiceRole)),
                tier=chance.choice(list(Tier)),
                weight=chance.choice([1.0, 1.0, 1 / 3]),
                at=AS_OF - timedelta(hours=chance.randrange(1, 2400)),
            )
    Issue.objects.filter(pk=issues[1].pk).update(merged_into=issues[0])
    recount([issue.pk for issue in issues])

    found = aggregate(
        neighborhood_id=place.pk, as_of=AS_OF, week=WEEK, weights=Weights()
    )

    report = {row.id: score_issue(row.given).v for row in found.issues}
    live = {
        issue.pk: counted_live(issue, AS_OF)
        for issue in Issue.objects.filter(neighborhood=place, merged_into=None)
    }
    assert len(live) == 7
    assert report == pytest.approx(live, abs=CALM, rel=0)
