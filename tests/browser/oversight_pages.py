"""Looks, messages and complaints as a browser sees them: full, empty, wrong."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import now

from engagement.common.sealed import seal
from engagement.concerns.choices import ComplaintStep
from engagement.concerns.contacts import seal_contact
from engagement.concerns.models import ComplaintEntry, Concern
from engagement.concerns.receipts import hash_of
from engagement.people.models import User
from tests.browser.visits import PageCase, Visit
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.conduct import (
    make_complaint,
    make_look,
    make_message,
    make_overseer,
)
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town

RECEIPT, PRIVATE = "K7Q2M9XD" * 4, "9XDK7Q2M" * 4


def _talk(person: User | None = None) -> tuple[Concern, User]:
    """A concern whose sender allowed contact, was looked at, and was written to."""
    make_town()
    place = make_neighborhood()
    officer = make_officer(of=place)
    officer.name = "Officer Dana Reyes"
    officer.save()
    issue = make_issue(neighborhood=place, kind=make_kind("speeding"))
    concern = make_concern(
        issue=issue,
        person=person,
        receipt_hash=hash_of(RECEIPT),
        share_with_officer=True,
        contact_by="email",
        contact_sealed=seal_contact("ann.secret@example.org", "Ann"),
    )
    make_message(concern, author=officer, text="Which of the lamps is it?")
    make_message(concern)
    make_look(officer, concern=concern)
    return concern, officer


def _receipt() -> Visit:
    _talk()
    return Visit(f"/r/{RECEIPT}/")


def _own() -> Visit:
    me = make_user()
    concern, _officer = _talk(me)
    return Visit(reverse("concerns:own", args=[concern.reference]), me)


def _desk() -> Visit:
    concern, officer = _talk()
    return Visit(
        reverse("concerns:desk_issue", args=[concern.issue.reference]), officer
    )


def _looks_at_me(*, are_there: bool) -> Visit:
    me = make_user()
    if are_there:
        _talk(me)
    return Visit("/my/looks/", me)


def _oversight(path: str, *, is_full: bool = True) -> Visit:
    overseer = make_overseer()
    if is_full:
        _concern, officer = _talk()
        for minutes in range(6):
            make_look(officer, at=now() - timedelta(minutes=minutes))
        make_look(make_officer())
        make_complaint()
    return Visit(path, overseer)


def _complaint() -> Visit:
    make_town()
    complaint = make_complaint(neighborhood=make_neighborhood())
    for step in (ComplaintStep.ASKED, ComplaintStep.SAID, ComplaintStep.NOTE):
        ComplaintEntry.objects.create(
            complaint=complaint,
            step=step,
            sealed=seal("Was there a witness?"),
            at=now(),
        )
    return Visit(
        reverse("concerns:conduct", args=[complaint.reference]), make_overseer()
    )


def _own_complaint() -> Visit:
    make_town()
    complaint = make_complaint(receipt_hash=hash_of(PRIVATE))
    ComplaintEntry.objects.create(
        complaint=complaint,
        step=ComplaintStep.SAID,
        sealed=seal("Thank you."),
        at=now(),
    )
    return Visit(f"/r/{PRIVATE}/")


def _complain(*, is_taken: bool) -> Visit:
    make_town(complaints_words="The ombuds office: 555-010-0123")
    make_neighborhood()
    if is_taken:
        make_overseer()
    return Visit("/complain/", make_user() if is_taken else None)


OVERSIGHT_PAGES: list[PageCase] = [
    PageCase("receipt with messages and a look", _receipt),
    PageCase("own concern, signed in", _own),
    PageCase("desk with a talk", _desk),
    PageCase("who looked at me", lambda: _looks_at_me(are_there=True)),
    PageCase("nobody looked at me", lambda: _looks_at_me(are_there=False)),
    PageCase("break the glass", lambda: Visit("/desk/break-glass/", make_admin())),
    PageCase("oversight", lambda: _oversight("/desk/oversight/")),
    PageCase("empty oversight", lambda: _oversight("/desk/oversight/", is_full=False)),
    PageCase("every look", lambda: _oversight("/desk/oversight/looks/")),
    PageCase("no look", lambda: _oversight("/desk/oversight/looks/", is_full=False)),
    PageCase("complaints", lambda: _oversight("/desk/oversight/complaints/")),
    PageCase(
        "no complaints",
        lambda: _oversight("/desk/oversight/complaints/", is_full=False),
    ),
    PageCase("complaint", _complaint),
    PageCase("own complaint", _own_complaint),
    PageCase("complain", lambda: _complain(is_taken=True)),
    PageCase("complain elsewhere", lambda: _complain(is_taken=False)),
]
