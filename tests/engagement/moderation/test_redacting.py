from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from PIL import Image

from engagement.common.roles import Viewer
from engagement.concerns import services as concerns
from engagement.concerns.choices import Privacy
from engagement.moderation.choices import State, Verdict
from engagement.moderation.errors import (
    DecidedMeanwhileError,
    NothingChangedError,
    ReasonMissingError,
)
from engagement.moderation.models import Decision, Picture, Review
from engagement.moderation.queries import bench_at, queue_for, reviews_visible_to
from engagement.moderation.queries.queue import QueueFilters
from engagement.moderation.services import (
    Said,
    appeal_review,
    pass_review,
    redact_review,
    undo_decision,
)
from engagement.moderation.services.pictures import (
    ask_about_pictures,
    read_picture,
    store_picture,
)
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.moderation import make_moderator, make_review
from tests.factories.people import make_officer, make_user
from tests.factories.photos import clean, make_picture, make_sent_photo
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db
CORNER = (0.0, 0.0, 25.0, 50.0)


@pytest.fixture
def picture() -> Picture:
    make_town()
    return make_picture(neighborhood=make_neighborhood())


def redacted(picture: Picture, **changed: Any) -> Review:
    asked: dict[str, Any] = {
        "key": picture.review.key,
        "viewer": Viewer(user=make_moderator()),
        "version": 1,
        "parts": [CORNER],
        "said": Said("person", "A face"),
        "now": now(),
    }
    return redact_review(**(asked | changed))


def test_parts_of_a_photo_are_black_and_the_rest_is_shown(picture: Picture) -> None:
    redacted(picture)

    picture.refresh_from_db()
    assert picture.review.state == State.PASSED
    assert picture.redactions == [[0, 0, picture.width // 4, picture.height // 2]]
    assert picture.shown != picture.cleaned
    decision = Decision.objects.get()
    assert (decision.verdict, decision.reason) == (Verdict.REDACT, "person")


def test_a_part_is_rounded_outwards_and_stays_inside(picture: Picture) -> None:
    Picture.objects.update(width=clean().width, height=clean().height)

    redacted(picture, parts=[(99.9, 99.9, 50.0, 50.0), (-5.0, -5.0, 1.0, 1.0)])

    picture.refresh_from_db()
    last, first = picture.redactions
    assert (last[0] + last[2], last[1] + last[3]) == (picture.width, picture.height)
    assert first[:2] == [0, 0]
    assert min(first[2:]) >= 1


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"parts": []}, NothingChangedError),
        ({"said": Said()}, ReasonMissingError),
        ({"version": 7}, DecidedMeanwhileError),
    ],
)
def test_nothing_is_blackened_without_a_part_a_reason_and_the_last_state(
    picture: Picture, changed: dict[str, Any], error: type[Exception]
) -> None:
    before = picture.shown

    with pytest.raises(error):
        redacted(picture, **changed)

    picture.refresh_from_db()
    assert (picture.shown, picture.review.state) == (before, State.WAITING)


def test_words_have_no_parts_to_blacken() -> None:
    review = make_review()

    with pytest.raises(NothingChangedError):
        redact_review(
            key=review.key,
            viewer=Viewer(user=make_moderator()),
            version=1,
            parts=[CORNER],
            said=Said("person"),
            now=now(),
        )


def test_the_page_works_without_script_and_shows_the_photo_as_it_was_sent(
    client: Client, picture: Picture
) -> None:
    client.force_login(make_moderator())
    url = f"/desk/moderation/{picture.review.key}/redact/"
    sent = {"left1": "0", "top1": "0", "width1": "25", "height1": "50", "version": "1"}

    assert client.get(url).status_code == 200
    shown = client.get(f"/desk/moderation/{picture.review.key}/photo/?cleaned=1")
    assert (shown.status_code, shown["Cache-Control"]) == (200, "no-store, private")
    assert "Choose the reason" in client.post(url, sent).content.decode()
    wrong = client.post(url, sent | {"reason": "person", "left1": "400"})
    assert wrong.status_code == 200
    empty = client.post(url, {"reason": "person", "version": "1"})
    assert "Mark a part first" in empty.content.decode()
    done = client.post(url, sent | {"reason": "person"})

    assert done["Location"] == f"/desk/moderation/{picture.review.key}/"
    picture.review.refresh_from_db()
    assert picture.review.state == State.PASSED
    assert client.get(url).status_code == 404  # decided
    assert client.get(done["Location"]).status_code == 200


def test_the_photo_of_another_area_is_not_there(
    client: Client, picture: Picture
) -> None:
    client.force_login(make_moderator(of=make_neighborhood()))

    for part in ("photo", "redact"):
        url = f"/desk/moderation/{picture.review.key}/{part}/"
        assert client.get(url).status_code == 404


def acted(picture: Picture, **changed: Any) -> dict[str, Any]:
    review = Review.objects.get(pk=picture.review_id)
    asked = {
        "key": review.key,
        "viewer": Viewer(user=make_moderator()),
        "version": review.version,
        "now": now(),
    }
    return asked | changed


def parts_of(picture: Picture) -> list[list[int]]:
    picture.refresh_from_db()
    return list(picture.redactions)


# -- and back ------------------------------------------------------------------------
def test_taking_a_redaction_back_shows_the_photo_as_it_was_cleaned(
    picture: Picture, django_capture_on_commit_callbacks: Any
) -> None:
    plain = read_picture(picture=picture, part="thumbnail")
    with django_capture_on_commit_callbacks(execute=True):
        redacted(picture)
        picture.refresh_from_db()
        assert picture.shown != picture.cleaned

        undo_decision(**acted(picture))

    picture.refresh_from_db()
    assert (picture.shown, picture.redactions) == (picture.cleaned, [])
    assert read_picture(picture=picture, part="shown") == clean().content
    small = read_picture(picture=picture, part="thumbnail")
    assert Image.open(BytesIO(small)).size == Image.open(BytesIO(plain)).size
    assert Review.objects.get().state == State.WAITING


def test_taking_the_second_redaction_back_leaves_the_first(picture: Picture) -> None:
    redacted(picture)
    first = parts_of(picture)
    appeal_review(review_id=picture.review_id, words="More is black", now=now())
    redacted(picture, **acted(picture), parts=[CORNER, (50.0, 50.0, 10.0, 10.0)])
    assert len(parts_of(picture)) == 2

    undo_decision(**acted(picture))

    assert parts_of(picture) == first
    assert picture.shown != picture.cleaned


def test_a_photo_that_is_let_stand_keeps_its_black_parts(picture: Picture) -> None:
    redacted(picture)
    first = parts_of(picture)
    Review.objects.update(state=State.HIDDEN, is_in_queue=True)

    pass_review(**acted(picture))

    assert parts_of(picture) == first
    assert Review.objects.get().state == State.PASSED


def test_who_appeals_a_redaction_and_is_right_gets_the_whole_photo_shown(
    picture: Picture,
) -> None:
    redacted(picture)
    appeal_review(review_id=picture.review_id, words="It is my own face", now=now())

    pass_review(**acted(picture))

    assert parts_of(picture) == []
    assert picture.shown == picture.cleaned


def test_the_queue_shows_a_photo_blurred_and_small_until_it_is_pressed(
    client: Client, picture: Picture
) -> None:
    client.force_login(make_moderator())
    address = f"/desk/moderation/{picture.review.key}/"

    page = client.get(address).content.decode()
    small = client.get(f"{address}photo/?small=1")

    assert f'class="mod-photo__blur" src="{address}photo/?small=1" alt=""' in page
    assert small.content == clean().thumbnail


# -- what moderators never see -----------------------------------------------------
def test_a_photo_of_a_sensitive_concern_is_before_no_moderator() -> None:
    viewer = Viewer(user=make_moderator())
    (picture,) = ask_about_pictures(
        stored=[store_picture(photo=clean(), now=now())],
        neighborhood_id=None,
        is_for_public=False,
        now=now(),
    )

    bench = bench_at(now())
    assert list(reviews_visible_to(viewer, bench)) == []
    assert list(queue_for(viewer, bench, QueueFilters())) == []
    assert picture.review.is_in_queue is False


def test_photos_of_staff_wait_for_nobody() -> None:
    officer = make_officer()
    stored = store_picture(photo=clean(), now=now())

    (picture,) = ask_about_pictures(
        stored=[stored], neighborhood_id=None, passed_by=officer, now=now()
    )

    review = picture.review
    assert (review.state, review.is_in_queue) == (State.PASSED, False)


def test_photos_leave_the_queue_with_a_stricter_kind() -> None:
    place = make_neighborhood()
    issue = make_issue(neighborhood=place)
    photo = make_sent_photo(
        make_concern(issue=issue, person=make_user()), state=State.WAITING
    )

    concerns.rekind_issue(
        issue_id=issue.pk,
        kind_id=make_kind(privacy=Privacy.SENSITIVE).pk,
        actor=make_officer(of=place),
        reason="About a home",
        now=now(),
    )

    photo.picture.review.refresh_from_db()
    assert photo.picture.review.state == State.GONE
