"""A process that goes on holds little of the memory that was freed in it, and no pages of its database between uses."""

import ctypes
import gc
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import MetaData

from service.store.database import STATEMENTS, Database

# Threads that each take 20 MB in pieces, and free all but one in ten of them.
FILL = """
import threading
from pathlib import Path
from service.memory import give_back, keep_low

def held_mb():
    told = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in told if "VmRSS" in line).split()[1]) // 1024

def fill():
    pieces = [bytearray(20_000) for _ in range(1_000)]
    kept.append(pieces[::10])
    met.wait()

kept, met = [], threading.Barrier(8)
SETUP
threads = [threading.Thread(target=fill) for _ in range(8)]
begun = held_mb()
for one in threads:
    one.start()
for one in threads:
    one.join()
before = held_mb() - begun
GIVEN
print(before, held_mb() - begun)
"""


# What is freed is large, then many smaller pieces are, of which the last is kept.
LARGE = """
from pathlib import Path
from service.memory import keep_low

def held_mb():
    told = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in told if "VmRSS" in line).split()[1]) // 1024

keep_low()
begun = held_mb()
large = bytearray(30_000_000)
del large
pieces = [bytearray(2_000_000) for _ in range(40)]
before = held_mb() - begun
del pieces[:-1]
print(before, held_mb() - begun)
"""


def filled(setup: str = "", given: str = "") -> tuple[int, int]:
    """Megabytes that were held more than at the start once all was freed, and after `given`."""
    return said(FILL.replace("SETUP", setup).replace("GIVEN", given))


def said(program: str) -> tuple[int, int]:
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, timeout=60)
    before, after = map(int, told.stdout.split())
    return before, after


ON_GLIBC = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")


@ON_GLIBC
def test_what_threads_freed_goes_back_to_the_system():
    before, after = filled("keep_low()", "give_back()")
    assert after < 40 < before


@ON_GLIBC
def test_it_goes_back_by_itself_every_now_and_then():
    assert filled("keep_low(every_s=0.05)", "import time; time.sleep(0.3)")[1] < 40


@ON_GLIBC
def test_large_pieces_go_back_with_their_end():
    before, after = said(LARGE)
    assert before - after > 60


@pytest.fixture
def sqlite_bytes():
    """What SQLite holds in this process, by the library that Python's own module stands on."""
    maps = Path("/proc/self/maps")
    lines = maps.read_text().splitlines() if maps.exists() else []
    library = next((ctypes.CDLL(line.split()[-1]) for line in lines if "libsqlite3" in line), None)
    if library is None:
        pytest.skip("SQLite is built into Python here, and cannot be asked.")
    library.sqlite3_memory_used.restype = ctypes.c_int64
    return library.sqlite3_memory_used


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'c.db'}")
    yield database
    database.close()


def test_a_connection_that_waits_for_its_next_use_keeps_no_pages(database, sqlite_bytes):
    with database.writing() as connection:
        connection.exec_driver_sql("create table words (said text)")
        connection.exec_driver_sql("insert into words values (?)", [("gull" * 500,)] * 1_500)
    held = []
    for _ in range(2):
        with database.reading() as connection:
            connection.exec_driver_sql("select sum(length(said)) from words").scalar()
            held.append(sqlite_bytes())
    held.append(sqlite_bytes())
    assert min(held[:2]) - held[2] > 1_000_000


def test_a_connection_keeps_few_statements(database, sqlite_bytes):
    columns = ", ".join(f"{number} as c{number}" for number in range(400))
    with database.reading() as connection:
        held = [sqlite_bytes()]
        for number in (0, *range(200)):
            connection.exec_driver_sql(f"select {columns}, {number} as last").all()
            held.append(sqlite_bytes())
    first = held[1] - held[0]
    assert held[-1] - held[1] < 2 * STATEMENTS * first < 200 * first


def test_what_asks_for_the_revision_of_the_tables_leaves_nothing_behind(database):
    database.upgrade()

    def tables_described():
        database.revision()
        gc.collect()
        return sum(isinstance(one, MetaData) for one in gc.get_objects())

    first = tables_described()
    assert [tables_described() for _ in range(3)] == [first] * 3
