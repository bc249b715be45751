import logging

import pytest
import time_machine
from django.core.cache import cache
from django.utils.timezone import now
from pytest_django import Settings

from engagement.common.ratelimit import is_at_limit, over_limit, salt_of_the_day
from tests.architecture.typing_in import TEXTS

ANN = ("submit", "198.51.100.7")


def test_the_try_past_the_limit_is_over_it() -> None:
    tries = [over_limit(ANN, limit=3, seconds=60) for _try in range(5)]

    assert tries == [False, False, False, True, True]


def test_others_and_other_acts_count_for_themselves() -> None:
    over_limit(ANN, limit=1, seconds=60)

    assert over_limit(ANN, limit=1, seconds=60)
    assert not over_limit(("submit", "198.51.100.8"), limit=1, seconds=60)
    assert not over_limit(("support", "198.51.100.7"), limit=1, seconds=60)
    assert not over_limit(("submit1", "98.51.100.7"), limit=1, seconds=60)


def test_after_its_time_a_limit_is_free_again() -> None:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as clock:
        assert not over_limit(ANN, limit=1, seconds=60)
        clock.shift(59)
        assert over_limit(ANN, limit=1, seconds=60)
        clock.shift(2)
        assert not over_limit(ANN, limit=1, seconds=60)


@pytest.mark.parametrize(("scale", "free"), [(0.5, 2), (1, 4), (10, 40)])
def test_one_setting_scales_every_limit(
    settings: Settings, scale: float, free: int
) -> None:
    settings.RATE_SCALE = scale

    tries = [over_limit(ANN, limit=4, seconds=60) for _try in range(50)]

    assert tries.count(False) == free


def test_no_address_is_kept_and_the_salt_dies_with_the_day() -> None:
    with time_machine.travel("2026-11-22T23:59:00Z", tick=False) as clock:
        over_limit(ANN, limit=1, seconds=600)
        kept = list(cache._cache)  # type: ignore[attr-defined]  # the local one of the tests
        assert len(kept) == 2
        assert not any("198.51.100.7" in key for key in kept)
        first = salt_of_the_day(now())
        assert salt_of_the_day(now()) == first
        clock.shift(120)
        assert salt_of_the_day(now()) != first


def test_looking_at_a_limit_does_not_count() -> None:
    seen = [is_at_limit(ANN, limit=2)]
    for _try in range(2):
        over_limit(ANN, limit=2, seconds=60)
        seen += [is_at_limit(ANN, limit=2)] * 3

    assert seen == [False, *[False] * 3, *[True] * 3]
    assert not is_at_limit(("submit", "198.51.100.8"), limit=2)


def test_a_flood_past_a_limit_is_one_line_that_names_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    who = ("search", 60, "203.0.113.77")

    for _ in range(9):
        over_limit(who, 3, 60)

    assert caplog.messages == ["past the limit “search”"]


@pytest.mark.parametrize("typed", [*TEXTS.values(), "\ud800", ""])
def test_whatever_is_typed_makes_a_key_that_a_cache_takes(
    typed: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A key with a blank, or too long, would be a warning, and warnings are errors here."""
    caplog.set_level(
        logging.CRITICAL
    )  # no line: a report with half a letter is no report
    tries = [over_limit((typed, 60, typed), 1, 60) for _ in range(2)]

    assert tries == [False, True]
    assert not over_limit((typed, 60, f"{typed}x"), 1, 60)
