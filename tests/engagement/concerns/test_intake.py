"""One submission: all of it is stored, once, or nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.audit.models import Entry
from engagement.common.errors import DomainError
from engagement.common.ids import read_reference
from engagement.concerns.answers import Submission
from engagement.concerns.choices import Contact, Privacy, Status, Tier, VoiceRole
from engagement.concerns.contacts import ContactDetails, read_contact
from engagement.concerns.errors import (
    AlreadySentError,
    BadAnswerError,
    NoPlaceError,
    NotCollectedError,
    NotOurTownError,
    TooLongError,
)
from engagement.concerns.models import Concern, Issue, Kind, Voice
from engagement.concerns.queries import concern_by_receipt
from engagement.concerns.services import Receipt, submit_concern
from engagement.concerns.services.drafts import begin_draft
from engagement.outbox.models import Job
from engagement.people.choices import ProofKind
from engagement.people.models import Proof, User
from engagement.places.models import Holiday, Neighborhood
from tests.factories.concerns import make_kind, make_submission
from tests.factories.people import make_user
from tests.factories.photos import make_draft_photo
from tests.factories.places import make_neighborhood, make_snap_point

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, 17, tzinfo=UTC)  # a Friday, 10:42 in town
HOUR = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def send(
    submission: Submission | None = None,
    *,
    person: User | None = None,
    device: str | None = None,
    key: str = "a key",
    now: datetime = NOW,
    network: str | None = None,
    draft_id: int | None = None,
) -> Receipt:
    return submit_concern(
        submission=submission or make_submission(),
        person=person,
        device=device,
        idempotency_key=key,
        now=now,
        network=network,
        draft_id=draft_id,
    )


def rows() -> dict[str, int]:
    tables = (Concern, Issue, Voice, Entry, Job)
    return {table.__name__: table.objects.count() for table in tables}


def test_a_submission_makes_a_concern_its_issue_and_the_reporters_voice() -> None:
    place = make_neighborhood()
    point = make_snap_point(place)
    kind = make_kind("speeding")

    receipt = send(make_submission(kind=kind, neighborhood=place), device="cookie")

    concern = Concern.objects.get()
    issue = concern.issue
    voice = Voice.objects.get()
    assert receipt == Receipt(
        concern_id=concern.pk,
        reference=concern.reference,
        receipt=receipt.receipt,
        issue_reference=issue.reference,
        reply_due_on=date(2026, 11, 25),
    )
    assert (concern.text, concern.kind, concern.neighborhood, concern.first_issue) == (
        "Three lamps in a row are out",
        kind,
        place,
        issue,
    )
    assert (issue.kind, issue.neighborhood, issue.snap_point, issue.status) == (
        kind,
        place,
        point,
        Status.NEW,
    )
    assert (voice.issue, voice.role, voice.tier, voice.counts, voice.weight) == (
        issue,
        VoiceRole.REPORTER,
        Tier.UNVERIFIED,
        True,
        1.0,
    )
    counters = (issue.unv_n, issue.unv_f, issue.ver_n, issue.reporters, issue.faded_at)
    assert counters == (1.0, 1.0, 0.0, 1, HOUR)


def test_no_exact_time_is_kept_anywhere() -> None:
    send(make_submission(contact_by=Contact.EMAIL, contact="a@example.org"))

    concern = Concern.objects.get()
    kept = {
        concern.reported_at,
        concern.issue.first_at,
        Voice.objects.get().at,
        Entry.objects.get().at,
        *Job.objects.values_list("created_at", flat=True),
    }
    assert kept == {HOUR}
    assert concern.reported_on == date(2026, 11, 20)


def test_the_day_of_a_concern_is_the_towns_day() -> None:
    send(now=datetime(2026, 11, 21, 3, 30, tzinfo=UTC))  # 22:30 the day before in town

    assert Concern.objects.get().reported_on == date(2026, 11, 20)


def test_references_are_well_formed_and_the_receipt_is_160_bits_and_hashed() -> None:
    receipt = send()

    concern = Concern.objects.get()
    assert read_reference(receipt.reference) == receipt.reference
    assert read_reference(receipt.issue_reference) == receipt.issue_reference
    assert len(receipt.receipt) == 32
    row = Concern.objects.values().get()
    assert receipt.receipt not in str(row)
    assert "a key" not in str(row)
    assert concern_by_receipt(receipt.receipt.lower()) == concern
    assert concern_by_receipt(receipt.receipt[:-1] + "?") is None


def test_sending_twice_gives_the_same_receipt_and_one_concern() -> None:
    submission = make_submission()
    first = send(submission)
    before = rows()

    again = send(submission)

    assert again == first
    assert rows() == before


def test_the_same_sending_with_other_words_is_refused_and_changes_nothing() -> None:
    submission = make_submission()
    send(submission)
    before = rows()

    with pytest.raises(AlreadySentError):
        send(replace(submission, text="Something else altogether"))

    assert rows() == before


def test_two_sendings_are_two_concerns_with_receipts_of_their_own() -> None:
    submission = make_submission()

    one, other = send(submission, key="one"), send(submission, key="other")

    assert one.receipt != other.receipt
    assert Concern.objects.count() == 2


def _outside(place: Neighborhood) -> dict[str, object]:
    return {"lat": place.south - 1, "lon": place.west}


@pytest.mark.parametrize(
    ("fields", "error", "sentence"),
    [
        (
            {"lat": None, "lon": None},
            NoPlaceError,
            "Tell us where it is: put a pin on the map or choose a neighborhood.",
        ),
        (
            {"lat": 10.0, "lon": 10.0},
            NotOurTownError,
            (
                "That place is outside the neighborhoods we look after. Move the pin, "
                "choose a neighborhood from the list, or ask the town it belongs to."
            ),
        ),
        (
            {"lat": float("nan")},
            BadAnswerError,
            "This point is not on the map. Please choose again.",
        ),
        (
            {"lon": None},
            BadAnswerError,
            "This point is not on the map. Please choose again.",
        ),
        (
            {"text": "x" * 1501},
            TooLongError,
            "What you tell us is longer than 1,500 characters. Please shorten it.",
        ),
        (
            {"contact_by": Contact.EMAIL, "contact": "not an address"},
            BadAnswerError,
            "Write the e-mail address like name@example.com.",
        ),
        (
            {"contact_by": Contact.PHONE, "contact": "call me"},
            BadAnswerError,
            "Write the phone number with digits.",
        ),
        (
            {"contact_by": "pigeon"},
            BadAnswerError,
            "Choose e-mail, phone or no contact.",
        ),
        (
            {"privacy": Privacy.CONDUCT},
            BadAnswerError,
            "Choose how much others may see.",
        ),
        (
            {"channel": "import"},
            BadAnswerError,
            "We do not know this way of sending a concern.",
        ),
    ],
)
def test_a_bad_answer_gets_a_plain_sentence_and_changes_nothing(
    fields: dict[str, object], error: type[DomainError], sentence: str
) -> None:
    submission = replace(make_submission(), **fields)  # type: ignore[arg-type]  # the point is what does not fit
    before = rows()

    with pytest.raises(error) as caught:
        send(submission)

    assert str(caught.value) == sentence
    assert rows() == before


def test_a_group_a_retired_kind_and_conduct_are_not_taken() -> None:
    group = Kind.objects.groups()[0]
    retired = make_kind("retired", is_active=False)
    conduct = make_kind("conduct", privacy=Privacy.CONDUCT)

    for kind in (group, retired, conduct):
        with pytest.raises(NotCollectedError):
            send(make_submission(kind=kind))

    assert Concern.objects.count() == 0


def test_a_chosen_neighborhood_is_enough_and_gives_no_point() -> None:
    place = make_neighborhood()
    make_snap_point(place)

    send(make_submission(lat=None, lon=None, neighborhood_id=place.pk))

    concern = Concern.objects.get()
    assert (concern.neighborhood, concern.lat, concern.cell_r9) == (place, None, None)
    assert concern.issue.snap_point is None


def test_a_point_wins_over_a_chosen_neighborhood() -> None:
    place, other = make_neighborhood(), make_neighborhood()

    send(make_submission(neighborhood=place, neighborhood_id=other.pk))

    assert Concern.objects.get().neighborhood == place


def test_the_reporter_may_choose_stricter_privacy_never_looser() -> None:
    area = make_kind("some_area", privacy=Privacy.AREA)
    place = make_neighborhood()
    submission = make_submission(kind=area, neighborhood=place)

    send(replace(submission, privacy=Privacy.PUBLIC), key="looser")
    send(replace(submission, privacy=Privacy.SENSITIVE), key="stricter")

    kept = Concern.objects.order_by("pk").values_list("privacy", "issue__privacy")
    assert list(kept) == [("area", "area"), ("sensitive", "sensitive")]


def test_contact_is_sealed_and_kept_only_when_wanted() -> None:
    wanted = make_submission(
        contact_by=Contact.EMAIL, contact="ada@example.org", name="Ada"
    )
    not_wanted = make_submission(contact="ada@example.org", wants_updates=True)

    send(wanted, key="one")
    send(not_wanted, key="two")

    first, second = Concern.objects.order_by("pk")
    assert read_contact(first.contact_sealed) == ContactDetails(
        address="ada@example.org", name="Ada"
    )
    assert b"ada" not in bytes(first.contact_sealed)
    assert (bytes(second.contact_sealed), second.wants_updates) == (b"", False)


def test_control_characters_are_taken_out_and_nothing_else() -> None:
    send(make_submission(text="  Lamp\x00 out\r\n<b>really</b> \x1b  "))

    assert Concern.objects.get().text == "Lamp out\n<b>really</b>"


def test_the_audit_row_says_that_not_who() -> None:
    send(person=make_user(), key="signed in")

    entry = Entry.objects.get()
    concern = Concern.objects.get()
    assert (entry.actor_id, entry.action, entry.subject, entry.place_id) == (
        None,
        "concern.submit",
        f"concerns.concern:{concern.pk}",
        concern.neighborhood_id,
    )


def test_a_reply_is_due_after_working_days_without_holidays() -> None:
    Holiday.objects.create(on=date(2026, 11, 24), name="a holiday")

    receipt = send(make_submission(kind=make_kind("three", reply_days=3)))

    assert receipt.reply_due_on == date(2026, 11, 26)


def test_the_target_is_the_towns_midnight_after_the_kinds_days() -> None:
    send(make_submission(kind=make_kind("ten", target_days=10)))

    # Monday 30 November, midnight in town
    assert Issue.objects.get().target_at == datetime(2026, 11, 30, 5, tzinfo=UTC)


def test_no_network_no_tag() -> None:
    send(key="without")

    assert Voice.objects.get().origin == ""


def test_nothing_of_the_network_or_the_device_can_be_read_from_the_tables() -> None:
    send(device="canary-device", network="203.0.113.99")

    dump = str([list(table.objects.values()) for table in (Concern, Voice, Job, Entry)])
    assert "canary-device" not in dump
    assert "203.0.113.99" not in dump


def test_a_submission_takes_at_most_18_statements_at_its_most() -> None:
    person = make_user()
    Proof.objects.create(user=person, kind=ProofKind.MAIL, at=NOW)
    place = make_neighborhood()
    make_snap_point(place)
    submission = make_submission(
        neighborhood=place, contact_by=Contact.EMAIL, contact="ada@example.org"
    )
    send(submission, key="first", network="203.0.113.7", device="other")

    with CaptureQueriesContext(connection) as most:
        send(submission, key="second", network="203.0.113.7", person=person)
    with CaptureQueriesContext(connection) as least:
        send(replace(submission, contact_by=Contact.NONE), key="third")

    assert statements(most) <= 18
    assert statements(least) <= 14


def test_photos_add_four_statements_however_many_they_are() -> None:
    drafts = [begin_draft(now=NOW)[0] for _number in range(3)]
    submission = make_submission()
    for draft, count in zip(drafts, (0, 1, 5), strict=True):
        for place in range(1, count + 1):
            make_draft_photo(draft, place)

    send(submission, key="the first reads what is kept afterwards")
    counts = []
    for number, draft in enumerate(drafts):
        with CaptureQueriesContext(connection) as asked:
            send(submission, key=f"{number}", draft_id=draft.pk)
        counts.append(statements(asked))

    none, one, five = counts
    assert none <= 14  # one of them looks whether there are any
    assert one == five == none + 4


def statements(asked: CaptureQueriesContext) -> int:
    """Count what a real request would send: the savepoints are the test's."""
    return sum("SAVEPOINT" not in query["sql"] for query in asked.captured_queries)
