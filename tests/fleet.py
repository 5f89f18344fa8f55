"""Workers as processes of their own, which can be killed and frozen, and articles enough to keep them busy."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.bootstrap import Application, open_application
from service.domain import JobState, Report
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.intake.request import Request
from service.settings import PREFIX, settings_from_environment
from service.store import Store

ROOT = Path(__file__).parents[1]
ARTICLE = ROOT / "evals" / "bench" / "port-senna.json"
COMMAND = [sys.executable, "-c", "from service.cli import main; main()"]
GUARD_S = 120.0  # only against hanging: no outcome is to depend on how fast the machine is
# Short enough to notice a dead worker in a second.
BEAT_S = 0.2


def articles(count: int) -> list[Request]:
    """So many articles, alike in length and unlike in every passage."""
    told = ARTICLE.read_text(encoding="utf-8")
    return [request_from(json.loads(re.sub("(?i)(senna)", rf"\g<1>{number}", told))) for number in range(count)]


class Fleet:
    """Workers on one database, set by CLAIMTRACE_ variables."""

    def __init__(self, settings: Mapping[str, Any], log: Path, more: Mapping[str, str]) -> None:
        self._more, self.log = more, log
        self.settings = {"beat_s": BEAT_S, "call_timeout_s": 10, **settings}
        self._log = log.open("ab")
        self.workers: list[subprocess.Popen[bytes]] = []
        self.killed_at: list[float] = []

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return {**kept, **self._more} | {f"{PREFIX}{name.upper()}": str(value) for name, value in self.settings.items()}

    def begin(self, command: str = "worker", **more: Any) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*COMMAND, *command.split()],
            env=self.environment,
            stdout=more.get("stdout", self._log),
            stderr=self._log,
            cwd=ROOT,
        )
        self.workers.append(process)
        return process

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        worker.kill()
        worker.wait()
        self.killed_at.append(time.monotonic())
        self.workers.remove(worker)

    def end(self) -> None:
        for worker in self.workers:
            worker.send_signal(signal.SIGCONT)
            worker.kill()
            worker.wait()
        self._log.close()


@contextmanager
def fleet(settings: Mapping[str, Any], folder: Path, more: Mapping[str, str] | None = None) -> Iterator[Fleet]:
    """`more`: what the workers' environment holds beside the settings."""
    workers = Fleet(settings, folder / "workers.log", more or {})
    try:
        yield workers
    finally:
        workers.end()


def application_of(settings: Mapping[str, Any]) -> Application:
    """The application as a client's side of the fleet: it submits and reads, and runs nothing."""
    return open_application(settings_from_environment(**settings))


def submitted(application: Application, requests: list[Request]) -> list[str]:
    return [application.verification.submit(dossier_of(request))[0].id for request in requests]


def wait_until(true: Callable[[], bool], patience_s: float = GUARD_S, pause_s: float = 0.05) -> bool:
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(pause_s)
    return true()


def ended(store: Store, ids: list[str]) -> dict[str, JobState]:
    """The jobs that have ended, and how."""
    states = {id: store.jobs.get(id).state for id in ids}
    return {id: state for id, state in states.items() if state.ended}


def but_for_id_and_time(report: Report) -> dict[str, Any]:
    """And but for what other articles' reports had seen by then, which goes by the order in which they were made."""
    left_out = {"id": True, "run": {"seconds"}, "findings": {"__all__": {"seen"}}}
    return report.model_dump(mode="json", exclude=left_out)
