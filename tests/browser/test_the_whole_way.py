"""From a visitor's concern to the officer's signature and the letter that tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser, Page

from engagement.common.weeks import Week
from engagement.concerns.choices import Tier, VoiceRole
from engagement.concerns.models import Issue, Kind
from engagement.people.models import User
from engagement.places.models import Neighborhood
from engagement.priorities.models import Report
from tests.browser.looking import DESKTOP, PHONE, opened
from tests.factories.concerns import make_issue, make_kind, make_voice
from tests.factories.people import make_officer
from tests.factories.places import (
    make_neighborhood,
    make_snap_point,
    make_street,
    make_town,
    middle_of,
)
from tests.factories.priorities import make_weights
from tests.harness.mailsink import MailSink
from tests.harness.processes import House, wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
VISITOR = "visitor@example.org"
STORY = "Three lamps in a row are out on the way home from the station."
REASON = "The dark season begins and the walk to the school is unlit."
ANSWER = "City works will mend the lamps; we asked for the school way first."
NOTE = "Thank you for telling us about the lamps."


@dataclass
class Stage:
    """One town with something going on, and its programs running."""

    site: str
    place: Neighborhood
    lights: Kind
    officer: User
    browser: Browser
    house: House
    sink: MailSink

    @contextmanager
    def page(self, *, user: User | None = None, width: int = DESKTOP) -> Iterator[Page]:
        with opened(self.browser, self.site, user=user, width=width) as page:
            page.set_default_timeout(20_000)
            yield page
            assert page.evaluate("window.violations") == []


@pytest.fixture
def stage(browser: Browser, site: str, house: House, sink: MailSink) -> Stage:
    make_town(emergency_number="911")
    make_weights()
    place = make_neighborhood("Millbrook")
    lat, lon = middle_of(place)
    line = [(lon - 0.002, lat), (lon + 0.002, lat)]
    make_street("Mill Road", neighborhood=place, line=line, addresses=20)
    make_snap_point(place, lat=lat, lon=lon, label="Mill Road")
    fill_with_voices(place)
    house.site_url = site
    house.worker()
    house.relay()
    officer = make_officer(of=place)
    lights = make_kind("street_lighting")
    return Stage(site, place, lights, officer, browser, house, sink)


def fill_with_voices(place: Neighborhood) -> None:
    """Enough people, so that lines can be ranked: thirty and more (SCIENCE 2)."""
    busy = {"speeding": 3, "street_lighting": 2, "dumping": 2}
    for code, harm in busy.items():
        kind = make_kind(code, harm_level=harm)
        for days in (3, 8, 13):
            at = now() - timedelta(days=days)
            issue = make_issue(kind=kind, neighborhood=place, at=at)
            for _each in range(4):
                make_voice(issue, role=VoiceRole.REPORTER, tier=Tier.VERIFIED)


def report_a_concern(stage: Stage) -> str:
    """Walk through the whole report on a phone; gives the public page's address."""
    with stage.page(width=PHONE) as page:
        page.goto(stage.site)
        page.get_by_role("link", name="Report a concern").last.click()
        page.get_by_role("button", name="Start now").click()
        assert stage.lights.parent is not None
        page.locator(f"[name=group][value={stage.lights.parent.code}]").check()
        page.get_by_role("button", name="Continue").click()
        page.locator(f"[name=kind][value={stage.lights.code}]").check()
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Street, crossing or place").fill("Mill Road")
        page.get_by_role("button", name="Find").click()
        page.get_by_role("group", name="Move pin 10 m").wait_for()
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("heading", name="Do you have a photo of it?").wait_for()
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Tell us in your own words").fill(STORY)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("By e-mail").check()
        page.get_by_label("Your e-mail address").fill(VISITOR)
        page.get_by_label("Tell me when something happens with it").check()
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Send concern").click()
        page.get_by_role("heading", name="Thank you. We have your concern.").wait_for()
        link = page.get_by_role("button", name="See its public page")
        return str(link.get_attribute("href"))


def letter_to(stage: Stage, subject: str) -> EmailMessage:
    """Wait for the visitor's letter with these words in its subject."""

    def found() -> list[EmailMessage]:
        return [
            letter
            for letter, to in zip(
                stage.sink.letters, stage.sink.recipients, strict=True
            )
            if to == [VISITOR] and subject in str(letter["Subject"])
        ]

    wait_until(found, seconds=60, what=f"a letter about {subject}")
    assert len(found()) == 1
    return found()[0]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def confirm_by_mail(stage: Stage) -> None:
    link = re.search(r"https?://\S+/confirm/\S+", text_of(letter_to(stage, "concern")))
    assert link is not None
    with stage.page(width=PHONE) as page:
        page.goto(link[0])
        page.get_by_role("button", name="Yes, it reached me").click()
        page.wait_for_load_state()


def add_a_voice(stage: Stage, address: str) -> None:
    with stage.page(width=PHONE) as page:
        page.goto(stage.site + address)
        assert STORY not in page.content()
        page.get_by_role("button", name="Me too").click()
        page.get_by_text("Your voice is counted here").wait_for()


def build(stage: Stage, week: Week, as_of: datetime) -> None:
    words = [
        "build_reports",
        "--week",
        str(week),
        "--as-of",
        as_of.isoformat(),
        "--wait",
    ]
    assert stage.house.run("manage.py", *words).wait(60) == 0, stage.house.logs()[
        -3000:
    ]


def review(stage: Stage, week: Week) -> None:
    """Adjust one line, decide on each, tick, sign."""
    with stage.page(user=stage.officer) as page:
        page.goto(f"{stage.site}/desk/priorities/")
        page.get_by_role("link", name="Millbrook").first.click()
        page.get_by_role("link", name=re.compile(r"Adjust\s+Street lighting")).click()
        page.get_by_label("Half as many points again").check()
        page.get_by_label("An event or the season").check()
        page.get_by_label("Tell your neighbors why").fill(REASON)
        page.get_by_role("button", name="Adjust and rank again").click()
        page.get_by_text("An officer").first.wait_for()
        while page.get_by_role("link", name="Decide").count():
            page.get_by_role("link", name="Decide").first.click()
            page.get_by_label("We keep an eye on it").check()
            until = localdate() + timedelta(days=28)
            page.get_by_label("Until").fill(until.isoformat())
            page.locator("[name=reason]").fill(ANSWER)
            page.get_by_role("button", name="Keep this decision").click()
            page.locator("#review").wait_for()
        for box in page.locator("#review input[type=checkbox]").all():
            box.check()
        page.get_by_label("Note to neighbors").fill(NOTE)
        page.get_by_role("button", name="Approve and publish").click()
        page.get_by_role("link", name="Publish a correction").wait_for()


def read_it(stage: Stage) -> None:
    with stage.page(width=PHONE) as page:
        page.goto(f"{stage.site}/n/millbrook/priorities/")
        page.locator("main").get_by_role("link").first.click()
        words = page.locator("main").inner_text()
        assert "Street lighting" in words
        assert ANSWER in words
        assert NOTE in words
        assert REASON in words
        assert STORY not in words


def test_a_concern_goes_the_whole_way_to_a_signed_report_and_a_letter(
    stage: Stage,
) -> None:
    address = report_a_concern(stage)
    confirm_by_mail(stage)
    add_a_voice(stage, address)

    week = Week.of(localdate())
    build(stage, week, now())
    review(stage, week)

    report = Report.objects.get(neighborhood=stage.place, status="signed")
    issue = Issue.objects.get(concerns__text=STORY)
    assert report.inputs.filter(issue=issue).count() == 1
    read_it(stage)
    assert ANSWER in text_of(letter_to(stage, "Millbrook"))
