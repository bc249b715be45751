"""How many people live where, from a table anybody can export."""

from __future__ import annotations

import csv

from django.utils.translation import gettext as _

from engagement.places.errors import MapFileError


def read_population(content: bytes, key: str, value: str) -> dict[str, int]:
    """Read how many people live where. Raises MapFileError with a plain sentence."""
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise MapFileError(_("The population file is not text in UTF-8.")) from None
    reader = csv.DictReader(lines)
    columns = list(reader.fieldnames or [])
    for wanted in (key, value):
        if wanted not in columns:
            raise MapFileError(
                _(
                    "The population file has no column “%(column)s”. It has: %(columns)s."
                )
                % {"column": wanted, "columns": ", ".join(columns) or _("none")}
            )
    try:
        rows = [(reader.line_num, row[key], row[value]) for row in reader]
    except csv.Error as error:
        raise MapFileError(
            _("The population file is no CSV: %(why)s.") % {"why": error}
        ) from None
    return {
        name.strip(): _people(line, name, number)
        for line, name, number in rows
        if name and name.strip() and number and number.strip()
    }


def _people(line: int, name: str, text: str) -> int:
    try:
        people = round(float(text.replace(",", "")))
    except (ValueError, OverflowError):
        people = -1
    if not 0 <= people < 2**31:
        raise MapFileError(
            _(
                "Line %(line)s of the population file gives %(name)s “%(text)s” people, which is not a number of people."
            )
            % {"line": line, "name": name.strip(), "text": text.strip()}
        )
    return people
