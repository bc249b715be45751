"""Forms in the town's look, everywhere: classes and ids as the design system wants."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest  # noqa: TID251 - only names the type of the base method

_INPUT = "govuk-input"
_CLASSES = {
    "text": _INPUT,
    "email": _INPUT,
    "number": _INPUT,
    "password": _INPUT,
    "search": _INPUT,
    "tel": _INPUT,
    "url": _INPUT,
    "date": _INPUT,
    "time": _INPUT,
    "datetime": _INPUT,
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "clearable_file_input": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}
_SHOWS_ERROR = {"govuk-input", "govuk-textarea", "govuk-select", "govuk-file-upload"}


def _dressed(name: str, attrs: dict[str, Any]) -> dict[str, Any]:
    """Add the class of the control; a limit on a long text is counted, never cut."""
    own = _CLASSES[name]
    classes = [own]
    if own in _SHOWS_ERROR and attrs.get("aria-invalid"):
        classes.append(f"{own}--error")
    if name == "password":  # the button beside it shows what was typed
        classes += ["govuk-password-input__input", "govuk-js-password-input-input"]
    if name == "textarea" and attrs.get("maxlength"):
        classes.append("govuk-js-character-count")
    kept = {key: value for key, value in attrs.items() if key != "class"}
    if name == "textarea":
        kept.pop("maxlength", None)
    given = attrs.get("class", "")
    return {**kept, "class": " ".join([*classes, given]).strip()}


class TownFormRenderer(TemplatesSetting):
    """Fields, errors and hints as the design system draws them."""

    def render(
        self,
        template_name: str,
        context: dict[str, Any],
        request: HttpRequest | None = None,
    ) -> str:
        name = template_name.removeprefix("django/forms/widgets/").removesuffix(".html")
        if name in _CLASSES and "widget" in context:
            widget = context["widget"]
            widget = {**widget, "attrs": _dressed(name, widget["attrs"])}
            context = {**context, "widget": widget}
        return super().render(template_name, context, request)
