"""The pages made of several apps, as a browser sees them: full, empty, wrong."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate, now

from engagement.audit.services import record
from engagement.concerns.models import LegalHold
from engagement.front.models import Departure, Export
from engagement.outbox.models import Job
from engagement.outbox.services import enqueue
from engagement.people.models import User
from engagement.places.models import Neighborhood
from engagement.promises.choices import PromiseState
from tests.browser.visits import MAP, PageCase, Visit
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.priorities import make_report
from tests.factories.promises import make_open_promise

TOWN = {"emergency_number": "911", "agency_name": "Riverside Police Department"}


def full_town() -> Neighborhood:
    make_town(**TOWN)
    place = make_neighborhood(name="Millbrook")
    kinds = [make_kind("speeding"), make_kind("noise")]
    lines = [
        {"kind": kind.code, "few": number > 0, "rank": 1, "people": 12, "supporters": 3,
         "weekly": [1, 2], "decision": {"code": "adopt", "reason": "We take this on."}}
        for number, kind in enumerate(kinds)
    ]  # fmt: skip
    make_report(neighborhood=place, signed=True, published={"lines": lines})
    make_open_promise(neighborhood=place, what="Six lights at Brook Lane")
    make_open_promise(neighborhood=place, state=PromiseState.KEPT, settled_at=now())
    return place


def somebody() -> Visit:
    place, me = full_town(), make_user("maya@example.org")
    issue = make_issue(neighborhood=place, kind=make_kind("noise"))
    make_concern(issue=issue, person=me)
    return Visit("/my/", me)


def officer() -> User:
    place = full_town()
    make_issue(neighborhood=place, reply_due_on=localdate())
    make_report(neighborhood=make_neighborhood())
    return make_officer(of=place)


def empty(path: str) -> Visit:
    make_town(**TOWN)
    return Visit(path)


def full(path: str) -> Visit:
    full_town()
    return Visit(path)


def dead_letters(*, are_there: bool) -> Visit:
    make_town(**TOWN)
    if are_there:
        enqueue(task="concerns.send_receipt", about="concerns.concern:1", now=now())
        Job.objects.update(dead_at=now(), last_error="No such mailbox")
    return Visit("/desk/dead-letters/", make_admin())


def acts() -> Visit:
    make_town(**TOWN)
    record(actor=None, action="town.set_up", subject="places.town:1", now=now())
    record(
        actor=None,
        action="access.denied",
        subject="page:moderation:withdraw_everything_of_everybody",  # one long word
        now=now(),
        reason="x" * 90,
        path="/desk/moderation/q-LrhRchoONB8FfACTe2Qw/redact/photograph/again/",
    )
    return Visit("/desk/record/", make_admin())


def my_data(*, ready: bool | None, hours: int = 0) -> Visit:
    make_town(**TOWN)
    me, asked_at = make_user(), now() - timedelta(hours=hours)
    if ready is not None:
        ready_at = asked_at if ready else None
        Export.objects.create(person=me, asked_at=asked_at, ready_at=ready_at, size=9e4)
    return Visit("/my/data/", me)


def retention(*, nights: int) -> Visit:
    make_town(**TOWN)
    for night in range(nights):
        at = now() - timedelta(days=night)
        Departure.objects.create(sort="texts", gone=night, seconds=0.1, at=at)
        LegalHold.objects.create(
            issue=make_issue(), reason="Court order 12/26", set_at=at
        )
    return Visit("/desk/retention/", make_admin())


FRONT_PAGES = [
    PageCase("home", lambda: full("/")),
    PageCase("home of an empty town", lambda: empty("/")),
    PageCase("home, a place found", lambda: full("/?place=Millbrook")),
    PageCase("home, no such place", lambda: full("/?place=Nowhere")),
    PageCase("neighborhoods", lambda: full("/n/")),
    PageCase("no neighborhoods", lambda: empty("/n/")),
    PageCase("neighborhood", lambda: full("/n/millbrook/")),
    PageCase("my page", somebody),
    PageCase("my page, empty", lambda: Visit("/my/", make_user())),
    PageCase("the desk today", lambda: Visit("/desk/", officer())),
    PageCase("about", lambda: full("/about/")),
    PageCase("privacy", lambda: full("/privacy/")),
    PageCase("accessibility", lambda: full("/accessibility/")),
    PageCase("contact", lambda: full("/contact/")),
    PageCase("how priorities work", lambda: full("/how-priorities-work/")),
    PageCase("dead letters", lambda: dead_letters(are_there=True)),
    PageCase("no dead letters", lambda: dead_letters(are_there=False)),
    PageCase("record of acts", acts),
    PageCase("no such act", lambda: Visit("/desk/record/?about=zz", make_admin())),
    PageCase("about the API", lambda: full("/api/docs/")),
    PageCase("only a button leads there", lambda: full("/report/join/"), status=405),
    PageCase("my data, never asked for", lambda: my_data(ready=None)),
    PageCase("my data, being made", lambda: my_data(ready=False)),
    PageCase("my data, ready", lambda: my_data(ready=True)),
    PageCase("my data, did not work", lambda: my_data(ready=False, hours=2)),
    PageCase("my data, deleted again", lambda: my_data(ready=True, hours=60)),
    PageCase("erase me", lambda: Visit("/my/erase/", make_user())),
    PageCase("erase me, a role is held", lambda: Visit("/my/erase/", officer())),
    PageCase("erased", lambda: full("/erased/")),
    PageCase("what leaves by itself", lambda: retention(nights=3)),
    PageCase("nothing has left", lambda: retention(nights=0)),
    PageCase("set up", lambda: Visit("/set-up/"), **MAP),
]
