"""The pages of reports, each built for real, as officers and as everybody see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.timezone import localdate, now

from engagement.places.models import Neighborhood
from engagement.priorities.choices import AdjustReason, Decision, PartState
from engagement.priorities.models import Report
from engagement.priorities.services.adjusting import adjust_line
from engagement.priorities.services.correcting import start_correction
from engagement.priorities.services.signing import sign_report
from tests.browser.visits import PageCase, Visit
from tests.factories.builds import build_again, make_reviewer, make_voiced_issue
from tests.factories.concerns import make_concern, make_starter_kinds
from tests.factories.places import (
    make_neighborhood,
    make_snap_point,
    make_street,
    make_town,
    middle_of,
)
from tests.factories.priorities import make_part, make_run
from tests.factories.promises import make_open_promise
from tests.factories.reviews import ALL_TICKS, make_draft_ready

KINDS = (
    ("speeding", 30),
    ("street_lighting", 18),
    ("dumping", 12),
    ("noise", 9),
    ("road_damage", 8),
    ("graffiti", 7),
    ("dogs", 6),
    ("overgrown", 5),
    ("bad_parking", 3),
    ("domestic", 2),
)


def make_millbrook() -> Neighborhood:
    make_town()
    make_starter_kinds()
    place = make_neighborhood("Millbrook", west=-71.0)
    lat, lon = middle_of(place)
    for number, name in enumerate(("Mill Road", "Alder Street", "Brook Lane")):
        north = lat + (number - 1) * 0.002
        make_street(
            name,
            neighborhood=place,
            line=[(lon - 0.006, north), (lon + 0.006, north + 0.001)],
        )
    return place


def make_draft() -> Report:
    """A neighborhood with much to say: ranked lines, rows, a map, promises."""
    place = make_millbrook()
    snap = make_snap_point(place, "Mill Road")
    for number, (code, people) in enumerate(KINDS):
        issue = make_voiced_issue(place, code, people, age=2 + number, snap_point=snap)
        for _more in range(4):
            make_concern(issue=issue)
    make_open_promise(neighborhood=place)
    return build_again(place)


def desk(*more: str) -> Callable[[], Visit]:
    def made() -> Visit:
        report = make_draft()
        week = str(report.week).lower()
        parts = "".join(f"{part}/" for part in more)
        path = f"/desk/priorities/{report.neighborhood.slug}/{week}/{parts}"
        return Visit(path, user=make_reviewer(report))

    return made


def published(report: Report) -> Report:
    officer = make_reviewer(report)
    make_draft_ready(report, by=officer)
    referred = report.lines.filter(kind__code__in=("speeding", "domestic", "overgrown"))
    referred.update(
        decision=Decision.REFER,
        decision_detail={
            "who": "City works, street lighting",
            "contact": "555-0100",
            "on": "2026-11-18",
        },
    )
    return sign_report(
        report_id=report.pk,
        actor=officer,
        checked=ALL_TICKS,
        note="Thank you to everyone who came to the walk.",
        now=now(),
    )


def public_week() -> Visit:
    report = published(make_draft())
    week = str(report.week).lower()
    return Visit(f"/n/{report.neighborhood.slug}/priorities/{week}/")


def thin_week() -> Visit:
    place = make_millbrook()
    make_voiced_issue(place, "noise", 2, age=9)
    report = published(build_again(place))
    return Visit(f"/n/{place.slug}/priorities/{str(report.week).lower()}/")


def public_line() -> Visit:
    report = published(make_draft())
    week = str(report.week).lower()
    return Visit(f"/n/{report.neighborhood.slug}/priorities/{week}/speeding/")


def signed_report() -> Visit:
    report = published(make_draft())
    week = str(report.week).lower()
    path = f"/desk/priorities/{report.neighborhood.slug}/{week}/"
    return Visit(path, user=make_reviewer(report))


def adjusted_draft() -> Visit:
    """Both ranks, the reason, a pin, and what was decided."""
    report = make_draft()
    officer = make_reviewer(report)
    make_draft_ready(report, by=officer, at=now())
    for code, factor in (("noise", 2.0), ("speeding", 0.5)):
        adjust_line(
            line_id=report.lines.get(kind__code=code).pk,
            actor=officer,
            factor=factor,
            reason_code=AdjustReason.SEASONAL,
            text="The winter market opens next week and it gets crowded.",
            expires_on=localdate() + timedelta(days=20),
            is_pin=code == "noise",
            now=now(),
        )
    return Visit(_desk_path(report), user=officer)


def early_draft() -> Visit:
    place = make_millbrook()
    for code, people in (("speeding", 12), ("noise", 4), ("dogs", 3), ("litter", 1)):
        make_voiced_issue(place, code, people, age=3)
    report = build_again(place)
    return Visit(_desk_path(report), user=make_reviewer(report))


def empty_draft() -> Visit:
    report = build_again(make_millbrook())
    return Visit(_desk_path(report), user=make_reviewer(report))


def corrected_week() -> Visit:
    report = published(make_draft())
    officer = make_reviewer(report)
    newer = start_correction(
        report_id=report.pk,
        actor=officer,
        reason="Two problems on Brook Lane were one and the same.",
        now=now(),
    )
    published(newer)
    return Visit(f"/n/{report.neighborhood.slug}/priorities/{_week(report)}/")


def _week(report: Report) -> str:
    return str(report.week).lower()


def _desk_path(report: Report) -> str:
    return f"/desk/priorities/{report.neighborhood.slug}/{_week(report)}/"


def public_list() -> Visit:
    return Visit(f"/n/{published(make_draft()).neighborhood.slug}/priorities/")


def reports() -> Visit:
    return Visit("/desk/priorities/", user=make_reviewer(make_draft()))


def build() -> Visit:
    return Visit("/desk/priorities/build/", user=make_reviewer(make_draft()))


def run() -> Visit:
    report = make_draft()
    failed = make_run()
    make_part(
        failed, report.neighborhood, state=PartState.FAILED, error="ValueError: broken"
    )
    path = f"/desk/priorities/runs/{failed.pk}/"
    return Visit(path, user=make_reviewer(report))


def promise() -> Visit:
    report = make_draft()
    found = make_open_promise(neighborhood=report.neighborhood)
    return Visit(found.get_absolute_url(), user=make_reviewer(report))


REPORT_PAGES: list[PageCase] = [
    PageCase("report to review", desk(), requests=9),
    PageCase("report that is published", signed_report, requests=9),
    PageCase("report with adjusted lines", adjusted_draft, requests=9),
    PageCase("report with early signals", early_draft, requests=9),
    PageCase("report of an empty place", empty_draft, requests=9),
    PageCase("published report that was corrected", corrected_week, requests=9),
    PageCase("rows of a line", desk("speeding", "rows"), requests=9),
    PageCase("rows of a number", desk("counted", "open"), requests=9),
    PageCase("decide on a line", desk("speeding", "decide"), requests=9),
    PageCase("adjust a line", desk("speeding", "adjust"), requests=9),
    PageCase("promise for a line", desk("speeding", "promise"), requests=9),
    PageCase("ask for changes", desk("changes"), requests=9),
    PageCase("correct a report", desk("correct"), requests=9),
    PageCase("reports of the desk", reports),
    PageCase("build a report", build),
    PageCase("how far a build has come", run),
    PageCase("one promise", promise),
    PageCase("published report", public_week, requests=9),
    PageCase("problems of a published line", public_line, requests=9),
    PageCase("published report too thin to rank", thin_week, requests=9),
    PageCase("published weeks", public_list),
]
