"""Phone numbers as people type them, and which of them a text may be sent to."""

from __future__ import annotations

from typing import Final

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from engagement.people.errors import BadNumberError

_LONGEST: Final = 40
# what answers with a price, a recording or nothing at all is no person's phone; numbers
# over the internet are had by the hundred, so that one of them proves nobody
_ONE_PERSONS: Final = frozenset(
    {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
)


def read_number(text: str) -> str:
    """Give the number as every country writes it (`+16175550123`). Raises BadNumberError.

    Without a `+` it is one of the town's own region (setting PHONE_REGION).
    """
    try:
        number = phonenumbers.parse(text[:_LONGEST], settings.PHONE_REGION)
    except NumberParseException as error:
        raise BadNumberError(_how_to_write_it()) from error
    if len(text) > _LONGEST or not phonenumbers.is_valid_number(number):
        raise BadNumberError(_how_to_write_it())
    if phonenumbers.number_type(number) not in _ONE_PERSONS:
        raise BadNumberError(
            _("We can send a code to mobile phones only. Enter another number.")
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def knows_region() -> bool:
    """Tell whether there are numbers of the town's region (setting PHONE_REGION)."""
    return settings.PHONE_REGION in phonenumbers.SUPPORTED_REGIONS


def example_number() -> str:
    """Write a number of the town's region the way people there do."""
    region = settings.PHONE_REGION
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    if example is None:
        return "+44 7400 123456"
    return phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL)


def _how_to_write_it() -> str:
    words = _(
        "Enter a mobile number like %(example)s, or with the + and the number of its country."
    )
    return words % {"example": example_number()}
