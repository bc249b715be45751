"""Adding photos on pages, and who is shown them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries, Settings

from engagement.concerns.choices import Privacy, Status
from engagement.concerns.models import Concern, DraftPhoto, Photo
from engagement.concerns.models.photos import MOST_PHOTOS
from engagement.concerns.receipts import hash_of
from engagement.moderation.choices import State
from engagement.people.models import Grant
from tests.engagement.concerns.walking import Walk, leads_to
from tests.factories.concerns import make_concern, make_issue, make_starter_kinds
from tests.factories.people import make_officer, make_user
from tests.factories.photos import clean, make_draft_photo, make_sent_photo
from tests.factories.pictures import make_photo
from tests.factories.places import make_neighborhood

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
RECEIPT = "K7Q2M9XD" * 4


@pytest.fixture
def walk() -> Walk:
    make_starter_kinds()
    return Walk(make_neighborhood("Millbrook"))


def file(name: str = "lamp.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_photo() if content is None else content)


def errors(page: Any) -> list[str]:
    assert page.status_code == 200
    found: list[str] = page.context["form"].errors.get("photos", [])
    return found


def with_receipt() -> Concern:
    return make_concern(receipt_hash=hash_of(RECEIPT))


# -- while telling -----------------------------------------------------------------------


def test_photos_may_be_skipped(walk: Walk) -> None:
    walk.to("photos")

    assert leads_to(walk.photos()) == "/report/details/"
    assert DraftPhoto.objects.count() == 0


def test_a_photo_chosen_is_added_by_going_on(walk: Walk) -> None:
    walk.to("photos")

    assert leads_to(walk.photos(photos=[file(), file()])) == "/report/details/"
    assert [p.position for p in DraftPhoto.objects.order_by("pk")] == [1, 2]


def test_photos_are_added_looked_at_and_removed_without_script(walk: Walk) -> None:
    walk.to("photos")

    added = walk.photos(photos=[file(), file()], add="1")
    shown = walk.get("photos").context["gallery"].photos
    removed = walk.photos(remove=shown[0].key)
    left = walk.get("photos").context["gallery"].photos

    assert leads_to(added) == leads_to(removed) == "/report/photos/"
    assert [photo.words for photo in shown] == [
        "Photo 1 of 2 sent with this concern",
        "Photo 2 of 2 sent with this concern",
    ]
    assert [photo.key for photo in left] == [shown[1].key]


def test_adding_nothing_says_what_to_do(walk: Walk) -> None:
    page = walk.to("photos").photos(add="1")

    assert errors(page) == ["Choose a photo first"]
    assert "<title>Error: " in page.text


def test_each_file_is_looked_at_and_bad_ones_keep_no_other(walk: Walk) -> None:
    """Whichever stands last: Django’s CVE-2023-31047 looked at that one alone."""
    bad = {
        "page.jpg": b"<html>",
        "empty.png": b"",
        "half.jpg": make_photo()[:90],
    }
    walk.to("photos")
    page = walk.photos(
        photos=[*(file(n, c) for n, c in bad.items()), file("last.jpg")], add="1"
    )

    assert errors(page) == [
        "“page.jpg”: Only photos can be added: JPEG, PNG or WebP. Choose another file.",
        "“empty.png”: Only photos can be added: JPEG, PNG or WebP. Choose another file.",
        "“half.jpg”: This photo is damaged and cannot be opened. Choose another one.",
    ]
    assert DraftPhoto.objects.count() == 1


def test_going_on_with_a_bad_file_stops_and_says_so_once(walk: Walk) -> None:
    walk.to("photos")

    page = walk.photos(photos=[file("page.jpg", b"<html>")])

    assert len(errors(page)) == 1
    assert leads_to(walk.get("details")) == "/report/photos/"
    assert leads_to(walk.photos()) == "/report/details/"


def test_hostile_file_names_change_nothing(walk: Walk, media: Path) -> None:
    names = [
        "../../etc/passwd.jpg",
        "a\x00b.php",
        "<script>.svg",
        "x" * 300,
        "é😀.html",
    ]
    walk.to("photos")

    answer = walk.photos(photos=[file(name) for name in names], add="1")

    assert leads_to(answer) == "/report/photos/"
    kept = [path for path in media.rglob("*") if path.is_file()]
    assert len(kept) == 2 * MOST_PHOTOS
    assert {path.suffix for path in kept} == {".jpg"}
    assert {len(path.stem) for path in kept} == {32}


def test_a_hostile_name_of_a_bad_file_is_shown_as_text(walk: Walk) -> None:
    page = walk.to("photos").photos(photos=[file("<img src=x>.jpg", b"no")], add="1")

    assert "&lt;img src=x&gt;.jpg" in page.text
    assert "<img src=x>" not in page.text


def test_the_sixth_photo_is_left_out_with_a_sentence(walk: Walk) -> None:
    walk.to("photos")

    page = walk.photos(photos=[file() for _number in range(7)], add="1")

    assert errors(page) == ["There are 5 photos already. Remove one to add another."]
    assert DraftPhoto.objects.count() == MOST_PHOTOS
    assert 'type="file"' not in page.text


def test_the_check_page_shows_photos_with_a_way_to_change_them(walk: Walk) -> None:
    walk.to("photos").photos(photos=[file(), file()])
    walk.details()
    walk.contact()

    page = walk.get("check")
    row = next(row for row in page.context["rows"] if row["label"] == "Photos")

    assert row == {
        "label": "Photos",
        "value": "2 photos",
        "change": "/report/photos/?back=check",
    }
    assert page.text.count("/report/photos/") == 5  # the way to change, and two photos
    assert leads_to(walk.photos(back="check")) == "/report/check/"
    assert (
        leads_to(walk.photos(back="check", photos=[file()], add="1"))
        == "/report/photos/?back=check"
    )


def test_sending_hands_the_photos_over_and_shows_them_on_the_receipt(
    walk: Walk,
) -> None:
    walk.to("photos").photos(photos=[file()])
    walk.details()
    walk.contact()

    walk.post("check")
    done = walk.get("done")
    page = walk.client.get(f"/r/{done.context['receipt']}/")

    photo = Photo.objects.get()
    assert DraftPhoto.objects.count() == 0
    assert "Waits to be looked at" in page.text
    assert reverse("concerns:photo_small", args=[photo.picture.key]) in page.text
    assert page.context["gallery"].add_url == (f"/r/{done.context['receipt']}/photos/")


def test_a_private_kind_takes_photos_for_officers_alone() -> None:
    make_starter_kinds()
    walk = Walk(make_neighborhood(), group="property", kind="burglary")
    walk.what()
    walk.where(privacy="sensitive")
    walk.photos(photos=[file()])
    walk.details()
    walk.contact()

    walk.post("check")

    photo = Photo.objects.get()
    photo.picture.review.state = State.PASSED
    photo.picture.review.save()
    officer = make_officer(of=walk.place)
    address = reverse("concerns:photo", args=[photo.picture.key])
    assert Client().get(address).status_code == 404
    assert signed_in(officer).get(address).status_code == 200


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_photo_of_a_draft_is_shown_to_its_browser_alone(walk: Walk) -> None:
    walk.to("photos").photos(photos=[file()], add="1")
    photo = DraftPhoto.objects.get()
    other = Walk(walk.place).to("photos")
    address = reverse("concerns:report_photo", args=[photo.key])

    own = walk.client.get(address)

    assert own.status_code == 200
    assert own.content == clean().thumbnail
    assert own["Cache-Control"] == "private, no-store"
    assert other.client.get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_the_page_of_photos_asks_as_often_for_three_as_for_one(
    walk: Walk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    walk.to("photos").photos(photos=[file()], add="1")
    draft = DraftPhoto.objects.get().draft

    with django_assert_num_queries(3):
        walk.get("photos")
    for position in (2, 3):
        make_draft_photo(draft, position)
    with django_assert_num_queries(3):
        walk.get("photos")


def test_a_full_disk_stops_the_photo_and_not_the_concern(
    walk: Walk, media: Path
) -> None:
    media.write_text("no directory")  # nothing can be written below it
    walk.to("photos")

    page = walk.photos(photos=[file()])

    assert errors(page) == [
        "Photos cannot be kept right now. Go on without, and add them later."
    ]
    assert leads_to(walk.photos()) == "/report/details/"


# -- afterwards --------------------------------------------------------------------------


def test_who_holds_the_receipt_adds_photos_later_and_takes_one_back() -> None:
    concern, client = with_receipt(), Client()
    address = f"/r/{RECEIPT}/photos/"

    added = client.post(address, {"photos": [file(), file()], "add": "1"}, follow=True)
    key = added.context["gallery"].photos[0].key
    removed = client.post(address, {"remove": key}, follow=True)

    assert "Thank you. A moderator looks at your photos before" in added.text
    assert "The photo is gone." in removed.text
    assert [photo.position for photo in concern.photos.all()] == [2]
    assert removed["Cache-Control"] == "no-store, private"


def test_a_receipt_that_opens_nothing_and_guesses_are_refused() -> None:
    client = Client()
    address = f"/r/{'Z' * 32}/photos/"

    answers = [client.get(address).status_code for _try in range(21)]

    assert answers == [404] * 20 + [429]


def test_a_signed_in_sender_adds_a_photo_from_the_public_page() -> None:
    sender = make_user()
    concern = make_concern(person=sender)
    client = signed_in(sender)
    page = client.get(concern.issue.get_absolute_url())
    address = page.context["gallery"].add_url

    answer = client.post(address, {"photos": [file()], "add": "1"}, follow=True)

    assert f'href="{address}"' in page.text
    assert "Thank you. A moderator looks at your photo before" in answer.text
    assert concern.photos.get().by_staff is False
    stranger = signed_in(make_user()).get(concern.issue.get_absolute_url())
    assert stranger.context["gallery"].add_url == ""


def test_an_officer_adds_a_photo_from_the_desk() -> None:
    concern = make_concern()
    client = signed_in(make_officer(of=concern.neighborhood))
    desk = reverse("concerns:desk_issue", args=[concern.issue.reference])
    address = reverse("concerns:photos", args=[concern.reference])

    answer = client.post(address, {"photos": [file()], "add": "1"}, follow=True)

    assert f'href="{address}"' in client.get(desk).text
    assert answer.context["back_url"] == desk
    assert "Your name is in the record." in answer.text
    assert concern.photos.get().by_staff is True
    assert client.post(address, {"remove": "x"}).status_code == 404


def test_a_closed_concern_shows_its_photos_and_takes_no_more() -> None:
    concern = with_receipt()
    make_sent_photo(concern)
    concern.issue.status, concern.issue.closed_at = Status.DONE, now()
    concern.issue.save()

    page = Client().get(f"/r/{RECEIPT}/photos/")
    answer = Client().post(f"/r/{RECEIPT}/photos/", {"photos": [file()], "add": "1"})

    assert 'type="file"' not in page.text
    assert len(page.context["gallery"].photos) == 1
    assert errors(answer) == ["It is closed, so no photos can be added any more."]
    assert concern.photos.count() == 1
    assert Client().get(f"/r/{RECEIPT}/").context["gallery"].add_url == ""


def test_many_photos_in_a_short_time_are_refused_and_the_rest_stays(
    settings: Settings,
) -> None:
    concern = with_receipt()
    settings.RATE_SCALE = 2 / 30

    page = Client().post(
        f"/r/{RECEIPT}/photos/", {"photos": [file(), file(), file()], "add": "1"}
    )

    said = "Many photos were sent in a short time. Go on without this one, "
    assert errors(page) == [said + "and add it later with your receipt."]
    assert concern.photos.count() == 2


# -- shown -------------------------------------------------------------------------------


def test_the_public_page_shows_what_passed_with_words_for_it() -> None:
    issue = make_issue()
    photos = [make_sent_photo(make_concern(issue=issue)) for _number in range(2)]
    hidden = make_sent_photo(make_concern(issue=issue), state=State.WAITING)

    page = Client().get(issue.get_absolute_url())

    for number, photo in enumerate(photos, 1):
        small = reverse("concerns:photo_small", args=[photo.picture.key])
        words = f"Photo {number} of 2 sent with this concern"
        assert f'<img src="{small}" alt="{words}"' in page.text
    assert hidden.picture.key not in page.text
    assert "Looked at" not in page.text


def test_the_public_page_asks_as_often_for_three_photos_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    issue = make_issue()
    make_sent_photo(make_concern(issue=issue))
    address, client = issue.get_absolute_url(), Client()
    client.get(address)

    with django_assert_num_queries(5):
        client.get(address)
    for _number in range(2):
        make_sent_photo(make_concern(issue=issue))
    with django_assert_num_queries(5):
        client.get(address)


def test_a_public_photo_comes_with_headers_that_let_it_be_a_picture_only() -> None:
    photo = make_sent_photo()
    client = Client()
    full = client.get(reverse("concerns:photo", args=[photo.picture.key]))
    small = client.get(reverse("concerns:photo_small", args=[photo.picture.key]))

    assert (full.content, small.content) == (clean().content, clean().thumbnail)
    for answer in (full, small):
        assert {
            name: answer[name]
            for name in (
                "Content-Type",
                "Content-Disposition",
                "X-Content-Type-Options",
                "Content-Security-Policy",
                "Cross-Origin-Resource-Policy",
                "Cache-Control",
            )
        } == {
            "Content-Type": "image/jpeg",
            "Content-Disposition": 'inline; filename="photo-1.jpg"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "public, no-cache",
        }
    assert full["ETag"] != small["ETag"]


def test_a_kept_photo_is_asked_for_anew_and_gone_at_the_next_request() -> None:
    photo = make_sent_photo()
    client = Client()
    address = reverse("concerns:photo", args=[photo.picture.key])
    etag = client.get(address)["ETag"]

    again = client.get(address, headers={"if-none-match": etag})
    photo.picture.review.state = State.HIDDEN
    photo.picture.review.save()
    after = client.get(address, headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert after.status_code == 404


def test_a_private_photo_is_kept_in_no_cache_and_gone_with_the_right() -> None:
    photo = make_sent_photo(state=State.WAITING)
    officer = make_officer(of=photo.concern.neighborhood)
    client = signed_in(officer)
    address = reverse("concerns:photo", args=[photo.picture.key])

    before = client.get(address)
    Grant.objects.filter(user=officer).delete()
    after = client.get(address)

    assert before["Cache-Control"] == "no-store, private"
    assert "ETag" not in before
    assert (before.status_code, after.status_code) == (200, 404)


def test_a_receipt_opens_the_photo_for_half_an_hour_in_that_browser() -> None:
    concern = with_receipt()
    photo = make_sent_photo(concern, state=State.WAITING)
    address = reverse("concerns:photo", args=[photo.picture.key])
    client = Client()

    before = client.get(address).status_code
    client.get(f"/r/{RECEIPT}/")
    after = client.get(address).status_code

    assert (before, after, Client().get(address).status_code) == (404, 200, 404)


def test_nginx_is_told_where_the_photo_lies_once_it_may_be_seen(
    settings: Settings,
) -> None:
    settings.X_ACCEL_PREFIX = "/protected-media/"
    photo, hidden = make_sent_photo(), make_sent_photo(state=State.WAITING)

    answer = Client().get(reverse("concerns:photo", args=[photo.picture.key]))
    refused = Client().get(reverse("concerns:photo", args=[hidden.picture.key]))

    assert answer["X-Accel-Redirect"] == f"/protected-media/{photo.picture.shown}"
    assert (answer.content, answer["Content-Type"]) == (b"", "image/jpeg")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert refused.status_code == 404
    assert "X-Accel-Redirect" not in refused


def test_a_photo_whose_file_is_lost_is_not_found(media: Path) -> None:
    photo = make_sent_photo()
    (media / photo.picture.shown).unlink()

    answer = Client().get(reverse("concerns:photo", args=[photo.picture.key]))

    assert answer.status_code == 404


@pytest.mark.parametrize("privacy", [Privacy.AREA, Privacy.SENSITIVE])
def test_a_page_that_shows_only_the_area_shows_no_photo(privacy: Privacy) -> None:
    issue = make_issue(privacy=privacy)
    photo = make_sent_photo(make_concern(issue=issue))

    answer = Client().get(reverse("concerns:photo", args=[photo.picture.key]))

    assert answer.status_code == 404
    assert photo.picture.key not in Client().get(issue.get_absolute_url()).text
