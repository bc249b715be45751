"""What the register of cameras keeps of a person: each kind of table has its row."""

from __future__ import annotations

from django.utils.timezone import now

from engagement.people.models import User
from tests.factories.group_cameras import make_ask, make_camera, make_request
from tests.factories.group_technology import make_comment, make_technology
from watchgroups.models import CameraLook


def with_cameras(user: User, mark: str) -> None:
    """A camera that was asked about, and a question and a look as an officer."""
    mine = make_camera(user, contact=mark, direction=mark)
    asked = make_ask(make_request(), mine, answer="yes")
    CameraLook.objects.create(ask=asked, officer=asked.request.officer, at=now())
    technology = make_technology(made_by=user)
    make_comment(technology, f"{mark} comment", person=user)
    theirs = make_ask(make_request(user), make_camera(), answer="yes")
    CameraLook.objects.create(ask=theirs, officer=user, at=now())
