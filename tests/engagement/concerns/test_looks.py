"""Every look at what is closed is counted, told to the person and watched over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.ids import new_reference
from engagement.common.roles import Role
from engagement.concerns import tasks
from engagement.concerns.choices import Contact, Opened, Privacy
from engagement.concerns.contacts import seal_contact
from engagement.concerns.errors import TextMissingError, TooManyLooksError
from engagement.concerns.models import Concern, Look
from engagement.concerns.receipts import hash_of
from engagement.concerns.services import break_glass, forget_looks, look_at_contact
from engagement.outbox.models import Job
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_concern, make_issue
from tests.factories.conduct import make_look, make_overseer
from tests.factories.people import make_admin, make_grant, make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.mailsink import MailSink
from tests.harness.sessions import just_signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2100, 11, 20, 15, 42, tzinfo=UTC)  # after every grant of a test
ADDRESS, WHY = "ann.secret@example.org", "The gate is locked: ask for the key"
RECEIPT = "K7Q2M9XD" * 4
A_PIN = {"lat": 42.01, "lon": -71.01}
LETTERS = {task.name: task for task in (tasks.tell_of_look, tasks.warn_of_looks)}


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood()


@pytest.fixture
def officer(place: Neighborhood) -> User:
    officer = make_officer(of=place)
    officer.name = "Officer Dana Reyes"
    officer.save()
    return officer


def told(place: Neighborhood, **fields: Any) -> Concern:
    plain: dict[str, Any] = {
        "contact_by": Contact.EMAIL,
        "contact_sealed": seal_contact(ADDRESS, "Ann Secret"),
        "share_with_officer": True,
        "receipt_hash": hash_of(RECEIPT),
    }
    return make_concern(issue=make_issue(neighborhood=place), **(plain | fields))


def look(officer: User, concern: Concern, at: datetime = NOW) -> None:
    look_at_contact(concern_id=concern.pk, actor=officer, reason=WHY, now=at)


def words_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def waiting(task: str) -> Iterator[dict[str, Any]]:
    for job in Job.objects.filter(task=task, done_at=None).order_by("pk"):
        yield job.arguments


def post_letters() -> None:
    for job in Job.objects.filter(done_at=None, task__in=list(LETTERS)):
        LETTERS[job.task](job_id=job.pk, **job.arguments)


# -- the limit -----------------------------------------------------------------------
def test_the_eleventh_look_of_a_day_is_refused_by_the_database(
    officer: User, place: Neighborhood
) -> None:
    for minutes in range(10):
        make_look(officer, at=NOW - timedelta(hours=23, minutes=minutes))
    concern = told(place)

    with pytest.raises(TooManyLooksError, match="10 addresses today"):
        look(officer, concern)

    assert Look.objects.count() == 10
    refusal = Entry.objects.get(action="concern.look_refused")
    assert (refusal.actor, refusal.place_id) == (officer, place.pk)
    look(officer, concern, NOW + timedelta(hours=2))
    assert Look.objects.count() == 11


def test_looks_of_others_are_not_counted(officer: User, place: Neighborhood) -> None:
    other = make_officer(of=place)
    for _number in range(10):
        make_look(other, at=NOW)

    look(officer, told(place))

    assert Look.objects.filter(actor=officer).count() == 1


def test_a_look_without_a_reason_leaves_no_trace(
    officer: User, place: Neighborhood
) -> None:
    concern = told(place)

    with pytest.raises(TextMissingError):
        look_at_contact(concern_id=concern.pk, actor=officer, reason="hm", now=NOW)

    assert not Look.objects.exists()
    assert not Job.objects.exists()


# -- who is told -----------------------------------------------------------------------
def test_the_person_gets_a_letter_with_who_when_and_why(
    officer: User, place: Neighborhood, sink: MailSink
) -> None:
    concern = told(place)
    look(officer, concern)

    post_letters()

    letter = sink.letters[0]
    assert letter["To"] == ADDRESS
    text = words_of(letter)
    assert "Officer Dana Reyes (officer) looked at how to reach you" in text
    assert WHY in text
    assert officer.email not in text
    assert "10:42 am" in text


def test_a_letter_about_something_sensitive_gives_no_reason(
    officer: User, place: Neighborhood, sink: MailSink
) -> None:
    concern = told(place, privacy=Privacy.SENSITIVE)
    look(officer, concern)

    post_letters()

    text = words_of(sink.letters[0])
    assert WHY not in text
    assert concern.kind.name not in text


def test_without_an_address_here_the_accounts_is_used_and_without_one_none(
    officer: User, place: Neighborhood, sink: MailSink
) -> None:
    ann = make_user("ann@example.org")
    phone = {
        "contact_by": Contact.PHONE,
        "contact_sealed": seal_contact("+1 555 010 0199", ""),
    }
    look(officer, told(place, person=ann, **phone))
    look(officer, told(place, receipt_hash="", **phone))

    post_letters()

    assert [letter["To"] for letter in sink.letters] == ["ann@example.org"]
    assert not Job.objects.filter(done_at=None, task="concerns.tell_of_look").exists()


def test_the_receipt_and_ones_own_pages_say_who_looked(
    officer: User, place: Neighborhood
) -> None:
    ann = make_user()
    concern = told(place, person=ann)
    look(officer, concern)
    mine = Client()
    mine.force_login(ann)
    other = Client()
    other.force_login(make_user())

    pages = {
        "receipt": Client().get(f"/r/{RECEIPT}/").text,
        "own": mine.get(reverse("concerns:own", args=[concern.reference])).text,
        "looks": mine.get("/my/looks/").text,
    }

    for page in pages.values():
        assert "Officer Dana Reyes, officer" in page
        assert WHY in page
        assert officer.email not in page
    assert "Somebody looked once" in mine.get("/my/").text
    assert WHY not in other.get("/my/looks/").text
    assert "Nobody has looked" in other.get("/my/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_ones_own_list_takes_the_same_statements(
    officer: User, rows: int, django_assert_num_queries: Any
) -> None:
    ann, client = make_user(), Client()
    for _number in range(rows):
        make_look(officer, concern=make_concern(person=ann))
    client.force_login(ann)

    with django_assert_num_queries(5):
        client.get("/my/looks/")


def test_looks_are_forgotten_after_two_years(officer: User) -> None:
    kept = make_look(officer, at=NOW - timedelta(days=729))
    make_look(officer, at=NOW - timedelta(days=731))

    assert forget_looks(now=NOW) == 1

    assert list(Look.objects.all()) == [kept]


# -- who watches -----------------------------------------------------------------------
def test_the_fifth_look_in_an_hour_is_told_to_the_overseer_once(
    officer: User, place: Neighborhood, sink: MailSink
) -> None:
    overseer, _elsewhere = make_overseer(place), make_overseer(make_neighborhood())
    make_admin()
    for number in range(4):
        look(officer, told(place), NOW + timedelta(minutes=number))
    assert list(waiting("concerns.warn_of_looks")) == []

    for number in (4, 5):
        look(officer, told(place), NOW + timedelta(minutes=number))

    warned = {"watcher_id": overseer.pk, "actor_id": officer.pk, "why": "often"}
    assert list(waiting("concerns.warn_of_looks")) == [warned]
    Job.objects.exclude(task="concerns.warn_of_looks").delete()
    post_letters()
    text = words_of(sink.letters[0])
    assert "Officer Dana Reyes looked at how to reach five people" in text
    assert ADDRESS not in text


def test_without_an_overseer_administrators_are_told(
    officer: User, place: Neighborhood
) -> None:
    admin = make_admin()
    for _number in range(10):
        make_look(officer, at=NOW - timedelta(hours=3))

    with pytest.raises(TooManyLooksError):
        look(officer, told(place))

    warned = {"watcher_id": admin.pk, "actor_id": officer.pk, "why": "refused"}
    assert list(waiting("concerns.warn_of_looks")) == [warned]


# -- never what names the officer ----------------------------------------------------------
def test_an_officer_never_sees_what_names_that_officer(
    officer: User, place: Neighborhood
) -> None:
    about = told(place, text="Officer Reyes parks on the crossing")
    other = told(place, text="The lamp at Reyes Park is out")
    tasks.find_named()
    client, colleague = just_signed_in(officer), make_officer(of=place)
    page = reverse("concerns:desk_issue", args=[about.issue.reference])

    inbox = client.get("/desk/inbox/?view=open").text

    assert about.issue.reference not in inbox
    assert other.issue.reference in inbox
    assert client.get(page).status_code == 404
    with pytest.raises(NotAllowedError):
        look(officer, about)
    assert just_signed_in(colleague).get(page).status_code == 200
    look(colleague, about)


def test_a_sole_officer_who_is_named_leaves_it_to_the_administrator(
    officer: User, place: Neighborhood
) -> None:
    about = told(place, text="Officer Reyes parks on the crossing")
    page = reverse("concerns:desk_issue", args=[about.issue.reference])
    admin = just_signed_in(make_admin())
    assert admin.get(page).status_code == 404

    tasks.find_named()

    assert just_signed_in(officer).get(page).status_code == 404
    assert admin.get(page).status_code == 200
    assert Look.objects.count() == 0


# -- asked again who it is -----------------------------------------------------------------
def test_an_officer_signs_in_once_more_before_a_contact_is_shown(
    officer: User, place: Neighborhood
) -> None:
    officer.set_password("quiet-river-town")
    officer.save()
    concern, client = told(place), Client()
    client.force_login(officer)
    url = reverse("concerns:desk_contact", args=[concern.issue.reference])
    sent = {"concern": concern.reference, "reason": WHY}

    asked = client.post(url, sent)

    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not Look.objects.exists()
    shown = just_signed_in(officer).post(url, sent)
    assert ADDRESS in shown.text


def test_the_desk_shows_a_mask_until_then_and_none_without_leave(
    officer: User, place: Neighborhood
) -> None:
    concern = told(place)
    closed = told(place, share_with_officer=False)
    client = just_signed_in(officer)

    open_page, closed_page = (
        client.get(reverse("concerns:desk_issue", args=[one.issue.reference])).text
        for one in (concern, closed)
    )

    assert "a…@e….org" in open_page
    assert ADDRESS not in open_page
    assert "a…@e….org" not in closed_page


# -- the administrator's way ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("what", "seen", "unseen"),
    [
        (Opened.CONTACT, ADDRESS, "The lamp on Mill Lane"),
        (Opened.WORDS, "The lamp on Mill Lane", ADDRESS),
        (Opened.POINT, "42.01", ADDRESS),
    ],
)
def test_an_administrator_opens_one_thing_with_a_reason_and_all_are_told(
    place: Neighborhood, what: Opened, seen: str, unseen: str
) -> None:
    overseer, admin = make_overseer(), make_admin()
    concern = told(place, share_with_officer=False, **A_PIN)
    sent = {"reference": concern.reference, "what": what.value, "reason": WHY}

    page = just_signed_in(admin).post("/desk/break-glass/", sent)

    assert seen in page.text
    assert unseen not in page.text
    assert page["Cache-Control"] == "no-store, private"
    kept = Look.objects.get()
    assert (kept.actor, kept.role, kept.what, kept.was_allowed) == (
        admin,
        Role.ADMIN,
        what,
        False,
    )
    entry = Entry.objects.get(action="concern.break_glass")
    assert (entry.reason, entry.detail) == (WHY, {"what": what.value})
    assert list(waiting("concerns.tell_of_look")) == [{"look_id": kept.pk}]
    warned = {"watcher_id": overseer.pk, "actor_id": admin.pk, "why": "glass"}
    assert list(waiting("concerns.warn_of_looks")) == [warned]
    assert "without your leave" in Client().get(f"/r/{RECEIPT}/").text


def test_the_glass_stays_whole_for_officers_own_concerns_and_wrong_references(
    officer: User, place: Neighborhood
) -> None:
    admin = make_admin()
    own = told(place, person=admin)
    concern = told(place)
    make_concern(issue=concern.issue)
    client = just_signed_in(admin)

    def answer(reference: str) -> str:
        sent = {"reference": reference, "what": "contact", "reason": WHY}
        page: str = client.post("/desk/break-glass/", sent).text
        assert ADDRESS not in page
        return page

    assert "There is no concern with this reference." in answer(new_reference())
    assert "The person did not allow that." in answer(own.reference)
    assert "Several people reported this." in answer(concern.issue.reference)
    assert just_signed_in(officer).get("/desk/break-glass/").status_code == 404
    for actor in (officer, make_user(), make_overseer()):
        with pytest.raises(NotAllowedError):
            break_glass(
                concern_id=concern.pk,
                actor=actor,
                what=Opened.CONTACT,
                reason=WHY,
                now=NOW,
            )
    assert not Look.objects.exists()


def test_the_days_looks_of_an_administrator_end_too(place: Neighborhood) -> None:
    admin = make_admin()
    make_grant(admin, Role.OFFICER, place)
    for _number in range(10):
        make_look(admin)
    sent = {"reference": told(place).reference, "what": "contact", "reason": WHY}

    page = just_signed_in(admin).post("/desk/break-glass/", sent)

    assert page.status_code == 429
    assert ADDRESS not in page.text
