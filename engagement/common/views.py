"""Pages for what went wrong: a form we could not trust, a fault of ours."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

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


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    return render(request, "403_csrf.html", {"typed": _typed(request)}, status=403)


def _is_lost_database(error: BaseException | None) -> bool:
    """Look down the chain of causes: templates and pools wrap what they meet."""
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError)):
            return True
        error = error.__cause__ or error.__context__
    return False


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for a fault of ours, without asking the database for anything.

    A database that cannot be reached is 503, not 500: it comes back by itself. What
    was typed is given back, so that nobody has to write it again.
    """
    status = 503 if _is_lost_database(sys.exc_info()[1]) else 500
    answer = (
        _for_programs()
        if request.path.startswith("/api/")
        else HttpResponse(
            render_to_string(f"{status}.html", {"typed": _typed(request)})
        )
    )
    answer.status_code = status
    if status == 503:  # noqa: PLR2004 - the status just chosen
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _for_programs() -> HttpResponse:
    said = _("This site cannot answer right now. Try again in a few minutes.")
    return JsonResponse({"detail": said})
