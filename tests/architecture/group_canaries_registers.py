"""Private fields of the registers of cameras and of technology."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_REGISTERS: Final = (
    Field(
        "where a camera looks, how to reach its owner",
        "canary-camera",
        "watchgroups.camera.area watchgroups.camera.direction watchgroups.camera.sealed",
    ),
    Field(
        "why an officer asked owners of cameras",
        "canary-recording",
        "watchgroups.camerarequest.area watchgroups.camerarequest.reason",
    ),
)
