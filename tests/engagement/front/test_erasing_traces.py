"""What somebody sent through the pages, what a court holds, and what reports count of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from config.settings import servers
from engagement.concerns.choices import VoiceRole
from engagement.concerns.counters import recount
from engagement.concerns.models import Concern, LegalHold, Message, Photo
from engagement.concerns.queries.photos import public_photos
from engagement.concerns.services import hold_issue, lift_hold
from engagement.front.personal.owners import let_go
from engagement.front.personal.retention import BY_CODE
from engagement.moderation.choices import State
from engagement.moderation.models import Review
from engagement.people.models import User
from engagement.priorities.models import InputRow, Line, Report
from tests.engagement.concerns.walking import Walk
from tests.factories.builds import build_again, make_voiced_issue
from tests.factories.canary import (
    ADDRESS,
    MARK,
    files_kept,
    links_to_people,
    make_canary,
    traces_in_the_database,
)
from tests.factories.concerns import make_concern, make_starter_kinds, make_voice
from tests.factories.people import LONG_AGO, make_admin, make_user
from tests.factories.photos import make_sent_photo
from tests.factories.pictures import CANARY, LOADED
from tests.factories.places import make_neighborhood, make_town
from tests.harness.memory import words_in
from tests.harness.sessions import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_ledger(settings: Settings, tmp_path: Path) -> None:
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"


# -- through the pages -------------------------------------------------------------------
@pytest.fixture
def memory(settings: Settings) -> Iterator[redis.Redis]:
    """The town's own cache instead of the tests'."""
    address = servers.cache(settings.REDIS_URL)
    settings.CACHES = {
        "default": {
            "BACKEND": "engagement.common.cache.FailSoftRedisCache",
            "LOCATION": address,
        }
    }
    cache.clear()
    yield redis.Redis.from_url(address)
    cache.clear()


def sent_through_the_pages(ada: User) -> Walk:
    make_starter_kinds()
    walk = Walk(make_neighborhood())
    sign_in(walk.client, ada)
    walk.to("photos")
    raw = LOADED["exif and gps"]()
    walk.photos(photos=[SimpleUploadedFile(f"{MARK}.jpg", raw)])
    walk.details(text=f"{MARK}text Cars race past", how_often=f"{MARK}often")
    walk.contact(contact_by="email", email=ADDRESS, name=f"{MARK}name", updates="on")
    walk.post("check")
    return walk


def test_what_was_sent_through_the_pages_is_gone_from_tables_files_and_memory(
    media: Path,
    memory: redis.Redis,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    make_town()
    ada = make_user(ADDRESS, name=f"{MARK}name")
    walk = sent_through_the_pages(ada)
    before, files, keys = traces_in_the_database(), files_kept(), words_in(memory)

    with django_capture_on_commit_callbacks(execute=True):
        answer = walk.client.post("/my/erase/", {"word": "ERASE"})

    assert answer.headers["Location"] == "/erased/"
    assert {"concerns_concern", "moderation_review", "people_user"} <= set(before)
    assert (len(files), Photo.objects.count()) == (2, 0)
    assert traces_in_the_database() == []
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert keys  # the limits were counted there
    kept = [*keys, *words_in(memory)]
    secrets = (MARK, CANARY.decode())
    assert [each for each in kept if any(one in each for one in secrets)] == []


# -- what a court holds ------------------------------------------------------------------
def a_night(django_capture: DjangoCaptureOnCommitCallbacks) -> None:
    with django_capture(execute=True):
        for sort in BY_CODE.values():
            sort.leave(now=NOW)


def held_canary() -> tuple[Concern, LegalHold]:
    """A concern whose words a court holds, with photos that are public."""
    canary, admin = make_canary(NOW), make_admin()
    concern = Concern.objects.get(person=canary)
    Review.objects.filter(picture__photo__concern=concern).update(state=State.PASSED)
    assert public_photos().filter(concern=concern).exists()
    number = concern.issue.reference
    return concern, hold_issue(reference=number, reason="Court", actor=admin, now=NOW)


def test_what_is_held_waits_unseen_and_without_a_name(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    concern, _hold = held_canary()
    canary = concern.person
    assert canary is not None

    with django_capture_on_commit_callbacks(execute=True):
        let_go(canary)
    a_night(django_capture_on_commit_callbacks)

    concern.refresh_from_db()
    assert concern.text == f"{MARK}text The lamp is out"
    assert (concern.person, bytes(concern.contact_sealed)) == (None, b"")
    assert traces_in_the_database() == ["concerns_concern", "concerns_message"]
    left = {str(link) for link in links_to_people() if link.leads_to(canary.pk)}
    assert left == {"audit.entry.actor"}
    assert not public_photos().filter(concern=concern).exists()
    assert len(files_kept()) == 2


def test_what_was_held_goes_the_night_after_and_nothing_of_others(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    concern, hold = held_canary()
    canary = concern.person
    assert canary is not None
    beside = make_concern(issue=concern.issue, person=make_user())
    photo = make_sent_photo(beside)

    with django_capture_on_commit_callbacks(execute=True):
        let_go(canary)
    lift_hold(hold_id=hold.pk, actor=make_admin(), now=NOW)
    a_night(django_capture_on_commit_callbacks)

    beside.refresh_from_db()
    assert traces_in_the_database() == []
    assert list(Photo.objects.all()) == [photo]
    assert len(files_kept()) == 2
    assert beside.text == "The lamp on Mill Lane is out"
    assert not Message.objects.filter(concern=concern).exists()


# -- what reports count ------------------------------------------------------------------
def counted(report: Report) -> tuple[object, ...]:
    """The whole of a report: itself, its lines, and the rows they count."""
    return (
        Report.objects.values().get(pk=report.pk),
        list(Line.objects.filter(report=report).order_by("pk").values()),
        list(InputRow.objects.filter(report=report).order_by("pk").values()),
    )


def test_a_report_built_again_after_erasing_is_the_same_to_the_byte() -> None:
    place, ada = make_neighborhood(), make_user()
    make_voiced_issue(place, "crossing", 12)
    whole = make_voiced_issue(place, "barking", 9)
    part = make_voiced_issue(
        place, "barking", 4, merged_into=whole, merged_path=[whole.pk]
    )
    make_concern(issue=whole, person=ada)
    make_voice(whole, person=ada, role=VoiceRole.REPORTER)
    make_voice(part, person=ada)
    recount([whole.pk])
    User.objects.update(joined_at=LONG_AGO)  # a sign of new accounts counts accounts
    before = counted(build_again(place))

    let_go(ada)

    assert before[2]
    assert counted(build_again(place)) == before


def test_who_spoke_on_two_issues_of_one_line_counts_as_two_once_erased() -> None:
    """RULINGS 11: without a person, nothing may tell that two voices were one."""
    place, ada = make_neighborhood(), make_user()
    issues = [make_voiced_issue(place, "crossing", 6) for _number in range(2)]
    for issue in issues:
        make_voice(issue, person=ada, role=VoiceRole.REPORTER)
    recount([issue.pk for issue in issues])
    sums = ("issue", "v", "x", "people", "has_verified")
    before = build_again(place)
    rows = list(before.inputs.order_by("issue").values_list(*sums))

    let_go(ada)

    after = build_again(place)
    assert list(after.inputs.order_by("issue").values_list(*sums)) == rows
    assert (before.voices, after.voices) == (13, 14)
    assert Line.objects.get(report=after).people == 14
