"""Somebody with a row in every table that can name a person, in words found nowhere else.

To add a table that links to a person: make its row in `make_canary`. A test names every
link that has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Model

from engagement.audit.services import record
from engagement.common.errors import DomainError
from engagement.common.images import clean_photo
from engagement.common.roles import Role
from engagement.common.sealed import seal, unseal
from engagement.concerns.choices import ComplaintStep, Contact, Status, VoiceRole
from engagement.concerns.contacts import seal_contact
from engagement.concerns.counters import recount
from engagement.concerns.models import (
    ComplaintEntry,
    Concern,
    Draft,
    Issue,
    LegalHold,
    Naming,
    Note,
    Photo,
    Reply,
    StatusChange,
)
from engagement.front.models import Export
from engagement.moderation.choices import FlagReason, Reason, Verdict, What
from engagement.moderation.models import Appeal, Flag, Review, SampleNote
from engagement.moderation.parties import party_of
from engagement.moderation.services.pictures import ask_about_pictures, store_picture
from engagement.outbox.models import DemoLetter, Job
from engagement.outbox.services import Letter, enqueue, send_sealed_letter
from engagement.people.choices import ProofKind
from engagement.people.models import CodeSheet, Follow, Grant, Proof, Session, User
from engagement.people.sessions import SessionStore
from engagement.priorities.choices import AdjustReason
from engagement.priorities.models import Adjustment, LineLetter
from meetings.models import Notice
from meetings.services.feeds import make_feed
from meetings.wishes import Wish
from tests.factories.bookings import make_booking
from tests.factories.canary_agendas import beside_agendas
from tests.factories.canary_asking import beside_surveys
from tests.factories.canary_calls import beside_calls
from tests.factories.canary_cameras import with_cameras
from tests.factories.canary_enrolments import in_series
from tests.factories.canary_groups import beside_groups
from tests.factories.canary_help import in_help
from tests.factories.canary_rooms import in_rooms
from tests.factories.canary_rota import in_rota
from tests.factories.canary_scheduling import beside_scheduling
from tests.factories.canary_walks import on_patrols
from tests.factories.canary_walls import beside_walls
from tests.factories.codes import make_meeting_code
from tests.factories.concerns import make_concern, make_issue, make_kind, make_voice
from tests.factories.conduct import make_complaint, make_look, make_message
from tests.factories.group_roster import in_rosters
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.moderation import make_decision, make_passed_review, make_review
from tests.factories.people import make_user
from tests.factories.photos import make_draft_photo
from tests.factories.pictures import exif, make_photo
from tests.factories.places import make_neighborhood
from tests.factories.priorities import make_line, make_report, make_run, make_weights
from tests.factories.promises import make_open_promise
from tests.factories.roles import make_invitation, make_removal, make_role_request

MARK: Final = "zyxcanary"
ADDRESS: Final = f"{MARK}mail@example.org"
OLD_ADDRESS: Final = f"{MARK}before@example.org"
LAT, LON = 42.123456, -71.654321


@dataclass(frozen=True)
class Link:
    """A column that names a person."""

    model: type[Model]
    column: str

    def __str__(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"

    def leads_to(self, person_id: int) -> bool:
        rows = self.model._base_manager.filter(**{self.column: person_id})
        return rows.exists()


def links_to_people() -> list[Link]:
    """Every column of every table, other packages' too, that leads to a person."""
    return [
        Link(model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is User
    ]


def make_canary(now: datetime) -> User:
    """Somebody who did everything a person can do here."""
    user = make_user(ADDRESS, name=f"{MARK}name Somebody")
    user.set_password(f"{MARK} pass words")
    user.save()
    concern = _as_a_resident(user, now)
    _said_and_shown(concern, now)
    _behind_the_receipt(user, concern, now)
    _as_staff(user, now)
    _over_roles_and_codes(user)
    _over_texts_and_complaints(user)
    _on_reports(user, now)
    _letters(user, now)
    _beside_the_account(user, now)
    _at_meetings(user, now)
    beside_agendas(user)
    beside_scheduling(user, now)
    in_rooms(user, f"{MARK}room")
    beside_groups(user, MARK, now)
    beside_calls(user, now)
    in_series(user, f"{MARK}series", ADDRESS)
    beside_walls(user, f"{MARK}wall")
    in_rosters(user, f"{MARK}roster")
    in_rota(user, f"{MARK}rota")
    on_patrols(user, MARK)
    with_cameras(user, f"{MARK}camera")
    return user


def _as_a_resident(user: User, now: datetime) -> Concern:
    place = make_neighborhood()
    issue = make_issue(neighborhood=place, kind=make_kind("noise"))
    concern = make_concern(
        issue=issue,
        person=user,
        text=f"{MARK}text The lamp is out",
        how_often=f"{MARK}often",
        who_harmed=f"{MARK}harmed",
        where_text=f"{MARK}where",
        where_hint=f"{MARK}hint",
        lat=LAT,
        lon=LON,
        contact_by=Contact.EMAIL,
        contact_sealed=seal_contact(ADDRESS, f"{MARK}contact"),
        receipt_hash=f"{MARK}receipt",
        wants_updates=True,
    )
    make_voice(issue, person=user, device=f"{MARK}device", role=VoiceRole.REPORTER)
    merged = make_issue(
        neighborhood=place, kind=issue.kind, merged_into=issue, merged_path=[issue.pk]
    )
    make_voice(merged, person=user)
    make_voice(make_issue(neighborhood=place), person=user)
    make_voice(issue, person=make_user())
    recount(Issue.objects.filter(merged_into=None).values_list("pk", flat=True))
    enqueue(
        task="concerns.send_receipt", about=f"concerns.concern:{concern.pk}", now=now
    )
    reader = make_user()
    record(
        actor=reader,
        action="concern.view_contact",
        subject=concern,
        now=now,
        reason="To ask which lamp it is",
    )
    Follow.objects.create(user=user, neighborhood=place)
    Proof.objects.create(user=user, kind=ProofKind.MAIL, at=now)
    return concern


def _said_and_shown(concern: Concern, now: datetime) -> None:
    """Their words and a photo, on the way to the public."""
    review = make_passed_review(
        f"{MARK}text The lamp is out",
        neighborhood=concern.neighborhood,
        party=party_of(concern.person_id),
    )
    before, after = f"{MARK}text The lamp", f"{MARK}text"
    make_decision(
        review, Verdict.EDIT, reason=Reason.PERSON, before=before, after=after
    )
    Appeal.objects.create(review=review, words=f"{MARK}appeal", at=now)
    Flag.objects.create(
        review=review,
        reason=FlagReason.OTHER,
        words=f"It is {MARK}",
        device="x",
        at=now,
    )
    concern.review = review
    concern.save(update_fields=["review"])
    make_photo_of(concern, now)
    draft = Draft.objects.create(
        concern=concern,
        key="canary",
        submission_key="canary",
        answers={"text": f"{MARK}draft"},
        expires_at=now + timedelta(days=1),
    )
    make_draft_photo(draft)


def make_photo_of(concern: Concern, now: datetime, *, by_staff: bool = False) -> Photo:
    """A photo that told its place and maker when it came, kept as every photo is."""
    photo = clean_photo(make_photo(exif=exif()))
    stored = store_picture(photo=photo, now=now)
    (picture,) = ask_about_pictures(
        stored=[stored],
        neighborhood_id=concern.neighborhood_id,
        person_id=concern.person_id,
        now=now,
    )
    position = concern.photos.count() + 1
    return Photo.objects.create(
        concern=concern, picture=picture, position=position, at=now, by_staff=by_staff
    )


def _behind_the_receipt(user: User, concern: Concern, now: datetime) -> None:
    """What was written to and by them, and who looked at how to reach them."""
    officer = make_user()
    make_message(concern, text=f"{MARK}said")
    make_message(concern, author=officer, text=f"Dear {MARK}")
    make_look(officer, concern=concern)
    complaint = make_complaint(
        text=f"{MARK}complaint",
        person=user,
        receipt_hash=f"{MARK}hash",
        contact_by=Contact.EMAIL,
        contact_sealed=seal_contact(ADDRESS, ""),
    )
    for step in (ComplaintStep.ASKED, ComplaintStep.SAID):
        ComplaintEntry.objects.create(
            complaint=complaint, step=step, sealed=seal(f"{MARK}{step}"), at=now
        )
    enqueue(
        task="concerns.send_complaint_receipt",
        about=f"concerns.complaint:{complaint.pk}",
        now=now,
    )
    other = make_passed_review("The bench is broken")
    Flag.objects.create(
        review=other,
        person=user,
        device=f"{MARK}device",
        origin=f"{MARK}origin",
        reason=FlagReason.OTHER,
        words=f"{MARK}flag",
        at=now,
    )


def _as_staff(user: User, now: datetime) -> None:
    """What is left of somebody who was on the staff until last week."""
    before, after = now - timedelta(days=90), now - timedelta(days=7)
    for granted, by in ((user, None), (make_user(), user)):
        Grant.objects.create(
            user=granted,
            role=Role.OFFICER,
            granted_by=by,
            starts_at=before,
            ends_at=after,
        )
    issue = make_issue(owner=user)
    StatusChange.objects.create(
        issue=issue, old=Status.NEW, new=Status.LOOKING, author=user, at=before
    )
    Reply.objects.create(issue=issue, text="We come.", author=user, at=before)
    Note.objects.create(issue=issue, text="Seen.", author=user, at=before)
    LegalHold.objects.create(
        issue=issue, reason="Court 12/26", set_by=user, set_at=before, lifted_at=after
    )
    make_open_promise(owner=user)
    make_open_promise(made_by=user)
    Review.objects.create(what=What.CONCERN, asked_at=before, decided_by=user)


def _over_roles_and_codes(user: User) -> None:
    """What an administrator and an officer leave behind in the tables of people."""
    for column in ("seconded_by", "ended_by"):
        Grant.objects.create(user=make_user(), role=Role.OFFICER, **{column: user})
    make_role_request(user=user)
    make_role_request(by=user)
    decided = make_role_request()
    decided.decided_by = user
    decided.save(update_fields=["decided_by"])
    make_removal(user=user)
    make_removal(by=user)
    make_removal(agreed_by=user)
    make_invitation(by=user)
    make_invitation(address=ADDRESS)
    taken, withdrawn = make_invitation(address=OLD_ADDRESS), make_invitation()
    taken.accepted_by, taken.accepted_at = user, taken.invited_at
    taken.save(update_fields=["accepted_by", "accepted_at"])
    withdrawn.withdrawn_by, withdrawn.withdrawn_at = user, withdrawn.invited_at
    withdrawn.save(update_fields=["withdrawn_by", "withdrawn_at"])
    wall = make_meeting_code(made_by=user)
    CodeSheet.objects.create(
        neighborhood=wall.neighborhood,
        purpose="Letters to Mill Lane",
        made_by=user,
        made_at=wall.starts_at,
        expires_at=wall.ends_at,
        size=10,
    )


def _over_texts_and_complaints(user: User) -> None:
    """What an officer, a moderator and an overseer did with what others sent."""
    concern = make_concern(person=make_user())
    make_look(user, concern=concern)
    make_message(concern, author=user, text="We come on Monday")
    Naming.objects.create(concern=concern, user=user)
    decision = make_decision(make_review(), Verdict.PASS, by=user)
    SampleNote.objects.create(decision=decision, by=user, agrees=True, at=decision.at)
    complaint = make_complaint(person=make_user())
    ComplaintEntry.objects.create(
        complaint=complaint,
        step=ComplaintStep.NOTE,
        author=user,
        sealed=seal("Ask the station"),
        at=complaint.at,
    )
    make_complaint().kept_from.add(user)


def _on_reports(user: User, now: datetime) -> None:
    report = make_report(signed=True, signed_by=user, first_signed_by=user)
    kind = make_line(report, decided_by=user).kind
    place = report.neighborhood
    for column in ("author", "countersigned_by"):
        Adjustment.objects.create(
            neighborhood=place,
            kind=make_kind(),
            factor=1.5,
            reason_code=AdjustReason.values[0],
            text="The school asked",
            made_at=now,
            expires_on=now.date(),
            **{column: user},
        )
    LineLetter.objects.create(
        neighborhood=place, kind=kind, person=user, version=1, told_at=now
    )
    run, weights = make_run(), make_weights()
    run.asked_by = user
    run.save()
    weights.made_by = user
    weights.save()


def _at_meetings(user: User, now: datetime) -> None:
    """Places of theirs, with an account and by a letter, and what they wrote."""
    meeting = make_meeting(made_by=user)
    make_meeting_organizer(meeting, user)
    asked = make_meeting_organizer(meeting, make_user())
    asked.added_by = user
    asked.save(update_fields=["added_by"])
    wish = Wish(name=f"{MARK}comes", needs=f"{MARK}needs")
    make_booking(meeting, person=user, address=OLD_ADDRESS, wish=wish)
    make_booking(address=ADDRESS, wish=wish)
    make_feed(actor=user, now=now)
    Notice.objects.create(
        meeting=meeting, kind="message", version=1, text="Come", author=user, at=now
    )
    in_help(user, f"{MARK}help", ADDRESS)


def _letters(user: User, now: datetime) -> None:
    enqueue(task="priorities.send_line_letter", about="x:1", person=user, now=now)
    enqueue(task="concerns.send_update", about="reply:1 concerns.concern:0", now=now)
    Job.objects.filter(about="x:1").update(last_error=f"Refused: {ADDRESS}")
    letter = Letter(to=ADDRESS, subject="Your code", text="907 113", html="")
    send_sealed_letter(letter, now=now)
    send_sealed_letter(
        Letter(**(asdict(letter) | {"to": "somebody-else@example.org"})), now=now
    )
    DemoLetter.objects.create(
        to=ADDRESS, subject="Hello", text=f"Dear {MARK}", html="", sent_at=now
    )


def _beside_the_account(user: User, now: datetime) -> None:
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": f"{MARK}secret"}
    )
    SocialAccount.objects.create(
        user=user, provider="town", uid=f"{MARK}uid", extra_data={"email": ADDRESS}
    )
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(User),
        object_id="0",
        object_repr="somebody",
        action_flag=CHANGE,
    )
    LogEntry.objects.create(
        user=make_user(),
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=str(user),
        action_flag=CHANGE,
    )
    for owner in (user, make_user()):
        session = SessionStore()
        session[SESSION_KEY] = str(owner.pk)
        session["account_authentication_methods"] = [{"email": owner.email}]
        session.create()
    Export.objects.create(person=user, asked_at=now)
    record(actor=user, action="voice.add", subject=user, now=now)
    beside_surveys(user, MARK, now)


def whole_database() -> Iterator[tuple[str, str]]:
    """Every row of every table as the database itself writes it out."""
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                for row in copy:
                    yield table, bytes(row).decode()


def traces_in_the_database() -> list[str]:
    """Tables in which the canary's words still stand, sealed ones and sessions too."""
    marks = (MARK, str(LAT), str(LON))
    found = {
        table
        for table, row in whole_database()
        if any(mark in row.lower() for mark in marks)
    }
    return sorted(found | _traces_in_sessions() | _traces_under_seal())


def _traces_in_sessions() -> set[str]:
    store, rows = SessionStore(), Session.objects.all()
    opened = [json.dumps(store.decode(row.session_data)) for row in rows]
    return {"people_session"} if any(MARK in words for words in opened) else set()


def _traces_under_seal() -> set[str]:
    """Open whatever is sealed with the town's key."""
    return {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if "sealed" in field.name
        for kept in model._base_manager.values_list(field.name, flat=True)
        if kept and MARK in _opened(kept)
    }


def _opened(sealed: Any) -> str:
    try:
        return unseal(sealed)
    except DomainError:  # sealed with a key of its own
        return ""


def files_kept() -> list[str]:
    """Every file in the storage."""
    return sorted(_files_in(""))


def _files_in(path: str) -> Iterator[str]:
    directories, names = default_storage.listdir(path)
    yield from (f"{path}{name}" for name in names)
    for directory in directories:
        yield from _files_in(f"{path}{directory}/")
