"""On what a legal hold lies: the issue it was set on, and all that became part of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, ExpressionWrapper, F, OuterRef, Q

from engagement.concerns.models import Concern, LegalHold
from engagement.moderation.models import Review


def is_held() -> Exists:
    """Tell of a row with an issue whether a hold lies on that or on what it became.

    The whole way counts: the one it became may itself have become part of another.
    """
    way = OuterRef("issue__merged_path")
    own = Q(issue=OuterRef("issue")) | Q(issue=OuterRef("issue__merged_into"))
    standing = LegalHold.objects.filter(lifted_at=None).annotate(
        way=ExpressionWrapper(way, output_field=ArrayField(BigIntegerField()))
    )
    return Exists(standing.filter(own | Q(way__contains=[F("issue_id")])))


def concern_is_held(concern_id: int) -> bool:
    return Concern.objects.filter(is_held(), pk=concern_id).exists()


def held_reviews() -> set[int]:
    """Name the texts and photos of everything on which a hold lies."""
    held = Concern.objects.filter(is_held()).order_by()
    ids = held.values("pk")
    words = Review.objects.filter(pk__in=held.values("review"))
    photos = Review.objects.filter(picture__photo__concern__in=ids)
    return set(words.union(photos).values_list("pk", flat=True))
