"""A rule that cannot be kept, in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

from engagement.common.recurrence import LONGEST, MOST, BadRuleError, Fault

_SAID: Final = {
    Fault.EMPTY: gettext_lazy("Write the rule, like FREQ=WEEKLY;BYDAY=TU."),
    Fault.LONG: gettext_lazy("Use at most %(longest)d characters for the rule."),
    Fault.SHAPE: gettext_lazy(
        "Write the rule as parts with “=”, parted by “;”, like FREQ=WEEKLY;BYDAY=TU."
    ),
    Fault.PART: gettext_lazy("The rule cannot have %(what)s here. Leave it out."),
    Fault.FREQUENCY: gettext_lazy(
        "Begin the rule with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."
    ),
    Fault.VALUE: gettext_lazy(
        "We cannot read “%(what)s” in the rule. A series has at most %(most)d meetings."
    ),
    Fault.BOTH_ENDS: gettext_lazy(
        "Say until when, or how often. Both together cannot be kept."
    ),
    Fault.NEVER: gettext_lazy(
        "No meeting to come falls on a day like that. Choose other days or a later end."
    ),
}


def what_is_wrong(error: BadRuleError) -> str:
    """Say what is wrong with a rule, and what to do."""
    words = str(_SAID[error.fault])
    return words % {"what": error.what, "longest": LONGEST, "most": MOST}
