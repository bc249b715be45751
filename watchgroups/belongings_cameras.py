"""Somebody's cameras, what they were asked about them, and what they asked as officer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engagement.common.persons import Person, Row, Tables, plain_value, rows_of
from engagement.common.sealed import unseal
from watchgroups.models import Camera, CameraAsk, CameraLook, CameraRequest
from watchgroups.services.cameras import forget_cameras

LEAVES: Final[dict[str, Callable[..., int]]] = {"cameras": forget_cameras}


def export_cameras(person: Person) -> Tables:
    """List their cameras, the questions and looks, and the questions they asked."""
    mine = Camera.objects.filter(owner=person.pk).order_by("pk")
    asks = CameraAsk.objects.filter(camera__owner=person.pk)
    looks = CameraLook.objects.filter(ask__camera__owner=person.pk)
    taken = CameraLook.objects.filter(officer=person.pk)
    asked = CameraRequest.objects.filter(officer=person.pk)
    return {
        "watchgroups.camera": [_row_of(camera) for camera in mine],
        "watchgroups.cameraask": rows_of(
            asks,
            reason="request__reason",
            at="request__at",
            answer="answer",
            answered_at="answered_at",
        ),
        "watchgroups.cameralook": [
            *rows_of(looks, reason="ask__request__reason", at="at"),
            *rows_of(taken, reason="ask__request__reason", at="at"),
        ],
        "watchgroups.camerarequest": rows_of(
            asked, area="area", reason="reason", at="at"
        ),
    }


def erase_cameras(person: Person) -> None:
    """Take their cameras out whole; what they asked as an officer stays without them."""
    Camera.objects.filter(owner=person.pk).delete()
    CameraLook.objects.filter(officer=person.pk).update(officer=None)
    CameraRequest.objects.filter(officer=person.pk).update(officer=None)


def _row_of(camera: Camera) -> Row:
    return {
        "kind": camera.kind,
        "area": camera.area,
        "direction": camera.direction,
        "hours_kept": camera.hours_kept,
        "contact": unseal(camera.sealed) if camera.sealed else "",
        "joined_at": plain_value(camera.joined_at),
        "left_at": plain_value(camera.left_at),
    }
