"""Letters to those who help, and to organizers about them; none that no longer holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from engagement.common.roles import Viewer
from engagement.concerns.receipts import receipt_again
from engagement.outbox.services import deliver, finish, withhold
from engagement.people.models import User
from meetings.choices import HelpState, NoticeKind
from meetings.models import HelpOffer, Notice
from meetings.permissions import organizes
from meetings.services.help_notices import HELPERS_TOLD
from meetings.services.letters import place_of
from meetings.services.reaching import notice_holds, send_to
from meetings.wishes import Said, read_wish

_LETTERS: Final = {
    HelpState.ASKED: "help_confirm",
    HelpState.OFFERED: "help_waiting",
    HelpState.ACCEPTED: "help_accepted",
    HelpState.DECLINED: "help_declined",
}
_NOTICES: Final = {
    NoticeKind.MOVED: "help_moved",
    NoticeKind.CANCELLED: "help_cancelled",
    NoticeKind.REMINDER: "help_reminder",
    NoticeKind.MESSAGE: "help_message",
}


def help_token(offer: HelpOffer) -> str:
    """Give what opens an offer of help, as it was given at first."""
    return receipt_again(offer.key, offer.token_hash)


def send_help_letter(
    *, job_id: int, offer_id: int, version: int, now: datetime
) -> None:
    """Tell where an offer stands, unless it stands elsewhere by now."""
    offer = _offer(offer_id)
    if offer is None or offer.version != version or not offer.meeting.is_ahead(now):
        finish(job_id, now)
        return
    template = _LETTERS.get(HelpState(offer.state))
    if template is None:
        finish(job_id, now)
        return
    _send(job_id, offer, template, {"answer": offer.answer}, now)


def send_helper_notice(
    *, job_id: int, offer_id: int, notice_id: int, now: datetime
) -> None:
    """Tell one helper, unless it no longer holds or they want no letters."""
    offer = _offer(offer_id)
    notice = Notice.objects.filter(pk=notice_id).first()
    if (
        offer is None
        or notice is None
        or not notice_holds(offer, notice, HELPERS_TOLD, now)
    ):
        finish(job_id, now)
        return
    meeting = offer.meeting
    reason = meeting.cancel_reason if meeting.is_cancelled else meeting.move_reason
    more = {"reason": reason, "text": notice.text}
    _send(job_id, offer, _NOTICES[NoticeKind(notice.kind)], more, now)


def tell_of_help(
    *, job_id: int, offer_id: int, person_id: int, version: int, now: datetime
) -> None:
    """Tell one organizer that somebody offers help or takes it back; never who."""
    offer = _offer(offer_id)
    person = User.objects.filter(pk=person_id).first()
    if offer is None or person is None or not _is_news(offer, version, now):
        finish(job_id, now)
        return
    if not (person.is_active and organizes(Viewer(user=person), offer.meeting)):
        withhold(job_id=job_id, person_id=person.pk, now=now)
        return
    path = reverse("meetings:helpers", args=[offer.meeting_id])
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="help_news",
        values={
            "title": offer.meeting.title,
            "sort": offer.wanted.sort,
            "spoken": offer.wanted.language,
            "is_offered": offer.state == HelpState.OFFERED,
            "link": f"{settings.SITE_URL}{path}",
        },
        now=now,
    )


def _is_news(offer: HelpOffer, version: int, now: datetime) -> bool:
    """An offer stays news while its link is mailed again; a withdrawal is told once."""
    is_offered = offer.state == HelpState.OFFERED and offer.version >= version
    is_back = offer.state == HelpState.TAKEN_BACK and offer.version == version
    return (is_offered or is_back) and offer.meeting.is_ahead(now)


def _offer(offer_id: int) -> HelpOffer | None:
    found = HelpOffer.objects.filter(pk=offer_id).select_related(
        "wanted", "person", "meeting", "meeting__venue", "meeting__room"
    )
    return found.first()


def _send(
    job_id: int,
    offer: HelpOffer,
    template: str,
    more: Mapping[str, Any],
    now: datetime,
) -> None:
    said = read_wish(offer.sealed)
    send_to(
        job_id=job_id,
        who=offer,
        said=said,
        template=template,
        values={**_facts(offer, said), **more},
        now=now,
    )


def _facts(offer: HelpOffer, said: Said) -> dict[str, Any]:
    """Give what every letter states: what, when in which zone, where, and the way back."""
    meeting, site = offer.meeting, settings.SITE_URL
    calendar = reverse("meetings:meeting_ics", args=[meeting.pk])
    link = reverse("meetings:helping", args=[help_token(offer)])
    return {
        "name": said.name,
        "sort": offer.wanted.sort,
        "spoken": offer.wanted.language,
        "title": meeting.title,
        "begins_at": meeting.begins_at,
        "ends_at": meeting.ends_at,
        "place": place_of(meeting),
        "online_link": meeting.online_link if offer.is_accepted else "",
        "is_online": meeting.is_online,
        "page": f"{site}{meeting.get_absolute_url()}",
        "link": f"{site}{link}",
        "calendar": f"{site}{calendar}",
    }
