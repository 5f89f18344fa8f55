"""The web as a source: engines side by side, each page once, each host politely, all of it bounded."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from service.analysts.embedded import Embedded
from service.cassette import Cassette, NoLog, TapeMode
from service.domain import Within
from service.errors import (
    BadReply,
    BudgetSpent,
    Cancelled,
    CassetteMiss,
    DeadlinePassed,
    ModelUnavailable,
    QuotaSpent,
    Unreachable,
)
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.run import Conditions, Services, events
from service.sources import web
from service.sources.fetch import Fetched
from service.sources.registry import load_registry
from service.sources.searching import Beyond, Engaged, Result, Results, Searches, WebReach
from service.sources.web import WebSource
from service.text.queries import Query
from service.weighing.ruleset import load_ruleset
from tests.building import article, claim

NOW = datetime(2026, 5, 19, tzinfo=UTC)
CLAIMS = (claim("The Osk harbour board closed the east pier after 14 cracks were found in it.", id="a"),)
TEXT = b"The harbour board of Osk closed the east pier: 14 cracks were found. Number {}."


@dataclass
class Scripted:
    """An engine that gives the same results to all, or raises."""

    results: tuple = ()
    name: str = "own"
    at_once: int = 1
    most: int = 10
    fault: Exception | None = None
    asked: list = field(default_factory=list)

    def find(self, query, within, within_s):
        self.asked.append((query, within, within_s))
        if self.fault:
            raise self.fault
        return Results(found=self.results)


def results(*urls, **told):
    return tuple(Result(url=url, title="Osk pier closed", snippet="harbour board found cracks", **told) for url in urls)


def came(url, _=0.0):
    body = TEXT.replace(b"{}", url.encode())
    return Fetched(url=url, status=200, media_type="text/plain", body=body, at=NOW)


def found(*engines, fetch=came, sources=(), each=map, clock=lambda: 0.0, told=None, write=None, **reach):
    dossier = dossier_of(request_from({"article": {"body": "Shut."}, "sources": list(sources)}))
    by_name = {one.name: one for one in engines}
    engaged = tuple(Engaged(one.name, one.at_once, one.most) for one in engines)

    def ask(name, *question):
        return by_name[name].find(*question)

    source = WebSource(dossier, WebReach(engaged, **reach), ask, fetch, each, clock, write)
    return source.find(told or article(published_at=NOW, url="https://own.example/a"), CLAIMS)


def test_a_page_is_fetched_once_however_many_engines_know_it_and_however_it_is_spelt():
    one = Scripted(results("https://a.example/1", "https://www.a.example/1?utm_source=x#top"), "one")
    two = Scripted(results("http://m.a.example/1/", "https://b.example/2"), "two")
    fetched = []
    given = found(one, two, fetch=lambda url, _: fetched.append(url) or came(url))
    assert fetched == ["https://a.example/1", "https://b.example/2"]
    assert [(look.source, look.found, look.read) for look in given.looked] == [("web:one", 1, 1), ("web:two", 2, 2)]


def test_the_same_text_is_given_once_and_never_what_the_request_brought_or_the_article():
    def same(url, _):
        return came("https://same.example/").model_copy(update={"url": url})

    assert len(found(Scripted(results("https://a.example/1", "https://b.example/1")), fetch=same).documents) == 1
    brought = ({"text": "Shut.", "url": "https://a.example/1"},)
    addresses = ("https://a.example/1?fbclid=1", "https://own.example/a", "https://b.example/1")
    given = found(Scripted(results(*addresses)), sources=brought)
    assert [one.url for one in given.documents] == ["https://b.example/1"]


def test_who_redirects_to_the_article_gives_nothing():
    given = found(Scripted(results("https://t.example/x")), fetch=lambda *_: came("https://own.example/a"))
    assert given.documents == ()


def test_what_was_published_outside_the_days_does_not_count():
    early, late = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    listed = (
        *results("https://a.example/1", published=early),
        *results("https://a.example/2", published=late),
        *results("https://a.example/3", published=NOW),
    )
    engine = Scripted(listed)
    assert [one.url for one in found(engine).documents] == ["https://a.example/3"]
    within = engine.asked[0][1]
    assert (str(within.since), str(within.until)) == ("2026-04-19", "2026-06-18")
    undated = article(url="https://own.example/a")
    assert len(found(Scripted(listed), told=undated).documents) == 3


def test_an_engine_that_fails_is_not_asked_on_and_leaves_the_rest():
    broken = Scripted(name="broken", fault=QuotaSpent("own.example: It answers no more for now (429)."))
    given = found(broken, Scripted(results("https://a.example/1")))
    assert len(broken.asked) == 1
    looked = {look.source: look for look in given.looked}
    assert looked["web:broken"].failure.kind == "quota_spent"
    assert looked["web:broken"].queries
    assert (looked["web:own"].read, looked["web:own"].failure) == (1, None)


def test_pages_that_fail_are_counted_for_their_engine_and_told_one_by_one():
    def fetch(url, _):
        if "b." in url:
            raise Unreachable("b.example: no route.")
        return came(url) if "a." in url else came(url).model_copy(update={"body": b"%PDF-1.7"})

    given = found(Scripted(results("https://a.example/1", "https://b.example/1", "https://c.example/1")), fetch=fetch)
    assert next((look.source, look.read, look.failed) for look in given.looked) == ("web:own", 1, 2)
    assert [look.failure.kind for look in given.looked[1:]] == ["unreachable", "malformed"]
    assert given.looked[1].queries == ("https://b.example/1",)


def test_only_as_many_pages_are_read_and_twice_as_many_fetched():
    fetched = []
    urls = [f"https://{n}.example/1" for n in range(30)]
    given = found(Scripted(results(*urls)), documents=3, fetch=lambda url, _: fetched.append(url) or came(url))
    assert (len(given.documents), len(fetched)) == (3, 6)


def test_what_bears_on_no_claim_is_not_fetched():
    dull = (Result(url="https://a.example/1", title="Plum cake", snippet="With almonds."),)
    assert not found(Scripted(dull), fetch=None).documents


def test_engines_and_pages_are_told_what_time_is_left():
    now = iter((0.0, web.ASKING_S - 1, web.ASKING_S + 1, 100.0, 100.0 + web.FETCHING_S + 1))
    engine, left = Scripted(results("https://a.example/1")), []
    found(engine, fetch=lambda url, left_s: left.append(left_s) or came(url), clock=lambda: next(now))
    assert [asked[2] for asked in engine.asked] == [1.0, -1.0]
    assert left == [-1.0]


def test_bytes_are_bounded(monkeypatch):
    monkeypatch.setattr(web, "TOGETHER_BYTES", 10)
    given = found(Scripted(results("https://a.example/1", "https://a.example/2")))
    assert given.looked[0].failed == 1
    assert given.looked[1].failure.kind == "budget_spent"


@pytest.mark.parametrize(("left_s", "cancelled", "kind"), [(0.0, False, DeadlinePassed), (1.0, True, Cancelled)])
def test_nobody_is_asked_once_the_time_is_up_or_the_article_cancelled(left_s, cancelled, kind):
    engine, stop = Scripted(results("https://a.example/1")), threading.Event()
    searches = Searches(Beyond(), {"own": engine}, {"own": engine}, Cassette(NoLog(), TapeMode.LIVE, lambda: NOW))
    if cancelled:
        stop.set()
    for ask in (searches.results, searches.reviews):
        with pytest.raises(kind):
            ask(stop, None, "own", Query(words=("pier",)), Within(), left_s)
    assert not engine.asked
    assert searches.results(threading.Event(), None, "own", Query(words=("pier",)), Within(), 1.0).found


def test_a_host_is_asked_for_one_page_at_a_time_and_engines_side_by_side():
    meeting, asking, twice = threading.Barrier(2), [], []

    class Meeting(Scripted):
        def find(self, *told):
            meeting.wait(5)
            return super().find(*told)

    def fetch(url, _):
        host = url.split("/")[2]
        twice.append(host in asking)
        asking.append(host)
        asking.remove(host)
        return came(url)

    urls = [f"https://{host}.example/{n}" for n in range(4) for host in "ab"]
    with ThreadPoolExecutor(4) as threads:
        engines = (Meeting(results(*urls), "one", most=1), Meeting(results(*urls), "two", most=1))
        assert len(found(*engines, fetch=fetch, each=threads.map).documents) == 8
    assert not any(twice)


def test_what_was_never_recorded_fails_the_run():
    with pytest.raises(CassetteMiss):
        found(Scripted(fault=CassetteMiss("It was not recorded.")))


def test_questions_that_a_model_wrote_are_asked_in_place_of_the_claims_words():
    engine = Scripted(results("https://a.example/1"))
    written = (Query(words=("Osk", "harbour", "cracks")), Query(words=("pier", "Osk", "closed")))
    given = found(engine, write=lambda *_: written, queries=1)
    assert [query.text for query, *_ in engine.asked] == ["Osk harbour cracks"]
    assert [look.source for look in given.looked] == ["web:own"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (ModelUnavailable("away"), "model_unavailable"),
        (BudgetSpent("spent"), "budget_spent"),
        (BadReply("no JSON"), "bad_reply"),
    ],
)
def test_where_a_model_cannot_write_questions_words_of_the_claims_are_asked_and_it_is_told(fault, kind):
    def fail(*_):
        raise fault

    plain, engine = Scripted(results("https://a.example/1")), Scripted(results("https://a.example/1"))
    found(plain)
    given = found(engine, write=fail)
    assert engine.asked == plain.asked
    assert given.looked[0].source == "web:questions"
    assert given.looked[0].failure.kind == kind
    assert len(given.documents) == 1


def test_where_a_model_wrote_nothing_words_of_the_claims_are_asked():
    engine = Scripted(results("https://a.example/1"))
    found(engine, write=lambda *_: ())
    assert engine.asked


class Asking(Embedded):
    """An analyst that writes questions."""

    def queries(self, _about, claims):
        return (Query(words=("Osk", "pier", str(len(claims)))),)


@pytest.mark.parametrize(("by_prompt", "written"), [(True, True), (False, False)])
def test_an_analyst_that_can_writes_the_questions_of_a_run_where_it_is_set(by_prompt, written):
    engine = Scripted(results("https://a.example/1"))
    services = Services(None, came, results=lambda _, *question: engine.find(*question))
    reach = WebReach((Engaged("own", 1, 5),), by_prompt=by_prompt)
    conditions = Conditions(load_registry(None), load_ruleset(None), beyond=Beyond(web=reach))
    dossier = dossier_of(request_from({"article": {"body": f"{CLAIMS[0].text} The harbour board said so."}}))
    list(events(services, lambda *_: Asking(), dossier, conditions, "rep_1", lambda: 0.0, 1))
    assert [query.words[:2] == ("Osk", "pier") for query, *_ in engine.asked][:1] == [written]
