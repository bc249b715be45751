"""What the nights put right, and what leaves on its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engagement.audit.models import Entry
from engagement.concerns.choices import Contact, Status, VoiceRole
from engagement.concerns.contacts import seal_contact
from engagement.concerns.counters import drift_between, recount
from engagement.concerns.models import Concern, Draft, Issue, Voice
from engagement.concerns.services import (
    check_counters,
    erase_person,
    export_person,
    forget_contacts,
    forget_origins,
    forget_texts,
    purge_drafts,
)
from tests.factories.concerns import make_concern, make_issue, make_voice
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


def test_a_drift_is_found_put_right_and_written_down() -> None:
    right, wrong = make_issue(), make_issue()
    for issue in (right, wrong):
        make_voice(issue)
        recount([issue.pk])
    Issue.objects.filter(pk=wrong.pk).update(sup_ver_f=3.5)

    check = check_counters(now=NOW)

    wrong.refresh_from_db()
    assert (check.issues, check.drifted) == (2, 1)
    assert check.worst == pytest.approx(2.5)
    assert wrong.sup_ver_f == pytest.approx(1.0)
    entry = Entry.objects.get()
    assert (entry.action, entry.detail["drifted"]) == ("concerns.counters_repaired", 1)


def test_a_night_without_drift_leaves_a_quiet_note() -> None:
    issue = make_issue()
    make_voice(issue)
    recount([issue.pk])

    check = check_counters(now=NOW)

    assert (check.issues, check.drifted, Entry.objects.count()) == (1, 0, 0)


def test_old_drafts_go_and_fresh_ones_stay() -> None:
    for name, hours in (("old", -1), ("fresh", 1)):
        Draft.objects.create(
            key=name, submission_key=name, expires_at=NOW + timedelta(hours=hours)
        )

    assert purge_drafts(now=NOW) == 1
    assert [draft.key for draft in Draft.objects.all()] == ["fresh"]


def test_the_tag_of_origin_goes_after_30_days_and_the_weight_stays() -> None:
    issue = make_issue()
    for days in (31, 29):
        at = NOW - timedelta(days=days)
        make_voice(issue, origin="n:x", weight=0.5, at=at)

    forget_origins(now=NOW)

    kept = Voice.objects.order_by("at").values_list("origin", "weight")
    assert list(kept) == [("", 0.5), ("n:x", 0.5)]


def make_closed_concern(days: int) -> Concern:
    closed_at = NOW - timedelta(days=days)
    issue = make_issue(status=Status.DONE, closed_at=closed_at)
    return make_concern(
        issue=issue,
        contact_by=Contact.EMAIL,
        contact_sealed=seal_contact("ada@example.org", "Ada"),
        wants_updates=True,
        lat=42.0,
        lon=-71.0,
    )


def test_contact_goes_90_days_after_closing() -> None:
    old, young = make_closed_concern(91), make_closed_concern(89)

    assert forget_contacts(now=NOW) == 1

    old.refresh_from_db()
    young.refresh_from_db()
    assert (bytes(old.contact_sealed), old.wants_updates, old.text != "") == (
        b"",
        False,
        True,
    )
    assert bytes(young.contact_sealed) != b""


def test_words_and_points_go_two_years_after_closing_and_the_row_stays() -> None:
    old, young = make_closed_concern(731), make_closed_concern(729)

    assert forget_texts(now=NOW) == 1

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.text, old.lat, old.reported_on) == ("", None, old.issue.reported_on)
    assert young.text != ""


def test_a_person_gets_out_everything_they_said() -> None:
    ada = make_user()
    concern = make_concern(person=ada, text="My own words")
    make_voice(make_issue(), person=ada)

    kept = export_person(ada)

    assert [row["text"] for row in kept["concerns"]] == ["My own words"]
    assert [row["role"] for row in kept["voices"]] == [VoiceRole.SUPPORTER]
    assert kept["concerns"][0]["reference"] == str(concern)


def test_erasing_a_person_takes_words_and_links_and_leaves_the_sums() -> None:
    ada = make_user()
    issue = make_issue()
    make_concern(issue=issue, person=ada, contact_sealed=seal_contact("a@b.c", "Ada"))
    make_voice(issue, person=ada, device="tag", role=VoiceRole.REPORTER)
    recount([issue.pk])

    erase_person(ada)

    issue.refresh_from_db()
    concern, voice = Concern.objects.get(), Voice.objects.get()
    assert (concern.person, concern.text, bytes(concern.contact_sealed)) == (
        None,
        "",
        b"",
    )
    assert (voice.person, voice.device) == (None, None)
    assert (issue.reporters, issue.ver_n) == (1, 1.0)
    assert set(map(str, export_person(ada).values())) == {"[]"}
    assert drift_between(0, 10**9) == []
