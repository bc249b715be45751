"""What a group did: figures, letters of the month, and paper sheets."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils.timezone import now

from config.celery import app
from engagement.common.errors import NotAllowedError
from engagement.front.personal.owners import everything_about, let_go
from engagement.outbox.models import Job
from tests.factories.group_walks import (
    make_duty_phone,
    make_month,
    make_observation,
    make_pair,
    make_place,
    make_running_patrol,
    make_second,
    make_walk,
)
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_officer, make_user
from tests.harness.sessions import just_signed_in
from watchgroups.choices import SignUpState
from watchgroups.errors import WalkError
from watchgroups.models import (
    ActivityMonth,
    DutyPhone,
    Group,
    Observation,
    Patrol,
    SafetyPlan,
    SignUp,
    Walk,
)
from watchgroups.queries.activity import Figures, figures_of, public_months
from watchgroups.services.months import sum_up_months
from watchgroups.services.typing_in import type_in_patrol

pytestmark = pytest.mark.django_db
TOWN = ZoneInfo("America/New_York")
MARCH = date(2026, 3, 1)
IN_MARCH = datetime(2026, 3, 10, 19, tzinfo=TOWN)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def a_month_of(group: Group) -> None:
    """Two patrols: one walked for two hours by two, one missed; and one seen lamp."""
    patrol = make_running_patrol(group, at=IN_MARCH)
    make_walk(patrol, at=IN_MARCH, ended_at=IN_MARCH + hours(2))
    make_running_patrol(group, at=IN_MARCH + hours(24), outcome="missed")
    make_observation(patrol=patrol)


def old_group(**how: Any) -> Group:
    return make_group(made_at=IN_MARCH - hours(2400), **how)


# -- figures -------------------------------------------------------------------------------
def test_hours_people_patrols_and_things_seen_are_counted() -> None:
    group = old_group()
    a_month_of(group)
    a_month_of(old_group())

    found = figures_of(group, IN_MARCH - hours(48), IN_MARCH + hours(48))

    assert found == Figures(
        people=2,
        minutes=240,
        held=1,
        missed=1,
        seen=1,
        by_kind=(("A lamp is out", 1),),
    )


def test_what_is_outside_the_span_is_not_counted() -> None:
    group = old_group()
    a_month_of(group)

    found = figures_of(group, IN_MARCH + hours(48), IN_MARCH + hours(96))

    assert found == Figures(people=0, minutes=0, held=0, missed=0, seen=0)


def test_a_patrol_noted_as_missed_and_entered_later_was_held() -> None:
    group = old_group()
    patrol = make_running_patrol(group, at=IN_MARCH, outcome="missed")
    make_walk(patrol, at=IN_MARCH, ended_at=IN_MARCH + hours(1))

    found = figures_of(group, IN_MARCH - hours(48), IN_MARCH + hours(48))

    assert (found.held, found.missed) == (1, 0)


@pytest.mark.parametrize(
    ("people", "minutes", "shown"),
    [(9, 600, (None, None, None)), (10, 660, (10, 10, 15)), (13, 1400, (15, 25, 15))],
)
def test_public_figures_say_nothing_of_fewer_than_ten(
    people: int, minutes: int, shown: tuple[int | None, ...]
) -> None:
    group = make_group()
    make_month(group, people=people, minutes=minutes, seen=14)

    (month,) = public_months(group)

    assert (month.people, month.hours, month.seen) == shown


# -- the letter of the month -----------------------------------------------------------------
def letters() -> list[str]:
    app.loader.import_default_modules()
    for job in Job.objects.filter(done_at=None).order_by("pk"):
        app.tasks[job.task](job_id=job.pk, **job.arguments)
    return sorted(to for letter in mail.outbox for to in letter.to)


def test_a_month_is_counted_and_told_once_on_the_fifth() -> None:
    captain = make_user()
    group = old_group(captain=captain)
    member = make_member(group).person
    officer = make_officer(of=group.neighborhood)
    a_month_of(group)

    sum_up_months(now=datetime(2026, 4, 4, 6, tzinfo=TOWN))
    early = ActivityMonth.objects.filter(month=MARCH).count()
    for day in (5, 5, 6):
        sum_up_months(now=datetime(2026, 4, day, 6, tzinfo=TOWN))

    counted = ActivityMonth.objects.get(month=MARCH)
    assert early == 0
    assert (counted.people, counted.minutes, counted.held) == (2, 240, 1)
    walkers = [w.member.person.email for w in Walk.objects.get().walkers.all()]
    expected = [captain.email, member.email, officer.email, *walkers]
    assert letters() == sorted(expected)


def test_a_group_that_did_nothing_gets_no_letter() -> None:
    old_group(captain=make_user())

    sum_up_months(now=datetime(2026, 4, 5, 6, tzinfo=TOWN))

    assert ActivityMonth.objects.get().held == 0
    assert Job.objects.count() == 0


# -- paper -------------------------------------------------------------------------------------
def typed(patrol: Patrol, captain: Any, *came: Any, **times: Any) -> Walk:
    plain = {"began": time(19, 0), "ended": time(21, 0)}
    return type_in_patrol(
        patrol_id=patrol.pk,
        member_ids=[one.pk for one in came],
        actor=captain,
        now=IN_MARCH + hours(24),
        **(plain | times),
    )


def test_a_sheet_is_entered_as_typed_later_and_again_in_its_place() -> None:
    captain = make_user()
    group = make_group(captain=captain)
    patrol = make_running_patrol(group, at=IN_MARCH)
    one, other = make_pair(patrol)
    guest = make_member(group)

    typed(patrol, captain, one, guest)
    walk = typed(patrol, captain, one, other, guest, ended=time(0, 30))

    assert list(Walk.objects.all()) == [walk]
    assert walk.is_typed_later
    assert walk.ended_at == datetime(2026, 3, 11, 0, 30, tzinfo=TOWN)
    assert walk.walkers.filter(is_out=False).count() == 3
    assert set(SignUp.objects.values_list("member", "state")) == {
        (who.pk, SignUpState.CAME) for who in (one, other, guest)
    }


def test_who_signed_on_is_not_counted_twice() -> None:
    captain = make_user()
    group = make_group(captain=captain)
    patrol = make_running_patrol(group, at=IN_MARCH)
    one, other = make_pair(patrol)
    make_walk(patrol, one, at=IN_MARCH, ended_at=IN_MARCH + hours(2))

    walk = typed(patrol, captain, one, other)

    assert [w.member for w in walk.walkers.all()] == [other]
    with pytest.raises(WalkError, match="signed on themselves"):
        typed(patrol, captain, one)


def test_a_sheet_is_entered_by_captains_of_members_with_sound_times() -> None:
    captain = make_user()
    group = make_group(captain=captain)
    patrol = make_running_patrol(group, at=IN_MARCH)
    member, _other = make_pair(patrol)
    stranger = make_member(make_group())

    with pytest.raises(NotAllowedError):
        typed(patrol, member.person, member)
    with pytest.raises(WalkError, match="from the list"):
        typed(patrol, captain, stranger)
    with pytest.raises(WalkError, match="at most 12 hours"):
        typed(patrol, captain, member, began=time(1), ended=time(23))
    assert Walk.objects.count() == 0


# -- pages -------------------------------------------------------------------------------------
def test_captains_enter_a_sheet_on_the_page() -> None:
    captain = make_user()
    group = make_group(captain=captain)
    patrol = make_running_patrol(group, at=now() - hours(24))
    member, _other = make_pair(patrol)
    browser = just_signed_in(captain)
    page = f"/captain/{group.slug}/later/"

    listed = browser.get(page).content.decode()
    browser.post(
        f"{page}{patrol.pk}/",
        {"came": [member.pk], "began": "00:00", "ended": "00:05"},
    )

    assert patrol.title in listed
    assert Walk.objects.get().is_typed_later


def test_the_sheets_name_who_has_a_place_and_leave_lines_empty() -> None:
    captain = make_user()
    group = make_group(captain=captain)
    patrol = make_running_patrol(group)
    make_place(patrol, make_member(group, public_name="Zora Q."))
    dropped = make_member(group, public_name="Bea D.")
    make_place(patrol, dropped, SignUpState.DROPPED)

    page = just_signed_in(captain).get(f"/captain/{group.slug}/sheets/")

    assert "Zora Q." in page.content.decode()
    assert "Bea D." not in page.content.decode()


def test_captains_and_officers_read_the_figures_and_nobody_else() -> None:
    captain = make_user()
    group = make_group(captain=captain)
    make_month(group, people=7)
    officer = make_officer(of=group.neighborhood)

    def said(person: Any, page: str) -> int:
        return just_signed_in(person).get(page).status_code

    captains = f"/captain/{group.slug}/activity/"
    desk = f"/desk/groups/{group.slug}/activity/"
    assert (said(captain, captains), said(officer, desk)) == (200, 200)
    assert (said(officer, captains), said(captain, desk)) == (404, 404)
    other = make_user()
    make_group(captain=other)
    assert (said(other, captains), said(make_user(), desk)) == (404, 404)


def test_the_public_page_shows_no_figures_of_few() -> None:
    group = make_group()
    make_month(group, people=9, minutes=54_000)

    page = just_signed_in(make_user()).get(group.get_absolute_url())

    assert "fewer than 10 people" in page.content.decode()
    assert "900" not in page.content.decode()


# -- one's own ----------------------------------------------------------------------------------
def test_ones_walks_words_and_number_are_exported_and_erased() -> None:
    person = make_user()
    group = make_group()
    second = make_second(group, person)
    make_duty_phone(second)
    patrol = make_running_patrol(group)
    make_walk(patrol, second, area="The park")
    make_observation(patrol=patrol, writer=second, words="Dark")

    found = everything_about(person)
    let_go(person)

    assert [row["area"] for row in found["watchgroups.walker"]] == ["The park"]
    assert [row["words"] for row in found["watchgroups.observation"]] == ["Dark"]
    assert [row["number"] for row in found["watchgroups.dutyphone"]] == ["+16175550123"]
    assert len(found["watchgroups.safetyplan"]) == 1
    seen = Observation.objects.get()
    assert (seen.writer, seen.words) == (None, "")
    assert DutyPhone.objects.count() == 0
    assert SafetyPlan.objects.get().second is None
    assert Walk.objects.get().walkers.count() == 0
