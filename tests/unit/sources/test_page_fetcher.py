"""A page that is named by address: had through the guarded door, tried again where it may help, or told why not."""

import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

import httpx
import pytest

from service.cassette import Cassette, FileLog, NoLog, TapeMode
from service.errors import (
    AddressRefused,
    AnswerRefused,
    BadInput,
    Cancelled,
    CassetteMiss,
    DeadlinePassed,
    FetchFault,
    FetchTimeout,
    NoPage,
    Unreachable,
)
from service.sources.addresses import Guard
from service.sources.fetch import Door
from service.sources.transport import GuardedTransport
from service.sources.web_pages import PageFetcher
from tests.loopback import Elsewhere, Names, RawServer, moved, said
from tests.unit.sources.test_addresses import BROKEN, INSIDE, METADATA, ODD, PLAIN, PLAIN_HTTP

ANYBODY = Guard(plain=True)
LOOPBACK = Guard(allowed=("127.0.0.0/8",), plain=True)
NOW = datetime(2026, 1, 2, 3, tzinfo=UTC)


def fetcher(guard=LOOPBACK, cassette=None, pause_s=0.0, **door):
    tape = cassette or Cassette(NoLog(), TapeMode.LIVE, lambda: NOW)
    return PageFetcher(Door(guard, now=lambda: NOW, **door), guard, tape, "Claimtrace/1 (desk.example)", pause_s)


def fetch(url, log=None, cancelled=None, within_s=45.0, **more):
    return fetcher(**more).fetch(url, cancelled or threading.Event(), log, within_s)


# ---------------------------------------------------------------- where it may lead


@pytest.mark.parametrize("url", [url for url in ODD + BROKEN if url not in PLAIN_HTTP])
def test_an_address_that_leads_inside_or_hides_where_it_leads_is_refused_at_the_door_and_never_asked_for(url):
    names = Names(["93.184.215.14"])
    with pytest.raises(BadInput) as refusal:
        fetcher(ANYBODY).check(url, "/article/url")
    assert refusal.value.field == "/article/url"
    with pytest.raises(AddressRefused):
        fetch(url, guard=ANYBODY, resolve=names)
    assert not names.asked


@pytest.mark.parametrize("url", PLAIN + PLAIN_HTTP)
def test_a_public_page_may_be_named_by_http_too(url):
    fetcher(ANYBODY).check(url, "/article/url")


@pytest.mark.parametrize("name", METADATA)
@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "::ffff:169.254.169.254", "100.100.100.200"])
def test_names_of_the_clouds_metadata_lead_nowhere(name, address):
    for scheme in ("http", "https"):
        with pytest.raises(AddressRefused, match="public address"):
            fetch(f"{scheme}://{name}/latest/", guard=ANYBODY, resolve=Names([address]))


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_with_one_address_inside_is_refused_by_http_too(address):
    elsewhere = Elsewhere()
    with pytest.raises(AddressRefused):
        transport = GuardedTransport(ANYBODY, elsewhere, resolve=Names(["93.184.215.14", address]))
        transport.handle_request(httpx.Request("GET", "http://half.example/"))
    assert not elsewhere.requests


def test_plain_http_leads_to_the_address_that_was_judged():
    elsewhere = Elsewhere()
    names = Names(["93.184.215.14"], ["127.0.0.1"])
    GuardedTransport(ANYBODY, elsewhere, resolve=names).handle_request(httpx.Request("GET", "http://rebind.example/a"))
    assert str(elsewhere.requests[0].url) == "http://93.184.215.14/a"
    assert names.asked == ["rebind.example"]


@pytest.mark.parametrize("to", ["http://10.0.0.1/", "http://0x7f.1/", "file:///etc/passwd", "http://[64:ff9b::a00:1]/"])
def test_a_redirect_inside_is_not_followed_and_not_tried_again(to):
    with RawServer({"/hook": moved(to)}) as server, pytest.raises(AddressRefused):
        fetch(server.url)
    assert len(server.heard) == 1


# ---------------------------------------------------------------- what is asked, and what comes


def test_a_page_is_asked_for_by_our_name_and_comes_from_where_redirects_end():
    with RawServer({"/hook": moved("/there"), "/there": said()}) as server:
        page = fetch(server.url)
    assert page.url.endswith("/there")
    assert page.at == NOW
    assert all(b"\r\nUser-Agent: Claimtrace/1 (desk.example)\r\n" in heard for heard in server.heard)
    assert all(b"\r\nAccept: text/html, application/xhtml+xml, text/plain\r\n" in heard for heard in server.heard)


@pytest.mark.parametrize("type", ["application/pdf", "image/png", "application/json", "video/mp4", "text/csv"])
def test_what_is_no_page_is_refused_by_its_type(type):
    with RawServer(said(type=type)) as server, pytest.raises(AnswerRefused, match=f"It is {type}, not text/html"):
        fetch(server.url)
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("404 Not Found", NoPage),
        ("410 Gone", NoPage),
        ("401 Unauthorized", AnswerRefused),
        ("403 Forbidden", AnswerRefused),
        ("451 Unavailable For Legal Reasons", AnswerRefused),
        ("304 Not Modified", AnswerRefused),
        ("302 Found", AnswerRefused),
    ],
)
def test_a_server_that_says_no_is_not_asked_again(status, error):
    with RawServer(said(b"", status)) as server, pytest.raises(error, match=f"127.0.0.1: It answered {status}") as no:
        fetch(server.url)
    assert len(server.heard) == 1
    assert type(no.value) is error
    assert not no.value.retryable


@pytest.mark.parametrize("status", ["500 Internal Server Error", "503 Service Unavailable", "429 Too Many Requests"])
def test_what_may_pass_is_tried_three_times(status):
    with RawServer(said(b"", status)) as server, pytest.raises(FetchFault, match=status) as fault:
        fetch(server.url)
    assert len(server.heard) == 3
    assert fault.value.retryable


@pytest.mark.parametrize("asked", ["120", "9" * 5_000, "Sat, 03 Jan 2026 00:00:00 GMT"])
def test_a_server_that_asks_for_more_time_than_there_is_is_left_alone(asked):
    with RawServer(said(b"", "429 Too Many Requests", Retry_After=asked)) as server, pytest.raises(FetchFault):
        fetch(server.url)
    assert len(server.heard) == 1


@pytest.mark.parametrize("asked", ["1", "0", "soon", "-1", ""])
def test_a_server_is_asked_again_as_late_as_it_asks_for(asked):
    began = time.monotonic()
    with RawServer(Recovers(said(b"", "503 Service Unavailable", Retry_After=asked), said())) as server:
        assert fetch(server.url).status == 200
    assert (time.monotonic() - began >= 1) == (asked == "1")
    assert len(server.heard) == 2


class Recovers(dict):
    """Says each answer once, and the last for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def __getitem__(self, path):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.mark.parametrize("first", [said(b"", "503 Service Unavailable"), [b""], [b"nonsense\r\n\r\n"]])
def test_a_server_that_comes_back_is_read(first):
    with RawServer(Recovers(first, said())) as server:
        assert fetch(server.url).body == b"<p>Snow.</p>"
    assert len(server.heard) == 2


def test_an_address_that_leads_too_far_to_be_shown_is_refused():
    long = f"/{'a' * 4_000}"
    with RawServer({"/hook": moved(long), long: said()}) as server, pytest.raises(AnswerRefused, match="4,000"):
        fetch(server.url)


# ---------------------------------------------------------------- time


def test_a_server_that_says_nothing_takes_no_more_than_the_time_that_is_left():
    with RawServer([b""], 5) as server, pytest.raises(FetchTimeout):
        fetch(server.url, within_s=0.2)


def test_without_time_nobody_is_asked():
    with RawServer(said()) as server, pytest.raises(DeadlinePassed, match=r"127\.0\.0\.1"):
        fetch(server.url, within_s=0)
    assert not server.heard


def test_no_pause_goes_beyond_the_time_that_is_left():
    with RawServer(said(b"", "503 Service Unavailable")) as server, pytest.raises(FetchFault):
        fetch(server.url, within_s=0.5, pause_s=1_000.0)
    assert len(server.heard) <= 2


def test_an_article_that_is_cancelled_asks_nobody_any_more():
    cancelled = threading.Event()
    cancelled.set()
    with RawServer(said()) as server, pytest.raises(Cancelled):
        fetch(server.url, cancelled=cancelled)
    assert not server.heard


def test_a_pause_ends_when_the_article_is_cancelled():
    cancelled = threading.Event()
    with RawServer(said(b"", "503 Service Unavailable")) as server:
        threading.Timer(0.1, cancelled.set).start()
        with pytest.raises((Cancelled, FetchFault)):
            fetch(server.url, cancelled=cancelled, pause_s=5.0)
    assert len(server.heard) <= 2


# ---------------------------------------------------------------- once


def test_what_the_log_of_a_run_holds_is_not_fetched_again(tmp_path):
    log = FileLog(tmp_path / "calls.jsonl")
    with RawServer(said()) as server:
        first = fetch(server.url, log)
        assert fetch(server.url, log) == first
    assert len(server.heard) == 1


def test_what_failed_is_fetched_again_by_the_next_run(tmp_path):
    log = FileLog(tmp_path / "calls.jsonl")
    with RawServer(Recovers(said(b"", "404 Not Found"), said())) as server:
        with suppress(NoPage):
            fetch(server.url, log)
        assert fetch(server.url, log).status == 200


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (said(b"", "404 Not Found"), NoPage),
        (said(b"", "403 Forbidden"), AnswerRefused),
        ([b""], (FetchFault, Unreachable)),
    ],
)
def test_a_tape_gives_the_page_or_the_fault_without_a_socket(answer, error, tmp_path):
    def tape(mode):
        return Cassette(FileLog(tmp_path / "tape.jsonl"), mode, lambda: NOW)

    with RawServer({"/hook": said(), "/bad": answer}) as server:
        page, bad = fetch(server.url, cassette=tape(TapeMode.RECORD)), server.url.replace("/hook", "/bad")
        with pytest.raises(error):
            fetch(bad, cassette=tape(TapeMode.RECORD))
    assert fetch(server.url, cassette=tape(TapeMode.REPLAY)) == page
    with pytest.raises(error):
        fetch(bad, cassette=tape(TapeMode.REPLAY))
    with pytest.raises(CassetteMiss):
        fetch(f"{server.url}/other", cassette=tape(TapeMode.REPLAY))
