"""When looks are odd: the sums alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engagement.concerns.odd_words import in_words
from engagement.concerns.oddness import Odd, Pattern, Seen, odd_patterns

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
ME, OTHER, THIRD = 1, 2, 3


def look(days: float = 1, *, actor: int = ME, place: int = 1, hour: int = 11) -> Seen:
    """A look by day, at a person of its own."""
    at = (NOW - timedelta(days=days)).replace(hour=hour)
    return Seen(actor, at, place, f"{actor} {days} {place} {hour}")


def test_few_looks_by_day_are_not_odd() -> None:
    assert odd_patterns([look(n) for n in range(1, 5)], NOW) == {}
    assert odd_patterns([], NOW) == {}


def test_many_more_than_colleagues_is_odd() -> None:
    looks = [Seen(ME, NOW - timedelta(days=n, hours=2), 1, str(n)) for n in range(1, 6)]
    beside = [look(2, actor=OTHER), look(3, actor=THIRD)]

    assert odd_patterns([*looks, *beside], NOW) == {ME: [Odd(Pattern.COLLEAGUES, 5, 1)]}
    assert odd_patterns([*looks[:4], *beside], NOW) == {}


def test_somebody_who_is_alone_is_compared_with_nobody_else() -> None:
    looks = [Seen(ME, NOW - timedelta(days=n, hours=2), 1, str(n)) for n in range(6)]

    assert odd_patterns(looks, NOW) == {}


def test_many_more_than_in_the_own_weeks_before_is_odd() -> None:
    week = [Seen(ME, NOW - timedelta(days=n, hours=2), 1, str(n)) for n in range(1, 6)]
    before = [look(days) for days in (10, 20, 30, 40)]
    busy = [look(days / 4 + 8) for days in range(220)]

    assert odd_patterns([*week, *before], NOW) == {ME: [Odd(Pattern.USUAL, 5, 0.5)]}
    assert Pattern.USUAL not in {
        odd.pattern for odd in odd_patterns([*week, *busy], NOW).get(ME, [])
    }


def test_five_within_an_hour_are_odd() -> None:
    at = NOW - timedelta(days=9)
    looks = [Seen(ME, at + timedelta(minutes=14 * n), 1, str(n)) for n in range(5)]
    slow = [Seen(ME, at + timedelta(minutes=15 * n), 1, str(n)) for n in range(5)]

    assert odd_patterns(looks, NOW) == {ME: [Odd(Pattern.HOUR, 5)]}
    assert odd_patterns(slow, NOW) == {}


def test_two_nights_are_odd_and_the_hour_is_the_towns() -> None:
    nightly = [look(8, hour=23), look(9, hour=5)]

    assert odd_patterns([*nightly, look(10)], NOW) == {ME: [Odd(Pattern.NIGHT, 2, 3)]}
    assert odd_patterns([look(8, hour=21), look(9, hour=6)], NOW) == {}


def test_the_same_person_three_times_is_odd() -> None:
    at = NOW - timedelta(days=8)
    looks = [Seen(ME, at - timedelta(days=n), 1, "person 7") for n in range(3)]

    assert odd_patterns(looks, NOW) == {ME: [Odd(Pattern.SAME, 3)]}
    assert odd_patterns(looks[:2], NOW) == {}


def test_a_place_never_looked_into_is_odd_for_who_knows_another() -> None:
    known = [look(days) for days in (10, 20, 30, 40, 50)]

    assert odd_patterns([*known, look(2, place=9)], NOW) == {ME: [Odd(Pattern.AREA, 1)]}
    assert odd_patterns([*known[:4], look(2, place=9)], NOW) == {}
    assert odd_patterns([*known, look(2)], NOW) == {}


def test_each_pattern_is_a_sentence() -> None:
    said = [in_words(Odd(pattern, 6, 1.5)) for pattern in Pattern]

    assert said == [
        "Looked 6 times in seven days. Half of the colleagues: 1.5 or fewer.",
        "Looked 6 times in seven days. The own average week: 1.5.",
        "Looked 6 times within one hour.",
        "Looked 6 times at night, out of 1.5 in 30 days.",
        "Looked 6 times at the same person.",
        "Looked 6 times in neighborhoods never looked into before.",
    ]
