"""The public page of an issue, and “me too”."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from engagement.common.devices import device_of, know_again
from engagement.common.errors import DomainError
from engagement.common.http import client_ip, too_often, viewer_of
from engagement.common.ids import read_reference
from engagement.common.limits import VOICES, is_over
from engagement.common.staticmap import Layer, Mark, Name, bounds_around, draw_map
from engagement.concerns.choices import Privacy, Tier, VoiceRole
from engagement.concerns.models import Issue
from engagement.concerns.permissions import can_voice
from engagement.concerns.photo_words import public_gallery
from engagement.concerns.queries import (
    MOST_WORDS,
    issues_visible_to,
    own_concern_in,
    public_photos_of,
    public_story_of,
    public_words_of,
    shapes_of,
    voice_of,
)
from engagement.concerns.services import add_voice, withdraw_voice
from engagement.concerns.views.flow import (
    AN_HOUR,
    person_of,
)
from engagement.people.http import is_proved
from engagement.people.models import User
from engagement.places.models import Neighborhood, SnapPoint

_AROUND_M = 380


def _issue_or_404(request: HttpRequest, reference: str) -> Issue:
    read = read_reference(reference)
    if read is None:
        raise Http404
    return get_object_or_404(issues_visible_to(viewer_of(request)), reference=read)


@login_not_required
@require_GET
def issue(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what happened with it: kind, street, state, days and official words."""
    shown = _issue_or_404(request, reference)
    if shown.merged_into is not None:
        whole = shown.merged_into
        if not issues_visible_to(viewer_of(request)).filter(pk=whole.pk).exists():
            raise Http404
        messages.info(request, _("This concern was joined with the one shown here."))
        return redirect(whole)
    person, (device, is_new) = person_of(request), device_of(request)
    words = public_words_of(shown)
    voice = None if is_new and person is None else voice_of(shown, person, device)
    context = {
        "issue": shown,
        "story": public_story_of(shown),
        "words": words[:MOST_WORDS],
        "has_more_words": len(words) > MOST_WORDS,
        "map": _map_of(shown),
        "gallery": public_gallery(public_photos_of(shown), _photos_url(shown, person)),
        "has_voice": voice is not None,
        "counts_fully": voice is not None and voice.tier == Tier.VERIFIED,
        "can_undo": voice is not None and voice.role == VoiceRole.SUPPORTER,
        "may_voice": shown.is_open and can_voice(viewer_of(request), shown),
    }
    return render(request, "concerns/issue.html", context)


def _photos_url(shown: Issue, person: User | None) -> str:
    """Give where somebody signed in adds photos to what they sent themselves."""
    own = own_concern_in(shown, person) if shown.is_open else None
    return reverse("concerns:photos", args=[own.reference]) if own else ""


def _map_of(shown: Issue) -> SafeString | None:
    """Give the block around the public point; nothing for one that shows no block.

    The same picture serves every issue at the point, so it is kept for an hour.
    """
    point, area = shown.snap_point, shown.neighborhood
    if shown.privacy != Privacy.PUBLIC or point is None or area is None:
        return None
    key = f"block:{point.pk}:{get_language()}"
    kept: SafeString | None = cache.get(key)
    if kept is None:
        kept = _draw_block(point, area)
        cache.set(key, kept, AN_HOUR)
    return kept


def _draw_block(point: SnapPoint, area: Neighborhood) -> SafeString:
    shapes = shapes_of(area)
    looks = ("park", "building", "street", "major", "water")
    layers = [
        Layer(look, [one.geometry for one in shapes if one.look == look])
        for look in looks
    ]
    words = point.label or area.name
    return draw_map(
        label=_("Map of the block around %(place)s") % {"place": words},
        bounds=bounds_around(point.lat, point.lon, _AROUND_M),
        layers=layers,
        marks=[Mark(point.lat, point.lon)],
        names=[Name(words, point.lat - 0.0009, point.lon)],
        height=320,
    )


def _answer(shown: Issue, device: str | None) -> HttpResponse:
    response = redirect(shown)
    if device:
        know_again(response, device)
    return response


@login_not_required
@require_POST
def me_too(request: HttpRequest, reference: str) -> HttpResponse:
    """Add one voice; a second press changes nothing."""
    shown = _issue_or_404(request, reference)
    if is_over(VOICES, client_ip(request)):
        return too_often(request, VOICES)
    device, is_new = device_of(request)
    try:
        add_voice(
            issue_id=shown.pk,
            person=person_of(request),
            device=device,
            is_proved=is_proved(request, device),
            network=client_ip(request),
            now=now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your voice was added. Thank you."))
    return _answer(shown, device if is_new else None)


@login_not_required
@require_POST
def me_too_undo(request: HttpRequest, reference: str) -> HttpResponse:
    shown = _issue_or_404(request, reference)
    device, _is_new = device_of(request)
    try:
        withdraw_voice(
            issue_id=shown.pk, person=person_of(request), device=device, now=now()
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your voice was taken back."))
    return redirect(shown)
