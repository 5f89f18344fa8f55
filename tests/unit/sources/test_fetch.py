"""The door out of the house opens only on addresses that may be called, and shuts in time and in size."""

import gzip
import hashlib
import os
import socket
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import chain, repeat

import pytest

from service.errors import AddressRefused, AnswerRefused, FetchFault, FetchTimeout, Outside, Unreachable
from service.sources.addresses import Guard
from service.sources.fetch import Door, Fetched
from tests.loopback import OK, Names, RawServer, moved, said

LOOPBACK = Guard(allowed=("127.0.0.0/8",))
# Long enough for a busy machine to connect, short enough to wait for.
SHORT_S = 0.25
NOW = datetime(2026, 1, 2, 3, tzinfo=UTC)


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


# ---------------------------------------------------------------- pages


def get(url, guard=LOOPBACK, headers=None, timeout_s=5.0, most_bytes=10_000, accepts=("text/html",), **door):
    return Door(guard, **door).get(url, headers or {}, timeout_s=timeout_s, most_bytes=most_bytes, accepts=accepts)


def sent(request):
    """The headers of a request, by their names in lower case."""
    lines = request.decode().split("\r\n")[1:]
    return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}


def test_a_page_comes_with_its_bytes_its_hash_and_its_moment():
    with RawServer(said("<p>Schnee für alle.</p>".encode("latin-1"), type='Text/HTML; charset="ISO-8859-1"')) as server:
        page = get(server.url, now=lambda: NOW)
    assert (page.url, page.status, page.at) == (server.url, 200, NOW)
    assert (page.media_type, page.charset) == ("text/html", "iso-8859-1")
    assert page.body.decode(page.charset) == "<p>Schnee für alle.</p>"
    assert page.sha256 == hashlib.sha256(page.body).hexdigest()


def test_a_page_survives_being_written_down():
    page = Fetched(url="https://a.example/", status=200, body=bytes(range(256)), at=NOW)
    assert Fetched.model_validate_json(page.model_dump_json()) == page
    assert Fetched.model_validate(page.model_dump(mode="json")) == page
    assert Fetched.model_validate(page.model_dump()) == page


def test_a_get_asks_for_what_is_taken_and_brings_no_body():
    with RawServer(said()) as server:
        get(
            server.url,
            accepts=("text/html", "application/pdf"),
            headers={"User-Agent": "Claimtrace/1", "Cookie": "a=b"},
        )
    assert server.heard[0].startswith(b"GET /hook HTTP/1.1\r\n")
    assert sent(server.heard[0]) == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "Claimtrace/1",
        "accept": "text/html, application/pdf",
        "accept-encoding": "gzip, deflate",
        "connection": "close",
    }


@pytest.mark.parametrize("status", ["304 Not Modified", "404 Not Found", "410 Gone", "500 Internal Server Error"])
def test_a_page_that_is_not_there_is_an_answer_whatever_it_looks_like(status):
    with RawServer(said(b"" if status.startswith("304") else b"{}", status, type="application/json")) as server:
        assert get(server.url).status == int(status[:3])


@pytest.mark.parametrize("empty", [said(b""), said(b"", type=None), said(b"", "204 No Content", type=None)])
def test_an_empty_page_is_a_page(empty):
    with RawServer(empty) as server:
        page = get(server.url)
    assert (page.body, page.sha256[:8]) == (b"", "e3b0c442")


@pytest.mark.parametrize(
    "type", ["application/octet-stream", "text/htmlx", "text/plain, text/html", "x" * 5_000, "", None]
)
def test_a_page_of_a_type_that_is_not_taken_is_refused_unread(type):
    endless = chain([said(type=type, Content_Length=None)[0]], repeat(b"word" * 1_000))
    with RawServer(endless) as server:
        with pytest.raises(AnswerRefused, match="not text/html") as refusal:
            get(server.url, most_bytes=10**12)
        assert server.cut.wait(2)
    assert not refusal.value.retryable
    assert len(refusal.value.detail) < 200


# ---------------------------------------------------------------- redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_with_another_get(status):
    with RawServer({"/hook": moved("/there?a=1#b", status), "/there?a=1": said()}) as server:
        page = get(server.url)
    assert page.url == f"http://127.0.0.1:{server.port}/there?a=1#b"
    assert [heard.split()[:2] for heard in server.heard] == [[b"GET", b"/hook"], [b"GET", b"/there?a=1"]]


@pytest.mark.parametrize("answer", [moved("/there", 300), moved("/there", 304), said(b"No.", "302 Found")])
def test_what_names_no_one_place_to_go_to_is_an_answer(answer):
    with RawServer({"/hook": answer}) as server:
        assert get(server.url).status in {300, 302, 304}


def test_three_hops_are_followed_and_a_fourth_is_not():
    hops = {f"/{n}": moved(f"/{n + 1}") for n in range(4)} | {"/4": said()}
    with RawServer(hops) as server:
        root = server.url.removesuffix("/hook")
        assert get(f"{root}/1").url == f"{root}/4"
        with pytest.raises(AnswerRefused, match="more than 3 redirects") as refusal:
            get(f"{root}/0")
        assert len(server.heard) == 8
    assert not refusal.value.retryable


def test_a_redirect_to_itself_ends():
    with RawServer({"/hook": moved("/hook")}) as server:
        with pytest.raises(AnswerRefused):
            get(server.url)
        assert len(server.heard) == 4


ASTRAY = {
    "http://10.0.0.1/": "public address",
    "http://169.254.169.254/latest/meta-data/": "public address",
    "http://100.64.0.1/": "public address",
    "//192.168.1.1/": "public address",
    "http://[::1]/": "public address",
    "http://[::ffff:10.0.0.1]/": "public address",
    "http://[64:ff9b::a00:1]/": "public address",
    "http://2130706433/": "usual spelling",
    "http://0x7f.1/": "usual spelling",
    "http://93.184.215.14/": "begin with https",
    "http://inside.example/": "public address",
    "file:///etc/passwd": "begin with https",
    "gopher://127.0.0.1:6379/_INFO": "begin with https",
    "data:text/html,x": "begin with https",
    "javascript:alert(1)": "begin with https",
    "http://me:secret@127.0.0.1/": "no user name",
    "http://127.0.0.1:22/": "port",
    "http://exa mple/": "host.s name",
    "http://[::1/": "URL",
    "https://": "host's name",
}


@pytest.mark.parametrize("to", ASTRAY)
def test_where_a_redirect_leads_is_judged_as_the_first_address_is(to):
    with RawServer({"/hook": moved(to)}) as server:
        with pytest.raises(AddressRefused, match=ASTRAY[to]) as refusal:
            get(server.url, resolve=Names(["10.0.0.1"]))
        assert len(server.heard) == 1
    assert "secret" not in refusal.value.detail


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.example/", "https://me:secret@a.example/", "https://[", ""]
)
def test_what_may_not_be_called_is_not_fetched(url):
    names = Names(["93.184.215.14"])
    with pytest.raises(AddressRefused):
        get(url, Guard(), resolve=names)
    assert not names.asked


def test_a_name_that_changes_its_address_between_check_and_connection_changes_nothing():
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    with RawServer(said()) as server:
        assert get(f"http://rebind.internal:{server.port}/", resolve=names).status == 200
    assert names.asked == ["rebind.internal"]


def test_a_name_that_changes_its_address_between_two_hops_is_judged_again():
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    with RawServer({"/hook": moved("/inside"), "/inside": said()}) as server:
        with pytest.raises(AddressRefused, match=r"rebind\.internal: Should lead to a public address"):
            get(f"http://rebind.internal:{server.port}/hook", resolve=names)
        assert len(server.heard) == 1


SECRET = {
    "Authorization": "Bearer s3cret",
    "X-Api-Key": "s3cret",
    "User-Agent": "Claimtrace/1",
    "Accept-Language": "de",
}


@pytest.mark.parametrize("elsewhere", ["http://other.internal:{port}/there", "http://127.0.0.1:{other}/there"])
def test_keys_are_not_told_to_another_host_and_not_when_it_leads_back(elsewhere):
    with RawServer({}) as server, RawServer({}) as other:
        for one in (server, other):
            one.parts = {"/there": moved(f"{server.url}/back"), "/hook/back": said()}
        server.parts |= {"/hook": moved(elsewhere.format(port=server.port, other=other.port))}
        get(server.url, headers=SECRET, resolve=Names(["127.0.0.1"]))
        heard = [sent(request) for request in (*server.heard, *other.heard)]
    assert len(heard) == 3
    assert [one.get("authorization") for one in heard] == ["Bearer s3cret", None, None]
    assert ["s3cret" in str(one) for one in heard] == [True, False, False]
    assert {(one["user-agent"], one["accept-language"], one["accept"]) for one in heard} == {
        ("Claimtrace/1", "de", "text/html")
    }


def test_keys_are_told_to_the_same_host_again_and_cookies_are_told_to_none():
    with RawServer({"/hook": moved("/there"), "/there": said()}) as server:
        server.parts["/hook"] = said(b"", "302 Found", Location="/there", Set_Cookie="a=b")
        get(server.url, headers=SECRET)
    assert [sent(request)["authorization"] for request in server.heard] == ["Bearer s3cret"] * 2
    assert not any(b"ookie" in request for request in server.heard)


# ---------------------------------------------------------------- size and packing


def test_a_page_as_long_as_is_taken_is_whole_and_a_longer_one_is_refused():
    with RawServer(said(b"." * 10_000)) as server:
        assert len(get(server.url).body) == 10_000
        with pytest.raises(AnswerRefused, match="longer than 9999 bytes"):
            get(server.url, most_bytes=9_999)


def test_a_page_without_end_is_hung_up_on():
    with RawServer(chain(said(b"", Content_Length=None), repeat(b"word" * 1_000))) as server:
        with pytest.raises(AnswerRefused):
            get(server.url)
        assert server.cut.wait(2)


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKED = {"gzip": gzip.compress, "x-gzip": gzip.compress, "GZIP": gzip.compress, "deflate": zlib.compress}


@pytest.mark.parametrize(
    ("coding", "pack"), [*PACKED.items(), ("deflate", raw_deflate), ("identity", bytes), ("", bytes)]
)
def test_a_packed_page_is_unpacked(coding, pack):
    with RawServer(said(pack(b"<p>Snow.</p>" * 50), Content_Encoding=coding)) as server:
        assert get(server.url).body == b"<p>Snow.</p>" * 50


@pytest.mark.parametrize(("coding", "pack"), [*PACKED.items(), ("deflate", raw_deflate)])
def test_a_bomb_is_not_unpacked(coding, pack):
    bomb = pack(bytes(5_000_000))
    assert len(bomb) < 10_000
    with (
        RawServer(said(bomb, Content_Encoding=coding)) as server,
        pytest.raises(AnswerRefused, match="unpacks to more"),
    ):
        get(server.url)


def test_what_unpacks_to_as_much_as_is_taken_is_whole():
    with RawServer(said(gzip.compress(bytes(10_000)), Content_Encoding="gzip")) as server:
        assert len(get(server.url).body) == 10_000
        with pytest.raises(AnswerRefused):
            get(server.url, most_bytes=9_999)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "compress", "x" * 5_000])
def test_what_is_packed_as_nobody_asked_is_refused(coding):
    with (
        RawServer(said(Content_Encoding=coding)) as server,
        pytest.raises(AnswerRefused, match="nobody asked") as refusal,
    ):
        get(server.url)
    assert len(refusal.value.detail) < 200


WHOLE = gzip.compress(b"<p>Snow.</p>" * 50, mtime=0)


@pytest.mark.parametrize(
    "body", [b"<p>no gzip</p>", WHOLE[:-9], WHOLE[:-1], WHOLE + b"more", WHOLE * 2, WHOLE[:-8] + b"12345678"]
)
def test_a_page_that_does_not_unpack_whole_is_a_fault(body):
    with (
        RawServer(said(body, Content_Encoding="gzip")) as server,
        pytest.raises(FetchFault, match=r"127\.0\.0\.1") as fault,
    ):
        get(server.url)
    assert type(fault.value) is FetchFault


def test_a_page_cut_short_is_a_fault():
    with RawServer(said(b"half", Content_Length=100)) as server, pytest.raises(FetchFault) as fault:
        get(server.url)
    assert type(fault.value) in {FetchFault, Unreachable}


# ---------------------------------------------------------------- time


@pytest.mark.parametrize("parts", DRIPS.values(), ids=DRIPS)
def test_a_dripping_page_ends_at_the_deadline_of_the_whole(parts):
    began = time.monotonic()
    drip = [part.replace(OK, OK + b"Content-Type: text/html\r\n") for part in parts]
    with RawServer(drip, SHORT_S / 8) as server:
        with pytest.raises(FetchTimeout, match=r"127\.0\.0\.1: no whole answer"):
            get(server.url, timeout_s=SHORT_S)
        assert time.monotonic() - began < 5 * SHORT_S
        assert server.cut.wait(1)


def test_hops_share_one_deadline():
    began = time.monotonic()
    slow = {f"/{n}": [b"HTTP/1.1 302 Found\r\n", f"Location: /{n + 1}\r\n\r\n".encode()] for n in range(9)}
    with RawServer(slow, SHORT_S / 2) as server, pytest.raises(FetchTimeout):
        get(f"http://127.0.0.1:{server.port}/0", timeout_s=SHORT_S * 1.2)
    assert time.monotonic() - began < 5 * SHORT_S


def test_a_name_server_that_is_slow_at_every_hop_does_not_add_up():
    def slowly(*_, **__):
        time.sleep(SHORT_S / 4)
        return [(None, None, 0, "", ("127.0.0.1", 0))]

    began = time.monotonic()
    with RawServer({"/": moved("/")}) as server, pytest.raises(FetchTimeout):
        get(f"http://slow.internal:{server.port}/", timeout_s=SHORT_S * 0.6, resolve=slowly)
    assert time.monotonic() - began < 3 * SHORT_S


def test_connections_are_let_go_of_when_a_page_has_come():
    with RawServer({"/hook": moved("/there"), "/there": said()}) as server:
        door, before = Door(LOOPBACK), len(os.listdir("/proc/self/fd"))
        for _ in range(30):
            door.get(server.url, {}, timeout_s=5, most_bytes=10_000, accepts=("text/html",))
        assert len(os.listdir("/proc/self/fd")) < before + 20
