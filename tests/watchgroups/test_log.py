"""What was seen on patrol: about behavior and places, and one press from a concern."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime, now

from engagement.common.errors import NotAllowedError
from engagement.common.weeks import Week
from engagement.concerns.choices import Origin, VoiceRole
from engagement.concerns.models import Concern, Kind, Voice
from engagement.priorities.queries.aggregate import aggregate
from engagement.priorities.scoring import Weights
from tests.factories.concerns import make_issue, make_kind, make_voice
from tests.factories.group_walks import (
    make_observation,
    make_pair,
    make_place,
    make_running_patrol,
    make_walk,
)
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_landmark, make_snap_point
from tests.harness.sessions import just_signed_in
from watchgroups.errors import GroupRestsError, ObservationError
from watchgroups.models import Group, Membership, Observation, Patrol
from watchgroups.services.forgetting_walks import forget_walks
from watchgroups.services.observing import Sight, make_concern, observe

pytestmark = pytest.mark.django_db
KEY = "a-key-of-sixteen-letters"
YEAR = timedelta(days=365)


def a_walker() -> tuple[Membership, Patrol]:
    """Somebody who is out."""
    patrol = make_running_patrol()
    me, partner = make_pair(patrol)
    make_walk(patrol, me, partner)
    return me, patrol


def see(me: Membership, kind: str = "light", **said: Any) -> Observation:
    how = {k: said.pop(k) for k in ("patrol_id", "is_patient") if k in said}
    sight = Sight(**({"kind": kind, "key": KEY} | said))
    return observe(group_id=me.group_id, sight=sight, actor=me.person, now=now(), **how)


# -- writing it down ---------------------------------------------------------------------
def test_what_was_seen_is_kept_with_a_public_point_and_an_hour() -> None:
    me, patrol = a_walker()
    place = me.group.neighborhood
    make_landmark("Old Mill", neighborhood=place)
    point = make_snap_point(place, "Mill Street, 100 block")

    seen = see(me, words="Three lamps are dark", place="old mill", seen_when="half")

    assert (seen.patrol, seen.writer, seen.kind) == (patrol, me, "light")
    assert (seen.place, seen.snap_point) == (f"Old Mill, {place.name}", point)
    assert (seen.seen_when, seen.written_at.minute) == ("half", 0)
    assert seen.is_typed_later is False


def test_a_second_sending_is_the_first() -> None:
    me, _patrol = a_walker()

    first = see(me, words="Dark")

    assert see(me, words="Dark, sent again") == first
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "helps"),
    [
        ("A black man walked up and down", "not how they look"),
        ("Tall guy with a beard at the cars", "not how they look"),
        ("Maria Lopez shouted at us", "Leave names out"),
        ("The car with plate number ABC 1234", "Leave plates out"),
        ("He said to call 617 555 0123", "Leave phone numbers out"),
        ("Loud music at 12 Mill Street", "not the house"),
    ],
)
def test_words_about_persons_are_refused_with_a_sentence_that_helps(
    words: str, helps: str
) -> None:
    me, _patrol = a_walker()

    with pytest.raises(ObservationError, match=helps):
        see(me, "behavior", words=words)

    assert Observation.objects.count() == 0


def test_behavior_is_taken_and_asks_what_somebody_did() -> None:
    me, _patrol = a_walker()
    with pytest.raises(ObservationError, match="Say what somebody did"):
        see(me, "behavior")

    seen = see(me, "behavior", words="Somebody tried the doors of parked cars")

    assert seen.words == "Somebody tried the doors of parked cars"


def test_a_place_nobody_knows_is_asked_about_but_not_of_a_phone_that_waited() -> None:
    me, _patrol = a_walker()
    with pytest.raises(ObservationError, match="could not find"):
        see(me, place="Xyzzyq")

    assert see(me, place="Xyzzyq", is_patient=True).place == ""


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with spaces in the key"])
def test_a_key_nobody_gave_is_refused(key: str) -> None:
    me, _patrol = a_walker()

    with pytest.raises(ObservationError):
        see(me, key=key)


def test_one_logs_until_a_day_after_the_walk() -> None:
    patrol = make_running_patrol()
    me = make_member(patrol.group)
    began = now() - timedelta(hours=30)
    walk = make_walk(patrol, me, at=began, ended_at=now() - timedelta(hours=23))
    see(me)

    walk.ended_at = now() - timedelta(hours=25)
    walk.save()

    with pytest.raises(NotAllowedError):
        see(me, key=KEY + "2")


def test_who_was_not_out_logs_nothing_and_a_captain_types_later() -> None:
    patrol = make_running_patrol()
    captain = make_member(patrol.group, part="captain")
    with pytest.raises(NotAllowedError):
        see(make_member(patrol.group))

    seen = see(captain, patrol_id=patrol.pk)

    assert (seen.patrol, seen.is_typed_later) == (patrol, True)
    elsewhere = make_running_patrol()
    with pytest.raises(ObservationError):
        see(captain, patrol_id=elsewhere.pk, key=KEY + "2")


# -- one press from a concern -------------------------------------------------------------
def scored(place_id: int, at: datetime) -> object:
    return aggregate(
        neighborhood_id=place_id,
        as_of=at,
        week=Week.of(localtime(at).date()),
        weights=Weights(),
    )


def test_one_press_makes_it_a_concern_of_the_patrol_and_nobodys_voice() -> None:
    kind = make_kind("street_lighting")
    me, _patrol = a_walker()
    point = make_snap_point(me.group.neighborhood)
    seen = see(me, words="Three lamps are dark")
    Observation.objects.update(snap_point=point)

    concern = make_concern(observation_id=seen.pk, actor=me.person, now=now()).concern

    assert concern is not None
    assert (concern.source, concern.source_id) == ("patrol", str(seen.pk))
    assert (concern.kind, concern.text) == (kind, "Three lamps are dark")
    assert (concern.person, concern.lat) == (None, point.lat)
    assert concern.issue.origin == Origin.PATROL
    assert concern.review is not None
    assert Voice.objects.count() == 0


def test_the_scores_stay_as_they_were() -> None:
    me, _patrol = a_walker()
    place = me.group.neighborhood
    told = make_issue(
        kind=make_kind("street_lighting"),
        neighborhood=place,
        at=now() - timedelta(days=3),
    )
    make_voice(told, role=VoiceRole.REPORTER)
    at = now()
    before = scored(place.pk, at)

    make_concern(observation_id=see(me).pk, actor=me.person, now=now())

    assert scored(place.pk, at) == before


def test_pressing_twice_makes_one_concern() -> None:
    make_kind("street_lighting")
    me, _patrol = a_walker()
    captain = make_member(me.group, part="captain")
    seen = see(me)

    for person in (me.person, captain.person):
        make_concern(observation_id=seen.pk, actor=person, now=now())

    assert Concern.objects.count() == 1


def test_a_kind_the_town_does_not_take_is_something_else() -> None:
    other = make_kind("other")
    Kind.objects.filter(code="street_lighting").update(is_active=False)
    me, _patrol = a_walker()

    seen = make_concern(observation_id=see(me).pk, actor=me.person, now=now())

    assert seen.concern is not None
    assert seen.concern.kind == other


def test_good_news_is_no_concern() -> None:
    me, _patrol = a_walker()

    with pytest.raises(ObservationError):
        make_concern(observation_id=see(me, "good").pk, actor=me.person, now=now())


def test_others_make_no_concern_of_it_nor_does_a_paused_group() -> None:
    make_kind("street_lighting")
    me, patrol = a_walker()
    seen = see(me)
    stranger = make_user()
    other_captain = make_member(make_group(), part="captain").person
    for person in (stranger, other_captain, make_member(patrol.group).person):
        with pytest.raises(NotAllowedError):
            make_concern(observation_id=seen.pk, actor=person, now=now())

    Group.objects.update(state="frozen", frozen_because="no_captain")

    with pytest.raises(GroupRestsError):
        make_concern(observation_id=seen.pk, actor=me.person, now=now())
    assert Concern.objects.count() == 0


# -- pages --------------------------------------------------------------------------------
def test_a_walker_logs_chooses_the_place_and_makes_it_a_concern() -> None:
    make_kind("street_lighting")
    me, _patrol = a_walker()
    for name in ("Mill Park East", "Mill Park West"):
        make_landmark(name, neighborhood=me.group.neighborhood)
    west = f"Mill Park West, {me.group.neighborhood.name}"
    browser = just_signed_in(me.person)
    page = f"/groups/{me.group.slug}/out/log/"
    typed = {"kind": "light", "seen_when": "now", "key": KEY, "place": "Mill Park"}

    asked = browser.post(page, typed).content.decode()
    browser.post(page, typed | {"pick": west})
    seen = Observation.objects.get()
    mine = browser.get(f"/groups/{me.group.slug}/out/mine/").content.decode()
    browser.post(f"/groups/{me.group.slug}/out/{seen.pk}/concern/")

    assert f'value="{west}"' in asked
    assert seen.place == west
    assert "Make it a concern" in mine
    assert Concern.objects.get().source == "patrol"


def test_words_about_persons_come_back_to_be_changed() -> None:
    me, _patrol = a_walker()
    typed = {"kind": "behavior", "seen_when": "now", "key": KEY}

    page = (
        just_signed_in(me.person)
        .post(
            f"/groups/{me.group.slug}/out/log/",
            typed | {"words": "A black man tried cars"},
        )
        .content.decode()
    )

    assert "not how they look" in page
    assert "A black man tried cars" in page


def test_members_read_their_own_log_and_captains_and_officers_all() -> None:
    me, patrol = a_walker()
    see(me, words="The lamp is dark")
    other = make_member(patrol.group)
    captain = make_member(patrol.group, part="captain")
    officer = make_officer(of=patrol.group.neighborhood)
    mine, log = f"/groups/{patrol.group.slug}/out/mine/", "/log/"
    log = f"/captain/{patrol.group.slug}/log/"

    def reads(person: Any, page: str) -> bool:
        answer = just_signed_in(person).get(page)
        return "The lamp is dark" in answer.content.decode()

    assert reads(me.person, mine)
    assert reads(captain.person, log)
    assert reads(officer, log)
    assert not reads(other.person, mine)
    assert not reads(me.person, log)
    assert not reads(make_member(make_group(), part="captain").person, log)


def test_officers_read_no_names_in_the_log() -> None:
    me, patrol = a_walker()
    Membership.objects.filter(pk=me.pk).update(public_name="Zora Q.")
    see(me)
    page = f"/captain/{patrol.group.slug}/log/"
    officer = make_officer(of=patrol.group.neighborhood)
    captain = make_member(patrol.group, part="captain").person

    assert "Zora Q." not in just_signed_in(officer).get(page).content.decode()
    assert "Zora Q." in just_signed_in(captain).get(page).content.decode()


def test_what_a_captain_reads_costs_the_same_for_one_and_three() -> None:
    counts = [queries_for(number) for number in (1, 3)]

    assert counts[0] == counts[1]


def queries_for(number: int) -> int:
    patrol = make_running_patrol()
    captain = make_member(patrol.group, part="captain")
    for _ in range(number):
        make_observation(patrol=patrol, writer=make_member(patrol.group))
    browser = just_signed_in(captain.person)
    with CaptureQueriesContext(connection) as asked:
        browser.get(f"/captain/{patrol.group.slug}/log/")
    return len(asked)


# -- forgetting -----------------------------------------------------------------------------
def test_after_a_year_the_log_knows_nobody_and_walks_are_gone() -> None:
    make_kind("street_lighting")
    me, patrol = a_walker()
    seen = make_concern(
        observation_id=see(me, words="Dark").pk, actor=me.person, now=now()
    )
    old = make_running_patrol(patrol.group)
    member = make_member(patrol.group)
    make_place(old, member)
    make_walk(old, member, ended_at=now() + timedelta(hours=1))

    forget_walks(now=now() + YEAR - timedelta(days=1))
    seen.refresh_from_db()
    assert seen.words == "Dark"
    forget_walks(now=now() + YEAR + timedelta(days=1))

    seen.refresh_from_db()
    assert (seen.writer, seen.words, seen.kind) == (None, "", "light")
    assert seen.concern is not None
    assert seen.concern.text == "Dark"
    assert member.walkers.count() == 0
