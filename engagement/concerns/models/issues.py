"""One real problem and the people behind it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from engagement.common.ids import show_reference
from engagement.concerns.choices import (
    CLOSED,
    OPEN,
    Origin,
    Privacy,
    Status,
    Tier,
    VoiceRole,
)
from engagement.concerns.models.kinds import Kind
from engagement.places.models import Neighborhood, SnapPoint


class IssueQuerySet(models.QuerySet["Issue"]):
    def open(self) -> IssueQuerySet:
        return self.filter(status__in=OPEN)

    def closed(self) -> IssueQuerySet:
        return self.filter(status__in=CLOSED)

    def unmerged(self) -> IssueQuerySet:
        return self.filter(merged_into=None)


class Issue(models.Model):
    """A group of one or more concerns; its page is what the public sees.

    The counters follow SCIENCE 1.7: per tier a head count `n` and a faded count `f`,
    all faded counts as of `faded_at`. Counters serve live pages only; a report
    aggregates voices (RULINGS 2). An issue merged into another carries zeros: its
    voices are counted there, one a person (RULINGS 12).
    """

    # no index of their own where one of those below begins with the field
    reference = models.CharField(max_length=8)
    kind = models.ForeignKey(
        Kind, on_delete=models.PROTECT, related_name="issues", db_index=False
    )
    neighborhood = models.ForeignKey(
        Neighborhood,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issues",
        db_index=False,
    )
    snap_point = models.ForeignKey(
        SnapPoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cell_r9 = models.BigIntegerField(null=True, blank=True)
    privacy = models.CharField(max_length=10, choices=Privacy, default=Privacy.PUBLIC)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.RESIDENT)
    status = models.CharField(max_length=18, choices=Status, default=Status.NEW)
    first_at = models.DateTimeField()
    last_voice_at = models.DateTimeField()
    reported_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    target_at = models.DateTimeField(null=True, blank=True)
    reply_due_on = models.DateField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="owned_issues",
        db_index=False,  # issue_by_owner holds those that have one
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        db_index=False,  # issue_by_merged_into holds those that have one
    )
    merged_path = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        help_text="how it came to `merged_into`, nearest first: undoes one step",
    )
    version = models.IntegerField(
        default=1, help_text="rises with every officer change"
    )
    is_held = models.BooleanField(
        default=False,
        help_text="came over a limit: not public until an officer has looked",
    )

    ver_n = models.FloatField(default=0)
    ver_f = models.FloatField(default=0)
    unv_n = models.FloatField(default=0)
    unv_f = models.FloatField(default=0)
    sup_ver_n = models.FloatField(default=0)
    sup_ver_f = models.FloatField(default=0)
    sup_unv_n = models.FloatField(default=0)
    sup_unv_f = models.FloatField(default=0)
    faded_at = models.DateTimeField()
    reporters = models.IntegerField(default=0, help_text="distinct people, any tier")
    supporters = models.IntegerField(default=0, help_text="distinct people, any tier")

    objects = IssueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="issue_reference_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=sorted(CLOSED), closed_at__isnull=False)
                | models.Q(status__in=sorted(OPEN), closed_at__isnull=True),
                name="issue_is_closed_when_its_status_says_so",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")),
                name="issue_is_not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(
                fields=["neighborhood", "-first_at", "-id"],
                name="issue_by_place_newest",
            ),
            models.Index(fields=["-first_at", "-id"], name="issue_newest"),
            models.Index(
                fields=["kind", "-first_at", "-id"], name="issue_by_kind_newest"
            ),
            models.Index(
                fields=["snap_point", "first_at"],
                condition=models.Q(
                    merged_into=None, privacy=Privacy.PUBLIC, closed_at=None
                ),
                name="issue_open_near",
            ),
            models.Index(
                fields=["neighborhood", "status", "reply_due_on"], name="issue_inbox"
            ),
            models.Index(
                fields=["owner"],
                condition=models.Q(owner__isnull=False),
                name="issue_by_owner",
            ),
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="issue_by_merged_into",
            ),
        ]

    def __str__(self) -> str:
        return show_reference(self.reference)

    def get_absolute_url(self) -> str:
        return reverse("concerns:issue", args=[self.reference])

    @property
    def public_point(self) -> SnapPoint | None:
        """Give the point anyone may see; an area-only issue has none."""
        return self.snap_point if self.privacy == Privacy.PUBLIC else None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class Voice(models.Model):
    """One person's voice on one issue; written once, never renewed (RULINGS 11)."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="voices")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="voices",
        db_index=False,  # voice_by_person begins with it
    )
    device = models.CharField(  # noqa: DJ001 - unique only where there is one
        max_length=64,
        null=True,
        blank=True,
        help_text="keyed hash of a cookie: one voice a device",
    )
    role = models.CharField(max_length=9, choices=VoiceRole)
    tier = models.CharField(max_length=10, choices=Tier)
    verified_at = models.DateTimeField(null=True, blank=True)
    counts = models.BooleanField(
        default=True, help_text="within 3 per person, line and 90 days"
    )
    weight = models.FloatField(
        default=1.0, help_text="1/(1+(n-1)rho) in an origin group"
    )
    origin = models.CharField(
        max_length=64,
        blank=True,
        help_text="keyed by a salt that dies with the day; wiped after 30 days",
    )
    at = models.DateTimeField(help_text="floored to the town hour")
    is_resident_here = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "person"],
                condition=models.Q(person__isnull=False),
                name="one_person_one_voice_per_issue",
            ),
            models.UniqueConstraint(
                fields=["issue", "device"],
                condition=models.Q(device__isnull=False),
                name="one_device_one_voice_per_issue",
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0, weight__lte=1),
                name="voice_weighs_at_most_one",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "at"], name="voice_by_person"),
            models.Index(
                fields=["device", "at"],
                condition=models.Q(person__isnull=True, device__isnull=False),
                name="voice_by_device",
            ),
            models.Index(
                fields=["origin", "at"],
                condition=~models.Q(origin=""),
                name="voice_by_origin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of issue {self.issue_id}"
