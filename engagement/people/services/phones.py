"""A code by text: one phone shows once that somebody is a person.

The number is kept nowhere. While a code is on its way there is a mark of it for ten
minutes; once used, a mark in a table of its own, beside which nothing stands. That
table's rows are mixed as they come, so that not even their order on the disk tells
which mark came with which proof (RULINGS 35, decision 0023).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.common.limits import (
    TEXTS_NETWORK,
    TEXTS_PERSON,
    TEXTS_PHONE,
    TEXTS_TOWN,
    is_over,
)
from engagement.common.marks import mark_of, marks_of
from engagement.common.weeks import town_hour
from engagement.outbox.services import send_sealed_text
from engagement.people.choices import ProofKind
from engagement.people.code_words import PHONE
from engagement.people.errors import (
    AlreadyProvenError,
    PhoneCodeGoneError,
    PhoneUsedError,
    TooManyTextsError,
    WrongPhoneCodeError,
)
from engagement.people.models import PhoneCode, UsedPhone, User
from engagement.people.queries import has_strong_proof
from engagement.people.services.proofs import add_proof

GOOD_FOR: Final = timedelta(minutes=10)
MOST_TRIES: Final = 3
MIXED: Final = 500
_TRY, _CODE = "phone try", "phone code"


def send_phone_code(
    *,
    number: str,
    token: str,
    asker: str,
    network: str,
    person: User | None,
    now: datetime,
) -> None:
    """Send a code to a number; a number that was used gets one just the same.

    `token` is the secret of the browser that asks, `asker` its person or device.
    Raises AlreadyProvenError, TooManyTextsError.
    """
    if person is not None and has_strong_proof(person):
        raise AlreadyProvenError(_("You have shown that already."))
    phone = mark_of(PHONE, number)
    _check_limits(phone, asker, network)
    code = f"{secrets.randbelow(10**6):06d}"
    key = mark_of(_TRY, token)
    with transaction.atomic():
        PhoneCode.objects.filter(pk=key).delete()
        PhoneCode.objects.create(
            key=key,
            phone_mark=phone,
            code_mark=mark_of(_CODE, f"{key} {code}"),
            was_used=UsedPhone.objects.filter(pk__in=marks_of(PHONE, number)).exists(),
            expires_at=now + GOOD_FOR,
        )
        send_sealed_text(to=number, text=_words_with(code), now=now)


def _check_limits(phone: str, asker: str, network: str) -> None:
    limits = (
        (TEXTS_PHONE, phone),
        (TEXTS_PERSON, asker),
        (TEXTS_NETWORK, network),
        (TEXTS_TOWN, ""),
    )
    if any(is_over(limit, who) for limit, who in limits):
        raise TooManyTextsError(
            _(
                "Many codes were asked for. Try again in an hour, or use a code on paper."
            )
        )


def _words_with(code: str) -> str:
    """Say it in a text; phones read the last line, and offer the code by themselves."""
    host = urlsplit(settings.SITE_URL).hostname
    words = _("%(code)s is your code. It is good for 10 minutes. Tell it to nobody.")
    return f"{words % {'code': code}}\n\n@{host} #{code}"


def redeem_phone_code(
    *,
    token: str,
    code: str,
    person: User | None,
    now: datetime,
    then: Callable[[], object] = lambda: None,
) -> ProofKind:
    """Take the code of a text; a wrong one is counted, the third ends it.

    `then` is done with it or not at all: a phone is not used up for nothing. Only the right code tells whether the phone was used before. Raises
    AlreadyProvenError, WrongPhoneCodeError, PhoneCodeGoneError, PhoneUsedError.
    """
    if person is not None and has_strong_proof(person):
        raise AlreadyProvenError(_("You have shown that already."))
    with transaction.atomic():
        pending = _locked_try(marks_of(_TRY, token), now)
        is_right = pending is not None and _is_right(pending, code)
        is_new = False
        if pending is not None and is_right:
            pending.delete()
            is_new = not pending.was_used and _keep_mark(pending.phone_mark)
        elif pending is not None:
            _count_try(pending)
        if is_new:
            _note(person, now)
            then()
    if is_new:
        return ProofKind.PHONE
    raise _why_not(pending, is_right=is_right)


def _note(person: User | None, now: datetime) -> None:
    if person is not None:
        add_proof(user=person, kind=ProofKind.PHONE, now=town_hour(localtime(now)))


def _locked_try(keys: list[str], now: datetime) -> PhoneCode | None:
    mine = PhoneCode.objects.filter(pk__in=keys, expires_at__gt=now)
    return mine.select_for_update().first()


def _is_right(pending: PhoneCode, code: str) -> bool:
    said = marks_of(_CODE, f"{pending.key} {code}")
    return any(hmac.compare_digest(pending.code_mark, mark) for mark in said)


def _count_try(pending: PhoneCode) -> None:
    pending.tries += 1
    if pending.tries >= MOST_TRIES:
        pending.delete()
    else:
        pending.save(update_fields=["tries"])


def _why_not(
    pending: PhoneCode | None, *, is_right: bool
) -> PhoneUsedError | PhoneCodeGoneError | WrongPhoneCodeError:
    if is_right:
        return PhoneUsedError(
            _(
                "This phone has shown already that somebody is a person. It can do so once."
            )
        )
    if pending is None or pending.tries >= MOST_TRIES:
        return PhoneCodeGoneError(
            _("This code is too old, or was tried too often. Ask for a new one.")
        )
    return WrongPhoneCodeError(_("This is not the code we sent. Look at it again."))


def _keep_mark(mark: str) -> bool:
    """Keep that a phone was used, among its neighbors; False when it was before.

    The rows nearest to it are written anew with it, in the order of the marks: a copy
    of the table has them all alike, and the newest cannot be told from the others.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('phones', 0))")
    if UsedPhone.objects.filter(pk=mark).exists():
        return False
    after = UsedPhone.objects.filter(pk__gt=mark).order_by("pk")[: MIXED // 2]
    before = UsedPhone.objects.filter(pk__lt=mark).order_by("-pk")[: MIXED // 2]
    near = [one.pk for one in (*before, *after)]
    UsedPhone.objects.filter(pk__in=near).delete()
    UsedPhone.objects.bulk_create(UsedPhone(mark=one) for one in sorted([*near, mark]))
    return True
