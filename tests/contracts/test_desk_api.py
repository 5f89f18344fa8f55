"""Over HTTP a caller meets what is its desk's own, and what is another's is not there."""

import pytest
from flask import g, request

from service.bootstrap import open_desk
from service.domain import Caller, CallerKind, JobState, Scope
from service.settings import Settings
from tests.hand import Hand

ARTICLE = {"article": {"body": "The Harbour Board said on Monday that the pier was shut."}}
DOCUMENT = {"id": "d", "text": "The pier was shut on Monday, a reporter saw.", "publisher": "Coast Wire"}
ENTRY = {"entry": {"name": "Coast Wire", "grade": "B"}, "who": "Lena", "why": "Read it."}
HOOK = {"url": "https://desk.example/hook"}


@pytest.fixture
def hand(lite_url):
    """A worker of a service whose registry desks change."""
    application = open_desk(Settings(database_url=lite_url, threads=8, queue_room=20, door_processor_s=30))
    with Hand(application) as hand:
        yield hand
    application.event_feed.close()
    application.store.close()


@pytest.fixture
def ask(app, application):
    """Sends a request as somebody of a desk; None: of all."""
    application.store.desks.add("harbour")
    application.store.desks.add("hill")

    @app.before_request
    def known():
        desk = request.headers.get("X-Test-Desk") or None
        g.caller = Caller(name="k", desk=desk, scopes=frozenset(Scope), kind=CallerKind.KEY)

    client = app.test_client()

    def ask(desk, method, path, json=None, **headers):
        return client.open(path, method=method, json=json, headers={"X-Test-Desk": desk or "", **headers})

    return ask


@pytest.fixture
def made(ask):
    """What the desk `harbour` has, by kind."""
    report = ask("harbour", "POST", "/v1/articles", ARTICLE, Prefer="wait=60", **{"Idempotency-Key": "k"})
    assert report.status_code == 201, report.text
    document = ask("harbour", "POST", "/v1/documents", DOCUMENT).get_json()["documents"][0]["id"]
    hook = ask("harbour", "POST", "/v1/webhooks", HOOK).get_json()["id"]
    assert ask("harbour", "PUT", "/v1/registry/outlets/Coast%20Wire", ENTRY).status_code == 201
    job = ask("harbour", "GET", "/v1/jobs").get_json()["jobs"][0]["id"]
    return {"job": job, "report": report.get_json()["id"], "document": document, "hook": hook}


def test_what_is_another_desks_is_not_there(ask, made):
    paths = {
        "GET": ("/v1/jobs/{job}", "/v1/jobs/{job}/events", "/v1/reports/{report}", "/v1/documents/{document}"),
        "DELETE": ("/v1/jobs/{job}", "/v1/documents/{document}", "/v1/webhooks/{hook}"),
        "POST": ("/v1/webhooks/{hook}/rotate", "/v1/webhooks/{hook}/test"),
    }
    for method, some in paths.items():
        for path in (*some, "/v1/webhooks/{hook}/deliveries") if method == "GET" else some:
            assert ask("hill", method, path.format(**made)).status_code == 404, path
    assert ask("hill", "GET", "/v1/jobs").get_json()["jobs"] == []
    assert ask("hill", "GET", "/v1/documents?q=pier").get_json()["documents"] == []
    assert ask("hill", "GET", "/v1/webhooks").get_json()["webhooks"] == []
    for path in ("/v1/jobs/{job}", "/v1/reports/{report}", "/v1/documents/{document}", "/v1/webhooks/{hook}"):
        assert ask("harbour", "GET", path.format(**made)).status_code == 200, path


def test_the_same_article_under_the_same_key_is_another_desks_own_job(ask, made):
    again = ask("hill", "POST", "/v1/articles", ARTICLE, Prefer="wait=60", **{"Idempotency-Key": "k"})
    assert again.status_code == 201
    assert again.get_json()["id"] != made["report"]
    other = {"article": {"body": "The ferry sank on Sunday, the mayor said."}}
    assert ask("harbour", "POST", "/v1/articles", other, **{"Idempotency-Key": "k"}).status_code == 422


def test_a_desk_weighs_by_its_own_registry(ask, made):
    grades = {}
    for desk in ("harbour", "hill"):
        sent = ARTICLE | {"sources": [DOCUMENT]}
        report = ask(desk, "POST", "/v1/articles", sent, Prefer="wait=60").get_json()
        grades[desk] = [one["grade"] for one in report["documents"] if one["publisher"] == "Coast Wire"]
    assert set(grades["harbour"]) == {"B"}
    assert "B" not in grades["hill"]


def test_a_desk_is_told_its_own_counts_and_an_admin_those_of_each(ask, made, application):
    assert 'claimtrace_jobs_total{state="done"} 1.0' in ask("harbour", "GET", "/metrics").text
    assert "claimtrace_jobs_total{" not in ask("hill", "GET", "/metrics").text
    assert 'claimtrace_jobs_total{desk="harbour",state="done"} 1.0' in ask(None, "GET", "/metrics").text
    assert application.store.of("harbour").jobs.get(made["job"]).state is JobState.DONE
