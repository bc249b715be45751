"""Who is wanted to help at a meeting, and who offered."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models

from meetings.choices import HelperSort, HelpState
from meetings.models.asking import Asking
from meetings.models.meetings import Meeting

MOST_HELPERS: Final = 20
LIVE_OFFERS: Final = (HelpState.ASKED, HelpState.OFFERED, HelpState.ACCEPTED)


class HelperWanted(models.Model):
    """One sort of help a meeting wants: how many people, and how many are found."""

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="helpers_wanted",
        db_index=False,  # sort_of_help_is_wanted_once begins with it
    )
    sort = models.CharField(max_length=11, choices=HelperSort)
    language = models.CharField(
        max_length=12, blank=True, help_text="of an interpreter, as its code"
    )
    number = models.PositiveSmallIntegerField(default=1)
    arranged = models.PositiveSmallIntegerField(
        default=0, help_text="of them, found by the organizers without this page"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "sort", "language"],
                name="sort_of_help_is_wanted_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    number__range=(1, MOST_HELPERS), arranged__lte=models.F("number")
                ),
                name="one_to_twenty_helpers_are_wanted",
            ),
            models.CheckConstraint(
                condition=models.Q(sort=HelperSort.INTERPRETER) & ~models.Q(language="")
                | ~models.Q(sort=HelperSort.INTERPRETER) & models.Q(language=""),
                name="interpreters_alone_have_a_language",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.language} of meeting {self.meeting_id}"


class HelpOffer(Asking):
    """Somebody who offered to help at a meeting; one offer for each at a time.

    Name, address and words lie sealed together, as those of a booking do.
    """

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="help_offers",
        db_index=False,  # help_by_state begins with it
    )
    wanted = models.ForeignKey(
        HelperWanted, on_delete=models.CASCADE, related_name="offers"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="help_offers",
    )
    sealed = models.BinaryField(help_text="name, address and words")
    state = models.CharField(max_length=9, choices=HelpState)
    stands_since = models.DateTimeField(
        null=True, blank=True, help_text="when it was confirmed, or answered"
    )
    answer = models.CharField(
        max_length=300, blank=True, help_text="of an organizer, to whoever offered"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=models.Q(person__isnull=False, state__in=LIVE_OFFERS),
                name="person_helps_at_a_meeting_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "address_mark"],
                condition=models.Q(state__in=LIVE_OFFERS),
                name="address_helps_at_a_meeting_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state=HelpState.ASKED)
                | models.Q(stands_since__isnull=False),
                name="offer_of_help_stands_since",
            ),
        ]
        indexes = [
            models.Index(fields=["meeting", "state", "id"], name="help_by_state"),
            models.Index(
                fields=["asked_at"],
                condition=models.Q(state=HelpState.ASKED),
                name="help_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"help {self.pk} at meeting {self.meeting_id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_OFFERS

    @property
    def is_accepted(self) -> bool:
        return self.state == HelpState.ACCEPTED
