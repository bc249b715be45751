"""Complaints about police conduct: a table of their own, which no list of concerns reads.

They are no concerns and no issues, so no count, report, import, export or programs'
answer can hold one (RULINGS 19). Every word is sealed with FIELD_KEY.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.common.ids import show_reference
from engagement.concerns.choices import ComplaintStatus, ComplaintStep, Contact
from engagement.concerns.models.kinds import Kind
from engagement.places.models import Neighborhood


class Complaint(models.Model):
    """What somebody says about how an officer behaved; overseers alone read it."""

    reference = models.CharField(max_length=8)
    receipt_hash = models.CharField(max_length=64, blank=True)
    idempotency_key = models.CharField(max_length=64)
    kind = models.ForeignKey(
        Kind, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    neighborhood = models.ForeignKey(
        Neighborhood, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="complaints",
    )
    kept_from = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        help_text="overseers it names",
    )
    at = models.DateTimeField(help_text="floored to the town hour")
    sealed = models.BinaryField(blank=True, default=b"")
    contact_by = models.CharField(max_length=5, choices=Contact, default=Contact.NONE)
    contact_sealed = models.BinaryField(blank=True, default=b"")
    language = models.CharField(max_length=12, default="en")
    status = models.CharField(
        max_length=8, choices=ComplaintStatus, default=ComplaintStatus.RECEIVED
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], name="complaint_reference_once"
            ),
            models.UniqueConstraint(
                fields=["idempotency_key"], name="one_complaint_per_sending"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status=ComplaintStatus.CLOSED, closed_at__isnull=False
                )
                | (
                    ~models.Q(status=ComplaintStatus.CLOSED)
                    & models.Q(closed_at__isnull=True)
                ),
                name="complaint_is_closed_when_its_status_says_so",
            ),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="complaint_newest"),
            models.Index(
                fields=["receipt_hash"],
                condition=~models.Q(receipt_hash=""),
                name="complaint_by_receipt",
            ),
        ]

    def __str__(self) -> str:
        return show_reference(self.reference)


class ComplaintEntry(models.Model):
    """What was written or decided about a complaint, sealed too."""

    complaint = models.ForeignKey(
        Complaint,
        on_delete=models.PROTECT,
        related_name="entries",
        db_index=False,  # entries_of_a_complaint begins with it
    )
    step = models.CharField(max_length=7, choices=ComplaintStep)
    status = models.CharField(max_length=8, choices=ComplaintStatus, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sealed = models.BinaryField(blank=True, default=b"")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["complaint", "at", "id"], name="entries_of_a_complaint"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.pk} on complaint {self.complaint_id}"
