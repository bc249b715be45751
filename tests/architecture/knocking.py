"""How a door is asked, and what lies behind it: the makers used by doors.py."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Final

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from engagement.audit.services import record
from engagement.common.roles import Role
from engagement.common.weeks import Week
from engagement.concerns.choices import Privacy
from engagement.concerns.contacts import seal_contact
from engagement.concerns.models import Complaint, Concern, Issue
from engagement.moderation.choices import State
from engagement.moderation.models import Review
from engagement.people.models import Grant, User
from engagement.priorities.models import Line, Report
from tests.architecture.access import draft_week
from tests.architecture.matrix import ANON, CAPTAIN, RESIDENT, ROLES
from tests.architecture.world import World
from tests.engagement.concerns.walking import Walk
from tests.factories.builds import make_built_report
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.conduct import make_complaint
from tests.factories.moderation import make_review
from tests.factories.people import make_grant, make_officer, make_user
from tests.factories.photos import make_sent_photo
from tests.factories.places import middle_of
from tests.factories.priorities import make_published_line, make_report
from tests.factories.reviews import make_draft_ready

TEXT = "Behind the blue garage, every night"
ADDRESS = "reporter.of.this@example.net"
RECEIPT = "concerns:receipt"
CONDUCT = "He shouted at me on the bridge"
SUBJECT = "concerns.issue:170001"
EVERY: Final = frozenset(ROLES)
OFFICER: Final = frozenset({"officer"})
ADMIN: Final = frozenset({"admin"})
OVERSEER: Final = frozenset({"overseer"})
MODERATES: Final = frozenset({"moderator", "officer"})
SENDERS: Final = frozenset({RESIDENT, CAPTAIN, "organizer"})
HOLDERS: Final = SENDERS | {ANON}


class MatrixWorld(World):
    """The objects of the access table, with words that may only be read by who may."""

    @cached_property
    def private(self) -> Concern:
        """A concern of the place, sent by nobody we know, with all that is private."""
        lat, lon = middle_of(self.place)
        return make_concern(
            issue=self.issue,
            text=TEXT,
            lat=lat + 0.00123,
            lon=lon,
            contact_by="email",
            contact_sealed=seal_contact(ADDRESS, "Ann"),
            share_with_officer=True,
        )

    @cached_property
    def issue(self) -> Issue:
        issue = make_issue(neighborhood=self.place, owner=self.resident)
        make_concern(issue=issue)
        return issue

    @cached_property
    def draft_report(self) -> Report:
        return make_built_report((("crossing", 3),), place=self.place)

    @cached_property
    def line(self) -> Line:
        return self.draft_report.lines.get()

    @cached_property
    def receipt_of_it(self) -> str:
        self.concern_is(self.private)
        return self.receipt

    def concern_is(self, concern: Concern) -> None:
        self.__dict__["concern"] = concern

    @cached_property
    def conduct(self) -> Concern:
        issue = make_issue(neighborhood=self.place, privacy=Privacy.CONDUCT)
        return make_concern(issue=issue, text=TEXT, privacy=Privacy.CONDUCT)

    @cached_property
    def ready_report(self) -> Report:
        """A draft in which every line is decided: only signing is left."""
        _ = self.line
        Grant.objects.update(starts_at=now() - timedelta(days=300))
        return make_draft_ready(self.draft_report, by=make_user())

    @cached_property
    def published_report(self) -> Report:
        """The week before that of the draft, signed, with a line."""
        report = make_report(neighborhood=self.place, week=Week(2026, 45), signed=True)
        make_published_line(report)
        return report

    @cached_property
    def other_kind(self) -> int:
        return make_kind("noise").pk

    @cached_property
    def resident(self) -> User:
        return make_user()

    @cached_property
    def newcomer(self) -> User:
        """Somebody without a role."""
        return make_user()

    @cached_property
    def their_grant(self) -> Grant:
        return make_grant(self.resident, Role.ORGANIZER, self.place)

    @cached_property
    def complaint(self) -> Complaint:
        return make_complaint(text=CONDUCT)

    @cached_property
    def waiting_review(self) -> Review:
        return make_review("Words nobody has passed", neighborhood=self.place)

    @cached_property
    def unpassed_photo(self) -> str:
        """A photo of the private concern at which nobody has looked."""
        return make_sent_photo(self.private, state=State.WAITING).picture.key

    @cached_property
    def acts(self) -> None:
        """An act of somebody else stands in the record."""
        record(actor=self.resident, action="concern.reply", subject=SUBJECT, now=now())


@dataclass(frozen=True)
class Case:
    """Somebody in one position, before a door."""

    client: Client
    world: MatrixWorld
    user: User | None
    is_own: bool


Ask = Callable[[Case], HttpResponse]
Words = Callable[[MatrixWorld], str]


def sent_by(world: MatrixWorld, user: User | None) -> None:
    """Make the concern the person's own."""
    for one in (world.private, world.conduct):
        Concern.objects.filter(pk=one.pk).update(person=user)


def complained(world: MatrixWorld, user: User | None) -> None:
    Complaint.objects.filter(pk=world.complaint.pk).update(person=user)


def serving(world: MatrixWorld) -> None:
    """An officer serves the place, so that nothing falls to administrators."""
    make_officer(of=world.place)


def sent_by_a_newcomer(world: MatrixWorld) -> None:
    sent_by(world, world.newcomer)


def did(_world: MatrixWorld, user: User | None) -> None:
    record(actor=user, action="concern.reply", subject=SUBJECT, now=now())


Args = Callable[[MatrixWorld], Sequence[object]]
Fields = Callable[[MatrixWorld], Mapping[str, Any]]


def nothing(_world: MatrixWorld) -> Sequence[object]:
    return ()


def no_fields(_world: MatrixWorld) -> Mapping[str, Any]:
    return {}


def no_more(_world: MatrixWorld) -> None:
    pass


@dataclass(frozen=True)
class Door:
    """One way to one action."""

    kind: str
    name: str
    ask: Ask
    shows: Words | None = None
    serves: frozenset[str] = EVERY
    denied: str = ""
    denied_anon: str = ""
    changes: bool = False
    is_list: bool = False
    own: Callable[[MatrixWorld, User | None], None] = sent_by
    before: Callable[[MatrixWorld], None] = no_more
    also: tuple[str, ...] = ()
    args: Args = nothing
    data: Fields = no_fields

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def an_issue(world: MatrixWorld) -> Sequence[object]:
    _ = world.private
    return [world.issue.reference]


def _get(name: str, args: Args, fields: Fields) -> Ask:
    def ask(case: Case) -> HttpResponse:
        url = reverse(name, args=list(args(case.world)))
        return case.client.get(url, dict(fields(case.world)))  # type: ignore[return-value]  # the client's own kind

    return ask


def _post(name: str, args: Args, fields: Fields) -> Ask:
    def ask(case: Case) -> HttpResponse:
        url = reverse(name, args=list(args(case.world)))
        return case.client.post(url, dict(fields(case.world)))  # type: ignore[return-value]  # the client's own kind

    return ask


def page(name: str, args: Args = nothing, data: Fields = no_fields, **how: Any) -> Door:
    return Door("page", name, _get(name, args, data), **how)


def export(name: str, args: Args = nothing, **how: Any) -> Door:
    return Door("export", name, _get(name, args, no_fields), **how)


def feed(name: str, args: Args = nothing, **how: Any) -> Door:
    return Door("feed", name, _get(name, args, no_fields), **how)


def api(name: str, args: Args = nothing, **how: Any) -> Door:
    return Door("API", name, _get(name, args, no_fields), **how)


def form(name: str, args: Args = nothing, data: Fields = no_fields, **how: Any) -> Door:
    how = dict[str, Any](changes=True, args=args, data=data) | how
    return Door("form", name, _post(name, args, data), **how)


def sent(name: str, args: Args, data: Fields, **how: Any) -> Door:
    """What a program sends as JSON."""

    def ask(case: Case) -> HttpResponse:
        url = reverse(name, args=list(args(case.world)))
        body = json.dumps(dict(data(case.world)))
        key = {"Idempotency-Key": f"a-key-of-the-matrix-{id(case)}"}
        return case.client.post(url, body, "application/json", headers=key)  # type: ignore[return-value]  # the client's own kind

    return Door("API", name, ask, changes=True, args=args, data=data, **how)


def set_up(name: str, data: Fields, args: Args = nothing, **how: Any) -> Door:
    """A form of the set-up pages; who may not is led on and ends nowhere."""

    def ask(case: Case) -> HttpResponse:
        url = reverse(name, args=list(args(case.world)))
        follow = case.user is not None
        return case.client.post(url, dict(data(case.world)), follow=follow)  # type: ignore[return-value]  # the client's own kind

    how |= dict[str, Any](args=args, data=data, serves=ADMIN, changes=True)
    return Door("form", name, ask, **how)


def walk(case: Case) -> HttpResponse:
    way = Walk(case.world.place, case.client).to("check")
    return way.post("check")  # type: ignore[no-any-return]  # the client's own kind


def behind(name: str) -> Ask:
    """Whoever holds the receipt has its address; others can only guess one."""

    def ask(case: Case) -> HttpResponse:
        held = case.world.receipt_of_it
        address = held if case.is_own else "X" * len(held)
        return case.client.get(reverse(name, args=[address]))  # type: ignore[return-value]  # the client's own kind

    return ask


def take_back(case: Case) -> HttpResponse:
    held = case.world.receipt_of_it
    address = held if case.is_own else "X" * len(held)
    return case.client.post(reverse("concerns:receipt", args=[address]))  # type: ignore[return-value]  # the client's own kind


def by_receipt(ask: Ask | None = None, name: str = RECEIPT, **how: Any) -> Door:
    return Door(
        "page",
        name,
        ask or behind(name),
        serves=HOLDERS,
        denied="404",
        denied_anon="404",
        **how,
    )


def one_text(text: str) -> Fields:
    return lambda _world: {"text": text}


def in_ten_days() -> str:
    return (localdate() + timedelta(days=10)).isoformat()


def point_of(world: MatrixWorld) -> str:
    return str(world.private.lat)


def desk(name: str, data: Fields, args: Args = an_issue, **how: Any) -> Door:
    return form(f"concerns:{name}", args, data, serves=OFFICER, **how)


def ready_week(world: MatrixWorld) -> Sequence[object]:
    _ = world.ready_report
    return draft_week(world)


def conduct_issue(world: MatrixWorld) -> Sequence[object]:
    return [world.conduct.issue.reference]


def published(world: MatrixWorld) -> Sequence[object]:
    report = world.published_report
    return [report.neighborhood.slug, str(report.week).lower()]


def a_review(world: MatrixWorld) -> Sequence[object]:
    return [world.waiting_review.key]


def a_complaint(world: MatrixWorld) -> Sequence[object]:
    return [world.complaint.reference]


def the_concern(world: MatrixWorld) -> Sequence[object]:
    return [world.private.reference]


def an_unpassed_photo(world: MatrixWorld) -> Sequence[object]:
    return [world.unpassed_photo]


def moderates(name: str, data: Fields, **how: Any) -> Door:
    return form(name, a_review, data, before=serving, serves=MODERATES, **how)


def broken_glass(what: str, **how: Any) -> Door:
    def fields(world: MatrixWorld) -> Mapping[str, Any]:
        reference = world.private.reference
        return {"reference": reference, "what": what, "reason": "A child is missing"}

    how |= {"changes": False}  # that it was opened is written down in the record
    return form("concerns:break_glass", nothing, fields, serves=ADMIN, **how)


def a_role(role: str) -> Door:
    def fields(world: MatrixWorld) -> Mapping[str, Any]:
        return {"role": role, "neighborhood": world.place.pk, "reason": "Is needed"}

    return form("people:grant", lambda w: [w.newcomer.pk], fields, serves=ADMIN)


FROM_BELOW: Final = (
    "elsewhere",
    "other_issue",
    "published_report",
    "run",
    "person",
    "public_review",
    "waiting_photo",
    "complaint_receipt",
    "invitation_link",
    "code_sheet",
    "meeting",
    "held_meeting",
    "told_meeting",
    "agenda_item",
    "agenda_proposal",
    "coming",
    "booking_link",
    "feed_link",
    "series",
    "mentoring",
    "enrolled",
    "enrolment_link",
    "guardian_link",
    "hall",
    "date_option",
    "room",
    "room_question",
    "room_poll",
    "meeting_code",
    "group",
    "other_group",
    "captain_link",
    "waiting_captain",
    "running_patrol",
    "observation",
    "group_post",
    "group_alert",
    "member_report",
    "letters_link",
    "group_member",
    "group_request",
    "group_appeal",
    "member_invitation_link",
    "guardian_link",
    "own_member_link",
    "word_link",
    "help_link",
    "camera_ask",
    "technology",
    "survey",
    "survey_wave",
    "survey_draft",
    "helper",
    "answer_link",
    "used_link",
    "survey_screen",
    "survey_kiosk",
    "kiosk_answer_link",
    "survey_stop_link",
    "links_survey",
    "results_wave",
    "survey_text",
    "survey_theme",
)


def prime(world: MatrixWorld) -> None:
    """Make every object the doors speak of, before the first position is tried."""
    for name, made in vars(MatrixWorld).items():
        if isinstance(made, cached_property):
            getattr(world, name)
    for name in FROM_BELOW:
        getattr(world, name)


def primed() -> MatrixWorld:
    world = MatrixWorld()
    prime(world)
    return world
