"""A survey: what it is for, what it asks in which version, and when it is out."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language

from engagement.places.choices import Trait
from engagement.places.models import Neighborhood
from feedback.choices import EventKind, Measure, QuestionKind, SurveyKind, SurveyState
from feedback.shapes import word_of
from meetings.models import Meeting


class Survey(models.Model):
    """One thing the town asks; `words` has title, why, who_sees and thanks by language."""

    slug = models.SlugField(max_length=90, unique=True)
    kind = models.CharField(max_length=6, choices=SurveyKind, default=SurveyKind.OPEN)
    event = models.CharField(max_length=8, choices=EventKind, blank=True, default="")
    neighborhood = models.ForeignKey(
        Neighborhood,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="surveys",
        help_text="empty: the whole town",
    )
    meeting = models.ForeignKey(
        Meeting,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="surveys",
        help_text="the meeting whose visitors are asked",
    )
    state = models.CharField(
        max_length=5, choices=SurveyState, default=SurveyState.DRAFT
    )
    words = models.JSONField(default=dict, help_text="language → title, why, …")
    languages = ArrayField(models.CharField(max_length=12), default=list)
    minutes = models.PositiveSmallIntegerField(default=5, help_text="it takes so long")
    results_on = models.DateField(null=True, blank=True)
    most_answers = models.PositiveIntegerField(null=True, blank=True)
    every_weeks = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="a pulse: from one wave to the next"
    )
    rest_weeks = models.PositiveSmallIntegerField(
        default=26, help_text="nobody is asked again within so many weeks"
    )
    ask_of = models.PositiveIntegerField(
        null=True, blank=True, help_text="drawn at random: so many residents a wave"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=SurveyKind.EVENT) & ~models.Q(event="")
                | ~models.Q(kind=SurveyKind.EVENT) & models.Q(event=""),
                name="survey_after_an_event_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=SurveyKind.PULSE, every_weeks__gte=1)
                | ~models.Q(kind=SurveyKind.PULSE) & models.Q(every_weeks=None),
                name="pulse_comes_again",
            ),
        ]
        indexes = [models.Index(fields=["-made_at", "-id"], name="surveys_by_age")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("feedback:survey", args=[self.slug])

    @property
    def title(self) -> str:
        return self.said("title") or self.slug

    def said(self, which: str) -> str:
        """Give words of the survey in the language of the page."""
        return word_of(self.words, which, get_language() or "")

    @property
    def is_draft(self) -> bool:
        return self.state == SurveyState.DRAFT

    @property
    def is_ended(self) -> bool:
        return self.state == SurveyState.ENDED

    @property
    def is_drawn(self) -> bool:
        """Tell whether chance picks whom it asks."""
        return self.kind in (SurveyKind.RANDOM, SurveyKind.PULSE)


class Version(models.Model):
    """The questions as they were asked; nothing in it changes after the first answer."""

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    is_frozen = models.BooleanField(
        default=False, help_text="somebody has answered; when is not kept"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "number"], name="version_is_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey}: {self.number}"


class Section(models.Model):
    """One page of a survey; `words` has title and intro by language."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="sections"
    )
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    words = models.JSONField(default=dict)
    shown_if = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key"], name="section_has_its_key"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return word_of(self.words, "title", get_language() or "")


class Question(models.Model):
    """One question; its key stays the same from version to version."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="questions"
    )
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="questions"
    )
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=QuestionKind)
    words = models.JSONField(default=dict, help_text="language → text, hint")
    options = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=list, blank=True)
    lowest = models.IntegerField(null=True, blank=True)
    highest = models.IntegerField(null=True, blank=True)
    most = models.PositiveIntegerField(null=True, blank=True)
    is_required = models.BooleanField(default=False)
    is_personal = models.BooleanField(default=False)
    trait = models.CharField(max_length=8, choices=Trait, blank=True, default="")
    measure = models.CharField(max_length=6, choices=Measure, blank=True, default="")
    is_reversed = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    shown_if = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key"], name="question_has_its_key"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return word_of(self.words, "text", get_language() or "")


class Wave(models.Model):
    """One time a survey is out; most have one, a pulse has one after the other."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="waves")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    note = models.TextField(blank=True, help_text="what changed since the wave before")
    will_change = models.TextField(
        blank=True, help_text="what is done with the results"
    )

    is_indexed = models.BooleanField(
        default=False, help_text="the index of it has been worked out, for good"
    )
    told_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="letters that its results are out were asked for",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "number"], name="wave_is_numbered_once"
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="wave_closes_after_it_opens",
            ),
        ]
        indexes = [models.Index(fields=["closes_at"], name="waves_by_their_end")]

    def __str__(self) -> str:
        return f"{self.survey}: {self.number}"

    @property
    def results_on(self) -> date | None:
        """The day results come, if one was set that lies not before its end.

        A survey has one such day; for later waves it is long past.
        """
        day = self.survey.results_on
        return day if day and day >= localdate(self.closes_at) else None

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at
