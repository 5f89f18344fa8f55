"""Clients that stall, drip or do not read cost nobody else anything, and each hears why it was given up. Small here; in
crowds by `python -m evals.bench.connections`."""

import json
import random
import select
import socket
import time

import pytest
from flask import Response

from evals.bench.connections import serving as serving_process
from evals.bench.connections import trial
from service.api import create_app
from service.bootstrap import open_application
from service.cli import connection, connection_worker
from service.cli.receiving import CHUNKS, HEAD_BYTES
from service.settings import Settings
from tests.hand import Hand
from tests.serving import GUARD_S, POST, Wire, serving

QUICK = {"head_s": 0.5, "body_s": 1.5, "answer_s": 3.0, "stall_s": 0.5, "least_rate": 1000}
PATIENT = {"head_s": 20, "body_s": 20, "stall_s": 20}
GET = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
LARGE = GET.replace(b"/healthz", b"/openapi.json")
ARTICLE = json.dumps({"article": {"body": "The pier is shut, the harbour board said on Monday."}}).encode()

TAKEN = {200, 202}  # 200: the same article was sent before


def article(length=None, more=b""):
    return POST + more + b"Content-Length: %d\r\n\r\n" % (len(ARTICLE) if length is None else length)


def chunked(*pieces, end=b"0\r\n\r\n"):
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + end


@pytest.fixture(scope="module", autouse=True)
def soon():
    """Kept connections, and those that are refused, are closed sooner than they would be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "KEPT_ALIVE_S", 0.6)
        patch.setattr(connection, "LINGER_S", 0.6)
        yield


@pytest.fixture(scope="module")
def application(tmp_path_factory):
    """One for all: what they say to it does not meet."""
    folder = tmp_path_factory.mktemp("connections")
    application = open_application(Settings(database_url=f"sqlite:///{folder / 'reports.db'}"))
    with Hand(application):
        yield application
    application.event_feed.close()
    application.store.close()


@pytest.fixture(scope="module")
def app(application):
    app = create_app(application)
    app.view_functions["openapi"] = lambda: Response(b"x" * 4_700_000)
    return app


@pytest.fixture(scope="module")
def port(app, application):
    with serving(app, application, **QUICK) as port:
        yield port


def test_a_body_that_does_not_come_is_a_problem(port):
    told = Wire(port, article(5_000) + b'{"article"').problem(408)
    assert told["type"] == "urn:claimtrace:problem:request_timeout"
    assert told["instance"] == "/v1/articles"


def test_a_request_that_stops_is_given_up(port):
    chunks = POST + b"Transfer-Encoding: chunked\r\n\r\n"
    said = (
        b"GET /healthz HTTP/1.1\r\n",
        b"GET /hea",
        article(3_000)[:-2],
        article(3_000),
        chunks + b"4",
        chunks + b"4\r\nab",
        chunks + chunked(ARTICLE, end=b"0\r\nX: 1\r\n"),
    )
    began = time.monotonic()
    for wire in [Wire(port, each) for each in said]:
        wire.problem(408)
    assert time.monotonic() - began < 9, "sooner than by default"


def test_a_body_that_drips_is_given_up_by_its_rate_or_in_the_end(port):
    pieces = {Wire(port, article(4_000_000)): b" " * count for count in (1, 40, 400)}
    _drip(pieces)
    for wire in pieces:
        assert wire.problem(408)


def test_headers_that_drip_are_given_up(port):
    pieces = {Wire(port, GET[:-2]): b"X: 1\r\n", Wire(port, b"GET /"): b"a", Wire(port, GET[:-2] + b"X: "): b"y"}
    _drip(pieces)
    for wire in pieces:
        assert wire.problem(408)


def _drip(pieces):
    """Until the server has answered all of them."""
    began = time.monotonic()
    while waiting := {wire for wire in pieces if not select.select([wire.socket], [], [], 0)[0]}:
        assert time.monotonic() - began < GUARD_S
        for wire in waiting:
            wire.say(pieces[wire])
        time.sleep(0.1)


def test_who_says_nothing_is_let_go_without_a_word(port):
    assert Wire(port).closed()


def test_a_connection_is_kept_for_a_while_and_answers_what_was_sent_ahead(port):
    wire = Wire(port, GET * 3)
    assert [wire.answer()[0] for _ in range(3)] == [200] * 3
    wire.say(article() + ARTICLE + GET)
    assert wire.answer()[0] in TAKEN
    assert wire.answer()[0] == 200
    began = time.monotonic()
    assert wire.closed()
    assert time.monotonic() - began > 0.3


def test_a_body_may_come_in_pieces_slowly_and_in_chunks(port):
    wire = Wire(port, POST + b"Transfer-Encoding: chunked\r\n\r\n")
    for piece in (chunked(ARTICLE[:20], end=b""), chunked(ARTICLE[20:], end=b"")[:7], chunked(ARTICLE[20:])[7:], GET):
        wire.say(piece)
        time.sleep(0.15)
    assert wire.answer()[0] in TAKEN
    assert wire.answer()[0] == 200


@pytest.mark.parametrize("trailers", [b"0\r\n\r\n", b"0\r\nX-Sum: 1\r\n\r\n", b"0;last\r\nA: 1\r\nB: 2\r\n\r\n"])
def test_trailers_end_a_body(port, trailers):
    wire = Wire(port, POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(ARTICLE, end=trailers) + GET)
    assert wire.answer()[0] in TAKEN
    assert wire.answer()[0] == 200


def test_who_waits_to_be_told_to_go_on_is_told(port):
    wire = Wire(port, article(more=b"Expect: 100-continue\r\n"))
    assert wire.answer()[0] == 100
    assert wire.say(ARTICLE).answer()[0] in TAKEN
    assert Wire(port, article(more=b"Expect: 100-continue\r\n") + ARTICLE).answer()[0] in TAKEN


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (article(9_000_000) + b" " * 9_000_000, 413),
        (article(10**30), 413),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(*[b" " * 1_000_000] * 6), 413),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFF\r\n", 413),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(b" ")[:-5] * (CHUNKS + 1), 413),
        (GET[:-2] + b"X: " + b"x" * HEAD_BYTES, 431),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nx\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n+5\r\nabcde\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 9_000, 400),
    ],
    ids=["declared", "absurd", "chunks", "chunk", "many chunks", "headers", "no size", "signed size", "endless size"],
)
def test_too_much_is_refused_and_heard_out(port, said, status):
    assert Wire(port, said).problem(status)["status"] == status


def test_a_body_that_breaks_off_is_malformed(port):
    wire = Wire(port, article(500) + b"{")
    wire.socket.shutdown(socket.SHUT_WR)
    assert wire.problem(400)["type"].endswith("malformed")


def test_who_has_said_all_may_stop_talking(port):
    wire = Wire(port, article() + ARTICLE)
    wire.socket.shutdown(socket.SHUT_WR)
    assert wire.answer()[0] in TAKEN


@pytest.mark.parametrize(
    "said", [b"\x16\x03\x01 hello\r\n\r\n", b"GET\r\n\r\n", GET[:-2] + b"A B: 1\r\n\r\n", article(-1)]
)
def test_what_is_no_request_is_refused(port, said):
    wire = Wire(port, said)
    assert wire.answer()[0] == 400
    assert wire.closed()


def test_a_chunk_that_is_longer_than_it_says_ends_the_connection(port):
    body = b"%x\r\n%s__0\r\n\r\n" % (len(ARTICLE), ARTICLE)
    wire = Wire(port, POST + b"Transfer-Encoding: chunked\r\n\r\n" + body + GET)
    assert wire.answer()[0] == 400
    assert wire.closed(), "where the next request begins is not sure"


def test_a_body_that_no_view_read_is_not_the_next_request(port):
    told = b"POST /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % len(GET)
    wire = Wire(port, told + GET + GET)
    assert [wire.answer()[0], wire.answer()[0]] == [404, 200]


def test_random_bytes_leave_the_server_as_it_was(port):
    drawn = random.Random(13)  # noqa: S311 - no secret
    parts = (
        b"GET ",
        b"/",
        b" HTTP/1.1",
        b"\r\n",
        b"\n",
        b"Host: a",
        b"Content-Length: ",
        b"9",
        b"chunked",
        b"\0",
        b"\xff",
    )
    wires = []
    for _ in range(300):
        wire = Wire(port)
        wire.say(b"".join(drawn.choice(parts) for _ in range(drawn.randrange(1, 30))) + b"\r\n\r\n")
        wires.append(wire)
    assert Wire(port, GET).answer()[0] == 200
    for wire in wires:
        wire.socket.close()
    assert Wire(port, GET).answer()[0] == 200


def test_a_reader_that_does_not_read_is_given_up_and_one_that_reads_slowly_is_not(port):
    idle, steady = (Wire(port, LARGE) for _ in range(2))
    read = 0
    for _ in range(6):
        time.sleep(0.25)
        read += len(steady.socket.recv(300_000))
    assert read + len(_rest(steady)) > 4_700_000
    assert len(_rest(idle)) < 4_700_000


def _rest(wire):
    while wire._hear():
        pass
    return wire.heard


def test_a_stream_is_told_to_the_end_and_its_connection_kept(port):
    told = json.loads(Wire(port, article() + ARTICLE.replace(b"pier", b"quay")).answer()[2])
    wire = Wire(port, b"GET /v1/jobs/%s/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % told["id"].encode())
    assert wire.answer()[1]["transfer-encoding"] == "chunked"
    while not wire.heard.endswith(b"0\r\n\r\n"):
        assert wire._hear()
    assert b"report.ready" in wire.heard
    wire.heard = b""
    assert wire.say(GET).answer()[0] == 200


def test_beyond_the_bound_who_waited_longest_makes_room(app, application):
    with serving(
        app, application, **QUICK | {"head_s": 20, "body_s": 20, "stall_s": 20}, threads=8, connections=8
    ) as port:
        stalled = [Wire(port, article(5_000) + b"{") for _ in range(16)]
        assert Wire(port, GET).answer()[0] == 200
        silent = [Wire(port) for _ in range(30)]
        told = stalled[0].problem(503)
        assert (told["type"].rpartition("#")[2], told["retry_after"]) == ("temporary-reduced-capacity", "5")
        assert Wire(port, GET).answer()[0] == 200
        assert silent[0].closed()
        assert all(wire.problem(503) for wire in stalled[1:])


def test_beyond_the_bound_of_memory_who_holds_most_makes_room(app, application, monkeypatch):
    monkeypatch.setattr(connection_worker, "HELD_BYTES", 3_000_000)
    with serving(app, application, **PATIENT) as port:
        small = Wire(port, article() + ARTICLE[:-1])
        heavy = [Wire(port, article(4_000_000) + b" " * 900_000) for _ in range(5)]
        assert [wire.problem(503)["title"] for wire in heavy[:2]] == ["Too many connections"] * 2
        assert small.say(ARTICLE[-1:]).answer()[0] in TAKEN
        for wire in heavy:
            wire.socket.close()


def test_the_server_stops_while_requests_stall(app, application):
    with serving(app, application, **QUICK) as port:
        head, body, silent, kept = (Wire(port, said) for said in (GET[:-2], article(5_000), b"", GET))
        assert kept.answer()[0] == 200  # and so those before it are accepted
        began = time.monotonic()
    assert time.monotonic() - began < GUARD_S
    assert (kept.closed(), silent.closed()) == (True, True)
    assert head.problem(408)
    assert body.problem(408)


# Slow: a server of its own is started, so that its memory can be told, and all deadlines have to pass.
def test_crowds_that_stall_are_given_up_while_others_are_served(tmp_path):
    settings = {"head_s": 2, "body_s": 3, "answer_s": 3, "stall_s": 2, "beat_s": 0.2}
    with serving_process(tmp_path, **settings) as server:
        shown = trial(server, (120, 40, 130), patience_s=60, drip_s=0.3)
    assert shown.health_median_s < 0.1
    assert shown.report_s < 60
    assert shown.server_mb < 400
    assert (shown.stalled, shown.slow) == ({"408": 120}, {"408": 40})
    assert set(shown.unread) <= {"closed", "503"}
    assert shown.unread["closed"] > 25
