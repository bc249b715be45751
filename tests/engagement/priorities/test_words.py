"""SCIENCE 1.5: the text of Riverside, and the rules for every text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from engagement.priorities import words
from engagement.priorities.bands import Rule
from engagement.priorities.draws import Chances
from engagement.priorities.explain import (
    Factors,
    People,
    WhatIf,
    adjusted,
    certainty,
    codes_add,
    no_place,
    people,
    place,
    sums,
    what_if,
    would_it_change,
)
from engagement.priorities.frozen import FrozenAdjustment
from engagement.priorities.scoring import Weights, shares
from engagement.priorities.words import (
    ordinal,
    percent,
    sentence,
    sentences,
    significant,
)
from tests.engagement.priorities.riverside import HARM, lines

NAMES = {
    "speeding": "Speeding",
    "drug_dealing": "Drug dealing",
    "street_lighting": "Street lighting",
    "noise": "Noise",
}
ADJUSTMENT: FrozenAdjustment = {
    "factor": 1.5,
    "reason": "seasonal",
    "text": "The fair brings more cars",
    "by": "Dana Reyes",
    "pinned": False,
    "made_on": "2026-11-16",
    "expires_on": "2026-12-24",
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def factors() -> dict[str, Factors]:
    return {
        code: Factors(
            harm_level=HARM[code],
            severity=line.severity,
            weight=line.weight,
            backlog=line.backlog,
            adjustment=1.0,
            target_days=28,
        )
        for code, line in lines().items()
    }


def test_the_text_of_speeding_in_riverside() -> None:
    given = factors()
    share = shares({code: f.points for code, f in given.items()})["speeding"]
    chances = Chances(p_first=0.45, p_top3=0.96, rank_low=1, rank_high=3)
    other = what_if(given)
    assert other is not None

    told = sentences(
        [
            place(chances, 4, ["drug_dealing"]),
            *people(People(10, 12, 0, 3, 1), 28),
            *sums(given["speeding"], share),
            certainty(chances, 2000),
            *would_it_change("speeding", other),
            adjusted(None, (1, 1), public=False),
        ],
        NAMES,
    )

    assert told == [
        "1st to 3rd of 4 (about equal with Drug dealing).",
        "10 people reported it.",
        "12 more said “me too”.",
        "It is about 3 problems.",
        "1 of them is past its 28-day target.",
        "Level 3 of 5 for harm, so each problem counts 4.",
        (
            "Points: 4 (harm) × 4.24 (weight of concern) × 1.14 (overdue) = 19.3, 37 % of "
            "this neighborhood’s points."
        ),
        "We re-drew the reports 2,000 times: it came 1st in 45 %, in the top 3 in 96 %.",
        "If harm were ignored, Street lighting would be first.",
        "If nothing were overdue, this would be first.",
        "No officer has adjusted this line.",
    ]


def test_a_factor_of_one_is_left_out() -> None:
    noise = factors()["noise"]

    assert sentence(sums(noise, 0.102)[1], NAMES) == (
        "Points: 5.38 (weight of concern) = 5.38, 10 % of this neighborhood’s points."
    )


def test_nobody_is_counted_under_five_on_public_pages() -> None:
    said = people(
        People(people=4, supporters=3, visitors=0, issues=2, late_issues=0), 28
    )

    assert sentences(said, NAMES, public=True) == [
        "Fewer than 5 people reported it.",
        "Fewer than 5 more said “me too”.",
        "It is about 2 problems.",
    ]
    assert sentences(said, NAMES)[0] == "4 people reported it."


def test_officers_read_who_adjusted_and_why_with_both_ranks() -> None:
    told = sentence(adjusted(ADJUSTMENT, (1, 3), public=False), NAMES)

    assert told == (
        "Dana Reyes made it count × 1.5 until 24 December 2026: An event or the season. "
        "“The fair brings more cars” It stands 1st; without that, 3rd."
    )


def test_neighbors_read_the_reason_and_not_the_words_nor_the_name() -> None:
    said = adjusted(ADJUSTMENT, (1, 3), public=True)

    assert not {"by", "text"} & said.keys()
    assert sentence(said, NAMES) == (
        "An officer made it count × 1.5 until 24 December 2026: An event or the season. "
        "It stands 1st; without that, 3rd."
    )


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            Rule.THIN,
            (
                "We can’t rank these yet: 9 people spoke up in 120 days, and a ranking needs "
                "15."
            ),
        ),
        (
            Rule.EARLY,
            (
                "We can’t rank these yet: 9 people spoke up in 120 days. From 30 on there is "
                "a ranking; until then we mark early signals only."
            ),
        ),
        (Rule.RANKED, "We can’t rank this yet: a rank needs at least 3 people."),
    ],
)
def test_what_cannot_be_ranked_says_why(rule, told) -> None:
    assert sentence(no_place(rule, 2, 9, Weights()), NAMES) == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"key": "few"}, "Fewer than 5 people reported it, so we give no rank."),
        (
            {"key": "early_signal"},
            "Early signal: it came in the top 3 in at least 8 of 10 redraws.",
        ),
        (
            {"key": "visitors", "share": 0.25},
            "25 % of them said that they do not live here.",
        ),
        (
            {"key": "late", "count": 3, "days": None},
            "3 of them are past their target.",
        ),
        ({"key": "people", "count": 2565}, "2,565 people reported it."),
        ({"key": "supporters", "count": 1200}, "1,200 more said “me too”."),
        ({"key": "issues", "count": 1001}, "It is about 1,001 problems."),
        (
            {"key": "staff_found", "count": 2},
            "Officers or patrols found 2 more; they are shown here and not scored.",
        ),
        (
            {"key": "new_accounts", "share": 0.5},
            "Check this: 50 % of its weight is from accounts under 14 days old.",
        ),
        (
            {"key": "burst", "share": 0.66},
            (
                "Check this: 66 % of its weight is from problems that one person each "
                "reported this week, more than is usual here."
            ),
        ),
        (
            {"key": "one_person", "share": 0.3},
            "Check this: one person sent 30 % of its reports.",
        ),
    ],
)
def test_every_other_key_has_its_sentence(said: dict[str, Any], told: str) -> None:
    assert sentence(said, NAMES) == told


def test_codes_are_mentioned_only_where_they_add_something() -> None:
    assert codes_add(2, 2) == codes_add(None, None) == []
    assert sentences(codes_add(3, 1), NAMES) == [
        (
            "If everybody here confirmed with a code from a letter or a meeting, it would "
            "stand 1st."
        )
    ]


def test_equal_lines_are_named_as_a_list_and_a_sure_rank_is_one_rank() -> None:
    sure = Chances(p_first=1.0, p_top3=1.0, rank_low=2, rank_high=2)
    several = place(sure, 4, ["drug_dealing", "noise", "speeding"])

    assert sentence(place(sure, 4, []), NAMES) == "2nd of 4."
    assert sentence(several, NAMES) == (
        "2nd of 4 (about equal with Drug dealing, Noise and Speeding)."
    )


def test_a_line_that_would_be_first_without_harm_says_so_of_itself() -> None:
    told = sentences(
        would_it_change("noise", WhatIf("noise", "noise", "dogs")), {"dogs": "Dogs"}
    )

    assert told == [
        "If harm were ignored, this would be first.",
        "If nothing were overdue, Dogs would be first.",
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (1.0, "1"),
        (4.23599, "4.24"),
        (19.3251, "19.3"),
        (0.12345, "0.123"),
        (0.5, "0.5"),
        (999.7, "1,000"),
        (12345.0, "12,300"),
    ],
)
def test_no_number_has_more_than_three_significant_digits(number, text) -> None:
    assert significant(number) == text


def test_percent_never_says_nothing_or_all_of_a_part() -> None:
    assert [percent(share) for share in (0.0, 0.003, 0.366, 0.998, 1.0)] == [
        "0 %",
        "under 1 %",
        "37 %",
        "over 99 %",
        "100 %",
    ]


def test_ordinals_of_english() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 113)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "13th",
        "21st",
        "102nd",
        "113th",
    ]


def test_a_key_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError, match="mystery"):
        sentence({"key": "mystery"}, {})


def test_every_key_has_words() -> None:
    assert set(words._FEWER) <= set(words._TOLD)
