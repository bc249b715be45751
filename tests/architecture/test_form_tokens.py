"""A form that is sent carries the token of its page, also from a part of a template.

`{% include … only %}` leaves the token behind: the form looks right and is refused.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates"
MARK: Final = "csrf_token"
PART: Final = re.compile(r'\{%\s*include\s+"([^"]+)"([^%]*)%\}')


def templates() -> dict[str, str]:
    return {
        str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("*.html"))
    }


def sends(name: str, house: dict[str, str]) -> bool:
    """Tell whether a part, or a part of it, holds a token."""
    text = house.get(name, "")
    parts = [part for part, _more in PART.findall(text) if part != name]
    return MARK in text or any(sends(part, house) for part in parts)


def left_behind(house: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (name, part)
        for name, text in house.items()
        for part, more in PART.findall(text)
        if more.split()[-1:] == ["only"]
        and "csrf_token=csrf_token" not in more
        and sends(part, house)
    ]


def test_no_part_with_a_form_is_cut_off_from_the_token() -> None:
    assert left_behind(templates()) == []


def test_a_part_that_is_cut_off_is_found() -> None:
    house = {
        "page.html": '{% include "a.html" with x=y only %}{% include "b.html" only %}',
        "a.html": '{% include "c.html" %}',
        "b.html": "<p>",
        "c.html": "<form>{% csrf_token %}</form>",
    }

    assert left_behind(house) == [("page.html", "a.html")]
