"""What a fleet lives through, and what came of it. Tests run these small, and `evals.bench.endurance` at full size."""

import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from service.bootstrap import Application
from service.domain import Dossier, Frozen, JobState
from service.errors import StoreUnavailable
from service.intake.dossier import dossier_of
from service.store import Store
from service.store.tables import JOBS
from tests.fleet import (
    Fleet,
    application_of,
    articles,
    but_for_id_and_time,
    ended,
    fleet,
    submitted,
    wait_until,
)
from tests.postgres import Postgres
from tests.scripted_model import ScriptedModel, read_closely
from tests.scripted_model.server import Call, Completion

MODEL = "openai/scripted"
# What decides a report, and what it costs, beside the model.
OURS = {"database_url", "model", "base_url"}
PRICES = {"price_in", "price_out"}
PATIENCE_S = 240.0  # as long as a trial may take, against hanging alone
CLOCK_LOOK_S = 1  # a worker whose clock is faked looks so often whether it was set


class Survival(Frozen):
    """What came of so many jobs. `same`: reports alike to those of an undisturbed run; `twice`: calls that the model
    carried out again after it had done so; `again`: calls that it was sent again, and answered from memory; `unkept`:
    those of them whose reply had left it before the kill, so that a model without a memory would bill them again;
    `most_at_once`: calls in flight, by the model's own log; `seconds` from the first worker's start to the last end."""

    jobs: int
    done: int
    same: int
    runs: dict[int, int]
    gapless: int
    ended_once: int
    calls: int
    twice: int
    again: int
    unkept: int
    most_at_once: int
    seconds: float


@cache
def undisturbed(count: int, **prices: float) -> tuple[list[dict[str, Any]], int]:
    """The reports of so many articles when nothing befalls whoever reads them, and how many calls they take."""
    with ScriptedModel(read_closely) as server, tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/undisturbed.db"  # in memory each thread would have one of its own
        verification = application_of(
            {"database_url": url, "model": MODEL, "base_url": server.base_url, **prices}
        ).verification
        reports = [verification.report(dossier_of(request)) for request in articles(count)]
        return [but_for_id_and_time(report) for report in reports], len(server.calls)


class Trial:
    """A store, a model at some pace, and articles whose reports are known from an undisturbed run, as is the number of
    `calls` that they take."""

    def __init__(self, url: str, count: int, server: ScriptedModel, **settings: Any) -> None:
        self.settings = {"database_url": url, "model": MODEL, "base_url": server.base_url, **settings}
        self.server, self.requests = server, articles(count)
        prices = {name: value for name, value in settings.items() if name in PRICES}
        self._wanted, self.calls = undisturbed(count, **prices)
        self.application = application_of({name: self.settings[name] for name in OURS} | prices)
        self.store = self.application.store
        self.ids: list[str] = []

    def submit(self) -> None:
        self.ids = submitted(self.application, self.requests)

    def begun(self, workers: Fleet) -> tuple[subprocess.Popen[bytes], str]:
        """A worker that lives, and its id."""
        known = set(self.application.store.workers.beats())
        process, fresh = workers.begin(), set[str]()

        def lives() -> bool:
            fresh.update(set(self.application.store.workers.beats()) - known)
            return bool(fresh)

        assert wait_until(lives, PATIENCE_S)
        return process, fresh.pop()

    @contextmanager
    def under_way(self, after: int = 0) -> Iterator[None]:
        """What a worker has begun and not ended stays so while the block lasts: once so many calls were answered, the
        model holds the next, until what is to befall the workers has befallen them."""
        with self.server.holding(after) as held:
            assert held.wait(PATIENCE_S), "no call came"
            yield

    def over(self) -> bool:
        return len(ended(self.store, self.ids)) == len(self.ids)

    def is_dead(self, worker: str) -> bool:
        """Whether the others have taken it for dead."""
        return self.application.store.workers.beats().get(worker, (0, True))[1]

    def at_work(self) -> dict[str, int]:
        """How many jobs each living worker has in hand."""
        running = select(JOBS.c.worker).where(JOBS.c.state == JobState.RUNNING)
        with self.store.database.reading() as connection:
            return Counter(connection.execute(running).scalars())

    def through(
        self, folder: Path, pace_s: float, befall: Callable[[Fleet], None], more: Mapping[str, str] | None = None
    ) -> Survival:
        """What came of the jobs, with the model at this pace, after what befell the workers."""
        self.server.first_token_s = pace_s
        with fleet(self.settings, folder, more) as workers:
            started = time.monotonic()
            befall(workers)
            wait_until(self.over, PATIENCE_S)
            return self.survival(time.monotonic() - started, workers.killed_at)

    def _own(self, name: str) -> bool:
        """Is it a call for one of these jobs?"""
        return name.strip('"').rsplit("-", 2)[0] in self.ids

    def survival(self, seconds: float, killed_at: Sequence[float] = ()) -> Survival:
        completions = [one for one in self.server.completions if self._own(one.name)]
        calls = [
            call
            for call in self.server.calls
            if call.status == 200 and self._own(call.headers.get("Idempotency-Key", ""))
        ]
        carried_out = Counter(one.body_hash for one in completions)
        jobs = [self.store.jobs.get(id) for id in self.ids]
        told = [self.store.jobs.events({id: 0}).get(id, ()) for id in self.ids]
        return Survival(
            jobs=len(jobs),
            done=sum(job.report_id is not None for job in jobs),
            same=sum(_report(self.store, job.report_id) == want for job, want in zip(jobs, self._wanted, strict=True)),
            runs=dict(sorted(Counter(job.attempt for job in jobs).items())),
            gapless=sum([one.number for one in events] == list(range(1, len(events) + 1)) for events in told),
            ended_once=sum(sum(one.type.ends for one in events) == 1 for events in told),
            calls=len(completions),
            twice=sum(count - 1 for count in carried_out.values()),
            again=len(calls) - len(completions),
            unkept=_unkept(calls, completions, killed_at),
            most_at_once=most_at_once(completions),
            seconds=round(seconds, 1),
        )


def killed(url: str, folder: Path, count: int, kills: int, seed: int, pace_s: float) -> Survival:
    """One worker after another, each killed at a random moment at which it has a job in hand; the last one stays."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets

    def befall(workers: Fleet) -> None:
        trial.submit()
        for _ in range(kills):
            worker = workers.begin()
            with trial.under_way(after=chance.randrange(1 + trial.calls // (4 * kills))):
                time.sleep(chance.uniform(0, pace_s))
                workers.kill(worker)
        workers.begin()

    with ScriptedModel(read_closely) as server:
        trial = Trial(url, count, server, jobs_at_once=4)
        return trial.through(folder, pace_s, befall)


def killed_and_frozen(url: str, folder: Path, count: int, limit: int, pace_s: float) -> Survival:
    """Three workers under one provider's limit: one is killed, one is frozen for so long that others take it for dead,
    and then thaws."""

    def befall(workers: Fleet) -> None:
        (first, one), (second, other), _ = (trial.begun(workers) for _ in range(3))
        with server.holding():
            trial.submit()
            assert wait_until(lambda: {one, other} <= set(trial.at_work()), PATIENCE_S)
            workers.kill(first)
            second.send_signal(signal.SIGSTOP)
        frozen_until_dead(second, lambda: trial.is_dead(other))

    with ScriptedModel(read_closely) as server:
        limits = {"provider_limits": f"openai={limit}", "call_timeout_s": 8, "jobs_at_once": 6}
        trial = Trial(url, count, server, **limits)
        return trial.through(folder, pace_s, befall)


def frozen_until_dead(worker: "subprocess.Popen[bytes]", is_dead: Callable[[], bool]) -> None:
    """A worker that is frozen in the middle of a transaction holds up the database, and nobody can take it for dead:
    it is let go for a moment, and frozen at another."""
    for _ in range(12):
        if wait_until(is_dead, 20):
            break
        worker.send_signal(signal.SIGCONT)
        time.sleep(0.2)
        worker.send_signal(signal.SIGSTOP)
    assert is_dead()
    worker.send_signal(signal.SIGCONT)


def database_away(database: Postgres, folder: Path, count: int, pace_s: float, away_s: float) -> Survival:
    """The database breaks off in the middle, and comes back."""

    def befall(workers: Fleet) -> None:
        trial.submit()
        workers.begin()
        with trial.under_way(after=trial.calls // 4):
            database.stop()
        assert wait_until(lambda: b"the store is away" in workers.log.read_bytes(), PATIENCE_S)
        time.sleep(away_s)
        database.start()

    with ScriptedModel(read_closely) as server:
        trial = Trial(database.database(), count, server, jobs_at_once=8)
        return trial.through(folder, pace_s, befall)


@contextmanager
def small_disk(folder: Path, size: str = "16m") -> Iterator[Path]:
    """A disk of memory, where this user may mount one. Raises CalledProcessError or FileNotFoundError elsewhere."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], check=True, capture_output=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def disk_full(disk: Path, folder: Path, count: int, pace_s: float, full_s: float) -> tuple[Survival, str]:
    """A small disk is full for a while; and what somebody was told who brought an article then."""
    told: list[str] = []

    def befall(workers: Fleet) -> None:
        trial.submit()
        workers.begin()
        filler = disk / "filler"
        with trial.under_way(after=trial.calls // 4):
            _fill(filler)
        told.append(_told_of(trial.application, dossier_of(trial.requests[0])))
        time.sleep(full_s)
        filler.unlink()

    with ScriptedModel(read_closely) as server:
        trial = Trial(f"sqlite:///{disk / 'claimtrace.db'}", count, server, jobs_at_once=4)
        return trial.through(folder, pace_s, befall), told[0]


def faketime() -> Path | None:
    """The library that sets a process's clock, where the machine has it."""
    return next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)


def clock_set_back(url: str, folder: Path, library: Path, count: int, pace_s: float) -> Survival:
    """The worker's clock goes back an hour while it works."""
    offset = folder / "offset"
    offset.write_text("+0")
    faked = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_CACHE_DURATION": str(CLOCK_LOOK_S),
    }
    faked["DONT_FAKE_MONOTONIC"] = "1"  # a clock that is set does not move the monotonic one

    def befall(workers: Fleet) -> None:
        trial.submit()
        workers.begin()
        with trial.under_way(after=trial.calls // 4):
            offset.write_text("-3600")
            time.sleep(2 * CLOCK_LOOK_S)

    with ScriptedModel(read_closely) as server:
        trial = Trial(url, count, server, jobs_at_once=4)
        return trial.through(folder, pace_s, befall, faked)


def _fill(file: Path) -> None:
    with suppress(OSError), file.open("wb", buffering=0) as filler:
        for size in (1 << 16, 1 << 10, 1):
            with suppress(OSError):
                while True:
                    filler.write(b"0" * size)


def _told_of(application: Application, dossier: Dossier) -> str:
    try:
        for _ in range(50):
            application.verification.submit(dossier, refresh=True)
    except StoreUnavailable as error:
        return error.detail
    return ""


def most_at_once(completions: Sequence[Completion]) -> int:
    """The most calls that were being carried out at one moment."""
    steps = sorted([(one.began, 1) for one in completions] + [(one.ended, -1) for one in completions])
    running = most = 0
    for _, step in steps:
        running += step
        most = max(most, running)
    return most


def _unkept(calls: Sequence[Call], completions: Sequence[Completion], killed_at: Sequence[float]) -> int:
    """Of the calls that came again, those that were over before the kill that cut their first sender off."""
    ended = {one.name: one.ended for one in completions}
    sent: dict[str, float] = {}
    found = 0
    for call in calls:
        name = call.headers.get("Idempotency-Key", "")
        if name in sent:
            kill = min((moment for moment in killed_at if moment > sent[name]), default=0.0)
            found += ended[name] <= kill
        sent.setdefault(name, call.at)
    return found


def _report(store: Store, id: str | None) -> Mapping[str, Any] | None:
    return but_for_id_and_time(store.reports.get(id)) if id else None
