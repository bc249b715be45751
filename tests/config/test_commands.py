"""What holds for every management command."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.config.towns import HOUSE


@pytest.mark.slow
def test_a_reader_who_has_read_enough_is_no_fault() -> None:
    command = subprocess.Popen(
        [sys.executable, "manage.py", "help"],
        cwd=HOUSE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert command.stdout
    assert command.stderr
    command.stdout.close()

    with command.stderr as said:
        assert said.read() == ""
    assert command.wait(60) == 1
