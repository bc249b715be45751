"""A visitor without a browser: keeps cookies, fills forms, takes the time."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')

_EDGE = "edge-of-a-part-of-the-form"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    seconds: float
    url: str

    def json(self) -> Any:
        return json.loads(self.text)


def _token_of(page: Answer) -> str:
    token = _TOKEN.search(page.text)
    assert token is not None, page.text[:500]
    return token[1]


@dataclass
class Visitor:
    site: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: CookieJar = field(default_factory=CookieJar)
    _opener: OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        self._opener = build_opener(HTTPCookieProcessor(self.cookies))

    def ask(
        self,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        url = path if path.startswith(self.site) else self.site + path
        request = Request(url, body, self.headers | (headers or {}))  # noqa: S310 - our own site
        begun = time.monotonic()
        try:
            with self._opener.open(request) as answer:
                text, status, at = answer.read().decode(), answer.status, answer.url
        except HTTPError as error:
            text, status, at = error.read().decode(), error.code, error.url
        return Answer(status, text, time.monotonic() - begun, at)

    def fill(self, page: Answer, to: str = "", **answers: str) -> Answer:
        """Send the form of a page as a browser without script does."""
        body = urlencode({"csrfmiddlewaretoken": _token_of(page), **answers}).encode()
        return self.ask(to or page.url, body)

    def send_file(self, page: Answer, name: str, content: bytes) -> Answer:
        """Add a photo on a page, under the name it has at home."""
        words = {"csrfmiddlewaretoken": _token_of(page), "add": "1"}
        body = b"".join(
            f'--{_EDGE}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{word}\r\n'.encode()
            for key, word in words.items()
        )
        body += (
            f'--{_EDGE}\r\nContent-Disposition: form-data; name="photos"; '
            f'filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
        ).encode()
        body += content + f"\r\n--{_EDGE}--\r\n".encode()
        kind = f"multipart/form-data; boundary={_EDGE}"
        return self.ask(page.url, body, {"Content-Type": kind})

    def send_concern(self, key: str, **said: object) -> Answer:
        """Send a concern through the API."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return self.ask("/api/v1/concerns/", json.dumps(said).encode(), headers)
