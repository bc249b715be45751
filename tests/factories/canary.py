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
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import Model

from engagement.audit.services import record
from engagement.common.roles import Role
from engagement.concerns.choices import Contact, Status, VoiceRole
from engagement.concerns.contacts import seal_contact
from engagement.concerns.counters import recount
from engagement.concerns.models import Issue, LegalHold, Note, Reply, StatusChange
from engagement.front.models import Export
from engagement.moderation.choices import What
from engagement.moderation.models import Review
from engagement.outbox.models import DemoLetter, Job
from engagement.outbox.services import Letter, enqueue, send_sealed_letter
from engagement.people.choices import ProofKind
from engagement.people.models import Follow, Grant, Proof, User
from engagement.priorities.choices import AdjustReason
from engagement.priorities.models import Adjustment, LineLetter
from tests.factories.concerns import make_concern, make_issue, make_kind, make_voice
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood
from tests.factories.priorities import make_line, make_report, make_run, make_weights
from tests.factories.promises import make_open_promise

MARK: Final = "zyxcanary"
ADDRESS: Final = f"{MARK}mail@example.org"
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
    _as_a_resident(user, now)
    _as_staff(user, now)
    _on_reports(user, now)
    _letters(user, now)
    _beside_the_account(user, now)
    return user


def _as_a_resident(user: User, now: datetime) -> None:
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


def whole_database() -> Iterator[tuple[str, str]]:
    """Every row of every table as the database itself writes it out."""
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                for row in copy:
                    yield table, bytes(row).decode()


def traces_in_the_database() -> list[str]:
    """Tables in which the canary's words still stand, those inside sessions too."""
    marks = (MARK, str(LAT), str(LON))
    found = [
        table
        for table, row in whole_database()
        if any(mark in row.lower() for mark in marks)
    ]
    store = SessionStore()
    for table, row in whole_database():
        if table == "django_session":
            opened: Any = store.decode(row.split("\t")[1])
            found += [table] if MARK in json.dumps(opened) else []
    return sorted(set(found))
