"""The set-up pages: Django's admin, opened by the town's administrators.

Who holds the role decides, asked at every request: no staff flag, nothing to forget when
a role ends (SECURITY promise 11).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model
from django.http import (  # noqa: TID251 - Django admin's signatures
    Http404,
    HttpRequest,
    HttpResponse,
)
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from engagement.common.http import viewer_of
from engagement.common.roles import Actor, Role

_DIGITS: Final = 19  # of the largest number of a row


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
        """Sign in where everybody does; for other roles there is nothing here."""
        if viewer_of(request).user is not None:
            raise Http404
        return redirect_to_login(request.GET.get("next", "/"))

    def logout(  # type: ignore[override]  # Django too answers with a redirect
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's signature
    ) -> HttpResponse:
        return redirect("account_logout")

    def password_change(  # type: ignore[override]  # Django too answers with a redirect
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's signature
    ) -> HttpResponse:
        return redirect("account_change_password")


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


def _needs_numbers(sent: Iterable[str]) -> None:
    """Rows are named by number; what is none was not chosen on our pages."""
    if not all(one.isascii() and one.isdigit() and len(one) < _DIGITS for one in sent):
        raise BadRequest


class TownAdmin(AnyAdmin):
    """What administrators may see and change; nothing is deleted here."""

    def changeform_view(self, request: HttpRequest, *args: Any, **named: Any) -> Any:
        for name in self.autocomplete_fields:
            _needs_numbers(filter(None, request.POST.getlist(name)))
        return super().changeform_view(request, *args, **named)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        _needs_numbers(request.POST.getlist(ACTION_CHECKBOX_NAME))
        return super().changelist_view(request, extra_context)

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
