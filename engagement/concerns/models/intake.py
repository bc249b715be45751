"""What people sent, as they sent it, and where it came from."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.common.ids import show_reference
from engagement.concerns.choices import Channel, Contact, Privacy
from engagement.concerns.models.issues import Issue
from engagement.concerns.models.kinds import Kind
from engagement.moderation.models import Review
from engagement.places.models import Neighborhood


class Concern(models.Model):
    """One submission by one person. The exact point never leaves the officers' side."""

    reference = models.CharField(max_length=8)
    receipt_hash = models.CharField(max_length=64, blank=True)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="concerns")
    first_issue = models.ForeignKey(
        Issue,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="where it began: a split goes back here",
    )
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="concerns")
    neighborhood = models.ForeignKey(
        Neighborhood,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="concerns",
        db_index=False,  # concern_by_place_day begins with it
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="concerns",
        db_index=False,  # concern_by_person holds those that have one
    )
    reported_at = models.DateTimeField(help_text="floored to the town hour")
    reported_on = models.DateField(help_text="the day in the source's zone (RULINGS 8)")
    text = models.TextField(blank=True)
    review = models.ForeignKey(
        Review,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # concern_by_review holds those that have one
        help_text="its words on their way to the public; none: they stay with officers",
    )
    how_often = models.CharField(max_length=200, blank=True)
    who_harmed = models.CharField(max_length=200, blank=True)
    where_text = models.CharField(max_length=200, blank=True)
    where_hint = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    is_outside = models.BooleanField(
        default=False, help_text="the point lies outside the town"
    )
    cell_r7 = models.BigIntegerField(null=True, blank=True)
    cell_r8 = models.BigIntegerField(null=True, blank=True)
    cell_r9 = models.BigIntegerField(null=True, blank=True)
    privacy = models.CharField(max_length=10, choices=Privacy, default=Privacy.PUBLIC)
    language = models.CharField(max_length=12, default="en")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    is_held = models.BooleanField(
        default=False, help_text="over a limit: kept, looked at first"
    )
    goes_after_hold = models.BooleanField(
        default=False,
        db_default=False,
        help_text="erased or taken back while a legal hold lay on it: words wait for that",
    )
    # how to reach the person: sealed with FIELD_KEY, gone 90 days after closing (RULINGS 36)
    contact_by = models.CharField(max_length=5, choices=Contact, default=Contact.NONE)
    contact_sealed = models.BinaryField(blank=True, default=b"")
    wants_updates = models.BooleanField(default=False)
    share_with_officer = models.BooleanField(default=False)
    mail_confirmed_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.CharField(  # noqa: DJ001 - unique only where there is one
        max_length=64, null=True, blank=True
    )
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=80, blank=True)
    source_kind = models.CharField(max_length=120, blank=True)
    source_hash = models.CharField(max_length=32, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], name="concern_reference_once"
            ),
            models.UniqueConstraint(
                fields=["idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                name="one_concern_per_sending",
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~models.Q(source=""),
                name="imported_once_per_source_id",
            ),
            models.CheckConstraint(
                condition=models.Q(lat=None, lon=None)
                | models.Q(lat__isnull=False, lon__isnull=False),
                name="a_point_has_both_coordinates",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"],
                condition=models.Q(person__isnull=False),
                name="concern_by_person",
            ),
            models.Index(
                fields=["neighborhood", "reported_on"], name="concern_by_place_day"
            ),
            models.Index(
                fields=["review"],
                condition=models.Q(review__isnull=False),
                name="concern_by_review",
            ),
            models.Index(
                fields=["receipt_hash"],
                condition=~models.Q(receipt_hash=""),
                name="concern_by_receipt",
            ),
        ]

    def __str__(self) -> str:
        return show_reference(self.reference)


class Draft(models.Model):
    """A report somebody has begun; gone after 24 hours (UX 4)."""

    key = models.CharField(
        max_length=64, unique=True, help_text="hash of the cookie's value"
    )
    answers = models.JSONField(default=dict)
    submission_key = models.CharField(
        max_length=64, help_text="makes a double press one concern"
    )
    concern = models.ForeignKey(
        Concern, null=True, blank=True, on_delete=models.SET_NULL
    )
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"draft {self.pk}"


class ImportRun(models.Model):
    """One reading of one file."""

    source = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class RejectedRow(models.Model):
    """A row we could not take, kept with its reason so that nothing is lost."""

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="rejected"
    )
    line = models.IntegerField()
    reason = models.CharField(max_length=120)
    row = models.JSONField()

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"
