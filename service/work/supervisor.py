"""The workers that a server keeps beside it: processes of their own, begun anew when they die."""

import logging
import os
import subprocess
import sys
import threading
import time

LOG = logging.getLogger(__name__)

# -P: what is imported is what we import, whatever lies in the folder that we were started in.
COMMAND = (sys.executable, "-P", "-c", "from service.cli import main; main()", "worker", "--attached")
# Seconds between two looks at them; one that dies at once is not begun anew faster than this.
LOOK_S = 1.0


class Supervisor:
    """So many workers. Each holds a pipe from this process, and stops when it is closed, by us or by our death."""

    def __init__(self, count: int, grace_s: float) -> None:
        self._count, self._grace_s = count, grace_s
        self._workers: list[subprocess.Popen[bytes]] = []
        self._dismissed = threading.Event()

    def start(self) -> None:
        self._workers = [self._begun() for _ in range(self._count)]
        threading.Thread(target=self._look_after, name="claimtrace-supervisor", daemon=True).start()

    def dismiss(self) -> None:
        """Have them stop; does not wait. Fit for a signal's handler."""
        self._dismissed.set()
        for worker in self._workers:
            if worker.stdin:
                worker.stdin.close()

    def wait(self) -> None:
        """Until all have stopped, or their grace is over."""
        self.dismiss()
        until = time.monotonic() + self._grace_s + 3
        for worker in self._workers:
            try:
                worker.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.kill()

    def _begun(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C in a terminal reaches the server, and it tells them.
        ours = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.Popen(COMMAND, stdin=subprocess.PIPE, start_new_session=True, env=ours)  # noqa: S603

    def _look_after(self) -> None:
        while not self._dismissed.wait(LOOK_S):
            for place, worker in enumerate(self._workers):
                if worker.poll() is not None and not self._dismissed.is_set():
                    LOG.error("worker %d ended with %s: begun anew", worker.pid, worker.returncode)
                    self._workers[place] = self._begun()
