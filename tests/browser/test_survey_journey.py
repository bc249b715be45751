"""A survey from the library to the page of the neighborhood, by every way of answering."""

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
from django.utils.timezone import localtime, now
from playwright.sync_api import Browser, Page, expect

from config.celery import app
from engagement.outbox.models import Job
from engagement.people.models import User
from engagement.places.models import Neighborhood
from feedback.choices import Channel
from feedback.models import Ballot, Response, Survey, Wave
from feedback.queries.paper import PAPER_STAYS
from tests.browser.looking import DESKTOP, PHONE, opened, problems_of
from tests.factories.people import make_officer, make_organizer
from tests.factories.places import make_neighborhood, make_town
from tests.factories.surveys import make_response

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
BY_MAIL = "bea@example.org"
QUESTIONS = ("cs-job", "cs-there", "cs-matters", "cs-dark", "cs-day", "cs-home")
JOB = "What kind of job do the police do in your area?"
DARK = "How safe do you feel when you walk alone in your area after dark?"


@dataclass
class Stage:
    """One town, and who walks through this."""

    site: str
    browser: Browser
    place: Neighborhood
    organizer: User
    officer: User
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

    def go(self, page: Page, name: str, *arguments: object) -> None:
        page.goto(self.site + reverse(f"feedback:{name}", args=arguments))


@pytest.fixture
def stage(browser: Browser, site: str) -> Stage:
    cache.clear()
    make_town()
    place = make_neighborhood("Millbrook")
    return Stage(site, browser, place, make_organizer(of=place), make_officer(of=place))


def run_jobs() -> None:
    """Do what the outbox holds, and what that asks for."""
    app.loader.import_default_modules()
    while jobs := list(Job.objects.filter(done_at=None).order_by("pk")):
        for job in jobs:
            app.tasks[job.task](job_id=job.pk, **job.arguments)


def build(stage: Stage) -> Survey:
    """Begin it, take a module from the library, translate and publish it."""
    with stage.page(stage.organizer) as page:
        stage.go(page, "organize")
        page.get_by_role("link", name="Make a survey").first.click()
        page.get_by_label("Where?").select_option(label="Millbrook")
        page.get_by_label("Title").fill("How is it on your street?")
        page.get_by_label("Why do you ask?").fill("To learn what to do next.")
        page.get_by_label("Languages it is asked in").fill("English, Spanish")
        page.get_by_label("Those who were given a link, a letter or a code").check()
        stage.look(page)
        page.get_by_role("button", name="Keep as a draft").click()
        page.get_by_role("heading", name="Before you publish").wait_for()
        stage.look(page)
    survey = Survey.objects.get()
    fill(stage, survey)
    publish(stage, survey)
    survey.refresh_from_db()
    return survey


def fill(stage: Stage, survey: Survey) -> None:
    """A module of the library, and its translation."""
    with stage.page(stage.organizer) as page:
        stage.go(page, "library", survey.slug)
        stage.look(page)
        page.get_by_role(
            "button", name=re.compile("Put it in.*Confidence and safety")
        ).click()
        page.wait_for_load_state()
        stage.go(page, "translate", survey.slug, "es")
        rows = page.locator("tr.is-missing")
        for row in rows.all():
            row.locator("input, textarea").fill("¿Cómo es en su calle?")
        stage.look(page)
        page.get_by_role("button", name="Keep the translation").click()
        page.wait_for_load_state()
        stage.go(page, "preview", survey.slug, 1)
        stage.look(page)


def publish(stage: Stage, survey: Survey) -> None:
    begins = localtime(now()) - timedelta(hours=1)
    ends = begins + timedelta(days=7)
    with stage.page(stage.organizer) as page:
        stage.go(page, "survey_publish", survey.slug)
        page.get_by_label("Opens").fill(f"{begins:%Y-%m-%dT%H:%M}")
        page.get_by_label("Closes").fill(f"{ends:%Y-%m-%dT%H:%M}")
        page.locator("main form button").first.click()
        page.get_by_text("open now").wait_for()
        stage.look(page)


def invite(stage: Stage, survey: Survey) -> tuple[str, str, str]:
    """By mail, by a letter on paper and at a kiosk; gives the three ways in."""
    with stage.page(stage.organizer) as page:
        stage.go(page, "ask_mail", survey.slug)
        page.get_by_label("E-mail addresses").fill(BY_MAIL)
        page.get_by_role("button", name="Send the letters").click()
        page.wait_for_load_state()
        stage.look(page)
        stage.go(page, "ask_letters", survey.slug)
        page.get_by_label("How many letters?").fill("1")
        page.get_by_role("button", name="Make the letters").click()
        code = page.locator(".survey-letter__code").inner_text()
        stage.look(page)
        stage.go(page, "asking", survey.slug)
        page.get_by_role("button", name="Open a kiosk").click()
        kiosk = page.get_by_role("link", name="/surveys/kiosk/").get_attribute("href")
        stage.look(page)
    run_jobs()
    (letter,) = [one for one in mail.outbox if one.to == [BY_MAIL]]
    link = re.search(r"https?://\S+/surveys/a/\S+/", str(letter.body))
    assert link is not None
    assert kiosk is not None
    return local(stage, link[0]), code, local(stage, kiosk)


def local(stage: Stage, address: str) -> str:
    return stage.site + re.sub(r"^https?://[^/]+", "", address)


def give(page: Page, answer: int, *, words: tuple[str, str] = ("Continue", "Send my answers")) -> None:  # fmt: skip
    """Answer the one page of questions, look once more and send."""
    for key in QUESTIONS:
        page.locator(f"input[name='q-{key}'][value='{answer}']").check()
    page.get_by_role("button", name=words[0]).click()
    page.get_by_role("button", name=words[1]).wait_for()
    page.get_by_role("button", name=words[1]).click()
    page.locator(".govuk-panel__title").wait_for()


def answer_by_mail(stage: Stage, link: str) -> None:
    """On a phone without script; then once more with the same link."""
    with stage.page(width=PHONE, has_script=False) as page:
        page.goto(link)
        page.locator("[name=tongue][value=es]").click()
        page.get_by_role("button", name="Begin").click()
        page.get_by_text("¿Qué tal trabajo hace la policía en su zona?").wait_for()
        page.locator("input[name='q-cs-job'][value='2']").check()
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("link", name=re.compile("^Change")).first.click()
        expect(page.locator("input[name='q-cs-job'][value='2']")).to_be_checked()
        give(page, 4)
        page.goto(link)
        page.get_by_text("You have answered").first.wait_for()


def answer_by_letter(stage: Stage, code: str) -> None:
    with stage.page(width=PHONE) as page:
        stage.go(page, "code")
        page.get_by_label("Code").fill(code)
        stage.look(page)
        page.locator("main form button").click()
        page.get_by_role("button", name="Begin").click()
        stage.look(page)
        give(page, 4)
        stage.look(page)


def answer_at_the_kiosk(stage: Stage, kiosk: str) -> None:
    """Two people, one after the other."""
    with stage.page() as page:
        for _person in range(2):
            page.goto(kiosk)
            stage.look(page)
            page.get_by_role("button", name="Begin").click()
            page.wait_for_url("**/surveys/a/**")
            page.get_by_role("button", name="Begin").click()
            give(page, 3)
            page.get_by_role("button", name="Next person").wait_for()


def type_from_paper(stage: Stage, survey: Survey) -> None:
    """One sheet, typed by the organizer and by an officer."""
    for user in (stage.organizer, stage.officer):
        with stage.page(user) as page:
            stage.go(page, "paper_type", survey.slug, 1)
            for key in QUESTIONS:
                page.locator(f"input[name='q-{key}'][value='5']").check()
            page.get_by_role("button", name="Keep what I typed").click()
            page.wait_for_load_state()
            stage.look(page)


def close_and_count(wave: Wave) -> None:
    """Thirty more have answered the same way; the week for late paper is over, too."""
    for number in range(30):
        answers = dict.fromkeys(QUESTIONS, 3 + number % 2)
        make_response(wave, answers, neighborhood=wave.survey.neighborhood)
    closed = now() - PAPER_STAYS - timedelta(minutes=1)
    opened = closed - timedelta(weeks=2)
    Wave.objects.filter(pk=wave.pk).update(opens_at=opened, closes_at=closed)
    app.loader.import_default_modules()
    app.tasks["feedback.count_results"]()


def publish_one_question(stage: Stage, survey: Survey) -> None:
    with stage.page(stage.organizer) as page:
        stage.go(page, "results_desk", survey.slug)
        page.get_by_label(f"Publish: {JOB}").check()
        page.get_by_role("button", name="Publish the chosen questions").click()
        page.get_by_text("Public", exact=True).first.wait_for()
        stage.look(page)
        page.get_by_role("textbox", name="What will change").fill(
            "The lamps on Mill Road."
        )
        page.get_by_role("button", name="Keep these words").click()
        page.wait_for_load_state()
    with stage.page(width=PHONE) as page:
        stage.go(page, "results", survey.slug)
        page.get_by_role("heading", name=JOB).wait_for()
        expect(page.get_by_role("heading", name=DARK)).to_have_count(0)
        page.get_by_text("The lamps on Mill Road.").wait_for()
        stage.look(page)


def test_a_survey_from_the_library_to_the_neighborhoods_page(stage: Stage) -> None:
    survey = build(stage)
    link, code, kiosk = invite(stage, survey)
    answer_by_mail(stage, link)
    answer_by_letter(stage, code)
    answer_at_the_kiosk(stage, kiosk)
    type_from_paper(stage, survey)

    came = sorted(Response.objects.values_list("channel", flat=True))
    assert came == sorted([Channel.MAIL, Channel.LETTER, Channel.KIOSK, Channel.KIOSK, Channel.PAPER])  # fmt: skip
    assert not Ballot.objects.exists()

    close_and_count(survey.waves.get())
    publish_one_question(stage, survey)
    with stage.page(width=PHONE) as page:
        page.goto(stage.site + stage.place.get_absolute_url())
        feel = page.get_by_role("heading", name="How people feel").locator("../..")
        expect(feel).to_contain_text("Feeling safe")
        stage.look(page)
    assert stage.stumbles == []
