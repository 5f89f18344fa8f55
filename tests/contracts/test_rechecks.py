"""Reports are brought up to date unasked: when their time has come, or when the archive got what an open claim calls
for; and weighed again to the end, whoever is killed meanwhile."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.api import create_app
from service.bootstrap import open_desk
from service.domain import Document, JobState
from service.settings import Settings
from service.store.documents import IncomingDocument
from service.store.rechecks import RecheckStore
from service.store.tables import DELIVERIES, JOBS, REPORTS
from service.work.jobs import StoreRetries
from service.work.rechecking import EVERY_S, LOOKING, Rechecking, RecheckPlan
from tests.fleet import fleet, wait_until
from tests.hand import Hand

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLAIM = "The Harbour Board said that the Orlu dam holds nine million tonnes of water."
BEARING = "A gauge that our reporter saw shows that the Orlu dam holds nine million tonnes of water."


@pytest.fixture
def desk(tables_url):
    application = open_desk(Settings(database_url=tables_url))
    yield application
    application.event_feed.close()
    application.store.close()


@pytest.fixture
def lite(lite_url):
    """A desk for whom workers of their own work."""
    application = open_desk(Settings(database_url=lite_url))
    yield application
    application.event_feed.close()
    application.store.close()


@pytest.fixture
def browser(desk):
    return create_app(desk).test_client()


def reported(desk, browser, *bodies):
    """The ids of the articles."""
    made = []
    with Hand(desk):
        for number, body in enumerate(bodies):
            asked = {"article": {"body": body, "url": f"https://bay.example/{number}"}}
            made.append(browser.post("/v1/articles", json=asked, headers={"Prefer": "wait=20"}).get_json()["article"])
    return [one["id"] for one in made]


def aged(desk, article, by):
    """Let an article's jobs have been made so long before."""
    with desk.store.database.writing() as connection:
        own = JOBS.c.article_id == article
        moment = connection.scalar(select(func.min(JOBS.c.created_at)).where(own))
        connection.execute(JOBS.update().where(own).values(created_at=moment - by))


def archived(desk, text, language="en"):
    document = Document(id="d", text=text, url=f"https://meridian.example/{abs(hash(text))}", language=language)
    list(desk.store.documents.add([IncomingDocument(document=document)]))


def rechecking(desk, clock=lambda: 0.0, **plan):
    return Rechecking(desk.store, desk.verification, RecheckPlan(**plan), StoreRetries(threading.Event()), clock)


def on_their_way(desk):
    return [job.article_id for job in desk.store.jobs.page(JobState.QUEUED)[0] if job.rechecks]


# ---------------------------------------------------------------- whose time has come


def test_a_report_is_due_once_it_was_long_enough_not_looked_at_and_as_long_as_it_is_young(desk, browser):
    (article,) = reported(desk, browser, CLAIM)
    rechecks = RecheckStore(desk.store.database)
    assert rechecks.due(HOUR, DAY) == []
    aged(desk, article, 2 * HOUR)
    assert rechecks.due(HOUR, DAY) == [article]
    assert rechecks.due(3 * HOUR, DAY) == []
    assert rechecks.due(HOUR, timedelta(0)) == []
    assert RecheckStore(desk.store.of("harbour").database).due(HOUR, DAY) == []
    rechecking(desk, after=HOUR, within=DAY).run("0")
    assert (on_their_way(desk), rechecks.due(HOUR, DAY)) == ([article], [])
    rechecking(desk, after=HOUR, within=DAY).run("0")
    assert on_their_way(desk) == [article]


# ---------------------------------------------------------------- what the archive got


def test_a_passage_with_most_words_of_an_open_claim_calls_for_a_look(desk, browser):
    (article,) = reported(desk, browser, CLAIM)
    looking = rechecking(desk, matches=True)
    for text, language in (
        ("The Orlu dam is old. A gauge was stolen.", "en"),
        ("Bakers in Vessmark sell less bread than a year ago.", "en"),
        (BEARING, "de"),
    ):
        archived(desk, text, language)
    looking.run("0")
    assert on_their_way(desk) == []
    archived(desk, "The Orlu dam holds six million tonnes of water, said an engineer.")
    looking.run("1")
    assert on_their_way(desk) == [article]


def test_each_document_calls_once_and_what_was_there_before_calls_for_nothing(desk, browser):
    archived(desk, f"{BEARING} That was long ago.")
    reported(desk, browser, CLAIM)
    looking = rechecking(desk, matches=True)
    looking.run("0")
    assert on_their_way(desk) == []
    archived(desk, BEARING)
    looking.run("1")
    assert len(on_their_way(desk)) == 1
    desk.store.jobs.cancel(desk.store.jobs.page(JobState.QUEUED)[0][0].id)
    for one in (looking, rechecking(desk, matches=True)):
        one.run("2")
        assert on_their_way(desk) == []


def test_without_a_plan_nothing_is_done(desk, browser):
    (article,) = reported(desk, browser, CLAIM)
    aged(desk, article, DAY)
    archived(desk, BEARING)
    rechecking(desk).run("0")
    assert on_their_way(desk) == []


def test_however_many_workers_tell_of_a_look_there_is_one(desk):
    put = []
    desk.store.outbox.put = lambda _connection, kind, id, _argument: put.append((kind, id))
    moments = iter([0.0, 1.0, EVERY_S, EVERY_S + 1])
    one = rechecking(desk, lambda: next(moments), after=HOUR)
    for _ in range(4):
        one.tell()
    rechecking(desk, lambda: 0.0, matches=True).tell()
    rechecking(desk, lambda: 9 * EVERY_S).tell()
    assert put == [(LOOKING, "look-0"), (LOOKING, "look-1"), (LOOKING, "look-0")]


def test_a_worker_brings_a_report_up_to_date_when_the_archive_has_what_its_claim_calls_for(tmp_path, lite):
    desk, browser = lite, create_app(lite).test_client()
    (article,) = reported(desk, browser, CLAIM)
    archived(desk, BEARING)
    url = desk.store.database.url.render_as_string(hide_password=False)
    with fleet({"database_url": url, "recheck_matches": "on"}, tmp_path) as workers:
        workers.begin()
        assert wait_until(lambda: len(reports_of(desk, article)) == 2)
    job = desk.store.jobs.page(article_id=article)[0][0]
    report = desk.store.reports.get(job.report_id or "")
    assert report.changes and [one.parts for one in report.changes.changed] == [("evidence", "verdict")]


def reports_of(desk, article=None):
    with desk.store.database.reading() as connection:
        query = select(REPORTS.c.article_id)
        return list(connection.scalars(query if article is None else query.where(REPORTS.c.article_id == article)))


# ---------------------------------------------------------------- to the end


def test_a_killed_rescoring_is_taken_up_again_and_makes_nothing_twice(tmp_path, lite):
    desk, browser = lite, create_app(lite).test_client()
    browser.post("/v1/webhooks", json={"url": "https://desk.example/", "events": ["claim.verdict_changed"]})
    body, text = (
        "The Dune Guard said it held fort {0}.",
        "In a statement the Salt Brigade said the Dune Guard held fort {0}.",
    )
    with Hand(desk):
        for number in range(12):
            source = {"id": "one", "publisher": "Salt Brigade", "text": text.format(number)}
            article = {"body": body.format(number), "url": f"https://bay.example/fort-{number}"}
            browser.post("/v1/articles", json={"article": article, "sources": [source]})
        assert wait_until(lambda: len(reports_of(desk)) == 12)
    before = {one: desk.store.reports.last_of(one) for one in reports_of(desk)}
    url = desk.store.database.url.render_as_string(hide_password=False)
    with fleet({"database_url": url}, tmp_path) as workers:
        first = workers.begin()
        entry = {"members": ["Dune Guard", "Salt Brigade"], "valid_from": "2024-01-01"}
        browser.put("/v1/registry/alliances/Pact", json={"entry": entry, "who": "Ida", "why": "Founded."})
        assert wait_until(lambda: len(reports_of(desk)) > 12, pause_s=0.001)
        workers.kill(first)
        assert 12 < len(reports_of(desk)) < 24, "it was killed in the middle"
        workers.begin()
        assert wait_until(lambda: len(reports_of(desk)) == 24)
        assert wait_until(lambda: not wait_until(lambda: len(reports_of(desk)) != 24, patience_s=1))
    for article, was in before.items():
        now = desk.store.reports.last_of(article)
        assert len(reports_of(desk, article)) == 2
        assert (was.findings[0].content.independent_support, now.findings[0].content.independent_support) == (1, 0)
        assert now.changes.previous_report_id == was.id
    with desk.store.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(DELIVERIES)) == 12
