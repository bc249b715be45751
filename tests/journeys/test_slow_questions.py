"""A question that takes too long is cut short, where somebody waits for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from celery import current_app
from pytest_django import Settings

from config.settings import servers
from tests.config.test_faults import SOUND
from tests.factories.places import make_town
from tests.harness.asking import limits_here
from tests.harness.processes import Broker, House, wait_until
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SAY = "import django; django.setup(); from tests.harness.asking import limits_here; "


@pytest.fixture
def town(
    house: House, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> House:
    for name, value in SOUND.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    house.settings, house.site_url = "tests.harness.production", SOUND["SITE_URL"]
    house.database_url = house._database_url()
    make_town()
    return house


def test_a_page_that_asks_too_long_says_so_calmly(town: House) -> None:
    said = {"Host": "safety.example.org", "X-Forwarded-Proto": "https"}
    visitor = Visitor(town.web(), said)

    page = visitor.ask("/asks-long/")

    assert page.status == 503
    assert 4 < page.seconds < 20
    assert "We will be back soon" in page.text
    assert "Traceback" not in page.text
    assert "canceling statement due to statement timeout" in town.logs()
    assert visitor.ask("/about/").status == 200  # its connection serves the next one


def test_a_worker_has_a_minute(town: House, broker: Broker) -> None:
    alone = ("--without-gossip", "--without-mingle", "-c", "1")
    town.run("-m", "celery", "-A", "config", "worker", "-I", "tests.harness.asked", *alone)  # fmt: skip

    with current_app.connection_for_write(broker.url) as line:
        current_app.send_task("tests.say_limits", connection=line)

    wait_until(lambda: "limits 1min 30s 5min" in town.logs(), seconds=60)


def test_a_command_has_all_the_time_it_needs(town: House) -> None:
    command = town.run("-c", SAY + "print('limits', limits_here())")

    assert command.wait(60) == 0
    assert f"limits {limits_here()}\n" in town.logs()
    assert limits_here() == "0 0 0"


def test_what_the_address_of_the_database_says_itself_wins() -> None:
    database = servers.database("postgres://t@/t?options=-c%20statement_timeout%3D9s")

    servers.limit_questions(database, {"statement_timeout": "5s", "lock_timeout": "4s"})

    assert database["OPTIONS"] == {
        "options": "-c statement_timeout=5s -c lock_timeout=4s -c statement_timeout=9s"
    }
