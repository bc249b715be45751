"""Form controls Django lacks: radios with an example each, and native day and time fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


class RadiosWithHints(forms.RadioSelect):
    """Radios; `hints` gives some of the values a line of explanation."""

    hints: Mapping[str, str]

    def __init__(self, *, hints: Mapping[str, str] | None = None, **how: Any) -> None:
        super().__init__(**how)
        self.hints = hints or {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        return {**option, "hint": self.hints.get(str(option["value"]), "")}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **how: Any) -> None:
        super().__init__(format="%Y-%m-%d", **how)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **how: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **how)
