"""What a password must not be: too short, too long, or the name of the place.

Any characters will do, digits and blanks alone too; nothing expires (ASVS 6.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from engagement.people.models import User
from engagement.places.queries import neighborhoods_on_the_map, town

PRODUCT: Final = ("common ground", "commonground")
SHORTEST_NAME: Final = 4  # letters; shorter ones are part of too many words
A_MARK_AT_AN_END: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LEAST_BESIDE: Final = 8  # characters a password needs beside a name of the place


def shortest_for(user: User | None) -> int:
    """Say how long a password must be; staff open more with theirs."""
    is_staff = user is not None and bool(user.pk) and user.must_prove_twice
    return settings.SHORTEST_OF_STAFF if is_staff else settings.SHORTEST_PASSWORD


class LengthValidator:
    def validate(self, password: str, user: User | None = None) -> None:
        least = shortest_for(user)
        if len(password) < least:
            said = _("Choose at least %(least)s characters.") % {"least": least}
            raise ValidationError(said, code="password_too_short")
        if len(password) > settings.LONGEST_PASSWORD:
            said = _("Choose at most %(most)s characters.")
            raise ValidationError(said % {"most": settings.LONGEST_PASSWORD})

    def get_help_text(self) -> str:
        return _("At least %(least)s characters.") % {"least": shortest_for(None)}


class KnownPasswordsValidator(CommonPasswordValidator):
    """Refuse what many people chose, and the same with digits or marks around it."""

    def validate(self, password: str, user: User | None = None) -> None:
        super().validate(password, user)
        inner = A_MARK_AT_AN_END.sub("", password)
        if inner != password:
            super().validate(inner, user)


class WordsOfTheTownValidator:
    """Refuse what anybody would try first: the town, its neighborhoods, this site."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 - Django's signature
        letters = _letters(password)
        for word in _words_of_the_town():
            beside = letters.replace(word, "")
            if beside != letters and len(beside) < _LEAST_BESIDE:
                raise ValidationError(
                    _("A name of this town is easy to guess. Add words of your own."),
                    code="password_of_the_town",
                )

    def get_help_text(self) -> str:
        return _("Not only a name of this town.")


def _letters(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())


def _words_of_the_town() -> Iterator[str]:
    here = town()
    names = [*PRODUCT, here.name if here else ""]
    names += [place.name for place in neighborhoods_on_the_map()]
    for name in map(_letters, names):
        if len(name) >= SHORTEST_NAME:
            yield name
