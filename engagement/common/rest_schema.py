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


_ERROR = {
    "type": "object",
    "description": "The one shape of every error; `fields` names what does not fit.",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "description": "for programs"},
                "message": {"type": "string", "description": "a sentence for people"},
                "fields": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "array",
                        "items": {"type": "string"},
                    },
                },
            },
            "required": ["code", "message", "fields"],
            "additionalProperties": False,
        }
    },
    "required": ["error"],
}


def tell_of_errors(
    result: dict[str, Any],
    generator: object,  # noqa: ARG001 - drf-spectacular's own signature
    request: object,  # noqa: ARG001 - drf-spectacular's own signature
    public: object,  # noqa: ARG001 - drf-spectacular's own signature
) -> dict[str, Any]:
    """Say in the document what any answer but the good ones looks like."""
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = _ERROR
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            answer = {"description": "Something does not fit.", "content": content}
            operation["responses"]["default"] = answer
    return result


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
