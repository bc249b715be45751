"""Words in the registers of cameras and of technology."""

from __future__ import annotations

from engagement.common.sealed import seal
from tests.architecture.group_world import GroupWorld
from watchgroups.models import Camera, CameraRequest


def plant_registers(world: GroupWorld) -> None:
    """A camera whose owner said yes to the officer who asked."""
    ask = world.camera_ask
    word = "canary-camera"
    Camera.objects.filter(pk=ask.camera_id).update(
        area=word, direction=word, sealed=seal(word)
    )
    CameraRequest.objects.filter(pk=ask.request_id).update(
        area="canary-recording", reason="canary-recording"
    )
