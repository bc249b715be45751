"""Which status may follow which, and what has to be said (UX 8).

Everything said with a move is public. Closing always needs words; so does reopening.
Nothing goes back to “New”: somebody has looked at it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.concerns.choices import Status


@dataclass(frozen=True)
class TextRule:
    """What is asked with a move, and the sentence when it is left empty."""

    ask: str | Promise
    missing: str | Promise = ""

    @property
    def is_required(self) -> bool:
        return bool(self.missing)


MAY_ADD = TextRule(_("Anything the neighbors should know (you may leave this empty)"))
WHAT_IS_PLANNED = TextRule(
    _("What is planned, and by when?"),
    _("Say what is planned, and by when."),
)
WHAT_WAS_DONE = TextRule(
    _("What was done?"),
    _("Say what was done, so that neighbors can check it."),
)
WHY_NOT = TextRule(
    _("Why can it not be done?"),
    _("Say why it can’t be done. People accept a reason, not a silence."),
)
TO_WHOM = TextRule(
    _("Who has it now, and how can people reach them?"),
    _("Say who has it now, and how people can reach them."),
)
HOW_CHECKED = TextRule(
    _("How did you check, and when?"),
    _("Say how and when you checked."),
)
WHY_AGAIN = TextRule(
    _("Why is it being looked at again?"),
    _("Say why it is being looked at again."),
)

_CLOSING = {
    Status.DONE: WHAT_WAS_DONE,
    Status.CANNOT: WHY_NOT,
    Status.PASSED_ON: TO_WHOM,
    Status.NOT_SUBSTANTIATED: HOW_CHECKED,
}

ALLOWED: dict[Status, dict[Status, TextRule]] = {
    Status.NEW: {
        Status.LOOKING: MAY_ADD,
        Status.PLANNED: WHAT_IS_PLANNED,
        Status.UNDER_WAY: MAY_ADD,
        **_CLOSING,
    },
    Status.LOOKING: {
        Status.PLANNED: WHAT_IS_PLANNED,
        Status.UNDER_WAY: MAY_ADD,
        **_CLOSING,
    },
    Status.PLANNED: {
        Status.LOOKING: WHY_AGAIN,
        Status.UNDER_WAY: MAY_ADD,
        **_CLOSING,
    },
    Status.UNDER_WAY: {
        Status.LOOKING: WHY_AGAIN,
        Status.PLANNED: WHAT_IS_PLANNED,
        **_CLOSING,
    },
    Status.DONE: {Status.LOOKING: WHY_AGAIN, Status.UNDER_WAY: WHY_AGAIN},
    Status.CANNOT: {Status.LOOKING: WHY_AGAIN},
    Status.PASSED_ON: {Status.LOOKING: WHY_AGAIN, Status.DONE: WHAT_WAS_DONE},
    Status.NOT_SUBSTANTIATED: {Status.LOOKING: WHY_AGAIN},
}


def moves_from(status: str) -> dict[Status, TextRule]:
    return ALLOWED[Status(status)]
