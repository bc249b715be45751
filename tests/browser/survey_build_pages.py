"""Pages of making surveys as a browser sees them."""

from __future__ import annotations

from engagement.people.models import User
from feedback.choices import QuestionKind
from feedback.models import Survey
from tests.browser.front_pages import TOWN
from tests.browser.visits import PageCase, Visit
from tests.factories.people import make_organizer
from tests.factories.places import make_neighborhood, make_town
from tests.factories.surveys import make_question, make_section, make_survey, options

NEVER = {
    "match": "all",
    "conditions": [
        {"question": "safe", "test": "is", "values": ["yes"]},
        {"question": "safe", "test": "is", "values": ["no"]},
    ],
}


def a_draft() -> tuple[Survey, User]:
    """A draft in two languages with every kind of question and one that is never asked."""
    make_town(**TOWN)
    place = make_neighborhood(name="Millbrook")
    organizer = make_organizer(of=place)
    survey = make_survey(
        neighborhood=place, made_by=organizer, state="draft", languages=["en", "es"]
    )
    section = make_section(survey.versions.get(), key="all")
    for kind in QuestionKind.values:
        make_question(
            section,
            kind=kind,
            words={"en": {"text": f"How is it? ({kind})", "low": "Bad"}},
            options=[] if kind == QuestionKind.SCALE else options("lamps", "roads"),
            rows=options("today", "last year"),
            lowest=1,
            highest=5,
            is_personal=kind == QuestionKind.NUMBER,
        )
    make_question(section, key="never", shown_if=NEVER)
    return survey, organizer


def the_desk() -> Visit:
    survey, organizer = a_draft()
    return Visit(f"/organize/surveys/{survey.slug}/", organizer)


def its_questions() -> Visit:
    survey, organizer = a_draft()
    return Visit(f"/organize/surveys/{survey.slug}/questions/", organizer)


def its_way_through() -> Visit:
    survey, organizer = a_draft()
    version = survey.versions.get()
    only = {"question": "safe", "test": "is", "values": ["no"]}
    for title in ("After dark", "What the lamps in your street should be like"):
        part = make_section(
            version,
            words={"en": {"title": title}},
            shown_if={"match": "all", "conditions": [only]},
        )
        make_question(part)
    never = make_section(version, words={"en": {"title": "Never"}}, shown_if=NEVER)
    make_question(never)
    make_section(version, words={"en": {"title": "Nothing yet"}})
    return Visit(f"/organize/surveys/{survey.slug}/flow/", organizer)


def on_a_phone() -> Visit:
    survey, organizer = a_draft()
    return Visit(f"/organize/surveys/{survey.slug}/preview/2/", organizer)


def side_by_side() -> Visit:
    survey, organizer = a_draft()
    return Visit(f"/organize/surveys/{survey.slug}/languages/es/", organizer)


def already_answered() -> Visit:
    survey, organizer = a_draft()
    survey.versions.update(is_frozen=True)
    return Visit(f"/organize/surveys/{survey.slug}/library/", organizer)


BUILD_PAGES: list[PageCase] = [
    PageCase("desk of a survey", the_desk),
    PageCase("questions of a survey", its_questions, requests=9),
    PageCase("way through a survey", its_way_through, requests=9),
    PageCase("survey as on a phone", on_a_phone, requests=9),
    PageCase("survey side by side", side_by_side, requests=9),
    PageCase("survey already answered", already_answered, status=409),
]
