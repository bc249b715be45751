"""A pressed link in a letter shows that a reporter has a mailbox (RULINGS 14)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.weeks import town_hour
from engagement.concerns.choices import Contact, Tier, VoiceRole
from engagement.concerns.contacts import read_contact
from engagement.concerns.counters import recount
from engagement.concerns.errors import NoSuchIssueError
from engagement.concerns.models import Concern, Issue, Voice
from engagement.concerns.services.locks import line_name, lock_issues, take_turns
from engagement.concerns.services.origins import company_of, domain_tag, join_company
from engagement.concerns.services.rule import count_again, roots_of_person
from engagement.concerns.services.tiers import trust_in
from engagement.people.models import User
from engagement.people.services import confirm_person_by_mail


@transaction.atomic
def confirm_mail(*, concern_id: int, now: datetime) -> Concern:
    """Tie a concern to the person whose mailbox it came from, and verify their voice.

    Pressing again changes nothing. Raises NoSuchIssueError, BadAddressError.
    """
    concern = Concern.objects.select_for_update().filter(pk=concern_id).first()
    if concern is None or concern.contact_by != Contact.EMAIL:
        raise NoSuchIssueError(_("This link no longer leads anywhere."))
    if concern.mail_confirmed_at is not None:
        return concern
    address = read_contact(concern.contact_sealed).address
    if not address:  # wiped 90 days after closing
        raise NoSuchIssueError(_("This link no longer leads anywhere."))
    mailbox = confirm_person_by_mail(email=address, language=concern.language, now=now)
    person = concern.person or mailbox
    concern.mail_confirmed_at = now
    concern.person = person
    concern.save(update_fields=["mail_confirmed_at", "person"])
    _verify_reporter(concern, person, now)
    record(
        actor=None,
        action="concern.confirm_mail",
        subject=concern,
        now=town_hour(localtime(now)),
        place_id=concern.neighborhood_id,
    )
    return concern


def _verify_reporter(concern: Concern, person: User, now: datetime) -> None:
    """Give the reporter's voice to the person; a “me too” of theirs gives way to it."""
    own = Issue.objects.select_related("merged_into").get(pk=concern.first_issue_id)
    root = own.merged_into or own
    line = (root.neighborhood_id, root.kind_id)
    trust = trust_in(person, now)
    tag = "" if trust.is_strong else domain_tag(person.email)
    names = [f"person:person {person.pk}"] + ([f"origin:{tag}"] if tag else [])
    take_turns(alone=names, shared=[line_name(*line)])
    company = company_of(tag, line, now)
    mine = roots_of_person(person.pk, line)
    lock_issues({root.pk, own.pk} | mine | company.issue_ids)
    voice = _reporters_voice(own, person)
    if voice is None or (
        voice.tier == Tier.VERIFIED and trust.tier != Tier.VERIFIED
    ):  # its browser's proof says more than the mailbox does
        return
    voice.person = person
    voice.tier = trust.tier
    voice.verified_at = (
        town_hour(localtime(now)) if trust.tier == Tier.VERIFIED else None
    )
    if tag and not voice.origin:
        voice.origin = tag
        voice.weight = company.weight_with(f"person {person.pk}")
        join_company(company, f"person {person.pk}")
    voice.save(update_fields=["person", "tier", "verified_at", "origin", "weight"])
    recount({root.pk} | count_again([person.pk], line))


def _reporters_voice(own: Issue, person: User) -> Voice | None:
    voices = Voice.objects.filter(issue=own, role=VoiceRole.REPORTER).order_by("pk")
    voice = voices.filter(person=None).first() or voices.filter(person=person).first()
    if voice is not None:
        Voice.objects.filter(issue=own, person=person).exclude(pk=voice.pk).delete()
    return voice
