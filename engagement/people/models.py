"""People, what they may do where, and what shows that they are people."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.functional import cached_property
from django.utils.timezone import now

from engagement.common.roles import Role
from engagement.people.choices import ProofKind
from engagement.places.models import Neighborhood


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> User:
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an e-mail address; there are no user names."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="may open the site admin")
    joined_at = models.DateTimeField(default=now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def _current_grants(self) -> list[tuple[str, int | None]]:
        """Asked once per request: what is held now, as (role, neighborhood)."""
        return list(self.grants.current(now()).values_list("role", "neighborhood_id"))

    def holds(self, role: Role, place_id: int | None = None) -> bool:
        """Tell whether the role is held here; without a place: anywhere at all."""
        return self.is_active and any(
            held == role and (place is None or place_id in (None, place))
            for held, place in self._current_grants
        )

    def place_ids(self, role: Role) -> frozenset[int] | None:
        """Name the neighborhoods the role is held in; None is the whole town."""
        places = [place for held, place in self._current_grants if held == role]
        if None in places:
            return None
        return frozenset(place for place in places if place is not None)


class GrantQuerySet(models.QuerySet["Grant"]):
    def current(self, moment: datetime) -> GrantQuerySet:
        ended = models.Q(ends_at__isnull=False, ends_at__lte=moment)
        return self.filter(starts_at__lte=moment).exclude(ended)


class Grant(models.Model):
    """One role for one person, in one neighborhood or in the whole town."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=12, choices=Role)
    neighborhood = models.ForeignKey(
        Neighborhood, null=True, blank=True, on_delete=models.CASCADE
    )
    granted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "neighborhood"],
                condition=models.Q(ends_at=None),
                nulls_distinct=False,
                name="grant_held_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None)
                | models.Q(ends_at__gte=models.F("starts_at")),
                name="grant_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} in {self.neighborhood or 'every place'}"


class Proof(models.Model):
    """One thing that shows somebody is a person; the tier of a voice follows it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField(max_length=8, choices=ProofKind)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="proof_once_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class Follow(models.Model):
    """Somebody wants to hear about a neighborhood (RULINGS 44)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    neighborhood = models.ForeignKey(Neighborhood, on_delete=models.CASCADE)
    since = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "neighborhood"], name="follow_once_per_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.neighborhood_id}"
