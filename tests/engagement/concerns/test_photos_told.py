"""What senders are told of their photos, and what neighbors may say of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.roles import Viewer
from engagement.concerns import services
from engagement.concerns.choices import Contact
from engagement.concerns.contacts import seal_contact
from engagement.concerns.errors import NoSuchIssueError
from engagement.concerns.models import Concern, Photo
from engagement.concerns.photo_words import own_gallery
from engagement.concerns.queries import photos_of
from engagement.concerns.receipts import hash_of
from engagement.concerns.services.letters import send_update
from engagement.moderation.choices import State
from engagement.moderation.models import Review
from engagement.moderation.services import (
    Said,
    forget_reviews,
    pass_review,
    redact_review,
    refuse_review,
)
from engagement.outbox.models import Job
from tests.factories.concerns import make_concern, make_issue
from tests.factories.moderation import make_moderator, make_review
from tests.factories.people import make_officer, make_user
from tests.factories.photos import make_sent_photo
from tests.factories.places import make_town
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
RECEIPT = "K7Q2M9XD" * 4
PAGE = f"/r/{RECEIPT}/"


@pytest.fixture
def photo() -> Photo:
    make_town()
    concern = make_concern(
        receipt_hash=hash_of(RECEIPT),
        wants_updates=True,
        contact_by=Contact.EMAIL,
        contact_sealed=seal_contact("maya@example.org", "Maya"),
        mail_confirmed_at=now(),
    )
    return make_sent_photo(concern, state=State.WAITING)


def deciding(photo: Photo) -> dict[str, Any]:
    review = Review.objects.get(pk=photo.picture.review_id)
    return {
        "key": review.key,
        "viewer": Viewer(user=make_moderator()),
        "version": review.version,
        "now": now(),
    }


def refused(photo: Photo) -> None:
    refuse_review(**deciding(photo), said=Said("private", "A window of a home"))


def blackened(photo: Photo) -> None:
    parts = [(0.0, 0.0, 25.0, 50.0)]
    redact_review(**deciding(photo), parts=parts, said=Said("person", "A face"))


def letters() -> list[str]:
    services.tell_of_decisions(now=now())
    services.tell_of_decisions(now=now())  # twice: once
    for job in Job.objects.filter(task="concerns.send_update"):
        send_update(job_id=job.pk, now=now(), **job.arguments)
    return [f"{one.subject}\n{one.body}" for one in mail.outbox]


# -- told by letter ----------------------------------------------------------------------
def test_who_sent_a_refused_photo_gets_one_letter_that_says_why(photo: Photo) -> None:
    refused(photo)

    (letter,) = letters()
    assert "stays with the officers" in letter
    assert "It tells something private" in letter
    assert "A window of a home" in letter


def test_who_sent_a_blackened_photo_gets_one_letter_that_says_why(photo: Photo) -> None:
    blackened(photo)

    (letter,) = letters()
    assert "blackened" in letter
    assert "A face" in letter


def test_a_photo_that_passes_is_no_news(photo: Photo) -> None:
    pass_review(**deciding(photo))

    assert letters() == []


def test_a_refused_photo_of_an_officer_is_not_told_to_the_sender(photo: Photo) -> None:
    Photo.objects.update(by_staff=True)
    refused(photo)

    assert letters() == []


@pytest.mark.parametrize(
    "fields", [{"wants_updates": False}, {"mail_confirmed_at": None}]
)
def test_who_wants_no_letters_gets_none(photo: Photo, fields: dict[str, Any]) -> None:
    Concern.objects.update(**fields)
    refused(photo)

    assert letters() == []


# -- told on the page, and asked again ---------------------------------------------------
def test_the_receipt_says_why_and_takes_one_appeal(
    client: Client, photo: Photo
) -> None:
    appeal = f"{PAGE}appeal/?photo={photo.picture.key}"
    assert appeal not in client.get(PAGE).content.decode()
    assert "nothing to look at again" in client.get(appeal).content.decode()
    refused(photo)

    shown = client.get(PAGE).content.decode()
    assert "Not shown to others" in shown
    assert "It tells something private" in shown
    assert "A window of a home" in shown
    assert appeal in shown
    assert client.post(appeal, {"words": " "}).status_code == 200
    assert client.post(appeal, {"words": "It is my own home"})["Location"] == PAGE

    review = Review.objects.get(pk=photo.picture.review_id)
    assert (review.is_in_queue, review.appeal.words) == (True, "It is my own home")
    again = client.post(appeal, {"words": "Again"}).content.decode()
    assert "asked for a second look already" in again
    after = client.get(PAGE).content.decode()
    assert appeal not in after
    assert "You asked for a second look" in after


def test_a_blackened_photo_is_said_to_be_so(client: Client, photo: Photo) -> None:
    blackened(photo)

    page = client.get(PAGE).content.decode()

    assert "Parts blackened" in page
    assert f"{PAGE}appeal/?photo={photo.picture.key}" in page


@pytest.mark.parametrize("about", ["photo", "words"])
def test_signed_in_one_asks_for_a_second_look(
    client: Client, photo: Photo, about: str
) -> None:
    ann = make_user()
    review = make_review("Mr Miller is loud")
    Concern.objects.update(person=ann, review=review)
    concern = Concern.objects.get()
    query = f"?photo={photo.picture.key}" if about == "photo" else ""
    address = reverse("concerns:own_appeal", args=[concern.reference]) + query
    decided = photo.picture.review if about == "photo" else review
    act = deciding(photo) | {"key": decided.key, "version": decided.version}
    refuse_review(**act, said=Said("private", "A home"))
    sign_in(client, ann)

    own = reverse("concerns:own", args=[concern.reference])
    assert address in client.get(own).content.decode()
    assert "A home" in client.get(address).content.decode()
    assert client.post(address, {"words": "Look again"})["Location"] == own

    decided.refresh_from_db()
    assert decided.appeal.words == "Look again"


def test_nobody_else_asks_for_a_second_look(client: Client, photo: Photo) -> None:
    refused(photo)
    address = reverse("concerns:own_appeal", args=[photo.concern.reference])
    address += f"?photo={photo.picture.key}"
    sign_in(client, make_user())

    assert client.get(address).status_code == 404
    assert client.get(f"{PAGE}appeal/?photo=another").status_code == 404
    with pytest.raises(NoSuchIssueError):
        services.appeal_photo(
            concern_id=photo.concern_id,
            key=photo.picture.key,
            viewer=Viewer(user=make_user()),
            words="Mine",
            now=now(),
        )


def test_without_words_before_moderators_there_is_no_page(
    client: Client, photo: Photo
) -> None:
    assert photo.concern.review_id is None
    assert client.get(f"{PAGE}appeal/").status_code == 404


def test_a_photo_taken_from_moderators_is_still_on_the_page(
    client: Client, photo: Photo
) -> None:
    forget_reviews(review_ids=[photo.picture.review_id])

    page = client.get(PAGE)

    assert page.status_code == 200
    assert "Not shown in public" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_what_became_of_photos_is_read_at_once(
    photo: Photo, count: int, django_assert_num_queries: Any
) -> None:
    for _number in range(count - 1):
        make_sent_photo(photo.concern)
    photos = photos_of([photo.concern])
    assert len(photos) == count

    with django_assert_num_queries(2):
        own_gallery(photos)


# -- what neighbors may say --------------------------------------------------------------
def test_three_neighbors_who_report_a_photo_hide_it(client: Client) -> None:
    make_town()
    issue = make_issue()
    photo = make_sent_photo(make_concern(issue=issue))
    page, review = issue.get_absolute_url(), photo.picture.review
    link = f"/flag/{review.key}/?back={page}"
    small = reverse("concerns:photo_small", args=[photo.picture.key])

    for number in range(3):
        shown = client.get(page).content.decode()
        assert (link in shown, small in shown) == (True, True), number
        neighbor = Client()
        sign_in(neighbor, make_user())
        form = neighbor.get(link).content.decode()
        assert "Report this photo" in form
        neighbor.post(link, {"reason": "private", "back": page})

    review.refresh_from_db()
    assert review.state == State.HIDDEN
    assert small not in client.get(page).content.decode()
    assert client.get(small).status_code == 404
    assert Photo.objects.get().picture.review.is_in_queue


def test_officers_and_senders_report_no_photo_of_their_own_page(
    client: Client, photo: Photo
) -> None:
    sign_in(client, make_officer(of=photo.concern.neighborhood))
    desk = reverse("concerns:desk_issue", args=[photo.concern.issue.reference])

    assert "/flag/" not in client.get(PAGE).content.decode()
    assert client.get(desk).status_code == 200
