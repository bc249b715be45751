"""Work and letters that must leave only if the transaction stays."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Job(models.Model):
    """One thing to do after commit, once per task, object, version and person."""

    task = models.CharField(max_length=120)
    about = models.CharField(
        max_length=120, help_text="what it is about, as app.model:id"
    )
    version = models.IntegerField(default=1)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    arguments = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    attempts = models.IntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "about", "version", "person"],
                nulls_distinct=False,
                name="job_once_per_task_object_version_and_person",
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=models.Q(sent_at=None, done_at=None, dead_at=None),
                name="job_waiting",
            ),
            models.Index(
                fields=["sent_at"],
                condition=models.Q(done_at=None, dead_at=None),
                name="job_sent_not_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.about} v{self.version}"


class SealedLetter(models.Model):
    """A letter whose words are secret (a sign-in code): sealed, and gone once sent."""

    sealed = models.BinaryField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"sealed letter {self.pk}"


class DemoLetter(models.Model):
    """What a letter looked like, kept in demo mode only, for the mailbox page."""

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
