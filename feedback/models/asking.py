"""Ways of asking: a stand where whoever is there begins, sheets of paper, and no more letters."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from feedback.choices import SheetState, StandKind
from feedback.models.surveys import Survey, Wave


class Stand(models.Model):
    """A kiosk, or the code on a screen: whoever is there may begin while it is open.

    Its link is worked out from its number and our key, so that it can be shown again;
    kept is only what is needed to know it.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="stands")
    kind = models.CharField(max_length=6, choices=StandKind)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "kind"],
                condition=models.Q(closed_at=None, kind=StandKind.SCREEN),
                name="wave_is_on_one_screen",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.wave}"


class PaperSheet(models.Model):
    """One numbered sheet, typed by two; once both agree nothing but “done” is kept."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=5, choices=SheetState, default=SheetState.FIRST)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sealed = models.BinaryField(
        blank=True, default=b"", help_text="the first typing, until the second agrees"
    )
    language = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "number"], name="sheet_is_numbered_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state=SheetState.FIRST) & ~models.Q(sealed=b"")
                | models.Q(state=SheetState.DONE, sealed=b"", first_by=None),
                name="sheet_that_is_done_keeps_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"sheet {self.number} of {self.wave_id}"


class SurveyStop(models.Model):
    """Somebody wants no letters about surveys; by account or by the mark of an address."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    address_mark = models.CharField(
        max_length=64, blank=True, help_text="keyed mark of a mail address"
    )
    stopped_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address_mark"],
                condition=~models.Q(address_mark=""),
                name="address_stops_surveys_once",
            ),
            models.CheckConstraint(
                condition=models.Q(person=None) & ~models.Q(address_mark="")
                | models.Q(person__isnull=False, address_mark=""),
                name="stop_is_of_a_person_or_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"no letters about surveys: {self.pk}"


class EventsRead(models.Model):
    """How far a survey has read what happened, so that each event asks once."""

    survey = models.OneToOneField(
        Survey, on_delete=models.CASCADE, primary_key=True, related_name="events_read"
    )
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"events of {self.survey_id} until {self.until}"
