"""What the library of questions offers: what comes along, and what the town loaded."""

from __future__ import annotations

from feedback.library import Module, module_from, shipped_modules
from feedback.models import LoadedModule


def modules_offered() -> list[Module]:
    """List all modules, those that come with the software first."""
    loaded = LoadedModule.objects.order_by("code").values_list("content", flat=True)
    return [*shipped_modules(), *(module_from(content) for content in loaded)]


def module_named(code: str) -> Module | None:
    """Give one module of the library."""
    return next((one for one in modules_offered() if one.code == code), None)
