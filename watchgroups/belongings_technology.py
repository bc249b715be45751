"""What somebody wrote in the register of technology, and said to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engagement.common.persons import Person, Tables, rows_of
from watchgroups.models import TechnologyComment, TechnologyVersion
from watchgroups.services.technology import forget_comments, let_comments_go

LEAVES: Final[dict[str, Callable[..., int]]] = {"technology_comments": forget_comments}


def export_technology(person: Person) -> Tables:
    """List their comments, and what they wrote as an administrator."""
    said = TechnologyComment.objects.filter(person=person.pk)
    written = TechnologyVersion.objects.filter(made_by=person.pk)
    return {
        "watchgroups.technologycomment": rows_of(
            said, name="technology__name", text="review__sent", at="at"
        ),
        "watchgroups.technologyversion": rows_of(
            written, name="technology__name", number="number", made_at="made_at"
        ),
    }


def erase_technology(person: Person) -> None:
    """Take their comments; what the town said of a technology stays."""
    let_comments_go(list(TechnologyComment.objects.filter(person=person.pk)))
    TechnologyVersion.objects.filter(made_by=person.pk).update(made_by=None)
