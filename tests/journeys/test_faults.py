"""Half broken is still useful: a lost queue costs nobody anything, a lost database is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engagement.concerns.models import Concern, Kind
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_kind
from tests.factories.places import make_neighborhood, make_town, middle_of
from tests.harness.mailsink import MailSink
from tests.harness.processes import Broker, House, wait_until
from tests.harness.wire import Wire
from tests.journeys.visiting import Answer, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
STORY = "Three lamps in a row are out on the way home from the station"
AT_ONCE = 0.3  # seconds
KEY = "a-key-of-the-visitor-{}"


@pytest.fixture
def place() -> Neighborhood:
    make_town()
    return make_neighborhood()


@pytest.fixture
def kind() -> Kind:
    return make_kind("street_lighting")


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire().mend()
    yield wire
    wire.cut()


def send(visitor: Visitor, place: Neighborhood, kind: Kind, number: int) -> Answer:
    lat, lon = middle_of(place)
    return visitor.send_concern(
        KEY.format(number),
        kind=kind.code,
        text=STORY,
        lat=lat,
        lon=lon,
        contact_by="email",
        contact=f"visitor{number}@example.org",
        wants_updates=True,
    )


def test_with_a_frozen_broker_a_concern_is_taken_at_once_and_its_letter_follows(
    place: Neighborhood,
    kind: Kind,
    house: House,
    broker: Broker,
    sink: MailSink,
) -> None:
    visitor = Visitor(house.web())
    house.worker()
    house.relay()
    assert send(visitor, place, kind, 0).status == 201
    wait_until(lambda: len(sink.letters) == 1, what="the first letter")

    broker.freeze()
    answers = [send(visitor, place, kind, number) for number in range(1, 6)]
    broker.thaw()

    assert [answer.status for answer in answers] == [201] * 5
    assert sorted(answer.seconds for answer in answers)[2] < AT_ONCE
    wait_until(lambda: len(sink.letters) == 6, what="the letters", seconds=90)
    sent_to = sorted(to for each in sink.recipients for to in each)
    assert sent_to == [f"visitor{number}@example.org" for number in range(6)]


def test_a_lost_database_is_said_at_once_and_the_words_come_back(
    place: Neighborhood, kind: Kind, wire: Wire, broker: Broker, tmp_path: Path
) -> None:
    house = House(broker.url, "smtp://127.0.0.1:9", tmp_path)
    house.database_url = house.through(wire.port)
    visitor = Visitor(house.web())
    try:
        begun = visitor.fill(visitor.ask("/report/what/"), kind=kind.code)
        assert begun.status == 200, begun.text
        wire.cut()
        lost = visitor.fill(begun, place=STORY)
        program = send(visitor, place, kind, 1)
        wire.mend()
        again = send(visitor, place, kind, 1)
    finally:
        house.close()

    assert (lost.status, program.status) == (503, 503)
    assert STORY in lost.text
    assert "may not have been saved" in lost.text
    assert program.json()["error"]["message"].startswith(
        "This site cannot answer right now"
    )
    assert max(lost.seconds, program.seconds) < 3  # the pool waits 2 s for a line
    assert again.status == 201
    assert Concern.objects.count() == 1
