"""What officers do with an issue: allowed steps, with words, by those who may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.concerns.choices import CLOSED, Status
from engagement.concerns.errors import (
    ChangedMeanwhileError,
    MoveNotAllowedError,
    TextMissingError,
    TooLongError,
)
from engagement.concerns.models import Issue, StatusChange
from engagement.concerns.moves import ALLOWED
from engagement.concerns.services import (
    move_status,
    reply_to_issue,
    set_owner,
    write_note,
)
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.concerns import make_concern, make_issue
from tests.factories.people import make_admin, make_officer, make_organizer, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


def move(issue: Issue, actor: User, new: str, text: str = "because") -> Issue:
    return move_status(
        issue_id=issue.pk,
        actor=actor,
        new=new,
        text=text,
        version=issue.version,
        now=NOW,
    )


def test_a_move_is_stored_recorded_and_told() -> None:
    issue = make_issue(is_held=True)
    officer = make_officer(of=issue.neighborhood)

    move(issue, officer, Status.DONE, "We put in new lamps.")

    issue.refresh_from_db()
    step = StatusChange.objects.get()
    assert (issue.status, issue.closed_at, issue.version, issue.is_held) == (
        Status.DONE,
        NOW,
        2,
        False,
    )
    assert (step.old, step.new, step.text, step.author, step.at) == (
        Status.NEW,
        Status.DONE,
        "We put in new lamps.",
        officer,
        NOW,
    )
    assert Entry.objects.get().detail == {"old": "new", "new": "done"}
    assert [job.task for job in Job.objects.all()] == ["concerns.tell_reporters"]


def test_reopening_takes_the_closing_time_away() -> None:
    issue = make_issue(status=Status.DONE, closed_at=NOW)

    move(issue, make_officer(of=issue.neighborhood), Status.LOOKING)

    issue.refresh_from_db()
    assert (issue.status, issue.closed_at) == (Status.LOOKING, None)


@pytest.mark.parametrize("old", list(Status))
def test_only_the_steps_of_the_table_are_taken(old: Status) -> None:
    closed = NOW if old in CLOSED else None
    issue = make_issue(status=old, closed_at=closed)
    officer = make_officer(of=issue.neighborhood)

    for new in set(Status) - set(ALLOWED[old]):
        with pytest.raises(MoveNotAllowedError):
            move(issue, officer, new)

    issue.refresh_from_db()
    assert (issue.status, StatusChange.objects.count()) == (old, 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [(old, new) for old, moves in ALLOWED.items() for new in moves],
)
def test_a_step_that_needs_words_is_not_taken_without(old: Status, new: Status) -> None:
    issue = make_issue(status=old, closed_at=NOW if old in CLOSED else None)
    officer = make_officer(of=issue.neighborhood)
    rule = ALLOWED[old][new]

    if rule.is_required:
        with pytest.raises(TextMissingError) as caught:
            move(issue, officer, new, "  \n ")
        assert str(caught.value) == str(rule.missing)
    else:
        move(issue, officer, new, "")

    issue.refresh_from_db()
    assert issue.status == (old if rule.is_required else new)


def test_every_closing_step_and_every_reopening_needs_words() -> None:
    needing = {
        (old, new)
        for old, moves in ALLOWED.items()
        for new, rule in moves.items()
        if rule.is_required
    }
    every = {(old, new) for old, moves in ALLOWED.items() for new in moves}

    assert {pair for pair in every if pair[1] in CLOSED or pair[0] in CLOSED} <= needing
    assert not {pair for pair in every if pair[1] == Status.NEW}
    assert set(ALLOWED) == set(Status)


def test_the_questions_of_a_step_are_translatable() -> None:
    with override("en-xa"):
        asked = str(ALLOWED[Status.NEW][Status.CANNOT].ask)

    assert asked


def test_a_move_after_somebody_elses_is_refused_and_changes_nothing() -> None:
    issue = make_issue()
    officer = make_officer(of=issue.neighborhood)
    move(issue, officer, Status.LOOKING)

    with pytest.raises(ChangedMeanwhileError):
        move(issue, officer, Status.DONE)

    issue.refresh_from_db()
    assert issue.status == Status.LOOKING


def test_only_officers_of_the_neighborhood_may_handle() -> None:
    issue = make_issue()
    others = [
        make_user(),
        make_officer(of=make_issue().neighborhood),
        make_organizer(of=issue.neighborhood),
        make_admin(),
    ]

    for actor in others:
        with pytest.raises(NotAllowedError):
            move(issue, actor, Status.LOOKING)
        with pytest.raises(NotAllowedError):
            reply_to_issue(issue_id=issue.pk, actor=actor, text="Hello", now=NOW)
        with pytest.raises(NotAllowedError):
            write_note(issue_id=issue.pk, actor=actor, text="Hello", now=NOW)
        with pytest.raises(NotAllowedError):
            set_owner(issue_id=issue.pk, actor=actor, owner_id=actor.pk, now=NOW)

    move(issue, make_officer(of=issue.neighborhood), Status.LOOKING)


def test_an_officer_never_handles_what_they_sent_themselves() -> None:
    issue = make_issue()
    officer = make_officer(of=issue.neighborhood)
    make_officer(of=issue.neighborhood)
    make_concern(issue=issue, person=officer)

    with pytest.raises(NotAllowedError):
        move(issue, officer, Status.LOOKING)
    with pytest.raises(NotAllowedError):
        move(issue, make_admin(), Status.LOOKING)


def test_a_sole_officers_own_concern_falls_to_the_admin() -> None:
    issue = make_issue()
    officer = make_officer(of=issue.neighborhood)
    make_concern(issue=issue, person=officer)

    move(issue, make_admin(), Status.LOOKING)

    issue.refresh_from_db()
    assert issue.status == Status.LOOKING


@pytest.mark.parametrize(("days", "is_open"), [(30, True), (-1, True), (30, False)])
def test_who_is_the_sole_officer_is_asked_of_today(days: int, is_open: bool) -> None:  # noqa: FBT001 - a case
    """An officer for a month is one; one whose month is over or whose account is closed is none."""
    issue = make_issue()
    make_concern(issue=issue, person=make_officer(of=issue.neighborhood))
    other = make_officer(of=issue.neighborhood)
    other.grants.update(ends_at=datetime.now(UTC) + timedelta(days=days))
    User.objects.filter(pk=other.pk).update(is_active=is_open)

    if days > 0 and is_open:
        with pytest.raises(NotAllowedError):
            move(issue, make_admin(), Status.LOOKING)
    else:
        move(issue, make_admin(), Status.LOOKING)


def test_the_first_reply_stops_the_clock_and_later_ones_leave_it() -> None:
    issue = make_issue()
    officer = make_officer(of=issue.neighborhood)
    later = NOW.replace(hour=20)

    reply_to_issue(issue_id=issue.pk, actor=officer, text=" We are on it. ", now=NOW)
    reply_to_issue(issue_id=issue.pk, actor=officer, text="Done soon.", now=later)

    issue.refresh_from_db()
    assert issue.replied_at == NOW
    assert [reply.text for reply in issue.replies.order_by("pk")] == [
        "We are on it.",
        "Done soon.",
    ]


def test_an_empty_or_endless_answer_is_refused_with_a_sentence() -> None:
    issue = make_issue()
    officer = make_officer(of=issue.neighborhood)

    with pytest.raises(TextMissingError, match="Write what you want to tell"):
        reply_to_issue(issue_id=issue.pk, actor=officer, text=" ", now=NOW)
    with pytest.raises(TooLongError, match="5,000 characters"):
        reply_to_issue(issue_id=issue.pk, actor=officer, text="x" * 5001, now=NOW)
    with pytest.raises(TextMissingError, match="Write the note first"):
        write_note(issue_id=issue.pk, actor=officer, text="", now=NOW)

    issue.refresh_from_db()
    assert (issue.replied_at, issue.replies.count(), issue.notes.count()) == (
        None,
        0,
        0,
    )


def test_a_note_tells_nobody() -> None:
    issue = make_issue()
    officer = make_officer(of=issue.neighborhood)

    write_note(issue_id=issue.pk, actor=officer, text="Call back Friday", now=NOW)

    assert [note.text for note in issue.notes.all()] == ["Call back Friday"]
    assert Job.objects.count() == 0


def test_an_owner_is_an_officer_of_the_neighborhood() -> None:
    issue = make_issue()
    officer = make_officer(of=issue.neighborhood)
    stranger = make_user()

    set_owner(issue_id=issue.pk, actor=officer, owner_id=officer.pk, now=NOW)
    with pytest.raises(NotAllowedError):
        set_owner(issue_id=issue.pk, actor=officer, owner_id=stranger.pk, now=NOW)
    issue.refresh_from_db()
    assert issue.owner == officer

    set_owner(issue_id=issue.pk, actor=officer, owner_id=None, now=NOW)
    issue.refresh_from_db()
    assert issue.owner is None


def test_an_issue_that_was_merged_is_worked_on_where_it_went() -> None:
    into = make_issue()
    issue = make_issue(neighborhood=into.neighborhood, merged_into=into)

    with pytest.raises(ChangedMeanwhileError):
        move(issue, make_officer(of=issue.neighborhood), Status.LOOKING)
