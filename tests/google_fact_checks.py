"""Google's Fact Check Tools on loopback: every request is held against the discovery document that Google's own client
brings, and every token against the account's key."""

import json
import re
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from googleapiclient.discovery import build
from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "key-1"})
SCOPES = "https://www.googleapis.com/auth/factchecktools"
KINDS = {"string": str, "integer": int, "array": list}


@cache
def described():
    """The discovery document; nothing is asked for it."""
    return build("factchecktools", "v1alpha1", static_discovery=True, developerKey="k", cache_discovery=False)._rootDesc


def objections(told, schema):
    """What of a value is not as the document has it, by where it stands."""
    if "$ref" in schema:
        return objections(told, described()["schemas"][schema["$ref"]])
    if schema["type"] == "object":
        own = schema.get("properties", {})
        strange = [f"{name} is unknown" for name in told if name not in own]
        return strange + [f"{name}: {one}" for name in own if name in told for one in objections(told[name], own[name])]
    if not isinstance(told, KINDS[schema["type"]]):
        return [f"{told!r} is no {schema['type']}"]
    return [one for item in told for one in objections(item, schema["items"])] if schema["type"] == "array" else []


def method_for(verb, path):
    """The method of the document that a request is, with its query's names held against it."""
    parts = urlsplit(path)
    for method in described()["resources"]["pages"]["methods"].values():
        pattern = re.sub(r"\\\{\w+\\\}", r"[^/]+", re.escape(method["flatPath"]))
        if method["httpMethod"] == verb and re.fullmatch(pattern, parts.path.lstrip("/")):
            assert set(parse_qs(parts.query)) <= set(method["parameters"]), path
            return method
    raise AssertionError(f"There is no {verb} {path}.")


class GoogleTools:
    """Keeps pages. `answers` are given first, in turn, in place of its own: (status, body), or a function that is
    called once the request was done, and hangs up if it gives True."""

    def __init__(self):
        self.pages, self.said, self.objections, self.answers, self.tokens = {}, [], [], [], 0
        self.versions = 0

    def account(self):
        """The file of the service account."""
        return {
            "type": "service_account",
            "client_email": "desk@project.example",
            "private_key_id": "key-1",
            "private_key": KEY.as_pem(private=True).decode(),
            "token_uri": f"{self.root}/token",
        }

    def made(self):
        return sum(verb == "POST" for verb, _, _ in self.said)

    @property
    def only(self):
        (one,) = self.pages.values()
        return one

    def do(self, verb, path, body):
        """What it answers: a status and an object."""
        method = method_for(verb, path)
        self.said.append((verb, path, body))
        if (body is None) is ("request" in method):
            self.objections.append(f"{verb} {path}: {'no body' if body is None else 'a body'}")
        elif body is not None:
            self.objections += objections(body, method["request"])
        status, told = getattr(self, f"_{method['id'].rpartition('.')[2]}")(path, body)
        if status == 200:
            assert objections(told, method["response"]) == []
        return status, told

    def _create(self, _path, body):
        if any(one["pageUrl"] == body["pageUrl"] for one in self.pages.values()):
            return 409, {"error": {"code": 409, "message": "There is markup for this page."}}
        return 200, self._kept(f"pages/p-{len(self.pages) + 1}", body)

    def _update(self, path, body):
        name = path.removeprefix("/v1alpha1/")
        if name not in self.pages:
            return 404, {"error": {"code": 404, "message": "Requested entity was not found."}}
        if body["versionId"] != self.pages[name]["versionId"]:
            return 400, {"error": {"code": 400, "message": "The version is not the last one."}}
        return 200, self._kept(name, body)

    def _delete(self, path, _body):
        return (200, {}) if self.pages.pop(path.removeprefix("/v1alpha1/"), None) else (404, {"error": {"code": 404}})

    def _list(self, path, _body):
        url = parse_qs(urlsplit(path).query)["url"][0]
        found = [one for one in self.pages.values() if one["pageUrl"] == url]
        return 200, {"claimReviewMarkupPages": found} if found else {}

    def _kept(self, name, body):
        self.versions += 1
        self.pages[name] = {**body, "name": name, "versionId": f"v{self.versions}"}
        return self.pages[name]

    def _token(self, raw):
        form = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
        claims = jwt.decode(form["assertion"], KEY).claims
        assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        assert (claims["iss"], claims["aud"], claims["scope"]) == ("desk@project.example", f"{self.root}/token", SCOPES)
        assert claims["exp"] - claims["iat"] == 3600
        self.tokens += 1
        return 200, {"access_token": f"token-{self.tokens}-of-google", "expires_in": 3599, "token_type": "Bearer"}

    def __enter__(self):
        tools = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                raw = self.rfile.read(int(self.headers.get("content-length", 0)))
                answer = tools.answers.pop(0) if tools.answers else None
                if isinstance(answer, tuple):
                    status, told = answer
                elif self.path == "/token":
                    status, told = tools._token(raw)
                elif self.headers["authorization"] != f"Bearer token-{tools.tokens}-of-google":
                    status, told = 401, {"error": {"code": 401, "message": "No such token."}}
                else:
                    status, told = tools.do(self.command, self.path, json.loads(raw) if raw else None)
                if callable(answer) and answer():
                    return
                body = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json; charset=UTF-8")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = do_DELETE = do_POST

            def log_message(self, *_):
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
