"""What may be read about watch groups, and by whom. Every list starts here."""

from watchgroups.queries.visible import (
    appointment_of,
    captain_of,
    code_of,
    groups_at_the_desk,
    groups_led_by,
    groups_of_place,
    groups_visible_to,
    groups_without_a_captain,
    membership_of,
    open_appointment_of,
)

__all__ = [
    "appointment_of",
    "captain_of",
    "code_of",
    "groups_at_the_desk",
    "groups_led_by",
    "groups_of_place",
    "groups_visible_to",
    "groups_without_a_captain",
    "membership_of",
    "open_appointment_of",
]
