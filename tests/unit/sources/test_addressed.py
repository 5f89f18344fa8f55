"""The documents that a request names by address: each had or told why not, each host asked politely."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from service.errors import CassetteMiss, Unreachable
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.sources import addressed
from service.sources.addressed import TOGETHER_S, AddressSource
from service.sources.fetch import Fetched
from tests.building import article

NOW = datetime(2026, 1, 2, 3, tzinfo=UTC)


def dossier(*urls):
    return dossier_of(request_from({"article": {"body": "Shut."}, "sources": [{"url": url} for url in urls]}))


def came(url, body=b"The pier was shut on Monday."):
    return Fetched(url=url, status=200, media_type="text/plain", body=body, at=NOW)


def found(fetch, *urls, each=map, clock=lambda: 0.0):
    return AddressSource(dossier(*urls), fetch, each, clock).find(article(), ())


def test_documents_come_in_the_order_of_the_request_whichever_host_answers_first():
    urls = ["https://a.example/1", "https://b.example/1", "https://a.example/2", "https://c.example/1"]
    given = found(lambda url, _: came(url), *urls)
    assert [one.url for one in given.documents] == urls
    assert [look.queries for look in given.looked] == [(url,) for url in urls]
    assert all(look.found for look in given.looked)


def test_no_host_is_asked_for_two_pages_at_once_and_hosts_are_asked_side_by_side():
    asking, seen, lock = [], [], threading.Lock()
    meeting = threading.Barrier(3)

    def fetch(url, _):
        host = url.split("/")[2]
        with lock:
            seen.append(asking.count(host))
            asking.append(host)
        if url.endswith("/0"):
            meeting.wait(5)  # all three hosts are asked at the same time
        with lock:
            asking.remove(host)
        return came(url)

    with ThreadPoolExecutor(8) as threads:
        urls = [f"https://{host}.example/{n}" for n in range(4) for host in "abc"]
        assert len(found(fetch, *urls, each=threads.map).documents) == 12
    assert set(seen) == {0}


def test_the_time_for_all_is_shared_and_who_comes_after_it_is_told():
    moment = [0.0]

    def fetch(url, left_s):
        assert left_s == TOGETHER_S - moment[0]
        moment[0] += 70
        return came(url)

    given = found(fetch, *(f"https://{n}.example/" for n in range(4)), clock=lambda: moment[0])
    assert [bool(one.text) for one in given.documents] == [True, True, False, False]
    assert {look.failure.kind for look in given.looked[2:]} == {"deadline_passed"}
    assert given.looked[2].failure.retryable


def test_the_bytes_for_all_are_shared_and_who_comes_after_them_is_told(monkeypatch):
    monkeypatch.setattr(addressed, "TOGETHER_BYTES", 3 * len(came("").body))
    given = found(lambda url, _: came(url), *(f"https://{n}.example/" for n in range(5)))
    assert [bool(one.text) for one in given.documents] == [True] * 4 + [False]
    assert given.looked[4].failure.kind == "budget_spent"


@pytest.mark.parametrize(
    ("fetch", "words"),
    [
        (lambda url, _: came(url, b""), "could not be read: a.example: The page holds no readable text"),
        (lambda url, _: came(url, b"%PDF-1.7"), "could not be read: a.example: It is a PDF"),
    ],
)
def test_what_cannot_be_read_is_told(fetch, words):
    (look,) = found(fetch, "https://a.example/").looked
    assert f"Source source-1 {words}" in look.failure.detail


def test_what_was_never_recorded_fails_the_run_for_a_report_must_not_hide_it():
    def missed(url, _):
        raise CassetteMiss("It was not recorded.")

    with pytest.raises(CassetteMiss):
        found(missed, "https://a.example/")


def test_one_that_fails_leaves_the_rest():
    def fetch(url, _):
        if "b." in url:
            raise Unreachable("b.example: no route.")
        return came(url)

    given = found(fetch, "https://a.example/", "https://b.example/", "https://b.example/2", "https://c.example/")
    assert [bool(one.text) for one in given.documents] == [True, False, False, True]
    assert [look.failure and look.failure.subject for look in given.looked] == [None, "source-2", "source-3", None]
