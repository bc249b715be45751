"""The second step as the town wants it: sealed at rest, in our words, not to be lost."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.sealed import seal, unseal
from engagement.people.models import User
from engagement.places.queries import town

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class MFAAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Your role needs a second step. Add another one first, then take this away."
        ),
        "cannot_generate_recovery_codes": _(
            "Recovery codes come with an app or a passkey. Set one up first."
        ),
        "incorrect_code": _(
            "This code is not right. Wait for the next one and try it."
        ),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        """Seal secrets with a key outside the database (ASVS 6.5.2)."""
        return seal(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode())

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def _get_site_name(self) -> str:
        here = town()
        return here.name if here else "Common Ground"

    def build_totp_svg(self, url: str) -> str:  # noqa: ARG002 - allauth's signature
        """Leave the drawing to our page, which needs no `data:` address."""
        return ""

    def generate_authenticator_name(
        self,
        user: User,
        type: Authenticator.Type,  # noqa: A002 - allauth's signature
    ) -> str:
        held = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": held + 1}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to take the last second step from somebody whose role needs one."""
        user = authenticator.user
        if not settings.REQUIRE_MFA or not user.must_prove_twice:
            return True
        others = Authenticator.objects.filter(user=user, type__in=SECOND_STEPS)
        return bool(others.exclude(pk=authenticator.pk).exists())


def passkey_of(user: User, number: int) -> Authenticator | None:
    """Find one of somebody’s own passkeys."""
    own = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    found: Authenticator | None = own.filter(pk=number).first()
    return found
