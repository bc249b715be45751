"""Kinds of concern on the set-up pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest  # noqa: TID251 - Django admin's signatures

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

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer groups alone to stand under."""
        kwargs["queryset"] = Kind.objects.groups()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
