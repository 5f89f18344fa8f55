"""A PostgreSQL server of one's own, started from the machine's binaries on loopback, in a folder that goes away."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg

PLACES = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/local/pgsql/bin"))
NAMES = count(1)


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, where the machine has them."""
    found = shutil.which("initdb")
    folders = (*PLACES, *([Path(found).resolve().parent] if found else []))
    return next((folder for folder in folders if (folder / "initdb").is_file()), None)


class Postgres:
    """One server. Its user is nobody's superuser: PostgreSQL refuses to run as root."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._data, self._programs = folder / "data", programs
        self._as: dict[str, str] = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        if self._as:
            shutil.chown(folder, **self._as)
        self._run("initdb", "-A", "trust", "-U", "tests", "-N", "--locale=C.UTF-8")

    def start(self) -> None:
        told = f"-p {self.port} -h 127.0.0.1 -k '' -c fsync=off -c max_connections=300"
        self._run("pg_ctl", "-w", "-l", str(self._data.parent / "log"), "-o", told, "start")

    def stop(self) -> None:
        """At once, as in a crash: connections break, and what was committed stays."""
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def restart(self, pause_s: float = 0.0) -> None:
        self.stop()
        time.sleep(pause_s)
        self.start()

    def database(self, like: str = "template1") -> str:
        """The address of a new database, empty or like another to which nobody is connected."""
        name = f"tests_{next(NAMES)}"
        with psycopg.connect(f"postgresql://tests@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(f"create database {name} template {like}")
        return f"postgresql://tests@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, "-D", self._data, *arguments],
            **self._as,
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )


@contextmanager
def running() -> Iterator[Postgres]:
    """A server for as long as it is needed. Raises FileNotFoundError where the machine has none."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError("This machine has no PostgreSQL server.")
    folder = Path(tempfile.mkdtemp(prefix="claimtrace-postgres-"))
    try:
        server = Postgres(folder, programs)
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
