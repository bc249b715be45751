"""allauth's forms in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from engagement.common.formwords import must_be_seen
from engagement.common.richtext import readable
from engagement.people.addresses import one_mailbox

LABELS = {
    "email": _("E-mail address"),
    "login": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code from the letter"),
}
HINTS = {
    "password1": _("At least 12 characters. Three words in a row make a good one."),
    "code": _("Six digits."),
}

MISSING = {
    "email": _("Enter your e-mail address."),
    "login": _("Enter your e-mail address."),
    "password": _("Enter your password."),
    "oldpassword": _("Enter your current password."),
    "password1": _("Choose a new password."),
    "password2": _("Type the new password once more."),
    "code": _("Type the code from the letter."),
}
LONGEST = 4096  # of a password: far above any, and hashed in no time
NO_ADDRESS = _("Enter an e-mail address in the correct format, like name@example.org.")


TOO_LONG = _("This is longer than any password here.")


def limit_password(field: forms.Field) -> None:
    """Refuse what nobody can have chosen before it costs time (ASVS 6.2.9).

    Nobody has to read a password: blanks alone are one like any other.
    """
    limit = MaxLengthValidator(settings.LONGEST_PASSWORD, TOO_LONG)
    others = [one for one in field.validators if one is not must_be_seen]
    field.validators = [*others, limit]
    field.error_messages["max_length"] = TOO_LONG


def _is_endless_text(field: forms.CharField) -> bool:
    """What a device answers is no text any more when it is looked at."""
    return field.max_length is None and not isinstance(field, forms.JSONField)


class InOurWordsMixin(forms.Form):
    """Our labels, hints and faults, and no text inside the boxes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, "")
            if isinstance(field, forms.CharField) and _is_endless_text(field):
                field.max_length = LONGEST
                field.validators.append(MaxLengthValidator(LONGEST))
            if name in MISSING:
                field.error_messages["required"] = MISSING[name]
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = NO_ADDRESS
            if isinstance(field.widget, forms.PasswordInput):
                limit_password(field)
        if "code" in self.fields:
            digits = {"inputmode": "numeric", "autocomplete": "one-time-code"}
            self.fields["code"].widget.attrs.update(digits)


class LoginForm(InOurWordsMixin, account.LoginForm):
    def _setup_password_field(self) -> None:
        """Keep the password although sign-up asks for none."""

    def clean_login(self) -> str:
        return one_mailbox(self.cleaned_data["login"])


class SignUpForm(InOurWordsMixin):
    """Asks no password and looks nobody up."""

    email = forms.EmailField(
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"max_length": NO_ADDRESS},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_email(self) -> str:
        return one_mailbox(self.cleaned_data["email"])

    def clean_name(self) -> str:
        return readable(self.cleaned_data["name"])


class AddEmailForm(InOurWordsMixin, account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ChangePasswordForm(InOurWordsMixin, account.ChangePasswordForm):
    pass


class SetPasswordForm(InOurWordsMixin, account.SetPasswordForm):
    pass


class ResetPasswordForm(InOurWordsMixin, account.ResetPasswordForm):
    def clean_email(self) -> str:
        self.cleaned_data["email"] = one_mailbox(self.cleaned_data["email"])
        return str(super().clean_email())


class ResetPasswordKeyForm(InOurWordsMixin, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(InOurWordsMixin, account.ReauthenticateForm):
    pass


class RequestLoginCodeForm(InOurWordsMixin, account.RequestLoginCodeForm):
    def clean_email(self) -> str:
        self.cleaned_data["email"] = one_mailbox(self.cleaned_data["email"])
        return str(super().clean_email())


class ConfirmLoginCodeForm(InOurWordsMixin, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailCodeForm(InOurWordsMixin, account.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetCodeForm(
    InOurWordsMixin, account.ConfirmPasswordResetCodeForm
):
    pass


class ProofCodeForm(InOurWordsMixin):
    code = forms.CharField(max_length=12)
