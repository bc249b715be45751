"""What is typed in the room, and by its chair; every rule is asked again by the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.choices import QuestionState
from meetings.models import Live, Poll
from meetings.services.polls import LONGEST_POLL, MOST_OPTIONS
from meetings.services.questions import (
    LONGEST_ANSWER,
    LONGEST_NICKNAME,
    LONGEST_QUESTION,
    LONGEST_REASON,
    MOST_HANDS,
)

_FROM_THE_LIST: Final = {
    "required": _("Choose an answer from the list."),
    "invalid_choice": _("Choose an answer from the list."),
    "invalid_list": _("Choose an answer from the list."),
}
_QUESTION: Final = {
    "required": _("Write your question."),
    "max_length": _("Use at most %(limit_value)d characters."),
}


def _category(live: Live) -> forms.ChoiceField:
    names = [(name, name) for name in live.categories]
    return forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Something else")), *names],
        required=False,
        error_messages=_FROM_THE_LIST,
    )


class _QuestionForm(forms.Form):
    field_order: Sequence[str] = ()
    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_QUESTION,
    )

    def __init__(self, *args: Any, live: Live, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if live.categories:
            self.fields["category"] = _category(live)
            self.order_fields(self.field_order)

    @property
    def category(self) -> str:
        return str(self.cleaned_data.get("category", ""))


class AskForm(_QuestionForm):
    """A question from the room; a name only if somebody wants to give one."""

    nickname = forms.CharField(
        label=_("What may we call you?"),
        help_text=_("Stands beside your question. Any name will do."),
        max_length=LONGEST_NICKNAME,
        required=False,
        error_messages={"max_length": _("Use at most %(limit_value)d characters.")},
    )
    field_order = ("text", "category", "nickname")


class PaperForm(_QuestionForm):
    """A question handed in on paper."""

    hands = forms.IntegerField(
        label=_("How many hands went up for it?"),
        help_text=_("Counted in the room. Stands beside the supporters, not in them."),
        min_value=0,
        max_value=MOST_HANDS,
        initial=0,
        required=False,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            _("Write how many hands went up, as a number."),
        ),
    )
    field_order = ("text", "category", "hands")


class CodeForm(forms.Form):
    """The six characters on the screen."""

    code = forms.CharField(
        label=_("Code on the screen"),
        help_text=_("Six letters and numbers, like 7K3Q9M."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
        error_messages={"required": _("Type the code that stands on the screen.")},
    )


class CategoriesForm(forms.Form):
    names = forms.CharField(
        label=_("Categories"),
        help_text=_("One on each line, like Traffic or Lighting. None is fine too."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=1_000,
        required=False,
    )

    @property
    def lines(self) -> list[str]:
        return str(self.cleaned_data["names"]).splitlines()


class PollForm(forms.Form):
    text = forms.CharField(
        label=_("What is asked?"),
        max_length=LONGEST_POLL,
        error_messages={"required": _("Write what is asked.")},
    )
    options = forms.CharField(
        label=_("Answers to choose from"),
        help_text=_("One on each line, two to eight of them."),
        widget=forms.Textarea(attrs={"rows": MOST_OPTIONS}),
        max_length=1_000,
        error_messages={"required": _("Give at least two answers.")},
    )
    is_multiple = forms.BooleanField(
        label=_("People may choose several answers"), required=False
    )
    shows_while_open = forms.BooleanField(
        label=_("Show the results while people still vote"), required=False
    )

    @property
    def lines(self) -> list[str]:
        return str(self.cleaned_data["options"]).splitlines()


class BallotForm(forms.Form):
    """One poll: one answer, or several."""

    def __init__(self, *args: Any, poll: Poll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = list(enumerate(poll.options))
        kind: Any = forms.MultipleChoiceField if poll.is_multiple else forms.ChoiceField
        look: Any = (
            forms.CheckboxSelectMultiple if poll.is_multiple else forms.RadioSelect
        )
        self.fields["choice"] = kind(
            label=poll.text,
            help_text=_("Choose all that you agree with.") if poll.is_multiple else "",
            choices=options,
            widget=look,
            error_messages=_FROM_THE_LIST,
        )

    @property
    def choices(self) -> list[int]:
        chosen = self.cleaned_data["choice"]
        return [int(one) for one in ([chosen] if isinstance(chosen, str) else chosen)]


LARGEST_ID: Final = 2**63 - 1  # what a bigint holds


class ActForm(forms.Form):
    """One press of the chair on one question; drawn by hand beside it."""

    SHOW: Final = "show"
    MERGE: Final = "merge"
    act = forms.ChoiceField(
        choices=[
            (SHOW, SHOW),
            (MERGE, MERGE),
            *(
                (state.value, state.label)
                for state in QuestionState
                if state != QuestionState.NEW
            ),
        ]
    )
    answer = forms.CharField(max_length=LONGEST_ANSWER, required=False)
    reason = forms.CharField(max_length=LONGEST_REASON, required=False)
    into = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
