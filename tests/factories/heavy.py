"""Somebody with more rows than anybody has, for what must still end in time."""

from __future__ import annotations

from engagement.concerns.choices import Tier, VoiceRole
from engagement.concerns.models import Concern, Issue, Voice
from engagement.people.models import User
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.places import make_neighborhood


def make_heavy(user: User, *, concerns: int, voices: int) -> None:
    """Give somebody as many rows as nobody has."""
    kind, place = make_kind(), make_neighborhood()
    issues = [make_issue(kind=kind, neighborhood=place) for _ in range(20)]
    like = make_concern(issue=issues[0], person=user)
    fields = {
        field.attname: getattr(like, field.attname)
        for field in Concern._meta.concrete_fields
        if field.attname not in {"id", "reference"}
    }
    Concern.objects.bulk_create(
        Concern(**fields, reference=f"{number:08d}") for number in range(concerns - 1)
    )
    plain = {
        "role": VoiceRole.SUPPORTER, "tier": Tier.VERIFIED, "at": like.reported_at
    }  # fmt: skip
    same = {
        field.attname: getattr(issues[0], field.attname)
        for field in Issue._meta.concrete_fields
        if field.attname not in {"id", "reference"}
    }
    many = Issue.objects.bulk_create(
        Issue(**same, reference=f"v{number:07d}") for number in range(voices)
    )
    Voice.objects.bulk_create(Voice(issue=one, person=user, **plain) for one in many)
