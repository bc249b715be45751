"""The rota in the browser’s words: who reads it, one press to take a place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime, now
from icalendar import Calendar

from engagement.people.models import User
from tests.factories.group_rota import (
    make_credential_kind,
    make_patrol,
    make_patrol_series,
    make_requirement,
    make_sign_up,
)
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.people import make_user
from tests.harness.sessions import sign_in
from watchgroups.choices import MemberState, PatrolState, SignUpState, WalkPart
from watchgroups.models import Group, Membership, Offer, Patrol, SignUp

pytestmark = pytest.mark.django_db


def page(name: str, *args: object) -> str:
    return reverse(f"watchgroups:{name}", args=list(args))


def act(client: Client, patrol: Patrol, act: str, **more: object) -> int:
    url = page("patrol_act", patrol.group.slug, patrol.pk)
    return client.post(url, {"act": act, **more}).status_code


def test_a_member_takes_a_place_and_gives_it_back(client: Client) -> None:
    patrol = make_patrol()
    member = make_member(patrol.group)
    sign_in(client, member.person)
    shown = client.get(page("rota", patrol.group.slug)).content.decode()

    assert "I take it: Member" in shown
    assert act(client, patrol, "take-member") == 302
    assert SignUp.objects.get().state == SignUpState.SIGNED_UP
    assert act(client, patrol, "drop") == 302
    assert SignUp.objects.get().state == SignUpState.DROPPED


def test_two_close_patrols_are_asked_about_first(client: Client) -> None:
    patrol = make_patrol()
    member = make_member(patrol.group)
    other = make_patrol(patrol.group, begins_at=patrol.ends_at + timedelta(hours=1))
    make_sign_up(other, member)
    sign_in(client, member.person)

    assert act(client, patrol, "take-member") == 200
    assert SignUp.objects.filter(patrol=patrol).count() == 0
    assert act(client, patrol, "take-member", sure="yes") == 302
    assert SignUp.objects.filter(patrol=patrol).count() == 1


@pytest.mark.parametrize(
    "state", [MemberState.ASKED, MemberState.SUSPENDED, MemberState.LEFT, None]
)
def test_the_rota_is_there_for_those_who_take_part_alone(
    client: Client, state: str | None
) -> None:
    patrol = make_patrol()
    person = make_user()
    if state is not None:
        ended = now() if state == MemberState.LEFT else None
        make_member(patrol.group, person, state=state, reason="Shouted", ended_at=ended)
    sign_in(client, person)

    for name in ("rota", "patrol"):
        args = [patrol.group.slug, *([patrol.pk] if name == "patrol" else [])]
        assert client.get(page(name, *args)).status_code == 404
    assert act(client, patrol, "take-member") == 404


def test_names_are_for_those_on_the_same_patrol(client: Client) -> None:
    patrol = make_patrol()
    make_sign_up(patrol, make_member(patrol.group, make_user(name="Ann Partner")))
    member = make_member(patrol.group)
    url = page("patrol", patrol.group.slug, patrol.pk)
    sign_in(client, member.person)

    before = client.get(url).content.decode()
    make_sign_up(patrol, member)
    after = client.get(url).content.decode()

    assert ("Ann Partner" in before, "Ann Partner" in after) == (False, True)


def test_no_address_of_a_member_is_shown_to_a_captain(client: Client) -> None:
    patrol = make_patrol()
    member = make_member(patrol.group, make_user("secret@example.net"))
    make_sign_up(patrol, member)
    make_requirement(patrol.group)
    sign_in(client, make_captain(patrol.group))

    slug = patrol.group.slug
    for url in (
        page("captain_rota", slug),
        page("captain_patrol", slug, patrol.pk),
        page("ready", slug),
    ):
        shown = client.get(url).content.decode()
        assert "secret@example.net" not in shown
        assert f"Member {member.pk}" in shown


def test_who_may_not_lead_reads_why_beside_the_place_they_can_take(
    client: Client,
) -> None:
    patrol = make_patrol()
    make_requirement(
        patrol.group,
        make_credential_kind(name="Calm talk", how_to_get="Come on Monday."),
        WalkPart.LEAD,
    )
    sign_in(client, make_member(patrol.group).person)

    shown = client.get(page("patrol", patrol.group.slug, patrol.pk)).content.decode()

    assert "I take it: Member" in shown
    assert "I take it: Lead" not in shown
    assert "“Calm talk” is needed on that day. How to get it: Come on Monday." in shown


def test_gaps_stand_in_words(client: Client) -> None:
    group = make_group()
    moment = now() + timedelta(hours=1)
    make_patrol(group, begins_at=moment)
    sign_in(client, make_captain(group))

    shown = client.get(page("captain_rota", group.slug)).content.decode()

    assert "Understaffed" in shown
    assert "Free places: Lead: 1, Member: 2." in shown
    assert "Nobody goes alone: it needs two people." in shown


def test_a_removed_captain_has_no_rota_at_the_next_request(client: Client) -> None:
    patrol = make_patrol()
    captain = make_captain(patrol.group)
    series = make_patrol_series(patrol.group)
    sign_in(client, captain)
    slug = patrol.group.slug
    urls = [
        page("captain_rota", slug),
        page("patrol_new", slug),
        page("captain_patrol", slug, patrol.pk),
        page("patrol_series", slug, series.pk),
        page("ready", slug),
    ]
    before = {client.get(url).status_code for url in urls}

    Membership.objects.update(
        state=MemberState.REMOVED, reason="Shouted", ended_at=now()
    )

    assert before == {200}
    assert {client.get(url).status_code for url in urls} == {404}


def test_a_captain_of_one_group_reaches_no_patrol_of_another(client: Client) -> None:
    mine, theirs = make_group(), make_patrol()
    sign_in(client, make_captain(mine))

    for slug in (mine.slug, theirs.group.slug):
        url = page("captain_patrol", slug, theirs.pk)
        assert client.get(url).status_code == 404
        assert client.post(url, {"act": "cancel"}).status_code == 404


def test_a_captain_plans_a_weekly_patrol_and_calls_one_off(client: Client) -> None:
    group = make_group()
    sign_in(client, make_captain(group))
    begins = localtime(now()).replace(hour=19, minute=0) + timedelta(days=1)
    said = {
        "title": "Evening walk",
        "kind": "patrol",
        "begins_at": f"{begins:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begins:%Y-%m-%dT}21:00",
        "leads_wanted": 1,
        "members_wanted": 2,
        "drivers_wanted": 0,
        "newcomers_wanted": 0,
        "repeats": "weeks",
        "interval": 2,
    }

    made = client.post(page("patrol_new", group.slug), said)

    patrols = list(Patrol.objects.order_by("begins_at"))
    assert (made.status_code, len(patrols)) == (302, 4)
    off = client.post(
        page("captain_patrol", group.slug, patrols[0].pk),
        {"act": "cancel", "cancel_reason": "Ice"},
    )
    assert off.status_code == 302
    assert Patrol.objects.filter(state=PatrolState.CANCELLED).count() == 1


def test_an_offer_is_taken_on_ones_own_page(client: Client) -> None:
    patrol = make_patrol()
    one, other = make_sign_up(patrol, part=WalkPart.LEAD), make_member(patrol.group)
    offer = Offer.objects.create(sign_up=one, to=other, made_at=now())
    sign_in(client, make_member(patrol.group).person)
    theirs = {"act": f"yes-{offer.pk}"}
    stranger = client.post(page("my_patrols_act"), theirs).status_code
    client.logout()
    sign_in(client, other.person)

    mine = client.post(page("my_patrols_act"), theirs).status_code

    assert (stranger, mine) == (404, 302)
    on_it = SignUp.objects.exclude(state=SignUpState.DROPPED)
    assert [(row.member_id, row.part) for row in on_it] == [(other.pk, WalkPart.LEAD)]


def test_a_private_calendar_gives_ones_patrols_until_it_is_let_go(
    client: Client,
) -> None:
    patrol = make_patrol(title="My walk")
    member = make_member(patrol.group)
    make_sign_up(patrol, member)
    make_sign_up(make_patrol(patrol.group, title="Not mine"))
    sign_in(client, member.person)
    shown = client.post(page("my_patrols_act"), {"act": "make"}).content.decode()
    path = shown.split("/groups/calendar/")[1].split("<")[0]
    anybody = Client()

    raw = anybody.get(f"/groups/calendar/{path}").content
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    Membership.objects.filter(pk=member.pk).update(
        state=MemberState.SUSPENDED, reason="Shouted"
    )
    suspended = anybody.get(f"/groups/calendar/{path}").content
    client.post(page("my_patrols_act"), {"act": "revoke"})

    assert event["SUMMARY"] == f"My walk ({patrol.group.name})"
    assert Calendar.from_ical(suspended).walk("VEVENT") == []
    assert anybody.get(f"/groups/calendar/{path}").status_code == 404


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    "name", ["rota", "captain_rota", "ready", "my_patrols", "captain"]
)
def test_one_row_and_three_cost_the_same(client: Client, name: str) -> None:
    group = make_group()
    captain = make_captain(group)
    me = group.memberships.get(person=captain)
    make_requirement(group)
    sign_in(client, captain)
    args = [] if name == "my_patrols" else [group.slug]
    counts: list[int] = []
    for _round in range(2):
        for _ in range(1 if not counts else 2):
            one_more(group, me)
        client.get(page(name, *args))
        counts.append(queries(client, page(name, *args)))

    assert counts[0] == counts[1]


def one_more(group: Group, me: Membership) -> None:
    number = Patrol.objects.count() + 1
    patrol = make_patrol(group, begins_at=now() + timedelta(hours=3 * number))
    make_sign_up(patrol, me)
    make_sign_up(patrol)


def ways_from(client: Client, group: Group, person: User) -> set[str]:
    """Where somebody’s own page leads, of what members do and captains keep."""
    sign_in(client, person)
    shown = client.get(page("own", group.slug)).content.decode()
    names = ("walk", "rota", "wall", "captain")
    return {one for one in names if f'href="{page(one, group.slug)}"' in shown}


def test_the_own_page_leads_to_what_members_do(client: Client) -> None:
    group = make_patrol().group
    asked = make_member(group, state=MemberState.ASKED).person
    member, captain = make_member(group).person, make_captain(group)

    ways = [ways_from(client, group, one) for one in (asked, member, captain)]

    done = {"walk", "rota", "wall"}
    assert ways == [set(), done, done | {"captain"}]
