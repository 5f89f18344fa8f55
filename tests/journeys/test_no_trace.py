"""What was read leaves words in no log; and of an article that is erased none are left in any table, file or tape. With
a server and a worker that run as they ship, and log all that they can."""

import http.client
import json
import re
import socket
from contextlib import closing
from pathlib import Path

import pytest

from service.domain import Scope
from tests.contracts.test_erasing import ARTICLE, OTHER, PLANTED, held
from tests.fleet import application_of, fleet, wait_until
from tests.scripted_model import ScriptedModel, read_closely

# What stands in no request but a query, and what no model can read.
QUERY, UNREADABLE = "zorvatinquery", "zorvatinspoilt"
# The head of a request that is none, and holds a query and, for a key is sent with it, a key.
SPOILT_HEADS = (
    f"GET /v1/claims?q={QUERY} and more HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    f"GET /v1/claims?q={QUERY} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization : Bearer %s\r\n",
    f"G\x01T /v1/claims?q={QUERY} HTTP/1.1\r\nAuthorization: Bearer %s\r\n",
    f"GET /v1/claims?q={QUERY} HTTP/9\r\nAuthorization: Bearer %s\r\n",
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n",
)


class Desk:
    """A client with a key."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key = port, key

    def ask(self, method, path, told=None, **headers):
        """The status, and what was answered."""
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)) as wire:
            body = told if isinstance(told, str | None) else json.dumps(told)
            own = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
            wire.request(method, path, body, own | headers)
            answer = wire.getresponse()
            return answer.status, answer.read()

    def report(self, article):
        status, told = self.ask("POST", "/v1/articles", article, Prefer="wait=100")
        assert status == 201, told
        return json.loads(told)

    def say(self, head):
        """Bytes that are no request; the status that they are answered with."""
        with socket.create_connection(("127.0.0.1", self._port), timeout=20) as wire:
            wire.sendall((head.replace("%s", self._key) + "\r\n").encode("latin-1"))
            return int(wire.recv(4096).split()[1])


def spoilt(messages, schema):
    """Closely read, but for an article that is answered with its own words and nothing else."""
    if UNREADABLE in messages[-1]["content"]:
        return f"The {UNREADABLE} pier was shut."
    return read_closely(messages, schema)


@pytest.fixture
def served(database_url, tmp_path):
    """A desk of a server with its worker, what the two of them log, and the tape of their calls."""
    folder, tape = tmp_path / "logs", tmp_path / "tape.jsonl"
    folder.mkdir()
    with ScriptedModel(spoilt) as model:
        settings = {
            "database_url": database_url,
            "port": 0,
            "log_level": "debug",
            "model": "openai/scripted",
            "base_url": model.base_url,
            "cassette": tape,
        }
        application = application_of(settings)
        _, key = application.store.keys.add("trial", Scope, "main")
        with fleet(settings, folder) as processes, (folder / "said.log").open("wb") as out:
            processes.begin("serve", stdout=out)
            wait_until(lambda: b"listens on" in (folder / "said.log").read_bytes())
            port = int((folder / "said.log").read_text().strip().rpartition(":")[2])
            yield Desk(port, key), folder, tape
        application.store.close()


def logged(folder: Path) -> str:
    return "".join(one.read_text() for one in folder.iterdir())


def words(text: str) -> set[str]:
    """Those that were planted, in whatever way they are written down."""
    return set(re.findall("zorvatin[a-z]+", text.lower()))


def test_no_word_key_or_query_is_logged_and_of_what_is_erased_none_is_kept(served, database_url, tmp_path):
    desk, folder, tape = served
    assert desk.ask("POST", "/v1/webhooks", {"url": "https://desk.example/hook"})[0] == 201
    article = desk.report(ARTICLE)
    other = desk.report(OTHER)
    spoilt = desk.report({"article": {"body": f"The {UNREADABLE} pier was shut on Monday, the Harbour Board said."}})
    for path in ("articles", "jobs", "claims", "reports/rep_0", f"reports/{article['id']}"):
        desk.ask("GET", f"/v1/{path}?q={QUERY}&limit={QUERY}&format={QUERY}")
    for body in ("{" + QUERY, {"article": {"body": [QUERY], QUERY: 1}}, {"article": {"html": f"<p {QUERY}"}}):
        assert desk.ask("POST", f"/v1/articles?refresh={QUERY}", body)[0] in {400, 422}
    assert {desk.say(head) for head in SPOILT_HEADS} == {400}
    assert spoilt["coverage"]["failures"]
    assert words(held(database_url, tmp_path)) >= {*PLANTED, UNREADABLE}
    assert words(tape.read_text()) >= {PLANTED[1], UNREADABLE}

    for report in (article, spoilt):
        assert desk.ask("DELETE", f"/v1/articles/{report['article']['id']}")[0] == 204
    assert words(held(database_url, tmp_path) + tape.read_text()) == set()
    assert desk.ask("GET", f"/v1/reports/{other['id']}")[0] == 200
    assert "tram was late" in tape.read_text()

    told = logged(folder)
    lines = [json.loads(line) for line in (folder / "workers.log").read_text().splitlines()]
    assert {line["event"].partition(":")[0] for line in lines} >= {"job ended"}
    assert sum("sent what is no request" in line["event"] for line in lines) == len(SPOILT_HEADS)
    assert words(told) == set()
    assert desk._key not in told
    assert desk._key not in held(database_url, tmp_path)
