"""Those enrolled for a series, with a canary in every private field."""

from __future__ import annotations

from meetings.models import Series
from meetings.services.enrolling import Guardian, seal_guardian
from meetings.wishes import Wish, seal_wish
from tests.factories.enrolments import make_guardian_asked


def plant_enrolments(series: Series) -> None:
    """One for whom a parent or guardian is asked."""
    word, link = "canary-enrolled", "canary-enrol-link"
    enrolment = make_guardian_asked(series, key=link, token_hash=link)
    wish = Wish(name=word, needs=word, answers={"Why?": word})
    enrolment.sealed = seal_wish(wish, f"{word}@example.net")
    enrolment.guardian_sealed = seal_guardian(
        Guardian("canary-guardian", "canary-guardian@example.net")
    )
    enrolment.address_mark = enrolment.guardian_key = enrolment.guardian_hash = link
    enrolment.save()
