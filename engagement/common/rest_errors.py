"""One shape for every error of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, Throttled, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from engagement.common.errors import DomainError, NotAllowedError


def refuse(error: DomainError, code: int = status.HTTP_400_BAD_REQUEST) -> APIException:
    """Give a rule's no as an answer of the API."""
    answer = APIException(detail=str(error), code=_name_of(type(error)))
    answer.status_code = code
    if isinstance(error, NotAllowedError):
        answer.status_code = status.HTTP_403_FORBIDDEN
    return answer


def _name_of(error: type[DomainError]) -> str:
    """Name an error for programs: `NotOurTownError` is `not_our_town`."""
    bare = error.__name__.removesuffix("Error")
    parts = [f"_{c.lower()}" if c.isupper() else c for c in bare]
    return "".join(parts).lstrip("_")


def answer_error(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Give every error the same shape: `error` with `code`, `message` and `fields`."""
    answer = exception_handler(error, dict(context))
    if answer is None:
        return None
    fields: dict[str, list[str]] = {}
    code, message = "error", ""
    if isinstance(error, ValidationError):
        code, message = "bad_answer", _("Some of this does not fit. See `fields`.")
        fields = _by_field(error.detail)
    elif isinstance(error, Throttled):
        code, message = "too_often", _("Too many questions. Please wait a minute.")
    elif isinstance(error, APIException):
        message = str(error.detail)
        code = str(getattr(error.detail, "code", error.default_code))
    else:
        code, message = "not_found", _("There is nothing here.")
    answer.data = {"error": {"code": code, "message": message, "fields": fields}}
    return answer


def _by_field(detail: Any) -> dict[str, list[str]]:
    if isinstance(detail, Mapping):
        return {str(name): [str(one) for one in said] for name, said in detail.items()}
    return {"": [str(one) for one in detail]}
