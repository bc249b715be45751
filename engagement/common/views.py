"""Pages for what went wrong: a form we could not trust, a fault of ours."""

from __future__ import annotations

import sys

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

from engagement.common.http import fault, is_for_programs
from engagement.common.loglines import current_number, database_error

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
SHORTEST = 20  # a sentence is worth keeping; a choice or a name is quickly given again
RETRY_AFTER = "120"  # seconds, for programs
_SECRETS = ("password", "code", "token")


def _typed(request: HttpRequest) -> list[str]:
    """Give back the long texts of the form, so that nobody has to write them again."""
    kept = (
        value
        for name, value in request.POST.items()
        if not any(secret in name.lower() for secret in _SECRETS)
    )
    return [text for text in kept if isinstance(text, str) and len(text) >= SHORTEST]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_for_programs(request):
        return fault(404, "not_found", _("There is nothing at this address."))
    return defaults.page_not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer what cannot be read; what is too large is said as such."""
    status = 413 if isinstance(exception, TOO_LARGE) else 400
    if is_for_programs(request):
        return fault(status, "unreadable", _("This cannot be read."))
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    return render(request, "403_csrf.html", {"typed": _typed(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for a fault of ours, without asking the database for anything.

    A database that cannot be reached, or took too long, is 503, not 500: that passes by
    itself. What was typed is given back, so that nobody has to write it again.
    """
    is_away = database_error(sys.exc_info()[1]) is not None
    status = 503 if is_away else 500
    if is_for_programs(request):
        said = _("This site cannot answer right now. Try again in a few minutes.")
        answer = fault(status, "away" if is_away else "our_fault", said)
    else:
        context = {"typed": _typed(request), "number": current_number()}
        page = render_to_string(f"{status}.html", context)
        answer = HttpResponse(page, status=status)
    if is_away:
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer
