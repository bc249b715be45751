"""Who may do what with a concern, asked of everybody in every state it can be in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from engagement.common.roles import NOBODY, Role, Viewer
from engagement.concerns import permissions as may
from engagement.concerns.choices import CLOSED, Privacy, Status
from engagement.concerns.models import Complaint, Concern, Naming
from engagement.concerns.receipts import hash_of
from engagement.people.models import User
from tests.factories.concerns import make_concern, make_issue
from tests.factories.people import make_grant, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
RECEIPT = "K7Q2M9XDK7Q2M9XDK7Q2M9XDK7Q2M9XD"

ASKED: dict[str, Callable[[Viewer, Concern], bool]] = {
    "handle": lambda who, it: may.can_handle(who, it.issue),
    "merge": lambda who, it: may.can_merge(who, it.issue),
    "no voice": lambda who, it: not may.can_voice(who, it.issue),
    "read": may.can_read_text,
    "point": may.can_see_point,
    "contact": may.can_see_contact,
    "glass": may.can_break_glass,
    "write": may.can_write_to_reporter,
    "own": may.is_sender,
    "answer": may.can_answer,
    "photo": may.can_attach_photo,
    "withdraw": may.can_withdraw,
    "suspend": may.can_suspend_sender,
}
STAFF = {
    "officer": (Role.OFFICER, "here"),
    "officer there": (Role.OFFICER, "there"),
    "chief": (Role.OFFICER, ""),
    "organizer": (Role.ORGANIZER, "here"),
    "moderator": (Role.MODERATOR, "here"),
    "moderator there": (Role.MODERATOR, "there"),
    "head moderator": (Role.MODERATOR, ""),
    "overseer": (Role.OVERSEER, ""),
    "auditor": (Role.AUDITOR, ""),
    "admin": (Role.ADMIN, ""),
}
HERE = {"officer", "chief"}
SENT = {"sender", "receipt"}
NO_VOICE = {"officer", "chief"}
SUSPEND = {"moderator", "head moderator", "admin"}
PLAIN = {
    "handle": HERE,
    "merge": {*HERE, "moderator", "head moderator"},
    "no voice": NO_VOICE,
    "read": HERE | SENT,
    "point": HERE | SENT,
    "contact": HERE,
    "glass": {"admin"},
    "write": HERE,
    "own": SENT,
    "answer": SENT,
    "photo": HERE | SENT,
    "withdraw": SENT,
    "suspend": SUSPEND,
}


class Cast:
    """A concern in one place, and everybody who may come along."""

    def __init__(self, **fields: Any) -> None:
        issue = make_issue(**fields)
        there = make_neighborhood()
        self.sender = make_user()
        self.concern = make_concern(
            issue=issue, person=self.sender, receipt_hash="x", share_with_officer=True
        )
        self.people: dict[str, User] = {}
        for name, (role, where) in STAFF.items():
            self.people[name] = make_user()
            of = {"here": issue.neighborhood, "there": there, "": None}[where]
            make_grant(self.people[name], role, of)

    def viewers(self) -> dict[str, Viewer]:
        return {
            "nobody": NOBODY,
            "receipt": Viewer(receipts=frozenset({self.concern.pk})),
            "other receipt": Viewer(receipts=frozenset({self.concern.pk + 1})),
            "sender": Viewer(self.sender),
            "resident": Viewer(make_user()),
            **{name: Viewer(user) for name, user in self.people.items()},
        }

    def allowed(self) -> dict[str, set[str]]:
        concern = Concern.objects.select_related("issue").get(pk=self.concern.pk)
        viewers = self.viewers()
        return {
            act: {name for name, who in viewers.items() if is_allowed(who, concern)}
            for act, is_allowed in ASKED.items()
        }


def test_everybody_and_a_concern_as_most_are() -> None:
    assert Cast().allowed() == PLAIN


@pytest.mark.parametrize("privacy", [Privacy.AREA, Privacy.SENSITIVE])
def test_what_is_less_public_or_held_is_handled_as_any_other(privacy: Privacy) -> None:
    assert Cast(privacy=privacy).allowed() == PLAIN
    assert Cast(privacy=privacy, is_held=True).allowed() == PLAIN


def test_a_complaint_about_conduct_is_no_officers_and_no_moderators() -> None:
    """RULINGS 19. An administrator may open it, with a reason that is written down."""
    nobody: dict[str, set[str]] = {act: set() for act in PLAIN}

    assert Cast(privacy=Privacy.CONDUCT).allowed() == {
        **nobody,
        "no voice": NO_VOICE,
        "read": SENT,
        "point": SENT,
        "glass": {"admin"},
        "own": SENT,
        "answer": SENT,
        "photo": SENT,
        "withdraw": SENT,
    }


@pytest.mark.parametrize("status", [one for one in Status if one != Status.NEW])
def test_what_somebody_has_begun_with_is_not_taken_back(status: Status) -> None:
    closed_at = NOW if status in CLOSED else None

    assert Cast(status=status, closed_at=closed_at).allowed() == {
        **PLAIN,
        "withdraw": set(),
    }


def test_what_was_taken_back_is_answered_by_nobody() -> None:
    cast = Cast()
    Concern.objects.update(withdrawn_at=NOW)

    assert cast.allowed() == {**PLAIN, "answer": set(), "write": set()}


def test_contact_that_was_not_shared_is_seen_by_nobody() -> None:
    cast = Cast()
    Concern.objects.update(share_with_officer=False)

    assert cast.allowed() == {**PLAIN, "contact": set()}


@pytest.mark.parametrize(
    ("fields", "write", "own"),
    [
        ({"person": None}, HERE, {"receipt"}),
        ({"receipt_hash": ""}, HERE, SENT),
        ({"person": None, "receipt_hash": ""}, set(), {"receipt"}),
    ],
    ids=["by receipt", "by account", "nobody comes back"],
)
def test_who_cannot_come_back_is_not_written_to(
    fields: dict[str, Any], write: set[str], own: set[str]
) -> None:
    cast = Cast()
    Concern.objects.update(**fields)

    assert cast.allowed() == {
        **PLAIN,
        "write": write,
        **dict.fromkeys(("own", "answer", "withdraw"), own),
        **dict.fromkeys(("read", "point", "photo"), HERE | own),
    }


# -- what somebody sent themselves, and what names them --------------------------------


def told_by(cast: Cast, name: str) -> None:
    make_concern(issue=cast.concern.issue, person=cast.people[name])


def named_in(cast: Cast, name: str) -> None:
    Naming.objects.create(
        concern=make_concern(issue=cast.concern.issue), user=cast.people[name]
    )


def told_in_a_part_by(cast: Cast, name: str) -> None:
    part = make_issue(merged_into=cast.concern.issue)
    make_concern(issue=part, person=cast.people[name])


def named_in_a_part(cast: Cast, name: str) -> None:
    part = make_issue(merged_into=cast.concern.issue)
    Naming.objects.create(concern=make_concern(issue=part), user=cast.people[name])


@pytest.mark.parametrize("tell", [told_by, told_in_a_part_by])
def test_an_officer_decides_nothing_about_what_they_sent(
    tell: Callable[[Cast, str], None],
) -> None:
    cast = Cast()
    tell(cast, "officer")

    less = {act: PLAIN[act] - {"officer"} for act in ("handle", "contact", "write")}
    less |= {act: PLAIN[act] - {"officer"} for act in ("merge", "photo")}
    assert cast.allowed() == PLAIN | less


@pytest.mark.parametrize("name_in", [named_in, named_in_a_part])
def test_an_officer_neither_reads_nor_decides_about_what_names_them(
    name_in: Callable[[Cast, str], None],
) -> None:
    cast = Cast()
    name_in(cast, "officer")

    acts = ("handle", "contact", "write", "merge", "read", "point", "photo")
    assert cast.allowed() == {
        **PLAIN,
        **{act: PLAIN[act] - {"officer"} for act in acts},
    }


@pytest.mark.parametrize(
    "touch", [told_by, told_in_a_part_by, named_in, named_in_a_part]
)
def test_an_administrator_breaks_no_glass_about_themselves(
    touch: Callable[[Cast, str], None],
) -> None:
    cast = Cast()
    touch(cast, "admin")

    assert cast.allowed() == {**PLAIN, "glass": set()}


@pytest.mark.parametrize(
    "first", [told_by, told_in_a_part_by, named_in, named_in_a_part]
)
@pytest.mark.parametrize("second", [told_by, named_in])
def test_what_concerns_every_officer_falls_to_the_administrator(
    first: Callable[[Cast, str], None], second: Callable[[Cast, str], None]
) -> None:
    """RULINGS 30: officers of the place and of the whole town, each of them."""
    cast = Cast()
    first(cast, "officer")
    assert "admin" not in cast.allowed()["handle"]

    second(cast, "chief")

    found = cast.allowed()
    assert {act: found[act] for act in ("handle", "write", "contact")} == {
        "handle": {"admin"},
        "write": {"admin"},
        "contact": set(),
    }
    assert found["merge"] == {"admin", "moderator", "head moderator"}


def test_where_there_is_no_officer_nothing_falls_to_anybody() -> None:
    cast = Cast()
    for name in HERE:
        cast.people.pop(name).delete()

    found = cast.allowed()

    assert (found["handle"], found["write"]) == (set(), set())


def test_conduct_falls_to_no_administrator_whoever_sent_it() -> None:
    cast = Cast(privacy=Privacy.CONDUCT)
    told_by(cast, "officer")
    told_by(cast, "chief")

    assert cast.allowed()["handle"] == set()


def test_who_is_nobody_has_sent_nothing_and_is_named_nowhere() -> None:
    cast = Cast()
    named_in(cast, "officer")

    for viewer in (NOBODY, cast.viewers()["receipt"]):
        assert not may.has_sent(viewer, cast.concern.issue)
        assert not may.is_named(viewer, cast.concern.issue)


def test_without_the_second_step_a_role_opens_nothing() -> None:
    cast = Cast()
    for user in cast.people.values():
        user.lacks_second_step = True

    assert cast.allowed() == {
        act: names & SENT for act, names in PLAIN.items()
    }  # and whoever may not add a voice may, as any resident


# -- what is asked of nobody's concern in particular -----------------------------------


def test_the_inbox_and_the_hold_are_asked_of_the_role_alone() -> None:
    people = Cast().people

    inbox = {name for name, user in people.items() if may.can_open_inbox(Viewer(user))}
    hold = {name for name, user in people.items() if may.can_hold(user)}

    assert inbox == {"officer", "officer there", "chief"}
    assert hold == {"admin"}
    assert not may.can_open_inbox(NOBODY)


def make_complaint(person: User | None = None) -> Complaint:
    return Complaint.objects.create(
        reference="COND1",
        at=NOW,
        person=person,
        receipt_hash=hash_of(RECEIPT),
    )


def test_a_complaint_is_its_senders_and_the_overseers() -> None:
    cast, ada = Cast(), make_user()
    complaint = make_complaint(ada)
    viewers = {**cast.viewers(), "ada": Viewer(ada)}

    overseen = {
        name for name, who in viewers.items() if may.can_oversee(who, complaint)
    }
    own = {name for name, who in viewers.items() if may.is_complainant(who, complaint)}
    opened = {
        name
        for name, who in viewers.items()
        if may.is_complainant(who, complaint, RECEIPT)
    }
    wrong = may.is_complainant(NOBODY, complaint, RECEIPT[::-1])

    assert (overseen, own, opened) == ({"overseer"}, {"ada"}, set(viewers))
    assert not wrong


def test_a_complaint_nobody_keeps_is_nobodys_without_its_receipt() -> None:
    complaint = make_complaint()

    assert not may.is_complainant(NOBODY, complaint)
    assert not may.is_complainant(Viewer(make_user()), complaint)
    assert not may.is_complainant(replace(NOBODY, receipts=frozenset({1})), complaint)
