"""The set-up pages: Django's admin, opened by the town's administrators.

Who holds the role decides, asked at every request: no staff flag, nothing to forget when
a role ends (SECURITY promise 11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse  # noqa: TID251 - Django admin's signatures
from django.utils.translation import gettext_lazy as _

from engagement.common.http import viewer_of
from engagement.common.roles import Actor, Role


class TownSite(AdminSite):
    site_header = _("Set-up")
    site_title = _("Set-up")
    index_title = _("Set-up")

    def has_permission(self, request: HttpRequest) -> bool:
        return viewer_of(request).holds(Role.ADMIN)

    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's signature
    ) -> HttpResponse:
        """Sign in where everybody does; for who is signed in already it is not there."""
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next", "/"))


def administrator(request: HttpRequest) -> Actor:
    """Name who works here, for the services."""
    user = viewer_of(request).user
    if user is None:
        raise PermissionDenied
    return user


if TYPE_CHECKING:
    AnyAdmin = ModelAdmin[Any]
else:
    AnyAdmin = ModelAdmin


class TownAdmin(AnyAdmin):
    """What administrators may see and change; nothing is deleted here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return viewer_of(request).holds(Role.ADMIN)

    def has_view_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,  # noqa: ARG002 - Django's signature
    ) -> bool:
        return viewer_of(request).holds(Role.ADMIN)

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,  # noqa: ARG002 - Django's signature
    ) -> bool:
        return viewer_of(request).holds(Role.ADMIN)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return viewer_of(request).holds(Role.ADMIN)

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        obj: Model | None = None,  # noqa: ARG002 - Django's signature
    ) -> bool:
        return False
