"""A provider of OpenID Connect on loopback, that can be told to lie in each way that one could."""

import base64
import json
import threading
import time
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "claimtrace", "a secret that is shared: 32 bytes"
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": name, "use": "sig"}) for name in ("first", "other"))


class OpenId:
    """`claims` are of whoever signs in. `lie` changes the claims of a token, `signed` how it is signed, `metadata` what
    is told of the provider."""

    def __init__(self):
        self.claims, self.lie, self.metadata = {}, {}, {}
        self.signed = lambda claims: jwt.encode({"alg": "RS256", "kid": "first"}, claims, KEY)
        self.codes, self.asked = {}, []
        handler = type("Handler", (_Handler,), {"provider": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/realm"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def sign_in(self, place, claims):
        """What the browser comes back with, when somebody signs in at the place to which they were sent."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = (asked, claims)
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def told(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.metadata

    def token(self, form, authorization):
        """A token for a code, once, for the client that asked, with the verifier of its challenge."""
        scheme, _, told = authorization.partition(" ")
        by_form = f"{form.get('client_id')}:{form.get('client_secret')}"
        who = base64.b64decode(told).decode() if scheme == "Basic" else by_form
        asked, claims = self.codes.pop(form.get("code"), (None, None))
        if asked is None or who != f"{CLIENT}:{SECRET}" or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        own = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        said = {name: value for name, value in (own | claims | self.lie).items() if value is not None}
        return 200, {"access_token": "none", "token_type": "Bearer", "id_token": self.signed(said)}


class _Handler(BaseHTTPRequestHandler):
    provider: OpenId

    def do_GET(self):
        self.provider.asked.append(self.path)
        if self.path == "/realm/.well-known/openid-configuration":
            self._say(200, self.provider.told())
        elif self.path == "/realm/keys":
            self._say(200, {"keys": [KEY.as_dict(private=False)]})
        else:
            self._say(404, {})

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        told = {name: values[0] for name, values in form.items()}
        self._say(*self.provider.token(told, self.headers.get("Authorization", "")))

    def _say(self, status, told):
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
