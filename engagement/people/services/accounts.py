"""Accounts: who is known to the town, and in which language letters reach them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.richtext import readable
from engagement.people.addresses import one_mailbox
from engagement.people.choices import ProofKind
from engagement.people.errors import (
    AddressTakenError,
    BadAddressError,
    WeakPasswordError,
)
from engagement.people.models import User
from engagement.people.queries import person_with_address
from engagement.people.services.proofs import add_proof
from engagement.places.queries import town


def _checked_address(email: str) -> str:
    address = one_mailbox(email)
    try:
        validate_email(address)
    except ValidationError as error:
        message = _("“%(address)s” is not an e-mail address.") % {"address": email}
        raise BadAddressError(message) from error
    return address


def _language_of_the_town() -> str:
    here = town()
    return here.default_language if here else str(settings.LANGUAGE_CODE)


@transaction.atomic
def create_user(
    *,
    email: str,
    now: datetime,
    name: str = "",
    language: str = "",
    password: str | None = None,
) -> User:
    """Make an account the town vouches for; letters speak the town’s language at first.

    Raises AddressTakenError, BadAddressError, WeakPasswordError.
    """
    address = _checked_address(email)
    if person_with_address(address) is not None:
        message = _("There is an account for %(address)s already.")
        raise AddressTakenError(message % {"address": address})
    user = User.objects.create_user(
        address,
        name=readable(name),
        language=language or _language_of_the_town(),
        joined_at=now,
    )
    if password is not None:
        set_password(user=user, password=password)
    record(actor=None, action="person.create", subject=user, now=now)
    return user


def set_password(*, user: User, password: str) -> None:
    """Give the account a password that is hard to guess. Raises WeakPasswordError."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPasswordError(" ".join(error.messages)) from error
    user.set_password(password)
    user.save(update_fields=["password"])


@transaction.atomic
def confirm_person_by_mail(
    *, email: str, language: str, now: datetime, name: str = ""
) -> User:
    """Find or make the person whose mailbox a pressed link or a typed code came from.

    Raises BadAddressError.
    """
    address = _checked_address(email)
    user, _is_new = User.objects.get_or_create(
        email=address,
        defaults={
            "language": language,
            "name": name,
            "joined_at": now,
            "password": make_password(None),
        },
    )
    add_proof(user=user, kind=ProofKind.MAIL, now=now)
    return user


def use_language(*, user: User, language: str) -> None:
    """Remember the language letters to this person are written in."""
    User.objects.filter(~Q(language=language), pk=user.pk).update(language=language)


@transaction.atomic
def use_name(*, user: User, name: str, now: datetime) -> None:
    """Go by this name from now on; where it is shown, the page says."""
    kept = readable(name)
    changed = User.objects.filter(pk=user.pk).exclude(name=kept)
    if changed.update(name=kept):
        record(actor=user, action="person.rename", subject=user, now=now)
