"""What a fleet lives through that works for two desks, each with a key and a budget. Tests run these small, and
`evals.bench.endurance` at full size."""

import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from service.api import create_app
from service.cassette import CallRecord
from service.domain import DeskLimits, Frozen, JobState, KeyLimits, Report, Scope, Verdict
from service.models import Reply
from service.store.spending import NANOS
from service.store.tables import CALLS
from tests.endurance import PATIENCE_S, Survival, Trial
from tests.fleet import Fleet, fleet, wait_until
from tests.scripted_model import ScriptedModel, read_closely

DESKS = ("harbour", "hill")
PRICE = {"price_in": 2.0, "price_out": 10.0}
AMPLE = KeyLimits(tokens_a_day=10**9, money_a_day=1_000.0)


class Accounts(Frozen):
    """What desks spent, by their budgets and by the replies that were kept (tokens, billionths of a dollar), and what
    is still set aside; `seen`: what a desk was told of another one."""

    spent: dict[str, tuple[int, int]]
    paid: dict[str, tuple[int, int]]
    of_keys: dict[str, tuple[int, int]]
    replies: int
    aside: int
    seen: int

    @property
    def right(self) -> bool:
        return self.spent == self.paid == self.of_keys and self.aside == self.seen == 0


class Met(Frozen):
    """What came of articles whose desk met its budget (US dollars) in the middle: how many have a whole report, a part
    of one, or wait; `verdicts` of claims that were not read to the end; `answer` to a new one. `most`: the dearest
    call."""

    budget: float
    spent: float
    most: float
    calls: int
    whole: int
    parts: int
    waiting: int
    verdicts: tuple[Verdict, ...]
    answer: int
    other_whole: int
    accounts: Accounts


class DeskTrial(Trial):
    """Half of the articles are sent with the key of each desk."""

    def __init__(self, url: str, count: int, server: ScriptedModel, **settings: object) -> None:
        super().__init__(url, count, server, **PRICE, **settings)
        self.store = self.application.store.of(None)
        self.keys = {}
        for desk in DESKS:
            self.store.desks.add(desk)
            scopes = (Scope.ARTICLES_WRITE, Scope.REPORTS_READ)
            self.keys[desk] = self.application.store.keys.add(desk, scopes, desk, limits=AMPLE)[1]
        self.door = create_app(self.application).test_client()
        self.of_desk: dict[str, list[str]] = {}

    def submit(self) -> None:
        for number, request in enumerate(self.requests):
            desk = DESKS[number % len(DESKS)]
            answer = self.send(desk, request.model_dump(mode="json", exclude_unset=True))
            assert answer == 202, answer
            self.of_desk.setdefault(desk, []).append(self.ids[-1])

    def send(self, desk: str, body: dict[str, object]) -> int:
        told = self.door.post("/v1/articles", json=body, headers=self._as(desk))
        if told.status_code == 202:
            self.ids.append(told.get_json()["id"])
        return told.status_code

    def accounts(self) -> Accounts:
        """As they stand once nobody has anything in hand, and the dead are known to be gone."""
        wait_until(lambda: not any(one.tokens_aside for one in self._spending()), PATIENCE_S)
        replies = {desk: self._replies(desk) for desk in DESKS}
        told = {(one.desk, bool(one.api_key)): (one.tokens, round(one.usd * NANOS)) for one in self._spending()}
        return Accounts(
            spent={desk: told[desk, False] for desk in DESKS},
            of_keys={desk: told[desk, True] for desk in DESKS},
            paid={
                desk: (
                    sum(one.input_tokens + one.output_tokens for one in own),
                    sum(round(one.cost_usd * NANOS) for one in own),
                )
                for desk, own in replies.items()
            },
            replies=sum(map(len, replies.values())),
            aside=sum(one.tokens_aside for one in self._spending()),
            seen=sum(self._seen(desk) for desk in DESKS),
        )

    def report_of(self, id: str) -> Report | None:
        found = self.store.jobs.get(id).report_id
        return self.store.reports.get(found) if found else None

    def dearest(self) -> float:
        return max(one.cost_usd for desk in DESKS for one in self._replies(desk))

    def _as(self, desk: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[desk]}"}

    def _spending(self):
        return [one for one in self.store.spending.today(self.application.day_budget) if one.desk in DESKS]

    def _replies(self, desk: str) -> list[Reply]:
        with self.store.of(desk).database.reading() as connection:
            kept = connection.scalars(select(CALLS.c.record)).all()
        return [reply for one in kept if (reply := CallRecord.model_validate_json(one).answer(Reply))]

    def _seen(self, desk: str) -> int:
        """How much a desk is told of others' jobs and reports, by list and by id."""
        own = set(self.of_desk[desk])
        listed = self.door.get("/v1/jobs?limit=200", headers=self._as(desk)).get_json()["jobs"]
        others = [id for id in self.ids if id not in own]
        reports = [found for id in others if (found := self.store.jobs.get(id).report_id)]
        paths = [*(f"/v1/jobs/{id}" for id in others), *(f"/v1/reports/{id}" for id in reports)]
        found = sum(self.door.get(path, headers=self._as(desk)).status_code != 404 for path in paths)
        return found + sum(job["id"] not in own for job in listed)


def killed_desks(url: str, folder: Path, count: int, kills: int, seed: int, pace_s: float) -> tuple[Survival, Accounts]:
    """Two desks' articles, and one worker after another, each killed at a random moment at which it has calls under
    way; the last one stays."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets

    def befall(workers: Fleet) -> None:
        trial.submit()
        for _ in range(kills):
            worker = workers.begin()
            with trial.under_way(after=chance.randrange(1 + trial.calls // (4 * kills))):
                time.sleep(chance.uniform(0, pace_s))
                workers.kill(worker)
        workers.begin()
        assert wait_until(trial.over, PATIENCE_S)
        accounts.append(trial.accounts())

    accounts: list[Accounts] = []
    with ScriptedModel(read_closely) as server:
        trial = DeskTrial(url, count, server, jobs_at_once=4, requests_a_minute=100_000)
        return trial.through(folder, pace_s, befall), accounts[0]


def budget_met(url: str, folder: Path, count: int, budget: float, pace_s: float) -> Met:
    """Three workers, and a desk that may spend so many US dollars, less than its articles take. The other may spend
    what it likes."""
    with ScriptedModel(read_closely) as server:
        trial = DeskTrial(url, count, server, jobs_at_once=4, requests_a_minute=100_000)
        poor, rich = DESKS
        trial.store.desks.limit(poor, DeskLimits(money_a_day=budget))
        trial.submit()
        server.first_token_s = pace_s
        with fleet(trial.settings, folder) as workers:
            for _ in range(3):
                workers.begin()
            assert wait_until(_at_rest(trial), PATIENCE_S)
            accounts = trial.accounts()
        return _met(trial, poor, rich, budget, accounts)


def _at_rest(trial: DeskTrial) -> Callable[[], bool]:
    """Whether each job has ended, or waits for another day."""

    def rest() -> bool:
        jobs = [trial.store.jobs.get(id) for id in trial.ids]
        return all(job.state.ended or (job.state is JobState.QUEUED and job.waits) for job in jobs)

    return rest


def _met(trial: DeskTrial, poor: str, rich: str, budget: float, accounts: Accounts) -> Met:
    jobs = [trial.store.jobs.get(id) for id in trial.of_desk[poor]]
    reports = [report for job in jobs if (report := trial.report_of(job.id))]
    lost = [{one.subject for one in report.coverage.failures if one.kind == "budget_met"} for report in reports]
    others = [report for id in trial.of_desk[rich] if (report := trial.report_of(id))]
    verdicts = Counter(
        finding.content.verdict
        for report, unread in zip(reports, lost, strict=True)
        for finding in report.findings
        if finding.claim.id in unread
    )
    return Met(
        budget=budget,
        spent=accounts.spent[poor][1] / NANOS,
        most=trial.dearest(),
        calls=len(trial.server.completions),
        whole=sum(not report.coverage.failures for report in reports),
        parts=sum(map(bool, lost)),
        waiting=sum(bool(job.waits) for job in jobs),
        verdicts=tuple(verdicts),
        answer=trial.send(poor, {"article": {"body": "The pier was shut on Monday, the harbour board said."}}),
        other_whole=sum(not report.coverage.failures for report in others),
        accounts=accounts,
    )
