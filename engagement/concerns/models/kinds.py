"""Kinds of concern, in two levels."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from engagement.concerns.choices import Harm, Privacy


class KindQuerySet(models.QuerySet["Kind"]):
    def groups(self) -> KindQuerySet:
        return self.filter(parent=None).order_by("position", "code")

    def lines(self) -> KindQuerySet:
        """Give the lower level: what a concern is and what a report line is about."""
        return self.filter(parent__isnull=False).order_by(
            "parent__position", "position"
        )


class Kind(models.Model):
    """A category of concern. Upper level: a group. Lower level: what lines are made of."""

    code = models.SlugField(max_length=40, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="kinds"
    )
    name = models.CharField(max_length=80)
    example = models.CharField(max_length=160, blank=True)
    harm_level = models.SmallIntegerField(choices=Harm, default=Harm.MINOR)
    harm_reason = models.CharField(max_length=300, blank=True)
    harm_decided_on = models.DateField(null=True, blank=True)
    reply_days = models.SmallIntegerField(
        default=3, help_text="working days to a reply"
    )
    target_days = models.SmallIntegerField(default=28, help_text="calendar days")
    privacy = models.CharField(max_length=10, choices=Privacy, default=Privacy.PUBLIC)
    is_urgent = models.BooleanField(default=False)
    urgent_text = models.TextField(blank=True)
    open311_code = models.CharField(max_length=40, blank=True)
    same_within_m = models.SmallIntegerField(
        default=75, help_text="how far apart two reports of one problem may lie, metres"
    )
    position = models.SmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    objects = KindQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(harm_level__gte=1, harm_level__lte=5),
                name="kind_harm_level_is_1_to_5",
            ),
            models.CheckConstraint(
                condition=models.Q(target_days__gte=1, reply_days__gte=1),
                name="kind_targets_are_at_least_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Keep two levels: groups above, kinds below, and no concern under a group."""
        problem = self._wrong_level()
        if problem:
            raise ValidationError({"parent": problem})

    def _wrong_level(self) -> str:
        if self.parent is None:
            is_used = not self._state.adding and self.issues.exists()
            return gettext("Concerns stand under it: choose its group.") * is_used
        if self.parent.pk == self.pk or self.parent.parent_id is not None:
            return gettext("Choose a group: there are two levels only.")
        if not self._state.adding and self.kinds.exists():
            return gettext("Kinds stand under it, so it has to stay a group.")
        return ""

    @property
    def label(self) -> str:
        """The name in the reader's language (starter kinds are in the catalogue)."""
        return gettext(self.name)
