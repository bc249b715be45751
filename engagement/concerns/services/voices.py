"""Adding one's voice to an issue, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.devices import device_tag
from engagement.common.roles import Viewer
from engagement.common.weeks import town_hour
from engagement.concerns.choices import Tier, VoiceRole
from engagement.concerns.counters import add_to_counters, recount
from engagement.concerns.errors import (
    BadAnswerError,
    ChangedMeanwhileError,
    ClosedIssueError,
    NoSuchIssueError,
    OwnAreaError,
)
from engagement.concerns.models import Issue, Voice
from engagement.concerns.permissions import can_voice
from engagement.concerns.queries import family_of, issues_visible_to
from engagement.concerns.services.locks import line_name, lock_issues, take_turns
from engagement.concerns.services.origins import (
    company_of,
    join_company,
    tag_for,
    whose,
)
from engagement.concerns.services.rule import (
    Line,
    count_again,
    may_count,
    proof_may_lift,
    roots_of_person,
)
from engagement.concerns.services.tiers import Standing, Trust, trust_in
from engagement.people.models import User


@dataclass(frozen=True)
class _Speaker:
    """Who adds a voice: a person, a device, or both."""

    person: User | None
    device: str | None
    network: str | None
    now: datetime
    is_proved: bool = False

    @property
    def at(self) -> datetime:
        return town_hour(localtime(self.now))

    @property
    def who(self) -> str:
        return whose(self.person.pk if self.person else None, self.device, 0)

    @property
    def names(self) -> list[str]:
        return [f"person:{self.who}"]

    def voices_in(self, issue: Issue) -> QuerySet[Voice]:
        """Give what this speaker has said already, on the issue or one merged into it."""
        mine = Q(pk__in=[])
        if self.device:
            mine = Q(device=self.device)
            mine &= Q(person=None) if self.person else Q()
        if self.person:
            mine |= Q(person=self.person)
        said = Voice.objects.filter(mine, issue__in=family_of(issue))
        return said.order_by("person_id", "role", "at", "pk")


def add_voice(
    *,
    issue_id: int,
    person: User | None,
    device: str | None,
    now: datetime,
    network: str | None = None,
    is_proved: bool = False,
) -> Voice:
    """Add “me too” to an issue; who has spoken already keeps the voice they have.

    `is_proved`: the browser holds the proof of a code, which counts without an account.
    Raises NoSuchIssueError, OwnAreaError, ClosedIssueError, BadAnswerError.
    """
    speaker = _Speaker(person, device_tag(device), network, now, is_proved)
    if person is None and not device:
        raise BadAnswerError(
            _("We could not tell whether you said so before. Allow cookies or sign in.")
        )
    return _add(issue_id, speaker)


@transaction.atomic
def _add(issue_id: int, speaker: _Speaker) -> Voice:
    issue = _issue_to_speak_on(issue_id, speaker)
    line = (issue.neighborhood_id, issue.kind_id)
    trust = trust_in(speaker.person, speaker.now, is_proved=speaker.is_proved)
    origin = tag_for(
        text="",
        network=speaker.network,
        person=speaker.person,
        trust=trust,
        now=speaker.at,
    )
    names = speaker.names + ([f"origin:{origin}"] if origin else [])
    take_turns(alone=names, shared=[line_name(*line)])
    company = company_of(origin, line, speaker.at)
    mine = roots_of_person(speaker.person.pk, line) if speaker.person else set()
    locked = lock_issues({issue.pk} | company.issue_ids | mine)[issue.pk]
    _check_still(locked, line)
    before = speaker.voices_in(locked).first()
    if before is not None:
        return _kept(before, speaker, line)
    standing = Standing(
        tier=_tier(trust, speaker, line),
        counts=_counts(speaker, line),
        weight=company.weight_with(speaker.who),
        origin=company.tag,
    )
    voice = _speak(locked, speaker, standing)
    if standing.counts:
        join_company(company, speaker.who)
    record(
        actor=None,
        action="voice.add",
        subject=locked,
        now=speaker.at,
        place_id=locked.neighborhood_id,
    )
    return voice


def _issue_to_speak_on(issue_id: int, speaker: _Speaker) -> Issue:
    viewer = Viewer(user=speaker.person)
    issue = issues_visible_to(viewer).filter(pk=issue_id).first()
    if issue is not None and issue.merged_into_id is not None:
        issue = issues_visible_to(viewer).filter(pk=issue.merged_into_id).first()
    if issue is None:
        raise NoSuchIssueError(_("There is no such concern."))
    if not can_voice(viewer, issue):
        raise OwnAreaError(
            _("You decide about this area, so you cannot add your own voice here.")
        )
    return issue


def _check_still(issue: Issue, line: Line) -> None:
    """Look again now that nobody else can change it."""
    if not issue.is_open:
        raise ClosedIssueError(
            _("This one is closed. If it is still there, please report it again.")
        )
    if issue.merged_into_id or (issue.neighborhood_id, issue.kind_id) != line:
        raise ChangedMeanwhileError(
            _("An officer has just changed this one. Open it again, please.")
        )


def _tier(trust: Trust, speaker: _Speaker, line: Line) -> Tier:
    """Let a browser's proof verify three a line; the caller holds its turn."""
    if speaker.person is not None or speaker.device is None or not trust.is_strong:
        return trust.tier
    may_lift = proof_may_lift(speaker.device, line, speaker.at)
    return Tier.VERIFIED if may_lift else Tier.UNVERIFIED


def _counts(speaker: _Speaker, line: Line) -> bool:
    if speaker.person is None:
        return True
    return may_count(speaker.person.pk, line, speaker.at)


def _speak(issue: Issue, speaker: _Speaker, standing: Standing) -> Voice:
    voice = Voice.objects.create(
        issue=issue,
        person=speaker.person,
        device=_free_device(issue, speaker),
        role=VoiceRole.SUPPORTER,
        **standing.columns(speaker.at),
    )
    add_to_counters(
        issue_id=issue.pk,
        role=VoiceRole.SUPPORTER,
        tier=standing.tier,
        weight=standing.scored,
        at=speaker.at,
    )
    return voice


def _free_device(issue: Issue, speaker: _Speaker) -> str | None:
    """Leave the device out where somebody else of the household spoke from it."""
    if speaker.person is None or speaker.device is None:
        return speaker.device
    taken = Voice.objects.filter(issue=issue, device=speaker.device).exists()
    return None if taken else speaker.device


def _kept(voice: Voice, speaker: _Speaker, line: Line) -> Voice:
    """Keep the voice; one given before signing in becomes the person's."""
    if voice.person_id is None and speaker.person is not None:
        give_to_person(voice, speaker.person, line, now=speaker.now)
    return voice


def give_to_person(voice: Voice, person: User, line: Line, *, now: datetime) -> None:
    """Make a voice somebody's own and verify it as they are; the caller holds the turn.

    One that the browser's proof verified stays the browser's where the person has none:
    signing in takes nothing away.
    """
    at, tier = town_hour(localtime(now)), trust_in(person, now).tier
    if voice.tier == Tier.VERIFIED and tier != Tier.VERIFIED:
        return
    voice.person = person
    voice.tier = tier
    voice.verified_at = at if voice.tier == Tier.VERIFIED else None
    voice.save(update_fields=["person", "tier", "verified_at"])
    root = voice.issue.merged_into_id or voice.issue_id
    recount({root} | count_again([person.pk], line))


@transaction.atomic
def withdraw_voice(
    *, issue_id: int, person: User | None, device: str | None, now: datetime
) -> None:
    """Take back one's own “me too”; a reporter withdraws the concern instead.

    Raises NoSuchIssueError.
    """
    speaker = _Speaker(person, device_tag(device), None, now)
    found = Issue.objects.filter(pk=issue_id).select_related("merged_into").first()
    if found is None:
        raise NoSuchIssueError(_("There is no such concern."))
    issue = found.merged_into or found
    line = (issue.neighborhood_id, issue.kind_id)
    take_turns(alone=speaker.names, shared=[line_name(*line)])
    others = roots_of_person(person.pk, line) if person else set()
    lock_issues({issue.pk} | others)
    mine = speaker.voices_in(issue).filter(role=VoiceRole.SUPPORTER)
    removed, _by_table = mine.delete()
    if not removed:
        return
    changed = count_again([person.pk], line) if person else set()
    recount({issue.pk} | changed)
    record(
        actor=None,
        action="voice.withdraw",
        subject=issue,
        now=speaker.at,
        place_id=issue.neighborhood_id,
    )
