"""The register of cameras: joined and left at will; only a yes opens a contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.limits import CAMERA_REQUESTS
from engagement.common.richtext import plain, readable
from engagement.common.roles import Viewer
from engagement.common.sealed import seal, unseal
from engagement.outbox.services import deliver, enqueue, finish
from engagement.people.models import User
from engagement.places.queries import snap_for
from watchgroups.choices import CameraAnswer, CameraKind
from watchgroups.errors import (
    CameraIncompleteError,
    DecidedAlreadyError,
    TooManyLettersError,
)
from watchgroups.models import Camera, CameraAsk, CameraLook, CameraRequest
from watchgroups.permissions import can_ask_for_recordings
from watchgroups.queries.cameras import cameras_near, cameras_of

MOST_CAMERAS: Final = 10
MOST_HOURS: Final = 24 * 90
LONGEST_DIRECTION: Final = 120
LONGEST_CONTACT: Final = 200
LONGEST_WHY: Final = 300
FARTHEST: Final = 500
NEAREST: Final = 50
LONGEST_SPAN: Final = timedelta(days=2)
OPEN_FOR: Final = timedelta(days=30)  # answers count, and a yes opens the contact
CAMERAS_KEPT: Final = timedelta(days=30)
REQUESTS_KEPT: Final = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place on the map, as a name that was looked up gave it."""

    neighborhood_id: int
    lat: float
    lon: float
    label: str


@transaction.atomic
def join_cameras(
    *,
    spot: Spot,
    kind: str,
    direction: str,
    hours_kept: int,
    contact: str,
    owner: User,
    now: datetime,
) -> Camera:
    """Put a camera into the register, at the public point nearest to it.

    Raises CameraIncompleteError.
    """
    User.objects.select_for_update().get(pk=owner.pk)
    if cameras_of(owner).count() >= MOST_CAMERAS:
        raise CameraIncompleteError(
            _("You have %(most)d cameras here already.") % {"most": MOST_CAMERAS}
        )
    if kind not in CameraKind.values or not 0 < hours_kept <= MOST_HOURS:
        raise CameraIncompleteError(_("Say for how long recordings are kept."))
    point = snap_for(spot.neighborhood_id, spot.lat, spot.lon)
    if point is None:
        raise CameraIncompleteError(_("Our map does not know this place well enough."))
    return Camera.objects.create(
        owner=owner,
        kind=kind,
        neighborhood_id=spot.neighborhood_id,
        lat=point.lat,
        lon=point.lon,
        area=point.label,
        direction=_words(direction, LONGEST_DIRECTION, _("Say what it looks at.")),
        hours_kept=hours_kept,
        sealed=seal(_words(contact, LONGEST_CONTACT, _("Say how to reach you."))),
        joined_at=now,
    )


@transaction.atomic
def leave_cameras(*, camera_id: int, owner: User, now: datetime) -> None:
    """Take a camera out: the contact is wiped at once. Raises NotAllowedError."""
    camera = Camera.objects.select_for_update().get(pk=camera_id)
    if camera.owner_id != owner.pk:
        raise NotAllowedError(_("Only its owner can take a camera out."))
    if camera.left_at is None:
        camera.left_at, camera.sealed = now, b""
        camera.save(update_fields=["left_at", "sealed"])


@transaction.atomic
def ask_for_recordings(
    *,
    spot: Spot,
    metres: int,
    begins_at: datetime,
    ends_at: datetime,
    reason: str,
    actor: User,
    now: datetime,
) -> CameraRequest:
    """Ask every owner near a place about a time; how many there are stays unsaid.

    Raises NotAllowedError, CameraIncompleteError, TooManyLettersError.
    """
    User.objects.select_for_update().get(pk=actor.pk)
    if not can_ask_for_recordings(Viewer(user=actor), spot.neighborhood_id):
        raise NotAllowedError(_("Only officers of this neighborhood may do that."))
    _require_room(actor, now)
    why = _words(reason, LONGEST_WHY, _("Say why. The owners read it."))
    if not NEAREST <= metres <= FARTHEST:
        raise CameraIncompleteError(_("Choose a distance from the list."))
    if not begins_at < ends_at <= now or ends_at - begins_at > LONGEST_SPAN:
        raise CameraIncompleteError(
            _("Name a time that is over, two days long at most.")
        )
    request = CameraRequest.objects.create(
        officer=actor,
        neighborhood_id=spot.neighborhood_id,
        lat=spot.lat,
        lon=spot.lon,
        area=spot.label,
        metres=metres,
        begins_at=begins_at,
        ends_at=ends_at,
        reason=why,
        at=now,
    )
    _note(request, "camera.ask", actor, now, why)
    for camera in cameras_near(request):
        ask = CameraAsk.objects.create(request=request, camera=camera)
        enqueue(
            task="watchgroups.ask_owner",
            about=f"watchgroups.cameraask:{ask.pk}",
            now=now,
            ask_id=ask.pk,
        )
    return request


@transaction.atomic
def answer_request(
    *, ask_id: int, accepts: bool, owner: User, now: datetime
) -> CameraAsk:
    """Say yes or no; a yes can be taken back, a no stays.

    Raises NotAllowedError, DecidedAlreadyError.
    """
    ask = _taken(ask_id)
    if ask.camera.owner_id != owner.pk or ask.camera.left_at is not None:
        raise NotAllowedError(_("Only the owner of the camera answers this."))
    takes_back = ask.answer == CameraAnswer.YES and not accepts
    if ask.answer != CameraAnswer.OPEN and not takes_back:
        raise DecidedAlreadyError(_("You answered this already."))
    if ask.request.at + OPEN_FOR <= now:
        raise DecidedAlreadyError(_("It is too late to answer this."))
    ask.answer = CameraAnswer.YES if accepts else CameraAnswer.NO
    ask.answered_at = now
    ask.save(update_fields=["answer", "answered_at"])
    return ask


def can_be_answered(ask: CameraAsk, now: datetime) -> bool:
    """Tell whether an owner may still answer: in time, and with the camera in."""
    return ask.camera.left_at is None and now < ask.request.at + OPEN_FOR


@transaction.atomic
def look_at_contact(*, ask_id: int, actor: User, now: datetime) -> str:
    """Open how to reach an owner who said yes, to the officer who asked, and note it.

    Raises NotAllowedError.
    """
    ask = _taken(ask_id)
    request = ask.request
    serves = can_ask_for_recordings(Viewer(user=actor), request.neighborhood_id)
    said_yes = ask.answer == CameraAnswer.YES and ask.camera.left_at is None
    is_open = now < request.at + OPEN_FOR
    if request.officer_id != actor.pk or not (serves and said_yes and is_open):
        raise NotAllowedError(_("Only who asked may get in touch, after a yes."))
    CameraLook.objects.create(ask=ask, officer=actor, at=now)
    _note(request, "camera.look", actor, now)
    return unseal(ask.camera.sealed)


def ask_owner(*, job_id: int, ask_id: int, now: datetime) -> None:
    """Write to an owner, unless they left or answered meanwhile."""
    found = CameraAsk.objects.select_related("camera__owner", "request")
    ask = found.filter(
        pk=ask_id, answer=CameraAnswer.OPEN, camera__left_at=None
    ).first()
    if ask is None or not ask.camera.owner.is_active:
        finish(job_id, now)
        return
    values = {
        "area": ask.request.area,
        "begins_at": ask.request.begins_at,
        "ends_at": ask.request.ends_at,
        "reason": ask.request.reason,
        "link": f"{settings.SITE_URL}{reverse('watchgroups:cameras')}",
    }
    deliver(
        job_id=job_id,
        to=ask.camera.owner.email,
        language=ask.camera.owner.language,
        template="camera_asked",
        values=values,
        now=now,
    )


def forget_cameras(*, now: datetime) -> int:
    """Let go of cameras that left a month ago, and of what was asked a year ago."""
    left = Camera.objects.filter(left_at__lt=now - CAMERAS_KEPT)
    old = CameraRequest.objects.filter(at__lt=now - REQUESTS_KEPT)
    many = left.count() + old.count()
    left.delete()
    old.delete()
    return many


def _taken(ask_id: int) -> CameraAsk:
    """Lock the camera first, so that leaving and looking wait for one another."""
    camera_id = CameraAsk.objects.only("camera").get(pk=ask_id).camera_id
    Camera.objects.select_for_update().get(pk=camera_id)
    locked = CameraAsk.objects.select_for_update(of=("self",))
    return locked.select_related("camera", "request").get(pk=ask_id)


def _require_room(actor: User, now: datetime) -> None:
    since = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    asked = CameraRequest.objects.filter(officer=actor, at__gte=since).count()
    if asked >= CAMERA_REQUESTS.most:
        raise TooManyLettersError(
            _("You asked %(most)d times today. Ask again tomorrow.")
            % {"most": CAMERA_REQUESTS.most}
        )


def _words(text: str, longest: int, message: str) -> str:
    kept = plain(text).strip()
    if not readable(kept):
        raise CameraIncompleteError(message)
    if len(kept) > longest:
        raise CameraIncompleteError(
            _("Use at most %(most)d characters.") % {"most": longest}
        )
    return kept


def _note(
    request: CameraRequest, action: str, actor: User, now: datetime, reason: str = ""
) -> None:
    """Write an officer's act down; who owns a camera stands in no record."""
    record(
        actor=actor,
        action=action,
        subject=request,
        now=now,
        place_id=request.neighborhood_id,
        reason=reason,
    )
