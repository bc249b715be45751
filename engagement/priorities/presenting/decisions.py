"""A decision in words: its label, its public reason, and what comes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from engagement.priorities.choices import Decision
from engagement.priorities.models import Line

_TONES = {
    Decision.ADOPT: "good",
    Decision.MERGE: "plain",
    Decision.REFER: "new",
    Decision.WATCH: "progress",
    Decision.NOT_NOW: "plain",
    Decision.NOT_SUBSTANTIATED: "plain",
}


@dataclass(frozen=True)
class Decided:
    """What a page or a letter says of a decision."""

    code: Decision
    label: str
    reason: str
    detail: str
    kept: bool = False
    contact: str = ""

    @property
    def tone(self) -> str:
        return _TONES[self.code]


def decided_in_words(
    made: Mapping[str, Any] | None, names: Mapping[str, str]
) -> Decided | None:
    """Turn a stored decision into words; None when there is none."""
    if not made:
        return None
    code = Decision(made["code"])
    return Decided(
        code=code,
        label=str(code.label),
        reason=made["reason"],
        detail=_detail(code, made, names),
        kept=made.get("kept", False),
        contact=made.get("contact", ""),
    )


def _detail(code: Decision, made: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if code == Decision.REFER and "who" in made:
        return _("Passed on to %(who)s on %(day)s.") % {
            "who": made["who"],
            "day": _day(made["on"]),
        }
    if code == Decision.WATCH and "until" in made:
        return _("We look at it again on %(day)s.") % {"day": _day(made["until"])}
    if code == Decision.MERGE and made.get("into") in names:
        return _("Handled together with %(line)s.") % {"line": names[made["into"]]}
    return ""


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")


def stored(line: Line) -> dict[str, Any] | None:
    """Give a line's decision as `decided_in_words` reads it."""
    if not line.decision:
        return None
    return {
        **line.decision_detail,
        "code": line.decision,
        "reason": line.decision_reason,
        "kept": line.decision_kept,
    }


def letter_words(line: Line) -> dict[str, str]:
    """What a letter says of the decision; the line it is merged into goes unnamed."""
    decided = decided_in_words(stored(line), {})
    if decided is None:
        return {}
    return {
        "decision": decided.label,
        "reason": decided.reason,
        "detail": decided.detail,
    }
