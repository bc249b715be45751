"""Every door of every action of the permission matrix.

To add a door: one line under its action, made by `page`, `form`, `api`, `sent` (JSON to
the API), `export` or `feed`; if no action fits, one line in BESIDE_THE_MATRIX with the
reason. An action gets its doors and leaves NOT_YET when its first address exists.

What a door says: `shows` is what may only be read by who may (a page that everybody may
open but that lists only what one may see needs it); `serves` names the roles that reach
the action by this door, where others have another; `denied` is the answer to who may
not, where it is not the one of the matrix. `own` makes the object the person's own.
A door is asked as every role, in scope, out of scope and with a role that ended a
second ago; allowed and denied share one set-up (tests/architecture/test_permission_matrix).
"""

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
from engagement.concerns.models import Concern, Issue
from engagement.people.models import Grant, User
from engagement.priorities.models import Line, Report
from tests.architecture.access import World, draft_line, draft_week
from tests.architecture.matrix import ANON, CAPTAIN, RESIDENT, ROLES
from tests.engagement.concerns.walking import Walk
from tests.factories.builds import make_built_report
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.people import make_grant, make_user
from tests.factories.places import middle_of
from tests.factories.priorities import make_published_line, make_report
from tests.factories.reviews import ALL_TICKS, make_draft_ready

TEXT = "Behind the blue garage, every night"
ADDRESS = "reporter.of.this@example.net"
SUBJECT = "concerns.issue:170001"
EVERY: Final = frozenset(ROLES)
OFFICER: Final = frozenset({"officer"})
ADMIN: Final = frozenset({"admin"})
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
    def their_grant(self) -> Grant:
        return make_grant(self.resident, Role.ORGANIZER, self.place)

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


def did(_world: MatrixWorld, user: User | None) -> None:
    record(actor=user, action="concern.reply", subject=SUBJECT, now=now())


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
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


Args = Callable[[MatrixWorld], Sequence[object]]
Fields = Callable[[MatrixWorld], Mapping[str, Any]]


def nothing(_world: MatrixWorld) -> Sequence[object]:
    return ()


def no_fields(_world: MatrixWorld) -> Mapping[str, Any]:
    return {}


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
    return Door("form", name, _post(name, args, data), **({"changes": True} | how))


def sent(name: str, args: Args, data: Fields, **how: Any) -> Door:
    """What a program sends as JSON."""

    def ask(case: Case) -> HttpResponse:
        url = reverse(name, args=list(args(case.world)))
        body = json.dumps(dict(data(case.world)))
        key = {"Idempotency-Key": f"a-key-of-the-matrix-{id(case)}"}
        return case.client.post(url, body, "application/json", headers=key)  # type: ignore[return-value]  # the client's own kind

    return Door("API", name, ask, changes=True, **how)


def set_up(name: str, data: Fields, args: Args = nothing, **how: Any) -> Door:
    """A form of the set-up pages; who may not is led on and ends nowhere."""

    def ask(case: Case) -> HttpResponse:
        url = reverse(name, args=list(args(case.world)))
        follow = case.user is not None
        return case.client.post(url, dict(data(case.world)), follow=follow)  # type: ignore[return-value]  # the client's own kind

    return Door("form", name, ask, changes=True, serves=ADMIN, **how)


def _walk(case: Case) -> HttpResponse:
    walk = Walk(case.world.place, case.client).to("check")
    return walk.post("check")  # type: ignore[no-any-return]  # the client's own kind


def _receipt(case: Case) -> HttpResponse:
    """Whoever holds the receipt has its address; others can only guess one."""
    held = case.world.receipt_of_it
    address = held if case.is_own else "X" * len(held)
    return case.client.get(reverse("concerns:receipt", args=[address]))  # type: ignore[return-value]  # the client's own kind


def _take_back(case: Case) -> HttpResponse:
    held = case.world.receipt_of_it
    address = held if case.is_own else "X" * len(held)
    return case.client.post(reverse("concerns:receipt", args=[address]))  # type: ignore[return-value]  # the client's own kind


def by_receipt(ask: Ask = _receipt, **how: Any) -> Door:
    return Door(
        "page",
        "concerns:receipt",
        ask,
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


DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "concern.submit": (
        Door("form", "concerns:report_check", _walk, changes=True),
        sent(
            "api:concern-list",
            nothing,
            lambda world: {"kind": "speeding", "neighborhood": world.place.slug},
        ),
    ),
    "concern.view_public_card": (
        page("concerns:issue", an_issue),
        page("concerns:around", also=("concerns:find_place",)),
        feed("concerns:around_points", also=("concerns:map_layers",)),
        api("api:issue-detail", an_issue),
        api("api:issue-list", also=("api:issue-similar",)),
    ),
    "concern.view_private_body": (
        by_receipt(shows=lambda _world: TEXT),
        page("concerns:desk_issue", an_issue, shows=lambda _w: TEXT, serves=OFFICER),
        page(
            "concerns:inbox",
            shows=lambda world: str(world.issue),
            serves=OFFICER,
            is_list=True,
        ),
        api(
            "api:concern-list",
            shows=lambda _world: TEXT,
            serves=SENDERS,
            is_list=True,
        ),
    ),
    "concern.view_exact_point": (
        by_receipt(shows=lambda world: f"{world.private.lat:.5f}"),
        page(
            "concerns:desk_issue",
            an_issue,
            shows=lambda _w: "Map of the exact places of these concerns",
            serves=OFFICER,
        ),
        api("api:concern-list", shows=point_of, serves=SENDERS, is_list=True),
    ),
    "concern.view_reporter_identity": (
        desk(
            "desk_contact",
            lambda world: {
                "concern": world.private.reference,
                "reason": "The gate is locked: ask for the key",
            },
            shows=lambda _world: ADDRESS,
            changes=False,  # a look is written down in the record alone
        ),
    ),
    "concern.withdraw": (by_receipt(_take_back, changes=True),),
    "concern.set_status": (
        desk("desk_status", lambda _world: {"new": "looking"}),
        desk("desk_owner", lambda _world: {"owner": "nobody"}),
        desk(
            "desk_move",
            lambda world: {"neighborhood": world.place.pk, "reason": "No point"},
        ),
        desk(
            "desk_rekind",
            lambda world: {"kind": world.other_kind, "reason": "Wrong kind"},
        ),
        desk(
            "inbox_bulk",
            lambda world: {
                "act": "assign",
                "owner": "nobody",
                "chosen": [world.issue.reference],
            },
            nothing,
            is_list=True,
        ),
    ),
    "concern.reply_public": (desk("desk_reply", one_text("We come tomorrow.")),),
    "concern.note_internal": (desk("desk_note", one_text("Seen on patrol.")),),
    "concern.merge_duplicate": (
        desk(
            "desk_merge",
            lambda world: {
                "into": "other",
                "other": world.other_issue.reference,
                "reason": "The same lamp",
            },
            also=("concerns:desk_unmerge",),
        ),
    ),
    "concern.support": (
        form("concerns:me_too", an_issue, denied="302", also=("concerns:me_too_undo",)),
        sent(
            "api:issue-voice",
            an_issue,
            lambda _world: {"device": "a-device-of-the-matrix"},
        ),
    ),
    "conduct.view_complaint_about_police": (
        page("concerns:desk_issue", conduct_issue, serves=frozenset()),
        page("concerns:issue", conduct_issue, serves=SENDERS, denied_anon="404"),
        api("api:issue-detail", conduct_issue, serves=SENDERS, denied_anon="404"),
        api(
            "api:concern-list",
            shows=lambda world: str(world.conduct),
            serves=SENDERS,
            is_list=True,
        ),
    ),
    "report.view_published": (
        page("priorities:published", lambda world: [world.place.slug]),
        page("priorities:published_week", published),
        page("priorities:published_line", lambda world: [*published(world), "noise"]),
        export("priorities:published_csv", published),
        export("priorities:published_json", published),
        api("api:report", published),
        api("api:report-list"),
    ),
    "report.view_draft": (
        page("priorities:report", draft_week),
        page(
            "priorities:reports",
            shows=lambda world: reverse("priorities:report", args=draft_week(world)),
            is_list=True,
        ),
        export("priorities:report_csv", draft_week),
        export("priorities:report_json", draft_week),
    ),
    "report.drill_down_to_concerns": (
        page("priorities:report_line", draft_line),
        page("priorities:report_counted", lambda world: [*draft_week(world), "open"]),
    ),
    "report.recompute_now": (
        form(
            "priorities:build",
            data=lambda world: {"neighborhood": world.place.pk, "week": "2026-W40"},
            is_list=True,
        ),
        page("priorities:run", lambda world: [world.run.pk]),
    ),
    "report.sign_off": (
        form(
            "priorities:report_sign",
            ready_week,
            lambda _world: {"check": ALL_TICKS, "note": ""},
            also=("priorities:report_changes", "priorities:report_correct"),
        ),
    ),
    "report.override_rank_with_public_reason": (
        form(
            "priorities:report_adjust",
            draft_line,
            lambda _world: {
                "factor": "2.0",
                "reason_code": "seasonal",
                "text": "The summer party is next week already.",
                "expires_on": in_ten_days(),
            },
        ),
        form(
            "priorities:report_decide",
            draft_line,
            lambda _world: {
                "decision": "adopt",
                "reason": "Two officers stand there at school time.",
            },
            also=("priorities:report_keep",),
        ),
    ),
    "user.view_export_erase_self": (
        page("front:my", shows=lambda world: str(world.private), is_list=True),
    ),
    "user.suspend": (
        set_up(
            "admin:people_user_change",
            lambda _world: {},
            lambda world: [world.resident.pk],
        ),
    ),
    "role.grant_low_captain_organizer": (
        set_up(
            "admin:people_grant_add",
            lambda world: {
                "user": world.resident.pk,
                "role": "organizer",
                "neighborhood": world.place.pk,
                "reason": "Runs the chats",
            },
        ),
    ),
    "role.grant_high_officer_moderator_admin": (
        set_up(
            "admin:people_grant_add",
            lambda world: {
                "user": world.resident.pk,
                "role": "officer",
                "neighborhood": world.place.pk,
                "reason": "New in the station",
            },
        ),
    ),
    "role.revoke": (
        set_up(
            "admin:people_grant_changelist",
            lambda world: {
                "action": "end_now",
                "_selected_action": world.their_grant.pk,
            },
        ),
    ),
    "audit.read": (
        page(
            "front:record",
            shows=lambda _world: SUBJECT,
            is_list=True,
            own=did,
        ),
    ),
    "settings.change": (
        set_up(
            "admin:places_holiday_add",
            lambda _world: {"on": "2026-12-25", "name": "Christmas"},
        ),
    ),
    "ops.healthz": (page("front:healthz"), page("front:readyz")),
}


@dataclass(frozen=True)
class Waits:
    """An action without a door: for which addresses or app it waits, and why."""

    why: str
    app: str = ""  # has its doors as soon as this has addresses


MEETINGS = Waits("meetings are the fifth issue", app="meetings")
GROUPS = Waits("watch groups are the sixth issue", app="watchgroups")
SURVEYS = Waits("surveys are the seventh issue", app="feedback")
MODERATION = Waits("the desk of moderators is being built", app="engagement.moderation")
PHOTOS = Waits("photos have no address yet")
CONTACT = Waits("relayed letters have no address yet")
EXPORTS = Waits("no export of rows for officers yet")
ROLES_PAGES = Waits("no page for it yet")
NEVER = Waits("never: no address may do it")

NOT_YET: Final[dict[str, Waits]] = {
    "concern.contact_reporter_relayed": CONTACT,
    "concern.edit_before_triage": Waits("one takes it back and sends another"),
    "concern.attach_photo": PHOTOS,
    "concern.download_original_photo": NEVER,
    "concern.flag_abuse": MODERATION,
    "concern.hold_urgent": MODERATION,
    "concern.moderate_publish_redact_hide": MODERATION,
    "concern.export_rows_no_identity": EXPORTS,
    "conduct.set_status": CONTACT,
    "report.change_weights": ROLES_PAGES,
    "meeting.view_published": MEETINGS,
    "meeting.create": MEETINGS,
    "meeting.edit_reschedule_cancel": MEETINGS,
    "meeting.add_co_organizer": MEETINGS,
    "meeting.rsvp": MEETINGS,
    "meeting.rsvp_cancel": MEETINGS,
    "meeting.view_attendee_names_access_needs": MEETINGS,
    "meeting.view_attendee_count": MEETINGS,
    "meeting.check_in": MEETINGS,
    "meeting.message_attendees": MEETINGS,
    "meeting.export_attendees_no_contact": MEETINGS,
    "meeting.publish_minutes": MEETINGS,
    "question.ask_and_vote": MEETINGS,
    "group.view_public_page": GROUPS,
    "group.request_join": GROUPS,
    "group.view_member_list": GROUPS,
    "group.view_member_contact": GROUPS,
    "group.approve_suspend_remove_member": GROUPS,
    "group.appoint_captain": GROUPS,
    "group.post_notice": GROUPS,
    "group.message_members": GROUPS,
    "group.export_member_contacts": NEVER,
    "patrol.log_own_shift": GROUPS,
    "patrol.view_log": GROUPS,
    "survey.respond": SURVEYS,
    "survey.create_edit_before_first_answer": SURVEYS,
    "survey.edit_questions_after_first_answer": SURVEYS,
    "survey.view_results": SURVEYS,
    "survey.read_free_text_unlinked": SURVEYS,
    "survey.view_row_with_person": NEVER,
    "moderation.view_queue": MODERATION,
    "user.view_contact": CONTACT,
    "role.grant_to_self": Waits(
        "asked of the grant's door below, by a test of its own"
    ),
    "audit.edit_or_delete": NEVER,
    "announce.send_to_neighborhood": Waits("announcements have no address yet"),
    "impersonate_user": NEVER,
    "api.token_create_within_own_rights": Waits("the API takes the session alone"),
    "ops.metrics": Waits("no metrics are offered"),
}

# Addresses that are no action of the matrix, each family with its reason.
BESIDE_THE_MATRIX: Final[dict[str, str]] = {
    "account_": "one's own way in and out",
    "set_language": "words, not rights",
    "front:my_language": "words, not rights",
    "front:home": "public",
    "front:neighborhood": "public",
    "front:follow": "one's own wish to hear",
    "front:about": "public",
    "front:privacy": "public",
    "front:accessibility": "public",
    "front:contact": "public",
    "front:how_priorities": "public",
    "front:robots": "public",
    "front:sitemap": "public",
    "front:security_txt": "public",
    "front:demo": "of demo towns alone, 404 elsewhere",
    "front:set_up": "before there is a town; administrators after",
    "front:desk": "leads to pages that ask for themselves",
    "front:dead_letters": "administrators; tests/engagement/front/test_staff_pages",
    "concerns:report": "the questions before a concern is sent",
    "concerns:track": "finds by reference or receipt, and leads on",
    "concerns:confirm_mail": "a link in a letter",
    "priorities:promise": "tests/engagement/promises says who may",
    "priorities:report_promise": "tests/engagement/promises says who may",
    "api:neighborhood-": "public",
    "api:kind-": "public",
    "api:schema": "public",
    "api_docs": "public",
    "admin:": "administrators alone, each list: test_url_access",
}


def prime(world: MatrixWorld) -> None:
    """Make every object the doors speak of, before the first position is tried."""
    for name, made in vars(MatrixWorld).items():
        if isinstance(made, cached_property):
            getattr(world, name)
    for name in ("elsewhere", "other_issue", "published_report", "run"):
        getattr(world, name)
