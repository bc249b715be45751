"""What was answered: by whom, when and in which order is nowhere (decision 0076)."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from engagement.places.models import Neighborhood
from feedback.choices import Channel, TextState
from feedback.models.surveys import Version, Wave


class Response(models.Model):
    """One person's answers, by the key of the question; no texts and no places."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="responses")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey(
        Neighborhood, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=6, choices=Channel)
    language = models.CharField(max_length=12)
    answers = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["wave", "id"], name="responses_of_a_wave")]

    def __str__(self) -> str:
        return str(self.pk)


class UnlinkedAnswer(models.Model):
    """A text or a rough place somebody gave, apart from everything else they said."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="texts")
    question = models.SlugField(max_length=40, help_text="the key of the question")
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    longitude = models.FloatField(null=True, blank=True, help_text="middle of a cell")
    latitude = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=TextState, default=TextState.WAITING)

    class Meta:
        indexes = [
            models.Index(fields=["wave", "id"], name="texts_of_a_wave"),
            models.Index(
                fields=["wave", "question", "state"], name="texts_of_a_question"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
