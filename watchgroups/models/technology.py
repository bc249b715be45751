"""What the agency watches with, as everybody reads it; earlier words stay readable."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse

from engagement.moderation.models import Review


class Technology(models.Model):
    """One sort of surveillance technology, and when people may comment on it."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=140, unique=True)
    comments_from = models.DateField(null=True, blank=True)
    comments_until = models.DateField(null=True, blank=True, help_text="the last day")
    answer = models.TextField(blank=True, help_text="what the agency says to them")
    answered_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(comments_from=None, comments_until=None)
                | models.Q(comments_until__gte=models.F("comments_from")),
                name="comments_end_after_they_begin",
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None)
                | ~models.Q(answer="") & models.Q(answered_at__isnull=False),
                name="comments_are_answered_some_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("watchgroups:technology", args=[self.slug])

    def takes_comments(self, today: date) -> bool:
        first, last = self.comments_from, self.comments_until
        return first is not None and last is not None and first <= today <= last


class TechnologyVersion(models.Model):
    """What stood on its page from some day on; never changed, only followed."""

    technology = models.ForeignKey(
        Technology, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    is_used = models.BooleanField(default=True)
    purpose = models.TextField(help_text="what it is used for")
    rule = models.TextField(help_text="which rule allows it, and limits it")
    rule_link = models.URLField(max_length=300, blank=True)
    kept_for = models.CharField(max_length=300, help_text="how long data are kept")
    seen_by = models.CharField(max_length=300, help_text="who may see the data")
    cost = models.CharField(max_length=200)
    vendor = models.CharField(max_length=200)
    change = models.CharField(max_length=300, blank=True, help_text="what is new")
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
            models.UniqueConstraint(
                fields=["technology", "number"], name="technology_is_told_once_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(change=""),
                name="technology_changes_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.technology}: {self.number}"


class TechnologyComment(models.Model):
    """What somebody says to it; others read it once a moderator let it pass."""

    technology = models.ForeignKey(
        Technology, on_delete=models.CASCADE, related_name="comments"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="floored to the town hour")

    def __str__(self) -> str:
        return f"comment {self.pk} on {self.technology_id}"
