"""An application of one's own for every test: its store is a file that goes away with the test."""

import os
import shutil
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from service.api import create_app
from service.bootstrap import open_application, open_store
from service.settings import PREFIX, Settings
from tests import postgres
from tests.hand import Hand

# Random properties are tried so often: enough to show a slip while one works, and enough to trust in CI. A deadline for
# one case would measure the machine. In CI the draws are the same each time, so that what fails there fails for the
# change it is run on; while one works, each run draws anew.
ASKED = os.environ.get("CLAIMTRACE_TEST_EXAMPLES")
EXAMPLES = int(ASKED or (2_000 if os.environ.get("CI") else 200))
settings.register_profile(
    "house",
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=bool(ASKED or os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")
REQUIRED = os.environ.get("CLAIMTRACE_TEST_POSTGRES") == "required"

# What is imported is compiled once for all processes that tests begin, also where Python is told to keep nothing.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Half as many again as there are processors: much of the suite waits for processes that it began."""
    return (os.cpu_count() or 2) * 3 // 2


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", os.devnull)  # whoever runs the tests may have an archive of their own


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A file of SQLite with all tables and nothing in them."""
    file = tmp_path_factory.mktemp("migrated") / "reports.db"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def lite_url(tmp_path, migrated):
    """A file of one's own in which all tables are there and empty."""
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'claimtrace.db')}"


@pytest.fixture
def hand(lite_url):
    """An application's worker, who does what is put on the queue."""
    application = open_application(Settings(database_url=lite_url, threads=8, queue_room=20, door_processor_s=30))
    with Hand(application) as hand:
        yield hand
    application.event_feed.close()
    application.store.close()


@pytest.fixture
def application(hand):
    return hand.application


@pytest.fixture
def app(application):
    return create_app(application)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """A real server; where the machine has none, its tests are skipped, and say so."""
    if postgres.binaries() is None and not REQUIRED:
        pytest.skip("PostgreSQL is not installed here: Debian's package `postgresql` brings it.")
    with postgres.running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """A database of each kind in which nothing is, for what is shown of making its tables: they take a while."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'claimtrace.db'}"
    return request.getfixturevalue("postgres_server").database()


@pytest.fixture(scope="session")
def migrated_on_postgres(postgres_server):
    """The name of a database with all tables and nothing in them, to which nobody is connected."""
    url = postgres_server.database()
    open_store(url).close()
    return url.rpartition("/")[2]


@pytest.fixture
def postgres_url(postgres_server, migrated_on_postgres):
    """A database of one's own on a real server, in which all tables are there and empty."""
    return postgres_server.database(migrated_on_postgres)


@pytest.fixture(params=["lite_url", "postgres_url"], ids=["sqlite", "postgresql"])
def tables_url(request):
    """A database of each kind in which all tables are there and empty, as after an upgrade."""
    return request.getfixturevalue(request.param)
