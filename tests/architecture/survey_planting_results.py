"""Words in the private fields of results (planting.py says when they are written)."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from feedback.models import Result, Wave
from tests.architecture.survey_world import SurveyWorld
from tests.factories.survey_results import make_theme
from tests.factories.surveys import make_text


def plant_results(world: SurveyWorld) -> None:
    """A counted and a withdrawn result, and a theme, of a survey that is over."""
    wave = world.results_wave
    theme = {"words": {"en": "canary-result"}, "count": None}
    table = {"kind": "long", "n": None, "parts": [], "themes": [theme]}
    over = {"opens_at": now() - timedelta(days=9), "closes_at": now()}
    before = Wave.objects.create(
        survey=wave.survey, version=wave.version, number=77, **over
    )
    Result.objects.create(
        wave=before, question="safe", position=0, table=table, counted_at=now()
    )
    Result.objects.create(
        wave=before,
        question="why",
        position=1,
        table=table,
        counted_at=now(),
        published_at=now(),
        withdrawn_at=now(),
        withdrawn_reason="canary-withdrawn",
    )
    make_text(wave, question="why", text="canary-survey-text")
    make_theme(wave.survey, "canary-theme")
