"""The door out of the house opens only on addresses that may be called, and shuts in time and in size."""

import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat

import pytest

from service.errors import AddressRefused, FetchFault, FetchTimeout, Outside, Unreachable
from service.sources.addresses import Guard
from service.sources.fetch import Door
from tests.loopback import OK, Names, RawServer

LOOPBACK = Guard(allowed=("127.0.0.0/8",))
# Long enough for a busy machine to connect, short enough to wait for.
SHORT_S = 0.25


def post(url, guard=LOOPBACK, timeout_s=5.0, headers=None, **door):
    return Door(guard, **door).post(url, b'{"type":"report.ready"}', headers or {}, timeout_s)


def test_a_name_without_an_address_is_unreachable():
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    for names in (unknown, Names([])):
        with pytest.raises(Unreachable, match=r"gone\.example"):
            post("https://gone.example/", resolve=names)


def test_a_name_server_that_does_not_answer_is_not_waited_for():
    answered, began = threading.Event(), time.monotonic()
    with pytest.raises(FetchTimeout) as fault:
        post("https://slow.example/", timeout_s=SHORT_S, resolve=lambda *_, **__: answered.wait(10))
    assert time.monotonic() - began < 5 * SHORT_S
    answered.set()
    assert fault.value.retryable


# ---------------------------------------------------------------- calls


def test_what_is_sent_arrives_and_what_is_said_comes_back():
    said = (
        OK
        + b"Retry-After: 120\r\nContent-Type: text/plain\r\nX-Other: 1\r\nContent-Length: 6\r\n\r\nd\xc3\xa9j\xc3\xa0"
    )
    with RawServer([said]) as server:
        answer = post(server.url, headers={"Content-Type": "application/json", "Accept-Encoding": "gzip"})
    assert (answer.status, answer.excerpt) == (200, "déjà")
    assert answer.headers == {"retry-after": "120", "content-type": "text/plain"}
    assert 0 < answer.seconds < 5
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hook HTTP/1.1\r\n")
    assert {b"Accept-Encoding: identity", b"Content-Type: application/json"} <= set(head.split(b"\r\n"))
    assert body == b'{"type":"report.ready"}'


def test_a_name_that_the_operator_lets_through_is_called():
    with RawServer([OK + b"Content-Length: 0\r\n\r\n"]) as server:
        answer = post(f"http://receiver.internal:{server.port}/", resolve=Names(["127.0.0.1"]))
    assert answer.status == 200
    assert f"Host: receiver.internal:{server.port}".encode() in server.heard[0]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status):
    moved = f"HTTP/1.1 {status} Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n".encode()
    with RawServer([moved]) as server:
        answer = post(server.url)
        assert (answer.status, answer.headers["location"]) == (status, "/elsewhere")
        assert len(server.heard) == 1


def test_a_body_without_end_is_cut():
    with RawServer(chain([OK + b"\r\n"], repeat(b"word" * 1_000))) as server:
        answer = post(server.url)
        assert server.cut.wait(2)
    assert answer.excerpt == "word" * 500


def test_an_unasked_encoding_is_not_unpacked():
    with RawServer([OK + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08"]) as server:
        assert post(server.url).excerpt == "\x1f\ufffd\x08"


DRIPS = {
    "the body": [OK + b"\r\n", *[b"."] * 100],
    "a body of stated length": [OK + b"Content-Length: 100\r\n\r\n", *[b"."] * 100],
    "the headers": [OK + b"X: ", *[b"."] * 100],
    "early hints": [b"HTTP/1.1 103 Early Hints\r\n\r\n"] * 100,
}


@pytest.mark.parametrize("parts", DRIPS.values(), ids=DRIPS)
def test_a_dripping_answer_ends_at_the_deadline_of_the_whole(parts):
    began = time.monotonic()
    with RawServer(parts, SHORT_S / 8) as server:
        with pytest.raises(FetchTimeout):
            post(server.url, timeout_s=SHORT_S)
        assert time.monotonic() - began < 5 * SHORT_S  # said to its end, it takes twelve times as long
        assert server.cut.wait(1)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_takes_the_connection_and_says_nothing_is_not_waited_for(scheme):
    with RawServer([b""], 5) as server, pytest.raises(FetchTimeout, match=r"127\.0\.0\.1"):
        post(f"{scheme}://127.0.0.1:{server.port}/", timeout_s=SHORT_S)


def test_a_server_that_reads_nothing_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as deaf, pytest.raises(FetchTimeout):
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        Door(LOOPBACK).post(url, b"." * 20_000_000, {}, SHORT_S)


def test_a_shut_port_is_unreachable_and_may_be_tried_again():
    with RawServer([]) as server:
        pass
    with pytest.raises(Unreachable) as fault:
        post(server.url)
    assert fault.value.retryable


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH_9.6\r\n", OK + b"Content-Length: 100\r\n\r\nhalf"])
def test_an_answer_that_is_not_http_or_not_whole_is_a_fault(said):
    with RawServer([said]) as server, pytest.raises(FetchFault) as fault:
        post(server.url)
    assert (type(fault.value), fault.value.status) in {(FetchFault, 502), (Unreachable, 502)}


def test_what_goes_wrong_is_told_without_the_secrets_of_the_path():
    with RawServer([b"no"]) as server, pytest.raises(Outside) as fault:
        post(f"http://127.0.0.1:{server.port}/services/T0/s3cret?token=s3cret")
    assert "s3cret" not in fault.value.detail


def test_a_refused_address_is_not_worth_trying_again():
    assert (AddressRefused.status, AddressRefused.retryable, FetchTimeout.status) == (502, False, 504)


def test_proxies_of_the_environment_are_not_used(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9")
        monkeypatch.setitem(os.environ, name.lower(), "http://127.0.0.1:9")
    with RawServer([OK + b"Content-Length: 0\r\n\r\n"]) as server:
        assert post(server.url).status == 200


def test_a_cookie_is_not_kept_for_the_next_call():
    with RawServer([OK + b"Set-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"]) as server:
        door = Door(LOOPBACK)
        for _ in range(2):
            door.post(server.url, b"", {}, 5)
    assert len(server.heard) == 2
    assert not any(b"ookie" in heard for heard in server.heard)


def test_many_threads_share_one_door():
    with RawServer([OK + b"Content-Length: 0\r\n\r\n"]) as server, ThreadPoolExecutor(24) as threads:
        door = Door(LOOPBACK, resolve=Names(["127.0.0.1"]))
        urls = [f"http://host{n}.internal:{server.port}/{n}" for n in range(48)]
        answers = list(threads.map(lambda url: door.post(url, b"", {}, 5), urls))
    assert [answer.status for answer in answers] == [200] * 48
    assert len({heard.split()[1] for heard in server.heard}) == 48
