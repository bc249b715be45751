"""A member answers a captain’s word by the link in the letter: neither reads an address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.outbox.services import send_sealed_letter, write_letter
from engagement.people.models import User
from watchgroups.errors import MemberLetterClosedError
from watchgroups.models import Membership
from watchgroups.permissions import leads_as
from watchgroups.services import membership
from watchgroups.services.locks import note
from watchgroups.services.saying import words_without_people

STANDS_FOR: Final = timedelta(days=30)
_SALT: Final = "watchgroups.word"


def answer_link(member: Membership, sender: User, now: datetime) -> str:
    """Give the address at which a member answers whoever wrote to them."""
    said = [member.pk, member.person_id, sender.pk, int(now.timestamp())]
    token = signing.dumps(said, salt=_SALT)
    return f"{settings.SITE_URL}{reverse('watchgroups:word', args=[token])}"


def word_of_link(token: str, now: datetime) -> tuple[Membership, User]:
    """Give who answers whom. Raises MemberLetterClosedError.

    It works for thirty days, while the one is in the group and the other leads it.
    """
    try:
        pk, person_id, sender_id, at = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise MemberLetterClosedError(_("This link does not work any more.")) from error
    found = Membership.objects.filter(pk=pk, person=person_id, ended_at=None)
    member = found.select_related("group", "person").first()
    sender = User.objects.filter(pk=sender_id, is_active=True).first()
    is_old = at < (now - STANDS_FOR).timestamp()
    if is_old or member is None or not member.is_here or sender is None:
        raise MemberLetterClosedError(_("This link does not work any more."))
    if member.group.is_closed or not leads_as(sender, member.group):
        raise MemberLetterClosedError(_("Whoever wrote does not lead the group now."))
    return member, sender


@transaction.atomic
def answer_word(*, token: str, text: str, now: datetime) -> None:
    """Send a captain what a member answers; the words are kept nowhere.

    The caller knows no more than the link. Raises MemberLetterClosedError,
    GroupIncompleteError, GroupRestsError.
    """
    found, sender = word_of_link(token, now)
    group, member = membership.taken(found.pk)
    words = words_without_people(text, group)
    path = reverse("watchgroups:member", args=[group.slug, member.pk])
    letter = write_letter(
        to=sender.email,
        language=sender.language,
        template="group_word_answer",
        values={
            "group": group.name,
            "name": member.name or member.public_name or member.person.name,
            "text": words,
            "link": f"{settings.SITE_URL}{path}",
        },
    )
    send_sealed_letter(letter, now=now)
    note(group, member.person, "group.answer_word", now, member=member.pk)
