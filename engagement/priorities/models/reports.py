"""The frozen, explained ranking of lines for one neighborhood and one week."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.common.weeks import Week
from engagement.concerns.models import Issue, Kind
from engagement.places.models import Neighborhood
from engagement.priorities.choices import Decision, ReportStatus, Thinness
from engagement.priorities.models.runs import Run, WeightsVersion


class Report(models.Model):
    """Identity: neighborhood, week, version; a correction is the next version (RULINGS 5)."""

    neighborhood = models.ForeignKey(
        Neighborhood, on_delete=models.PROTECT, related_name="reports"
    )
    week_year = models.SmallIntegerField()
    week_number = models.SmallIntegerField()
    version = models.SmallIntegerField(default=1)
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.SET_NULL)
    weights = models.ForeignKey(WeightsVersion, on_delete=models.PROTECT)
    as_of = models.DateTimeField()
    made_at = models.DateTimeField()
    seed = models.DecimalField(max_digits=20, decimal_places=0)
    input_hash = models.CharField(max_length=64)
    frozen = models.TextField(
        help_text="canonical JSON of everything built; never changed"
    )
    thinness = models.CharField(max_length=6, choices=Thinness)
    voices = models.IntegerField(help_text="distinct people in 120 days, all tiers")
    status = models.CharField(
        max_length=10, choices=ReportStatus, default=ReportStatus.DRAFT
    )
    checklist = models.JSONField(default=list)
    note = models.TextField(
        blank=True, help_text="the officer's words to the neighbors"
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    first_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="where two people must agree: the first of them",
    )
    first_signed_at = models.DateTimeField(null=True, blank=True)
    changes_asked = models.TextField(
        blank=True, help_text="what the second of two people wants changed"
    )
    published = models.JSONField(
        default=dict, help_text="all the public ever reads of it; made at signing"
    )
    corrects = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrections",
    )
    correction_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["neighborhood", "week_year", "week_number", "version"],
                name="report_once_per_place_week_and_version",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="signed")
                | models.Q(signed_at__isnull=False),
                name="published_report_was_signed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["neighborhood", "-week_year", "-week_number", "-version"],
                name="report_newest_of_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.neighborhood_id} {self.week} v{self.version}"

    @property
    def week(self) -> Week:
        return Week(self.week_year, self.week_number)


class Line(models.Model):
    """Neighborhood x kind in one report: what was worked out, and what was decided."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="lines")
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT)
    position = models.SmallIntegerField(help_text="order in the list, from 1")
    rank = models.SmallIntegerField(null=True, blank=True, help_text="none: too thin")
    band = models.SmallIntegerField(null=True, blank=True)
    rank_unadjusted = models.SmallIntegerField(null=True, blank=True)
    rank_uncapped = models.SmallIntegerField(
        null=True, blank=True, help_text="if every unverified voice counted in full"
    )
    early_signal = models.BooleanField(
        default=False, help_text="too few to rank, yet in the top 3 in 4 draws of 5"
    )
    points = models.FloatField()
    share = models.FloatField()
    severity = models.SmallIntegerField(help_text="1, 2, 4, 8 or 16")
    weight = models.FloatField(help_text="V: sum of x over issues")
    backlog = models.FloatField(help_text="B: 1.0 to 1.5")
    adjustment = models.FloatField(default=1.0, help_text="m: 0.5 to 2.0")
    is_pinned = models.BooleanField(default=False)
    people = models.IntegerField()
    supporters = models.IntegerField()
    issues = models.IntegerField()
    p_first = models.FloatField(null=True, blank=True)
    p_top3 = models.FloatField(null=True, blank=True)
    rank_low = models.SmallIntegerField(null=True, blank=True)
    rank_high = models.SmallIntegerField(null=True, blank=True)
    explanation = models.JSONField(
        default=list, help_text="keys and numbers (RULINGS 9)"
    )
    weekly = models.JSONField(default=list, help_text="new reports a week, 12 weeks")
    flags = models.JSONField(default=list)
    changed = models.BooleanField(
        default=True, help_text="new, changed or top 5: asks again"
    )
    decision = models.CharField(max_length=18, choices=Decision, blank=True)
    decision_reason = models.TextField(blank=True)
    decision_detail = models.JSONField(default=dict)
    decision_kept = models.BooleanField(default=False, help_text="last week's, kept")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_version = models.SmallIntegerField(
        default=0, help_text="rises when a signed decision differs from the last"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind"], name="line_once_per_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(decision="") | models.Q(decided_at__isnull=False),
                name="line_decision_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.position}"


class InputRow(models.Model):
    """One issue's numbers as they went into a line; never changes (RULINGS 5)."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="inputs")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="inputs")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+")
    ver = models.FloatField()
    unv = models.FloatField()
    sup = models.FloatField()
    v = models.FloatField()
    x = models.FloatField()
    people = models.IntegerField()
    supporters = models.IntegerField()
    is_open = models.BooleanField()
    is_late = models.BooleanField()
    has_verified = models.BooleanField()
    is_public = models.BooleanField(default=True, help_text="has a public page")
    first_on = models.DateField()
    street = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["line", "-x", "issue"], name="inputs_of_a_line")
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: issue {self.issue_id}"
