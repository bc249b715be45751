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


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    seconds: float
    url: str

    def json(self) -> Any:
        return json.loads(self.text)


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

    def fill(self, page: Answer, **answers: str) -> Answer:
        """Send the form of a page as a browser without script does."""
        token = _TOKEN.search(page.text)
        assert token is not None, page.text[:500]
        body = urlencode({"csrfmiddlewaretoken": token[1], **answers}).encode()
        return self.ask(page.url, body)

    def send_concern(self, key: str, **said: object) -> Answer:
        """Send a concern through the API."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return self.ask("/api/v1/concerns/", json.dumps(said).encode(), headers)
