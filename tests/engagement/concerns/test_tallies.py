from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from engagement.concerns.choices import Status
from engagement.concerns.models import Concern
from engagement.concerns.tallies import UnknownKeyError, count_concerns
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db


@pytest.fixture
def tally_ground() -> None:
    mill = make_neighborhood("Mill Hill")
    noise, graffiti = make_kind("noise"), make_kind("graffiti")
    for kind, day, told in (
        (noise, date(2026, 1, 1), "Loud"),
        (noise, date(2026, 1, 4), "Loud"),
        (noise, date(2026, 1, 5), ""),
        (graffiti, date(2026, 2, 28), "Paint"),
    ):
        issue = make_issue(kind=kind, neighborhood=mill, status=Status.PLANNED)
        make_concern(issue=issue, reported_on=day, source_kind=told)
    Concern.objects.filter(source_kind="Paint").update(neighborhood=None)
    gone = make_concern(issue=make_issue(kind=noise, neighborhood=mill))
    Concern.objects.filter(pk=gone.pk).update(
        withdrawn_at=datetime(2026, 3, 1, tzinfo=UTC)
    )


def test_concerns_are_counted_by_any_keys_in_their_order(tally_ground) -> None:
    assert count_concerns(["neighborhood", "source_kind", "month"]) == [
        {
            "neighborhood": "Mill Hill",
            "source_kind": "Loud",
            "month": "2026-01",
            "count": 2,
        },
        {
            "neighborhood": "Mill Hill",
            "source_kind": None,
            "month": "2026-01",
            "count": 1,
        },
        {"neighborhood": None, "source_kind": "Paint", "month": "2026-02", "count": 1},
    ]
    assert count_concerns(["kind", "status"]) == [
        {"kind": "graffiti", "status": "planned", "count": 1},
        {"kind": "noise", "status": "planned", "count": 3},
    ]


def test_weeks_are_iso_weeks(tally_ground) -> None:
    """1 and 4 January 2026 lie in the first week, the 5th begins the second."""
    assert count_concerns(["week"]) == [
        {"week": "2026-W01", "count": 2},
        {"week": "2026-W02", "count": 1},
        {"week": "2026-W09", "count": 1},
    ]


def test_the_command_writes_json_and_csv(tally_ground, capsys) -> None:
    call_command("count_concerns", by="neighborhood", format="json")
    assert json.loads(capsys.readouterr().out) == [
        {"neighborhood": "Mill Hill", "count": 3},
        {"neighborhood": None, "count": 1},
    ]

    call_command("count_concerns", by="neighborhood,neighborhood")
    assert capsys.readouterr().out == "neighborhood,count\nMill Hill,3\n,1\n"


@pytest.mark.parametrize("by", ["person", "neighborhood,person", ","])
def test_an_unknown_key_is_refused_with_those_there_are(by) -> None:
    with pytest.raises(CommandError, match="The keys are: neighborhood, kind, "):
        call_command("count_concerns", by=by)


def test_nothing_to_count_by_is_refused() -> None:
    with pytest.raises(UnknownKeyError):
        count_concerns([])
