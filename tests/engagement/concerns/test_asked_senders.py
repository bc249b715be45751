"""A moderator asks, administrators learn which account: nobody learns more than they need."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from config.celery import app
from engagement.audit.models import Entry
from engagement.concerns.services import tell_of_decisions
from engagement.moderation.choices import State, Verdict
from engagement.moderation.models import Decision, Review
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.concerns import make_concern, make_issue
from tests.factories.moderation import make_moderator, make_review
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.photos import make_sent_photo
from tests.factories.places import make_neighborhood, make_town
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
WHY = "Threatens a neighbor, every day"


def make_harm(person: User | None) -> tuple[Review, User]:
    """Words of somebody before the moderator of their area."""
    make_town()
    place = make_neighborhood()
    review = make_review("canary-words", neighborhood=place, sender=person)
    make_concern(issue=make_issue(neighborhood=place), person=person, review=review)
    return review, make_moderator(of=place)


def ask(client: Client, review: Review, moderator: User, why: str = WHY) -> str:
    sign_in(client, moderator)
    url = reverse("moderation:review", args=[review.key])
    answer = client.post(url, {"act": "sender", "why": why}, follow=True)
    return answer.content.decode()


def page() -> str:
    decision = Decision.objects.get(verdict=Verdict.SENDER)
    return reverse("concerns:sender_asked", args=[decision.pk])


def test_a_moderator_asks_once_and_is_told_nothing_of_who_it_is(
    client: Client,
) -> None:
    person = make_user("canary-mail@example.org", name="Canary Name")
    review, moderator = make_harm(person)

    first, second = (ask(client, review, moderator) for _twice in range(2))

    assert "Administrators are asked. You are not told who it is." in first
    assert "Administrators have been asked about it already." in second
    assert not any(
        "anary Name" in said or "canary-mail" in said for said in (first, second)
    )
    review.refresh_from_db()
    assert (review.state, review.is_in_queue) == (State.WAITING, True)
    entries = Entry.objects.filter(action="review.sender")
    assert [(entry.actor, entry.reason) for entry in entries] == [(moderator, WHY)]


def test_without_a_reason_nobody_is_asked(client: Client) -> None:
    review, moderator = make_harm(make_user())

    assert "Say why. Administrators read it." in ask(client, review, moderator, " ")
    assert not Decision.objects.exists()


def test_nobody_asks_about_their_own_or_from_elsewhere(client: Client) -> None:
    review, moderator = make_harm(None)
    elsewhere = make_moderator(of=make_neighborhood())
    ask(client, review, elsewhere)
    own = make_review("My own", neighborhood=review.neighborhood, sender=moderator)
    ask(client, own, moderator)

    assert not Decision.objects.exists()


@pytest.mark.parametrize("has_account", [True, False])
def test_who_asks_cannot_tell_whether_there_is_an_account(
    client: Client, *, has_account: bool
) -> None:
    """The same words either way, but for what differs in every page."""
    review, moderator = make_harm(make_user() if has_account else None)

    said = ask(client, review, moderator)

    assert "Administrators are asked. You are not told who it is." in said
    assert Decision.objects.filter(verdict=Verdict.SENDER).count() == 1


def test_every_administrator_gets_one_letter_that_names_nobody(client: Client) -> None:
    person = make_user("canary-mail@example.org", name="Canary Name")
    admins = [make_admin(), make_admin()]
    review, moderator = make_harm(person)
    ask(client, review, moderator)
    app.loader.import_default_modules()

    for _twice in range(2):
        tell_of_decisions(now=now())
    for job in Job.objects.filter(task="concerns.tell_of_sender", done_at=None):
        app.tasks[job.task](job_id=job.pk, **job.arguments)

    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        a.email for a in admins
    )
    assert all(page() in str(letter.body) for letter in mail.outbox)
    words = " ".join(str(letter.message()) for letter in mail.outbox)
    assert "anary" not in words
    assert WHY not in words


def test_an_administrator_sees_the_account_and_not_the_words(client: Client) -> None:
    person = make_user("canary-mail@example.org", name="Canary Name")
    review, moderator = make_harm(person)
    ask(client, review, moderator)
    admin = make_admin()
    sign_in(client, admin)

    shown = client.get(page()).content.decode()
    client.post(page(), {"reason": "Read the threats"})

    assert ("Canary Name" in shown, WHY in shown) == (True, True)
    assert "canary-words" not in shown
    person.refresh_from_db()
    assert not person.is_active
    acts = Entry.objects.filter(actor=admin.pk).order_by("pk")
    assert [(act.action, act.reason) for act in acts] == [
        ("concern.view_sender", WHY),
        ("concern.view_sender", WHY),
        ("person.close", "Read the threats"),
    ]


def test_what_was_sent_without_an_account_has_none_to_close(client: Client) -> None:
    review, moderator = make_harm(None)
    ask(client, review, moderator)
    sign_in(client, make_admin())

    shown = client.get(page()).content.decode()

    assert "It was sent without an account." in shown
    assert "Close the account" not in shown


def test_a_photo_leads_to_its_sender_too(client: Client) -> None:
    person = make_user(name="Canary Name")
    make_town()
    place = make_neighborhood()
    concern = make_concern(issue=make_issue(neighborhood=place), person=person)
    photo = make_sent_photo(concern, state=State.WAITING)
    ask(client, photo.picture.review, make_moderator(of=place))
    sign_in(client, make_admin())

    assert "Canary Name" in client.get(page()).content.decode()


def test_nobody_but_administrators_opens_it(client: Client) -> None:
    review, moderator = make_harm(make_user())
    ask(client, review, moderator)
    place = review.neighborhood

    for other in (moderator, make_officer(of=place), make_user()):
        sign_in(client, other)
        assert client.get(page()).status_code == 404
    assert not Entry.objects.filter(action="concern.view_sender").exists()
