"""A workspace of Meedan Check on loopback: the real schema's types, executed by graphql-core, over what it keeps."""

import json
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from graphql import build_ast_schema, graphql_sync, parse

from tests.unit.exports.exchange.test_exchange_schemas import SCHEMAS

TOKEN, TEAM = "token-of-a-bot-of-check", "marl"
STATUSES = ("undetermined", "not_applicable", "in_progress", "verified", "false", "mostly_true")


@cache
def schema():
    return build_ast_schema(parse((SCHEMAS / "check-relay.graphql").read_text(encoding="utf-8"), no_location=True))


class Workspace:
    """Keeps fact-checks, claim descriptions and tips. `answers` are given first, in turn, in place of its own: bytes, a
    status with headers and a body, or a function that is called with what the request did, and may not answer."""

    def __init__(self, languages=("en",), statuses=STATUSES):
        self.fact_checks, self.claims, self.tips, self.annotations = {}, {}, {}, []
        self.languages, self.statuses = languages, statuses
        self.said, self.tokens, self.answers = [], [], []
        self._lock = threading.Lock()

    # ------------------------------------------------------------ what the schema asks for

    def execute(self, query, variables):
        names = "createFactCheck updateFactCheck createClaimDescription updateClaimDescription".split()
        names += ["createDynamic", "updateDynamic"]
        root = {name: getattr(self, f"_{name}") for name in names}
        root |= {"team": self._team, "project_media": lambda _info, ids: self.tips.get(ids)}
        with self._lock:
            told = graphql_sync(schema(), query, root, variable_values=variables)
        errors = [{"message": one.message} for one in told.errors or ()]
        return {"data": told.data, "errors": errors} if errors else {"data": told.data}

    def _team(self, _info, slug):
        return (
            {
                "get_languages": json.dumps(self.languages),
                "verification_statuses": {"statuses": [{"id": one} for one in self.statuses]},
                "articles": self._articles,
            }
            if slug == TEAM
            else None
        )

    def _articles(self, _info, tags, trashed, limit, **_only):
        found = [one for one in self.fact_checks.values() if set(tags) & set(one["tags"]) and one["trashed"] is trashed]
        return {"nodes": found[:limit]}

    def _createFactCheck(self, _info, input):
        if input["rating"] not in self.statuses:
            raise ValueError("The status is not one of this team's.")
        if input["language"] not in (*self.languages, "und"):
            raise ValueError("The language is not one of this team's.")
        described = input.get("claim_description_id")
        claim = self.claims[described] if described else self._described(input["claim_description_text"])
        id = f"FactCheck/{len(self.fact_checks) + 1}"
        made = {"__typename": "FactCheck", "trashed": False, "id": id, "claim_description": claim, **input}
        self.fact_checks[id] = claim["fact_check"] = made
        return {"fact_check": made}

    def _updateFactCheck(self, _info, input):
        if input["id"] not in self.fact_checks or input.get("rating", "false") not in self.statuses:
            raise ValueError("Not found.")
        self.fact_checks[input["id"]].update(input)
        return {"fact_check": self.fact_checks[input["id"]]}

    def _createClaimDescription(self, _info, input):
        claim = self._described(input["description"])
        self.tips[str(input["project_media_id"])]["claim_description"] = claim
        return {"claim_description": claim}

    def _updateClaimDescription(self, _info, input):
        claim = next(one for one in self.claims.values() if one["id"] == input["id"])
        claim.update(input)
        return {"claim_description": claim}

    def _createDynamic(self, _info, input):
        self.annotations.append(self._annotation(f"Dynamic/{len(self.annotations) + 1}", input))
        return {"dynamic": self.annotations[-1]}

    def _updateDynamic(self, _info, input):
        (one,) = (one for one in self.annotations if one["id"] == input["id"])
        one.update(self._annotation(one["id"], {**one, **input}))
        return {"dynamic": one}

    def _annotation(self, id, input):
        """As Check keeps it: a field with its value, which is JSON itself."""
        fields = [{"field_name": name, "value": value} for name, value in json.loads(input["set_fields"]).items()]
        return {**input, "id": id, "content": json.dumps(fields)}

    def tip(self, number):
        """A tip that came in, and what bots said to it."""

        def answers(_info, last):
            own = [one for one in self.annotations if one["annotated_id"] == str(number)]
            return {"nodes": own[:last]}

        made = {"dbid": number, "claim_description": None, "dynamic_annotations_team_bot_response": answers}
        self.tips[str(number)] = made
        return made

    def answered(self):
        """What the one answer says."""
        (one,) = self.annotations
        assert (one["annotated_type"], one["annotation_type"]) == ("ProjectMedia", "team_bot_response")
        return json.loads(json.loads(one["set_fields"])["team_bot_response_formatted_data"])

    def _described(self, text):
        number = len(self.claims) + 1
        made = {"id": f"ClaimDescription/{number}", "dbid": number, "description": text, "fact_check": None}
        self.claims[number] = made
        return made

    # ------------------------------------------------------------ over HTTP

    @property
    def only(self):
        (one,) = self.fact_checks.values()
        return one

    def made(self):
        """How often anything was made."""
        return sum("createFactCheck" in query for query, _ in self.said)

    def __enter__(self):
        workspace = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                workspace.tokens.append(self.headers["X-Check-Token"])
                answer = workspace.answers.pop(0) if workspace.answers else None
                if isinstance(answer, tuple):
                    status, headers, body = answer
                else:
                    workspace.said.append((asked["query"], asked["variables"]))
                    told = workspace.execute(asked["query"], asked["variables"])
                    status, headers, body = 200, {"content-type": "application/json"}, json.dumps(told).encode()
                    if answer is not None and answer(asked["query"]):
                        return
                self.send_response(status)
                for name, value in {"content-length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/graphql"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def said(status, told, **headers):
    """An answer in place of the workspace's own."""
    kind = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return status, kind, told if isinstance(told, bytes) else json.dumps(told).encode()


def slow(seconds):
    def wait(_query):
        time.sleep(seconds)

    return wait
