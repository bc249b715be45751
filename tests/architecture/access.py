"""Who may open which address. One row per address; no address is left out.

A row says what each role is answered. `officer` and `organizer` hold their grant in the
place of the row's objects; `elsewhere` is an officer and organizer of another place, and
is answered like a resident unless the row says otherwise. A captain is a resident until
watch groups exist (RULINGS 31).

To add an address: one line below. If it needs objects, name them in `args`, from `World`
(add a property there if none fits); if it only takes a POST, say `method="post"` and what
is sent in `data`.
"""

from __future__ import annotations

from collections.abc import Sequence

from engagement.concerns.receipts import confirmation_token
from engagement.people.services.removal_letters import stop_token
from tests.architecture.group_rows import GROUP_ROWS
from tests.architecture.group_rows_messages import MESSAGE_ROWS
from tests.architecture.group_rows_registers import REGISTER_ROWS
from tests.architecture.group_rows_roster import ROSTER_ROWS
from tests.architecture.group_rows_rota import ROTA_ROWS
from tests.architecture.group_rows_walks import WALK_ROWS
from tests.architecture.meeting_rows import MEETING_ROWS
from tests.architecture.rows import (
    BAD,
    HIDDEN,
    NOT_A_FORM,
    OK,
    ON,
    SIGN_IN,
    UNKNOWN,
    WRONG_METHOD,
    Row,
    a_person,
    admins_only,
    an_invitation,
    everyone,
    hidden,
    makers_of_codes,
    officers_only,
    readers_of_drafts,
    signed_in,
)
from tests.architecture.survey_rows import SURVEY_ROWS
from tests.architecture.world import World
from tests.factories.priorities import (
    make_published_line,
)
from tests.factories.roles import make_invitation, make_removal, make_role_request


def draft_week(world: World) -> list[object]:
    report = world.draft_report
    return [report.neighborhood.slug, str(report.week).lower()]


def draft_line(world: World) -> list[object]:
    return [*draft_week(world), world.line.kind.code]


def published_week(world: World) -> list[object]:
    report = world.published_report
    return [report.neighborhood.slug, str(report.week).lower()]


def published_line(world: World) -> list[object]:
    return [*published_week(world), make_published_line(world.published_report)]


def an_issue(world: World) -> Sequence[object]:
    return [world.issue.reference]


ACCESS: dict[str, Row] = {
    # address                   visitor  resident  captain  organizer  officer  admin
    # -- accounts ---------------------------------------------------------------------
    "account_login": Row(OK, ON, ON, ON, ON, ON),
    "account_request_login_code": Row(OK, ON, ON, ON, ON, ON),
    "account_confirm_login_code": Row(SIGN_IN, ON, ON, ON, ON, ON),
    "account_logout": Row(ON, OK, OK, OK, OK, OK),
    "account_signup": Row(OK, ON, ON, ON, ON, ON),
    "sign_up_code": everyone(ON),  # no code is waited for here
    "account_reauthenticate": signed_in(ON),
    "account_email": signed_in(),
    "prove_by_mail": signed_in(),
    "own_sessions": signed_in(),
    "end_own_sessions": signed_in(ON, method="post"),
    "second_step": signed_in(),
    # no provider is configured here: tests/engagement/people/test_identities.py
    "socialaccount_connections": Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "socialaccount_login_cancelled": everyone(HIDDEN),
    "socialaccount_signup": everyone(HIDDEN),
    "oidc_login": everyone(HIDDEN, args=lambda _world: ["city"]),
    "oidc_callback": everyone(HIDDEN, args=lambda _world: ["city"]),
    "mfa_index": signed_in(),
    "mfa_authenticate": Row(SIGN_IN, ON, ON, ON, ON, ON),
    "mfa_reauthenticate": signed_in(ON),  # nobody here has a second step
    "mfa_activate_totp": signed_in(),  # first the proof
    "mfa_deactivate_totp": signed_in(HIDDEN),
    "mfa_view_recovery_codes": signed_in(HIDDEN),
    "mfa_generate_recovery_codes": signed_in(),
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": signed_in(),
    "mfa_edit_webauthn": signed_in(HIDDEN, args=lambda _world: [1]),
    "mfa_remove_webauthn": signed_in(HIDDEN, args=lambda _world: [1]),
    "mfa_login_webauthn": Row(SIGN_IN, ON, ON, ON, ON, ON),
    "mfa_reauthenticate_webauthn": signed_in(ON),
    "account_email_verification_sent": Row(SIGN_IN, ON, ON, ON, ON, ON),
    "account_change_password": signed_in(ON),
    "account_set_password": signed_in(),
    "account_inactive": everyone(),
    "account_reset_password": everyone(),
    "account_confirm_password_reset_code": everyone(SIGN_IN),
    "account_complete_password_reset": everyone(ON),
    "account_password_reset_completed": everyone(),
    "set_language": everyone(ON, method="post", data=lambda _world: {"language": "en"}),
    # -- people and roles --------------------------------------------------------------
    "people:name": signed_in(),
    "people:people": admins_only(),
    "people:person": admins_only(args=a_person),
    "people:grant": admins_only(args=a_person),
    "people:end": admins_only(
        args=lambda world: [world.person.pk, world.person.grants.get().pk]
    ),
    "people:suspend": admins_only(args=a_person),
    "people:open": admins_only(args=a_person),
    "people:sign_out": admins_only(args=a_person),
    "people:requests": admins_only(),
    "people:request": admins_only(args=lambda _world: [make_role_request().pk]),
    "people:remove_second_step": admins_only(args=a_person),
    "people:removal": admins_only(args=lambda _world: [make_removal().pk]),
    "people:keep_second_step": signed_in(),
    "people:keep_by_link": everyone(args=lambda _world: [stop_token(make_removal())]),
    "people:invitations": admins_only(),
    "people:invite": admins_only(),
    "people:withdraw_invitation": officers_only(
        ON, args=lambda world: [make_invitation(of=world.place).pk], method="post", admin=ON
    ),
    "people:organizers": officers_only(elsewhere=OK),
    "people:invitation": everyone(args=an_invitation),
    "people:join": everyone(ON, args=an_invitation, method="post"),
    "people:accept": signed_in(ON, args=an_invitation, method="post"),
    # -- front ------------------------------------------------------------------------
    "front:home": everyone(),
    "front:neighborhoods": everyone(),
    "front:neighborhood": everyone(args=lambda world: [world.place.slug]),
    "front:follow": signed_in(ON, args=lambda world: [world.place.slug], method="post"),
    "front:my": signed_in(),
    "front:my_language": signed_in(ON, method="post", data=lambda _world: {"language": "en"}),
    "front:my_data": signed_in(),
    "front:my_data_ask": signed_in(ON, method="post"),
    "front:my_data_file": signed_in(HIDDEN),  # nobody here has a copy
    "front:my_erase": signed_in(),
    "front:erased": everyone(),
    "front:desk": Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, HIDDEN, elsewhere=OK),
    "front:record": Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, OK, elsewhere=OK),
    "front:retention": Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, OK),
    "front:population": admins_only(),
    "front:dead_letters": Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, OK),
    "front:code_sheets": makers_of_codes(),
    "front:code_sheet_new": makers_of_codes(),
    "front:code_sheet_withdraw": makers_of_codes(
        args=lambda world: [world.code_sheet.pk], elsewhere=HIDDEN
    ),
    "front:meeting_code_new": makers_of_codes(),
    "front:meeting_code": makers_of_codes(
        args=lambda world: [world.meeting_code.pk], elsewhere=HIDDEN
    ),
    "front:meeting_code_close": makers_of_codes(
        ON,
        args=lambda world: [world.meeting_code.pk],
        method="post",
        elsewhere=HIDDEN,
    ),
    "front:about": everyone(),
    "front:privacy": everyone(),
    "front:accessibility": everyone(),
    "front:contact": everyone(),
    "front:how_priorities": everyone(),
    # there is no town in these tests, but there is an administrator
    "front:set_up": Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, OK),
    "front:demo": everyone(HIDDEN),  # these tests are no demo
    "front:demo_enter": everyone(HIDDEN, method="post"),
    "front:demo_mailbox": everyone(HIDDEN),
    "front:demo_letter": everyone(HIDDEN, args=lambda _world: [1]),
    "front:demo_letter_page": everyone(HIDDEN, args=lambda _world: [1]),
    "front:healthz": everyone(),
    "front:readyz": everyone(),
    "front:csp_report": everyone(WRONG_METHOD),
    "front:robots": everyone(),
    "front:sitemap": everyone(),
    "front:security_txt": everyone(),
    **MEETING_ROWS,
    **GROUP_ROWS,
    **SURVEY_ROWS,
    **WALK_ROWS,
    **MESSAGE_ROWS,
    **ROSTER_ROWS,
    **ROTA_ROWS,
    **REGISTER_ROWS,
    # -- concerns, public -------------------------------------------------------------
    "concerns:report": everyone(),
    "concerns:report_what": everyone(),
    "concerns:report_urgent": everyone(ON),
    "concerns:report_where": everyone(ON),
    "concerns:report_near": everyone(
        data=lambda _world: {"kind": "speeding", "lat": "42.01", "lon": "-71.01"}
    ),
    "concerns:report_join": everyone(
        ON, method="post", data=lambda world: {"same": world.issue.reference}
    ),
    "concerns:report_photos": everyone(ON),
    "concerns:report_photo": everyone(HIDDEN, args=lambda _world: ["no-such-photo"]),
    "concerns:report_details": everyone(ON),
    "concerns:report_same": everyone(ON),
    "concerns:report_contact": everyone(ON),
    "concerns:report_check": everyone(ON),
    "concerns:report_done": everyone(ON),
    "concerns:report_save": everyone(ON),
    "concerns:report_drop": everyone(ON, method="post"),
    "concerns:report_resume": everyone(ON, args=lambda _world: ["no-such-draft"]),
    "concerns:issue": everyone(args=lambda world: [world.issue.reference]),
    "concerns:me_too": everyone(
        ON, method="post", args=lambda world: [world.issue.reference]
    ),
    "concerns:me_too_undo": everyone(
        ON, method="post", args=lambda world: [world.issue.reference]
    ),
    "concerns:track": everyone(),
    "concerns:receipt": everyone(args=lambda world: [world.receipt]),
    "concerns:receipt_photos": everyone(args=lambda world: [world.receipt]),
    "concerns:photos": officers_only(args=lambda world: [world.concern.reference]),
    "concerns:photo": everyone(args=lambda world: [world.photo]),
    "concerns:photo_small": everyone(args=lambda world: [world.photo]),
    "concerns:confirm_mail": everyone(
        args=lambda world: [confirmation_token(world.concern.pk)]
    ),
    "concerns:prove": everyone(),
    "concerns:prove_phone": everyone(),
    "concerns:prove_phone_code": everyone(ON),
    "concerns:prove_done": everyone(ON),
    "concerns:around": everyone(),
    "concerns:around_points": everyone(),
    "concerns:map_layers": everyone(),
    "concerns:find_place": everyone(),
    # -- concerns, desk ---------------------------------------------------------------
    "concerns:inbox": officers_only(elsewhere=OK),
    "concerns:inbox_export": officers_only(method="post", elsewhere=OK),
    "concerns:inbox_bulk": officers_only(
        method="post", data=lambda _world: {"act": "assign"}, elsewhere=OK
    ),
    "concerns:desk_issue": officers_only(args=an_issue),
    "concerns:desk_status": officers_only(
        ON, args=an_issue, method="post", data=lambda _world: {"new": "looking"}
    ),
    "concerns:desk_owner": officers_only(
        ON, args=an_issue, method="post", data=lambda _world: {"owner": "nobody"}
    ),
    "concerns:desk_reply": officers_only(
        ON, args=an_issue, method="post", data=lambda _world: {"text": "We come."}
    ),
    "concerns:desk_note": officers_only(
        ON, args=an_issue, method="post", data=lambda _world: {"text": "Seen."}
    ),
    "concerns:desk_contact": officers_only(
        args=an_issue,
        method="post",
        data=lambda world: {"concern": world.concern.reference},
    ),
    "concerns:desk_merge": officers_only(
        ON,
        args=an_issue,
        method="post",
        data=lambda world: {
            "into": "other",
            "other": world.other_issue.reference,
            "reason": "The same lamp",
        },
    ),
    "concerns:desk_unmerge": officers_only(
        args=an_issue, method="post", data=lambda _world: {"reason": "Two lamps"}
    ),
    "concerns:desk_rekind": officers_only(
        args=an_issue, method="post", data=lambda _world: {"kind": ""}
    ),
    "concerns:desk_move": officers_only(
        ON,
        args=an_issue,
        method="post",
        data=lambda world: {"neighborhood": world.place.pk, "reason": "No point"},
    ),
    "concerns:desk_write": officers_only(
        args=an_issue,
        method="post",
        data=lambda world: {"concern": world.concern.reference},
    ),
    "concerns:desk_read": officers_only(
        HIDDEN,  # its concern is none that somebody can come back to
        args=an_issue,
        method="post",
        data=lambda _world: {"concern": "K7Q2M9XD"},
    ),
    "concerns:break_glass": Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, OK),
    # -- concerns, one's own ----------------------------------------------------------
    "concerns:own": hidden(args=lambda world: [world.concern.reference]),
    "concerns:own_answer": hidden(
        args=lambda world: [world.concern.reference], method="post"
    ),
    "concerns:own_appeal": hidden(args=lambda world: [world.concern.reference]),
    "concerns:receipt_answer": everyone(
        ON,
        args=lambda world: [world.receipt],
        method="post",
        data=lambda _world: {"text": "It is still dark."},
    ),
    "concerns:looks_at_me": signed_in(),
    # -- conduct: overseers have tests of their own (test_conduct.py) -------------------
    "concerns:complain": everyone(),
    "concerns:complaint_answer": everyone(
        ON,
        args=lambda world: [world.complaint_receipt],
        method="post",
        data=lambda _world: {"text": "It happened again."},
    ),
    "concerns:own_complaint": hidden(args=lambda world: [world.complaint.reference]),
    "concerns:own_complaint_answer": hidden(
        args=lambda world: [world.complaint.reference], method="post"
    ),
    "concerns:oversight": hidden(),
    "concerns:oversight_looks": hidden(),
    "concerns:conduct_list": hidden(),
    "concerns:conduct": hidden(args=lambda world: [world.complaint.reference]),
    "concerns:conduct_status": hidden(
        args=lambda world: [world.complaint.reference], method="post"
    ),
    "concerns:conduct_reply": hidden(
        args=lambda world: [world.complaint.reference], method="post"
    ),
    "concerns:conduct_note": hidden(
        args=lambda world: [world.complaint.reference], method="post"
    ),
    "concerns:appeal": everyone(args=lambda world: [world.reviewed_receipt]),
    # -- moderation -------------------------------------------------------------------
    # nobody is appointed in these tests, so the officers of the area moderate
    "moderation:queue": officers_only(elsewhere=OK),
    "moderation:find": officers_only(elsewhere=OK),
    "moderation:review": officers_only(args=lambda world: [world.waiting_review.key]),
    "moderation:picture": officers_only(args=lambda world: [world.waiting_photo.key]),
    "moderation:redact": officers_only(args=lambda world: [world.waiting_photo.key]),
    "moderation:sample": Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "moderation:flag": everyone(args=lambda world: [world.public_review.key]),
    "moderation:how": everyone(),
    # moderators too: tests/engagement/concerns/test_senders.py
    "concerns:sender": admins_only(args=lambda world: [world.concern.reference]),
    "concerns:sender_asked": admins_only(args=lambda world: [world.sender_ask]),
    # -- priorities -------------------------------------------------------------------
    "priorities:published": everyone(args=lambda world: [world.place.slug]),
    "priorities:published_week": everyone(args=published_week),
    "priorities:published_line": everyone(args=published_line),
    "priorities:published_csv": everyone(args=published_week),
    "priorities:published_json": everyone(args=published_week),
    "priorities:reports": Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, OK, elsewhere=OK),
    "priorities:build": Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, OK, elsewhere=OK),
    "priorities:run": Row(
        SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, OK, args=lambda world: [world.run.pk]
    ),
    "priorities:promise": officers_only(args=lambda world: [world.promise.pk], organizer=OK),
    "priorities:report": readers_of_drafts(args=draft_week),
    "priorities:report_csv": readers_of_drafts(args=draft_week),
    "priorities:report_json": readers_of_drafts(args=draft_week),
    "priorities:report_line": officers_only(args=draft_line),
    "priorities:report_counted": officers_only(
        args=lambda world: [*draft_week(world), "open"]
    ),
    "priorities:report_adjust": officers_only(args=draft_line),
    "priorities:report_decide": officers_only(args=draft_line),
    "priorities:report_promise": officers_only(args=draft_line),
    "priorities:report_changes": officers_only(args=draft_week),
    "priorities:report_correct": officers_only(args=draft_week),
    "priorities:report_keep": officers_only(ON, args=draft_week, method="post"),
    "priorities:report_sign": officers_only(args=draft_week, method="post"),
    # -- API --------------------------------------------------------------------------
    "api:neighborhood-list": everyone(),
    "api:neighborhood-detail": everyone(args=lambda world: [world.place.slug]),
    "api:kind-list": everyone(),
    "api:kind-detail": everyone(args=lambda _world: ["speeding"]),
    "api:issue-list": everyone(),
    "api:issue-detail": everyone(args=lambda world: [world.issue.reference]),
    "api:issue-similar": everyone(BAD),
    # a form is refused (JSON alone); who may speak: engagement/concerns/test_api_sending
    "api:issue-voice": everyone(
        NOT_A_FORM, args=lambda world: [world.issue.reference], method="post"),
    "api:concern-list": Row(UNKNOWN, OK, OK, OK, OK, OK),
    "api:report-list": everyone(),
    "api:report": everyone(
        args=lambda world: [world.published_report.neighborhood.slug, "2026-W46"]),
    "api:schema": everyone(),
    "api_docs": everyone(),
}  # fmt: skip

# Families of addresses that another package makes; each is asked as one.
FAMILIES = {"admin:": "the set-up pages: administrators alone"}
