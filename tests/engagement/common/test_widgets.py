from datetime import date, datetime, time

from django import forms

from engagement.common.widgets import DayInput, MomentInput, RadiosWithHints


class WhenForm(forms.Form):
    kind = forms.ChoiceField(
        choices=[("noise", "Noise"), ("dogs", "Dogs")],
        widget=RadiosWithHints(hints={"noise": "Music at <3 am"}),
    )
    on = forms.DateField(widget=DayInput())
    at = forms.DateTimeField(widget=MomentInput())


def test_a_radio_says_its_hint_to_those_who_listen() -> None:
    field = str(WhenForm()["kind"])

    assert field.count("govuk-radios__hint") == 1
    assert 'aria-describedby="id_kind_0_hint"' in field
    assert "Music at &lt;3 am" in field


def test_days_and_times_are_given_to_the_browser_in_its_own_form() -> None:
    day = date(2026, 11, 2)
    form = WhenForm(initial={"on": day, "at": datetime.combine(day, time(6))})

    assert 'type="date" name="on" value="2026-11-02"' in str(form["on"])
    assert 'type="datetime-local" name="at" value="2026-11-02T06:00"' in str(form["at"])
