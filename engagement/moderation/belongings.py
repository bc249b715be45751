"""What the queue holds of a moderator. Nothing in it tells who sent a text (RULINGS 40)."""

from __future__ import annotations

from django.db.models import QuerySet

from engagement.common.persons import Person, Tables, forget_files, rows_of
from engagement.moderation.models import Picture, Review


def export_person(person: Person) -> Tables:
    """List what they decided as a moderator."""
    decided = Review.objects.filter(decided_by=person.pk)
    columns = {"what": "what", "state": "state", "reason": "reason"}
    return {"moderation.review": rows_of(decided, **columns, decided_at="decided_at")}


def erase_person(person: Person) -> None:
    """Leave the decisions, which are about texts, and take the name off them."""
    Review.objects.filter(decided_by=person.pk).update(decided_by=None)


def forget_reviews(reviews: QuerySet[Review]) -> None:
    """Wipe the words of these reviews, and their pictures with the files of these.

    The app whose texts they are calls this when the words leave.
    """
    pictures = Picture.objects.filter(review__in=reviews.values("pk"))
    named = pictures.order_by("pk").values_list("cleaned", "shown", "thumbnail")
    forget_files([name for three in named for name in three])
    pictures.delete()
    reviews.update(sent="", shown="", reason="")
