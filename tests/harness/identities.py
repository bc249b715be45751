"""Another site that knows people: OpenID Connect over real HTTP, on this machine."""

from __future__ import annotations

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "town", "shared-with-the-town"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Site:
    """What it says about the person who is there; a test changes it to lie."""

    issuer: str = ""
    says: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=new_key)
    signs_with: Any = None
    algorithm: str = "RS256"
    asked: dict[str, str] = field(default_factory=dict)
    code_challenge: str = ""
    tokens_given: int = 0
    secret_sent: str = ""
    public_key: Any = None  # of whom signs the secret, where it is signed
    emails: list[dict[str, Any]] = field(default_factory=list)
    leads_away: str = ""  # this path leads there:
    leads_to: str = ""
    heard: list[str] = field(default_factory=list)

    def named(self, **more: Any) -> dict[str, Any]:
        """Name it as OIDC_PROVIDERS would."""
        own = {"id": "city", "name": "City account", "issuer": self.issuer}
        return {**own, "client_id": CLIENT, "secret": SECRET, **more}

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.says.get("discovered", self.issuer),
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def as_github(self) -> dict[str, Any]:
        """Name it as a site that answers as GitHub does."""
        return self.named(kind="github", api=f"{self.issuer}/api")

    def as_apple(self, private_key: str) -> dict[str, Any]:
        """Name it as a site that answers as Apple does: by POST, to a signed secret."""
        signed = {"team_id": "TEAM", "key_id": "KEY", "private_key": private_key}
        return self.named(kind="apple", secret="", **signed)

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """Give a token for a code, if the verifier fits what was asked (PKCE)."""
        verifier = sent.get("code_verifier", "")
        digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=")
        self.secret_sent = sent["client_secret"]
        if digest.decode() != self.code_challenge:
            return None
        if self.public_key is None and self.secret_sent != SECRET:
            return None
        if self.public_key is not None and not self._signed_for_us():
            return None
        self.tokens_given += 1
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._signed()}

    def _signed_for_us(self) -> bool:
        """Look at the secret as Apple does."""
        said = jwt.decode(
            self.secret_sent, self.public_key, ["ES256"], audience=self.issuer
        )
        return (said["iss"], said["sub"]) == ("TEAM", CLIENT)

    def user(self) -> dict[str, Any]:
        return {"id": 77, "login": "ann", "name": "Ann", "email": None, **self.says}

    def page(self) -> str:
        """Send the person back with a form, once they press."""
        asked = {"code": "abc", "state": self.asked.get("state", "")}
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{value}">'
            for name, value in asked.items()
        )
        back = self.asked["redirect_uri"]
        return f'<form method="post" action="{back}">{fields}<button>Go back</button></form>'

    def _signed(self) -> str:
        at = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "person-1",
            "iat": at,
            "exp": at + 300,
            "nonce": self.asked.get("nonce"),
            "email": "ann@example.org",
            "email_verified": True,
            "name": "Ann",
        }
        said = {**claims, **self.says}
        kept = {key: value for key, value in said.items() if value is not None}
        key = self.signs_with if self.signs_with is not None else self.key
        key = "" if self.algorithm == "none" else key
        return jwt.encode(kept, key, self.algorithm, headers={"kid": "one"})

    def went_there(self, location: str) -> str:
        """Take the person who was sent there, and give the address they come back to."""
        query = parse_qs(urlsplit(location).query)
        self.asked = {name: values[0] for name, values in query.items()}
        self.code_challenge = self.asked.get("code_challenge", "")
        back = urlsplit(self.asked["redirect_uri"]).path
        return f"{back}?code=abc&state={self.asked['state']}"


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        pages: dict[str, Callable[[], Any]] = {
            "/.well-known/openid-configuration": self.site.discovery,
            "/keys": self.site.keys,
            "/api/user": self.site.user,
            "/api/user/emails": lambda: self.site.emails,
        }
        path = urlsplit(self.path).path
        self.site.heard.append(path)
        if path == self.site.leads_away:
            self._send(302, "text/plain", "", self.site.leads_to)
        elif path == "/authorize":
            self.site.went_there(self.path)
            self._send(200, "text/html", self.site.page())
        else:
            self._answer(pages[path]())

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        self.site.heard.append(path)
        if path == self.site.leads_away:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._send(307, "text/plain", "", self.site.leads_to)
            return
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(sent).items()}
        self._answer(self.site.token(given))

    def _answer(self, said: Any) -> None:
        words = json.dumps({"error": "invalid_grant"} if said is None else said)
        self._send(400 if said is None else 200, "application/json", words)

    def _send(self, status: int, kind: str, words: str, leads_to: str = "") -> None:
        body = words.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if leads_to:
            self.send_header("Location", leads_to)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Be quiet."""


@contextmanager
def another_site(host: str = "localhost") -> Iterator[Site]:
    site = Site()
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer((host, 0), handler)
    site.issuer = f"http://{host}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
