"""Nobody takes away what a legal hold lies on; it goes out of sight, and after the hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from engagement.audit.models import Entry
from engagement.common.roles import Viewer
from engagement.concerns.contacts import seal_contact
from engagement.concerns.models import Concern, Issue, LegalHold, Look, Message, Photo
from engagement.concerns.queries.photos import own_photos_of, photos_of, public_photos
from engagement.concerns.queries.words import public_words_of
from engagement.concerns.receipts import hash_of
from engagement.concerns.services import (
    forget_moderation,
    forget_texts,
    hold_issue,
    lift_hold,
    merge_issues,
    remove_photo,
    unmerge_issue,
    withdraw_concern,
)
from engagement.front.personal.retention import BY_CODE
from engagement.moderation.choices import Verdict
from engagement.moderation.models import Decision
from tests.factories.canary import files_kept
from tests.factories.concerns import make_concern, make_issue
from tests.factories.conduct import make_look, make_message
from tests.factories.moderation import make_decision, make_passed_review
from tests.factories.people import make_admin, make_officer
from tests.factories.photos import make_sent_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NOW = datetime(2100, 11, 20, 15, 42, tzinfo=UTC)  # after every grant of a test
YEARS = timedelta(days=731)
RECEIPT = "K7Q2M9XD" * 4


def hold(issue: Issue) -> LegalHold:
    number = issue.reference
    return hold_issue(reference=number, reason="Court", actor=make_admin(), now=NOW)


def make_sent() -> Concern:
    """A public concern with all that somebody can take back."""
    issue = make_issue()
    review = make_passed_review(neighborhood=issue.neighborhood)
    concern = make_concern(
        issue=issue,
        lat=42.01,
        lon=-71.01,
        review=review,
        receipt_hash=hash_of(RECEIPT),
        contact_by="email",
        contact_sealed=seal_contact("ann@example.org", "Ann"),
    )
    make_message(concern)
    make_sent_photo(concern)
    return concern


def holder(concern: Concern) -> Viewer:
    return Viewer(receipts=frozenset({concern.pk}))


def take_back(concern: Concern) -> None:
    withdraw_concern(concern_id=concern.pk, viewer=holder(concern), now=NOW)
    concern.refresh_from_db()


def a_night(capture: DjangoCaptureOnCommitCallbacks) -> None:
    with capture(execute=True):
        for sort in BY_CODE.values():
            sort.leave(now=NOW)


def kept_of(concern: Concern) -> tuple[str, float | None, int, int, int]:
    """Say what is still there: words, point, messages, photos, files."""
    concern.refresh_from_db()
    messages = Message.objects.filter(concern=concern).count()
    photos = Photo.objects.filter(concern=concern).count()
    return concern.text, concern.lat, messages, photos, len(files_kept())


WHOLE = ("The lamp on Mill Lane is out", 42.01, 1, 1, 2)
NOTHING = ("", None, 0, 0, 0)


def test_what_is_taken_back_under_a_hold_waits_out_of_sight(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    concern = make_sent()
    held = hold(concern.issue)
    assert public_words_of(concern.issue)

    with django_capture_on_commit_callbacks(execute=True):
        take_back(concern)
    a_night(django_capture_on_commit_callbacks)

    assert kept_of(concern) == WHOLE
    assert (concern.withdrawn_at is not None, bytes(concern.contact_sealed)) == (
        True,
        b"",
    )
    concern.issue.refresh_from_db()
    assert public_words_of(concern.issue) == []
    assert not public_photos().exists()

    lift_hold(hold_id=held.pk, actor=make_admin(), now=NOW)
    a_night(django_capture_on_commit_callbacks)
    assert kept_of(concern) == NOTHING


def test_without_a_hold_it_is_gone_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """The control."""
    concern = make_sent()

    with django_capture_on_commit_callbacks(execute=True):
        take_back(concern)

    assert kept_of(concern) == NOTHING
    assert concern.goes_after_hold is False


def test_a_photo_taken_back_under_a_hold_waits_too(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    concern = make_sent()
    held = hold(concern.issue)
    (photo,) = photos_of([concern])

    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            remove_photo(
                concern_id=concern.pk,
                key=photo.picture.key,
                viewer=holder(concern),
                now=NOW,
            )
    a_night(django_capture_on_commit_callbacks)

    assert own_photos_of(concern) == []
    assert (photos_of([concern]), len(files_kept())) == ([photo], 2)
    assert not public_photos().exists()
    assert Entry.objects.filter(action="concern.remove_photo").count() == 1

    lift_hold(hold_id=held.pk, actor=make_admin(), now=NOW)
    a_night(django_capture_on_commit_callbacks)
    assert (photos_of([concern]), files_kept()) == ([], [])
    assert kept_of(concern)[0] == WHOLE[0]


def test_the_sender_is_told_what_stays_and_why(client: Client) -> None:
    concern = make_sent()
    hold(concern.issue)
    page = reverse("concerns:receipt", args=[RECEIPT])

    client.post(page)
    shown = client.get(page).content.decode()

    assert "You took it back, and nobody reads it in public." in shown
    assert reverse("concerns:photo_small", args=["x"])[:-2] not in shown


# -- other ways around a hold --------------------------------------------------------------
def joined(issue: Issue, into: Issue, actor: object, *, apart: bool = False) -> None:
    if apart:
        unmerge_issue(issue_id=issue.pk, actor=actor, reason="Two lamps", now=NOW)  # type: ignore[arg-type]  # an officer
    else:
        merge_issues(
            issue_id=issue.pk,
            into_id=into.pk,
            actor=actor,  # type: ignore[arg-type]  # an officer
            reason="The same lamp",
            now=NOW,
        )


def three_issues() -> tuple[list[Issue], object]:
    first = make_issue()
    rest = [
        make_issue(neighborhood=first.neighborhood, kind=first.kind) for _n in range(2)
    ]
    return [first, *rest], make_officer(of=first.neighborhood)


def close_all() -> None:
    Issue.objects.update(status="done", closed_at=NOW - YEARS)


def words(concern: Concern) -> str:
    close_all()
    forget_texts(now=NOW)
    concern.refresh_from_db()
    return concern.text


def test_joining_what_is_held_to_another_one_takes_no_hold_away() -> None:
    (leaf, middle, root), officer = three_issues()
    concern = make_concern(issue=leaf)
    joined(leaf, middle, officer)
    hold(middle)

    joined(middle, root, officer)

    assert words(concern) == WHOLE[0]


def test_taking_problems_apart_takes_the_hold_along() -> None:
    (leaf, _middle, root), officer = three_issues()
    concern = make_concern(issue=leaf)
    joined(leaf, root, officer)
    held = hold(root)

    joined(leaf, root, officer, apart=True)

    carried = LegalHold.objects.exclude(pk=held.pk).get()
    assert (carried.issue, carried.reason, carried.set_by) == (
        leaf,
        "Court",
        held.set_by,
    )
    assert words(concern) == WHOLE[0]
    lift_hold(hold_id=held.pk, actor=make_admin(), now=NOW)
    assert words(concern) == WHOLE[0]
    lift_hold(hold_id=carried.pk, actor=make_admin(), now=NOW)
    assert words(concern) == ""


def test_problems_without_a_hold_are_taken_apart_without_one() -> None:
    (leaf, other, root), officer = three_issues()
    hold(other)
    joined(leaf, root, officer)

    joined(leaf, root, officer, apart=True)

    assert LegalHold.objects.count() == 1


def test_old_decisions_and_looks_stay_as_long_as_the_hold() -> None:
    concern, free = make_sent(), make_sent_beside()
    for one in (concern, free):
        assert one.review is not None
        make_decision(one.review, Verdict.EDIT, before="As sent", at=NOW - YEARS)
        make_look(make_officer(), concern=one, at=NOW - YEARS)
    hold(concern.issue)

    forget_moderation(now=NOW)
    BY_CODE["looks"].leave(now=NOW)

    kept = Decision.objects.order_by("pk").values_list("before", flat=True)
    assert list(kept) == ["As sent", ""]
    assert [look.concern for look in Look.objects.all()] == [concern]


def make_sent_beside() -> Concern:
    issue = make_issue()
    return make_concern(
        issue=issue, review=make_passed_review(neighborhood=issue.neighborhood)
    )
