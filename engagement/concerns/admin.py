"""Kinds of concern on the set-up pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest  # noqa: TID251 - Django admin's signatures
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from engagement.common.siteadmin import TownAdmin, administrator
from engagement.concerns.models import Kind
from engagement.concerns.services import save_kind

_LABELS = {
    "parent": _("Group"),
    "harm_level": _("How much harm it does"),
    "harm_reason": _("Why this much"),
    "harm_decided_on": _("Decided on"),
    "reply_days": _("Working days to a reply"),
    "target_days": _("Days to have it solved"),
    "privacy": _("What others may see"),
    "is_urgent": _("May not be able to wait"),
    "urgent_text": _("Where to turn instead"),
    "same_within_m": _("Metres within which two reports may be one problem"),
    "position": _("Place in the list"),
    "is_active": _("Can be reported"),
}
_HELP = {
    "code": _(
        "Programs and imports know it by this. Change it only before its first use."
    ),
    "parent": _(
        "Leave empty for a group. A group is shown when a kind stands under it."
    ),
    "example": _("One short sentence, as a neighbor would say it."),
    "reply_days": "",
    "target_days": "",
    "privacy": _("Whoever reports may choose stricter, never looser."),
    "is_urgent": _("People read the text below first, and officers hear at once."),
    "urgent_text": _(
        "Write {emergency} for the emergency number, {agency} for who runs this and {other_help} for other help: they come from the town’s page."
    ),
    "same_within_m": "",
    "is_active": _("Switched off, it takes no new concern. Those that were told stay."),
}


@admin.register(Kind)
class KindAdmin(TownAdmin):
    """Kinds are never deleted: what was reported under one stays; it is switched off."""

    list_display = ("code", "name", "parent", "harm_level", "privacy", "is_active")
    list_filter = (
        ("parent", admin.RelatedOnlyFieldListFilter),
        "is_active",
        "privacy",
    )
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    ordering = ("parent__position", "position", "code")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer groups alone to stand under."""
        kwargs["queryset"] = Kind.objects.groups()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(
        self,
        request: HttpRequest,
        obj: Kind | None = None,
        change: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Ask in the town's words."""
        words = {"labels": _LABELS, "help_texts": _HELP}
        return super().get_form(request, obj, change, **(kwargs | words))

    def save_model(
        self,
        request: HttpRequest,
        obj: Kind,
        form: Any,
        change: Any,  # noqa: ARG002 - Django's signature
    ) -> None:
        save_kind(
            kind=obj,
            changed=form.changed_data,
            actor=administrator(request),
            now=now(),
        )
