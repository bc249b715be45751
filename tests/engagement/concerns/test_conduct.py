"""Complaints about conduct: to the overseer, and to nobody else by any door."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.concerns import tasks
from engagement.concerns.belongings import erase_person, export_person
from engagement.concerns.choices import ComplaintStatus, ComplaintStep, Privacy
from engagement.concerns.errors import (
    MoveNotAllowedError,
    NotCollectedError,
    TextMissingError,
)
from engagement.concerns.models import Complaint, ComplaintEntry, Concern, Issue
from engagement.concerns.queries.conduct import lines_of_complaint, words_of
from engagement.concerns.receipts import hash_of
from engagement.concerns.services import (
    forget_complaints,
    move_complaint,
    note_on_complaint,
    open_complaint,
    submit_concern,
    write_to_complainant,
)
from engagement.outbox.models import Job
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.concerns import (
    make_concern,
    make_issue,
    make_kind,
    make_submission,
)
from tests.factories.conduct import make_complaint, make_overseer
from tests.factories.people import make_admin, make_grant, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.priorities import make_report
from tests.harness.mailsink import MailSink

pytestmark = pytest.mark.django_db
NOW = datetime(2100, 11, 20, 15, 42, tzinfo=UTC)  # after every grant of a test
CANARY = "zqcanaryconduct"
STORY = f"He shouted at me, {CANARY}"
LETTERS = {
    task.name: task
    for task in (
        tasks.send_private_receipt,
        tasks.tell_complainant,
        tasks.tell_overseer,
    )
}


@pytest.fixture
def overseer() -> User:
    return make_overseer(name="Ruth Osei", email="ruth@example.org")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def complain(client: Client | None = None, **said: Any) -> Any:
    client = client or Client()
    sent = {"key": "a key of its own", "text": STORY, **said}
    return client.post("/complain/", sent)


def receipt_on(page: str) -> str:
    found = re.search(r"/r/([0-9A-Z]{32})/", page)
    assert found is not None
    return found[1]


def address(name: str, complaint: Complaint) -> str:
    return reverse(f"concerns:{name}", args=[complaint.reference])


# -- sending -----------------------------------------------------------------------------
def test_a_complaint_reaches_the_overseer_and_its_receipt_opens_it(
    overseer: User,
) -> None:
    page = complain(who="badge 17", when="on Monday", where="Mill Lane").text

    complaint = Complaint.objects.get()
    mine = Client().get(f"/r/{receipt_on(page)}/").text
    theirs = signed_in(overseer).get(address("conduct", complaint)).text
    for shown in (mine, theirs):
        for words in (STORY, "badge 17", "on Monday", "Mill Lane"):
            assert words in shown
    assert (complaint.at.minute, complaint.person) == (0, None)
    assert not Concern.objects.exists()
    assert not Issue.objects.exists()


def test_the_receipt_is_found_where_concerns_are_tracked(overseer: User) -> None:
    receipt = receipt_on(complain().text)

    answer = Client().post("/track/", {"code": receipt})

    assert answer["Location"] == f"/r/{receipt}/"
    assert Client().post(f"/r/{receipt}/").status_code == 404


def test_pressing_twice_is_one_complaint_with_one_receipt(overseer: User) -> None:
    first, second = complain().text, complain().text

    assert receipt_on(first) == receipt_on(second)
    assert Complaint.objects.count() == 1


def test_the_eleventh_in_an_hour_is_asked_to_wait_and_keeps_its_words(
    overseer: User,
) -> None:
    answers = [complain(key=f"a key of number {number}") for number in range(11)]

    last = answers[-1]
    assert [one.status_code for one in answers] == [200] * 10 + [429]
    assert last.headers["Retry-After"] == "3600"
    assert "Wait an hour, then press the button again." in last.text
    assert STORY in last.text
    assert Complaint.objects.count() == 10


def test_without_words_it_is_asked_again(overseer: User) -> None:
    assert "Tell us what happened." in complain(text=" ").text
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("words", ["", "The ombuds office takes them: 555-010-0123"])
def test_without_an_overseer_the_page_says_where_to_go(words: str) -> None:
    make_town(complaints_words=words)
    make_officer(), make_admin()

    shown, sent = Client().get("/complain/").text, complain().text

    for page in (shown, sent):
        assert "Complaints about officers are not taken here" in page
        assert (words or "Ask at your town hall") in page
        assert (
            "<form method" not in page.replace('<form method="post" action="/i18n', "")
            or "id_text" not in page
        )
    assert not Complaint.objects.exists()


def test_a_neighborhood_without_an_overseer_of_its_own_is_told_so() -> None:
    here, elsewhere = make_neighborhood(), make_neighborhood()
    make_overseer(elsewhere)

    page = complain(neighborhood=here.pk).text

    assert "Where to go with this" in page
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    "said", [{"about_overseer": "on"}, {"text": "Ruth Osei laughed at me"}]
)
def test_what_is_about_the_overseer_is_not_kept(
    overseer: User, said: dict[str, Any]
) -> None:
    page = complain(**said).text

    assert "The overseer would read this" in page
    assert not Complaint.objects.exists()
    assert not Entry.objects.exists()


def test_of_two_overseers_the_one_it_names_does_not_see_it(overseer: User) -> None:
    other = make_overseer(name="Amadou Ba")

    complain(text="Ruth Osei laughed at me")

    complaint = Complaint.objects.get()
    page = address("conduct", complaint)
    assert signed_in(other).get(page).status_code == 200
    assert signed_in(overseer).get(page).status_code == 404
    told = Job.objects.filter(task="concerns.tell_overseer")
    assert [job.arguments for job in told] == [{"overseer_id": other.pk}]


def test_a_towns_own_kinds_of_conduct_are_offered_here_and_nowhere_else(
    overseer: User,
) -> None:
    kind = make_kind("rough_words", privacy=Privacy.CONDUCT)

    assert kind.label in Client().get("/complain/").text
    complain(kind=kind.pk)

    assert Complaint.objects.get().kind == kind
    assert kind.label not in Client().get("/report/what/").text
    assert kind.code not in Client().get("/api/v1/kinds/").text


def test_a_program_that_sends_conduct_as_a_concern_is_told_where_it_goes() -> None:
    conduct = make_kind("rough_words", privacy=Privacy.CONDUCT)

    with pytest.raises(
        NotCollectedError, match=r"goes to the overseer alone.*/complain/"
    ):
        submit_concern(
            submission=make_submission(kind=conduct),
            person=None,
            device=None,
            idempotency_key="key",
            now=NOW,
        )


def test_only_who_wishes_keeps_it_with_the_account(overseer: User) -> None:
    ann = make_user()
    complain(signed_in(ann), key="one")
    complain(signed_in(ann), key="two", keep="on")

    kept = Complaint.objects.get(person=ann)
    page = address("own_complaint", kept)
    mine = signed_in(ann)
    assert page in mine.get("/my/").text
    assert STORY in mine.get(page).text
    assert mine.post(f"{page}answer/", {"text": "More"}).status_code == 302
    assert signed_in(make_user()).get(page).status_code == 404
    assert STORY in str(export_person(ann)["concerns.complaint"])


# -- the overseer's work -------------------------------------------------------------------
def test_the_overseer_moves_it_writes_and_notes_and_the_person_reads_but_the_note(
    overseer: User,
) -> None:
    receipt = receipt_on(complain().text)
    complaint, client = Complaint.objects.get(), signed_in(overseer)
    client.post(address("conduct_status", complaint), {"status": "looking"})
    client.post(address("conduct_reply", complaint), {"text": "Was anyone with you?"})
    client.post(address("conduct_note", complaint), {"text": "Ask for the video"})

    visitor = Client()
    page = visitor.get(f"/r/{receipt}/").text
    visitor.post(f"/r/{receipt}/add/", {"text": "My brother was"})

    assert "Now: Being looked at" in page
    assert "Was anyone with you?" in page
    assert "Ask for the video" not in page
    theirs = client.get(address("conduct", complaint)).text
    for words in ("Was anyone with you?", "Ask for the video", "My brother was"):
        assert words in theirs
    steps = complaint.entries.order_by("pk").values_list("step", flat=True)
    assert list(steps) == ["status", "said", "note", "asked"]


def test_closing_needs_a_reason_which_the_person_reads(overseer: User) -> None:
    receipt = receipt_on(complain().text)
    complaint = Complaint.objects.get()

    def move(status: str, reason: str = "") -> None:
        move_complaint(
            complaint_id=complaint.pk,
            actor=overseer,
            status=status,
            reason=reason,
            now=NOW,
        )

    with pytest.raises(TextMissingError):
        move("closed")
    for wrong in ("received", "gone"):
        with pytest.raises(MoveNotAllowedError):
            move(wrong)
    move("closed", "The chief has said sorry")

    complaint.refresh_from_db()
    assert (complaint.status, complaint.closed_at) == (ComplaintStatus.CLOSED, NOW)
    assert "The chief has said sorry" in Client().get(f"/r/{receipt}/").text
    move("looking")
    complaint.refresh_from_db()
    assert complaint.closed_at is None


def test_what_is_typed_wrongly_is_said_beside_it(overseer: User) -> None:
    complain()
    complaint, client = Complaint.objects.get(), signed_in(overseer)

    closed = client.post(address("conduct_status", complaint), {"status": "closed"})
    empty = client.post(address("conduct_reply", complaint), {"text": ""})

    assert "Say why it is closed." in closed.text
    assert "Write a few words first." in empty.text
    assert not complaint.entries.exists()


def test_an_overseer_of_another_place_or_a_sender_does_not_find_it() -> None:
    here = make_neighborhood()
    near, far = make_overseer(here), make_overseer(make_neighborhood())
    complaint = make_complaint(neighborhood=here, person=None)
    own = make_complaint(neighborhood=here, person=near)

    assert signed_in(near).get(address("conduct", complaint)).status_code == 200
    assert signed_in(far).get(address("conduct", complaint)).status_code == 404
    assert signed_in(near).get(address("conduct", own)).status_code == 404
    with pytest.raises(NotAllowedError):
        open_complaint(complaint_id=complaint.pk, actor=far, now=NOW)


def test_a_right_that_ended_opens_nothing_at_the_next_click(overseer: User) -> None:
    complaint, client = make_complaint(), signed_in(overseer)
    assert client.get(address("conduct", complaint)).status_code == 200

    overseer.grants.update(starts_at=NOW - timedelta(days=3), ends_at=NOW)
    overseer.grants.update(starts_at="2020-01-01T00:00Z", ends_at="2020-01-02T00:00Z")

    assert client.get(address("conduct", complaint)).status_code == 404
    assert client.get("/desk/oversight/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_statements(
    overseer: User, rows: int, django_assert_num_queries: Any
) -> None:
    client = signed_in(overseer)
    for _number in range(rows):
        make_complaint(neighborhood=make_neighborhood())

    with django_assert_num_queries(5):
        client.get("/desk/oversight/complaints/")


# -- nobody else ---------------------------------------------------------------------------
def everyone_else(place: Neighborhood) -> dict[str, Client]:
    people = {role: make_user() for role in Role if role != Role.OVERSEER}
    for role, user in people.items():
        make_grant(user, role, None)
    local = make_officer(of=place)
    clients = {role.value: signed_in(user) for role, user in people.items()}
    return {
        **clients,
        "local officer": signed_in(local),
        "resident": signed_in(make_user()),
        "visitor": Client(),
    }


def pages_of(place: Neighborhood, complaint: Complaint) -> list[str]:
    """Every list, look-up, export and search there is, and the complaint's own."""
    report = make_report(neighborhood=place)
    week = f"{place.slug}/{str(report.week).lower()}"
    called = complaint.reference
    return [
        "/", "/n/", f"/n/{place.slug}/", "/my/", "/desk/", "/desk/inbox/",
        "/desk/inbox/?view=open", "/desk/inbox/?view=sensitive", "/desk/record/",
        "/desk/record/?about=complaint", "/desk/record/?about=zqcanary",
        "/desk/dead-letters/", "/desk/priorities/", f"/desk/priorities/{week}/",
        f"/desk/priorities/{week}.csv", f"/desk/priorities/{week}.json",
        "/around/", "/around/points.json", "/api/v1/issues/", "/api/v1/concerns/",
        "/api/v1/kinds/", "/api/v1/neighborhoods/", f"/c/{called}/",
        f"/api/v1/issues/{called}/", f"/desk/concerns/{called}/",
        f"/my/private/{called}/", f"/my/concerns/{called}/", "/my/looks/",
        "/desk/oversight/", "/desk/oversight/looks/", "/desk/oversight/complaints/",
        f"/desk/oversight/complaints/{called}/", "/site-admin/",
        "/site-admin/concerns/kind/", "/find-place/?q=zqcanary", "/sitemap.xml",
    ]  # fmt: skip


def test_no_page_file_or_search_of_anybody_else_holds_a_word_of_it(
    overseer: User,
) -> None:
    make_town()
    place = make_neighborhood()
    make_concern(issue=make_issue(neighborhood=place))
    receipt = receipt_on(complain(neighborhood=place.pk).text)
    complaint = Complaint.objects.get()
    words = (CANARY, "canary note", "canary reason")
    note_on_complaint(
        complaint_id=complaint.pk, actor=overseer, text="canary note", now=NOW
    )
    move_complaint(
        complaint_id=complaint.pk,
        actor=overseer,
        status="looking",
        reason="canary reason",
        now=NOW,
    )
    assert CANARY in Client().get(f"/r/{receipt}/").text  # there is something to leak

    pages = pages_of(place, complaint)
    found = [
        (who, path)
        for who, client in everyone_else(place).items()
        for path in pages
        if any(word in client.get(path, follow=True).text for word in words)
    ]

    assert found == []


def test_no_command_counts_it(overseer: User) -> None:
    place = make_neighborhood()
    make_concern(issue=make_issue(neighborhood=place))
    said = []
    for _once in range(2):
        out = io.StringIO()
        call_command("count_concerns", by="neighborhood,kind,status", stdout=out)
        said.append(out.getvalue())
        complain(neighborhood=place.pk)

    assert Complaint.objects.exists()
    assert said[0] == said[1]
    assert CANARY not in said[1]


def test_no_table_holds_a_readable_word_of_it(overseer: User) -> None:
    complain(who=CANARY, email=f"{CANARY}@example.org")
    complaint = Complaint.objects.get()
    for write in (write_to_complainant, note_on_complaint):
        write(complaint_id=complaint.pk, actor=overseer, text=CANARY, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        holding = []
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS t WHERE t::text ILIKE %s',  # noqa: S608 - names of the catalog
                [f"%{CANARY}%"],
            )
            holding += [table] if cursor.fetchone() != (0,) else []

    assert holding == []
    assert words_of(complaint)["who"] == CANARY


def test_the_record_says_that_something_happened_and_not_what(overseer: User) -> None:
    complain()
    complaint = Complaint.objects.get()
    signed_in(overseer).get(address("conduct", complaint))
    move_complaint(
        complaint_id=complaint.pk,
        actor=overseer,
        status="closed",
        reason=CANARY,
        now=NOW,
    )

    entries = Entry.objects.order_by("pk")
    assert [
        (entry.action, entry.actor, entry.reason, entry.detail, entry.place_id)
        for entry in entries
    ] == [
        ("conduct.submit", None, "", {}, None),
        ("conduct.view", overseer, "", {}, None),
        ("conduct.set_status", overseer, "", {}, None),
    ]
    record = signed_in(make_admin()).get("/desk/record/").text
    assert "Sent something to the overseer" in record
    assert CANARY not in record


def test_letters_say_nothing_of_it(overseer: User, sink: MailSink) -> None:
    complain(email="ann@example.org")
    complaint = Complaint.objects.get()
    write_to_complainant(
        complaint_id=complaint.pk, actor=overseer, text=CANARY, now=NOW
    )
    for job in Job.objects.filter(done_at=None):
        LETTERS[job.task](job_id=job.pk, **job.arguments)

    letters = sink.letters
    assert sorted(letter["To"] for letter in letters) == [
        "ann@example.org",
        "ann@example.org",
        "ruth@example.org",
    ]
    for letter in letters:
        whole = str(letter).lower()
        for word in (CANARY, "complain", "conduct", "police", "officer"):
            assert word not in whole


# -- what goes -----------------------------------------------------------------------------
def test_contacts_go_after_90_days_and_words_after_two_years(overseer: User) -> None:
    def closed(days: int) -> Complaint:
        complaint = make_complaint(
            status=ComplaintStatus.CLOSED,
            closed_at=NOW - timedelta(days=days),
            contact_sealed=b"x",
        )
        note_on_complaint(
            complaint_id=complaint.pk, actor=overseer, text="kept", now=NOW
        )
        return complaint

    young, middle, old = closed(89), closed(91), closed(731)
    still_open = make_complaint(contact_sealed=b"x")

    forget_complaints(now=NOW)

    left = {
        one.pk: (bool(one.contact_sealed), bool(words_of(one)))
        for one in Complaint.objects.all()
    }
    assert left == {
        young.pk: (True, True),
        middle.pk: (False, True),
        old.pk: (False, False),
        still_open.pk: (True, True),
    }
    assert [line.text for line in lines_of_complaint(old, with_notes=True)] == [""]


def test_erasing_a_person_wipes_their_complaints(overseer: User) -> None:
    ann = make_user()
    complaint = make_complaint(
        person=ann, receipt_hash=hash_of("x"), contact_sealed=b"x"
    )
    ComplaintEntry.objects.create(
        complaint=complaint, step=ComplaintStep.ASKED, sealed=b"x", at=NOW
    )

    erase_person(ann)

    complaint.refresh_from_db()
    assert (complaint.person, complaint.receipt_hash, words_of(complaint)) == (
        None,
        "",
        {},
    )
    assert [bytes(entry.sealed) for entry in complaint.entries.all()] == [b""]
