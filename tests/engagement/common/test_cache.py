"""The cache with a real Valkey that is killed, frozen and brought back."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engagement.common.cache import LOOK_AGAIN_AFTER, FailSoftRedisCache
from tests.harness.processes import Broker, wait_until


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Broker]:
    server = Broker(tmp_path).start()
    yield server
    server.kill()


def make_cache(server: Broker) -> FailSoftRedisCache:
    return FailSoftRedisCache(server.url, {})


def test_two_processes_share_what_they_keep(server: Broker) -> None:
    one, other = make_cache(server), make_cache(server)

    one.set("a", {"b": 1}, 60)
    one.add("n", 1, 60)

    assert other.get("a") == {"b": 1}
    assert other.incr("n") == 2
    assert not other.add("n", 5, 60)
    assert other.get_many(["a", "n", "x"]) == {"a": {"b": 1}, "n": 2}
    assert (other.has_key("a"), other.delete("a"), one.get("a", 7)) == (True, True, 7)
    with pytest.raises(ValueError, match="not found"):
        one.incr("nothing")


def test_without_a_server_it_goes_on_by_itself_and_quickly(server: Broker) -> None:
    kept = make_cache(server)
    server.kill()

    began = time.perf_counter()
    kept.set("a", 1, 60)
    counted = [kept.incr("a") for _time in range(50)]

    assert counted == list(range(2, 52))
    assert time.perf_counter() - began < 0.5


def test_a_frozen_server_costs_one_short_wait(server: Broker) -> None:
    kept = make_cache(server)
    kept.set("a", 1, 60)
    server.freeze()

    began = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: kept.get(f"b{n}", "none"), range(40)))
    took = time.perf_counter() - began
    server.thaw()

    assert answers == ["none"] * 40
    assert took < 0.6


@pytest.mark.slow
def test_when_the_server_is_back_it_is_used_again(server: Broker) -> None:
    kept, other = make_cache(server), make_cache(server)
    server.kill()
    kept.set("a", "kept here", 60)
    assert kept.get("a") == "kept here"

    server.start()
    wait_until(lambda: kept.get("a") is None, what="the memory of the outage is gone")
    kept.set("b", 1, 60)

    assert other.get("b") == 1


@pytest.mark.slow
def test_while_it_is_away_only_one_caller_at_a_time_looks(server: Broker) -> None:
    kept = make_cache(server)
    server.kill()
    kept.get("a")
    line = kept._line

    assert not line.may_ask()
    asked = [line.may_ask() for _time in range(3)]
    wait_until(line.may_ask, seconds=LOOK_AGAIN_AFTER * 2, what="it looks again")

    assert asked == [False, False, False]
    assert not line.may_ask()


def test_a_server_that_is_away_is_said_once_and_so_is_its_return(
    server: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    cache = make_cache(server)
    server.kill()

    for _ in range(5):
        cache.get("a")
    server.start()
    wait_until(
        lambda: not cache.get("a") and not cache.is_away, what="it is asked again"
    )

    said = [line for line in caplog.messages if line.startswith("Redis")]
    assert said == [
        "Redis is away: each process remembers for itself.",
        "Redis is back.",
    ]
