"""What somebody typed, made fit to keep: bounded, without control characters."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.common.richtext import readable
from engagement.concerns.choices import STRICTNESS, Channel, Contact, Privacy
from engagement.concerns.errors import BadAnswerError, TooLongError

LONGEST_TEXT = 1500
_PHONE = re.compile(r"[+()\d][\d\s().\-/]{4,38}")
_LONGEST: dict[str, tuple[int, str | Promise]] = {
    "text": (LONGEST_TEXT, gettext_lazy("What you tell us")),
    "how_often": (200, gettext_lazy("How often it happens")),
    "who_harmed": (200, gettext_lazy("Who could be harmed")),
    "where_text": (200, gettext_lazy("The place")),
    "where_hint": (200, gettext_lazy("The hint about the place")),
    "name": (120, gettext_lazy("Your name")),
    "contact": (254, gettext_lazy("How to reach you")),
    "language": (12, gettext_lazy("The language")),
}


@dataclass(frozen=True)
class Submission:
    """Everything a person may tell us about one concern."""

    kind_id: int
    text: str = ""
    where_text: str = ""
    where_hint: str = ""
    lat: float | None = None
    lon: float | None = None
    neighborhood_id: int | None = None
    privacy: str | None = None
    how_often: str = ""
    who_harmed: str = ""
    contact_by: str = Contact.NONE
    contact: str = ""
    name: str = ""
    wants_updates: bool = False
    share_with_officer: bool = False
    language: str = "en"
    channel: str = Channel.WEB


def cleaned(submission: Submission) -> Submission:
    """Give the submission as it may be kept.

    Raises TooLongError, BadAnswerError.
    """
    words: dict[str, Any] = {
        name: _kept(name, getattr(submission, name)) for name in _LONGEST
    }
    kept = replace(submission, **words)
    _check_point(kept)
    _check_contact(kept)
    if kept.channel not in set(Channel) - {Channel.IMPORT}:
        raise BadAnswerError(_("We do not know this way of sending a concern."))
    if kept.contact_by == Contact.NONE:
        return replace(
            kept, contact="", name="", wants_updates=False, share_with_officer=False
        )
    return kept


def _kept(name: str, words: str) -> str:
    most, label = _LONGEST[name]
    kept = readable(words)
    if len(kept) > most:
        raise TooLongError(
            _("%(answer)s is longer than %(most)s characters. Please shorten it.")
            % {"answer": label, "most": f"{most:,}"}
        )
    return kept


def _check_point(submission: Submission) -> None:
    lat, lon = submission.lat, submission.lon
    if lat is None and lon is None:
        return
    if lat is None or lon is None or not _on_earth(lat, lon):
        raise BadAnswerError(_("This point is not on the map. Please choose again."))


def _on_earth(lat: float, lon: float) -> bool:
    known = math.isfinite(lat) and math.isfinite(lon)
    return known and abs(lat) <= 90 and abs(lon) <= 180  # noqa: PLR2004 - degrees


def _check_contact(submission: Submission) -> None:
    if submission.contact_by == Contact.EMAIL:
        try:
            validate_email(submission.contact)
        except ValidationError as error:
            message = _("Write the e-mail address like name@example.com.")
            raise BadAnswerError(message) from error
    elif submission.contact_by == Contact.PHONE:
        if not _PHONE.fullmatch(submission.contact):
            raise BadAnswerError(_("Write the phone number with digits."))
    elif submission.contact_by != Contact.NONE:
        raise BadAnswerError(_("Choose e-mail, phone or no contact."))


def stricter(of_kind: str, asked: str | None) -> Privacy:
    """Give the privacy class: the kind's, or the reporter's where that is stricter."""
    if not asked:
        return Privacy(of_kind)
    if asked not in set(STRICTNESS) - {Privacy.CONDUCT}:
        raise BadAnswerError(_("Choose how much others may see."))
    return max(Privacy(of_kind), Privacy(asked), key=STRICTNESS.index)
