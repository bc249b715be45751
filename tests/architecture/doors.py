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

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from engagement.moderation.choices import FlagReason
from tests.architecture.access import draft_line, draft_week
from tests.architecture.group_doors import BESIDE_GROUPS, GROUP_DOORS
from tests.architecture.group_doors_messages import BESIDE_MESSAGES, MESSAGE_DOORS
from tests.architecture.group_doors_registers import BESIDE_REGISTERS
from tests.architecture.group_doors_roster import BESIDE_ROSTER, ROSTER_DOORS
from tests.architecture.group_doors_rota import BESIDE_ROTA
from tests.architecture.group_doors_walks import BESIDE_WALKS, WALK_DOORS
from tests.architecture.knocking import (
    ADDRESS,
    ADMIN,
    CONDUCT,
    MODERATES,
    OFFICER,
    OVERSEER,
    SENDERS,
    SUBJECT,
    TEXT,
    Door,
    a_complaint,
    a_review,
    a_role,
    an_issue,
    an_unpassed_photo,
    api,
    broken_glass,
    by_receipt,
    complained,
    conduct_issue,
    desk,
    did,
    export,
    feed,
    form,
    in_ten_days,
    moderates,
    nothing,
    one_text,
    page,
    point_of,
    published,
    ready_week,
    sent,
    sent_by_a_newcomer,
    serving,
    set_up,
    take_back,
    the_concern,
    walk,
)
from tests.architecture.meeting_doors import BESIDE_MEETINGS, MEETING_DOORS
from tests.architecture.survey_doors import BESIDE_SURVEYS, SURVEY_DOORS
from tests.factories.reviews import ALL_TICKS

DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "concern.submit": (
        Door("form", "concerns:report_check", walk, changes=True),
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
        broken_glass("words", shows=lambda _world: TEXT),
        page(
            "moderation:review",
            a_review,
            shows=lambda world: world.waiting_review.sent,
            before=serving,
            serves=MODERATES,
        ),
        page(
            "concerns:photo",
            an_unpassed_photo,
            serves=SENDERS | OFFICER,
            denied_anon="404",
            also=("concerns:photo_small", "concerns:report_photo"),
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
        broken_glass("point", shows=lambda world: f"{world.private.lat:.4f}"),
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
        broken_glass("contact", shows=lambda _world: ADDRESS),
    ),
    "concern.contact_reporter_relayed": (
        desk(
            "desk_write",
            lambda world: {
                "concern": world.private.reference,
                "text": "Is the gate locked at night?",
            },
            also=("concerns:desk_read",),
        ),
    ),
    "concern.attach_photo": (
        page("concerns:photos", the_concern, serves=SENDERS | OFFICER),
        by_receipt(name="concerns:receipt_photos"),
    ),
    "concern.flag_abuse": (
        form(
            "moderation:flag",
            lambda world: [world.public_review.key],
            lambda _world: {"reason": FlagReason.values[0], "words": "Read it"},
        ),
    ),
    "concern.hold_urgent": (
        moderates(
            "moderation:review",
            lambda world: {"act": "urgent", "version": world.waiting_review.version},
        ),
    ),
    "concern.moderate_publish_redact_hide": (
        moderates(
            "moderation:review",
            lambda world: {"act": "pass", "version": world.waiting_review.version},
            also=("moderation:redact",),
        ),
    ),
    "moderation.view_queue": (
        page(
            "moderation:queue",
            shows=lambda world: world.waiting_review.key,
            before=serving,
            serves=MODERATES,
            is_list=True,
            also=("moderation:find",),
        ),
        page("moderation:review", a_review, before=serving, serves=MODERATES),
        page(
            "moderation:picture",
            lambda world: [world.waiting_photo.key],
            before=serving,
            serves=MODERATES,
        ),
    ),
    "concern.export_rows_no_identity": (
        form(
            "concerns:inbox_export",
            shows=lambda world: str(world.issue),
            serves=OFFICER,
            changes=False,
            is_list=True,
        ),
    ),
    "concern.withdraw": (by_receipt(take_back, changes=True),),
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
        page(
            "concerns:conduct",
            a_complaint,
            shows=lambda _world: CONDUCT,
            serves=OVERSEER,
        ),
        page(
            "concerns:conduct_list",
            shows=lambda world: str(world.complaint),
            serves=OVERSEER,
            also=("concerns:oversight", "concerns:oversight_looks"),
        ),
        page(
            "concerns:own_complaint",
            a_complaint,
            shows=lambda _world: CONDUCT,
            serves=SENDERS,
            own=complained,
            also=("concerns:own_complaint_answer", "concerns:complaint_answer"),
        ),
    ),
    "conduct.set_status": (
        form(
            "concerns:conduct_status",
            a_complaint,
            lambda _world: {"status": "looking", "text": "We ask the officer."},
            serves=OVERSEER,
            also=("concerns:conduct_reply", "concerns:conduct_note"),
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
        # the rest speaks of oneself alone: tests/engagement/front/test_exporting, _erasing
        page(
            "front:my",
            shows=lambda world: str(world.private),
            is_list=True,
            also=(
                "front:my_data",
                "front:my_data_ask",
                "front:my_data_file",
                "front:my_erase",
                "front:erased",
            ),
        ),
        page(
            "concerns:own",
            the_concern,
            also=(
                "concerns:own_answer",
                "concerns:receipt_answer",
                "concerns:looks_at_me",
                "concerns:own_appeal",
                "concerns:appeal",
            ),
        ),
    ),
    "user.suspend": (
        form(
            "people:suspend",
            lambda world: [world.resident.pk],
            lambda _world: {"reason": "Threatened a neighbor"},
            serves=ADMIN,
            also=(
                "people:open",
                "people:sign_out",
                "people:remove_second_step",
                "people:removal",
            ),
        ),
        form(
            "concerns:sender",
            the_concern,
            lambda _world: {"reason": "Threatened a neighbor"},
            before=sent_by_a_newcomer,
            serves=ADMIN | {"moderator"},
            also=("concerns:sender_asked",),
        ),
    ),
    "role.grant_low_captain_organizer": (
        a_role("organizer"),
        form(
            "people:organizers",
            data=lambda world: {
                "address": "new.organizer@example.org",
                "neighborhood": world.place.pk,
                "reason": "Runs the chats",
            },
            serves=OFFICER,
            is_list=True,
            also=("people:withdraw_invitation",),
        ),
    ),
    "role.grant_high_officer_moderator_admin": (
        a_role("officer"),
        form(
            "people:invite",
            data=lambda world: {
                "address": "new.officer@example.org",
                "role": "officer",
                "neighborhood": world.place.pk,
                "reason": "New in the station",
            },
            serves=ADMIN,
            also=("people:request", "people:requests", "people:invitations"),
        ),
    ),
    "role.revoke": (
        form(
            "people:end",
            lambda world: [world.resident.pk, world.their_grant.pk],
            lambda _world: {"reason": "Moved away"},
            serves=ADMIN,
        ),
        page("people:person", lambda w: [w.resident.pk], serves=ADMIN),
        page("people:people", serves=ADMIN),
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
    **MEETING_DOORS,
    **GROUP_DOORS,
    **WALK_DOORS,
    **MESSAGE_DOORS,
    **ROSTER_DOORS,
    **SURVEY_DOORS,
}


@dataclass(frozen=True)
class Waits:
    """An action without a door: for which addresses or app it waits, and why."""

    why: str
    app: str = ""  # has its doors as soon as this has addresses


CONTACT = Waits("no page shows how to reach an account’s owner, but to administrators")
ROLES_PAGES = Waits("no page for it yet")
NEVER = Waits("never: no address may do it")

NOT_YET: Final[dict[str, Waits]] = {
    "concern.edit_before_triage": Waits("one takes it back and sends another"),
    "concern.download_original_photo": NEVER,
    "report.change_weights": ROLES_PAGES,
    "group.export_member_contacts": NEVER,
    "survey.edit_questions_after_first_answer": Waits(
        "never: each of those pages then says 409: tests/feedback/test_building_pages"
    ),
    "survey.view_row_with_person": NEVER,
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
    "mfa_": "one's own second step",
    "socialaccount_": "one's own accounts elsewhere",
    "oidc_": "one's own accounts elsewhere",
    "prove_by_mail": "one's own proof",
    "own_sessions": "one's own devices",
    "end_own_sessions": "one's own devices",
    "second_step": "one's own second step",
    "sign_up_code": "one's own way in",
    "people:name": "one's own name",
    "people:keep_": "one's own second step: tests/engagement/people/test_removals",
    "people:invitation": "a link in a letter: tests/engagement/people/test_invitations",
    "people:join": "a link in a letter: tests/engagement/people/test_invitations",
    "people:accept": "a link in a letter: tests/engagement/people/test_invitations",
    **BESIDE_MEETINGS,
    **BESIDE_GROUPS,
    **BESIDE_WALKS,
    **BESIDE_MESSAGES,
    **BESIDE_ROSTER,
    **BESIDE_ROTA,
    **BESIDE_REGISTERS,
    **BESIDE_SURVEYS,
    "moderation:how": "public",
    "moderation:sample": "overseers: tests/engagement/moderation/test_sampling",
    "front:retention": "administrators: tests/engagement/front/test_departing",
    "front:code_": "makers of codes: tests/engagement/people/test_sheets",
    "front:meeting_code": "makers of codes: tests/engagement/people/test_sheets",
    "concerns:prove": "one's own proof",
    "concerns:complain": "anybody may complain",
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
    "front:csp_report": "browsers’ own reports; nothing is stored",
    "front:demo": "of demo towns alone, 404 elsewhere",
    "front:set_up": "before there is a town; administrators after",
    "front:desk": "leads to pages that ask for themselves",
    "front:population": "administrators: tests/engagement/front/test_population_page",
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
