"""A budget of the day over HTTP: what is read of an article when it is met, what waits, what is turned away, what is
told."""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from service.api import create_app
from service.bootstrap import open_application
from service.cli import main
from service.domain import DayBudget, DeskLimits, JobState, KeyLimits, Report, Scope, Verdict
from service.settings import Settings
from service.work.jobs import Runner, StoreRetries
from tests.scripted_model import ScriptedModel, read_closely

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
TOLD = json.loads((Path(__file__).parents[2] / "evals" / "bench" / "port-senna.json").read_text(encoding="utf-8"))
PRICED = {"price_in": 2.0, "price_out": 10.0}
MET = "The desk's budget of the day is met"


def article(number: int = 0, **more: Any) -> dict[str, Any]:
    return json.loads(re.sub("(?i)(senna)", rf"\g<1>{number}", json.dumps(TOLD))) | more


class House:
    """A service with a model behind it, whose worker is the test."""

    def __init__(self, file: Path, server: ScriptedModel, **settings: Any) -> None:
        own = {"model": "openai/small", "models": ("embedded",), "base_url": server.base_url, "calls_in_flight": 3}
        self.settings = Settings(database_url=f"sqlite:///{file}", **own, **settings)
        self.server, self.application = server, open_application(self.settings)
        self.store = self.application.store
        for desk in ("main", None):
            self.store.of(desk).spending._database.seconds = lambda _: NOON.timestamp()
        _, self.admin = self.store.keys.add("chief", [Scope.ADMIN], "main")
        self.door = create_app(self.application).test_client()
        self.runner = Runner(
            self.store,
            self.application.verification.verify,
            "tests",
            StoreRetries(threading.Event()),
            usual=self.settings.day_budget,
        )

    def key(self, **limits: Any) -> str:
        made, told = self.store.keys.add(
            "wire", [Scope.ARTICLES_WRITE, Scope.REPORTS_READ], "main", limits=KeyLimits(**limits)
        )
        self.made = made
        return told

    def send(self, body: dict[str, Any], key: str | None = None, **headers: str):
        told = {"Authorization": f"Bearer {key or self.admin}"} | headers
        return self.door.post("/v1/articles", json=body, headers=told)

    def get(self, path: str, key: str | None = None):
        return self.door.get(path, headers={"Authorization": f"Bearer {key or self.admin}"})

    def limit(self, **limits: Any) -> None:
        self.store.desks.limit("main", DeskLimits(**limits))

    def read(self, answer) -> Report:
        """The report of what was taken in."""
        assert answer.status_code == 202, answer.text
        self.runner.run(answer.get_json()["id"])
        return self.store.reports.get(self.store.jobs.get(answer.get_json()["id"]).report_id or "")

    def spent(self, api_key: str | None = None):
        return next(one for one in self.store.spending.today(DayBudget()) if one.api_key == api_key)


@pytest.fixture
def house(tmp_path, migrated, monkeypatch) -> Iterator[House]:
    monkeypatch.setattr("service.store.database.utc_now", lambda: NOON)
    with ScriptedModel(read_closely) as server:
        house = House(Path(shutil.copy(migrated, tmp_path / "budgets.db")), server, **PRICED)
        yield house
        house.application.event_feed.close()
        house.store.close()


@pytest.fixture
def whole(house) -> tuple[Report, int, float]:
    """An article's report without any budget, and what it took."""
    report = house.read(house.send(article()))
    return report, house.spent().tokens, house.spent().usd


def test_what_was_spent_is_what_the_report_says_it_took(house, whole):
    report, tokens, usd = whole
    assert tokens == report.run.input_tokens + report.run.output_tokens > 0
    assert usd == pytest.approx(report.run.cost_usd, abs=1e-6)
    assert house.spent().tokens_aside == 0


@pytest.mark.parametrize("unit", ["tokens_a_day", "money_a_day"])
def test_met_in_the_middle_what_was_read_is_the_report_and_the_rest_is_told_and_no_verdict(house, whole, unit):
    report, tokens, usd = whole
    largest = max(len(call.text.encode()) + 4_096 + 200 for call in house.server.calls)
    spent, room = {"tokens_a_day": (tokens, largest + tokens // 3), "money_a_day": (usd, 0.06 + usd / 3)}[unit]
    before = len(house.server.calls)
    house.limit(**{unit: spent + room})
    part = house.read(house.send(article(1)))
    assert before < len(house.server.calls) < 2 * before, "some calls were made, and not all"
    told = house.spent()
    assert {"tokens_a_day": told.tokens, "money_a_day": told.usd}[unit] <= spent + room
    lost = [failure for failure in part.coverage.failures if failure.kind == "budget_met"]
    assert {failure.kind for failure in part.coverage.failures} == {"budget_met"}
    assert all(failure.detail.startswith(MET) and failure.retryable for failure in lost)
    assert all(failure.detail.endswith("It begins anew at 2026-03-05 00:00 UTC.") for failure in lost)
    unread = {failure.subject for failure in lost}
    for finding in part.findings:
        if finding.claim.id in unread:
            assert finding.content.verdict is Verdict.UNDETERMINED
    assert len(part.findings) < len(report.findings) or unread & {one.claim.id for one in part.findings}


def test_once_it_is_met_a_new_article_is_turned_away_and_what_is_known_is_not(house, whole):
    report, tokens, _ = whole
    house.limit(tokens_a_day=tokens, money_a_day=5)
    answer = house.send(article(1))
    assert answer.status_code == 429
    problem = answer.get_json()
    assert problem["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded"
    assert problem["detail"].startswith(MET)
    assert problem["violated-policies"] == ["tokens"]
    assert answer.headers["Retry-After"] == str(12 * 3_600)
    policy = f'"requests";q=600;w=60, "tokens";q={tokens};qu="tokens";w=86400, "money";q=5000000;qu="micro-usd";w=86400'
    assert answer.headers["RateLimit-Policy"] == policy
    assert re.search(r'"tokens";r=0;t=43200, "money";r=49\d{5};t=43200$', answer.headers["RateLimit"])
    again = house.send(article())
    assert (again.status_code, again.get_json()["id"]) == (200, report.id)
    embedded = house.send(article(1, model="embedded"))
    assert embedded.status_code == 202, "the rules cost nothing"
    assert "tokens" not in embedded.headers["RateLimit-Policy"]
    assert house.read(embedded).coverage.failures == ()
    house.limit(tokens_a_day=10 * tokens)
    assert house.send(article(1)).status_code == 202


def test_what_waits_when_it_is_met_waits_on_and_is_read_once_there_is_room(house):
    house.limit(tokens_a_day=100)
    answer = house.send(article())
    assert answer.status_code == 202, "nothing was spent yet"
    id = answer.get_json()["id"]
    for _ in range(8):  # more often than a job may be begun in vain
        house.runner.run(id)
    job = house.store.jobs.get(id)
    assert (job.state, job.attempt) == (JobState.QUEUED, 0)
    assert job.waits == f"{MET}: 100 tokens. It begins anew at 2026-03-05 00:00 UTC."
    assert house.get(f"/v1/jobs/{id}").get_json()["waits"] == job.waits
    assert house.store.jobs.queued().oldest_s == 0.0, "and it is nobody's fault that it is not taken up"
    assert house.server.calls == ()
    assert house.send(article(1)).status_code == 429
    house.limit(tokens_a_day=10**9)
    house.runner.run(id)
    job = house.store.jobs.get(id)
    assert (job.state, job.attempt, job.waits) == (JobState.DONE, 1, None)
    assert house.store.reports.get(job.report_id).coverage.failures == ()


def test_a_job_that_waits_can_be_cancelled(house):
    house.limit(tokens_a_day=100)
    id = house.send(article()).get_json()["id"]
    house.runner.run(id)
    house.store.jobs.cancel(id)
    house.limit()
    house.runner.run(id)
    assert house.store.jobs.get(id).state is JobState.CANCELLED
    assert house.server.calls == ()


def test_a_key_has_a_budget_and_a_number_of_articles_of_its_own(house, whole):
    key, other = house.key(tokens_a_day=100, articles_waiting=2), house.key()
    first = house.send(article(1), key)
    assert first.headers["RateLimit-Policy"].startswith(
        '"requests";q=600;w=60, "articles";q=2;qu="concurrent-requests"'
    )
    assert '"tokens-of-key";q=100;qu="tokens";w=86400' in first.headers["RateLimit-Policy"]
    assert '"articles";r=1, "tokens-of-key";r=100;t=43200' in first.headers["RateLimit"]
    assert house.send(article(2), key).status_code == 202
    full = house.send(article(3), key)
    assert (full.status_code, full.headers["Retry-After"]) == (429, "15")
    assert full.get_json()["violated-policies"] == ["articles"]
    assert house.send(article(1), key).status_code == 202, "what waits already is found again"
    house.runner.run(first.get_json()["id"])
    assert house.store.jobs.get(first.get_json()["id"]).waits.startswith("The key's budget of the day is met")
    assert house.send(article(4), other).status_code == 202


def test_what_a_browser_sends_is_within_the_same_budget(house, whole):
    _, tokens, _ = whole
    house.limit(tokens_a_day=tokens)
    headers = {"Authorization": f"Bearer {house.admin}", "Sec-Fetch-Site": "same-origin"}
    refused = house.door.post("/send", data={"url": "https://news.example/pier"}, headers=headers)
    assert (refused.status_code, refused.mimetype) == (429, "text/html")
    assert MET in unescape(refused.text)
    assert int(refused.headers["Retry-After"]) > 0
    assert len(house.store.jobs.page()[0]) == 1, "that of the article before"


def test_a_budget_of_money_wants_a_price(tmp_path, migrated):
    with ScriptedModel(read_closely) as server:
        house = House(Path(shutil.copy(migrated, tmp_path / "budgets.db")), server, money_a_day=1.0)
        answer = house.send(article())
        assert answer.status_code == 503
        assert "nobody knows what the model costs: set CLAIMTRACE_PRICE_IN" in answer.get_json()["detail"]
        house.limit(tokens_a_day=10**9)
        assert house.send(article()).status_code == 503, "the settings' money holds on"
        assert house.send(article(model="embedded")).status_code == 202
        house.application.event_feed.close()
        house.store.close()


def test_who_asks_is_told_what_was_spent_as_far_as_it_is_theirs(house, whole):
    _, tokens, usd = whole
    house.store.desks.add("hill")
    house.limit(money_a_day=2)
    key = house.key(tokens_a_day=500)
    house.key(tokens_a_day=600)
    _, chief = house.store.keys.add("all", [Scope.ADMIN], None)
    _, theirs = house.store.keys.add("hill", [Scope.REPORTS_READ], "hill")
    mine = house.get("/v1/spending", key).get_json()["spending"]
    assert [one["budget"]["tokens"] for one in mine] == [None, 500]
    assert mine[0]["tokens"] == tokens and mine[0]["usd"] == pytest.approx(usd)
    assert mine[0]["budget"]["usd"] == 2 and mine[0]["resets_at"] == "2026-03-05T00:00:00Z"
    assert len(house.get("/v1/spending").get_json()["spending"]) == 4, "the admin's own key has spent, too"
    assert {one["desk"] for one in house.get("/v1/spending", chief).get_json()["spending"]} == {"main", "hill"}
    assert [one["desk"] for one in house.get("/v1/spending", theirs).get_json()["spending"]] == ["hill"]
    counted = house.get("/metrics").text
    assert f'claimtrace_spent_today_tokens{{desk="main"}} {float(tokens)}' in counted
    assert 'claimtrace_budget_usd{desk="main"} 2.0' in counted


def test_the_command_line_sets_and_shows_budgets(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", f"sqlite:///{tmp_path / 'house.db'}")

    def done(*words: str) -> str:
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
        return result.stdout

    made = done("key", "add", "wire", "--scope", "articles:write", "--tokens-a-day", "5000", "--articles-waiting", "3")
    id = re.match(r"ctk_[0-9a-f]{12}", made)[0]
    listed = done("key", "list")
    assert "tokens a day 5,000 · articles waiting 3 · today 0 tokens of 5,000 · 0.0000 US dollars" in listed
    assert "money a day 1.5" in done("key", "set", id, "--money-a-day", "1.5", "--articles-waiting", "-")
    assert "articles waiting" not in done("key", "list")
    assert "money a day 2.5" in done("desk", "set", "main", "--money-a-day", "2.5", "--tokens-a-day", "1000000")
    assert "today 0 tokens of 1,000,000, 0.0000 US dollars of 2.5" in done("desk", "list")
    for words in (["key", "set", id, "--tokens-a-day", "many"], ["desk", "set", "main", "--money-a-day", "-3"]):
        refused = CliRunner().invoke(main, words)
        assert refused.exit_code == 2
        assert f"{words[3]}: Input should be" in refused.stderr
    assert CliRunner().invoke(main, ["key", "set", "ctk_none", "--money-a-day", "1"]).exit_code == 2


def test_the_service_is_the_same_where_no_budget_is_set(house: House, whole):
    answer = house.send(article(2))
    assert answer.headers["RateLimit-Policy"] == '"requests";q=600;w=60'
