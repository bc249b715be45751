"""A town offers what people speak; the pseudo-languages only when it asks."""

import pytest
from django.utils.translation import override

from engagement.common.languages import languages_offered


@pytest.mark.parametrize(
    ("chosen", "in_use", "codes"),
    [
        ((), "en", ["en"]),
        (["en", "ar-xb"], "en", ["en", "ar-xb"]),
        ((), "en-xa", ["en", "en-xa"]),
        (["tlh"], "en", ["en"]),
    ],
)
def test_languages_offered(chosen: list[str], in_use: str, codes: list[str]) -> None:
    with override(in_use):
        assert [code for code, _name in languages_offered(chosen)] == codes
