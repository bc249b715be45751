"""Who may have reports built, whatever way they ask."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engagement.common.errors import NotAllowedError
from engagement.common.weeks import Week
from engagement.outbox.models import Job
from engagement.priorities.choices import PartState
from engagement.priorities.models import Run
from engagement.priorities.services import building
from tests.factories.people import make_admin, make_officer
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
WEEK = Week(2026, 46)
MONDAY_6 = datetime(2026, 11, 16, 11, tzinfo=UTC)


def test_nobody_has_built_what_is_not_theirs() -> None:
    place, elsewhere = make_neighborhood(), make_neighborhood()
    officer = make_officer(of=place)

    for asked in ([elsewhere.pk], [place.pk, elsewhere.pk], None):
        with pytest.raises(NotAllowedError):
            building.ask_for_build(
                week=WEEK, neighborhood_ids=asked, actor=officer, now=MONDAY_6
            )

    assert (Run.objects.count(), Job.objects.count()) == (0, 0)


def test_an_administrator_has_the_whole_town_built() -> None:
    make_neighborhood()

    run = building.ask_for_build(
        week=WEEK, neighborhood_ids=None, actor=make_admin(), now=MONDAY_6
    )

    assert run.parts.count() == 1
    assert Job.objects.get().arguments == {"run_id": run.pk}


def test_an_officer_retries_their_own_failed_neighborhoods_alone() -> None:
    place, elsewhere = make_neighborhood(), make_neighborhood()
    run = building.start_run(week=WEEK, now=MONDAY_6)
    run.parts.update(state=PartState.FAILED)

    with pytest.raises(NotAllowedError):
        building.retry_run(
            run_id=run.pk, actor=make_officer(of=make_neighborhood()), now=MONDAY_6
        )
    building.retry_run(run_id=run.pk, actor=make_officer(of=place), now=MONDAY_6)

    assert dict(run.parts.values_list("neighborhood", "state")) == {
        place.pk: PartState.WAITING,
        elsewhere.pk: PartState.FAILED,
    }
