"""What an earlier version kept is read by this one: its jobs run on, its reports are shown."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from service.bootstrap import open_application
from service.cassette import CallRecord, Cassette, FileLog, TapeMode
from service.domain import JobState, Report
from service.errors import ModelUnavailable, Refused
from service.intake.dossier import dossier_from, dossier_of
from service.intake.reading import request_from
from service.models import ChatMessage, Finish, Reply, Role
from service.models.taped import ModelQuestion
from service.settings import Settings
from service.store.jobs import NewJob
from service.store.tables import CALLS, JOBS, REPORTS

ASKED = {
    "article": {
        "title": "Pier shut",
        "body": "The Harbour Board said on Monday that the pier was shut.",
        "outlet": "Bay Post",
        "published_at": "2024-06-10T06:00:00Z",
    },
    "sources": [{"id": "wire", "publisher": "Coast Wire", "text": "The pier was shut on Monday, a reporter saw."}],
    "alliances": [{"name": "Pact", "members": ["Harbour Board", "Coast Wire"]}],
    "grades": {"Coast Wire": "B"},
}


@pytest.fixture
def made():
    return open_application(Settings()).verification.report(dossier_of(request_from(ASKED)))


def as_kept_before(report: Report) -> str:
    """As the first version wrote a report: it kept neither what it was weighed by nor what was read."""
    told = json.loads(report.model_dump_json())
    told.pop("basis")
    told["coverage"].pop("looked")
    for finding in told["findings"]:
        for item in finding["evidence"]:
            item.pop("as_read")
    return json.dumps(told)


def put(application, report: str) -> None:
    id = json.loads(report)["id"]
    row = {"id": id, "article_id": "art_1", "created_at": application.store.database.now(), "body": report}
    with application.store.database.writing() as connection:
        connection.execute(insert(REPORTS).values(row))


@pytest.mark.parametrize("form", ["json", "html", "text"])
def test_a_report_of_the_first_shape_is_shown(client, application, made, form):
    put(application, as_kept_before(made))
    answer = client.get(f"/v1/reports/{made.id}?format={form}")
    assert answer.status_code == 200
    assert "Harbour Board" in answer.get_data(as_text=True)


def test_a_report_of_the_first_shape_holds_all_that_it_held(application, made):
    put(application, as_kept_before(made))
    kept = application.store.reports.get(made.id)
    assert kept.basis is None
    assert [finding.content for finding in kept.findings] == [finding.content for finding in made.findings]


def test_a_job_whose_request_was_kept_runs_to_the_report_it_would_have_had(application, hand, made):
    hand.free.clear()
    request = request_from(ASKED).model_dump_json()
    new = NewJob(id="job_1", article_id=made.article.id, title="Pier shut", request=request, fingerprint="f" * 32)
    application.store.jobs.submit(new, room=10)
    hand.runner.run("job_1")
    job = application.store.jobs.get("job_1")
    assert job.state is JobState.DONE
    report = application.store.reports.get(job.report_id or "")
    assert report.findings == made.findings
    assert report.documents == made.documents


def test_a_job_keeps_its_dossier_and_nothing_is_parsed_again(application, hand):
    hand.free.clear()
    dossier = dossier_of(request_from(ASKED | {"sources": [{"id": "page", "html": "<p>The pier was shut.</p>"}]}))
    job, _ = application.verification.submit(dossier)
    with application.store.database.reading() as connection:
        kept = connection.scalar(select(JOBS.c.request).where(JOBS.c.id == job.id))
    assert dossier_from(kept or "") == dossier
    assert "<p>" not in (kept or "")


def test_a_dossier_that_was_kept_before_documents_had_a_hash_is_run_as_it_was():
    kept = json.loads(dossier_of(request_from(ASKED)).model_dump_json())
    for document in kept["documents"]:
        document.pop("sha256")
        document["integrity"] = "live"
    report = open_application(Settings()).verification.report(dossier_from(json.dumps(kept)))
    assert [(one.integrity, one.sha256) for one in report.documents] == [("live", None)]
    assert report.coverage.documents_read == 1


def test_a_kept_request_whose_page_cannot_be_read_is_refused_by_its_field():
    page = "<div>" * 10_000 + "Shut." + "</div>" * 10_000
    sources = [{"id": "page", "html": page}]
    with pytest.raises(Refused) as refused:
        dossier_from(json.dumps(ASKED | {"sources": sources}))
    assert refused.value.field == "/sources/0/html"


# ---------------------------------------------------------------- calls

# As the first version wrote a reply and a fault, byte for byte: it knew no other calls than those to models.
REPLIED = (
    r'{"key":"ae1d802ec262b58cc23f29c528815998","question":{"prompt":"read_claims","fingerprint":"01234567'
    r'89ab","model":"openai/small","messages":"ffe2e50374dce16e05227774e8f935e8","schema_hash":"a2c799262a'
    r'3c","max_tokens":4096,"temperature":0.0},"reply":{"text":"{\"a\": \"Schüsse\\n\"}","finish":"stop","'
    r'input_tokens":812,"output_tokens":64,"cached_tokens":0,"cost_usd":0.000012,"model":"small-2026","sec'
    r'onds":0.1,"request_id":"req_1"},"at":"2026-01-02T03:04:05.678000Z"}'
)
FAILED = (
    r'{"key":"4f73ab57524df846859caa4329a0c7cc","question":{"prompt":"read_claims","fingerprint":"01234567'
    r'89ab","model":"openai/small","messages":"093b2c69731b8661fb7291a2607745f4","schema_hash":"a2c799262a'
    r'3c","max_tokens":4096,"temperature":0.0},"fault":{"kind":"model_unavailable","detail":"Gone."},"at":'
    r'"2026-01-02T03:04:05.678000Z"}'
)
KEPT_AT = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
REPLY = Reply(
    text='{"a": "Schüsse\\n"}',
    finish=Finish.STOP,
    input_tokens=812,
    output_tokens=64,
    cost_usd=1.2e-05,
    model="small-2026",
    seconds=0.1,
    request_id="req_1",
)


def asked(words: str) -> ModelQuestion:
    turn = ChatMessage(role=Role.USER, content=words)
    return ModelQuestion.of("read_claims", "0123456789ab", "openai/small", [turn], {"type": "object"}, 4096, 0.0)


def never() -> Reply:
    raise AssertionError("Nobody is asked when calls are replayed.")


def test_a_cassette_of_the_first_shape_is_replayed(tmp_path):
    tape = tmp_path / "calls.jsonl"
    tape.write_text(f"{REPLIED}\n{FAILED}\n", encoding="utf-8")
    cassette = Cassette(FileLog(tape), TapeMode.REPLAY, lambda: KEPT_AT)
    assert cassette.answer(asked("Snow fell."), never, Reply) == REPLY
    with pytest.raises(ModelUnavailable, match=r"Gone\."):
        cassette.answer(asked("Hail fell."), never, Reply)


def test_a_cassette_of_the_first_shape_keeps_its_bytes_when_what_is_old_is_taken_out(tmp_path):
    tape = tmp_path / "calls.jsonl"
    old = REPLIED.replace("2026-01-02", "2025-01-02").replace("ae1d", "0000")
    tape.write_text(f"{old}\n{REPLIED}\n{FAILED}\n", encoding="utf-8")
    FileLog(tape, since=KEPT_AT)
    assert tape.read_text(encoding="utf-8") == f"{REPLIED}\n{FAILED}\n"


def test_a_reply_is_still_written_as_the_first_version_wrote_it():
    assert CallRecord.of(asked("Snow fell."), REPLY, KEPT_AT).as_json() == REPLIED


def test_a_job_s_calls_of_the_first_shape_are_not_made_again(application):
    row = {"job_id": "job_1", "key": asked("Snow fell.").key, "record": REPLIED, "created_at": KEPT_AT}
    with application.store.database.writing() as connection:
        connection.execute(insert(CALLS).values(row))
    log = application.store.calls.of("job_1", lambda act: act())
    assert Cassette(log, TapeMode.RECORD, lambda: KEPT_AT).answer(asked("Snow fell."), never, Reply) == REPLY
    assert log.replies() == (("openai/small", REPLY),)
    assert [record.as_json() for record in log.of_kind(ModelQuestion.kind)] == [REPLIED]
