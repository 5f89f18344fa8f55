"""No article, page or report stops the service: what takes too much is ended and told, and all else goes on."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from statistics import median

import pytest

from service.api import create_app
from service.bootstrap import open_application
from service.cassette import CallKind, CallRecord
from service.domain import JobState
from service.exports.options import FormOptions
from service.intake.dossier import dossier_from, dossier_of
from service.pipeline import PassageRead
from service.sandbox import Limits, Sandbox
from service.settings import Settings
from service.verification import AnalystChoice
from service.work.jobs import RUNS, Runner, StoreRetries
from service.work.renderings import Renderings
from tests.building import finding, report
from tests.fleet import articles, but_for_id_and_time, wait_until
from tests.misbehaving import PRELOADED, hold, misbehaving
from tests.scripted_model import ScriptedModel, read_closely

QUIET = "The harbour master of Port Ilmen said on Monday that the ferry had sunk."
PAGE = f"<html><head><title>Ferry sunk</title></head><body><article><p>{QUIET}</p></article></body></html>"
# Within all that a page may hold, and the parsers sit over it for seconds.
SLOW = (
    "<html><body><article>" + "".join(f"<p><b>{QUIET}</b> {n}</p>" for n in range(14_000)) + "</article></body></html>"
)


class Counting(Sandbox):
    """One that knows what was written: in which forms."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.runs: list[object] = []

    def run(self, act, *arguments):
        self.runs.append(arguments[1])
        return super().run(act, *arguments)


@pytest.fixture
def application(lite_url):
    """One whose limits are small, and whose worker reads in processes of their own."""
    opened = open_application(
        Settings(database_url=lite_url, article_processor_s=1, article_memory_mb=400, door_processor_s=20)
    )
    reading = Sandbox(Limits(1, 400), PRELOADED)
    analysts = {**opened.verification.analysts, "odd": AnalystChoice(misbehaving)}
    yield replace(opened, verification=replace(opened.verification, analysts=analysts, sandbox=reading))
    opened.store.close()


@pytest.fixture
def client(application):
    return create_app(application).test_client()


def runner_of(application) -> Runner:
    reading = application.verification.sandbox
    kept = partial(dossier_from, read=partial(reading.run, dossier_of))
    retries = StoreRetries(threading.Event())
    return Runner(application.store, application.verification.verify, "tests", retries, dossier_from=kept)


def posted(client, article, **more):
    answer = client.post("/v1/articles", json={"article": article, **more})
    assert answer.status_code == 202, answer.get_json()
    return answer.get_json()["id"]


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [("Spin", "time_spent", "1 s of processor"), ("Eat", "memory_spent", "400 MB"), ("Die", "process_died", "died")],
)
def test_an_article_that_spins_eats_or_kills_is_one_run_and_one_failure(application, client, act, kind, words):
    bad, good = (posted(client, {"body": f"{one} once. {QUIET}"}, model="odd") for one in (act, "Behave"))
    runner, answered = runner_of(application), []
    running = threading.Thread(target=runner.run, args=(bad,))
    running.start()
    while running.is_alive():
        began = time.monotonic()
        assert client.get("/healthz").status_code == 200
        answered.append(time.monotonic() - began)
        time.sleep(0.05)
    job = client.get(f"/v1/jobs/{bad}").get_json()
    assert (job["state"], job["attempt"], job["failure"]["kind"]) == ("failed", 1, kind)
    assert words in job["failure"]["detail"] and not job["failure"]["retryable"]
    assert job["progress"]["passages_asked"] == 1, "what was read before has been told"
    assert median(answered) < 0.1
    runner.run(good)
    assert client.get(f"/v1/jobs/{good}").get_json()["state"] == "done"


def test_an_article_that_is_cancelled_is_read_no_further(application, client):
    id = posted(client, {"body": f"Spin once. {QUIET}"}, model="odd")
    reading = replace(application.verification, sandbox=Sandbox(Limits(20, 400)))
    runner = Runner(application.store, reading.verify, "tests", StoreRetries(threading.Event()))
    running = threading.Thread(target=runner.run, args=(id,))
    running.start()
    assert wait_until(lambda: application.store.jobs.get(id).progress is not None, 20)
    assert client.delete(f"/v1/jobs/{id}").status_code == 200
    runner.heed()
    running.join(5)
    assert not running.is_alive()
    assert application.store.jobs.get(id).state is JobState.CANCELLED


def test_a_page_that_takes_long_at_the_door_is_a_workers_and_fails_in_plain_words(application, client):
    quick = replace(application, door=Sandbox(Limits(1, 1000)))
    id = posted(create_app(quick).test_client(), {"html": SLOW})
    runner_of(application).run(id)
    job = client.get(f"/v1/jobs/{id}").get_json()
    assert (job["state"], job["attempt"], job["failure"]["kind"]) == ("failed", 1, "time_spent")


def test_what_the_door_could_not_read_a_worker_reads_the_same(application, client, tmp_path):
    shut = Sandbox(Limits(5, 400), at_once=1)
    holding = threading.Thread(target=shut.run, args=(hold, str(tmp_path / "open")))
    holding.start()
    time.sleep(0.2)
    busy = create_app(replace(application, door=shut)).test_client()
    sources = [{"publisher": "Ilmen Post", "html": PAGE}]
    late = [posted(busy, {"html": page}, sources=sources) for page in (PAGE, "<html><body><p></p></body></html>")]
    (tmp_path / "open").touch()
    holding.join()
    for id in late:
        runner_of(application).run(id)
    told, refused = (client.get(f"/v1/jobs/{id}").get_json() for id in late)
    made = client.get(told["report"]).get_json()
    assert made["article"]["title"] == "Ferry sunk"
    assert made["article"]["id"] == told["article_id"]
    assert (refused["state"], refused["failure"]["kind"]) == ("failed", "malformed")
    at_door = posted(client, {"html": PAGE}, sources=sources)
    runner_of(application).run(at_door)
    again = client.get(client.get(f"/v1/jobs/{at_door}").get_json()["report"]).get_json()
    assert [one["claim"]["text"] for one in again["findings"]] == [one["claim"]["text"] for one in made["findings"]]


def test_a_bad_page_is_still_refused_at_the_door_by_its_field(client):
    pages = {"article": {"html": PAGE}, "sources": [{"html": f"<html><body>{'<div>' * 500}"}]}
    answer = client.post("/v1/articles", json=pages)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "/sources/0/html"


def test_a_report_that_takes_long_to_write_is_told_at_once_when_asked_again(application, client):
    application.store.reports.save(report("rep_large", [finding()] * 2_000))
    writing = Counting(Limits(1, 400))
    shown = create_app(replace(application, writing=writing)).test_client()
    for _ in range(2):
        answer = shown.get("/v1/reports/rep_large?format=html")
        assert answer.status_code == 500
        assert answer.get_json()["type"] == "urn:claimtrace:problem:time_spent"
    assert writing.runs == ["html"]
    assert shown.get("/v1/reports/rep_large").status_code == 200
    assert shown.get("/healthz").status_code == 200


def test_a_report_is_written_once_for_all_who_ask(application):
    application.store.reports.save(report("rep_1"))
    writing = Counting(Limits(5, 400))
    renderings = Renderings(application.store.reports.kept, writing, waiting=8, most=1_000_000)
    asking = [threading.Thread(target=renderings.get, args=("rep_1", "html")) for _ in range(5)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert writing.runs == ["html"]
    assert renderings.get("rep_1", "text", FormOptions("why")) != renderings.get("rep_1", "text", FormOptions("short"))
    narrow = Renderings(application.store.reports.kept, writing, waiting=8, most=10)
    assert narrow.get("rep_1", "text") == narrow.get("rep_1", "text")
    assert len(writing.runs) == 5, "what is larger than all that is kept is not kept"


def test_a_job_whose_workers_die_again_and_again_ends_with_a_plain_word(application, client):
    id = posted(client, {"body": QUIET})
    for number in range(RUNS):
        application.store.jobs.begin(id, f"wrk_{number}")
    runner_of(application).run(id)
    job = client.get(f"/v1/jobs/{id}").get_json()
    assert (job["state"], job["failure"]["kind"]) == ("failed", "runs_spent")
    assert "6 times" in job["failure"]["detail"]


def test_a_run_that_left_a_reply_when_its_worker_died_was_not_in_vain(application, client):
    id = posted(client, {"body": QUIET})
    log = application.store.calls.of(id, lambda act: act())
    for number in range(RUNS + 2):
        application.store.jobs.begin(id, f"wrk_{number}")
        if number < 3:
            log.put(CallRecord(key=f"call{number}", kind=CallKind.FETCH, question={}, reply={}, at=datetime.now(UTC)))
    runner_of(application).run(id)
    assert client.get(f"/v1/jobs/{id}").get_json()["state"] == "done"


def test_what_a_language_model_is_asked_by_such_a_process_is_asked_by_its_worker(tmp_path):
    """The same report as without, each call made once, and waiting for the model is no time of reading."""
    with ScriptedModel(read_closely, first_token_s=0.7) as server:
        settings = Settings(model="openai/small", base_url=server.base_url)
        verification = open_application(settings).verification
        dossier = dossier_of(articles(1)[0])
        apart = replace(verification, sandbox=Sandbox(Limits(2, 600), PRELOADED))
        events = list(apart.verify(dossier))
        asked = len(server.calls)
        assert but_for_id_and_time(events[-1].report) == but_for_id_and_time(verification.report(dossier))
    assert len(server.calls) == 2 * asked
    assert [event.spent.calls for event in events if isinstance(event, PassageRead)][-1] > 0
