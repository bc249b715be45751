from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

from engagement.common.charts import Series
from engagement.common.templatetags.ui import TONES
from engagement.common.weeks import Week


class AskForm(forms.Form):
    place = forms.CharField(
        label="Street", help_text="A street or place", max_length=80
    )
    story = forms.CharField(
        label="What happened", widget=forms.Textarea, max_length=1500, required=False
    )
    how = forms.ChoiceField(
        label="How",
        choices=[("a", "By mail"), ("b", "By phone")],
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(label="I agree", required=False)


def drawn(source: str, **values: object) -> str:
    page = Template("{% load ui %}" + source).render(Context(values))
    return " ".join(page.split())


def test_the_frame_renders_before_there_is_a_town() -> None:
    page = render_to_string("base.html")

    assert "<title> – Common Ground" in " ".join(page.split())
    assert 'dir="ltr"' in page
    assert "tel:" not in page


def test_the_frame_names_the_town_and_its_emergency_number() -> None:
    town = {"name": "Millford", "emergency_number": "112", "languages": ["en"]}

    page = " ".join(render_to_string("base.html", {"town": town}).split())

    assert "Common Ground, Millford" in page.split("</title>")[0]
    assert '<a href="tel:112">Call 112</a>' in page


def test_a_field_carries_its_hint_and_error_for_those_who_listen() -> None:
    form = AskForm({"place": "", "how": ""})

    field = " ".join(form["place"].as_field_group().split())

    assert 'class="govuk-form-group govuk-form-group--error"' in field
    assert 'aria-describedby="id_place_helptext id_place_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'class="govuk-input govuk-input--error"' in field
    assert '<div id="id_place_error"><p class="govuk-error-message">' in field


def test_a_long_text_is_counted_down_and_never_cut() -> None:
    field = " ".join(AskForm()["story"].as_field_group().split())

    assert 'data-maxlength="1500"' in field
    assert " maxlength=" not in field
    assert 'class="govuk-textarea govuk-js-character-count"' in field
    assert 'id="id_story-info"' in field


def test_radios_and_a_tick_box_are_drawn_as_the_design_system_draws_them() -> None:
    form = AskForm({"how": "b", "place": "Mill Road"})

    radios = " ".join(form["how"].as_field_group().split())
    tick = " ".join(form["agree"].as_field_group().split())

    assert radios.count('class="govuk-radios__input"') == 2
    assert 'value="b" id="id_how_1" checked' in radios
    assert 'class="govuk-checkboxes__input"' in tick


def test_the_error_summary_links_each_problem_to_its_field_once() -> None:
    form = AskForm({"place": "", "how": ""})

    page = drawn("{% error_summary form %}{{ form }}", form=form)

    assert page.count("There is a problem") == 1
    assert '<a href="#id_place">' in page
    assert '<a href="#id_how_0">' in page


def test_a_whole_form_shows_its_own_summary() -> None:
    page = drawn("{{ form }}", form=AskForm({"place": "", "how": ""}))

    assert page.count("There is a problem") == 1


def test_without_problems_there_is_no_summary() -> None:
    form = AskForm({"place": "Mill Road", "how": "a"})

    assert drawn("{% error_summary form %}", form=form) == ""
    assert drawn("{% error_prefix form %}", form=form) == ""
    assert drawn("{% error_summary form %}", form=AskForm()) == ""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ value|day }}", "Monday 16 November 2026"),
        ("{{ value|short_day }}", "16 Nov 2026"),
        ("{{ value|week }}", "16 to 22 November 2026"),
    ],
)
def test_days_read_like_days(source: str, expected: str) -> None:
    assert drawn(source, value=date(2026, 11, 16)) == expected


def test_a_moment_is_told_in_the_towns_time() -> None:
    at = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)

    assert drawn("{{ at|moment }}", at=at) == "Monday 16 November 2026, 6:00 am"


def test_a_week_over_two_months_names_both() -> None:
    assert drawn("{{ week|week }}", week=Week(2026, 49)) == (
        "30 November to 6 December 2026"
    )


def test_words_from_people_are_escaped_in_every_part() -> None:
    bad = "<script>alert(1)</script>"
    sources = [
        "{% status_tag 'new' bad %}",
        "{% page_header bad bad bad %}",
        "{% steps 1 3 bad bad %}",
        "{% stat bad bad bad %}",
        "{% empty_state bad bad '/x' bad %}",
        "{% sparkline numbers bad %}",
        "{% meter 0.5 bad %}",
        "{% columns_chart labels series bad bad %}",
        "{% summary_list rows %}",
        "{% timeline rows %}",
        "{% data_table bad labels cells %}",
    ]
    values = {
        "bad": bad,
        "numbers": [1, 2],
        "labels": [bad],
        "series": [Series(bad, [3])],
        "rows": [{"label": bad, "value": bad, "title": bad, "text": bad, "at": None}],
        "cells": [[bad]],
    }

    pages = [drawn(source, **values) for source in sources]

    assert [page for page in pages if "<script" in page] == []
    assert [page for page in pages if "&lt;script" not in page] == []


def test_every_status_has_a_tone_the_style_sheet_knows() -> None:
    assert set(TONES.values()) == {"new", "progress", "good", "bad"}
    assert drawn("{% status_tag 'done' 'Done' %}") == (
        '<span class="ui-tag ui-tag--good">Done</span>'
    )
