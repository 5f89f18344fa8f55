from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import column, select, table

from service.bootstrap import open_store
from service.errors import NotFound, StoreUnavailable
from service.store.database import Database, newest_revision
from service.store.reports import ReportStore
from service.store.tables import METADATA, REPORTS
from tests import building

# Every revision that a release had: what it kept must come through.
RELEASED = ("0001", "0002", "0004")

MOMENT = datetime(2021, 3, 4, 5, 6, tzinfo=UTC)


def report(id="rep_1"):
    """One whose text and time a store could spoil."""
    told = building.article("Shut.\r\n", title="“Pier” 🚢", body_end=5, published_at=MOMENT)
    return building.report(id, article=told)


def opened(url):
    database = Database(url, now=lambda: MOMENT)
    database.upgrade()
    return database


def compared(connection):
    """Without the index of passages, which is each database's own."""
    ours = {"include_name": lambda name, kind, _: kind != "table" or not name.startswith("passage_index")}
    return MigrationContext.configure(connection, opts=ours)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "er" / "reports.db"


@pytest.fixture
def database(tables_url):
    database = opened(tables_url)
    yield database
    database.close()


@pytest.fixture
def store(database):
    return ReportStore(database)


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


def test_reports_outlive_the_store_that_kept_them(store, database, tables_url):
    store.save(report())
    database.close()
    assert ReportStore(opened(tables_url)).get("rep_1") == report()


def test_the_moment_of_keeping_is_kept(store, database):
    store.save(report())
    with database.reading() as connection:
        assert connection.execute(select(REPORTS.c.article_id, REPORTS.c.created_at)).all() == [("art_1", MOMENT)]


def test_readers_do_not_wait_for_a_writer(store, database):
    store.save(report())
    with database.writing() as connection:
        connection.execute(REPORTS.delete())
        assert store.get("rep_1").id == "rep_1"
        store.check()


def test_many_threads_save_at_once_and_none_is_lost(store):
    ids = [f"rep_{n}" for n in range(60)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda id: store.save(report(id)), ids))
    assert [store.get(id).id for id in ids] == ids


def test_a_transaction_that_fails_leaves_nothing(store, database):
    with pytest.raises(RuntimeError), database.writing() as connection:
        store.put(connection, report())
        raise RuntimeError
    with pytest.raises(NotFound):
        store.get("rep_1")


# ---------------------------------------------------------------- migrations


def test_a_new_database_may_be_opened_by_many_at_once(database_url):
    with ThreadPoolExecutor(4) as pool:
        for database in pool.map(opened, [database_url] * 4):
            ReportStore(database).check()
            database.close()


def test_the_migrations_lead_to_the_tables(database_url):
    database = opened(database_url)
    with database.reading() as connection:
        assert compare_metadata(compared(connection), METADATA) == []
    database.close()


@pytest.mark.parametrize("revision", RELEASED)
def test_what_an_earlier_release_kept_is_kept(database_url, revision):
    old = Database(database_url, now=lambda: MOMENT)
    old.upgrade(revision)
    assert old.revision() == revision
    names = ("id", "article_id", "created_at", "body")
    then = table("reports", *(column(name, REPORTS.c[name].type) for name in names))
    with old.writing() as connection:
        told = {"id": "rep_1", "article_id": "art_1", "created_at": MOMENT, "body": report().model_dump_json()}
        connection.execute(then.insert().values(told))
    old.close()
    database = opened(database_url)
    assert database.revision() == newest_revision()
    assert ReportStore(database).get("rep_1") == report()
    with database.reading() as connection:
        assert compare_metadata(compared(connection), METADATA) == []


def test_upgrading_twice_changes_nothing(database, store):
    store.save(report())
    database.upgrade()
    assert store.get("rep_1") == report()


# ---------------------------------------------------------------- what cannot be used


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////dev/null/reports.db",
        "sqlite:////proc/nowhere/x.db",
        "no address",
        "oracel://somewhere/x",
        "mysql://somewhere/x",
        "postgresql://nobody@127.0.0.1:port/none",
        "postgresql://nobody@127.0.0.1:1/none",
    ],
)
def test_a_place_that_cannot_be_used_is_said_to_be_so(url):
    with pytest.raises(StoreUnavailable):
        opened(url)


def test_a_file_that_is_no_database_is_said_to_be_so(tmp_path):
    (tmp_path / "notes.txt").write_text("These are notes. " * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        opened(f"sqlite:///{tmp_path / 'notes.txt'}")


def test_an_engine_whose_database_is_gone_is_said_to_be_so(path):
    store = open_store(f"sqlite:///{path}")
    store.close()
    for file in path.parent.iterdir():
        file.unlink()
    with pytest.raises(StoreUnavailable):
        store.outbox.prune(MOMENT)


def test_folders_that_are_not_there_are_made(path):
    opened(f"sqlite:///{path}").close()
    assert path.is_file()


def test_a_database_that_was_taken_away_is_noticed(path):
    database = opened(f"sqlite:///{path}")
    store = ReportStore(database)
    database.close()
    for file in path.parent.iterdir():
        file.unlink()
    with pytest.raises(StoreUnavailable, match="reports"):
        store.check()
    with pytest.raises(StoreUnavailable):
        store.save(report())
