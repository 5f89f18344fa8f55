import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from service.domain import Article, Coverage, Report, Run
from service.errors import NotFound, StoreUnavailable
from service.store.reports import ReportStore
from service.store.tables import METADATA

MOMENT = datetime(2021, 3, 4, 5, 6, tzinfo=UTC)


def report(id="rep_1"):
    return Report(
        id=id,
        article=Article(id="art_1", title="“Pier” 🚢", body="Shut.\r\n", body_end=5, published_at=MOMENT),
        coverage=Coverage(passages=1, read=1, documents=0, documents_read=0),
        run=Run(analyst="embedded", seconds=0.1, ruleset="t"),
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "er" / "reports.db"


@pytest.fixture
def store(path):
    store = ReportStore(f"sqlite:///{path}", now=lambda: MOMENT)
    yield store
    store.close()


def test_what_is_saved_comes_back_the_same(store):
    store.save(report())
    assert store.get("rep_1") == report()


def test_what_was_never_saved_is_not_found(store):
    with pytest.raises(NotFound, match="rep_2"):
        store.get("rep_2")


def test_an_id_is_a_value_and_never_a_statement(store):
    store.save(report())
    with pytest.raises(NotFound):
        store.get("' or 1=1 --")


def test_reports_outlive_the_store_that_kept_them(store, path):
    store.save(report())
    store.close()
    assert ReportStore(f"sqlite:///{path}").get("rep_1") == report()


def test_the_moment_of_keeping_is_kept(store, path):
    store.save(report())
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("select article_id, created_at from reports").fetchall() == [
            ("art_1", "2021-03-04 05:06:00.000000")
        ]


def test_readers_do_not_wait_for_a_writer(store, path):
    store.save(report())
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("begin immediate")
        assert store.get("rep_1").id == "rep_1"
        store.check()
        writer.execute("rollback")


def test_many_threads_save_at_once_and_none_is_lost(store):
    ids = [f"rep_{n}" for n in range(60)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda id: store.save(report(id)), ids))
    assert [store.get(id).id for id in ids] == ids


def test_a_new_file_may_be_opened_by_many_at_once(path):
    with ThreadPoolExecutor(4) as pool:
        for store in pool.map(lambda _: ReportStore(f"sqlite:///{path}"), range(4)):
            store.check()
            store.close()


def test_the_migrations_lead_to_the_tables(store, path):
    with create_engine(f"sqlite:///{path}").connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


@pytest.mark.parametrize(
    "url", ["sqlite:////dev/null/reports.db", "sqlite:////proc/nowhere/x.db", "no address", "oracel://somewhere/x"]
)
def test_a_place_that_cannot_be_used_is_said_to_be_so(url):
    with pytest.raises(StoreUnavailable):
        ReportStore(url)


def test_a_file_that_is_no_database_is_said_to_be_so(tmp_path):
    (tmp_path / "notes.txt").write_text("These are notes. " * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        ReportStore(f"sqlite:///{tmp_path / 'notes.txt'}")


def test_a_database_that_was_taken_away_is_noticed(store, path):
    store.close()
    for file in path.parent.iterdir():
        file.unlink()
    with pytest.raises(StoreUnavailable, match="reports"):
        store.check()
    with pytest.raises(StoreUnavailable):
        store.save(report())
