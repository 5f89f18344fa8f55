"""`claimtrace serve`: gunicorn, one process, many threads, and workers beside it."""

import gc
import logging
import resource
import socket
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from service import logs, memory
from service.api import create_app
from service.bootstrap import Application, open_desk
from service.cli.connection import deadlines
from service.cli.connection_worker import ConnectionWorker
from service.settings import Settings, settings_from_environment
from service.work.supervisor import Supervisor

# Connections that the operating system holds until they are accepted.
WAITING = 2048
# Bytes of an answer that it holds for a reader, and doubles; it would take up to 4 MB for one that reads nothing.
SEND_BUFFER = 131_072
# Files that are open beside connections: the store's, the workers' pipes, libraries.
OTHER_FILES = 200


def listen(host: str | None, port: int | None) -> None:
    """Serve until interrupted; says once, on standard output, at which address."""
    settings = settings_from_environment(host=host, port=port)
    logs.configure(settings.log_level)
    application = open_desk(settings)
    app = create_app(application)
    application.store.close()
    Server(app, application, settings, _bound(settings)).run()


class Server(BaseApplication):  # type: ignore[misc]
    """Serves one application, which is made before the worker forks off, so that its faults are told at once."""

    def __init__(self, app: Flask, application: Application, settings: Settings, door: socket.socket) -> None:
        self._app = app
        hands = Supervisor(settings.workers, settings.grace_s)

        class Serving(ConnectionWorker):
            """Told to stop, it lets go of those who wait, and has the workers beside it stop meanwhile."""

            paces = deadlines(settings)

            def init_process(self) -> None:
                memory.keep_low()
                hands.start()
                application.door.start()
                super().init_process()

            def handle_exit(self, sig: int, frame: Any) -> None:
                self.let_go()
                super().handle_exit(sig, frame)

            def handle_quit(self, sig: int, frame: Any) -> None:
                self.let_go()
                # Not here: the interrupted code may hold the lock of the pool that is shut down.
                self.method_queue.defer(super().handle_quit, sig, frame)

            def let_go(self) -> None:
                application.event_feed.close()
                hands.dismiss()

        self._options = {
            "bind": f"fd://{door.detach()}",
            "workers": 1,
            "worker_class": Serving,
            "threads": settings.threads,
            "worker_connections": _room(settings.threads + settings.connections),
            "graceful_timeout": round(settings.grace_s) + 5,
            "loglevel": settings.log_level,
            "logger_class": StructuredLogger,
            "control_socket_disable": True,
            "when_ready": _announce,
            "pre_fork": _share,
            "worker_exit": lambda _arbiter, _worker: hands.wait(),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


class StructuredLogger(Logger):  # type: ignore[misc]
    """What gunicorn logs goes where everything goes."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers = []
        self.error_log.propagate = True


def _bound(settings: Settings) -> socket.socket:
    """Bound here and not by gunicorn, which tries a taken port for five seconds and then logs six lines."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        door = socket.create_server((settings.host, settings.port), family=family, backlog=WAITING)
    except OSError as error:
        raise click.ClickException(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.") from error
    door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    return door


def _room(connections: int) -> int:
    """So many connections, as far as the process may have files open; it may have more than it does at first."""
    most, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + OTHER_FILES
    if most < wanted:
        most = min(wanted, limit)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, limit))
    return min(connections, max(most - OTHER_FILES, 1))


def _share(_arbiter: Any, _worker: Any) -> None:
    """What was made before the fork stays shared after it."""
    gc.freeze()  # a full collection writes to all that it looks through, and what is written to is copied: 50 MB


def _announce(arbiter: Any) -> None:
    logging.captureWarnings(True)
    click.echo(f"Claimtrace listens on {arbiter.LISTENERS[0]}")
