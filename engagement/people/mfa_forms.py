"""allauth's forms for the second step, in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from engagement.people.app_codes import take_app_code
from engagement.people.forms import InOurWordsMixin

LONGEST_NAME = 60
NOT_TAKEN = _("This passkey was not taken. Try again, or choose another way.")


class _CodeMixin(InOurWordsMixin):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code")
        code.help_text = _("Six digits from your app.")
        code.error_messages["required"] = _("Type the code.")
        code.widget.attrs["autofocus"] = True


class _AppOrRecoveryMixin(_CodeMixin):
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _(
            "Six digits from your app, or one of your recovery codes."
        )

    def clean_code(self) -> str:
        """Take a code of the app once; the same one again is as wrong as any other."""
        code = str(super().clean_code())  # type: ignore[misc]  # of the form it is mixed into
        shown = self.authenticator
        if shown.type == Authenticator.Type.TOTP and not take_app_code(
            authenticator_id=shown.pk, now=now()
        ):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_AppOrRecoveryMixin, base.AuthenticateForm):
    pass


class ReauthenticateForm(_AppOrRecoveryMixin, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(_CodeMixin, totp.ActivateTOTPForm):
    pass


class DeactivateTOTPForm(InOurWordsMixin, totp.DeactivateTOTPForm):
    pass


class GenerateCodesForm(InOurWordsMixin, recovery.GenerateRecoveryCodesForm):
    pass


class _NamedMixin(InOurWordsMixin):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = forms.CharField(
            label=_("Name of this passkey"),
            help_text=_("So that you know it again, like “my phone”."),
            max_length=LONGEST_NAME,
            error_messages={"required": _("Give this passkey a name.")},
        )
        name.initial = self.fields["name"].initial
        self.fields = {**self.fields, "name": name}


@contextmanager
def _answer_of_a_device() -> Iterator[None]:
    """Refuse in words what no device can have answered, of whatever shape it is.

    allauth catches what is wrong with the answer, not what is missing from it.
    """
    try:
        yield
    except forms.ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise forms.ValidationError(NOT_TAKEN) from error
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise forms.ValidationError(NOT_TAKEN) from error


class DeviceAnswerField(forms.JSONField):
    """What a device answered; json reads neither endless numbers nor endless depths."""

    default_error_messages = {"invalid": NOT_TAKEN}

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(NOT_TAKEN) from error

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002 - Django's signature
        """Show no answer again: it is good for one question, and that was asked."""
        return initial


class _PasskeyMixin(forms.Form):
    credential = DeviceAnswerField(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        with _answer_of_a_device():
            return super().clean_credential()  # type: ignore[misc]  # of the form it is mixed into


class LoginPasskeyForm(_PasskeyMixin, webauthn.LoginWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(_PasskeyMixin, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(_NamedMixin, webauthn.AddWebAuthnForm):
    """Every passkey can sign in by itself: the device asks for finger, face or PIN."""

    credential = DeviceAnswerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["credential"].error_messages["required"] = _(
            "Your device has made no passkey yet. Press the button and follow it."
        )

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        with _answer_of_a_device():
            return super().clean() or {}


class EditPasskeyForm(_NamedMixin, webauthn.EditWebAuthnForm):
    pass
