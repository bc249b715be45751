"""Somebody with an account, and what they hold now."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils.functional import cached_property
from django.utils.timezone import now

from engagement.common.roles import Role


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
    needs_mfa = models.BooleanField(default=False, help_text="a second step is asked")
    # which apps ask it of somebody without a role, so that one sparing them does not
    # open what another still guards
    needs_mfa_for = ArrayField(
        models.CharField(max_length=20), default=list, db_default=[], blank=True
    )
    joined_at = models.DateTimeField(default=now)
    # what the ledger of erasures calls this row: a number may be used again after a
    # restore, this never is
    erasure_id = models.UUIDField(
        default=uuid4, db_default=RandomUUID(), unique=True, editable=False
    )

    # set for each request (people/middleware.py): this session has not taken the second
    # step that the town asks for, so no role is held
    lacks_second_step = False

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

    @property
    def _held_grants(self) -> list[tuple[str, int | None]]:
        return [] if self.lacks_second_step else self._current_grants

    @property
    def has_roles(self) -> bool:
        """Tell whether a role was given, held at this moment or waiting."""
        return bool(self._current_grants)

    @property
    def must_prove_twice(self) -> bool:
        """Tell whether a second step is asked of this person, where the town asks."""
        return self.needs_mfa or self.has_roles

    @property
    def roles_wait(self) -> bool:
        """Tell whether something would be open to them after a second step."""
        return self.lacks_second_step and self.must_prove_twice

    def holds(self, role: Role, place_id: int | None = None) -> bool:
        """Tell whether the role is held here; without a place: anywhere at all."""
        return self.is_active and any(
            held == role and (place is None or place_id in (None, place))
            for held, place in self._held_grants
        )

    def place_ids(self, role: Role) -> frozenset[int] | None:
        """Name the neighborhoods the role is held in; None is the whole town."""
        if not self.is_active:
            return frozenset()
        places = [place for held, place in self._held_grants if held == role]
        if None in places:
            return None
        return frozenset(place for place in places if place is not None)
