"""What a group says of itself, who may change it, and how it rests and closes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.common.roles import NOBODY, Viewer
from engagement.people.models import User
from tests.factories.groups import (
    group_details,
    make_captain,
    make_group,
    make_member,
)
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_neighborhood, make_street
from tests.harness.sessions import sign_in
from watchgroups.choices import AreaKind, GroupState, MemberState, Part
from watchgroups.errors import GroupIncompleteError, GroupRestsError
from watchgroups.models import Group, Membership
from watchgroups.queries import groups_led_by, groups_visible_to
from watchgroups.services import (
    add_partner,
    begin_group,
    close_group,
    edit_group,
    let_group_go_on,
    name_liaison,
    pause_group,
    remove_partner,
    write_code,
)
from watchgroups.services.checking import LONGEST_PURPOSE, MOST_STREETS

pytestmark = pytest.mark.django_db
RULES = "We watch and call."


@pytest.fixture
def officer() -> User:
    return make_officer(of=make_neighborhood(name="Millbrook"))


def place_of(officer: User) -> int:
    held = officer.grants.get().neighborhood_id
    assert held is not None
    return held


def begin(officer: User, **fields: object) -> Group:
    return begin_group(
        neighborhood_id=place_of(officer),
        details=group_details(**fields),
        code=RULES,
        actor=officer,
        now=now(),
    )


# -- begun -----------------------------------------------------------------------------
def test_a_group_begins_at_rest_with_its_first_rules(officer: User) -> None:
    group = begin(officer, name="Elm Watch", languages=("en", "es"))

    codes = list(group.codes.values_list("number", "text"))
    assert (group.slug, group.state, group.frozen_because) == (
        "elm-watch",
        GroupState.FROZEN,
        "no_captain",
    )
    assert (codes, group.languages) == ([(1, RULES)], ["en", "es"])


def test_only_officers_of_the_place_and_administrators_begin_one(
    officer: User,
) -> None:
    outsiders = [make_user(), make_officer(of=make_neighborhood())]
    for one in outsiders:
        with pytest.raises(NotAllowedError):
            begin_group(
                neighborhood_id=place_of(officer),
                details=group_details(),
                code=RULES,
                actor=one,
                now=now(),
            )
    begin_group(
        neighborhood_id=place_of(officer),
        details=group_details(),
        code=RULES,
        actor=make_admin(),
        now=now(),
    )
    assert Group.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "  "}, "Give the group a name."),
        ({"name": "x" * 81}, "Use at most 80 characters."),
        ({"purpose": "\u200b"}, "Say what the group is for."),
        ({"purpose": "x" * (LONGEST_PURPOSE + 1)}, "Use at most 4000 characters."),
        ({"languages": ("xx",)}, "Choose the languages from the list."),
        ({"join_by": "whoever"}, "Choose one from the list."),
        ({"area_kind": "moon"}, "Choose one from the list."),
        ({"area_kind": AreaKind.STREETS}, "Name at least one street."),
        ({"area_kind": AreaKind.POLYGON}, "Draw the area first."),
        (
            {
                "area_kind": AreaKind.STREETS,
                "streets": tuple(f"Street {n}" for n in range(MOST_STREETS + 1)),
            },
            "Name at most 60 streets. For more, choose the whole neighborhood.",
        ),
        (
            {"area_kind": AreaKind.STREETS, "streets": ("Nowhere Lane",)},
            "“Nowhere Lane” is not a street of Millbrook on our map.",
        ),
    ],
)
def test_what_a_group_says_wrongly_is_told_in_a_sentence(
    officer: User, fields: dict[str, object], said: str
) -> None:
    with pytest.raises(GroupIncompleteError) as caught:
        begin(officer, **fields)

    assert str(caught.value) == said
    assert Group.objects.count() == 0


def test_streets_are_kept_by_the_names_of_the_map(officer: User) -> None:
    place = officer.grants.get().neighborhood
    assert place is not None
    west, south = place.west, place.south
    make_street(
        "Mill Road", neighborhood=place, line=[(west, south), (west, south + 0.001)]
    )

    group = begin(
        officer, area_kind=AreaKind.STREETS, streets=(" mill road ", "MILL ROAD", "")
    )

    assert group.streets == ["Mill Road"]


def test_two_groups_share_no_name_and_no_address(officer: User) -> None:
    begin(officer, name="Elm Watch")
    with pytest.raises(GroupIncompleteError, match="called “elm watch” already"):
        begin(officer, name="elm watch")

    assert begin(officer, name="Elm, Watch").slug == "elm-watch-2"
    assert begin(officer, name="Asked").slug == "asked-group"


# -- changed ---------------------------------------------------------------------------
def test_captains_and_officers_change_what_it_says(officer: User) -> None:
    group = begin(officer)
    captain, helper = make_captain(group), make_member(group, part=Part.CO_CAPTAIN)
    for actor in (captain, helper.person, officer):
        details = group_details(name=f"Of {actor.pk}")
        edit_group(group_id=group.pk, details=details, actor=actor, now=now())
        group.refresh_from_db()
        assert group.name == f"Of {actor.pk}"

    outsiders = [
        make_member(group).person,
        make_captain(make_group()),
        make_member(
            group, part=Part.CO_CAPTAIN, state=MemberState.SUSPENDED, reason="x"
        ).person,
        make_officer(of=make_neighborhood()),
    ]
    for actor in outsiders:
        with pytest.raises(NotAllowedError):
            edit_group(
                group_id=group.pk, details=group_details(), actor=actor, now=now()
            )


def test_new_rules_get_the_next_number_and_the_old_ones_stay(officer: User) -> None:
    group = begin(officer)

    code = write_code(group_id=group.pk, text="Two go out.", actor=officer, now=now())

    assert code.number == 2
    assert list(group.codes.order_by("number").values_list("text", flat=True)) == [
        RULES,
        "Two go out.",
    ]


def test_partners_are_named_once_and_taken_off(officer: User) -> None:
    group = begin(officer)
    named = {"kind": "shop", "name": "Corner Shop", "link": ""}
    partner = add_partner(group_id=group.pk, actor=officer, now=now(), **named)
    with pytest.raises(GroupIncompleteError):
        add_partner(group_id=group.pk, actor=officer, now=now(), **named)

    remove_partner(group_id=group.pk, partner_id=partner.pk, actor=officer, now=now())

    assert group.partners.count() == 0


def test_the_officer_for_a_group_is_one_of_its_place(officer: User) -> None:
    group = begin(officer)
    name_liaison(group_id=group.pk, person_id=officer.pk, actor=officer, now=now())
    group.refresh_from_db()
    assert group.liaison == officer

    with pytest.raises(GroupIncompleteError):
        name_liaison(
            group_id=group.pk, person_id=make_user().pk, actor=officer, now=now()
        )


# -- at rest, closed -------------------------------------------------------------------
def test_an_officers_pause_stays_until_an_officer_ends_it(officer: User) -> None:
    group = begin(officer)
    captain = make_captain(group)
    pause_group(group_id=group.pk, reason="A complaint", actor=officer, now=now())
    with pytest.raises(NotAllowedError):
        let_group_go_on(group_id=group.pk, actor=captain, now=now())
    group.refresh_from_db()
    assert (group.state, group.frozen_reason) == (GroupState.FROZEN, "A complaint")

    let_group_go_on(group_id=group.pk, actor=officer, now=now())

    group.refresh_from_db()
    assert (group.state, group.frozen_reason) == (GroupState.ACTIVE, "")


def test_a_pause_that_ends_without_a_captain_leaves_the_group_at_rest(
    officer: User,
) -> None:
    group = begin(officer)
    pause_group(group_id=group.pk, reason="A complaint", actor=officer, now=now())

    let_group_go_on(group_id=group.pk, actor=officer, now=now())

    group.refresh_from_db()
    assert (group.state, group.frozen_because) == (GroupState.FROZEN, "no_captain")


def test_a_closed_group_is_changed_by_nobody(officer: User) -> None:
    group = begin(officer)
    captain = make_captain(group)
    with pytest.raises(GroupIncompleteError):
        close_group(group_id=group.pk, reason="", actor=officer, now=now())
    close_group(group_id=group.pk, reason="Nobody comes", actor=officer, now=now())

    for act in (pause_group, close_group):
        with pytest.raises(GroupRestsError):
            act(group_id=group.pk, reason="x", actor=officer, now=now())
    with pytest.raises(GroupRestsError):
        write_code(group_id=group.pk, text="x", actor=officer, now=now())
    with pytest.raises(NotAllowedError):
        write_code(group_id=group.pk, text="x", actor=captain, now=now())


# -- who reads -------------------------------------------------------------------------
def test_everybody_reads_groups_at_work_and_those_concerned_the_others(
    officer: User,
) -> None:
    place = officer.grants.get().neighborhood
    active = make_group(neighborhood=place)
    frozen = make_group(
        neighborhood=place, state=GroupState.FROZEN, frozen_because="no_captain"
    )
    closed = make_group(neighborhood=place, state=GroupState.CLOSED, closed_at=now())
    member = make_member(frozen).person
    make_member(closed, member)
    everybody = {active}
    for viewer, seen in (
        (NOBODY, everybody),
        (Viewer(make_user()), everybody),
        (Viewer(member), {active, frozen}),
        (Viewer(officer), {active, frozen, closed}),
        (Viewer(make_officer(of=make_neighborhood())), everybody),
        (Viewer(make_admin()), {active, frozen, closed}),
    ):
        assert set(groups_visible_to(viewer)) == seen


def test_who_lacks_the_second_step_leads_nothing() -> None:
    captain = make_user()
    group = make_group(captain=captain)
    assert list(groups_led_by(Viewer(captain))) == [group]

    captain.lacks_second_step = True

    assert list(groups_led_by(Viewer(captain))) == []


def test_a_group_has_one_captain_at_a_time() -> None:
    group = make_group(captain=make_user())

    with pytest.raises(IntegrityError), transaction.atomic():
        make_captain(group)

    assert Membership.objects.filter(part=Part.CAPTAIN).count() == 1


# -- the pages -------------------------------------------------------------------------
def statements_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("who", ["visitor", "officer"])
def test_lists_cost_the_same_with_three_groups_as_with_one(
    who: str, officer: User
) -> None:
    place, client = officer.grants.get().neighborhood, Client()
    path = reverse("watchgroups:groups")
    if who == "officer":
        sign_in(client, officer)
        path = reverse("watchgroups:desk_groups")
    make_group(neighborhood=place, captain=make_user())
    one = statements_of(client, path)
    for _ in range(2):
        make_group(neighborhood=place, captain=make_user())

    assert statements_of(client, path) == one


def test_what_was_typed_stays_when_something_is_wrong(officer: User) -> None:
    client = Client()
    sign_in(client, officer)
    typed = {
        "neighborhood": str(place_of(officer)),
        "name": "Elm Watch",
        "purpose": "",
        "area_kind": "whole",
        "join_by": "approval",
        "code": RULES,
    }

    answer = client.post(reverse("watchgroups:group_new"), typed).content.decode()

    assert "Say what the group is for." in answer
    assert 'value="Elm Watch"' in answer
    assert Group.objects.count() == 0


def test_an_officer_begins_a_group_on_the_page(officer: User) -> None:
    client = Client()
    sign_in(client, officer)
    typed = {
        "neighborhood": str(place_of(officer)),
        "name": "Elm Watch",
        "purpose": "We look out.",
        "area_kind": "whole",
        "languages": "English, Spanish",
        "join_by": "open",
        "code": RULES,
    }

    answer = client.post(reverse("watchgroups:group_new"), typed)

    group = Group.objects.get()
    assert answer.headers["Location"] == reverse(
        "watchgroups:desk_group", args=["elm-watch"]
    )
    assert (group.join_by, group.languages) == ("open", ["en", "es"])
