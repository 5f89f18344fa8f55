"""Jobs over HTTP: taken, waited for, found again, followed, cancelled."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from service import pipeline
from service.domain import JobState
from service.errors import CassetteMiss, StoreUnavailable
from tests.fleet import GUARD_S, wait_until

BODY = "The harbour board said on its Telegram channel that the east pier was unsafe. It moved 40 boats on Monday."
ASKED = {"article": {"body": BODY}}


def send(client, body=ASKED, query="", **headers):
    return client.post(f"/v1/articles{query}", json=body, headers=headers)


def problem(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    return answer.get_json()


def events(answer):
    """The events of a stream, as a browser reads them."""
    told = answer.text
    answer.close()
    blocks = [block for block in told.split("\n\n") if block.startswith("id: ")]
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]


@pytest.fixture
def done(client):
    """A job that has ended."""
    place = send(client).headers["Location"]
    assert wait_until(lambda: client.get(place).get_json()["state"] == "done")
    return client.get(place).get_json()


# ---------------------------------------------------------------- coming in


def test_an_article_is_accepted_and_its_job_leads_to_its_report(client, hand):
    hand.free.clear()
    answer = send(client)
    assert answer.status_code == 202
    job = answer.get_json()
    assert answer.headers["Location"] == f"/v1/jobs/{job['id']}"
    assert answer.headers["Retry-After"]
    assert (job["state"], job["report"], job["progress"]) == ("queued", None, None)
    hand.free.set()
    assert wait_until(lambda: client.get(f"/v1/jobs/{job['id']}").get_json()["state"] == "done")
    done = client.get(f"/v1/jobs/{job['id']}").get_json()
    report = client.get(done["report"]).get_json()
    assert done["progress"]["coverage"] == report["coverage"]
    assert done["progress"]["findings"] == len(report["findings"])
    assert done["attempt"] == 1


def test_a_line_is_held_for_the_report_and_no_longer_than_asked(client, hand):
    hand.free.clear()
    late = send(client, Prefer="wait=1")
    assert (late.status_code, late.headers["Preference-Applied"]) == (202, "wait")
    hand.free.set()
    found = send(client, Prefer="respond-async, wait=30")
    assert found.status_code == 200
    assert found.get_json()["article"]["body"] == BODY


@pytest.mark.parametrize("prefer", ["wait=soon", "wait=-1", "wait", "wait=1e9", ",,;", "handling=strict"])
def test_a_preference_that_cannot_be_read_is_none(client, prefer):
    assert send(client, Prefer=prefer).status_code == 202


def test_when_all_lines_are_held_a_wait_is_not_honoured(client, application, hand):
    hand.free.clear()
    for _ in range(application.waits.most):
        application.waits.take()
    answer = send(client, Prefer="wait=20")
    assert (answer.status_code, answer.headers.get("Preference-Applied")) == (202, None)
    for _ in range(application.waits.most):
        application.waits.give_back()


def test_the_same_article_finds_its_report_unless_another_is_asked_for(client, done):
    again = send(client)
    assert (again.status_code, again.headers["Location"]) == (200, done["report"])
    assert send(client, query="?refresh=true").headers["Location"] != f"/v1/jobs/{done['id']}"
    assert send(client, ASKED | {"grades": {"A": "B"}}).status_code == 202


def test_a_refresh_that_is_neither_true_nor_false_is_refused(client):
    assert problem(send(client, query="?refresh=maybe"), 422)["errors"][0]["pointer"] == "refresh"


@pytest.mark.parametrize("key", ['"8e03978e-40d5"', "8e03978e-40d5", r'"a \"quoted\" one"', '"' + "k" * 255 + '"'])
def test_a_key_sent_again_gets_the_same_job(client, key):
    first, second = (send(client, **{"Idempotency-Key": key}) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.headers["Location"] == second.headers["Location"]


def test_a_key_quoted_or_bare_is_the_same_key(client):
    places = {send(client, **{"Idempotency-Key": key}).headers["Location"] for key in ("k1", '"k1"')}
    assert len(places) == 1


@pytest.mark.parametrize("key", ["", '""', '"open', "two words", '"' + "k" * 256 + '"', "é"])
def test_a_key_that_is_none_is_refused(client, key):
    assert "Idempotency-Key" in problem(send(client, **{"Idempotency-Key": key}), 400)["detail"]


def test_a_key_with_another_article_is_refused(client):
    send(client, **{"Idempotency-Key": "k"})
    other = {"article": {"body": "Another text."}}
    assert problem(send(client, other, **{"Idempotency-Key": "k"}), 422)["type"].endswith("key_reused")


def test_fifty_tries_under_one_key_at_once_make_one_job(app, application):
    def once(_: int) -> str:
        return send(app.test_client(), **{"Idempotency-Key": "storm"}).headers["Location"]

    with ThreadPoolExecutor(25) as pool:
        assert len(set(pool.map(once, range(50)))) == 1
    assert len(application.store.jobs.page()[0]) == 1


def test_a_full_queue_says_when_to_come_back(client, application, hand):
    hand.free.clear()
    for number in range(application.verification.queue_room):
        assert send(client, {"article": {"body": f"Text {number}."}}).status_code == 202
    answer = send(client)
    told = problem(answer, 503)
    assert told["type"].endswith("#temporary-reduced-capacity")
    assert int(answer.headers["Retry-After"]) > 0
    assert "queue" in problem(client.get("/readyz"), 503)["detail"]


def test_an_article_that_cannot_be_read_makes_no_job(client, application):
    problem(send(client, {"article": {"html": "<html></html>"}}), 400)
    assert application.store.jobs.page()[0] == ()


# ---------------------------------------------------------------- asked after


def test_what_is_not_there_is_not_found(client):
    for path in ("/v1/jobs/job_none", "/v1/jobs/job_none/events"):
        problem(client.get(path), 404)
    problem(client.delete("/v1/jobs/job_none"), 404)


def test_jobs_are_listed_and_filtered(client, done):
    listed = client.get("/v1/jobs?limit=1").get_json()
    assert [job["id"] for job in listed["jobs"]] == [done["id"]]
    assert listed["next_cursor"] is None
    assert client.get("/v1/jobs?state=failed").get_json()["jobs"] == []
    assert client.get(f"/v1/jobs?article_id={done['article_id']}").get_json() == client.get("/v1/jobs").get_json()


@pytest.mark.parametrize("query", ["state=lost", "limit=0", "limit=501", "limit=x", "cursor=-1", "cursor=1e3"])
def test_a_query_that_cannot_be_used_names_what_is_wrong(client, query):
    assert problem(client.get(f"/v1/jobs?{query}"), 422)["errors"][0]["pointer"] == query.partition("=")[0]


def test_a_job_that_fails_tells_why(client, hand, monkeypatch):
    def broken(*_):
        raise RuntimeError("a secret of the application")

    monkeypatch.setattr(hand.runner, "_verify", broken)
    place = send(client).headers["Location"]
    assert wait_until(lambda: client.get(place).get_json()["state"] == "failed")
    job = client.get(place).get_json()
    assert (job["failure"]["kind"], job["failure"]["stage"]) == ("internal", "job")
    assert "secret" not in json.dumps(job)
    assert events(client.get(job["events"]))[-1]["event"] == "job.failed"


def test_a_fault_in_the_middle_of_an_article_ends_its_job(client, application, monkeypatch):
    def broken(*_, **__):
        raise CassetteMiss("It was not recorded.")

    monkeypatch.setattr(pipeline, "merge_told_twice", broken)
    place = send(client).headers["Location"]
    assert wait_until(lambda: client.get(place).get_json()["state"] == "failed")
    assert client.get(place).get_json()["failure"]["kind"] == "cassette_miss"


def test_a_job_that_is_cancelled_while_it_fails_stays_cancelled(client, application, hand, monkeypatch):
    def broken(*_):
        application.store.jobs.cancel(application.store.jobs.page()[0][0].id)
        raise RuntimeError

    monkeypatch.setattr(hand.runner, "_verify", broken)
    place = send(client).headers["Location"]
    assert wait_until(lambda: client.get(place).get_json()["state"] == "cancelled")
    assert events(client.get(f"{place}/events"))[-1]["event"] == "job.cancelled"


def test_a_store_that_is_away_for_a_while_loses_no_job(client, application, hand, monkeypatch):
    end, faults = application.store.jobs.end, iter(range(3))

    def now_and_then(*arguments):
        if next(faults, None) is not None:
            raise StoreUnavailable("away")
        return end(*arguments)

    monkeypatch.setattr(application.store.jobs, "end", now_and_then)
    assert send(client, Prefer="wait=30").status_code == 201


# ---------------------------------------------------------------- cancelled


def test_a_job_that_waits_is_cancelled_and_never_run(client, hand):
    hand.free.clear()
    job = send(client).get_json()
    assert client.delete(f"/v1/jobs/{job['id']}").get_json()["state"] == "cancelled"
    assert client.delete(f"/v1/jobs/{job['id']}").status_code == 200
    hand.free.set()
    assert [event["event"] for event in events(client.get(job["events"]))] == ["job.cancelled"]
    assert client.get(f"/v1/jobs/{job['id']}").get_json()["attempt"] == 0


def test_a_job_that_has_ended_cannot_be_cancelled(client, done):
    assert "done" in problem(client.delete(f"/v1/jobs/{done['id']}"), 409)["detail"]


# ---------------------------------------------------------------- followed


def test_a_job_is_followed_to_its_end_without_a_gap(client, done):
    told = events(client.get(done["events"]))
    assert [int(event["id"]) for event in told] == list(range(1, len(told) + 1))
    kinds = [event["event"] for event in told]
    assert kinds[0] == "passage.read"
    assert kinds.count("finding.ready") == done["progress"]["findings"]
    assert kinds[-1] == "report.ready"
    assert json.loads(told[-1]["data"]) == {"report_id": done["report_id"]}
    assert json.loads(told[0]["data"])["progress"]["coverage"]["read"] == 1


@pytest.mark.parametrize("how", ["header", "query"])
def test_a_reader_that_comes_back_misses_nothing_and_gets_nothing_twice(client, done, how):
    whole = events(client.get(done["events"]))
    for seen in range(1, len(whole)):
        asked = {"headers": {"Last-Event-ID": str(seen)}} if how == "header" else {"query_string": {"after": seen}}
        assert events(client.get(done["events"], **asked)) == whole[seen:]
    assert client.get(done["events"], headers={"Last-Event-ID": str(len(whole))}).status_code == 204


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "9" * 30])
def test_a_last_event_that_is_no_number_is_refused(client, done, last):
    problem(client.get(done["events"], headers={"Last-Event-ID": last}), 422)


def test_events_come_while_the_job_runs(client, application, hand, monkeypatch):
    go = threading.Event()

    def slowly(*arguments):
        for event in application.verification.verify(*arguments):
            yield event
            go.wait(GUARD_S)

    monkeypatch.setattr(hand.runner, "_verify", slowly)
    job = send(client).get_json()
    answer = client.get(job["events"], buffered=False)
    parts = iter(answer.response)
    first = next(part for part in parts if b"passage.read" in part)
    assert client.get(f"/v1/jobs/{job['id']}").get_json()["progress"]["coverage"]["read"] == 1
    go.set()
    told = (first + b"".join(parts)).decode()
    answer.close()
    assert told.count("event: ") == told.count("id: ")
    assert "report.ready" in told


def test_a_reader_that_reads_nothing_holds_up_nobody(client, hand):
    hand.free.clear()
    job = send(client).get_json()
    idle = client.get(job["events"], buffered=False)
    hand.free.set()
    assert events(client.get(job["events"]))[-1]["event"] == "report.ready"
    assert b"report.ready" in b"".join(idle.response)
    idle.close()


def test_more_streams_than_there_is_room_for_are_turned_away_clearly(client, application, hand):
    hand.free.clear()
    job = send(client).get_json()
    held = [client.get(job["events"], buffered=False) for _ in range(application.streams.most)]
    answer = client.get(job["events"])
    assert problem(answer, 503)["type"].endswith("#temporary-reduced-capacity")
    assert answer.headers["Retry-After"]
    for stream in held:
        stream.close()
    hand.free.set()
    assert events(client.get(job["events"]))[-1]["event"] == "report.ready"


def test_a_server_that_stops_lets_go_of_its_readers_at_once(client, application, hand):
    hand.free.clear()
    answer = client.get(send(client).get_json()["events"], buffered=False)
    parts = iter(answer.response)
    next(parts)
    with ThreadPoolExecutor(1) as pool:
        rest = pool.submit(list, parts)
        application.event_feed.close()
        assert rest.result(GUARD_S) is not None
    answer.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_while_jobs_are_followed_does_not_leave_later_readers_waiting(client, application, done, monkeypatch):
    def fails(_after):
        raise RuntimeError("ours")

    with monkeypatch.context() as patched:
        patched.setattr(application.store.jobs, "events", fails)
        application.event_feed.until_ended(done["id"], 0.3)
    assert application.event_feed.until_ended(done["id"], GUARD_S)


# ---------------------------------------------------------------- counted


def test_what_was_done_is_told_to_prometheus(client, done):
    answer = client.get("/metrics")
    assert answer.mimetype == "text/plain"
    told = {
        line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in answer.text.splitlines() if line[0] != "#"
    }
    assert told['claimtrace_jobs_total{state="done"}'] == 1
    assert told["claimtrace_queue_depth"] == 0
    assert told["claimtrace_workers"] == 1
    assert told["claimtrace_job_seconds_count"] == 1
    verdicts = sum(value for name, value in told.items() if name.startswith("claimtrace_verdicts_total"))
    assert verdicts == done["progress"]["findings"]


def test_no_worker_at_work_is_told_by_readiness(client, application):
    application.store.workers.leave(["tests"])
    assert "workers: None is at work." in problem(client.get("/readyz"), 503)["detail"]


def test_the_states_are_told_in_the_description(client):
    described = client.get("/openapi.json").get_json()
    [state] = [one for one in described["paths"]["/v1/jobs"]["get"]["parameters"] if one["name"] == "state"]
    assert state["schema"]["enum"] == list(JobState)
