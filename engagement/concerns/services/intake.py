"""Taking in a concern: all of it in one transaction, or nothing (DESIGN section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.devices import device_tag
from engagement.common.ids import new_reference
from engagement.common.limits import (
    CONCERNS_AREA,
    CONCERNS_PERSON_DAY,
    CONCERNS_PERSON_HOUR,
    CONCERNS_UNKNOWN_DAY,
    CONCERNS_UNKNOWN_HOUR,
    is_over,
)
from engagement.common.weeks import town_hour
from engagement.concerns.answers import Submission, cleaned, stricter
from engagement.concerns.choices import Contact, Privacy, Tier, VoiceRole
from engagement.concerns.contacts import seal_contact
from engagement.concerns.counters import columns_of_first
from engagement.concerns.errors import AlreadySentError, NotCollectedError
from engagement.concerns.models import Concern, Issue, Kind, Voice
from engagement.concerns.queries import kinds_in_use
from engagement.concerns.receipts import hash_of, kept_key, receipt_from
from engagement.concerns.services.locks import line_name, take_turns
from engagement.concerns.services.naming import note_named
from engagement.concerns.services.notices import ask_for_receipt, ask_officers_to_look
from engagement.concerns.services.origins import (
    Company,
    company_of,
    join_company,
    tag_for,
    whose,
)
from engagement.concerns.services.photos import attach_from_draft
from engagement.concerns.services.placing import Spot, placed
from engagement.concerns.services.rule import Line, may_count, proof_may_lift
from engagement.concerns.services.tiers import Standing, trust_in
from engagement.concerns.workdays import reply_due_on, target_at
from engagement.moderation.choices import What
from engagement.moderation.models import Review
from engagement.moderation.services import ask_review
from engagement.people.models import User

_TRIES: Final = 3  # a reference drawn twice is rare, not impossible


@dataclass(frozen=True)
class Receipt:
    """What the person takes away; `receipt` is shown here and kept nowhere."""

    concern_id: int
    reference: str
    receipt: str
    issue_reference: str
    reply_due_on: date | None


@dataclass(frozen=True)
class _Intake:
    """One submission with everything worked out that needs no lock."""

    said: Submission
    kind: Kind
    spot: Spot
    privacy: Privacy
    person: User | None
    device: str | None
    network: str | None
    key: str
    draft_id: int | None
    now: datetime
    is_proved: bool

    @property
    def at(self) -> datetime:
        return town_hour(localtime(self.now))

    @property
    def day(self) -> date:
        return localtime(self.at).date()

    @property
    def line(self) -> Line:
        return self.spot.neighborhood_id, self.kind.pk

    @property
    def who(self) -> str:
        """Name the reporter the way `origins` tells people apart."""
        return whose(self.person.pk if self.person else None, self.device, 0)


def submit_concern(
    *,
    submission: Submission,
    person: User | None,
    device: str | None,
    idempotency_key: str,
    now: datetime,
    network: str | None = None,
    is_proved: bool = False,
    draft_id: int | None = None,
) -> Receipt:
    """Take in one concern and give its receipt; a second sending gives the same one.

    `network` is only used to count and to group, and is kept nowhere; `is_proved`: the
    browser holds the proof of a code, which counts without an account. The photos of a
    draft become those of the concern, all at once with it. Raises
    NotCollectedError, NotOurTownError, NoPlaceError, TooLongError, BadAnswerError,
    AlreadySentError.
    """
    said = cleaned(submission)
    kind = _kind_taken(said)
    intake = _Intake(
        said=said,
        kind=kind,
        spot=placed(said.lat, said.lon, said.neighborhood_id),
        privacy=stricter(kind.privacy, said.privacy),
        person=person,
        device=device_tag(device),
        network=network,
        key=kept_key(idempotency_key),
        draft_id=draft_id,
        now=now,
        is_proved=is_proved and person is None and bool(device),
    )
    for _attempt in range(_TRIES - 1):
        try:
            return _take_in(intake)
        except IntegrityError as error:
            if "reference" not in str(error):
                raise
    return _take_in(intake)


def _kind_taken(said: Submission) -> Kind:
    bare = kinds_in_use().select_related(None).order_by()  # one row: nothing to sort
    kind = next(iter(bare.filter(pk=said.kind_id)), None)
    if kind is None:
        raise NotCollectedError(_where_else(said.kind_id))
    return kind


def _where_else(kind_id: int) -> str:
    """Say what to do with what is not taken: conduct has a way of its own."""
    if Kind.objects.filter(pk=kind_id, privacy=Privacy.CONDUCT).exists():
        link = f"{settings.SITE_URL}{reverse('concerns:complain')}"
        return _("What an officer did goes to the overseer alone. Use %(link)s") % {
            "link": link
        }
    return _("This kind of concern is not taken here. Please choose another one.")


@transaction.atomic
def _take_in(intake: _Intake) -> Receipt:
    trust = trust_in(intake.person, intake.now, is_proved=intake.is_proved)
    origin = tag_for(
        text=intake.said.text,
        network=intake.network,
        person=intake.person,
        trust=trust,
        now=intake.at,
    )
    names = [f"sending:{intake.key}"]
    names += [f"origin:{origin}"] if origin else []
    names += [f"person:{intake.who}"] if intake.person or intake.is_proved else []
    take_turns(alone=names, shared=[line_name(*intake.line)])
    before = Concern.objects.filter(idempotency_key=intake.key)
    for concern_id in before.values_list("pk", flat=True):
        return _receipt_again(concern_id, intake)

    company = company_of(origin, intake.line, intake.at)
    standing = _standing(intake, company, trust.tier)
    concern = _store(intake, standing)
    if standing.counts:
        join_company(company, intake.who)
    if intake.draft_id is not None:
        attach_from_draft(draft_id=intake.draft_id, concern=concern, now=intake.at)
    _record_and_tell(concern, intake)
    return _receipt_of(concern)


def _receipt_again(concern_id: int, intake: _Intake) -> Receipt:
    """Give the same receipt for the same sending; refuse another under its key."""
    said = intake.said
    concern = Concern.objects.select_related("issue").get(pk=concern_id)
    kept = (concern.kind_id, concern.text, concern.lat, concern.lon)
    if kept != (said.kind_id, said.text, said.lat, said.lon):
        raise AlreadySentError(
            _("This was sent already, with other answers. Start a new concern to add.")
        )
    return _receipt_of(concern)


def _receipt_of(concern: Concern) -> Receipt:
    return Receipt(
        concern_id=concern.pk,
        reference=concern.reference,
        receipt=receipt_from(concern.idempotency_key or ""),
        issue_reference=concern.issue.reference,
        reply_due_on=concern.issue.reply_due_on,
    )


def _standing(intake: _Intake, company: Company, tier: Tier) -> Standing:
    person = intake.person
    if intake.is_proved and not proof_may_lift(
        intake.device or "", intake.line, intake.at
    ):
        tier = Tier.UNVERIFIED
    return Standing(
        tier=tier,
        counts=person is None or may_count(person.pk, intake.line, intake.at),
        weight=company.weight_with(intake.who),
        origin=company.tag,
    )


def _store(intake: _Intake, standing: Standing) -> Concern:
    held = _is_over_a_limit(intake)
    issue = Issue.objects.create(**_issue_of(intake, standing), is_held=held)
    concern = Concern.objects.create(
        **_answers_of(intake),
        issue=issue,
        first_issue=issue,
        is_held=held,
        review=_ask_for_a_look(intake),
    )
    Voice.objects.create(
        issue=issue,
        person=intake.person,
        device=intake.device,
        role=VoiceRole.REPORTER,
        **standing.columns(intake.at),
    )
    return concern


def _ask_for_a_look(intake: _Intake) -> Review | None:
    """Queue the words for the public page; stricter ones never go there (RULINGS 20)."""
    if intake.privacy != Privacy.PUBLIC or not intake.said.text:
        return None
    point = intake.spot.snap_point
    return ask_review(
        what=What.CONCERN,
        text=intake.said.text,
        neighborhood_id=intake.spot.neighborhood_id,
        person_id=intake.person.pk if intake.person else None,
        language=intake.said.language,
        places=[point.label.partition(",")[0]] if point else [],
        now=intake.at,
    )


def _issue_of(intake: _Intake, standing: Standing) -> dict[str, Any]:
    spot = intake.spot
    return {
        "reference": new_reference(),
        "kind": intake.kind,
        "neighborhood_id": spot.neighborhood_id,
        "snap_point": spot.snap_point,
        "cell_r9": spot.cell(9),
        "privacy": intake.privacy,
        "first_at": intake.at,
        "last_voice_at": intake.at,
        "faded_at": intake.at,
        "reported_on": intake.day,
        "reply_due_on": reply_due_on(intake.day, intake.kind.reply_days),
        "target_at": target_at(
            intake.day, intake.kind.target_days, get_default_timezone()
        ),
        **columns_of_first(VoiceRole.REPORTER, standing.tier, standing.scored),
    }


_AS_TYPED: Final = (
    "text",
    "how_often",
    "who_harmed",
    "where_text",
    "where_hint",
    "lat",
    "lon",
    "language",
    "channel",
    "contact_by",
    "wants_updates",
    "share_with_officer",
)


def _answers_of(intake: _Intake) -> dict[str, Any]:
    spot, said = intake.spot, intake.said
    return {
        **{name: getattr(said, name) for name in _AS_TYPED},
        "reference": new_reference(),
        "receipt_hash": hash_of(receipt_from(intake.key)),
        "idempotency_key": intake.key,
        "kind": intake.kind,
        "neighborhood_id": spot.neighborhood_id,
        "person": intake.person,
        "reported_at": intake.at,
        "reported_on": intake.day,
        "cell_r7": spot.cell(7),
        "cell_r8": spot.cell(8),
        "cell_r9": spot.cell(9),
        "privacy": intake.privacy,
        "contact_sealed": seal_contact(said.contact, said.name),
    }


def _is_over_a_limit(intake: _Intake) -> bool:
    """Tell whether it is held for a first look; nothing is ever refused (RULINGS 34)."""
    sender: object = intake.network or intake.device
    an_hour, a_day = CONCERNS_UNKNOWN_HOUR, CONCERNS_UNKNOWN_DAY
    if intake.person is not None:
        sender = f"person {intake.person.pk}"
        an_hour, a_day = CONCERNS_PERSON_HOUR, CONCERNS_PERSON_DAY
    over = is_over(CONCERNS_AREA, intake.spot.neighborhood_id)
    if sender is not None:
        over |= is_over(an_hour, sender)
        over |= is_over(a_day, sender)
    return over


def _record_and_tell(concern: Concern, intake: _Intake) -> None:
    """Leave the audit row and the letters; neither says who sent it."""
    note_named(concern, now=intake.now)
    record(
        actor=None,
        action="concern.submit",
        subject=concern,
        now=intake.at,
        place_id=intake.spot.neighborhood_id,
        channel=intake.said.channel,
    )
    if intake.said.contact_by == Contact.EMAIL:
        ask_for_receipt(concern, now=intake.at)
    ask_officers_to_look(concern.issue, intake.kind, now=intake.at)
