"""What is asked of those who go out, and who has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.common.widgets import DayInput
from engagement.people.models import CredentialKind
from watchgroups.choices import WalkPart
from watchgroups.models import Membership
from watchgroups.naming import called

_FROM_THE_LIST: Final = {
    "required": gettext_lazy("Choose one from the list."),
    "invalid_choice": gettext_lazy("Choose one from the list."),
}


class _KindForm(forms.Form):
    kind = forms.TypedChoiceField(
        label=gettext_lazy("What?"), coerce=int, error_messages=_FROM_THE_LIST
    )

    def __init__(
        self, *args: Any, kinds: Iterable[CredentialKind], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.pk, f"{one.name} ({one.get_sort_display()})") for one in kinds]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField


class RequireForm(_KindForm):
    """One thing to ask for, of one part or of all."""

    part = forms.ChoiceField(
        label=gettext_lazy("Of whom?"), required=False, error_messages=_FROM_THE_LIST
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "ask_%s")  # it stands beside another form
        super().__init__(*args, **kwargs)
        offered = [("", _("Everybody who goes out")), *WalkPart.choices]
        self.fields["part"].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField


class _GivenForm(_KindForm):
    issued_on = forms.DateField(
        label=gettext_lazy("Since which day?"),
        widget=DayInput(),
        error_messages={
            "required": gettext_lazy("Enter a day."),
            "invalid": gettext_lazy("Enter a day."),
        },
    )


class GiveForm(_GivenForm):
    """A captain writes down what a member learned or agreed to."""

    member = forms.TypedChoiceField(
        label=gettext_lazy("Who?"), coerce=int, error_messages=_FROM_THE_LIST
    )
    field_order = ("member",)

    def __init__(
        self, *args: Any, members: Iterable[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.pk, called(one)) for one in members]
        self.fields["member"].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField


class WriteForm(_GivenForm):
    """An officer writes down what they checked of anybody."""

    address = forms.EmailField(
        label=gettext_lazy("The person’s e-mail address"),
        error_messages={
            "required": gettext_lazy("Enter an e-mail address."),
            "invalid": gettext_lazy("Enter an e-mail address, like ann@example.org."),
        },
    )
    field_order = ("address",)
