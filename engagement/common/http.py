"""Who asks, from where, and how a program is answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address, ip_network
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.timezone import now

from engagement.common.limits import Limit
from engagement.common.loglines import looks_like_a_number
from engagement.common.roles import Viewer

if TYPE_CHECKING:
    from engagement.people.models import User


class SignedInRequest(HttpRequest):
    user: User


RECEIPT_OPEN_FOR = timedelta(minutes=30)


def open_receipt(request: HttpRequest, concern_id: int) -> None:
    """Let this browser see what a receipt opens, for half an hour (RULINGS 32)."""
    still = {str(key): until for key, until in _open_receipts(request).items()}
    still[str(concern_id)] = (now() + RECEIPT_OPEN_FOR).timestamp()
    request.session["receipts"] = still


def _open_receipts(request: HttpRequest) -> dict[int, float]:
    kept: dict[str, float] = request.session.get("receipts", {})
    moment = now().timestamp()
    return {int(key): until for key, until in kept.items() if until > moment}


def viewer_of(request: HttpRequest) -> Viewer:
    """Say who is looking; every page hands this to `x_visible_to` and `can_x`."""
    user = request.user if request.user.is_authenticated else None
    return Viewer(user=user, receipts=frozenset(_open_receipts(request)))


def photo_answer(
    request: HttpRequest, *, name: str, called: str, is_public: bool
) -> HttpResponseBase:
    """Answer with a photo of ours; the caller has asked whether one may see it.

    Every request comes here again, so that a right taken away is gone at the next one:
    a public photo may be kept only if it is asked for anew, any other not at all.
    """
    etag = f'"{PurePosixPath(name).stem}"'
    kept = get_conditional_response(request, etag) if is_public else None
    response = kept or _photo_body(name)
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-store"
    if is_public:
        response["ETag"] = etag
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    disposition = content_disposition_header(as_attachment=False, filename=called)
    response["Content-Disposition"] = disposition or "inline"
    return response


def _photo_body(name: str) -> HttpResponse:
    """Hand over the bytes, or tell nginx in front where they lie."""
    if settings.X_ACCEL_PREFIX:
        where = f"{settings.X_ACCEL_PREFIX}{name}"
        headers = {"X-Accel-Redirect": where}
        return HttpResponse(content_type="image/jpeg", headers=headers)
    try:
        with default_storage.open(name) as file:
            return HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error


def is_for_programs(request: HttpRequest) -> bool:
    """Tell an address of the API from a page, its own documentation apart."""
    return request.path.startswith("/api/v")


def shape_of_fault(
    code: str, message: str, fields: Mapping[str, list[str]] | None = None
) -> dict[str, Any]:
    """Give the one shape every error of the API has."""
    return {"error": {"code": code, "message": message, "fields": dict(fields or {})}}


def fault(status: int, code: str, message: str) -> HttpResponse:
    """Answer a program that something failed before the API itself was reached."""
    return JsonResponse(shape_of_fault(code, message), status=status)


def too_often(request: HttpRequest, limit: Limit) -> HttpResponse:
    """Answer who did it too often, with how long to wait, for people and programs."""
    minutes = -(-limit.seconds // 60)
    page = render(request, "429.html", {"minutes": minutes}, status=429)
    page.headers["Retry-After"] = str(limit.seconds)
    return page


def client_ip(request: HttpRequest) -> str:
    """Say where a request comes from, for limits only: IPv4, or the /64 of an IPv6.

    Only as many hops of X-Forwarded-For are believed as we have proxies of our own;
    what a visitor writes into the header counts for nothing (SECURITY finding 10).
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.TRUSTED_PROXY_COUNT
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < proxies <= len(hops):
        address = hops[-proxies].strip()
    return _network(address)


def given_number(request: HttpRequest) -> str:
    """Give the number a proxy of ours put on a request; a visitor's own is no number."""
    said = request.META.get("HTTP_X_REQUEST_ID", "")
    is_ours = settings.TRUSTED_PROXY_COUNT > 0 and looks_like_a_number(said)
    return said if is_ours else ""


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    if parsed.version == 4:  # noqa: PLR2004 - the number is the name of the protocol
        return str(parsed)
    return str(ip_network(f"{parsed}/64", strict=False))
