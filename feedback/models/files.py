"""A file of answers somebody brought from another tool, until it is taken in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from feedback.choices import FileState
from feedback.models.surveys import Survey


class AnswerFile(models.Model):
    """What was sent, how it is read, and what came of it; the text goes when it is in."""

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="answer_files"
    )
    text = models.TextField(blank=True)
    rules = models.JSONField(default=dict, help_text="the map: as of a file MAP.json")
    state = models.CharField(
        max_length=7, choices=FileState, default=FileState.LOOKED_AT
    )
    lines = models.PositiveIntegerField(default=0)
    told = models.JSONField(default=dict, help_text="counts, and faults by line")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="answer_files_by_age")]

    def __str__(self) -> str:
        return f"{self.survey}: {self.pk}"
