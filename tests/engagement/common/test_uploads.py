"""Too much is refused before it is read; a photo as it was sent touches no disk."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from engagement.common.images import (
    AT_ONCE,
    LONGEST_SIDE,
    MOST_BYTES,
    MOST_CPU,
    MOST_IN_ROOM,
    MOST_MEMORY,
    MOST_PIXELS,
    SMALL_SIDE,
    STORED_SIDE,
)
from engagement.common.limits import PHOTOS_CONCERN, PHOTOS_NETWORK
from engagement.common.uploads import LONGEST_NAME, MOST_AT_ONCE
from engagement.concerns.models import DraftPhoto
from engagement.concerns.models.photos import MOST_PHOTOS
from engagement.front.views.setting_up import set_up
from tests.engagement.concerns.walking import Walk
from tests.factories.concerns import make_starter_kinds
from tests.factories.pictures import CANARY, exif, make_photo
from tests.factories.places import make_neighborhood

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


class NeverRead(BytesIO):
    """A body that tells how much of it was asked for."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        self.taken += len(content)
        return content


def bring(path: str, length: int) -> tuple[Any, NeverRead]:
    body, client = NeverRead(b"x" * 1000), Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = (
        "a" * 32
    )  # so that the token in the body is looked for
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_TYPE": "multipart/form-data; boundary=----x",
        "CONTENT_LENGTH": str(length),
        "wsgi.input": body,
    }
    answer = client.request(**environ)
    return answer, body


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/report/photos/", MOST_AT_ONCE),
        ("/report/details/", 2_621_440),
        (reverse("account_login"), 2_621_440),
        ("/", 2_621_440),
    ],
)
def test_a_body_that_is_too_large_is_refused_in_words_and_unread(
    path: str, most: int
) -> None:
    answer, body = bring(path, most + 1)

    assert answer.status_code == 413
    assert "This is too much at once" in answer.text
    assert body.taken == 0


def test_a_town_still_sends_its_boundary() -> None:
    assert bring(reverse("front:set_up"), 30 * 1024 * 1024)[0].status_code != 413
    assert bring(reverse("front:set_up"), 33 * 1024 * 1024)[0].status_code == 413


def test_a_photo_as_it_was_sent_never_lies_on_a_disk(
    tmp_path: Path, settings: Settings, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drops = tmp_path / "temporary"
    drops.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(drops)
    monkeypatch.setattr(tempfile, "tempdir", str(drops))
    drops.chmod(0o500)
    make_starter_kinds()
    walk = Walk(make_neighborhood()).to("photos")
    photo = make_photo(exif=exif())
    heavy = photo + b"\x00" * (5_000_000 - len(photo))  # Django would use a file

    answer = walk.photos(
        photos=[SimpleUploadedFile("me.jpg", heavy, "image/jpeg")], add="1"
    )

    assert answer.status_code == 302
    assert CANARY in heavy
    assert DraftPhoto.objects.count() == 1
    assert list(drops.iterdir()) == []
    kept = [path.read_bytes() for path in media.rglob("*.jpg")]
    assert len(kept) == 2
    assert not any(CANARY in content for content in kept)
    assert not any("me" in path.name for path in media.rglob("*"))


def test_a_file_over_the_limit_is_told_from_the_others_without_keeping_it() -> None:
    make_starter_kinds()
    walk = Walk(make_neighborhood()).to("photos")
    name = "a" * 90 + ".jpg"
    files = [
        SimpleUploadedFile(name, b"\xff\xd8\xff" + b"\x00" * MOST_BYTES),
        SimpleUploadedFile("good.jpg", make_photo()),
    ]

    page = walk.photos(photos=files, add="1")

    assert page.status_code == 200
    why = "This photo is larger than 10 MB. Choose a smaller one."
    assert page.context["form"].errors == {
        "photos": [f"“{name[:LONGEST_NAME]}”: {why}"]
    }
    assert DraftPhoto.objects.count() == 1


def test_a_flood_of_files_is_too_much_at_once() -> None:
    files = [SimpleUploadedFile(f"{number}.jpg", b"x") for number in range(101)]

    answer = Client().post("/report/photos/", {"photos": files})
    with_token = Client(enforce_csrf_checks=True)
    with_token.cookies["csrftoken"] = "a" * 32
    refused = with_token.post("/report/photos/", {"photos": files})

    assert answer.status_code == 302  # nobody asked for the body
    assert refused.status_code == 413


def test_the_page_of_limits_says_what_the_code_does() -> None:
    page = (Path(__file__).parents[3] / "docs/uploads.md").read_text()
    numbers = {
        MOST_BYTES,
        MOST_PIXELS,
        LONGEST_SIDE,
        STORED_SIDE,
        MOST_AT_ONCE,
        django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        set_up.most_bytes,  # type: ignore[attr-defined]  # a note on the function
    }
    few = {
        f"| photos of a concern | {MOST_PHOTOS},",
        f"| in an hour, of one concern | {PHOTOS_CONCERN.most} |",
        f"| in an hour, from one network | {PHOTOS_NETWORK.most} |",
        f"{MOST_MEMORY // 1024**2} MB of address space and {MOST_CPU} seconds",
        f"a small one of {SMALL_SIDE} pixels",
    }

    assert [number for number in numbers if f"{number:,}" not in page] == []
    assert [words for words in few if words not in page] == []
    assert (AT_ONCE, MOST_IN_ROOM) == (2, 4)  # “two run at a time”, “four”
