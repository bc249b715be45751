"""A photo that tells on its sender leaves nothing of that anywhere it is kept."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from engagement.concerns.models import Photo
from tests.engagement.concerns.walking import Walk
from tests.factories.concerns import make_starter_kinds
from tests.factories.pictures import CANARY, LOADED
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NAME = "canary-of-a-name.jpg"
AGENT, NETWORK = "canary-of-an-agent", "203.0.113.99"


def everything_kept() -> bytes:
    """Every row of every table, as the database gives it."""
    rows = [list(model._default_manager.values()) for model in apps.get_models()]
    return repr(rows).encode()


def test_nothing_a_photo_told_is_kept_in_tables_files_cache_or_log(
    media: Path, caplog: pytest.LogCaptureFixture
) -> None:
    loaded = [LOADED[kind]() for kind in ("exif and gps", "trailing zip", "png text")]
    caplog.set_level(logging.DEBUG)  # not before: making the files speaks of them
    make_starter_kinds()
    walk = Walk(make_neighborhood())
    walk.client.defaults |= {"HTTP_USER_AGENT": AGENT, "REMOTE_ADDR": NETWORK}
    walk.to("photos").photos(photos=[SimpleUploadedFile(NAME, raw) for raw in loaded])
    walk.details()
    walk.contact()
    walk.post("check")

    files = [path.read_bytes() for path in media.rglob("*") if path.is_file()]
    names = [str(path) for path in media.rglob("*")]
    kept = [
        everything_kept(),
        repr(names).encode(),
        repr(vars(cache)).encode(),
        caplog.text.encode(),
        *files,
    ]
    assert Photo.objects.count() == 3
    assert len(files) == 6
    assert all(CANARY in raw for raw in loaded)
    secrets = [CANARY, NAME.encode(), AGENT.encode(), NETWORK.encode()]
    found = [secret for secret in secrets for content in kept if secret in content]
    assert found == []
