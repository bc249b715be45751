"""What the OpenAPI document says beyond the endpoints themselves."""

from __future__ import annotations

from typing import Any

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.generators import SchemaGenerator


def document() -> dict[str, Any]:
    """Give the OpenAPI document, as everybody may read it."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # untyped upstream
    found: dict[str, Any] = generator.get_schema(public=True)  # type: ignore[no-untyped-call]  # untyped upstream
    return found


class TownSessionScheme(SessionScheme):  # type: ignore[no-untyped-call]  # untyped upstream
    """The session cookie of the pages."""

    target_class = "engagement.common.rest.TownSession"
    name = "session"


def close_objects(
    result: dict[str, Any],
    generator: object,  # noqa: ARG001 - drf-spectacular's own signature
    request: object,  # noqa: ARG001 - drf-spectacular's own signature
    public: object,  # noqa: ARG001 - drf-spectacular's own signature
) -> dict[str, Any]:
    """Say in the document that answers hold no key but those listed."""
    for schema in result.get("components", {}).get("schemas", {}).values():
        if schema.get("type") == "object":
            schema["additionalProperties"] = False
    return result
