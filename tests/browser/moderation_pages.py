"""The pages of moderation as a browser sees them: full, empty, wrong."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate, now

from engagement.common.roles import Viewer
from engagement.concerns.models import Concern
from engagement.concerns.receipts import hash_of
from engagement.moderation.choices import FlagReason, State, Verdict
from engagement.moderation.models import Review
from engagement.moderation.services import (
    Flagger,
    Said,
    appeal_review,
    flag_review,
    refuse_review,
)
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.browser.visits import PageCase, Visit
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.moderation import (
    make_decision,
    make_moderator,
    make_overseer,
    make_passed_review,
    make_review,
)
from tests.factories.people import make_user
from tests.factories.photos import make_picture, make_sent_photo
from tests.factories.places import make_neighborhood, make_town

QUEUE = "/desk/moderation/"
LOUD = "Mr Miller at 12 Mill Lane is loud, call 555-010-0199. A gun was there."
RECEIPT = "K7Q2M9XD" * 4


def _desk() -> tuple[Neighborhood, User]:
    make_town(emergency_number="911")
    place = make_neighborhood("Millbrook")
    return place, make_moderator(of=place)


def _flagged(review: Review, people: int) -> Review:
    for _one in range(people):
        flag_review(
            key=review.key,
            by=Flagger(make_user().pk, None, None),
            reason=FlagReason.UNTRUE,
            words="I was there",
            now=now(),
        )
    review.refresh_from_db()
    return review


def _appealed(review: Review, moderator: User) -> Review:
    refuse_review(
        key=review.key,
        viewer=Viewer(user=moderator),
        version=review.version,
        said=Said("accuses", "Officers read it"),
        now=now(),
    )
    appeal_review(review_id=review.pk, words="It is true", now=now())
    review.refresh_from_db()
    return review


def queue(query: str = "") -> Visit:
    place, moderator = _desk()
    for number in range(27):
        make_review(f"Words {number} of a neighbor" * 9, neighborhood=place)
    make_review(LOUD, neighborhood=place, is_urgent=True)
    _flagged(make_passed_review(neighborhood=place), 3)
    _appealed(make_review(LOUD, neighborhood=place), moderator)
    return Visit(QUEUE + query, moderator)


def empty_queue(query: str = "") -> Visit:
    _place, moderator = _desk()
    return Visit(QUEUE + query, moderator)


def one() -> Visit:
    place, moderator = _desk()
    other = make_moderator(of=place)
    review = make_review(LOUD, neighborhood=place, is_urgent=True)
    make_review("Next", neighborhood=place)
    _appealed(review, other)
    return Visit(review.get_absolute_url(), moderator)


def decided() -> Visit:
    place, moderator = _desk()
    review = make_passed_review("Somebody is loud", neighborhood=place)
    make_decision(review, Verdict.EDIT, by=moderator, reason="person", before=LOUD)
    return Visit(review.get_absolute_url(), moderator)


def photo(path: str = "") -> Visit:
    place, moderator = _desk()
    review = make_picture(neighborhood=place).review
    return Visit(review.get_absolute_url() + path, moderator)


def find() -> Visit:
    _place, moderator = _desk()
    return Visit(QUEUE + "find/", moderator)


def sample(*, is_empty: bool = False) -> Visit:
    place, _moderator = _desk()
    last_week = now() - timedelta(days=localdate().weekday() + 3)
    for verdict in () if is_empty else (Verdict.PASS, Verdict.EDIT, Verdict.REFUSE):
        review = make_passed_review(LOUD, neighborhood=place)
        make_decision(review, verdict, at=last_week, reason="person")
    return Visit(QUEUE + "sample/", make_overseer())


def flag() -> Visit:
    make_town()
    return Visit(f"/flag/{make_passed_review('Words ' * 60).key}/?back=/n/")


def how(*, is_empty: bool = False) -> Visit:
    make_town()
    for _number in range(0 if is_empty else 12):
        at = now() - timedelta(days=40)
        make_decision(make_passed_review(), Verdict.PASS, at=at, asked_at=at)
    return Visit("/how-moderation-works/")


def words() -> Visit:
    place, _moderator = _desk()
    issue = make_issue(neighborhood=place, kind=make_kind("noise"))
    for number in range(12):
        text = f"Words {number} of a neighbor " * 6
        make_concern(issue=issue, review=make_passed_review(text))
    return Visit(issue.get_absolute_url())


def told(path: str = "") -> Visit:
    place, moderator = _desk()
    issue = make_issue(neighborhood=place, kind=make_kind("noise"))
    review = make_review(LOUD, neighborhood=place)
    make_concern(issue=issue, review=review, receipt_hash=hash_of(RECEIPT))
    refuse_review(
        key=review.key,
        viewer=Viewer(user=moderator),
        version=1,
        said=Said("accuses", "Officers read it"),
        now=now(),
    )
    Concern.objects.update(text=LOUD)
    return Visit(f"/r/{RECEIPT}/{path}")


def own_appeal() -> Visit:
    """The same page, reached signed in."""
    told()
    ann, concern = make_user(), Concern.objects.get()
    Concern.objects.update(person=ann)
    return Visit(f"/my/concerns/{concern.reference}/appeal/", ann)


def refused_photo(path: str = "") -> Visit:
    place, moderator = _desk()
    issue = make_issue(neighborhood=place, kind=make_kind("noise"))
    concern = make_concern(issue=issue, receipt_hash=hash_of(RECEIPT))
    photos = [make_sent_photo(concern, state=State.WAITING) for _one in range(3)]
    refuse_review(
        key=photos[0].picture.review.key,
        viewer=Viewer(user=moderator),
        version=1,
        said=Said("private", "A window of a home, and who sits behind it"),
        now=now(),
    )
    return Visit(f"/r/{RECEIPT}/{path.format(key=photos[0].picture.key)}")


def photos_of_an_issue() -> Visit:
    place, _moderator = _desk()
    concern = make_concern(issue=make_issue(neighborhood=place))
    for _one in range(3):
        make_sent_photo(concern)
    return Visit(concern.issue.get_absolute_url())


MODERATION_PAGES: list[PageCase] = [
    PageCase("moderators’ queue", queue, requests=10),
    PageCase("empty moderators’ queue", empty_queue, requests=10),
    PageCase(
        "moderators’ queue, nothing matches",
        lambda: empty_queue("?held_for=plate"),
        requests=10,
    ),
    PageCase("decided lately", lambda: queue("?view=decided"), requests=10),
    PageCase("nothing decided", lambda: empty_queue("?view=decided"), requests=10),
    PageCase("words to decide about", one, requests=10),
    PageCase("words that were decided about", decided, requests=10),
    PageCase("photo to decide about", photo, requests=11),
    PageCase("parts of a photo", lambda: photo("redact/"), requests=11),
    PageCase("find a name", find, requests=10),
    PageCase("sample of decisions", sample, requests=10),
    PageCase("empty sample", lambda: sample(is_empty=True), requests=10),
    PageCase("report a text", flag),
    PageCase("how moderation works", how),
    PageCase("how moderation works, too few", lambda: how(is_empty=True)),
    PageCase("issue with people’s words", words),
    PageCase("receipt of refused words", told),
    PageCase("ask for a second look", lambda: told("appeal/")),
    PageCase("ask for a second look, signed in", own_appeal),
    PageCase("receipt of a refused photo", refused_photo, requests=12),
    PageCase(
        "ask for a second look at a photo",
        lambda: refused_photo("appeal/?photo={key}"),
        requests=10,
    ),
    PageCase("issue with photos to report", photos_of_an_issue, requests=12),
]
