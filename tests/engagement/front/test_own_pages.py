"""One’s own page and the desk: what they show, and what every page costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from engagement.common.roles import Role
from engagement.common.weeks import Week
from engagement.concerns.choices import VoiceRole
from engagement.outbox.models import Job
from engagement.people.models import Follow
from engagement.places.models import Neighborhood
from engagement.priorities.models import Report
from engagement.promises.choices import PromiseState
from tests.factories.concerns import make_concern, make_issue, make_kind, make_voice
from tests.factories.group_walks import make_running_patrol, make_walk
from tests.factories.groups import make_group
from tests.factories.moderation import make_moderator, make_overseer
from tests.factories.people import make_admin, make_grant, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.priorities import make_report
from tests.factories.promises import make_open_promise
from tests.harness.sessions import sign_in
from watchgroups.services.alarms import raise_alarms

pytestmark = pytest.mark.django_db


def published(place: Neighborhood, kind: str = "speeding", people: int = 12) -> Report:
    line = {
        "kind": make_kind(kind).code,
        "few": False,
        "rank": 1,
        "people": people,
        "supporters": 0,
        "weekly": [1, 2],
        "decision": {"code": "adopt", "reason": "We measure for a week."},
    }
    few = {"kind": make_kind("graffiti").code, "few": True, "decision": None}
    return make_report(
        neighborhood=place, signed=True, published={"lines": [line, few]}
    )


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_my_page_shows_own_concerns_and_voices_and_nobody_elses(client: Client) -> None:
    make_town()
    me, place = make_user(), make_neighborhood()
    mine = make_concern(
        issue=make_issue(neighborhood=place), person=me, text="Mine it is"
    )
    make_concern(person=make_user(), text="Somebody else’s")
    supported = make_issue(kind=make_kind("noise"), neighborhood=place)
    make_voice(supported, person=me)
    make_voice(mine.issue, person=me, role=VoiceRole.REPORTER)
    client.force_login(me)

    answer = client.get("/my/")

    shown = answer.content.decode()
    assert "Mine it is" in shown
    assert "Somebody else" not in shown
    assert [issue.pk for issue in answer.context["voices"]] == [supported.pk]


def test_my_page_turns_pages_when_there_is_much(client: Client) -> None:
    make_town()
    me, issue = make_user(), make_issue()
    for _one in range(13):
        make_concern(issue=issue, person=me)
    client.force_login(me)

    first = client.get("/my/").context["page"]
    second = client.get(f"/my/?{first.older}").context["page"]

    assert (len(first.rows), len(second.rows)) == (10, 3)


def test_the_desk_shows_what_is_due_late_and_new_in_ones_own_area(
    client: Client,
) -> None:
    make_town()
    here, elsewhere = make_neighborhood(), make_neighborhood()
    today = localdate()
    due = make_issue(neighborhood=here, reply_due_on=today)
    late = make_issue(neighborhood=here, reply_due_on=today - timedelta(days=3))
    new = make_issue(neighborhood=here, reply_due_on=today + timedelta(days=2))
    make_issue(neighborhood=elsewhere, reply_due_on=today)
    report = make_report(neighborhood=here)
    make_report(neighborhood=elsewhere)
    client.force_login(make_officer(of=here))

    today_shown = client.get("/desk/").context["today"]

    assert [issue.pk for issue in today_shown.due] == [due.pk]
    assert [issue.pk for issue in today_shown.late] == [late.pk]
    assert {issue.pk for issue in today_shown.new} == {due.pk, new.pk}
    assert (today_shown.due_count, today_shown.late_count) == (1, 1)
    assert [one.pk for one in today_shown.reports] == [report.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_at_one_and_three_rows(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_town()
    places = [make_neighborhood() for _one in range(rows)]
    me = make_officer(of=places[0])
    for place in places[1:]:
        make_grant(me, Role.OFFICER, place)
    for place in places:
        published(place)
        make_report(neighborhood=place, week=Week(2026, 47))
        make_open_promise(neighborhood=place, state=PromiseState.KEPT, settled_at=now())
        make_open_promise(neighborhood=place, due_on=localdate() - timedelta(days=1))
        issue = make_issue(neighborhood=place, reply_due_on=localdate())
        make_concern(issue=issue, person=me)
        make_voice(make_issue(neighborhood=place), person=me)
        Follow.objects.create(user=me, neighborhood=place)
        lost = now() - timedelta(hours=2)
        make_walk(make_running_patrol(make_group(neighborhood=place), at=lost), at=lost)
    raise_alarms(now=now())
    client.get("/n/")  # the drawing of the town is kept

    costs = {"/": 5, "/n/": 2, places[0].get_absolute_url(): 10}
    for path, cost in costs.items():
        with django_assert_num_queries(cost):
            client.get(path)
    client.force_login(me)
    for path, cost in {"/my/": 15, "/desk/": 15}.items():
        with django_assert_num_queries(cost):
            client.get(path)


def test_everybody_finds_the_doors_of_their_roles_and_no_others(client: Client) -> None:
    make_town()
    job = Job.objects.create(task="x", about="y:1", created_at=now(), not_before=now())
    Job.objects.filter(pk=job.pk).update(dead_at=now())
    both = make_admin()
    make_grant(both, Role.OFFICER, None)
    doors = {}
    for who, user in {
        "resident": make_user(),
        "officer": make_officer(of=make_neighborhood()),
        "moderator": make_moderator(of=make_neighborhood()),
        "overseer": make_overseer(),
        "admin": make_admin(),
        "both": both,
    }.items():
        sign_in(client, user)
        shown = client.get("/my/").context["doors"]
        doors[who] = [door.url for door in shown]
        for door in shown:
            assert client.get(door.url).status_code == 200

    surveys = "/organize/surveys/"
    desk, reports, acts = "/desk/", "/desk/priorities/", "/desk/record/"
    organizers, people = "/desk/organizers/", "/manage/people/"
    moderation, sample = "/desk/moderation/", "/desk/moderation/sample/"
    oversight = "/desk/oversight/"
    set_up, given_up = "/site-admin/", "/desk/dead-letters/"
    leaving, codes, closed = "/desk/retention/", "/desk/codes/", "/desk/break-glass/"
    meetings, groups = "/organize/", "/desk/groups/"
    members, lives_here = "/desk/group-reports/", "/manage/population/"
    of_admin = [people, set_up, lives_here, closed, given_up, acts, leaving]
    assert doors == {
        "resident": [],
        "officer": [
            desk,
            organizers,
            moderation,
            members,
            reports,
            groups,
            meetings,
            codes,
            surveys,
            acts,
        ],
        "moderator": [moderation, members, surveys, acts],
        "overseer": [oversight, sample, acts, leaving],
        "admin": [reports, groups, codes, *of_admin],
        "both": [
            desk,
            organizers,
            moderation,
            members,
            reports,
            groups,
            meetings,
            codes,
            surveys,
            *of_admin,
        ],
    }
    assert {door.url: door.count for door in shown if door.count} == {given_up: 1}
    assert given_up in page(client, desk)
