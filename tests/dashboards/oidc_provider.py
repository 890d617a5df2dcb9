"""An OpenID Connect provider on this machine that signs in whom the test names, without asking."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "cs-dash"
CLIENT_WORD = "a-word-between-the-test-and-itself"


@dataclass
class Provider:
    """`claims` are told of the next one who signs in, in a token that lasts `seconds`."""

    address: str
    key: RSAKey
    claims: dict = field(default_factory=dict)
    seconds: int = 3600
    codes: dict[str, tuple[dict, str]] = field(default_factory=dict)

    def secrets(self) -> str:
        """What secrets.toml says of this provider."""
        return f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "not-a-secret-but-long-enough-for-one"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_WORD}"
server_metadata_url = "{self.address}/.well-known/openid-configuration"
"""

    def metadata(self) -> dict:
        """The provider's own description."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def code(self, nonce: str) -> str:
        """A code that the token of the next sign-in is fetched with."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = (dict(self.claims), nonce)
        return code

    def token(self, code: str) -> dict:
        """The answer to a code, which is good once."""
        claims, nonce = self.codes.pop(code)
        now = int(time.time())
        told = claims | {
            "iss": self.address, "aud": CLIENT_ID, "sub": claims.get("email", "nobody"), "nonce": nonce,
            "iat": now, "exp": now + self.seconds,
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": self.key.kid}, told, self.key)
        return {"access_token": "opaque", "token_type": "Bearer", "expires_in": self.seconds, "id_token": signed}


def handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    """The HTTP side of a provider."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self, body: dict) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path == "/authorize":
                query = {name: values[0] for name, values in parse_qs(asked.query).items()}
                back = {"code": provider.code(query.get("nonce", "")), "state": query["state"]}
                self.send_response(302)
                self.send_header("Location", f"{query['redirect_uri']}?{urlencode(back)}")
                self.end_headers()
            elif asked.path == "/jwks":
                self.answer({"keys": [provider.key.as_dict(private=False)]})
            else:
                self.answer(provider.metadata())

        def do_POST(self) -> None:
            body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.answer(provider.token(body["code"][0]))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def oidc_provider() -> Iterator[Provider]:
    """A provider that answers while the context lasts."""
    provider = Provider("", RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"}))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(provider))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()
