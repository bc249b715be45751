"""Kinds of concern on the set-up pages."""

from __future__ import annotations

from django.contrib import admin

from engagement.common.siteadmin import TownAdmin
from engagement.concerns.models import Kind


@admin.register(Kind)
class KindAdmin(TownAdmin):
    """Kinds are never deleted: what was reported under one stays; it is switched off."""

    list_display = ("code", "name", "parent", "harm_level", "privacy", "is_active")
    list_filter = ("parent", "is_active", "privacy")
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    ordering = ("parent__position", "position", "code")
