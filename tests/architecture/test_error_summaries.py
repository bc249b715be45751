"""What is wrong with a form is summed up once on a page, not by its frame and again."""

from __future__ import annotations

import re
from typing import Final

from tests.architecture.test_form_tokens import templates

FRAME: Final = re.compile(r'\{%\s*extends\s+"([^"]+)"')
SUMS_UP: Final = re.compile(r"\{%\s*error_summary\s+form\s*%\}")


def summed_up_twice(house: dict[str, str]) -> list[str]:
    """Name the pages that sum up the form their frame has summed up already."""
    return [
        name
        for name, text in house.items()
        if SUMS_UP.search(text)
        and any(SUMS_UP.search(house.get(frame, "")) for frame in FRAME.findall(text))
    ]


def test_no_page_sums_up_what_its_frame_has_summed_up() -> None:
    assert summed_up_twice(templates()) == []


def test_a_page_that_says_it_twice_is_found() -> None:
    house = {
        "frame.html": "{% if form %}{% error_summary form %}{% endif %}",
        "twice.html": '{% extends "frame.html" %}{% error_summary form %}',
        "once.html": '{% extends "frame.html" %}{% error_summary other %}',
    }

    assert summed_up_twice(house) == ["twice.html"]
