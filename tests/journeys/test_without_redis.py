"""Redis is killed: people still sign in, and limits still hold (SECURITY promise 19)."""

from __future__ import annotations

import pytest

from engagement.common.limits import SEARCHES
from tests.factories.people import make_user
from tests.factories.places import make_town
from tests.harness.mailsink import MailSink
from tests.harness.processes import Broker, House, wait_until
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_without_redis_people_sign_in_and_limits_hold(
    house: House, broker: Broker, sink: MailSink
) -> None:
    house.settings = "tests.harness.earnest"
    make_town()
    make_user("ann@example.org")
    visitor = Visitor(house.web())
    house.relay()
    broker.kill()

    page = visitor.ask("/account/login/code/")
    asked = visitor.fill(page, email="ann@example.org")
    wait_until(lambda: len(sink.letters) == 1, what="the code", seconds=60)
    searches = [
        visitor.ask("/find-place/?q=mill").status
        for _number in range(SEARCHES.most + 1)
    ]

    assert (page.status, asked.status) == (200, 200)
    assert asked.url.endswith("/account/login/code/confirm/")
    assert searches == [200] * SEARCHES.most + [429]
