"""Many threads ask where a point lies: a crash would end the whole web process."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASK_TOGETHER = """
import random, threading
import shapely
from engagement.places.locate import Locator

def ask(town, start):
    start.wait()
    for _ in range(40):
        town.find(random.uniform(0, 0.05), random.uniform(0, 0.07))

for _ in range(60):
    spots = [(i % 4 * 0.02, i // 4 * 0.02) for i in range(12)]
    areas = {i + 1: shapely.Point(*at).buffer(0.012, 64) for i, at in enumerate(spots)}
    town, start = Locator(areas), threading.Barrier(8)
    threads = [threading.Thread(target=ask, args=(town, start)) for _ in range(8)]
    [one.start() for one in threads]
    [one.join() for one in threads]
"""


@pytest.mark.slow
def test_threads_that_ask_at_once_all_get_an_answer() -> None:
    """In a program of its own: what this looks for kills the one it happens in."""
    asked = subprocess.run([sys.executable, "-c", ASK_TOGETHER], check=False)

    assert asked.returncode == 0
