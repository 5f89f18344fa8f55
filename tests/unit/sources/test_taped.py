"""What was fetched once is fetched from the tape: the same page or the same fault, and no socket is opened."""

import gzip
import json
import socket
from datetime import UTC, datetime, timedelta

import pytest

from service.cassette import CallKind, Cassette, FileLog, NoLog, TapeMode
from service.errors import (
    AddressRefused,
    AnswerRefused,
    CassetteMiss,
    FetchFault,
    FetchTimeout,
    Malformed,
    Unreachable,
)
from service.sources.addresses import Guard
from service.sources.fetch import Door
from service.sources.taped import TapedDoor
from tests.loopback import OK, RawServer

NOW = datetime(2026, 1, 2, 3, tzinfo=UTC)
LATER = NOW + timedelta(days=9)
BODY = "<p>Schnee\u2028\x85</p>".encode() + bytes(range(256))
PAGE = [
    OK + b"Content-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\nX: \xe9\r\n\r\n" + gzip.compress(BODY)
]


@pytest.fixture
def tape(tmp_path):
    return tmp_path / "calls.jsonl"


def door_of(tape, mode, now=NOW, **door):
    cassette = Cassette(FileLog(tape) if tape else NoLog(), mode, lambda: now)
    return TapedDoor(Door(Guard(allowed=("127.0.0.0/8",)), now=lambda: now, **door), cassette)


def get(door, url, headers=None, timeout_s=5.0, most_bytes=10_000, accepts=("text/html",)):
    return door.get(url, headers or {}, timeout_s=timeout_s, most_bytes=most_bytes, accepts=accepts)


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("A socket was opened, or a name asked for.")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_what_was_recorded_is_replayed_when_the_server_is_down(tape, request):
    with RawServer(PAGE) as server:
        recorded = get(door_of(tape, TapeMode.RECORD), server.url)
        assert get(door_of(tape, TapeMode.RECORD, LATER), server.url) == recorded
        assert len(server.heard) == 1
    request.getfixturevalue("no_network")
    replayed = get(door_of(tape, TapeMode.REPLAY, LATER), server.url)
    assert replayed == recorded
    assert (replayed.body, replayed.sha256, replayed.at) == (BODY, recorded.sha256, NOW)


def test_live_asks_always_and_keeps_the_newest(tape):
    with RawServer(PAGE) as server:
        get(door_of(tape, TapeMode.LIVE), server.url)
        get(door_of(tape, TapeMode.LIVE, LATER), server.url)
        assert len(server.heard) == 2
    assert get(door_of(tape, TapeMode.REPLAY), server.url).at == LATER


def test_without_a_tape_the_door_is_as_it_is():
    with RawServer(PAGE) as server:
        assert get(door_of(None, TapeMode.LIVE), server.url).body == BODY


def slow(*_, **__):
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


FAULTS = {
    AnswerRefused: ([OK + b"Content-Type: video/mp4\r\n\r\n."], "/hook", {}),
    FetchFault: ([b"SSH-2.0-OpenSSH_9.6\r\n"], "/hook", {}),
    FetchTimeout: ([b""] * 99, "/hook", {}),
    AddressRefused: ([b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n"], "/hook", {}),
    Unreachable: ([], "gone.internal", {"resolve": slow}),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fetch_that_failed_fails_alike_when_replayed_and_is_made_again_when_recorded(fault, tape, request):
    parts, path, more = FAULTS[fault]
    with RawServer(parts, pause_s=0.05 if fault is FetchTimeout else 0) as server:
        url = server.url if path == "/hook" else f"http://{path}:{server.port}/"
        with pytest.raises(fault):
            get(door_of(tape, TapeMode.RECORD, **more), url, timeout_s=0.3)
        heard = len(server.heard)
        with pytest.raises(fault) as recorded:
            get(door_of(tape, TapeMode.RECORD, **more), url, timeout_s=0.3)
        assert len(server.heard) == 2 * heard
    request.getfixturevalue("no_network")
    with pytest.raises(fault) as replayed:
        get(door_of(tape, TapeMode.REPLAY), url)
    assert type(replayed.value) is fault
    assert replayed.value.detail == recorded.value.detail
    assert replayed.value.retryable == recorded.value.retryable


def test_a_status_that_says_no_is_kept_like_any_answer(tape):
    with RawServer([b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"]) as server:
        get(door_of(tape, TapeMode.RECORD), server.url)
    assert get(door_of(tape, TapeMode.REPLAY), server.url).status == 404


def test_a_fault_of_a_name_that_this_version_does_not_know_is_a_fault_of_fetching(tape):
    with RawServer([b"no"]) as server, pytest.raises(FetchFault):
        get(door_of(tape, TapeMode.RECORD), server.url)
    tape.write_text(tape.read_text().replace('"fetch_fault"', '"some_other_fault"'))
    with pytest.raises(FetchFault):
        get(door_of(tape, TapeMode.REPLAY), server.url)


# ---------------------------------------------------------------- what is asked


@pytest.fixture
def recorded(tape):
    with RawServer(PAGE) as server:
        get(door_of(tape, TapeMode.RECORD), f"{server.url}?q=one&key=s3cret")
    return f"{server.url}?q=one&key=s3cret"


def test_a_miss_names_what_was_asked_without_the_secrets_of_its_query(recorded, tape):
    with pytest.raises(CassetteMiss) as miss:
        get(door_of(tape, TapeMode.REPLAY), "https://other.example/a/b?key=s3cret#c")
    assert miss.value.detail == ("GET https://other.example/a/b was not recorded: nothing was, for other.example.")


@pytest.mark.parametrize(
    ("change", "more", "words"),
    [
        (("/hook", "/hooks"), {}, r"the address was http://127.0.0.1:\d+/hook\."),
        (("q=one", "q=two"), {}, "another query"),
        (("", ""), {"accepts": ("text/html", "text/plain")}, "the types or the size"),
        (("", ""), {"most_bytes": 9_999}, "the types or the size"),
        (("", ""), {"headers": {"accept-language": "de"}}, "the headers"),
        (("", ""), {"headers": {"Accept": "text/html"}}, "the headers"),
    ],
)
def test_a_miss_says_what_is_nearest_and_what_changed(change, more, words, recorded, tape):
    with pytest.raises(CassetteMiss, match=rf"nearest is [0-9a-f]{{32}} of 2026-01-02, where .*{words}"):
        get(door_of(tape, TapeMode.REPLAY), recorded.replace(*change), **more)


@pytest.mark.parametrize("key", ["Authorization", "X-Api-Key", "User-Agent", "Cookie"])
def test_who_asks_and_with_what_key_and_for_how_long_is_no_part_of_what_is_asked(key, recorded, tape):
    page = get(door_of(tape, TapeMode.REPLAY), f"{recorded}#part", {key: "s3cret"}, timeout_s=0.1)
    assert page.body == BODY
    assert "Bearer" not in tape.read_text()


def test_types_are_taken_in_any_order(tape):
    with RawServer(PAGE) as server:
        get(door_of(tape, TapeMode.RECORD), server.url, accepts=("text/html", "text/plain"))
    assert get(door_of(tape, TapeMode.REPLAY), server.url, accepts=["text/plain", "text/html"]).body == BODY


def test_what_is_no_url_is_refused_and_not_taped(tape):
    with pytest.raises(AddressRefused):
        get(door_of(tape, TapeMode.RECORD), "https://a.example/\n")
    assert not tape.exists()


def test_a_line_names_its_kind_and_holds_the_page_in_base64(recorded, tape):
    (line,) = tape.read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert told["kind"] == CallKind.FETCH
    assert told["question"]["page"] == recorded.partition("?")[0]
    assert set(told["reply"]) == {"url", "status", "media_type", "charset", "body", "at"}


def test_a_line_that_holds_something_else_is_malformed(recorded, tape):
    tape.write_text(tape.read_text().replace('"status":200', '"status":"ok"'))
    with pytest.raises(Malformed, match="holds no Fetched"):
        get(door_of(tape, TapeMode.REPLAY), recorded)
