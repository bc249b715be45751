"""What is talked about: the agenda, the concerns behind it, and what residents propose."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.concerns.models import Issue
from engagement.moderation.models import Review
from engagement.promises.models import Promise
from meetings.choices import ProposalState
from meetings.models.meetings import Meeting

_WAITING = models.Q(state=ProposalState.WAITING, decided_at=None, item=None, reason="")
_ACCEPTED = models.Q(state=ProposalState.ACCEPTED, decided_at__isnull=False)
_DECLINED = models.Q(
    state=ProposalState.DECLINED, decided_at__isnull=False, item=None
) & ~models.Q(reason="")


class AgendaItem(models.Model):
    """One thing to talk about; a part of another one has it as its `parent`."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="agenda", db_index=False
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts"
    )
    position = models.PositiveSmallIntegerField(help_text="among its neighbors, from 1")
    title = models.CharField(max_length=160)
    minutes = models.PositiveSmallIntegerField()
    speaker = models.CharField(
        max_length=120, blank=True, help_text="a role or a name, as the public reads it"
    )
    note = models.TextField(blank=True)
    promise = models.ForeignKey(
        Promise,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="agenda_items",
        help_text="the promise it asks about",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__range=(1, 480)),
                name="agenda_item_takes_its_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="agenda_item_is_no_part_of_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["meeting", "position", "id"], name="agenda_in_order")
        ]

    def __str__(self) -> str:
        return self.title


class AgendaIssue(models.Model):
    """A concern that an item is about; each stands once on an agenda."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="links")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "issue"], name="issue_stands_once_on_an_agenda"
            )
        ]

    def __str__(self) -> str:
        return f"issue {self.issue_id} in item {self.item_id}"


class Proposal(models.Model):
    """What somebody wants to be talked about; others read it once a moderator let it pass."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="proposals"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    review = models.OneToOneField(
        Review, on_delete=models.PROTECT, related_name="proposal"
    )
    state = models.CharField(
        max_length=8, choices=ProposalState, default=ProposalState.WAITING
    )
    reason = models.CharField(
        max_length=300, blank=True, help_text="why not; told to who proposed it"
    )
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField(help_text="floored to the town hour")
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal_told_at = models.DateTimeField(
        null=True, blank=True, help_text="when a moderator’s refusal was written about"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_WAITING | _ACCEPTED | _DECLINED,
                name="proposal_is_what_its_state_says",
            )
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk} for meeting {self.meeting_id}"
