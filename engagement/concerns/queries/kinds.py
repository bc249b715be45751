"""Kinds as people choose them."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext

from engagement.concerns.choices import Privacy
from engagement.concerns.models import Kind, KindQuerySet
from engagement.places.models import Town


def kinds_in_use() -> KindQuerySet:
    """List what can be reported: conduct of officers is not taken here."""
    lines = Kind.objects.lines().filter(is_active=True, parent__is_active=True)
    return lines.exclude(privacy=Privacy.CONDUCT).select_related("parent")


def kind_groups() -> QuerySet[Kind]:
    """List the groups of the first screen, each with its kinds (RULINGS 22)."""
    kinds = Prefetch("kinds", kinds_in_use().order_by("position"), "choices_below")
    groups = Kind.objects.groups().filter(is_active=True)
    return groups.filter(kinds__in=kinds_in_use()).distinct().prefetch_related(kinds)


def urgent_words(kind: Kind, town: Town | None) -> str:
    """Tell where to go instead when it cannot wait, with the town's own numbers."""
    if not kind.is_urgent:
        return ""
    words = gettext(kind.urgent_text) if kind.urgent_text else ""
    number = town.emergency_number if town else ""
    agency = town.agency_name if town else ""
    other = f"{town.other_help_words} {town.other_help_number}".strip() if town else ""
    said = {
        "{emergency}": number or gettext("the emergency number"),
        "{agency}": agency or gettext("the police"),
        "{other_help}": other,
    }
    for name, value in said.items():
        words = words.replace(name, value)
    return " ".join(words.split())
