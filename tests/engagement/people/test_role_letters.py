"""Letters about roles leave when they are true, once, in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils.timezone import now

from engagement.common.roles import Role
from engagement.outbox.models import Job
from engagement.people import services
from engagement.people.models import Grant, User
from engagement.people.services import Terms, role_letters
from tests.factories.people import make_admin, make_user
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
DAY = timedelta(days=1)


def send_all(at: datetime) -> list[tuple[str, str]]:
    """Send what is due; say what arrived: to whom, and under which title."""
    mail.outbox.clear()
    for job in Job.objects.filter(done_at=None, not_before__lte=at).order_by("pk"):
        send = getattr(role_letters, job.task.removeprefix("people."))
        send(job_id=job.pk, now=at, **job.arguments)
    assert not Job.objects.filter(done_at=None, not_before__lte=at).exists()
    return [(letter.to[0], str(letter.subject)) for letter in mail.outbox]


def give(user: User, ends_at: datetime | None = None) -> Grant:
    admin = make_admin("boss@example.org")
    User.objects.filter(pk=admin.pk).update(name="Priya")
    admin.refresh_from_db()
    given = services.give_role(
        user=user,
        terms=Terms(
            Role.ORGANIZER,
            make_neighborhood(name="Millbrook"),
            "Runs the fair",
            NOW,
            ends_at,
        ),
        actor=admin,
        now=NOW,
    )
    assert isinstance(given, Grant)
    return given


def test_a_new_role_and_its_last_day_are_told() -> None:
    make_town()
    give(make_user("ann@example.org", name="Ann"), ends_at=NOW + DAY)

    first, later = send_all(NOW), None
    words = str(mail.outbox[0].body)
    later = send_all(NOW + DAY)

    assert first == [("ann@example.org", "You have a new role")]
    assert "Hello Ann," in words
    assert "organizer in Millbrook." in words
    assert "It was given by Priya." in words
    assert later == [("ann@example.org", "One of your roles has ended")]


def test_a_role_ended_early_is_told_once_with_its_reason() -> None:
    make_town()
    grant = give(make_user("ann@example.org"), ends_at=NOW + 2 * DAY)
    send_all(NOW)
    services.end_grant(
        grant_id=grant.pk, actor=grant.granted_by, reason="The fair is over", now=NOW
    )

    ended = send_all(NOW)
    words = str(mail.outbox[0].body)

    assert ended == [("ann@example.org", "One of your roles has ended")]
    assert "The fair is over" in words
    assert send_all(NOW + 3 * DAY) == []


def test_what_is_not_true_any_more_is_not_told() -> None:
    make_town()
    grant = give(make_user("ann@example.org"))
    Grant.objects.filter(pk=grant.pk).update(ends_at=NOW)

    assert send_all(NOW) == []


def test_a_closed_account_gets_no_letter() -> None:
    make_town()
    grant = give(make_user("ann@example.org"))
    User.objects.filter(pk=grant.user_id).update(is_active=False)

    assert send_all(NOW) == []


def test_a_second_administrator_hears_of_what_waits_while_it_waits() -> None:
    make_town()
    first, second = make_admin(), make_admin("second@example.org")
    asked = [
        services.give_role(
            user=make_user(),
            terms=Terms(Role.MODERATOR, None, "The queue is long"),
            actor=first,
            now=NOW,
        )
        for _one in range(2)
    ]
    services.decline_role(
        request_id=asked[0].pk, actor=second, reason="not vetted", now=NOW
    )

    told = send_all(NOW)

    assert told == [("second@example.org", "A role waits for your word")]
    assert f"/manage/people/requests/{asked[1].pk}/" in str(mail.outbox[0].body)


def test_the_letter_speaks_the_language_of_its_reader() -> None:
    make_town()
    give(make_user("ann@example.org", language="tlh"))  # not one of ours: the town's

    assert send_all(NOW) == [("ann@example.org", "You have a new role")]


def test_the_command_line_tells_its_own_people() -> None:
    services.grant_role(
        user=make_user(), role=Role.ADMIN, neighborhood=None, actor=None, now=now()
    )

    assert not Job.objects.exists()
