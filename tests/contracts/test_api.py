import json
import shutil
from io import BytesIO

import pytest
from gunicorn.http.errors import InvalidChunkSize
from openapi_spec_validator import validate

from service.api import create_app
from service.bootstrap import open_application
from service.domain import Changes, Report
from service.errors import StoreUnavailable
from service.settings import Settings
from tests.hand import Hand

BODY = """Harbour board closes the east pier

The harbour board said on its official Twitter feed on Monday that the east pier was unsafe. "It will stay shut until
spring," the board said. The Harbour Post reported that 40 boats had been moved.
"""
ARTICLE = {"article": {"body": BODY, "outlet": "Harbour Post", "published_at": "2021-03-04T05:06:00Z"}}
SOURCES = [
    {"id": "survey", "publisher": "Coast Survey", "text": "Surveyors found that the east pier was unsafe on Monday."}
]


def send(client, body, content_type="application/json", query="", **more):
    """Holds the line for the report."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Prefer": "wait=30"} | more.pop("headers", {})
    return client.post(f"/v1/articles{query}", data=data, content_type=content_type, headers=headers, **more)


def problem(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    told = answer.get_json()
    assert told["status"] == status
    assert {"type", "title", "detail", "instance"} <= set(told)
    assert "Traceback" not in answer.text
    return told


@pytest.fixture(scope="module")
def shown(tmp_path_factory, migrated):
    """A client for all who read one report, and the report."""
    url = f"sqlite:///{shutil.copy(migrated, tmp_path_factory.mktemp('shown'))}"
    application = open_application(Settings(database_url=url, door_processor_s=30))
    client = create_app(application).test_client()
    with Hand(application):
        report = send(client, ARTICLE | {"sources": SOURCES}).get_json()
    yield client, report
    application.event_feed.close()
    application.store.close()


@pytest.fixture
def reader(shown):
    return shown[0]


@pytest.fixture
def kept(shown):
    return shown[1]


# ---------------------------------------------------------------- the way of one article


def test_an_article_comes_back_as_a_report_that_is_kept(client):
    answer = send(client, ARTICLE | {"sources": SOURCES})
    assert answer.status_code == 201
    assert answer.mimetype == "application/json"
    report = answer.get_json()
    assert answer.headers["Location"] == f"/v1/reports/{report['id']}"
    assert client.get(answer.headers["Location"]).get_json() == report
    told = Report.model_validate_json(answer.data)
    assert told.article.body == BODY
    assert told.coverage.documents == 1
    assert told.findings


def test_the_same_request_makes_the_same_report_but_for_its_id_and_its_time(client):
    asked = ARTICLE | {"sources": SOURCES}
    first, second = (send(client, asked, query="?refresh=true").get_json() for _ in range(2))
    before = first.pop("id")
    assert second.pop("id") != before
    assert first["run"].pop("seconds") >= 0
    assert second["run"].pop("seconds") >= 0
    changes = Changes.model_validate(second.pop("changes"))
    assert changes == Changes(previous_report_id=before, unchanged=len(first["findings"]))
    assert first == second


@pytest.mark.parametrize(
    ("query", "accept", "mimetype"),
    [
        ("", None, "application/json"),
        ("", "*/*", "application/json"),
        ("", "image/png", "application/json"),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("", "text/plain", "text/plain"),
        ("?format=html", "application/json", "text/html"),
        ("?format=text", None, "text/plain"),
        ("?format=json", "text/html", "application/json"),
        ("?format=markdown", None, "text/markdown"),
        ("?format=xlsx", None, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("?format=ninjs", None, "application/json"),
        ("?format=archive", "text/html", "text/csv"),
        ("", "application/ld+json", "application/ld+json"),
        ("", "text/csv", "text/csv"),
    ],
)
def test_a_report_is_written_as_it_is_asked_for(reader, kept, query, accept, mimetype):
    answer = reader.get(f"/v1/reports/{kept['id']}{query}", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.mimetype == mimetype
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_text_tells_as_much_as_is_asked_for(reader, kept):
    address = f"/v1/reports/{kept['id']}?format=text"
    usual, short, full, why = (
        reader.get(f"{address}{view}").get_data(as_text=True) for view in ("", "&view=short", "&view=full", "&view=why")
    )
    assert usual == short
    assert "?format=text&view=full" in short
    assert full.count("    Quote    ") == len(kept["findings"])
    assert "Admiralty" not in full
    assert "Admiralty" in why


@pytest.mark.parametrize(
    ("query", "told"),
    [("format=text&view=all", "short, full, why"), ("format=html&view=full", "text"), ("view=full", "text")],
)
def test_a_view_that_there_is_not_is_refused(reader, kept, query, told):
    assert told in problem(reader.get(f"/v1/reports/{kept['id']}?{query}"), 422)["detail"]


def test_a_form_of_one_claim_is_asked_for_by_its_id(reader, kept):
    address, claim = f"/v1/reports/{kept['id']}", kept["findings"][0]["claim"]["id"]
    told = reader.get(f"{address}?format=prov&claim={claim}")
    assert told.get_json()["entity"]
    assert told.headers["Content-Disposition"] == f"attachment; filename={kept['id']}.json"
    refused = f"{address}?format=claimreview&claim={claim}&page=https://desk.example/1"
    assert "No editor" in problem(reader.get(refused), 409)["detail"]
    assert reader.get(f"{address}?format=prov&claim=clm_none").status_code == 404
    for query in ("format=prov", f"format=csv&claim={claim}"):
        assert "claim" in problem(reader.get(f"{address}?{query}"), 422)["detail"]


def test_a_page_may_run_nothing_and_load_nothing(reader, kept):
    policy = reader.get(f"/v1/reports/{kept['id']}?format=html").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "img-src 'none'" in policy
    assert "script-src" not in policy


def test_health_and_readiness_answer(client):
    assert client.get("/healthz").get_json() == {"status": "alive"}
    told = client.get("/readyz").get_json()
    assert told["status"] == "ready"
    assert {check["name"] for check in told["checks"] if check["ok"]} == {
        "store",
        "tables",
        "disk",
        "workers",
        "queue",
        "progress",
        "access",
        "secrets",
    }


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"", 400, "malformed"),
        (b"not json", 400, "malformed"),
        (b"[]", 400, "malformed"),
        (b"\xff\xfe\x00binary", 400, "malformed"),
        (b'{"article":' * 10_000, 400, "malformed"),
        ({}, 422, "bad_input"),
        ({"article": {"body": "\x00\x01\x02"}}, 422, "bad_input"),
        (ARTICLE | {"sources": [{"id": str(n), "text": "."} for n in range(100_000)]}, 422, "bad_input"),
        (b" " * 10_000_000, 413, "too_large"),
    ],
    ids=["empty", "not json", "a list", "binary", "deep", "no article", "control", "100,000 sources", "10 MB"],
)
def test_bad_input_is_a_problem_of_its_kind(client, body, status, kind):
    assert problem(send(client, body), status)["type"] == f"urn:claimtrace:problem:{kind}"


def test_a_problem_names_every_wrong_field(client):
    told = problem(send(client, {"article": {"body": BODY, "published_at": "soon", "colour": "red"}}), 422)
    assert {fault["pointer"] for fault in told["errors"]} == {"/article/published_at", "/article/colour"}
    assert told["instance"] == "/v1/articles"


def test_the_limit_of_sources_is_told(client):
    told = problem(send(client, ARTICLE | {"sources": [{"id": str(n), "text": "."} for n in range(201)]}), 422)
    assert "200" in told["detail"]
    assert told["errors"][0]["pointer"] == "/sources"


def test_ten_megabytes_without_a_length_are_too_large_as_well(client):
    stream = {"input_stream": BytesIO(b" " * 10_000_000), "environ_overrides": {"wsgi.input_terminated": True}}
    answer = client.post("/v1/articles", content_type="application/json", **stream)
    assert "5,000,000" in problem(answer, 413)["detail"]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None]
)
def test_only_json_is_read(client, content_type):
    assert "application/json" in problem(send(client, ARTICLE, content_type), 415)["detail"]


def test_compressed_bodies_are_not_read(client):
    problem(send(client, b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), 415)


def test_only_english_is_read_without_a_model(client):
    told = problem(send(client, {"article": {"body": "Der Steg bleibt zu.", "language": "de"}}), 422)
    assert told["errors"] == [{"pointer": "/article/language", "detail": told["detail"]}]
    assert "English" in told["detail"]
    assert send(client, {"article": {"body": BODY, "language": "en-GB"}}).status_code == 201


def test_what_is_not_there_is_not_found(client):
    assert "rep_none" in problem(client.get("/v1/reports/rep_none"), 404)["detail"]
    problem(client.get("/v2"), 404)


def test_a_wrong_method_is_told_the_right_one(client):
    answer = client.get("/v1/articles")
    problem(answer, 405)
    assert "POST" in answer.headers["Allow"]


def test_an_unknown_format_is_refused(reader, kept):
    assert "json, html, text" in problem(reader.get(f"/v1/reports/{kept['id']}?format=pdf"), 422)["detail"]


def test_a_lost_store_is_told_by_readiness_and_by_submission(client, application, monkeypatch):
    def lost(*_, **__):
        raise StoreUnavailable("The database did not answer: disk I/O error")

    monkeypatch.setattr(application.store.reports, "check", lost)
    monkeypatch.setattr(application.store.jobs, "submit", lost)
    assert "disk I/O error" in problem(client.get("/readyz"), 503)["detail"]
    problem(send(client, ARTICLE), 503)
    assert client.get("/healthz").status_code == 200


def test_a_fault_of_ours_is_a_problem_that_gives_nothing_away(client, application, monkeypatch, caplog):
    def broken(*_, **__):
        raise RuntimeError("a secret of the application")

    monkeypatch.setattr(application.store.jobs, "submit", broken)
    answer = send(client, ARTICLE)
    problem(answer, 500)
    assert "secret" not in answer.text
    assert "a secret of the application" in caplog.text


# ---------------------------------------------------------------- the description


@pytest.fixture
def described(client):
    return client.get("/openapi.json").get_json()


def test_the_description_is_valid_openapi(described):
    validate(described)
    assert described["openapi"].startswith("3.1")


def test_the_description_names_every_route_and_its_problems(described):
    assert set(described["paths"]) >= {"/v1/articles", "/v1/jobs/{id}/events", "/v1/reports/{id}", "/healthz"}
    submit = described["paths"]["/v1/articles"]["post"]
    assert {"200", "201", "202", "400", "413", "415", "422", "503"} <= set(submit["responses"])
    assert submit["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/Request")


def test_the_description_refuses_what_the_service_refuses(described):
    schemas = described["components"]["schemas"]
    assert schemas["Request"]["additionalProperties"] is False
    assert schemas["Request"]["properties"]["sources"]["maxItems"] == 200
    assert set(schemas["Report"]["required"]) == set(Report.model_fields) - {"review", "changes"}


class Broken:
    def read(self, *_args):
        raise InvalidChunkSize(b"ZZZ")

    readline = readinto = read


def test_a_body_whose_chunks_do_not_hold_is_malformed(client):
    answer = client.post(
        "/v1/articles",
        content_type="application/json",
        environ_overrides={"wsgi.input": Broken(), "wsgi.input_terminated": True},
    )
    assert answer.status_code == 400
    assert answer.json["type"].endswith("malformed")


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 10_000 + "Shut." + "</div>" * 10_000,
        "<p>" + "The pier was shut on Monday, the board said. " * 5_000 + "</p>",
    ],
    ids=["nested without end", "too long"],
)
def test_a_source_whose_page_cannot_be_read_is_refused_by_its_place_and_makes_no_job(client, page):
    asked = ARTICLE | {"sources": [{"id": "one", "text": "Open."}, {"id": "two", "html": page}]}
    answer = client.post("/v1/articles", json=asked)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert [one["pointer"] for one in answer.get_json()["errors"]] == ["/sources/1/html"]
    assert client.get("/v1/jobs").get_json()["jobs"] == []
