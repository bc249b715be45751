"""Finding one's own concern again, and nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from engagement.common.ids import show_receipt, show_reference
from engagement.concerns.choices import Privacy, Status
from engagement.concerns.models import Concern, Issue
from engagement.concerns.receipts import confirmation_token
from tests.engagement.concerns.walking import Walk
from tests.factories.concerns import make_concern, make_issue
from tests.factories.places import make_neighborhood, make_snap_point

pytestmark = pytest.mark.django_db
STORY = "Cars race past the school"


def sent(**contact: str) -> tuple[Concern, str]:
    """A concern told by a visitor; the visitor's receipt."""
    place = make_neighborhood("Millbrook")
    make_snap_point(place, "Mill Road")
    walk = Walk(place).to("contact")
    walk.contact(**contact)
    walk.post("check")
    receipt: str = walk.get("done").context["receipt"]
    return Concern.objects.get(), receipt


def look_up(code: str) -> str:
    answer = Client().post(reverse("concerns:track"), {"code": code})
    return answer.headers.get("Location", answer.text)


def test_the_receipt_opens_the_persons_own_words_and_pin() -> None:
    concern, receipt = sent()

    page = Client().get(f"/r/{receipt}/")

    assert STORY in page.text
    assert f"Your exact pin: {concern.lat:.5f}" in page.text
    assert page["Cache-Control"] == "no-store, private"
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("receipt", ["K7Q2M9XD" * 4, "x", "0" * 200])
def test_a_wrong_receipt_opens_nothing(receipt: str) -> None:
    sent()

    assert Client().get(f"/r/{receipt}/").status_code == 404


def test_a_receipt_typed_in_groups_is_found() -> None:
    _concern, receipt = sent()

    assert look_up(show_receipt(receipt).lower()) == f"/r/{receipt}/"


def test_a_reference_leads_to_the_public_page() -> None:
    concern, _receipt = sent()
    page = concern.issue.get_absolute_url()

    assert look_up(show_reference(concern.reference)) == page
    assert look_up(concern.issue.reference) == page


@pytest.mark.parametrize("code", ["K7Q2-M9XD", "anything", "0000-0000"])
def test_a_wrong_reference_is_answered_like_one_of_a_hidden_concern(code: str) -> None:
    hidden = make_concern(issue=make_issue(privacy=Privacy.SENSITIVE))

    wrong, secret = look_up(code), look_up(hidden.reference)

    assert "We found nothing for this" in wrong
    assert "We found nothing for this" in secret


def test_an_empty_search_is_asked_again() -> None:
    assert "Type the reference or the receipt" in look_up("")


@pytest.mark.parametrize("url", ["/track/", "/r/wrong/"])
def test_guessing_is_slowed_down(url: str) -> None:
    client = Client()

    def guess() -> int:
        if url == "/track/":
            return client.post(url, {"code": "x"}).status_code
        return client.get(url).status_code

    answers = [guess() for _number in range(21)]

    assert answers[-1] == 429
    assert 429 not in answers[:-1]


def test_whoever_tried_too_often_keeps_what_was_typed() -> None:
    client = Client()
    for _number in range(20):
        client.post("/track/", {"code": "x"})

    page = client.post("/track/", {"code": "K7Q2-M9XD"})

    assert page.status_code == 429
    assert 'value="K7Q2-M9XD"' in page.text
    assert "There were many tries. Try again in ten minutes." in page.text


def test_a_concern_can_be_taken_back_until_an_officer_began() -> None:
    concern, receipt = sent()
    client = Client()

    text = client.post(f"/r/{receipt}/", follow=True).text

    concern.refresh_from_db()
    assert concern.withdrawn_at is not None
    assert "You took your concern back" in text
    assert "Take my concern back" not in text
    assert STORY not in text
    assert Client().get(concern.issue.get_absolute_url()).status_code == 404


def test_once_an_officer_began_it_stays() -> None:
    concern, receipt = sent()
    Issue.objects.update(status=Status.LOOKING)

    page = Client().get(f"/r/{receipt}/").text
    text = Client().post(f"/r/{receipt}/", follow=True).text

    concern.refresh_from_db()
    assert "Take my concern back" not in page
    assert "can no longer be taken back" in text
    assert concern.withdrawn_at is None


# -- the link of the letter --------------------------------------------------------
def test_opening_the_link_asks_and_the_button_confirms() -> None:
    concern, _receipt = sent(contact_by="email", email="me@example.org")
    url = reverse("concerns:confirm_mail", args=[confirmation_token(concern.pk)])

    asked = Client().get(url).text
    concern.refresh_from_db()
    before = concern.mail_confirmed_at
    done = Client().post(url).text

    concern.refresh_from_db()
    assert "Yes, it reached me" in asked
    assert before is None
    assert "Your address is confirmed" in done
    assert concern.mail_confirmed_at is not None


def test_a_link_nobody_sent_confirms_nothing() -> None:
    answer = Client().post("/confirm/made-up/")

    assert answer.status_code == 404
    assert "This link opens nothing" in answer.text


def test_the_link_of_one_that_was_taken_back_opens_nothing() -> None:
    concern, receipt = sent(contact_by="email", email="me@example.org")
    Client().post(f"/r/{receipt}/")

    answer = Client().post(
        reverse("concerns:confirm_mail", args=[confirmation_token(concern.pk)])
    )

    assert answer.status_code == 404
    assert "This link opens nothing" in answer.text
