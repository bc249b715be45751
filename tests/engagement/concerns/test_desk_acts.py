"""What an officer does with one concern, and how a slip of the pen is answered."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.concerns import services
from engagement.concerns.choices import Status
from engagement.concerns.models import Concern, Issue, Kind, Note, Reply
from engagement.people.models import User
from engagement.places.models import Neighborhood, SnapPoint, Street
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
STEPS = ("status", "owner", "reply", "note", "merge", "unmerge", "rekind", "move")


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood()


@pytest.fixture
def officer(client: Client, place: Neighborhood) -> User:
    officer = make_officer(of=place)
    client.force_login(officer)
    return officer


@pytest.fixture
def issue(place: Neighborhood) -> Issue:
    return make_issue(neighborhood=place, kind=make_kind("speeding"))


def page_of(client: Client, issue: Issue) -> str:
    answer = client.get(reverse("concerns:desk_issue", args=[issue.reference]))
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, step: str, issue: Issue, **typed: Any) -> Any:
    return client.post(reverse(f"concerns:desk_{step}", args=[issue.reference]), typed)


def test_the_status_is_moved_with_words(
    client: Client, officer: User, issue: Issue
) -> None:
    answer = press(
        client, "status", issue, new="planned", text="Humps in May", version=1
    )

    assert answer.status_code == 302
    issue.refresh_from_db()
    assert issue.status == Status.PLANNED
    assert issue.moves.get().text == "Humps in May"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"new": "done", "text": " "}, "Say what was done, so that neighbors can"),
        ({"text": "Humps"}, "Choose the new status."),
        ({"new": "new", "text": "x"}, "Choose one from the list"),
        (
            {"new": "looking", "text": "x" * 5001},
            "Use 5000 characters at most. These are 5001.",
        ),
    ],
)
def test_a_step_that_cannot_be_taken_is_explained_and_changes_nothing(
    client: Client, officer: User, issue: Issue, typed: dict[str, str], said: str
) -> None:
    answer = press(client, "status", issue, version=1, **typed)

    assert said in answer.content.decode()
    issue.refresh_from_db()
    assert (issue.status, issue.version) == (Status.NEW, 1)


def test_a_change_by_somebody_else_is_noticed_and_the_words_stay(
    client: Client, officer: User, issue: Issue, place: Neighborhood
) -> None:
    other = make_officer(of=place)
    services.set_owner(issue_id=issue.pk, actor=other, owner_id=other.pk, now=now())

    answer = press(
        client, "status", issue, new="looking", text="My careful words", version=1
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this one after you opened it." in page
    assert "My careful words" in page
    assert 'name="version" value="2"' in page
    issue.refresh_from_db()
    assert issue.status == Status.NEW


def test_an_owner_is_set_and_taken_off(
    client: Client, officer: User, issue: Issue
) -> None:
    press(client, "owner", issue, owner=officer.pk, version=1)
    issue.refresh_from_db()
    assert issue.owner == officer

    press(client, "owner", issue, owner="nobody", version=2)
    issue.refresh_from_db()
    assert issue.owner is None


def test_an_owner_from_elsewhere_is_refused(
    client: Client, officer: User, issue: Issue
) -> None:
    stranger = make_officer(of=make_neighborhood())

    answer = press(client, "owner", issue, owner=stranger.pk, version=1)

    assert "Choose one from the list" in answer.content.decode()
    issue.refresh_from_db()
    assert issue.owner is None


def test_a_reply_is_shown_before_it_is_sent(
    client: Client, officer: User, issue: Issue
) -> None:
    seen = press(client, "reply", issue, text="We come <b>soon</b>", preview="1")

    page = seen.content.decode()
    assert "This is what they will read" in page
    assert page.count("We come &lt;b&gt;soon&lt;/b&gt;") == 2
    assert not Reply.objects.exists()

    press(client, "reply", issue, text="We come soon")
    assert Reply.objects.get().text == "We come soon"


@pytest.mark.parametrize("step", ["reply", "note"])
def test_empty_words_are_not_sent(
    client: Client, officer: User, issue: Issue, step: str
) -> None:
    answer = press(client, step, issue, text="  ")

    assert "Write a few words first." in answer.content.decode()
    assert not Note.objects.exists()
    assert not Reply.objects.exists()


def test_a_note_is_kept_for_officers(
    client: Client, officer: User, issue: Issue
) -> None:
    press(client, "note", issue, text="Ask the school")

    assert Note.objects.get().text == "Ask the school"


def test_the_same_problem_nearby_is_suggested_and_merged(
    client: Client, officer: User, place: Neighborhood
) -> None:
    point = SnapPoint.objects.create(
        neighborhood=place, lat=1, lon=1, label="Mill Lane", source="street"
    )
    kind = make_kind("speeding")
    one = make_issue(neighborhood=place, kind=kind, snap_point=point)
    twin = make_issue(neighborhood=place, kind=kind, snap_point=point)
    assert twin.reference in page_of(client, one)

    answer = press(client, "merge", one, into=twin.reference, reason="The same bend")

    one.refresh_from_db()
    assert one.merged_into == twin
    assert answer["Location"] == reverse("concerns:desk_issue", args=[twin.reference])

    press(client, "unmerge", one, reason="Two bends after all")
    one.refresh_from_db()
    assert one.merged_into is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"into": "other", "other": "", "reason": "x"}, "Write a reference like"),
        ({"into": "other", "other": "ZZZZ-ZZZZ", "reason": "x"}, "Write a reference"),
        ({"reason": "x"}, "Choose the one it is the same as."),
    ],
)
def test_a_merge_with_nothing_is_explained(
    client: Client, officer: User, issue: Issue, typed: dict[str, str], said: str
) -> None:
    answer = press(client, "merge", issue, **typed)

    assert said in answer.content.decode()
    issue.refresh_from_db()
    assert issue.merged_into is None


def test_a_merge_needs_a_reason_and_the_same_neighborhood(
    client: Client, officer: User, issue: Issue, place: Neighborhood
) -> None:
    here = make_issue(neighborhood=place, kind=issue.kind)
    there = make_issue(neighborhood=make_neighborhood(), kind=issue.kind)

    without = press(client, "merge", issue, into="other", other=here.reference)
    across = press(
        client, "merge", issue, into="other", other=there.reference, reason="x"
    )

    assert "Write a few words first." in without.content.decode()
    assert "Only officers of this neighborhood may do that" in across.content.decode()
    assert across.text.count('href="#merge_other"') == 1
    issue.refresh_from_db()
    assert issue.merged_into is None


def test_a_merge_with_itself_is_said_at_the_reference(
    client: Client, officer: User, issue: Issue
) -> None:
    answer = press(
        client, "merge", issue, into="other", other=issue.reference, reason="x"
    )

    form = answer.context["forms"]["merge"]
    assert form.errors == {
        "other": ["That is this concern itself. Choose another one."]
    }
    assert '<a href="#merge_other">That is this concern itself.' in answer.text


def test_the_kind_is_put_right(client: Client, officer: User, issue: Issue) -> None:
    make_concern(issue=issue)
    noise = Kind.objects.get(code="noise")

    press(client, "rekind", issue, kind=noise.pk, reason="It is the music")

    issue.refresh_from_db()
    assert issue.kind == noise
    assert Concern.objects.get().kind == noise


def test_a_kind_that_is_none_is_refused(
    client: Client, officer: User, issue: Issue
) -> None:
    group = Kind.objects.groups()[0]

    for kind in ("", str(group.pk), "999999"):
        press(client, "rekind", issue, kind=kind, reason="x")

    issue.refresh_from_db()
    assert issue.kind.code == "speeding"


def test_it_is_moved_to_another_neighborhood_and_leaves_the_desk(
    client: Client, officer: User, issue: Issue
) -> None:
    other = make_neighborhood()

    answer = press(client, "move", issue, neighborhood=other.pk, reason="Over there")

    issue.refresh_from_db()
    assert issue.neighborhood == other
    assert answer["Location"] == reverse("concerns:inbox")


def test_it_is_moved_to_one_of_the_places_found_by_name(
    client: Client, officer: User, issue: Issue, place: Neighborhood
) -> None:
    middle = ((place.south + place.north) / 2, (place.west + place.east) / 2)
    Street.objects.create(
        name="Quarry Road",
        neighborhood=place,
        line={"type": "LineString", "coordinates": [middle[::-1], middle[::-1]]},
        middle_lat=middle[0],
        middle_lon=middle[1],
    )
    make_concern(issue=issue)

    typed = {"place": "quarry rd", "reason": "It is up there"}
    asked = press(client, "move", issue, **typed).context["forms"]["place"]
    offered = {
        label.partition(",")[0]: value for value, label in asked.fields["hit"].choices
    }
    assert asked.errors["hit"] == ["Choose one of the places we found."]
    assert Concern.objects.get().lat is None
    press(client, "move", issue, hit=offered["Quarry Road"], **typed)

    moved = Concern.objects.get()
    assert (moved.lat, moved.lon) == pytest.approx(middle, abs=1e-6)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"place": "Atlantis Parade", "reason": "x"}, "We do not know this place."),
        ({"reason": "x"}, "Name a place, or choose a neighborhood."),
        ({"neighborhood": "999999", "reason": "x"}, "Choose one from the list"),
    ],
)
def test_a_place_we_do_not_know_changes_nothing(
    client: Client, officer: User, issue: Issue, typed: dict[str, str], said: str
) -> None:
    before = Issue.objects.values().get(pk=issue.pk)

    answer = press(client, "move", issue, **typed)

    assert said in answer.content.decode()
    assert Issue.objects.values().get(pk=issue.pk) == before
