"""The processes of one `claimtrace serve`: what memory they hold, and how many threads and files."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

# What the kernel calls memory that no file stands behind, counted whole in each process that has it.
OWN = ("Anonymous",)


class Sizes(NamedTuple):
    """Megabytes of the server's two processes, of its worker, and of those that readers are forked off: what processes
    share is counted once (PSS). `own`: without pages of files, of which a process counts more as others on the machine
    end, and with pages that are shared since a fork in both, as if they had been written to: that they come to be, one
    by one, is no growth. Threads and open files of the server and of its worker."""

    server_mb: float
    worker_mb: float
    forking_mb: float
    server_own_mb: float
    worker_own_mb: float
    server_threads: int
    worker_threads: int
    server_files: int
    worker_files: int


def sizes(arbiter: int) -> Sizes:
    """Of the server that was begun as this process, and has one worker beside it."""
    children = _children()
    (server,) = children[arbiter]
    worker = next(one for one in children[server] if "--attached" in _command(one))
    forking = [one for parent in (server, worker) for one in children.get(parent, ()) if "forkserver" in _command(one)]
    return Sizes(
        server_mb=_megabytes((arbiter, server)),
        worker_mb=_megabytes((worker,)),
        forking_mb=_megabytes(forking),
        server_own_mb=_megabytes((arbiter, server), OWN),
        worker_own_mb=_megabytes((worker,), OWN),
        server_threads=int(_told(Path(f"/proc/{server}/status")).get("Threads", 0)),
        worker_threads=int(_told(Path(f"/proc/{worker}/status")).get("Threads", 0)),
        server_files=len(list(Path(f"/proc/{server}/fd").iterdir())),
        worker_files=len(list(Path(f"/proc/{worker}/fd").iterdir())),
    )


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for told in map(_told, Path("/proc").glob("[0-9]*/status")):
        if told:
            found.setdefault(int(told["PPid"]), []).append(int(told["Pid"]))
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def _megabytes(pids: Iterable[int], kinds: Iterable[str] = ("Pss",)) -> float:
    told = [_told(Path(f"/proc/{pid}/smaps_rollup")) for pid in pids]
    kilobytes = (one.get(kind, "0 kB").split()[0] for one in told for kind in kinds)
    return round(sum(map(float, kilobytes)) / 1024, 1)


def _told(path: Path) -> dict[str, str]:
    """What the kernel tells of a process, by name; nothing of one that has just ended."""
    try:
        lines = [line.split(":", 1) for line in path.read_text().splitlines() if ":" in line]
    except OSError:
        return {}
    return {name: value.strip() for name, value in lines}
