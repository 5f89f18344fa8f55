"""What an earlier version kept is read by this one: its jobs run on, its reports are shown."""

import json

import pytest
from sqlalchemy import insert, select

from service.bootstrap import open_application
from service.domain import JobState, Report
from service.errors import Refused
from service.intake.dossier import dossier_from, dossier_of
from service.intake.reading import request_from
from service.settings import Settings
from service.store.jobs import NewJob
from service.store.tables import JOBS, REPORTS

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


def test_a_kept_request_whose_page_cannot_be_read_is_refused_by_its_field():
    page = "<div>" * 10_000 + "Shut." + "</div>" * 10_000
    sources = [{"id": "page", "html": page}]
    with pytest.raises(Refused) as refused:
        dossier_from(json.dumps(ASKED | {"sources": sources}))
    assert refused.value.field == "/sources/0/html"
