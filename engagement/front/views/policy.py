"""Where browsers tell that a page wanted what the content policy does not allow."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from engagement.common.http import client_ip
from engagement.common.limits import CSP_REPORTS, is_over
from engagement.common.violations import read_violations

LARGEST: Final = 16_384
KINDS: Final = {
    "application/csp-report",
    "application/reports+json",
    "application/json",
}
log = logging.getLogger("engagement.policy")


@csrf_exempt  # a browser sends it by itself, without a session; nothing is stored
@login_not_required
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Write a line: which rule, whose things, on which kind of page."""
    if request.content_type not in KINDS:
        return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if _length(request) > LARGEST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if is_over(CSP_REPORTS, client_ip(request)):
        retry = {"Retry-After": str(CSP_REPORTS.seconds)}
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers=retry)
    for one in read_violations(request.body):
        log.warning(
            "policy kept %s of %s from %s",
            one.directive,
            one.blocked,
            _kind_of_page(one.path),
        )
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


def _kind_of_page(path: str) -> str:
    """Name the address by its pattern: the path itself may hold a receipt."""
    try:
        return resolve(path).route or "/"
    except Resolver404:
        return "an unknown page"
