"""What the C library keeps of memory that was freed, in a process that goes on: little, and not for long.

glibc sets an arena aside for every thread, eight for each processor, and gives none of them back by itself: after a
thousand articles more than half of what a worker's threads hold of it is free. Elsewhere nothing is done.
"""

import ctypes
import gc
import sys
import threading
import time
from typing import Any

# Threads take turns at the interpreter, so that two arenas serve them all.
ARENAS = 2
# Bytes from which on a piece is the system's own and goes back with its end. glibc begins with 131,072, and takes what
# was freed for a measure: after one report of 30 MB all that is smaller stays in the arenas.
OWN_PIECE = 1 << 20
EVERY_S = 20.0
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # M_… of malloc.h


def keep_low(every_s: float = EVERY_S) -> None:
    """From now on; to be called before threads are begun, and again in a process that is forked off."""
    library = _glibc()
    if library is None:
        return
    library.mallopt(_ARENA_MAX, ARENAS)
    library.mallopt(_MMAP_THRESHOLD, OWN_PIECE)
    threading.Thread(target=_give_back_now_and_then, args=(every_s,), name="claimtrace-memory", daemon=True).start()


def give_back() -> None:
    """What is free goes back to the system, wherever in the heap it lies."""
    library = _glibc()
    if library is not None:
        gc.collect()  # what only refers to itself is freed seldom where much is kept for good
        library.malloc_trim(0)


def _give_back_now_and_then(every_s: float) -> None:
    while True:
        time.sleep(every_s)
        give_back()


def _glibc() -> Any:
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if hasattr(library, "gnu_get_libc_version") else None
