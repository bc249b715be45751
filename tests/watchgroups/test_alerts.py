from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from tests.factories.group_messages import make_alert
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.people import make_admin, make_officer, make_organizer
from tests.factories.places import make_neighborhood, make_town
from tests.harness.sessions import just_signed_in
from tests.watchgroups.test_wall import addressed, run_jobs, spread_again, wall_of
from watchgroups.errors import (
    DecidedAlreadyError,
    GroupIncompleteError,
    TooManyLettersError,
)
from watchgroups.models import Alert, Group, LetterStop
from watchgroups.services.alerting import (
    MOST_ALERTS,
    end_alert,
    forget_alerts,
    write_alert,
)

pytestmark = pytest.mark.django_db
PAGE = "/desk/group-alerts/"


def alerted(group: Group, actor: User, **how: Any) -> Alert:
    said: dict[str, Any] = {
        "neighborhood_id": group.neighborhood_id,
        "group_ids": [],
        "area": "Around the mill pond",
        "steps": "Lock your sheds",
        "until": now() + timedelta(days=1),
        "actor": actor,
        "now": now(),
    }
    return write_alert(**(said | how))


def test_an_alert_is_one_letter_for_each_member_of_all_groups_of_the_place() -> None:
    make_town()
    group = make_group()
    other = make_group(neighborhood=group.neighborhood)
    person = make_member(group).person
    make_member(other, person)
    second = make_member(other).person
    make_member(make_group())
    stopped = make_member(other)
    LetterStop.objects.create(member=stopped, at=now())

    alerted(group, make_officer(of=group.neighborhood))
    run_jobs()
    Alert.objects.update(told_up_to=0)
    spread_again()

    assert addressed() == sorted([person.email, second.email])


def test_an_alert_to_chosen_groups_reaches_those_alone() -> None:
    make_town()
    group = make_group()
    other = make_group(neighborhood=group.neighborhood)
    elsewhere = make_group()
    person = make_member(group).person
    make_member(other)
    make_member(elsewhere)

    officer = make_officer(of=group.neighborhood)
    alerted(group, officer, group_ids=[group.pk, elsewhere.pk])
    run_jobs()

    assert addressed() == [person.email]


def test_it_stands_on_wall_page_and_desk_until_it_ends() -> None:
    make_town()
    group = make_group()
    captain, officer = make_captain(group), make_officer(of=group.neighborhood)
    client = just_signed_in(captain)
    alert = alerted(group, officer)
    pages = (wall_of(group), reverse("watchgroups:captain", args=[group.slug]))

    assert all(b"mill pond" in client.get(page).content for page in pages)

    end_alert(alert_id=alert.pk, actor=officer, now=now())
    run_jobs()

    assert not any(b"mill pond" in client.get(page).content for page in pages)
    assert mail.outbox == []
    with pytest.raises(DecidedAlreadyError):
        end_alert(alert_id=alert.pk, actor=officer, now=now())


def test_the_public_page_shows_no_alert_to_others() -> None:
    make_town()
    group = make_group()
    make_alert(group)

    for reader in (make_organizer(of=group.neighborhood), make_admin()):
        answer = just_signed_in(reader).get(group.get_absolute_url())
        assert answer.status_code == 200
        assert b"mill pond" not in answer.content


@pytest.mark.parametrize("who", ["captain", "admin", "organizer", "officer elsewhere"])
def test_officers_of_the_place_alone_write_and_end_alerts(who: str) -> None:
    group = make_group()
    alert = make_alert(group)
    people = {
        "captain": make_captain(group),
        "admin": make_admin(),
        "organizer": make_organizer(of=group.neighborhood),
        "officer elsewhere": make_officer(of=make_neighborhood()),
    }

    with pytest.raises(NotAllowedError):
        alerted(group, people[who])
    with pytest.raises(NotAllowedError):
        end_alert(alert_id=alert.pk, actor=people[who], now=now())
    end = reverse("watchgroups:alert_end", args=[alert.pk])
    assert just_signed_in(people[who]).post(end).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": timedelta(minutes=-1)},
        {"until": timedelta(days=15)},
        {"area": " "},
        {"steps": ""},
        {"group_ids": [0]},
    ],
)
def test_an_alert_needs_a_place_steps_an_end_and_somebody_to_read_it(
    wrong: dict[str, Any],
) -> None:
    group = make_group()
    officer = make_officer(of=group.neighborhood)
    if "until" in wrong:
        wrong = {"until": now() + wrong["until"]}

    with pytest.raises(GroupIncompleteError):
        alerted(group, officer, **wrong)
    assert Alert.objects.count() == 0


def test_five_alerts_a_day_are_enough() -> None:
    group = make_group()
    officer = make_officer(of=group.neighborhood)
    for _each in range(MOST_ALERTS):
        alerted(group, officer)

    with pytest.raises(TooManyLettersError):
        alerted(group, officer)
    tomorrow = now() + timedelta(days=1)
    later = alerted(group, officer, now=tomorrow, until=tomorrow + timedelta(hours=6))
    assert Alert.objects.count() == MOST_ALERTS + 1
    assert later.at == tomorrow


def test_an_officer_writes_one_from_the_page() -> None:
    make_town()
    group = make_group()
    officer = make_officer(of=group.neighborhood)
    said = {
        "neighborhood": group.neighborhood_id,
        "area": "Mill Lane",
        "steps": "Lock your sheds",
        "hours": "6",
        "groups": [group.pk],
    }

    answer = just_signed_in(officer).post(PAGE, said)

    assert answer.status_code == 302
    alert = Alert.objects.get()
    assert (alert.area, alert.until - alert.at) == ("Mill Lane", timedelta(hours=6))
    assert [one.group for one in alert.to_groups.all()] == [group]


def test_alerts_leave_after_a_year() -> None:
    group = make_group()
    old = now() - timedelta(days=366)
    make_alert(group, at=old, until=old + timedelta(days=1))
    kept = make_alert(group)

    assert forget_alerts(now=now()) == 1
    assert list(Alert.objects.all()) == [kept]
