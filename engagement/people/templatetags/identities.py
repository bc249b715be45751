"""Which accounts elsewhere one can sign in with."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def identity_providers() -> list[dict[str, str]]:
    return [
        {"id": one["id"], "name": one["name"]} for one in settings.IDENTITY_PROVIDERS
    ]
