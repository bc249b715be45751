"""Published reports for other programs: what the page shows, and no more."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from engagement.common.rest import ListPages
from engagement.common.weeks import Week
from engagement.priorities.choices import Decision, Thinness
from engagement.priorities.models import Report
from engagement.priorities.presenting.exports import public_rows
from engagement.priorities.queries.reports import in_week, published_reports


class ReportSerializer(serializers.ModelSerializer[Report]):
    """A signed report; `week` is its ISO week."""

    neighborhood = serializers.CharField(source="neighborhood.slug", read_only=True)
    week = serializers.CharField(read_only=True)
    thinness = serializers.ChoiceField(choices=Thinness.choices, read_only=True)
    weights_version = serializers.IntegerField(source="weights.number", read_only=True)
    seed = serializers.CharField(read_only=True)

    class Meta:
        model = Report
        fields = (
            "neighborhood",
            "week",
            "version",
            "as_of",
            "signed_at",
            "thinness",
            "weights_version",
            "seed",
            "input_hash",
            "note",
            "correction_reason",
        )


class LineSerializer(serializers.Serializer[Any]):
    """One line; under five people (`few`) it has no rank, no points and no share."""

    kind = serializers.CharField()
    few = serializers.BooleanField()
    rank = serializers.IntegerField(allow_null=True)
    band = serializers.IntegerField(allow_null=True)
    rank_low = serializers.IntegerField(allow_null=True)
    rank_high = serializers.IntegerField(allow_null=True)
    rank_unadjusted = serializers.IntegerField(allow_null=True)
    points = serializers.FloatField(allow_null=True)
    share = serializers.FloatField(allow_null=True)
    adjustment = serializers.FloatField()
    adjustment_reason = serializers.CharField(allow_blank=True)
    p_first = serializers.FloatField(allow_null=True)
    p_top3 = serializers.FloatField(allow_null=True)
    people = serializers.IntegerField(allow_null=True)
    supporters = serializers.IntegerField(allow_null=True)
    issues = serializers.IntegerField(allow_null=True)
    weekly = serializers.ListField(child=serializers.IntegerField())
    explanation = serializers.CharField(allow_blank=True)
    decision = serializers.SerializerMethodField()
    decision_reason = serializers.CharField(allow_blank=True)

    @extend_schema_field(
        serializers.ChoiceField(choices=Decision.choices, allow_null=True)
    )
    def get_decision(self, line: dict[str, Any]) -> str | None:
        return line["decision"]["code"] if line["decision"] else None


class ReportWithLinesSerializer(ReportSerializer):
    lines = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields = (*ReportSerializer.Meta.fields, "lines")

    @extend_schema_field(LineSerializer(many=True))
    def get_lines(self, report: Report) -> Any:
        return LineSerializer(public_rows(report), many=True).data


class ReportFilterSerializer(serializers.Serializer[Any]):
    neighborhood = serializers.SlugField(required=False, default="", max_length=140)


class ReportPages(ListPages):
    ordering = ("-signed_at", "-id")  # type: ignore[assignment]  # DRF takes a tuple too


@extend_schema(tags=["reports"])
class ReportViewSet(mixins.ListModelMixin, GenericViewSet[Report]):
    """The one report a week and neighborhood that the public reads."""

    serializer_class = ReportSerializer
    pagination_class = ReportPages

    def get_queryset(self) -> QuerySet[Report]:
        reports = published_reports().select_related("weights")
        if self.action != "list" or getattr(self, "swagger_fake_view", False):
            return reports
        asked = ReportFilterSerializer(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        slug = asked.validated_data["neighborhood"]
        return reports.filter(neighborhood__slug=slug) if slug else reports

    @extend_schema(parameters=[ReportFilterSerializer])
    def list(self, request: Request, *args: Any, **named: Any) -> Response:
        """List published reports, the newest first."""
        return super().list(request, *args, **named)

    @extend_schema(operation_id="reports_retrieve", responses=ReportWithLinesSerializer)
    def of_week(self, _request: Request, slug: str, week: str) -> Response:
        """Give one published report with its lines, as `2026-W46`."""
        try:
            wanted = Week.parse(week)
        except ValueError as error:
            raise Http404 from error
        report = in_week(self.get_queryset(), slug, wanted).first()
        if report is None:
            raise Http404
        return Response(ReportWithLinesSerializer(report).data)
