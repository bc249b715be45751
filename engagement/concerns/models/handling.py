"""What officers did about an issue."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.concerns.choices import Status, UpdateKind
from engagement.concerns.models.issues import Issue


class StatusChange(models.Model):
    """One move of an issue; a report reads the status at its own time from here."""

    issue = models.ForeignKey(
        Issue,
        on_delete=models.PROTECT,
        related_name="moves",
        db_index=False,  # moves_of_an_issue begins with it
    )
    old = models.CharField(max_length=18, choices=Status, blank=True)
    new = models.CharField(max_length=18, choices=Status)
    text = models.TextField(blank=True, help_text="what the public reads")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # move_by_author holds those that have one
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["issue", "at", "id"], name="moves_of_an_issue"),
            models.Index(
                fields=["author"],
                condition=models.Q(author__isnull=False),
                name="move_by_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.old} → {self.new}"


class Reply(models.Model):
    """What an officer answered; everyone reads it on the issue's page."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"reply {self.pk} on issue {self.issue_id}"


class IssueUpdate(models.Model):
    """What came of an issue elsewhere, pushed down by the app above (RULINGS 44)."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="updates")
    kind = models.CharField(max_length=9, choices=UpdateKind)
    source = models.CharField(max_length=60, help_text="the row above, once an issue")
    text = models.TextField(blank=True)
    link = models.CharField(
        max_length=200, help_text="where more is read, on this site"
    )
    on = models.DateField(help_text="when it was talked about")
    at = models.DateTimeField(help_text="when it was made known")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "source"], name="update_of_an_issue_once_a_source"
            )
        ]

    def __str__(self) -> str:
        return f"update {self.pk} on issue {self.issue_id}"


class Note(models.Model):
    """What officers tell one another; never public."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note {self.pk} on issue {self.issue_id}"
