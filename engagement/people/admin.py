"""Accounts and roles on the set-up pages, to look at.

They are changed under `/manage/people/` alone, where a reason, a fresh sign-in and a
second person are asked for: one door, one set of rules.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest  # noqa: TID251 - Django admin's signatures
from django.utils.timezone import now

from engagement.common.siteadmin import TownAdmin, administrator
from engagement.people.models import CredentialKind, Grant, User
from engagement.people.services import save_credential_kind

# Roles are grants, and an address is proven by its mailbox: neither is written by hand.
admin.site.unregister(Group)
admin.site.unregister(EmailAddress)
# Second steps and accounts elsewhere are their person's own.
for theirs in (Authenticator, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(theirs)


class ToLookAt(TownAdmin):
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        obj: Any = None,  # noqa: ARG002 - Django's signature
    ) -> bool:
        return False


@admin.register(User)
class UserAdmin(ToLookAt):
    """Who has an account. Accounts are made by sign-up, invitation or command line."""

    list_display = ("email", "name", "language", "is_active", "joined_at")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "is_active", "joined_at")
    ordering = ("email",)


@admin.register(Grant)
class GrantAdmin(ToLookAt):
    """Who may do what where."""

    list_display = ("user", "role", "neighborhood", "starts_at", "ends_at")
    list_filter = ("role", "neighborhood")
    list_select_related = ("user", "neighborhood")
    fields = (
        "user",
        "role",
        "neighborhood",
        "reason",
        "granted_by",
        "seconded_by",
        "starts_at",
        "ends_at",
        "ended_by",
        "end_reason",
    )
    ordering = ("-id",)


@admin.register(CredentialKind)
class CredentialKindAdmin(TownAdmin):
    """What people can be vetted or trained for; never deleted, switched off instead."""

    list_display = ("name", "sort", "months", "is_offered")
    ordering = ("sort", "name")

    def save_model(
        self,
        request: HttpRequest,
        obj: CredentialKind,
        form: Any,  # noqa: ARG002 - Django's signature
        change: Any,  # noqa: ARG002 - Django's signature
    ) -> None:
        save_credential_kind(kind=obj, actor=administrator(request), now=now())
