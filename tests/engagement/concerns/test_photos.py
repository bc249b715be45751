"""Photos of a concern: at most five, in turn, with it and gone with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from engagement.audit.models import Entry
from engagement.common.images import DamagedError, PhotoError, WrongKindError
from engagement.common.limits import PHOTOS_CONCERN, PHOTOS_NETWORK
from engagement.common.roles import Role, Viewer
from engagement.concerns import services
from engagement.concerns.choices import Privacy, Status
from engagement.concerns.errors import (
    NoPlaceError,
    NoSuchIssueError,
    TooLateError,
    TooManyPhotosError,
    TooOftenError,
)
from engagement.concerns.models import Concern, Draft, DraftPhoto, Photo
from engagement.concerns.models.photos import MOST_PHOTOS
from engagement.concerns.queries import photos_visible_to, public_photos_of
from engagement.concerns.services.drafts import begin_draft, drop_draft
from engagement.concerns.services.photos import (
    add_draft_photo,
    remove_draft_photo,
)
from engagement.moderation.choices import State, What
from engagement.moderation.models import Picture, Review
from tests.factories.concerns import make_concern, make_issue, make_submission
from tests.factories.people import make_admin, make_grant, make_officer, make_user
from tests.factories.photos import clean, make_draft_photo, make_sent_photo
from tests.factories.pictures import make_photo
from tests.factories.places import make_neighborhood

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NOBODY = Viewer(user=None)


def files(media: Path) -> int:
    return sum(path.is_file() for path in media.rglob("*"))


def make_draft() -> Draft:
    return begin_draft(now=now())[0]


def add(draft: Draft, raw: bytes | None = None, network: str | None = None) -> Any:
    content = make_photo() if raw is None else raw
    return add_draft_photo(draft=draft, raw=content, network=network, now=now())


def holder(concern: Concern) -> Viewer:
    return Viewer(user=None, receipts=frozenset({concern.pk}))


def attach(concern: Concern, viewer: Viewer, raw: bytes | None = None) -> Photo:
    return services.attach_photo(
        concern_id=concern.pk,
        raw=make_photo() if raw is None else raw,
        viewer=viewer,
        network=None,
        now=now(),
    )


# -- of a draft --------------------------------------------------------------------------


def test_a_photo_of_a_draft_is_kept_clean_and_nobody_is_asked_yet(media: Path) -> None:
    draft = make_draft()

    photo = add(draft)

    assert DraftPhoto.objects.get() == photo
    assert (photo.position, photo.width, photo.height) == (1, 64, 32)
    assert (media / photo.cleaned).read_bytes() == clean().content
    assert Review.objects.count() == 0


def test_a_file_that_is_no_photo_leaves_nothing_behind(media: Path) -> None:
    draft = make_draft()

    with pytest.raises(WrongKindError):
        add(draft, b"<svg/>")
    with pytest.raises(DamagedError):
        add(draft, make_photo()[:100])

    assert DraftPhoto.objects.count() == files(media) == 0


def test_a_draft_takes_five_photos_and_a_removed_one_makes_room(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    draft = make_draft()
    photos = [make_draft_photo(draft, place) for place in range(1, MOST_PHOTOS + 1)]

    with pytest.raises(TooManyPhotosError, match="5 photos already"):
        add(draft)
    with django_capture_on_commit_callbacks(execute=True):
        remove_draft_photo(draft=draft, key=photos[2].key)
        remove_draft_photo(draft=draft, key="no-such-photo")

    assert add(draft).position == 3
    assert files(media) == 2 * MOST_PHOTOS


def test_nobody_removes_a_photo_of_another_draft() -> None:
    photo = make_draft_photo(make_draft())

    remove_draft_photo(draft=make_draft(), key=photo.key)

    assert DraftPhoto.objects.get() == photo


def test_the_database_itself_knows_five_places() -> None:
    concern, draft = make_concern(), make_draft()

    for place in (0, MOST_PHOTOS + 1):
        with pytest.raises(IntegrityError, match="five_photos"), transaction.atomic():
            make_sent_photo(concern, position=place)
        with pytest.raises(IntegrityError, match="five_photos"), transaction.atomic():
            make_draft_photo(draft, place)
    make_sent_photo(concern, position=1)
    with pytest.raises(IntegrityError, match="at_a_place"), transaction.atomic():
        make_sent_photo(concern, position=1)


def test_photos_become_the_concerns_own_in_the_same_sending(media: Path) -> None:
    draft = make_draft()
    photos = [make_draft_photo(draft, place) for place in (1, 3)]
    submission = make_submission()

    receipt = services.submit_concern(
        submission=submission,
        person=None,
        device=None,
        idempotency_key="once",
        draft_id=draft.pk,
        now=now(),
    )

    concern = Concern.objects.get(pk=receipt.concern_id)
    sent = Photo.objects.order_by("position")
    assert [(p.concern, p.position, p.at) for p in sent] == [
        (concern, place, concern.reported_at) for place in (1, 3)
    ]
    assert [p.picture.cleaned for p in sent] == [one.cleaned for one in photos]
    photos_asked = Review.objects.filter(what=What.PHOTO)
    asked = photos_asked.values_list("what", "neighborhood", "state")
    assert list(asked) == [(What.PHOTO, concern.neighborhood_id, State.WAITING)] * 2
    assert DraftPhoto.objects.count() == 0
    assert files(media) == 4
    assert not set(Picture.objects.values_list("key")) & {(p.key,) for p in photos}


def test_a_sending_that_fails_leaves_the_photos_with_the_draft() -> None:
    draft = make_draft()
    photo = make_draft_photo(draft)

    with pytest.raises(NoPlaceError):
        services.submit_concern(
            submission=make_submission(lat=None, lon=None),
            person=None,
            device=None,
            idempotency_key="never",
            draft_id=draft.pk,
            now=now(),
        )

    assert list(DraftPhoto.objects.all()) == [photo]
    assert Photo.objects.count() == 0


@pytest.mark.parametrize("forget", ["drop", "purge"])
def test_a_draft_takes_its_photos_with_it(
    forget: str,
    media: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    draft, other = make_draft(), make_draft()
    make_draft_photo(draft)
    kept = make_draft_photo(other)
    Draft.objects.filter(pk=draft.pk).update(expires_at=now())

    with django_capture_on_commit_callbacks(execute=True):
        if forget == "drop":
            drop_draft(draft=draft)
        else:
            assert services.purge_drafts(now=now()) == 1

    assert list(Draft.objects.all()) == [other]
    assert list(DraftPhoto.objects.all()) == [kept]
    assert files(media) == 2


def test_a_draft_that_was_sent_takes_no_more_photos(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    draft = make_draft()
    Draft.objects.filter(pk=draft.pk).update(concern=make_concern())

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(NoSuchIssueError),
    ):
        add(draft)

    assert files(media) == DraftPhoto.objects.count() == 0


# -- afterwards --------------------------------------------------------------------------


def test_who_holds_the_receipt_adds_a_photo_that_waits() -> None:
    concern = make_concern()

    photo = attach(concern, holder(concern))

    assert photo.picture.review.state == State.WAITING
    assert (photo.position, photo.by_staff) == (1, False)
    assert (photo.at.minute, photo.at.second) == (0, 0)
    entry = Entry.objects.get()
    assert (entry.action, entry.actor_id) == ("concern.attach_photo", None)
    assert (entry.at.minute, entry.at.second) == (0, 0)


def test_a_photo_of_an_officer_is_public_at_once_and_recorded_with_the_name() -> None:
    concern = make_concern()
    officer = make_officer(of=concern.neighborhood)

    photo = attach(concern, Viewer(user=officer))

    assert (photo.picture.review.state, photo.by_staff) == (State.PASSED, True)
    assert photo.picture.review.decided_by == officer
    assert Entry.objects.get().actor_id == officer.pk
    assert list(public_photos_of(concern.issue)) == [photo]


def test_an_officer_who_sent_the_concern_is_its_sender_here_too() -> None:
    officer = make_officer(of=make_neighborhood())
    issue = make_issue(neighborhood=officer.grants.get().neighborhood)
    concern = make_concern(issue=issue, person=officer)

    photo = attach(concern, Viewer(user=officer))

    assert (photo.picture.review.state, photo.by_staff) == (State.WAITING, False)


def test_nobody_else_adds_a_photo_or_learns_that_there_is_a_concern(
    media: Path,
) -> None:
    concern = make_concern(person=make_user())
    moderator = make_user()
    make_grant(moderator, Role.MODERATOR, concern.neighborhood)
    strangers = [
        NOBODY,
        holder(make_concern()),
        Viewer(user=make_user()),
        Viewer(user=make_officer(of=make_neighborhood())),
        Viewer(user=moderator),
        Viewer(user=make_admin()),
    ]

    for viewer in strangers:
        with pytest.raises(NoSuchIssueError):
            attach(concern, viewer)
    with pytest.raises(NoSuchIssueError):
        services.attach_photo(
            concern_id=0, raw=b"", viewer=NOBODY, network=None, now=now()
        )

    assert files(media) == Photo.objects.count() == 0


def close(concern: Concern) -> None:
    concern.issue.status, concern.issue.closed_at = Status.DONE, now()
    concern.issue.save()


def withdraw(concern: Concern) -> None:
    services.withdraw_concern(concern_id=concern.pk, viewer=holder(concern), now=now())


def close_the_whole(concern: Concern) -> None:
    whole = make_issue(status=Status.DONE, closed_at=now())
    concern.issue.merged_into = whole
    concern.issue.save()


@pytest.mark.parametrize("end", [close, withdraw, close_the_whole])
def test_a_closed_concern_takes_no_more_photos(
    end: Callable[[Concern], None],
) -> None:
    concern = make_concern()
    end(concern)

    with pytest.raises(TooLateError, match="closed"):
        attach(concern, holder(concern))

    assert Photo.objects.count() == 0


def test_a_concern_has_five_photos_whoever_sent_them() -> None:
    concern = make_concern()
    for _number in range(MOST_PHOTOS):
        make_sent_photo(concern)

    with pytest.raises(TooManyPhotosError):
        attach(concern, holder(concern))

    assert concern.photos.count() == MOST_PHOTOS


def test_a_sender_takes_back_an_own_photo_and_no_other(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    concern = make_concern()
    own, theirs = make_sent_photo(concern), make_sent_photo(concern, by_staff=True)
    other = make_sent_photo()

    def take_back(photo: Photo, viewer: Viewer) -> None:
        services.remove_photo(
            concern_id=concern.pk, key=photo.picture.key, viewer=viewer, now=now()
        )

    with django_capture_on_commit_callbacks(execute=True):
        for viewer in (NOBODY, Viewer(user=make_officer(of=concern.neighborhood))):
            with pytest.raises(NoSuchIssueError):
                take_back(own, viewer)
        for photo in (own, own, theirs, other):
            take_back(photo, holder(concern))

    assert list(Photo.objects.order_by("pk")) == [theirs, other]
    assert files(media) == 4
    assert [entry.action for entry in Entry.objects.all()] == ["concern.remove_photo"]


# -- limits ------------------------------------------------------------------------------


def test_thirty_photos_an_hour_of_one_concern_and_what_was_there_stays() -> None:
    concern = make_concern()
    kept = attach(concern, holder(concern))

    for _number in range(PHOTOS_CONCERN.most - 1):
        with pytest.raises(PhotoError):
            attach(concern, holder(concern), b"no photo")
    with pytest.raises(TooOftenError, match="add it later"):
        attach(concern, holder(concern))

    assert list(Photo.objects.all()) == [kept]


def test_a_network_sends_120_photos_an_hour_and_the_town_may_raise_it(
    settings: Settings,
) -> None:
    for _number in range(PHOTOS_NETWORK.most):
        with pytest.raises(PhotoError):
            add(make_draft(), b"no photo", network="192.0.2.7")

    with pytest.raises(TooOftenError):
        add(make_draft(), network="192.0.2.7")
    assert add(make_draft(), network="192.0.2.8").position == 1
    settings.RATE_SCALE = 2
    assert add(make_draft(), network="192.0.2.7").position == 1


# -- who sees them -----------------------------------------------------------------------


def hide(concern: Concern, **fields: object) -> None:
    for name, value in fields.items():
        thing: Any = concern
        *path, last = name.split("__")
        for step in path:
            thing = getattr(thing, step)
        setattr(thing, last, value)
        thing.save()


NOT_PUBLIC = {
    "its area alone": {"issue__privacy": Privacy.AREA},
    "sensitive": {"issue__privacy": Privacy.SENSITIVE},
    "told more privately": {"privacy": Privacy.AREA},
    "held": {"issue__is_held": True},
    "taken back": {"withdrawn_at": "2026-01-01T00:00Z"},
}


@pytest.mark.parametrize("why", NOT_PUBLIC.values(), ids=NOT_PUBLIC)
def test_a_passed_photo_is_public_only_where_its_page_is(
    why: dict[str, object],
) -> None:
    photo = make_sent_photo()
    concern = photo.concern
    assert list(photos_visible_to(NOBODY)) == [photo]

    hide(concern, **why)

    officer = make_officer(of=concern.neighborhood)
    assert list(photos_visible_to(NOBODY)) == []
    assert list(photos_visible_to(Viewer(user=make_user()))) == []
    assert public_photos_of(concern.issue) == []
    assert list(photos_visible_to(holder(concern))) == [photo]
    assert list(photos_visible_to(Viewer(user=officer))) == [photo]


@pytest.mark.parametrize("state", [State.WAITING, State.REFUSED, State.HIDDEN])
def test_a_photo_that_has_not_passed_is_seen_by_its_sender_and_officers_alone(
    state: State,
) -> None:
    sender = make_user()
    photo = make_sent_photo(make_concern(person=sender), state=state)
    place = photo.concern.neighborhood

    seeing = [
        Viewer(user=sender),
        holder(photo.concern),
        Viewer(user=make_officer(of=place)),
    ]
    strangers = [
        NOBODY,
        holder(make_concern()),
        Viewer(user=make_user()),
        Viewer(user=make_officer(of=make_neighborhood())),
        Viewer(user=make_admin()),
    ]

    assert [list(photos_visible_to(one)) for one in seeing] == [[photo]] * 3
    assert [list(photos_visible_to(one)) for one in strangers] == [[]] * 5
    assert public_photos_of(photo.concern.issue) == []


def test_photos_of_what_was_merged_are_public_with_the_whole() -> None:
    photo = make_sent_photo()
    whole = make_issue()
    photo.concern.issue.merged_into = whole
    photo.concern.issue.save()

    assert public_photos_of(whole) == [photo]
    whole.privacy = Privacy.SENSITIVE
    whole.save()
    assert public_photos_of(whole) == list(photos_visible_to(NOBODY)) == []


def test_conduct_is_seen_by_no_officer() -> None:
    photo = make_sent_photo()
    hide(photo.concern, privacy=Privacy.CONDUCT, issue__privacy=Privacy.CONDUCT)
    officer = Viewer(user=make_officer(of=photo.concern.neighborhood))

    assert list(photos_visible_to(officer)) == []
    with pytest.raises(NoSuchIssueError):
        attach(photo.concern, officer)


# -- gone --------------------------------------------------------------------------------


def test_taking_a_concern_back_takes_its_photos_along(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    photo = make_sent_photo()

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(photo.concern)

    assert Photo.objects.count() == Review.objects.count() == files(media) == 0


def test_erasing_a_person_takes_their_photos_and_leaves_those_of_officers(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person = make_user()
    concern = make_concern(person=person)
    make_sent_photo(concern)
    officers = make_sent_photo(concern, by_staff=True)
    others = make_sent_photo()

    with django_capture_on_commit_callbacks(execute=True):
        services.erase_person(person.pk)

    assert list(Photo.objects.order_by("pk")) == [officers, others]
    assert files(media) == 4


def test_photos_go_two_years_after_closing(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    old, new = make_sent_photo(by_staff=True), make_sent_photo()
    for photo, days in ((old, 731), (new, 729)):
        photo.concern.issue.status = Status.DONE
        photo.concern.issue.closed_at = now() - timedelta(days=days)
        photo.concern.issue.save()

    with django_capture_on_commit_callbacks(execute=True):
        assert services.forget_photos(now=now()) == 1

    assert list(Photo.objects.all()) == [new]
    assert files(media) == 2


def test_a_person_takes_the_own_photos_along_and_nobody_elses() -> None:
    person = make_user()
    concern = make_concern(person=person)
    make_sent_photo(concern, state=State.REFUSED)
    make_sent_photo(concern, by_staff=True)
    make_sent_photo()

    own = list(services.photo_files_of(person))

    assert [(one.name, one.content) for one in own] == [
        (f"{concern}-1.jpg", clean().content)
    ]


def test_the_nightly_sweep_knows_the_files_of_drafts(media: Path) -> None:
    photo = make_draft_photo(make_draft())
    make_sent_photo()

    assert services.sweep_photo_files(now=now() + timedelta(days=1)) == 0
    DraftPhoto.objects.all().delete()

    assert services.sweep_photo_files(now=now() + timedelta(days=1)) == 2
    assert not (media / photo.cleaned).exists()
    assert files(media) == 2
