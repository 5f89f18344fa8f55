"""`claimtrace worker`: takes up work until it is told to stop."""

import logging
import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import click

from service import logs, memory
from service.bootstrap.workers import open_worker
from service.settings import settings_from_environment
from service.work.worker import Buried

LOG = logging.getLogger(__name__)


def work(attached: bool) -> None:
    """Work until interrupted; with `attached`, until standard input is closed as well."""
    told = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: told.set())
    memory.keep_low()
    settings = settings_from_environment()
    logs.configure(settings.log_level)
    worker = open_worker(settings)
    try:
        if not attached:
            click.echo(f"Claimtrace works as {worker.id}")
        worker.run(_closed_or(told) if attached else told.wait)
    except Buried:
        LOG.error("%s stood still and was taken for dead: it begins anew", worker.id)
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the words we were begun with
    # Threads that still wait for a model would hold up an ordinary end; what they do is left to others.
    sys.stdout.flush()
    os._exit(0)


def _closed_or(told: threading.Event) -> Callable[[float], bool]:
    """Waits so many seconds for a signal, or for the end of standard input."""

    def stop(seconds: float) -> bool:
        readable: list[Any] = select.select([sys.stdin], [], [], seconds)[0]
        return told.is_set() or bool(readable)

    return stop
