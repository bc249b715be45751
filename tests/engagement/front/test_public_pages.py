"""Home, neighborhoods, one’s own page, the desk: what they show and what they cost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from engagement.concerns.choices import Privacy, Status
from engagement.people.models import Follow
from engagement.places.models import Neighborhood
from engagement.priorities.models import Report
from engagement.promises.choices import PromiseState
from tests.factories.concerns import make_issue, make_kind
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_street, make_town
from tests.factories.priorities import make_report
from tests.factories.promises import make_open_promise

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


def test_home_of_an_empty_town_says_what_will_stand_there(client: Client) -> None:
    make_town()

    shown = page(client, "/")

    assert "What would you like to do?" in shown
    assert "No report has been published yet" in shown
    assert "No promise has been kept yet" in shown


def test_home_shows_the_first_line_of_signed_reports_and_kept_promises(
    client: Client,
) -> None:
    make_town()
    place = make_neighborhood(name="Millbrook")
    published(place, "speeding")
    make_report(neighborhood=make_neighborhood(name="Draftville"))
    make_open_promise(
        neighborhood=place, what="New lamps", state=PromiseState.KEPT, settled_at=now()
    )
    make_open_promise(neighborhood=place, what="Not yet done")

    shown = page(client, "/")

    assert "Millbrook" in shown
    assert "12 people" in shown
    assert "New lamps" in shown
    assert "Draftville" not in shown
    assert "Not yet done" not in shown


def test_neighborhood_page_says_that_a_promise_was_moved_and_why(
    client: Client,
) -> None:
    make_town()
    make_open_promise(
        neighborhood=make_neighborhood(name="Millbrook"),
        due_on=date(2026, 12, 18),
        first_due_on=date(2026, 12, 4),
        times_moved=1,
        move_reason="The lamp supplier is late.",
    )

    shown = " ".join(page(client, "/n/millbrook/").split())

    assert "first 4 Dec 2026: The lamp supplier is late." in shown


def test_home_never_tells_fewer_than_five(client: Client) -> None:
    make_town()
    published(make_neighborhood(), people=3)

    shown = page(client, "/")

    assert "fewer than 5 people" in shown
    assert "3 people" not in shown


def test_neighborhood_page_counts_public_problems_only(client: Client) -> None:
    make_town()
    place = make_neighborhood(name="Linden")
    make_issue(neighborhood=place)
    make_issue(neighborhood=place, status=Status.DONE, closed_at=now())
    make_issue(neighborhood=place, privacy=Privacy.SENSITIVE)
    make_officer(of=place)

    answer = client.get(place.get_absolute_url())

    tally = answer.context["tally"]
    assert (tally.open, tally.closed, tally.new) == (1, 1, 2)


def test_neighborhood_page_shows_lines_promises_and_who_looks_after_it(
    client: Client,
) -> None:
    make_town()
    place = make_neighborhood(name="Millbrook")
    published(place)
    officer = make_officer(of=place)
    officer.name = "Officer Reyes"
    officer.save()
    make_open_promise(
        neighborhood=place, what="Speed checks", due_on=localdate() - timedelta(days=2)
    )

    shown = page(client, place.get_absolute_url())

    assert "We measure for a week." in shown
    assert "Fewer than 5 people reported it" in shown
    assert "Officer Reyes" in shown
    assert "Speed checks" in shown
    assert "Late" in shown


def test_a_neighborhood_that_is_not_there_is_not_found(client: Client) -> None:
    make_town()
    gone = make_neighborhood()
    gone.is_active = False
    gone.save()

    assert client.get("/n/nowhere/").status_code == 404
    assert client.get(gone.get_absolute_url()).status_code == 404


def test_following_twice_is_once_and_can_be_stopped(client: Client) -> None:
    make_town()
    place, user = make_neighborhood(), make_user()
    client.force_login(user)
    address = f"{place.get_absolute_url()}follow/"

    client.post(address)
    client.post(address)
    assert list(Follow.objects.values_list("user", "neighborhood")) == [
        (user.pk, place.pk)
    ]

    assert place.name in page(client, "/my/")
    client.post(address, {"stop": "1"})
    assert not Follow.objects.exists()


def test_choosing_a_language_keeps_it_for_letters_and_pages(client: Client) -> None:
    make_town(languages=["en", "ar-xb"])
    me = make_user()
    client.force_login(me)

    client.post("/my/language/", {"language": "ar-xb"})
    me.refresh_from_db()
    assert me.language == "ar-xb"
    assert 'dir="rtl"' in page(client, "/my/")

    refused = client.post("/my/language/", {"language": "tlh"}, follow=True)
    me.refresh_from_db()
    assert me.language == "ar-xb"
    assert len(refused.context["messages"]) == 1


def test_an_empty_desk_says_so(client: Client) -> None:
    make_town()
    client.force_login(make_officer(of=make_neighborhood()))

    shown = page(client, "/desk/")

    assert "No reply is due today." in shown
    assert "Every report has been signed." in shown


def test_the_place_box_finds_streets_and_says_when_it_finds_none(
    client: Client,
) -> None:
    make_town()
    place = make_neighborhood(name="Millbrook")
    make_street("Mill Road", neighborhood=place, line=[(-91.0, 44.0), (-91.0, 44.01)])

    found = client.get("/", {"place": "mill rd"}).context["found"]
    nothing = page(client, "/?place=Qwxyz")

    assert [hit.label for hit, _place in found][:1] == ["Mill Road, Millbrook"]
    assert "We know no place called “Qwxyz”." in nothing


def test_who_signed_in_half_way_through_a_button_is_led_back_to_it(
    client: Client,
) -> None:
    place = make_neighborhood()
    client.force_login(make_user())

    followed = client.get(reverse("front:follow", args=[place.slug]))
    language = client.get(reverse("front:my_language"))

    assert followed["Location"] == place.get_absolute_url()
    assert language["Location"] == reverse("front:my")
    assert not Follow.objects.exists()


def test_pages_that_explain_cost_next_to_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_town()
    client.get("/about/")  # the town is kept
    costs = {"/about/": 0, "/privacy/": 1, "/accessibility/": 0, "/contact/": 0,
             "/how-priorities-work/": 2, "/api/docs/": 0, "/sitemap.xml": 1}  # fmt: skip

    for path, cost in costs.items():
        with django_assert_num_queries(cost):
            client.get(path)


def test_a_promise_that_is_not_public_is_told_nowhere(client: Client) -> None:
    make_town()
    place = make_neighborhood()
    make_open_promise(neighborhood=place, what="Quiet word", is_public=False)
    make_open_promise(
        neighborhood=place,
        what="Quiet deed",
        state=PromiseState.KEPT,
        settled_at=now(),
        is_public=False,
    )

    for path in ("/", place.get_absolute_url()):
        assert "Quiet" not in client.get(path).text
