"""A mail server, a broker and programs of ours, for any test that asks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.harness.mailsink import MailSink
from tests.harness.processes import Broker, House


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    """A real mail server, and our own process told to use it."""
    sink = MailSink().start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = sink.port
    yield sink
    sink.stop()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path).start()
    yield broker
    broker.kill()


@pytest.fixture
def house(sink: MailSink, broker: Broker, tmp_path: Path) -> Iterator[House]:
    house = House(broker.url, sink.url, tmp_path)
    yield house
    house.close()


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    """A directory of one's own for files, as a town has it."""
    files = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(files)},
        },
    }
    return files
