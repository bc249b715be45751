"""Who came compared with who lives there: what is printed, and what nobody can work out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from engagement.common.suppression import Table, protect_parts
from meetings.comparing import in_short, in_ten, suggestion
from meetings.models import Meeting
from meetings.queries.slips import (
    Compared,
    quarters_before,
    who_came,
    who_comes,
)
from tests.engagement.common.test_suppression_attacks import (
    guesses_at,
    small_ones,
    spread,
)
from tests.factories.agendas import make_past_meeting
from tests.factories.meetings import make_meeting_organizer
from tests.factories.people import make_admin, make_organizer
from tests.factories.places import make_neighborhood, make_town
from tests.factories.population import make_population
from tests.factories.slips import make_slips, make_told_meeting
from tests.harness.sessions import just_signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
IN_SUMMER = datetime(2026, 8, 12, 20, tzinfo=UTC)
Numbers = dict[str, int | None]


def printed(one: Compared) -> tuple[Numbers, int | None]:
    return {group.code: group.came for group in one.groups}, one.told


def housing(compared: Sequence[Compared] | None) -> Compared:
    assert compared is not None
    return next(one for one in compared if one.trait == "housing")


# -- one meeting -------------------------------------------------------------------
def test_nothing_is_told_while_slips_are_still_taken() -> None:
    meeting = make_told_meeting(IN_SUMMER, {"own": 40, "rent": 20})
    closes = IN_SUMMER + timedelta(hours=24)

    before = who_came(meeting, closes - timedelta(seconds=1))
    after = who_came(meeting, closes)

    assert before is None
    assert printed(housing(after)) == ({"own": 40, "rent": 20, "other": None}, 60)


def test_shares_stand_beside_those_who_live_there() -> None:
    place = make_neighborhood()
    make_population(place, people={"own": 2_400, "rent": 2_500, "other": 100})
    meeting = make_told_meeting(IN_SUMMER, {"own": 41, "rent": 19}, of=place)

    one = housing(who_came(meeting, NOW))

    assert printed(one) == ({"own": 40, "rent": 20, "other": None}, 60)
    owners, renters, _other = one.groups
    assert (owners.came_share, owners.lives_share) == (40 / 60, 0.48)
    assert (renters.low, renters.high) == pytest.approx((0.227, 0.459), abs=0.001)
    assert in_short(one) == (
        "Owners: 7 in 10 of those who came, 5 in 10 of those who live here."
    )
    assert one.missing == renters


def test_a_meeting_for_the_whole_town_is_compared_with_the_whole_town() -> None:
    one, other = make_neighborhood(), make_neighborhood()
    make_population(one, people={"own": 1_000, "rent": 0})
    meeting = make_told_meeting(IN_SUMMER, {"own": 40, "rent": 20}, of=one)
    Meeting.objects.filter(pk=meeting.pk).update(neighborhood=None)
    meeting.refresh_from_db()
    before = housing(who_came(meeting, NOW)).figures
    make_population(other, people={"own": 0, "rent": 3_000})

    figures = housing(who_came(meeting, NOW)).figures

    assert before is None
    assert figures is not None
    assert figures.people == {"own": 1_000, "rent": 3_000, "other": 0}


def test_the_table_of_a_meeting_stays_when_the_town_drops_a_language() -> None:
    make_town(languages=["en", "es"])
    meeting = make_told_meeting(IN_SUMMER, {"en": 40, "es": 20}, trait="language")
    make_town(languages=["en"])

    compared = who_came(meeting, NOW)

    assert compared is not None
    assert printed(compared[1]) == ({"en": 40, "es": 20, "other": None}, 60)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "fewer than 1 in 10"),
        (0.04, "fewer than 1 in 10"),
        (0.5, "5 in 10"),
        (0.97, "more than 9 in 10"),
        (1.0, "10 in 10"),
    ],
)
def test_shares_are_said_as_people_count(share: float, words: str) -> None:
    assert in_ten(share) == words


# -- a year ------------------------------------------------------------------------
def test_the_year_is_four_whole_quarters_whose_last_meeting_is_counted() -> None:
    first = datetime(2026, 10, 1, 12, tzinfo=UTC)

    assert quarters_before(NOW)[0] == (date(2025, 10, 1), date(2026, 1, 1))
    assert quarters_before(NOW)[-1] == (date(2026, 7, 1), date(2026, 10, 1))
    assert quarters_before(first)[-1] == (date(2026, 4, 1), date(2026, 7, 1))
    assert quarters_before(first + timedelta(days=1))[-1][1] == date(2026, 10, 1)


def test_small_meetings_are_added_up() -> None:
    place = make_neighborhood()
    make_population(place, people={"own": 2_500, "rent": 2_500})
    for day in range(6):
        ended_at = IN_SUMMER + timedelta(days=7 * day)
        make_told_meeting(ended_at, {"own": 6, "rent": 2}, of=place)
    make_told_meeting(NOW - timedelta(days=9), {"own": 0, "rent": 90}, of=place)
    make_told_meeting(IN_SUMMER, {"own": 0, "rent": 90})

    compared = who_comes(place, NOW)

    assert printed(housing(compared)) == ({"own": 35, "rent": 10, "other": None}, 50)
    assert suggestion(compared) == (
        "Fewer came than live here. Renters: 2 in 10 of those who came, 5 in 10 of"
        " those who live here. You could try: a notice in the stairwells of rented"
        " houses, and a tenants’ group as a host."
    )


def test_no_group_is_said_to_be_missing_when_chance_explains_it() -> None:
    place = make_neighborhood()
    make_population(place, people={"own": 2_500, "rent": 2_500})
    make_told_meeting(IN_SUMMER, {"own": 22, "rent": 18}, of=place)

    assert suggestion(who_comes(place, NOW)) == ""


def attacked(rows: list[list[int]], meetings: list[Meeting], sums: Compared) -> Table:
    """Everything printed of one quarter: each meeting's page, and the page of all."""
    pages = [printed(housing(who_came(meeting, NOW))) for meeting in meetings]
    parts, total = printed(sums)
    return Table(
        cells=tuple(tuple(numbers.values()) for numbers, _told in pages),
        row_totals=tuple(told for _numbers, told in pages),
        column_totals=tuple(parts.values()) or (None,) * len(rows[0]),
        total=total,
    )


def test_all_pages_together_give_no_small_number_away() -> None:
    """The attacker has every page and solves linear programs against them."""
    random = Random(11)  # noqa: S311 - invented numbers, the same each time
    for _town in range(6):
        place = make_neighborhood()
        rows = [
            [random.choice([0, 2, 7, 9, 11, 13, 24]) for _ in "abc"] for _ in "abcd"
        ]
        meetings = [
            make_told_meeting(
                IN_SUMMER + timedelta(days=day),
                dict(zip(("own", "rent", "other"), row, strict=True)),
                of=place,
            )
            for day, row in enumerate(rows)
        ]

        table = attacked(rows, meetings, housing(who_comes(place, NOW)))

        found = guesses_at(table)
        assert small_ones(rows)
        assert [at for at in small_ones(rows) if spread(found[at]) < 4.999] == []


def test_a_new_meeting_changes_no_sum_before_its_quarter_is_over() -> None:
    place = make_neighborhood()
    make_told_meeting(IN_SUMMER, {"own": 40, "rent": 20}, of=place)
    before = who_comes(place, NOW)
    make_told_meeting(NOW - timedelta(days=3), {"own": 9, "rent": 1}, of=place)

    assert who_comes(place, NOW) == before


# -- pages -------------------------------------------------------------------------
def page_of(meeting: Meeting) -> str:
    cache.clear()
    return Client().get(meeting.get_absolute_url()).content.decode()


def over(**counts: int) -> Meeting:
    place = make_neighborhood("East")
    make_population(place)
    meeting = make_past_meeting(days_ago=3, neighborhood=place)
    if counts:
        make_slips(meeting, counts)
    return meeting


def test_the_page_says_who_came_once_ten_told() -> None:
    page = page_of(over(own=41, rent=19))

    assert "Owners: 7 in 10 of those who came, 6 in 10 of those who live here." in page
    assert "Who lives here: Census, 2024." in page
    assert "About 60 people told us." in page
    assert "<svg" in page


def test_the_page_does_not_tell_nobody_from_nine() -> None:
    meeting = over()
    before = page_of(meeting)
    make_slips(meeting, {"own": 9})

    assert "Fewer than 10 told us." in before
    assert page_of(meeting) == before


def test_administrators_are_led_to_the_figures_others_are_told() -> None:
    meeting = make_past_meeting(days_ago=3)
    make_slips(meeting, {"own": 41, "rent": 19})
    admin = just_signed_in(make_admin())

    mine = admin.get(meeting.get_absolute_url()).content.decode()

    assert "The town has not given figures" in page_of(meeting)
    assert "/manage/population/" in mine
    assert "/manage/population/" not in page_of(meeting)


def test_the_desk_of_a_meeting_shows_organizers_printed_numbers_alone() -> None:
    meeting = over(own=41, rent=19)
    organizer = make_organizer(of=meeting.neighborhood)
    make_meeting_organizer(meeting, organizer)

    page = just_signed_in(organizer).get(f"/organize/{meeting.pk}/who-came/")

    shown = [printed(one) for one, _reading in page.context["compared"]]
    assert ({"own": 40, "rent": 20, "other": None}, 60) in shown
    assert "41" not in page.content.decode().split("<main")[1]


def test_organizers_read_who_comes_in_their_own_places() -> None:
    mine, other = make_neighborhood("Mine"), make_neighborhood("Other")
    day = quarters_before(now())[-1][0]
    ended_at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=40)
    make_told_meeting(ended_at, {"own": 40, "rent": 20}, of=mine)
    make_told_meeting(ended_at, {"own": 20, "rent": 95}, of=other)
    client = just_signed_in(make_organizer(of=mine))

    page = client.get("/organize/who-comes/")
    asked = client.get("/organize/who-comes/?neighborhood=other")

    for answer in (page, asked):
        assert answer.context["place"] == mine
        shown = [printed(one) for one, _reading in answer.context["compared"]]
        assert ({"own": 40, "rent": 20, "other": None}, 60) in shown


@pytest.mark.parametrize("meetings", [1, 3])
def test_who_comes_costs_as_much_for_many_meetings_as_for_one(meetings: int) -> None:
    place = make_neighborhood()
    make_population(place)
    make_town()
    for day in range(meetings):
        make_told_meeting(IN_SUMMER + timedelta(days=day), {"own": 20}, of=place)

    with CaptureQueriesContext(connection) as asked:
        who_comes(place, NOW)

    assert len(asked) == 4 + 4 + 2  # quarters, figures, languages of the town


def test_a_row_as_printed_is_the_row_the_sums_stand_beside() -> None:
    meeting = make_told_meeting(IN_SUMMER, {"own": 21, "rent": 6, "other": 12})

    numbers, told = printed(housing(who_came(meeting, NOW)))

    assert (list(numbers.values()), told) == protect_parts([21, 6, 12])
