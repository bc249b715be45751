"""Roles that wait for the word of a second person."""

from __future__ import annotations

from django.db import models

from engagement.common.roles import Role
from engagement.people.choices import RequestState
from engagement.people.models.asking import (
    AskedOfASecond,
    by_two_people,
    never_about_oneself,
)
from engagement.people.models.grants import Grant
from engagement.people.models.persons import User
from engagement.places.models import Neighborhood


class RoleRequest(AskedOfASecond):
    """One administrator asks that somebody be given a role; another one decides."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="asked_roles")
    role = models.CharField(max_length=12, choices=Role)
    neighborhood = models.ForeignKey(
        Neighborhood, null=True, blank=True, on_delete=models.CASCADE
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    grant = models.OneToOneField(
        Grant, null=True, blank=True, on_delete=models.SET_NULL, related_name="request"
    )

    class Meta(AskedOfASecond.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "neighborhood"],
                condition=models.Q(state=RequestState.WAITING),
                nulls_distinct=False,
                name="role_is_asked_for_once_at_a_time",
            ),
            never_about_oneself("role_is_never_asked_or_agreed_for_oneself"),
            by_two_people("role_is_agreed_by_a_second_person", [RequestState.AGREED]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.state}"
