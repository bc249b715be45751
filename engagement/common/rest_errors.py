"""One shape for every error of the API, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from engagement.common.errors import DomainError, NotAllowedError
from engagement.common.http import shape_of_fault
from engagement.common.richtext import tidy


class TooLargeError(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


_CODES: Mapping[type[Exception], str] = {
    exceptions.ValidationError: "bad_answer",
    exceptions.Throttled: "too_often",
}
# What REST framework says in its own words, in ours.
_SAID: Mapping[type[Exception], str | Promise] = {
    exceptions.ValidationError: _("Some of this does not fit. See `fields`."),
    exceptions.Throttled: _("Too many questions. Please wait a minute."),
    exceptions.ParseError: _("This is not JSON. Check quotes, commas and brackets."),
    exceptions.UnsupportedMediaType: _(
        "Send JSON, with the header `Content-Type: application/json`."
    ),
    exceptions.MethodNotAllowed: _(
        "This address does not take that. The header `Allow` says what."
    ),
    exceptions.NotAuthenticated: _(
        "Sign in on the pages first. The session counts here too."
    ),
    exceptions.PermissionDenied: _("This may not be done from there, or not by you."),
    TooLargeError: _("This is larger than this site can take. Send less."),
}


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
    if isinstance(error, RequestDataTooBig):
        error = TooLargeError()
    answer = exception_handler(error, dict(context))
    if answer is None:
        return None
    code, message = _in_words(error)
    fields = _by_field(error.detail) if isinstance(error, ValidationError) else {}
    answer.data = shape_of_fault(code, message, fields)
    return answer


def _in_words(error: Exception) -> tuple[str, str]:
    if not isinstance(error, APIException):
        return "not_found", str(_("There is nothing here."))
    own_code = str(getattr(error.detail, "code", error.default_code))
    said = _SAID.get(type(error), str(error.detail))
    return _CODES.get(type(error), own_code), tidy(str(said))


def _by_field(detail: Any) -> dict[str, list[str]]:
    if isinstance(detail, Mapping):
        return {tidy(str(name)): _said(said) for name, said in detail.items()}
    return {"": _said(detail)}


def _said(sentences: Iterable[object]) -> list[str]:
    """Some repeat what was sent, with whatever stood in it."""
    return [tidy(str(one)) for one in sentences]
