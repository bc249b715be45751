"""A copy of one's data: once a day, sealed, for its owner alone, gone after two days."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from time import monotonic
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from pytest_django.fixtures import Settings

from engagement.audit.models import Entry
from engagement.common.persons import StoredFile, Tables
from engagement.common.sealed import UnreadableError, unseal
from engagement.front.choices import ExportState
from engagement.front.errors import AskedTooOftenError
from engagement.front.models import Export, ExportPiece
from engagement.front.personal.archive import as_csv, write_archive
from engagement.front.personal.sealing import (
    PIECE,
    new_key,
    opened_pieces,
    sealed_pieces,
)
from engagement.front.services.expiring import purge_exports
from engagement.front.services.exporting import (
    ask_for_export,
    bytes_of,
    make_export,
    tell_of_export,
)
from engagement.moderation.services.pictures import read_picture
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.canary import make_canary
from tests.factories.concerns import make_concern
from tests.factories.heavy import make_heavy
from tests.factories.people import make_user
from tests.factories.photos import make_sent_photo
from tests.factories.places import make_town
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
HOUR = timedelta(hours=1)


def run_jobs(task: str, at: datetime) -> None:
    """Do what a worker does with the waiting jobs of one name."""
    runs = {"front.make_export": make_export, "front.tell_of_export": tell_of_export}
    for job in Job.objects.filter(task=task, done_at=None):
        runs[task](job_id=job.pk, export_id=job.arguments["export_id"], now=at)


def made(user: User, at: datetime = NOW) -> Export:
    ask_for_export(actor=user, now=at)
    run_jobs("front.make_export", at)
    return Export.objects.get(person=user)


def opened(export: Export) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(bytes_of(export))))


def acts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("action", flat=True))


def test_a_copy_is_a_page_and_a_table_for_each_thing_kept() -> None:
    make_town()
    ada = make_user("ada@example.org", name="Ada")
    make_concern(person=ada, text="My own <b>words</b>, ünd ñ")

    copy = opened(made(ada))

    page = copy.read("index.html").decode()
    rows = json.loads(copy.read("tables/concerns.concern.json"))
    table = copy.read("tables/concerns.concern.csv").decode("utf-8-sig")
    assert "My own &lt;b&gt;words&lt;/b&gt;, ünd ñ" in page
    assert "<script" not in page
    assert [row["text"] for row in rows] == ["My own <b>words</b>, ünd ñ"]
    assert next(csv.DictReader(io.StringIO(table)))["text"] == rows[0]["text"]
    assert json.loads(copy.read("tables/people.user.json"))[0]["name"] == "Ada"
    assert all(
        name in {"index.html", "archive.css"} or name.startswith("tables/")
        for name in copy.namelist()
    )


def test_a_copy_is_written_in_the_persons_language() -> None:
    make_town()
    page = opened(made(make_user(language="ar-xb"))).read("index.html").decode()

    assert '<html lang="ar-xb" dir="rtl">' in page


def test_a_cell_that_a_spreadsheet_would_run_is_only_read() -> None:
    rows = [{"text": text, "lon": -71.5} for text in ("=1+1", "@x", "-2", "\tx", "ok")]

    cells = [row["text"] for row in csv.DictReader(io.StringIO(as_csv(rows)[1:]))]

    assert cells == ["'=1+1", "'@x", "'-2", "'\tx", "ok"]
    assert "-71.5" in as_csv(rows)
    assert "'-71.5" not in as_csv(rows)


@pytest.fixture
def storage(settings: Settings) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }


@pytest.mark.usefixtures("storage")
def test_files_come_along_under_names_of_ours() -> None:
    default_storage.save("photos/a.PNG", ContentFile(b"pixels"))
    tables: Tables = {
        "../../etc/passwd": [
            {"photo": StoredFile("photos/a.PNG"), "gone": StoredFile("no.jpg")}
        ]
    }
    file = io.BytesIO()

    write_archive(file, tables, language="en", rtl=False, now=NOW)

    with ZipFile(file) as copy:
        names = copy.namelist()
        assert copy.read("files/1.png") == b"pixels"
        row = json.loads(copy.read("tables/....etcpasswd.json"))[0]
    assert row == {"photo": "files/1.png", "gone": ""}
    assert [name for name in names if name.startswith("/") or "../" in name] == []


@pytest.mark.usefixtures("media")
def test_a_copy_holds_the_photos_its_owner_sent_and_no_others() -> None:
    make_town()
    ada = make_user()
    concern = make_concern(person=ada)
    photo = make_sent_photo(concern)
    make_sent_photo(concern, by_staff=True)
    make_sent_photo(make_concern(person=make_user()))

    copy = opened(made(ada))

    files = [name for name in copy.namelist() if name.startswith("files/")]
    assert files == ["files/1.jpg"]
    assert copy.read("files/1.jpg") == read_picture(
        picture=photo.picture, part="cleaned"
    )
    rows = json.loads(copy.read("tables/concerns.photo.json"))
    assert [(row["reference"], row["file"]) for row in rows] == [
        (str(concern), "files/1.jpg")
    ]


def test_one_copy_a_day_and_a_failed_one_does_not_count() -> None:
    ada = make_user()
    ask_for_export(actor=ada, now=NOW)

    with pytest.raises(AskedTooOftenError):
        ask_for_export(actor=ada, now=NOW + HOUR / 2)
    again = ask_for_export(actor=ada, now=NOW + HOUR)  # an hour and not made: failed

    assert list(Export.objects.all()) == [again]
    run_jobs("front.make_export", NOW + HOUR)
    with pytest.raises(AskedTooOftenError):
        ask_for_export(actor=ada, now=NOW + 24 * HOUR)
    ask_for_export(actor=ada, now=NOW + 25 * HOUR)
    assert acts() == ["person.ask_export"] * 3


def test_states_follow_the_clock() -> None:
    ada = make_user()
    export = ask_for_export(actor=ada, now=NOW)
    states = [export.state_at(NOW), export.state_at(NOW + HOUR)]
    run_jobs("front.make_export", NOW + HOUR)
    export.refresh_from_db()
    states += [export.state_at(NOW + hours * HOUR) for hours in (48, 49)]

    assert states == [
        ExportState.MAKING,
        ExportState.FAILED,
        ExportState.READY,
        ExportState.GONE,
    ]


def test_a_copy_leaves_after_48_hours_with_every_piece() -> None:
    export = made(make_user())
    Export.objects.create(person=make_user(), asked_at=NOW)  # never made

    assert purge_exports(now=NOW + 48 * HOUR - timedelta(seconds=1)) == 0
    assert ExportPiece.objects.filter(export=export).count() == 1
    assert purge_exports(now=NOW + 48 * HOUR) == 2
    assert ExportPiece.objects.count() == 0


def test_making_twice_makes_one_copy_and_one_letter() -> None:
    make_town()
    export = made(make_user())
    make_export(job_id=0, export_id=export.pk, now=NOW + HOUR)

    export.refresh_from_db()
    assert export.ready_at == NOW
    assert Job.objects.filter(task="front.tell_of_export").count() == 1


def test_who_was_closed_meanwhile_gets_no_copy() -> None:
    ada = make_user()
    ask_for_export(actor=ada, now=NOW)
    User.objects.filter(pk=ada.pk).update(is_active=False)

    run_jobs("front.make_export", NOW)

    assert (ExportPiece.objects.count(), Export.objects.get().ready_at) == (0, None)
    assert Job.objects.filter(done_at=None).count() == 0


def test_a_letter_says_that_the_copy_is_ready_and_opens_nothing_itself(
    mailoutbox: list[object],
) -> None:
    make_town()
    made(make_user("ada@example.org"))

    run_jobs("front.tell_of_export", NOW)

    (letter,) = mailoutbox
    assert letter.subject == "The copy of your data is ready"  # type: ignore[attr-defined]  # Django's own letter
    assert "/my/data/\n" in letter.body  # type: ignore[attr-defined]  # as above


def test_no_letter_about_a_copy_that_is_gone(mailoutbox: list[object]) -> None:
    made(make_user())

    run_jobs("front.tell_of_export", NOW + 48 * HOUR)

    assert mailoutbox == []
    assert Job.objects.filter(done_at=None).count() == 0


def test_a_sealed_copy_tells_nothing_and_notices_a_change() -> None:
    canary = make_canary(NOW)
    Export.objects.all().delete()
    export = made(canary)
    sealed = [bytes(piece.sealed) for piece in ExportPiece.objects.order_by("number")]
    key = unseal(export.key_sealed)

    assert all(b"zyxcanary" not in piece and b"PK" not in piece[:4] for piece in sealed)
    assert b"".join(opened_pieces(sealed, key))[:2] == b"PK"
    for wrong in (new_key(), key):
        pieces = sealed if wrong != key else [sealed[0][:-4] + b"AAA="]
        with pytest.raises(UnreadableError):
            list(opened_pieces(pieces, wrong))


def test_pieces_cannot_change_places() -> None:
    key = new_key()
    pieces = list(sealed_pieces(io.BytesIO(b"a" * PIECE + b"b"), key))

    assert b"".join(opened_pieces(pieces, key)) == b"a" * PIECE + b"b"
    with pytest.raises(UnreadableError):
        list(opened_pieces(pieces[::-1], key))


def test_the_page_and_the_file_are_the_owners_alone(client: Client) -> None:
    make_town()
    ada, bob = make_user(), make_user()
    export = made(ada, now())

    sign_in(client, bob)
    assert client.get("/my/data/file/").status_code == 404
    assert "Take my copy" not in client.get("/my/data/").content.decode()
    sign_in(client, ada)
    answer = client.get("/my/data/file/")

    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # it streams
    assert body == b"".join(bytes_of(export))
    assert len(body) == export.size == int(answer.headers["Content-Length"])
    assert "no-store" in answer.headers["Cache-Control"]
    assert acts() == ["person.ask_export", "access.denied", "person.take_export"]


def test_the_file_is_gone_at_the_next_request_once_it_has_run_out(
    client: Client,
) -> None:
    ada = make_user()
    made(ada, now() - 48 * HOUR)
    sign_in(client, ada)

    assert client.get("/my/data/file/").status_code == 404


def test_who_signed_in_long_ago_proves_it_again(client: Client) -> None:
    make_town()
    ada = make_user()
    ada.set_password("three good words")
    ada.save()
    made(ada, now())
    client.force_login(ada)

    for path in ("/my/data/file/", "/my/erase/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/reauthenticate/")
    assert client.post("/my/data/ask/").headers["Location"].startswith("/account/")


def test_asking_twice_on_the_page_is_said_in_words(client: Client) -> None:
    make_town()
    sign_in(client, make_user())

    first = client.post("/my/data/ask/", follow=True).content.decode()
    second = client.post("/my/data/ask/", follow=True).content.decode()

    assert "We are making your copy." in first
    assert "You can ask for a copy once a day." in second
    assert Export.objects.count() == 1


@pytest.mark.slow
def test_a_copy_for_somebody_with_thousands_of_rows_takes_seconds() -> None:
    make_town()
    ada = make_user()
    make_heavy(ada, concerns=2_000, voices=5_000)

    begun = monotonic()
    export = made(ada)
    took = monotonic() - begun

    rows = json.loads(opened(export).read("tables/concerns.voice.json"))
    assert len(rows) == 5_000
    assert took < 60, f"{took:.1f} s"


def test_a_copy_asks_the_same_number_of_questions_for_one_row_and_for_three() -> None:
    counts = []
    for many in (1, 3):
        user = make_user()
        for _number in range(many):
            make_concern(person=user)
        with CaptureQueriesContext(connection) as asked:
            made(user)
        counts.append(len(asked))

    assert counts[0] == counts[1]
