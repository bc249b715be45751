"""Walk through the questions as a browser without script does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from engagement.places.models import Neighborhood
from tests.factories.places import middle_of


@dataclass
class Walk:
    """One person telling one concern about a neighborhood."""

    place: Neighborhood
    client: Client = field(default_factory=Client)
    kind: str = "speeding"
    group: str = "traffic"

    def post(self, step: str, **typed: object) -> Any:
        return self.client.post(reverse(f"concerns:report_{step}"), typed)

    def get(self, step: str) -> Any:
        return self.client.get(reverse(f"concerns:report_{step}"))

    def what(self) -> Any:
        return self.post("what", in_group=self.group, kind=self.kind)

    def where(self, **typed: object) -> Any:
        lat, lon = middle_of(self.place)
        plain = {"place": "", "lat": lat, "lon": lon, "privacy": "public"}
        return self.post("where", **(plain | typed))

    def photos(self, **typed: object) -> Any:
        return self.post("photos", **typed)

    def details(self, **typed: object) -> Any:
        return self.post("details", **({"text": "Cars race past the school"} | typed))

    def contact(self, **typed: object) -> Any:
        return self.post("contact", **({"contact_by": "none"} | typed))

    def to(self, step: str) -> Walk:
        """Answer everything before this step."""
        for one in ("what", "where", "photos", "details", "contact"):
            if one == step:
                break
            answer = getattr(self, one)()
            assert answer.status_code == 302, answer.content.decode()
        return self


def leads_to(answer: Any) -> str:
    """The address of a redirect, or what went wrong instead."""
    return str(answer.headers.get("Location", f"stayed: {answer.status_code}"))
