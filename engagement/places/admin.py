"""The town on the set-up pages."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest  # noqa: TID251 - Django admin's signatures

from engagement.common.siteadmin import TownAdmin
from engagement.places.models import Holiday, Town


@admin.register(Town)
class SetUpTown(TownAdmin):
    fields = (
        "name",
        "agency_name",
        "emergency_number",
        "other_help_number",
        "other_help_words",
        "contact_email",
        "default_language",
        "languages",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the first-run page makes the one row
        return False


@admin.register(Holiday)
class HolidayAdmin(TownAdmin):
    list_display = ("on", "name")
    ordering = ("on",)
