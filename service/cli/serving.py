"""`claimtrace serve`: gunicorn, one process, many threads."""

import logging
import socket
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from service.api import create_app
from service.bootstrap import open_house
from service.cli.refusal import in_one_line
from service.settings import Settings, settings_from_environment

WAITING = 2048


def listen(host: str | None, port: int | None) -> None:
    """Serve until interrupted; says once, on standard output, at which address."""
    with in_one_line():
        settings = settings_from_environment(host=host, port=port)
        logging.basicConfig(level=settings.log_level.upper())
        app = create_app(open_house(settings))
    Server(app, settings, _bound(settings)).run()


class Server(BaseApplication):  # type: ignore[misc]
    """Serves one application, which is made before the worker forks off, so that its faults are told at once."""

    def __init__(self, app: Flask, settings: Settings, door: socket.socket) -> None:
        self._app = app
        self._options = {
            "bind": f"fd://{door.detach()}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": settings.threads,
            "loglevel": settings.log_level,
            "control_socket_disable": True,
            "when_ready": _announce,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def _bound(settings: Settings) -> socket.socket:
    """Bound here and not by gunicorn, which tries a taken port for five seconds and then logs six lines."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=WAITING)
    except OSError as error:
        raise click.ClickException(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.") from error


def _announce(arbiter: Any) -> None:
    click.echo(f"Claimtrace listens on {arbiter.LISTENERS[0]}")
