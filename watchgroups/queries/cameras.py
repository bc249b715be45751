"""The register of cameras: an owner reads their own, an officer what owners allowed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from engagement.common.roles import Role, Viewer
from engagement.concerns.likeness import metres_between
from engagement.people.models import User
from watchgroups.choices import CameraAnswer
from watchgroups.models import Camera, CameraAsk, CameraLook, CameraRequest

MOST_SHOWN = 50


def cameras_of(person: User) -> QuerySet[Camera]:
    """List the cameras somebody put into the register and did not take out."""
    mine = Camera.objects.filter(owner=person, left_at=None)
    return mine.select_related("neighborhood").order_by("pk")


def asks_of(person: User) -> list[CameraAsk]:
    """List what an owner was asked, with every look an officer took, the newest first.

    Of a camera that was taken out, what an officer looked at stays to be read.
    """
    looked = Exists(CameraLook.objects.filter(ask=OuterRef("pk")))
    looks = CameraLook.objects.select_related("officer").order_by("at", "pk")
    asks = CameraAsk.objects.filter(
        Q(camera__left_at=None) | Q(looked), camera__owner=person
    )
    return list(
        asks.select_related("request__officer", "camera")
        .prefetch_related(Prefetch("looks", queryset=looks))
        .order_by("-request__at", "-pk")[:MOST_SHOWN]
    )


def requests_of(viewer: Viewer) -> QuerySet[CameraRequest]:
    """List what an officer asked, in the places they serve now."""
    if viewer.user is None:
        return CameraRequest.objects.none()
    asked = CameraRequest.objects.filter(officer=viewer.user.pk)
    places = viewer.place_ids(Role.OFFICER)
    asked = asked if places is None else asked.filter(neighborhood__in=places)
    return asked.select_related("neighborhood")


def accepted_of(request: CameraRequest) -> list[CameraAsk]:
    """List the owners who said yes; the others the officer never learns of."""
    said_yes = request.asks.filter(answer=CameraAnswer.YES, camera__left_at=None)
    return list(said_yes.select_related("camera").order_by("answered_at", "pk"))


def cameras_near(request: CameraRequest) -> list[Camera]:
    """List whose camera is near enough and may still hold what was recorded."""
    here = Camera.objects.filter(neighborhood=request.neighborhood_id, left_at=None)
    return [
        camera
        for camera in here.exclude(owner=request.officer_id).order_by("pk")
        if _may_still_hold(camera, request.ends_at, request.at)
        and metres_between(camera.lat, camera.lon, request.lat, request.lon)
        <= request.metres
    ]


def _may_still_hold(camera: Camera, ends_at: datetime, at: datetime) -> bool:
    return ends_at + timedelta(hours=camera.hours_kept) >= at
