"""A series of town halls, from the report it is made of to the promise that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from playwright.sync_api import Browser, Page, expect

from config.celery import app
from engagement.concerns.models import Issue
from engagement.outbox.models import Job
from engagement.people.models import User
from engagement.places.models import Neighborhood
from engagement.priorities.models import Report
from engagement.promises.models import Promise
from meetings.models import Booking, Meeting, Series, Venue
from tests.browser.looking import DESKTOP, PHONE, opened, problems_of
from tests.factories.builds import make_built_report
from tests.factories.concerns import make_voice
from tests.factories.meetings import make_venue
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_town

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
BY_LETTER = "bea@example.org"
FOLLOWER = "follower@example.org"
QUESTION = "Why does the bus stop at ten?"
ANSWER = "From May it runs until midnight."
OUTCOME = "The cars are counted in May."


@dataclass
class Stage:
    """One town with a signed report, and who walks through this."""

    site: str
    browser: Browser
    place: Neighborhood
    officer: User
    ann: User
    venue: Venue
    stumbles: list[str] = field(default_factory=list)

    @contextmanager
    def page(
        self, user: User | None = None, *, width: int = DESKTOP, has_script: bool = True
    ) -> Iterator[Page]:
        with opened(
            self.browser,
            self.site,
            user=user,
            width=width,
            java_script_enabled=has_script,
        ) as page:
            page.set_default_timeout(15_000)
            yield page
            if has_script:
                assert page.evaluate("window.violations") == []

    def look(self, page: Page) -> None:
        """Note what a person would stumble over on this page."""
        self.stumbles += [f"{page.url} {one}" for one in problems_of(page)]

    def go(self, page: Page, name: str, meeting: Meeting, *more: object) -> None:
        page.goto(self.site + reverse(f"meetings:{name}", args=[meeting.pk, *more]))


@pytest.fixture
def stage(browser: Browser, site: str) -> Stage:
    cache.clear()
    make_town()
    place = make_neighborhood("Millbrook")
    report = make_built_report((("crossing", 6), ("barking", 3)), place=place)
    Report.objects.filter(pk=report.pk).update(
        status="signed",
        signed_at=now(),
        published={
            "lines": [{"kind": kind, "few": False} for kind in ("crossing", "barking")]
        },
    )
    issue = Issue.objects.get(kind__code="crossing")
    make_voice(issue, person=make_user(FOLLOWER))
    venue = make_venue("Town library")
    return Stage(site, browser, place, make_officer(of=place), make_user(), venue)


def run_jobs() -> None:
    """Do what the outbox holds, and what that asks for."""
    app.loader.import_default_modules()
    while jobs := list(Job.objects.filter(done_at=None).order_by("pk")):
        for job in jobs:
            app.tasks[job.task](job_id=job.pk, **job.arguments)


def letter_to(address: str, subject: str) -> str:
    """Run what is due, and give the words of the one letter about this."""
    run_jobs()
    (found,) = [
        letter
        for letter in mail.outbox
        if letter.to == [address] and subject in letter.subject
    ]
    return str(found.body)


def call_a_series(stage: Stage) -> Meeting:
    """Three town halls, a week apart; gives the first."""
    begins = localtime(now()).replace(hour=18, minute=0) + timedelta(days=2)
    with stage.page(stage.officer) as page:
        page.goto(stage.site + reverse("meetings:series_new"))
        page.get_by_label("For whom is it?").select_option(label="Millbrook")
        page.get_by_label("Town hall").check()
        page.get_by_label("Title").fill("Safe ways to school")
        page.get_by_label("What is it about?").fill("What we do about the crossing.")
        page.get_by_label("First meeting begins").fill(f"{begins:%Y-%m-%dT%H:%M}")
        ends = begins + timedelta(hours=2)
        page.get_by_label("First meeting ends").fill(f"{ends:%Y-%m-%dT%H:%M}")
        page.get_by_label("Every week, or every few weeks").check()
        page.get_by_label("Or: how many meetings?").fill("3")
        page.get_by_label("Where?").select_option(f"venue-{stage.venue.pk}")
        page.get_by_label("Languages spoken there").fill("English")
        stage.look(page)
        page.get_by_role("button", name="Keep as drafts").click()
        page.get_by_role("heading", name="Meetings to come").wait_for()
        stage.look(page)
        expect(page.locator("tbody tr")).to_have_count(3)
    return Series.objects.get().meetings.order_by("begins_at")[0]


def prepare_and_publish(stage: Stage, meeting: Meeting) -> None:
    """An agenda drawn from the report, one seat, and the page is everybody's."""
    with stage.page(stage.officer) as page:
        stage.go(page, "meeting_desk", meeting)
        page.get_by_role("link", name="Prepare from the report").click()
        for box in page.locator("[name=take]").all():
            box.check()
        stage.look(page)
        page.get_by_role("button", name="Put these on the agenda").click()
        page.get_by_role("heading", name="Make the agenda").wait_for()
        fit(stage, page, meeting, 1)
        stage.go(page, "meeting_desk", meeting)
        page.get_by_role("button", name="Publish").click()
        page.get_by_role("link", name="Move it").wait_for()
        stage.look(page)


def fit(stage: Stage, page: Page, meeting: Meeting, people: int) -> None:
    stage.go(page, "seats", meeting)
    page.get_by_label("How many people fit?").fill(str(people))
    page.get_by_role("button", name="Keep these numbers").click()
    page.wait_for_load_state()


def ann_comes(stage: Stage, meeting: Meeting) -> None:
    """Signed in, with the script off."""
    with stage.page(stage.ann, width=PHONE, has_script=False) as page:
        page.goto(stage.site + meeting.get_absolute_url())
        page.locator("#come").locator("..").get_by_role("button").click()
        page.get_by_label("Your name").fill("Ann")
        page.locator("main form button").click()
        page.get_by_text("You have a place for 1 person").wait_for()


def bea_waits(stage: Stage, meeting: Meeting) -> str:
    """Without an account: by a letter and one press. Gives the address of her place."""
    with stage.page(width=PHONE) as page:
        stage.go(page, "come", meeting)
        page.get_by_label("Your e-mail address").fill(BY_LETTER)
        page.get_by_label("Your name").fill("Bea")
        stage.look(page)
        page.get_by_role("button", name="Stand in line").click()
        page.get_by_role("heading", name="Look at your mail").wait_for()
        link = re.search(r"https?://\S+/coming/\S+/", letter_to(BY_LETTER, ""))
        assert link is not None
        address = stage.site + re.sub(r"^https?://[^/]+", "", link[0])
        page.goto(address)
        page.get_by_role("button", name="Yes, I come").click()
        page.get_by_text("You stand at number 1.").wait_for()
        stage.look(page)
    return address


def bea_is_promoted(stage: Stage, meeting: Meeting, address: str) -> None:
    with stage.page(stage.officer) as page:
        fit(stage, page, meeting, 2)
    assert meeting.title in letter_to(BY_LETTER, "free")
    with stage.page(width=PHONE) as page:
        page.goto(address)
        stage.look(page)
        page.get_by_role("button", name="Take the place").click()
        page.get_by_text("You have a place for 1 person").wait_for()


def let_time_pass(meeting: Meeting, *, ends_in: timedelta) -> None:
    """Its hours come nearer: it began an hour before now, and ends then."""
    at = now()
    Meeting.objects.filter(pk=meeting.pk).update(
        begins_at=at - timedelta(hours=1), ends_at=at + ends_in
    )
    meeting.refresh_from_db()


def all_come(stage: Stage, meeting: Meeting) -> None:
    """Two by the codes on their tickets, one without."""
    codes = Booking.objects.filter(meeting=meeting).values_list("code", flat=True)
    with stage.page(stage.officer) as page:
        stage.go(page, "door", meeting)
        page.get_by_label("Codes from tickets").fill("\n".join(codes))
        page.get_by_role("button", name="They came").first.click()
        page.get_by_text("Came: ").wait_for()
        page.get_by_label("How many came without a ticket?").fill("1")
        page.locator("[name=act][value=walk_ins]").click()
        page.wait_for_load_state()
        stage.look(page)
        expect(page.locator(".ui-stats")).to_contain_text("3")


def ask_and_answer(stage: Stage, meeting: Meeting) -> None:
    """Ann asks from her seat, the hall reads it on the screen, and hears the answer."""
    with stage.page(stage.officer) as desk, stage.page(stage.ann, width=PHONE) as seat:
        stage.go(desk, "room", meeting)
        desk.get_by_role("button", name="Open the room").click()
        desk.get_by_role("button", name="Close the room").wait_for()
        seat.goto(
            stage.site + reverse("meetings:live", args=[meeting.pk, meeting.slug])
        )
        seat.get_by_label("Your question").fill(QUESTION)
        seat.get_by_role("button", name="Send your question").click()
        seat.get_by_text("With the chair. Nobody else sees it yet.").wait_for()
        stage.look(seat)
        stage.go(desk, "room", meeting)
        desk.get_by_role("button", name="Put on the screen").click()
        desk.get_by_role("link", name="The big screen").click()
        expect(desk.locator(".live-screen__text")).to_have_text(QUESTION)
        stage.look(desk)
        stage.go(desk, "room", meeting)
        desk.get_by_label("What was said").fill(ANSWER)
        desk.get_by_role("button", name="Mark as answered").click()
        stage.look(desk)
        seat.reload()
        seat.get_by_text(ANSWER).wait_for()
        stage.go(desk, "room", meeting)
        desk.get_by_role("button", name="Close the room").click()
        desk.wait_for_load_state()


def promise(stage: Stage, page: Page, meeting: Meeting, what: str) -> None:
    stage.go(page, "meeting_promise", meeting)
    page.get_by_label("What will be done?").fill(what)
    page.get_by_label("Who does it?").fill("City works")
    due = localdate() + timedelta(days=20)
    page.get_by_label("By when?").fill(due.isoformat())
    page.get_by_role("button", name="Promise this").click()
    page.get_by_role("link", name=what).wait_for()


def write_it_down(stage: Stage, meeting: Meeting) -> None:
    with stage.page(stage.officer) as page:
        stage.go(page, "minutes_edit", meeting)
        for one in page.get_by_label("what was said").all():
            one.fill("We talked about it.")
        for one in page.get_by_label("What came of it").all():
            one.fill(OUTCOME)
        page.get_by_label("About the whole meeting").fill("A good evening.")
        page.locator("main form[novalidate] button").last.click()
        page.wait_for_load_state()
        promise(stage, page, meeting, "Count the cars")
        promise(stage, page, meeting, "Paint the crossing")
        stage.look(page)
        page.get_by_role("button", name="Publish the minutes").click()
        page.wait_for_load_state()


def keep_one(stage: Stage) -> None:
    kept = Promise.objects.get(what="Count the cars")
    with stage.page(stage.officer) as page:
        page.goto(stage.site + reverse("priorities:promise", args=[kept.pk]))
        page.get_by_label("Done").check()
        page.locator("form").filter(has_text="Say how it ended").locator(
            "textarea"
        ).fill("Counted in one week of May.")
        stage.look(page)
        page.get_by_role("button", name="Say how it ended").click()
        page.wait_for_load_state()


def read_it(stage: Stage, meeting: Meeting) -> None:
    """What everybody finds afterwards: the answer, the minutes and the promises."""
    with stage.page(width=PHONE) as page:
        page.goto(stage.site + meeting.get_absolute_url())
        stage.look(page)
        words = page.locator("main").inner_text()
        address = reverse("meetings:minutes", args=[meeting.pk, meeting.slug])
        page.goto(stage.site + address)
        stage.look(page)
        written = page.locator("main").inner_text()
        page.goto(stage.site + reverse("front:promises"))
        tracked = page.locator("main").inner_text()
    assert ANSWER in words
    assert OUTCOME in written
    assert "Paint the crossing" in tracked
    assert "Ann" not in words + written


def test_a_series_goes_the_whole_way_from_the_report_to_a_kept_promise(
    stage: Stage,
) -> None:
    meeting = call_a_series(stage)
    prepare_and_publish(stage, meeting)
    ann_comes(stage, meeting)
    bea_is_promoted(stage, meeting, bea_waits(stage, meeting))
    let_time_pass(meeting, ends_in=timedelta(hours=1))
    all_come(stage, meeting)
    ask_and_answer(stage, meeting)
    let_time_pass(meeting, ends_in=-timedelta(minutes=1))
    write_it_down(stage, meeting)

    told = letter_to(FOLLOWER, "")
    keep_one(stage)
    read_it(stage, meeting)

    assert OUTCOME in told
    states = dict(Promise.objects.values_list("what", "state"))
    assert states == {"Count the cars": "kept", "Paint the crossing": "open"}
    assert stage.stumbles == []
