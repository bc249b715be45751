"""Words from one to another in a group: they point to nobody else."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from engagement.moderation.detectors import held_for
from engagement.places.models import Street
from watchgroups.errors import GroupIncompleteError
from watchgroups.models import Group
from watchgroups.services import checking

LONGEST: Final = 2_000


def words_without_people(text: str, group: Group) -> str:
    """Give words as they are sent. Raises GroupIncompleteError."""
    words = checking.words_of(text, LONGEST, _("Write what you want to say."))
    streets = Street.objects.filter(neighborhood=group.neighborhood_id)
    places = [group.name, *streets.values_list("name", flat=True).distinct()]
    if held_for(words, places):
        raise GroupIncompleteError(
            _(
                "This seems to name a person, a plate, a number or an address. "
                "Write it without."
            )
        )
    return words
