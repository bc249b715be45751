"""What was counted of a wave and what of it is public; themes of what people wrote."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from feedback.models.answers import UnlinkedAnswer
from feedback.models.surveys import Survey, Wave
from feedback.shapes import in_language


class Result(models.Model):
    """One question of a wave as it may be printed; never changes once published."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="results")
    question = models.SlugField(max_length=40, help_text="the key of the question")
    position = models.PositiveSmallIntegerField()
    table = models.JSONField(default=dict)
    counted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "question"], name="question_is_counted_once_a_wave"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None)
                | models.Q(published_at__isnull=False),
                name="only_what_is_published_is_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave}: {self.question}"

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None


class Theme(models.Model):
    """What several people wrote about, named by hand; `words` is the name by language."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="themes")
    question = models.SlugField(max_length=40, help_text="the key of the question")
    words = models.JSONField(default=dict, help_text="language → name")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["survey", "question"], name="survey_themes")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.words, get_language() or "")


class ThemedText(models.Model):
    """A text is about a theme."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="marks")
    text = models.ForeignKey(
        UnlinkedAnswer, on_delete=models.CASCADE, related_name="marks"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "text"], name="text_is_about_a_theme_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.text_id}"
