"""What the form templates ask about a field."""

from __future__ import annotations

from django import template
from django.forms import BoundField, CheckboxInput, PasswordInput, Textarea
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

register = template.Library()


@register.filter
def control(field: BoundField) -> str:
    return "checkbox" if isinstance(field.field.widget, CheckboxInput) else "other"


@register.filter
def is_password(field: BoundField) -> bool:
    return isinstance(field.field.widget, PasswordInput)


@register.filter
def in_fours(text: str) -> str:
    """Write a long code so that it can be read aloud and typed."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@register.filter
def counted_to(field: BoundField) -> int | None:
    """Give the limit of a long text, which its page counts down."""
    if not isinstance(field.field.widget, Textarea):
        return None
    limit: int | None = getattr(field.field, "max_length", None)
    return limit


@register.filter
def shows_optional(field: BoundField) -> bool:
    """Tell whether the label says “(optional)”; a form may name fields where it is plain."""
    if field.field.required or field.name in getattr(field.form, "plain_fields", ()):
        return False
    return "(" not in str(field.label)


_PLURALS = ("zero", "one", "two", "few", "many", "other")


@register.filter
def counter_words(_limit: int) -> SafeString:
    """Give the counter its sentences; they put the number last, so no plural is needed."""
    under = gettext("Characters left: %(number)s") % {"number": "%{count}"}
    over = gettext("Characters too many: %(number)s") % {"number": "%{count}"}
    pairs = [
        (f"characters-{side}-limit.{form}", words)
        for side, words in (("under", under), ("over", over))
        for form in _PLURALS
    ]
    pairs.append(("characters-at-limit", gettext("No characters left")))
    return format_html_join(" ", 'data-i18n.{}="{}"', pairs)
