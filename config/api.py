"""The API, version 1: every app's endpoints under one roof, and a page about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter

from engagement.common.rest_schema import document
from engagement.concerns.api import ConcernViewSet, IssueViewSet, KindViewSet
from engagement.places.api import NeighborhoodViewSet
from engagement.priorities.api import ReportViewSet
from meetings.api import MeetingViewSet


class Schema(SpectacularAPIView):
    """The schema under a name of ours: what is asked for stands in no header."""

    def _get_filename(self, request: Request, version: str) -> str:  # noqa: ARG002 - the library's signature
        return "common-ground.yaml"


router = SimpleRouter()
router.register("neighborhoods", NeighborhoodViewSet, basename="neighborhood")
router.register("kinds", KindViewSet, basename="kind")
router.register("issues", IssueViewSet, basename="issue")
router.register("concerns", ConcernViewSet, basename="concern")
router.register("meetings", MeetingViewSet, basename="meeting")
router.register("reports", ReportViewSet, basename="report")

app_name = "api"
urlpatterns = [
    *router.urls,
    path(
        "reports/<slug:slug>/<str:week>/",
        ReportViewSet.as_view({"get": "of_week"}),
        name="report",
    ),
    path("schema/", Schema.as_view(), name="schema"),
]


@dataclass(frozen=True)
class Door:
    """One endpoint as the page shows it."""

    name: str
    method: str
    address: str
    words: str
    takes: list[dict[str, Any]]
    sends: list[dict[str, Any]]
    answers: list[str]


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Draw the OpenAPI document as a page of our own: no script, no foreign style."""
    whole = document()
    doors = [
        _door(address, method, operation, whole)
        for address, operations in whole["paths"].items()
        for method, operation in operations.items()
    ]
    return render(request, "api/docs.html", {"doors": doors})


def _door(
    address: str, method: str, operation: dict[str, Any], whole: dict[str, Any]
) -> Door:
    return Door(
        name=operation["operationId"],
        method=method.upper(),
        address=address,
        words=_marked(operation.get("description", "")),
        takes=[_parameter(one) for one in operation.get("parameters", [])],
        sends=_sent(operation, whole),
        answers=sorted(set(operation["responses"]) - {"default"}),
    )


def _marked(words: str) -> SafeString:
    """Show what stands in `backticks` as code."""
    parts = enumerate(words.split("`"))
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<code>{}</code>", part) if n % 2 else part,)
            for n, part in parts
        ),
    )


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": one["name"],
        "type": one["schema"].get("type", "string"),
        "required": one.get("required", False),
    }


def _sent(operation: dict[str, Any], whole: dict[str, Any]) -> list[dict[str, Any]]:
    """Name the fields of what is sent; the schema lies among the components."""
    content = operation.get("requestBody", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    schema = whole["components"]["schemas"].get(reference.rpartition("/")[2], {})
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "type": field.get("type", "string"),
            "required": name in required,
        }
        for name, field in schema.get("properties", {}).items()
        if not field.get("readOnly")
    ]
