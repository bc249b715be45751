"""What a hostile or unlucky hand types, and every field it can type into."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django import forms
from rest_framework import serializers

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("engagement", "meetings", "watchgroups", "feedback", "config")
HOLDERS = ("forms", "api", "views", "admin", "rest")
TEXTS: Final = {
    "nul": "before\x00after",
    "bidi": "safe\u202eexe.gpj\u2066x\u2069",
    "lines": "one\r\nBcc: all@example.org\r\n\r\ntwo",
    "formats": "%s %(n)d {0} {x!r} ${x} {{ settings.SECRET_KEY }} {% debug %}",
    "markup": '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    "sql": "'; DROP TABLE people_user; --",
    "zalgo": "Z" + "\u0301" * 300,
    "emoji": "👩‍👩‍👧‍👦 " * 40,
    "blank": " \u200b\u00a0\ufeff ",
    "control": "\x1b[31mred\x07\x08\x7f\x85",
    "paths": "../../../etc/passwd\\..\\x",
    "unassigned": "\ufffe\uffff\U0010ffff",
    "long": "x" * 1_000_000,
}
NUMBERS: Final = {
    "minus": "-1",
    "31 bits": str(2**31),
    "63 bits": str(2**63),
    "too large": "1e309",
    "no number": "NaN",
    "without end": "-Infinity",
    "arabic": "٣",
    "exponent": "1e5",
    "hex": "0x10",
    "many digits": "9" * 5000,
}
HOSTILE: Final = TEXTS | NUMBERS


def _modules() -> Iterator[str]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if any(part in HOLDERS or part.endswith("_forms") for part in parts):
                yield ".".join(p for p in parts if p != "__init__")


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def _ours(kind: type[Any]) -> list[type[Any]]:
    for name in _modules():
        import_module(name)
    found = {one for one in _below(kind) if one.__module__.startswith(PACKAGES)}
    return sorted(found, key=lambda one: f"{one.__module__}.{one.__name__}")


def form_fields() -> list[tuple[str, forms.Field]]:
    """Every field of every form of ours, named."""
    return [
        (f"{form.__module__}.{form.__name__}.{name}", field)
        for form in _ours(forms.BaseForm)
        for name, field in form.base_fields.items()
    ]


def serializer_fields() -> list[tuple[str, serializers.Field[Any, Any, Any, Any]]]:
    """Every field by which a program can send something."""
    return [
        (f"{one.__module__}.{one.__name__}.{name}", field)
        for one in _ours(serializers.BaseSerializer)
        for name, field in getattr(one, "_declared_fields", {}).items()
        if not field.read_only
    ]
