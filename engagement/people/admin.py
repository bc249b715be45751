"""Accounts and roles on the set-up pages; every write goes through the services."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.http import HttpRequest  # noqa: TID251 - Django admin's signatures
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.errors import DomainError
from engagement.common.roles import Role
from engagement.common.siteadmin import TownAdmin, administrator
from engagement.people import services
from engagement.people.models import Grant, User

# Roles are grants, and an address is proven by its mailbox: neither is written by hand.
admin.site.unregister(Group)
admin.site.unregister(EmailAddress)
# Second steps and accounts elsewhere are their person's own.
for theirs in (Authenticator, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(theirs)


@admin.register(User)
class UserAdmin(TownAdmin):
    """Who has an account. Accounts are made by sign-up or the command line."""

    list_display = ("email", "name", "language", "is_active", "joined_at")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "is_active", "joined_at")
    readonly_fields = ("email", "name", "language", "joined_at")
    ordering = ("email",)
    actions = ("sign_out",)

    @admin.action(description=_("Sign out everywhere"))
    def sign_out(self, request: HttpRequest, chosen: Any) -> None:
        for person in chosen:
            services.end_sessions(user=person, actor=administrator(request), now=now())
        messages.success(request, gettext("They are signed out everywhere."))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: Any,  # noqa: ARG002 - Django's signature
        change: Any,  # noqa: ARG002 - Django's signature
    ) -> None:
        services.set_active(
            user=obj, is_active=obj.is_active, actor=administrator(request), now=now()
        )


@admin.register(Grant)
class GrantAdmin(TownAdmin):
    """Who may do what where. A role is given here and ended here, never rewritten."""

    list_display = ("user", "role", "neighborhood", "starts_at", "ends_at")
    list_filter = ("role", "neighborhood")
    list_select_related = ("user", "neighborhood")
    autocomplete_fields = ("user",)
    fields = ("user", "role", "neighborhood", "reason")
    actions = ("end_now",)
    ordering = ("-id",)

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        obj: Any = None,
    ) -> bool:
        return obj is None

    def save_model(
        self,
        request: HttpRequest,
        obj: Grant,
        form: Any,  # noqa: ARG002 - Django's signature
        change: Any,  # noqa: ARG002 - Django's signature
    ) -> None:
        try:
            granted = services.grant_role(
                user=obj.user,
                role=Role(obj.role),
                neighborhood=obj.neighborhood,
                actor=administrator(request),
                now=now(),
                reason=obj.reason,
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            obj.pk = granted.pk

    @admin.action(description="End now")
    def end_now(self, request: HttpRequest, chosen: Any) -> None:
        for grant in chosen:
            services.end_grant(
                grant_id=grant.pk, actor=administrator(request), now=now()
            )
        messages.success(request, gettext("The chosen roles have ended."))
