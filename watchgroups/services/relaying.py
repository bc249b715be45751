"""A captain writes to one member through the site: no address is shown to either."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.outbox.services import send_sealed_letter, write_letter
from engagement.people.models import User
from watchgroups.permissions import leads
from watchgroups.services import membership
from watchgroups.services.locks import note
from watchgroups.services.own import link_of
from watchgroups.services.saying import words_without_people
from watchgroups.services.word_answers import answer_link


@transaction.atomic
def write_to_member(*, member_id: int, text: str, actor: User, now: datetime) -> None:
    """Send one member a letter; its words are kept nowhere once it has left.

    What points to a person, a plate or a number does not leave. Raises NotAllowedError,
    GroupIncompleteError, GroupRestsError.
    """
    group, member = membership.taken(member_id)
    if not leads(Viewer(user=actor), group):
        raise NotAllowedError(_("Only the captains of this group may do that."))
    membership.require_here(member)
    words = words_without_people(text, group)
    letter = write_letter(
        to=member.person.email,
        language=member.person.language,
        template="group_word",
        values={
            "group": group.name,
            "text": words,
            "link": f"{settings.SITE_URL}"
            f"{reverse('watchgroups:own', args=[group.slug])}",
            "answer_link": answer_link(member, actor, now),
            "leave_link": f"{settings.SITE_URL}"
            f"{reverse('watchgroups:member_link', args=[link_of(member)])}",
        },
    )
    send_sealed_letter(letter, now=now)
    note(group, actor, "group.write_to_member", now, member=member.pk)
