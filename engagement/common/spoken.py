"""The languages people speak or sign, by their names."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

# What people speak or sign in a town, which is more than this site is written in.
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
