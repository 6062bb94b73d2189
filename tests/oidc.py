"""A small provider of OpenID Connect over a real socket: discovery, authorise, token with a signed id_token, keys, userinfo."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "desk", "the client's secret"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Oidc:
    """person: the claims about whoever is logged in there; token: claims of the id_token that it falsifies; userinfo: the same of userinfo.

    signs_with: the key and algorithm it signs with, of which the first one is the one that it names.
    """

    def __init__(self) -> None:
        self.person: dict[str, Any] = {"sub": "p-1", "email": "ada@example.net", "email_verified": True, "preferred_username": "ada"}
        self.token: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.key = new_key()
        self.signs_with: tuple[Any, str] = (self.key, "RS256")
        self.issued: dict[str, dict[str, str]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"

    def discovery(self) -> dict[str, Any]:
        ends = {name: f"{self.issuer}/{path}" for name, path in {"authorization_endpoint": "authorize", "token_endpoint": "token",
                "userinfo_endpoint": "userinfo", "jwks_uri": "keys"}.items()}  # fmt: skip
        return {"issuer": self.issuer, **ends, "token_endpoint_auth_methods_supported": ["client_secret_basic"]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to, with a code; nobody is asked."""
        code = f"code-{len(self.issued)}"
        self.issued[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code, once, to whoever began this log-in (PKCE)."""
        asked = self.issued.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked is None or proof != asked.get("code_challenge") or form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked.get("nonce"), **self.person, **self.token}
        key, algorithm = self.signs_with
        return {"access_token": "access", "token_type": "Bearer", "id_token": jwt.encode(claims, key, algorithm, headers={"kid": "k1"})}

    def keys(self) -> dict[str, Any]:
        own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**own, "kid": "k1", "use": "sig", "alg": "RS256"}]}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        oidc = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802  http.server's name
                url = urlsplit(self.path)
                if url.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", oidc.authorize({name: value[0] for name, value in parse_qs(url.query).items()}))
                    self.end_headers()
                    return
                pages = {
                    "/.well-known/openid-configuration": oidc.discovery,
                    "/keys": oidc.keys,
                    "/userinfo": lambda: {**oidc.person, **oidc.userinfo},
                }
                self.answer(pages[url.path]() if url.path in pages else None)

            def do_POST(self) -> None:  # noqa: N802
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.answer(oidc.exchange({name: value[0] for name, value in form.items()}))

            def answer(self, data: dict[str, Any] | None) -> None:
                body = json.dumps(data if data is not None else {"error": "invalid_grant"}).encode()
                self.send_response(200 if data is not None else 400)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: Any) -> None:
                """Nothing on the tests' output."""

        return Handler


@contextmanager
def provider() -> Iterator[Oidc]:
    oidc = Oidc()
    thread = Thread(target=oidc.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield oidc
    finally:
        oidc.server.shutdown()
        oidc.server.server_close()
        thread.join()
