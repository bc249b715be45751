"""Those who help at meetings, with a canary in every private field."""

from __future__ import annotations

from meetings.choices import HelperSort, HelpState
from meetings.models import Meeting
from meetings.wishes import Wish, seal_wish
from tests.factories.helping import make_help, make_wanted


def plant_help(meeting: Meeting) -> None:
    """One who was accepted."""
    word, link = "canary-helps", "canary-help-link"
    offer = make_help(
        wanted=make_wanted(meeting, sort=HelperSort.MINUTES),
        state=HelpState.ACCEPTED,
        key=link,
        token_hash=link,
        answer="canary-help-answer",
    )
    offer.sealed = seal_wish(Wish(name=word, needs=word), f"{word}@example.net")
    offer.address_mark = link
    offer.save(update_fields=["sealed", "address_mark"])
