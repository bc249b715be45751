"""Who reads, reviews and builds reports, asked of everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engagement.common.roles import Viewer
from engagement.places.models import Neighborhood
from engagement.priorities.permissions import (
    can_build,
    can_open_inputs,
    can_review,
    can_see_draft,
)
from tests.factories.people import OF_THE_TOWN, make_everybody
from tests.factories.places import make_neighborhood
from tests.factories.priorities import make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Neighborhood:
    return make_neighborhood()


@pytest.fixture
def cast(here: Neighborhood) -> dict[str, Viewer]:
    return make_everybody(here)


def who(cast: dict[str, Viewer], may: Callable[[Viewer], bool]) -> set[str]:
    return {name for name, viewer in cast.items() if may(viewer)}


def test_drafts_are_read_by_officers_here_and_those_who_watch(
    cast: dict[str, Viewer], here: Neighborhood
) -> None:
    readers = who(cast, lambda viewer: can_see_draft(viewer, here.pk))

    town = {f"{role} of all" for role in OF_THE_TOWN}
    assert readers == {"officer", "officer of all", *town}


def test_reports_are_reviewed_and_looked_into_by_officers_here_alone(
    cast: dict[str, Viewer], here: Neighborhood
) -> None:
    report = make_report(neighborhood=here)

    reviewers = who(cast, lambda viewer: can_review(viewer, report))
    lookers = who(cast, lambda viewer: can_open_inputs(viewer, report))

    assert reviewers == lookers == {"officer", "officer of all"}


def test_the_whole_town_is_built_by_its_own_officers_and_administrators(
    cast: dict[str, Viewer], here: Neighborhood
) -> None:
    place = who(cast, lambda viewer: can_build(viewer, here.pk))
    town = who(cast, lambda viewer: can_build(viewer, None))

    assert place == {"officer", "officer of all", "admin of all"}
    assert town == {"officer of all", "admin of all"}
