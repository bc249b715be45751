"""A watch group, from the paper list to the alarm when a patrol is not heard of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from playwright.sync_api import Browser, Page, expect

from config.celery import app
from engagement.concerns.models import Concern
from engagement.outbox.models import DemoLetter, Job
from engagement.people.models import User
from tests.browser.looking import DESKTOP, PHONE, opened, problems_of
from tests.factories.concerns import make_kind
from tests.factories.group_rota import make_credential_kind
from tests.factories.groups import make_captain, make_group
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood, make_street, make_town, middle_of
from watchgroups.choices import SignUpState
from watchgroups.models import Group, Membership, Observation, Patrol, SignUp, Walk
from watchgroups.services.alarms import raise_alarms

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
PAPER = """name,email,street
Cem A.,cem@example.org,Elm Street
Dora B.,dora@example.org,Elm Street
No address,,Elm Street
Cem again,cem@example.org,
"""
TRAINING = "Calm talk"
COURSE = "Come to the workshop on the first Monday."
NUMBER = "+16175550123"
DARK = "The lamp at the corner is dark"


@dataclass
class Stage:
    """One town with a group, and who walks through this."""

    site: str
    browser: Browser
    group: Group
    captain: User
    people: dict[str, User]
    stumbles: list[str] = field(default_factory=list)

    @contextmanager
    def page(self, user: User, *, width: int = PHONE) -> Iterator[Page]:
        with opened(self.browser, self.site, user=user, width=width) as page:
            page.set_default_timeout(8_000)
            yield page
            assert page.evaluate("window.violations") == []

    def look(self, page: Page) -> None:
        """Note what a person would stumble over on this page."""
        self.stumbles += [f"{page.url} {one}" for one in problems_of(page)]

    def go(self, page: Page, name: str, *more: object) -> None:
        address = reverse(f"watchgroups:{name}", args=[self.group.slug, *more])
        page.goto(self.site + address)


@pytest.fixture
def stage(browser: Browser, site: str, settings: LazySettings) -> Stage:
    settings.SMS_URL = "demo://"
    cache.clear()
    make_town(emergency_number="911", other_help_number="311")
    place = make_neighborhood("Millbrook")
    lat, lon = middle_of(place)
    line = [(lon, lat), (lon + 0.002, lat)]
    make_street("Elm Street", neighborhood=place, line=line, addresses=20)
    make_kind("street_lighting")
    make_credential_kind(name=TRAINING, how_to_get=COURSE)
    group = make_group(neighborhood=place, name="Mill Road Watch", slug="mill-road")
    captain = make_captain(group, make_user("ann@example.org", name="Ann P."))
    people = {
        name: make_user(f"{name}@example.org", name=f"{name.title()} R.")
        for name in ("bob", "cem", "dora", "eva")
    }
    return Stage(site, browser, group, captain, people)


def run_jobs() -> None:
    """Do what the outbox holds, and what that asks for."""
    app.loader.import_default_modules()
    while jobs := list(Job.objects.filter(done_at=None).order_by("pk")):
        for job in jobs:
            app.tasks[job.task](job_id=job.pk, **job.arguments)


def letters_to(address: str, word: str) -> list[str]:
    """Run what is due, and give the words of the letters with this word in them."""
    run_jobs()
    said = [str(one.body) for one in mail.outbox if one.to == [address]]
    return [body for body in said if word in body]


def link_in(letter: str, part: str) -> str:
    found = re.search(rf"https?://[^/\s]+(\S*{part}\S*)", letter)
    assert found is not None
    return found[1]


def bring_in_the_paper(stage: Stage) -> None:
    """Four lines: two get a letter, one cannot be read, one stands twice."""
    with stage.page(stage.captain, width=DESKTOP) as page:
        stage.go(page, "captain")
        page.get_by_role("link", name="See the list").click()
        page.get_by_role("link", name="Bring in a paper list").click()
        page.get_by_label("Or the lines themselves").fill(PAPER)
        page.get_by_role("button", name="See what would happen").click()
        page.get_by_text("2 people get a letter.").wait_for()
        stage.look(page)
        page.get_by_role("button", name="Send the letters").click()
        page.wait_for_load_state()


def join_by_letter(stage: Stage, name: str) -> None:
    (letter,) = letters_to(f"{name}@example.org", "/groups/invited/")
    with stage.page(stage.people[name]) as page:
        page.goto(stage.site + link_in(letter, "/groups/invited/"))
        page.get_by_role("button", name="Read the rules and join").click()
        page.get_by_label("I have read the rules").check()
        page.get_by_role("button", name="Join the group").click()
        page.get_by_text("Welcome. You are a member now.").wait_for()


def ask_to_join(stage: Stage, name: str) -> None:
    with stage.page(stage.people[name]) as page:
        page.goto(stage.site + stage.group.get_absolute_url())
        page.get_by_role("button", name="Ask to join").click()
        page.get_by_label("I have read the rules").check()
        page.get_by_role("button", name="Ask to join").click()
        page.get_by_text("You have asked.").first.wait_for()


def approve_two(stage: Stage) -> None:
    """By name from the list, and back to it for the next."""
    with stage.page(stage.captain, width=DESKTOP) as page:
        stage.go(page, "roster")
        page.get_by_text("2 people ask to join").wait_for()
        for name in ("Bob R.", "Eva R."):
            page.get_by_role("link", name=name).click()
            page.get_by_role("button", name="Take them in").click()
            page.get_by_text("They are a member now").wait_for()
        expect(page.locator("tbody tr")).to_have_count(5)


def ask_for_a_training(stage: Stage) -> None:
    """Everybody who goes out needs it; three have it, Dora does not."""
    with stage.page(stage.captain, width=DESKTOP) as page:
        stage.go(page, "ready")
        asks = page.locator("form").filter(has_text="Of whom?")
        asks.get_by_label("What?").select_option(label=f"{TRAINING} (Training)")
        asks.get_by_role("button", name="Ask for it").click()
        page.get_by_role("heading", name="Dora R.").wait_for()
        for name in ("Bob R.", "Cem R.", "Eva R."):
            gives = page.locator("form").filter(has_text="Since which day?")
            gives.get_by_label("Who?").select_option(label=name)
            gives.get_by_label("What?").select_option(label=f"{TRAINING} (Training)")
            gives.get_by_label("Since which day?").fill(localdate().isoformat())
            gives.get_by_role("button", name="Write it down").click()
            page.wait_for_load_state()
        stage.look(page)


def plan_a_weekly_patrol(stage: Stage) -> Patrol:
    begins = localtime(now()).replace(hour=19, minute=0) + timedelta(days=1)
    with stage.page(stage.captain, width=DESKTOP) as page:
        stage.go(page, "captain_rota")
        page.get_by_role("button", name="Plan a patrol").first.click()
        page.get_by_label("What is it called?").fill("Evening walk")
        page.get_by_label("It begins").fill(f"{begins:%Y-%m-%dT%H:%M}")
        ends = begins + timedelta(hours=2)
        page.get_by_label("It ends").fill(f"{ends:%Y-%m-%dT%H:%M}")
        page.get_by_label("Every week, or every few weeks").check()
        page.get_by_label("Where does it go?").fill("Elm Street and the park")
        page.get_by_label("Places for members").fill("1")
        page.get_by_role("button", name="Put it on the rota").click()
        page.get_by_text("It stands on the rota.").wait_for()
    return Patrol.objects.order_by("begins_at")[0]


def take(stage: Stage, patrol: Patrol, name: str, part: str) -> None:
    with stage.page(stage.people[name]) as page:
        stage.go(page, "patrol", patrol.pk)
        page.get_by_role("button", name=f"I take it: {part}").click()
        page.get_by_text("You are on it. Thank you.").wait_for()


def dora_is_refused(stage: Stage, patrol: Patrol) -> None:
    """No button, but what she needs and the way to get it."""
    with stage.page(stage.people["dora"]) as page:
        stage.go(page, "patrol", patrol.pk)
        page.get_by_text(COURSE).wait_for()
        stage.look(page)
        assert page.get_by_role("button", name="I take it").count() == 0


def bob_drops_out_and_cem_is_called(stage: Stage, patrol: Patrol) -> None:
    with stage.page(stage.people["bob"]) as page:
        stage.go(page, "patrol", patrol.pk)
        page.get_by_role("button", name="I cannot come").click()
        page.get_by_text("Your place is free for somebody else.").wait_for()
    (letter,) = letters_to("cem@example.org", "A place came free")
    with stage.page(stage.people["cem"]) as page:
        page.goto(stage.site + link_in(letter, "/rota/"))
        page.get_by_role("button", name="I take it: Member").click()
        page.get_by_text("You are on it. Thank you.").wait_for()
    assert letters_to("dora@example.org", "A place came free") == []


def leave_a_number(stage: Stage) -> None:
    """The captain says where an alarm reaches them, and who is asked next."""
    with stage.page(stage.captain) as page:
        stage.go(page, "safety")
        page.get_by_label("Who is alarmed if no captain answers").select_option(
            label="Dora R."
        )
        page.get_by_role("button", name="Keep this").first.click()
        page.wait_for_load_state()
        stage.go(page, "duty_phone")
        page.get_by_label("Your mobile number for alarms").fill(NUMBER)
        page.locator("main form button").first.click()
        page.wait_for_load_state()


def they_go_out(stage: Stage, patrol: Patrol) -> None:
    """Its hour has come: Eva signs on with Cem, and logs a dark lamp."""
    at = now()
    Patrol.objects.filter(pk=patrol.pk).update(
        begins_at=at - timedelta(minutes=5), ends_at=at + timedelta(minutes=115)
    )
    with stage.page(stage.people["eva"]) as page:
        stage.go(page, "walk")
        page.get_by_label("Cem R.").check()
        page.get_by_label("Where do you go?").fill("Elm Street")
        page.get_by_role("button", name="We go out now").click()
        page.get_by_role("button", name="All well").click()
        page.get_by_role("button", name="Log something").click()
        page.get_by_label("A lamp is out").check()
        page.get_by_label("What did somebody do?").fill(DARK)
        page.get_by_label("Where?").fill("Elm Street")
        page.get_by_role("button", name="Write it into the log").click()
        page.get_by_text("It stands in the log").first.wait_for()
        stage.go(page, "my_log")
        page.get_by_role("button", name="Make it a concern").click()
        page.get_by_text("It is a concern").first.wait_for()
        stage.look(page)


def time_runs_out(stage: Stage) -> None:
    """Nobody pressed “All well” for 31 minutes, and the clock of the town ticks."""
    late = now() - timedelta(minutes=31)
    Walk.objects.update(
        began_at=late, heard_at=late, due_at=late + timedelta(minutes=30)
    )
    raise_alarms(now=now())
    raise_alarms(now=now())


def the_captain_reaches_them(stage: Stage) -> None:
    (letter,) = letters_to("ann@example.org", "The last “All well” came")
    with stage.page(stage.captain) as page:
        page.goto(stage.site + link_in(letter, "/out/"))
        page.get_by_text("Not heard of since").wait_for()
        page.get_by_role("button", name="they are home").click()
        page.get_by_text("Nobody is out now").wait_for()


def test_a_group_goes_the_whole_way_from_a_paper_list_to_an_alarm(
    stage: Stage,
) -> None:
    bring_in_the_paper(stage)
    for name in ("cem", "dora"):
        join_by_letter(stage, name)
    for name in ("bob", "eva"):
        ask_to_join(stage, name)
    approve_two(stage)
    ask_for_a_training(stage)
    patrol = plan_a_weekly_patrol(stage)
    take(stage, patrol, "eva", "Lead")
    dora_is_refused(stage, patrol)
    take(stage, patrol, "bob", "Member")
    bob_drops_out_and_cem_is_called(stage, patrol)
    leave_a_number(stage)
    they_go_out(stage, patrol)
    time_runs_out(stage)
    the_captain_reaches_them(stage)

    texts = DemoLetter.objects.filter(to=NUMBER)
    concern = Concern.objects.get()
    places = SignUp.objects.filter(patrol=patrol).order_by("pk")
    assert [one.subject for one in texts] == ["Text message"]
    assert letters_to("dora@example.org", "The last “All well” came") == []
    assert Membership.objects.filter(group=stage.group, state="active").count() == 5
    assert Patrol.objects.count() == 8
    assert [(one.member.person.name, one.state) for one in places] == [
        ("Eva R.", SignUpState.CAME),
        ("Bob R.", SignUpState.DROPPED),
        ("Cem R.", SignUpState.CAME),
    ]
    assert (concern.source, concern.person) == ("patrol", None)
    assert [seen.concern for seen in Observation.objects.all()] == [concern]
    assert stage.stumbles == []
