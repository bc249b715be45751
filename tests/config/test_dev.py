"""The demo's own settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
ASK = "from config.settings import dev; print(dev.SITE_URL)"


def site_url(state: Path, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=HOUSE,
        env={"PATH": os.environ["PATH"], "STATE_DIR": str(state), **env},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.slow
def test_a_command_beside_a_demo_writes_letters_that_lead_to_it(tmp_path: Path) -> None:
    alone = site_url(tmp_path)
    (tmp_path / "address").write_text("http://localhost:8200")

    assert alone == "http://localhost:8000"
    assert site_url(tmp_path) == "http://localhost:8200"
    assert site_url(tmp_path, PORT="8300") == "http://localhost:8300"
    named = site_url(tmp_path, SITE_URL="https://town.example.org")
    assert named == "https://town.example.org"
