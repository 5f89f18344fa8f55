"""A process that goes on holds little of the memory that was freed in it."""

import platform
import subprocess
import sys

import pytest

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


def filled(setup: str = "", given: str = "") -> tuple[int, int]:
    """Megabytes that were held more than at the start once all was freed, and after `given`."""
    program = FILL.replace("SETUP", setup).replace("GIVEN", given)
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
