"""How people feel, on the pages of a priority report: what was known, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from engagement.places.models import Neighborhood
from engagement.priorities.models import Report
from engagement.priorities.services.signing import sign_report
from feedback.services.results import count_wave
from tests.factories.builds import MONDAY, make_built_report, make_reviewer
from tests.factories.reviews import ALL_TICKS, make_draft_ready
from tests.factories.survey_index import (
    answer_trust,
    make_closed_wave,
    make_index_value,
    make_measuring,
)

pytestmark = pytest.mark.django_db
NONE = "no survey had answers enough from here about trust or safety"


def pages_of(report: Report, client: Client) -> list[str]:
    """The officer’s page of a report, and the public one once it is signed."""
    week, slug = str(report.week).lower(), report.neighborhood.slug
    officer = make_reviewer(report)
    client.force_login(officer)
    desk = client.get(f"/desk/priorities/{slug}/{week}/")
    make_draft_ready(report, by=officer, at=MONDAY)
    sign_report(
        report_id=report.pk, actor=officer, checked=ALL_TICKS, note="", now=MONDAY
    )
    client.logout()
    public = client.get(f"/n/{slug}/priorities/{week}/")
    return [" ".join(page.content.decode().split()) for page in (desk, public)]


def known_before(report: Report, place: Neighborhood | None) -> None:
    wave = make_closed_wave(make_measuring(neighborhood=place))
    make_index_value(
        wave, neighborhood=place, made_at=report.made_at - timedelta(days=1)
    )


def test_both_pages_say_how_people_feel_as_it_was_known_then(client: Client) -> None:
    report = make_built_report()
    known_before(report, report.neighborhood)

    pages = pages_of(report, client)

    assert ["How people feel" in page for page in pages] == [True, True]
    assert ["61.2" in page for page in pages] == [True, True]
    assert [NONE in page for page in pages] == [False, False]


def test_without_a_survey_both_pages_say_so(client: Client) -> None:
    report = make_built_report()
    known_before(report, None)  # of the town, which is no word about this place
    later = make_closed_wave(make_measuring(neighborhood=report.neighborhood))
    make_index_value(later, made_at=report.made_at + timedelta(days=1))

    pages = pages_of(report, client)

    assert [NONE in page for page in pages] == [True, True]
    assert ["61.2" in page for page in pages] == [False, False]


def test_nine_answers_are_on_no_page_of_a_place(client: Client) -> None:
    report = make_built_report()
    place = report.neighborhood
    wave = make_closed_wave(make_measuring(neighborhood=place))
    answer_trust(wave, [2, 3, 3, 4, 2, 3, 3, 4, 3], place)
    count_wave(wave_id=wave.pk, now=now())
    Report.objects.filter(pk=report.pk).update(made_at=now() + timedelta(hours=1))
    report.refresh_from_db()

    pages = pages_of(report, client)
    pages += [
        " ".join(client.get(path).content.decode().split())
        for path in (f"/n/{place.slug}/", wave.survey.get_absolute_url())
    ]

    assert [NONE in page for page in pages[:2]] == [True, True]
    assert ["From 0, not at all, to 100, wholly." in page for page in pages] == [
        False
    ] * 4
