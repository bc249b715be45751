"""What somebody says about results and texts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.choices import TextState
from feedback.services.results import LONGEST_NOTE, LONGEST_REASON
from feedback.services.texts import LONGEST_THEME


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it taken out of sight?"),
        max_length=LONGEST_REASON,
        required=False,
    )


class ChangesForm(forms.Form):
    text = forms.CharField(
        label=_("What will change because of these answers?"),
        help_text=_(
            "Everybody reads this above the results. Say who does what by when."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_NOTE,
        required=False,
    )


class JudgeForm(forms.Form):
    state = forms.ChoiceField(
        choices=[(TextState.SHOWN, _("Show")), (TextState.HIDDEN, _("Do not show"))]
    )
    words = forms.CharField(widget=forms.Textarea, required=False, max_length=4000)
    looked = forms.BooleanField(required=False)


class ThemeForm(forms.Form):
    name = forms.CharField(label=_("Name of the theme"), max_length=LONGEST_THEME)
    question = forms.CharField(max_length=40)
