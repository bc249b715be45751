"""The town on the set-up pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest  # noqa: TID251 - Django admin's signatures
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from engagement.common.siteadmin import TownAdmin, administrator
from engagement.places.models import Holiday, Town
from engagement.places.services import save_holiday, save_town


@admin.register(Town)
class SetUpTown(TownAdmin):
    fields = (
        "name",
        "agency_name",
        "emergency_number",
        "other_help_number",
        "other_help_words",
        "contact_email",
        "complaints_words",
        "languages",
    )

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **how: Any
    ) -> Any:
        if db_field.name != "languages":
            return super().formfield_for_dbfield(db_field, request, **how)
        return forms.MultipleChoiceField(
            choices=settings.LANGUAGES,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("Without a choice: all that people speak."),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the first-run page makes the one row
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: Town,
        form: Any,
        change: Any,  # noqa: ARG002 - Django's signature
    ) -> None:
        save_town(
            town=obj,
            changed=form.changed_data,
            actor=administrator(request),
            now=now(),
        )


@admin.register(Holiday)
class HolidayAdmin(TownAdmin):
    list_display = ("on", "name")
    ordering = ("on",)

    def save_model(
        self,
        request: HttpRequest,
        obj: Holiday,
        form: Any,  # noqa: ARG002 - Django's signature
        change: Any,  # noqa: ARG002 - Django's signature
    ) -> None:
        save_holiday(holiday=obj, actor=administrator(request), now=now())
