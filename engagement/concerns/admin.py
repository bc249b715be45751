"""Kinds of concern on the set-up pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest  # noqa: TID251 - Django admin's signatures
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.errors import DomainError
from engagement.common.ids import read_reference
from engagement.common.siteadmin import TownAdmin, administrator
from engagement.concerns.models import Kind, LegalHold
from engagement.concerns.services import hold_issue, lift_hold, save_kind

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


if TYPE_CHECKING:
    LegalHoldBase = forms.ModelForm[LegalHold]
else:
    LegalHoldBase = forms.ModelForm


class LegalHoldForm(LegalHoldBase):
    """A problem by its reference, and who asked for the hold."""

    reference = forms.CharField(
        label=_("Reference of the problem"),
        help_text=_("As its page shows it, like K7Q2-M9XD."),
        max_length=20,
    )

    class Meta:
        model = LegalHold
        fields = ("reason",)
        labels: ClassVar = {"reason": _("Reason")}
        help_texts: ClassVar = {
            "reason": _("Who asked for it, and under which number. Write no names.")
        }

    def clean_reference(self) -> str:
        reference = read_reference(self.cleaned_data["reference"])
        if reference is None:
            raise forms.ValidationError(gettext("No problem has this reference."))
        return reference


@admin.register(LegalHold)
class LegalHoldAdmin(TownAdmin):
    """Set here and lifted here, never rewritten; the overseer sees each one."""

    form = LegalHoldForm
    list_display = ("issue", "reason", "set_by", "set_at", "lifted_at")
    list_select_related = ("issue", "set_by")
    fields = ("reference", "reason")
    actions = ("lift_now",)
    ordering = ("-id",)

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        obj: Any = None,
    ) -> bool:
        return obj is None

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002 - Django's signature
        """One that is set shows what it holds."""
        return ("issue", "reason", "set_at", "lifted_at") if obj else self.fields

    def save_model(
        self,
        request: HttpRequest,
        obj: LegalHold,
        form: Any,
        change: Any,  # noqa: ARG002 - Django's signature
    ) -> None:
        try:
            held = hold_issue(
                reference=form.cleaned_data["reference"],
                reason=obj.reason,
                actor=administrator(request),
                now=now(),
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            obj.pk, obj.issue, obj.set_at = held.pk, held.issue, held.set_at

    @admin.action(description=_("Lift now"))
    def lift_now(self, request: HttpRequest, chosen: Any) -> None:
        for hold in chosen:
            lift_hold(hold_id=hold.pk, actor=administrator(request), now=now())
        messages.success(request, gettext("The chosen holds are lifted."))


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
