"""What people speak or sign where they come together, and how a form asks for it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

# What people speak or sign where they meet, which is more than this site is written in.
# Codes of BCP 47; each name as a reader of this site knows it.
SPOKEN: Final = {
    "en": _("English"),
    "es": _("Spanish"),
    "ase": _("American Sign Language"),
    "am": _("Amharic"),
    "ar": _("Arabic"),
    "bn": _("Bengali"),
    "bs": _("Bosnian"),
    "zh": _("Chinese"),
    "nl": _("Dutch"),
    "fil": _("Filipino"),
    "fr": _("French"),
    "de": _("German"),
    "el": _("Greek"),
    "gu": _("Gujarati"),
    "ht": _("Haitian Creole"),
    "hi": _("Hindi"),
    "hmn": _("Hmong"),
    "it": _("Italian"),
    "ja": _("Japanese"),
    "km": _("Khmer"),
    "ko": _("Korean"),
    "ku": _("Kurdish"),
    "ne": _("Nepali"),
    "om": _("Oromo"),
    "ps": _("Pashto"),
    "fa": _("Persian"),
    "pl": _("Polish"),
    "pt": _("Portuguese"),
    "pa": _("Punjabi"),
    "ro": _("Romanian"),
    "ru": _("Russian"),
    "so": _("Somali"),
    "sw": _("Swahili"),
    "ti": _("Tigrinya"),
    "tr": _("Turkish"),
    "uk": _("Ukrainian"),
    "ur": _("Urdu"),
    "vi": _("Vietnamese"),
    "yi": _("Yiddish"),
}


class LanguagesField(forms.CharField):
    """Languages by their names, between commas; kept as their codes."""

    def __init__(self, **how: Any) -> None:
        hint = _("Separate them by commas, like: English, Spanish.")
        super().__init__(required=False, max_length=400, help_text=hint, **how)

    def prepare_value(self, value: Any) -> Any:
        """Show codes by their names; what was typed stays as it was."""
        if isinstance(value, str) or value is None:
            return value
        return ", ".join(str(SPOKEN.get(code, code)) for code in value)

    def clean(self, value: Any) -> tuple[str, ...]:
        """Raise ValidationError for a language that is not on the list, by its name."""
        named = {str(name).casefold(): code for code, name in SPOKEN.items()}
        typed = [word.strip() for word in super().clean(value).split(",")]
        unknown = [w for w in typed if w and w.casefold() not in named]
        if unknown:
            raise forms.ValidationError(
                _("We do not know “%(word)s”. Use one of these: %(all)s."),
                params={
                    "word": unknown[0],
                    "all": ", ".join(str(name) for name in SPOKEN.values()),
                },
            )
        return tuple(dict.fromkeys(named[w.casefold()] for w in typed if w))
