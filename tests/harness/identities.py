"""Another site that knows people: OpenID Connect over real HTTP, on this machine."""

from __future__ import annotations

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
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

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """Give a token for a code, if the verifier fits what was asked (PKCE)."""
        verifier = sent.get("code_verifier", "")
        digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=")
        if digest.decode() != self.code_challenge or sent["client_secret"] != SECRET:
            return None
        self.tokens_given += 1
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._signed()}

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
        pages = {
            "/.well-known/openid-configuration": self.site.discovery,
            "/keys": self.site.keys,
        }
        self._answer(pages[self.path]())

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(sent).items()}
        self._answer(self.site.token(given))

    def _answer(self, said: dict[str, Any] | None) -> None:
        body = json.dumps(said or {"error": "invalid_grant"}).encode()
        self.send_response(200 if said else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Be quiet."""


@contextmanager
def another_site() -> Iterator[Site]:
    site = Site()
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer(("localhost", 0), handler)
    site.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
