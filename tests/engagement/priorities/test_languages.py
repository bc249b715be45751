"""Every report page in the languages that prove translation: long, and right to left."""

from __future__ import annotations

import pytest
from django.test import Client

from engagement.priorities.services.signing import sign_report
from tests.factories.builds import (
    MONDAY,
    build_again,
    make_built_report,
    make_reviewer,
    make_voiced_issue,
)
from tests.factories.places import make_neighborhood
from tests.factories.reviews import ALL_TICKS, make_draft_ready

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en-xa", "ar-xb"])
@pytest.mark.parametrize("is_thin", [False, True])
def test_a_report_is_told_in_every_language(
    client: Client, language: str, *, is_thin: bool
) -> None:
    place = make_neighborhood()
    if is_thin:
        make_voiced_issue(place, "crossing", 2, age=9)
    report = build_again(place) if is_thin else make_built_report(place=place)
    officer = make_reviewer(report)
    client.force_login(officer)
    client.cookies["django_language"] = language
    week = str(report.week).lower()
    desk, public = (
        f"/desk/priorities/{place.slug}/{week}/",
        f"/n/{place.slug}/priorities/{week}/",
    )

    draft = client.get(desk).status_code
    make_draft_ready(report, by=officer, at=MONDAY)
    sign_report(
        report_id=report.pk, actor=officer, checked=ALL_TICKS, note="", now=MONDAY
    )
    answers = [client.get(path).status_code for path in (desk, public)]

    assert [draft, *answers] == [200, 200, 200]
