"""`claimtrace db`: the database is brought up to date, copied, cleared of what is old."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
from sqlalchemy import URL, inspect

from service.bootstrap import open_store, prune_store
from service.cli.granting import COMMAND_LINE, operator, telling
from service.errors import BadInput, StoreUnavailable
from service.settings import settings_from_environment
from service.store.access_tables import AUDIT
from service.store.audit import AuditStore
from service.store.database import Database, place_of


def upgrade() -> None:
    store = open_store(settings_from_environment().database_url)
    click.echo(f"The tables are at revision {store.database.revision()}.")


def backup(file: str) -> None:
    place = place_of(settings_from_environment().database_url)
    with _new(Path(file)):
        if place.get_backend_name() == "sqlite":
            _copy_sqlite(Path(place.database or ""), Path(file))
        else:
            _dump_postgres(place, file)
        _tell_of_backup(place)
    click.echo(f"{file}: {Path(file).stat().st_size:,} bytes.")


def prune(keep_days: int | None, keep_calls_days: int | None) -> None:
    settings = settings_from_environment(keep_days=keep_days, keep_calls_days=keep_calls_days)
    store = open_store(settings.database_url)
    gone = prune_store(store, settings, lambda desk: telling(store, desk, "prune"))
    told = f"{gone.jobs} jobs, {gone.reports} reports, {gone.calls} calls, {gone.deliveries} deliveries"
    click.echo(f"Forgotten: {told}.")


def _tell_of_backup(place: URL) -> None:
    """On the trail of the database as it is, which a backup does not bring up to date: one that has none yet is of a
    version that kept no trail. A copy is not let go for a trail that is busy: that is said."""
    database = Database(place.render_as_string(hide_password=False)).of(None)
    try:
        with database.writing() as connection:
            if inspect(connection).has_table(AUDIT.name):
                AuditStore(database).telling(operator(), COMMAND_LINE, None, "backup")(connection, "database")
    except StoreUnavailable as error:
        click.echo(f"Not on the audit trail: {error.detail}", err=True)
    database.close()


@contextmanager
def _new(file: Path) -> Iterator[None]:
    """A file that only its owner reads, for it holds secrets of webhooks; none when what fills it fails."""
    try:
        file.touch(0o600, exist_ok=False)
    except FileExistsError as error:
        raise BadInput(f"{file}: is there already, and would be written over.") from error
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}.") from error
    try:
        yield
    except StoreUnavailable:
        file.unlink(missing_ok=True)
        raise


def _copy_sqlite(place: Path, file: Path) -> None:
    """A whole copy of one moment, though others write meanwhile."""
    if not place.is_file():
        raise StoreUnavailable(f"{place}: no such file.")
    try:
        with closing(sqlite3.connect(place)) as source, closing(sqlite3.connect(file)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{file}: {error}.") from error


def _dump_postgres(place: URL, file: str) -> None:
    """The password goes where other users of the machine do not see it, as they see a command's arguments."""
    program = shutil.which("pg_dump")
    if program is None:
        raise StoreUnavailable("pg_dump, of PostgreSQL's client programs, is not on this machine.")
    bare = place._replace(drivername="postgresql", password=None).difference_update_query(["password"])
    password = place.password or place.query.get("password")
    secret = {"PGPASSWORD": str(password)} if password else {}
    command = [program, "--format=custom", f"--file={file}", "--dbname", bare.render_as_string()]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ | secret)  # noqa: S603
    if done.returncode:
        raise StoreUnavailable(done.stderr)
