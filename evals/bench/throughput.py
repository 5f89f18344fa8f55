"""How near a fleet comes to its provider's limit, when each call to the model takes a second.

Run `python -m evals.bench.throughput [WORKERS …]` in a checkout, on a machine with PostgreSQL. The ideal is as many
calls at once as the limit lets, from the first job's start to the last one's end; the run's own ramp counts against it.
"""

import re
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from service.bootstrap import Application
from service.domain import Frozen
from tests.fleet import ROOT, application_of, articles, fleet, submitted, wait_until
from tests.postgres import running

ARTICLES, LIMIT, CALL_S = 480, 32, 1.0
PATIENCE_S = 300.0


class Throughput(Frozen):
    """Calls of a second each, under a limit of so many at once: seconds taken, and the ideal's share of them."""

    workers: int
    jobs: int
    calls: int
    most_at_once: int
    seconds: float
    ideal_s: float
    of_ideal: float


def measure(url: str, workers: int) -> Throughput:
    """Raises RuntimeError when jobs do not end."""
    folder = Path(tempfile.mkdtemp())
    command = [sys.executable, "-m", "tests.scripted_model", "--first-token-s", str(CALL_S)]
    model = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603 - our own words
    try:
        base_url = re.findall(r"http://\S+", model.stdout.readline() if model.stdout else "")[0]
        own = {"database_url": url, "model": "openai/scripted", "base_url": base_url}
        application = application_of(own)
        settings = {"provider_limits": f"openai={LIMIT}", "jobs_at_once": LIMIT // workers, "beat_s": 2}
        with fleet(own | settings, folder) as processes:
            for _ in range(workers):
                processes.begin()
            wait_until(lambda: application.store.workers.living() == workers, 30)
            ids = submitted(application, articles(ARTICLES))
            if not wait_until(partial(_over, application), PATIENCE_S, 0.5):
                raise RuntimeError("Not every job ended.")
    finally:
        model.terminate()
    jobs = [application.store.jobs.get(id) for id in ids]
    began = min(job.started_at for job in jobs if job.started_at)
    seconds = (max(job.ended_at for job in jobs if job.ended_at) - began).total_seconds()
    calls = sum(job.progress.calls for job in jobs if job.progress)
    ideal_s = calls * CALL_S / LIMIT
    told = model.stdout.read() if model.stdout else ""
    return Throughput(
        workers=workers,
        jobs=len(jobs),
        calls=calls,
        most_at_once=int(re.findall(r"at most (\d+)", told)[0]),
        seconds=round(seconds, 2),
        ideal_s=round(ideal_s, 2),
        of_ideal=round(ideal_s / seconds, 3),
    )


def _over(application: Application) -> bool:
    queue = application.store.jobs.queued()
    return queue.queued + queue.running == 0


if __name__ == "__main__":
    with running() as postgres:
        for count in [int(told) for told in sys.argv[1:]] or [1, 2]:
            for url in (f"sqlite:///{Path(tempfile.mkdtemp()) / 'claimtrace.db'}", postgres.database()):
                sys.stdout.write(f"{url.partition(':')[0]:<11} {measure(url, count)}\n")
                sys.stdout.flush()
