"""The archive over HTTP."""

import json

import pytest
from openapi_spec_validator import validate

from tests.building import pdf

CRANE = "A crane fell onto the quay of Orvel harbour on Monday. Two dockers were hurt, the port authority said."
FERRY = "The ferry to Mereth sails every hour, and twice as often in summer, the harbour company said."
ARCHIVE = "/v1/documents"


def post(client, body, kind="application/json"):
    return client.post(ARCHIVE, data=body if isinstance(body, bytes | str) else json.dumps(body), content_type=kind)


def lines(*values):
    return "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values)


@pytest.fixture
def filled(client):
    crane = {"text": CRANE, "title": "Crane", "url": "https://a.example/1", "published_at": "2024-06-10T08:00:00Z"}
    ferry = {"text": FERRY, "title": "Ferry", "publisher": "Mereth Gazette", "published_at": "2023-01-01"}
    return [one["id"] for one in post(client, [crane, ferry]).get_json()["documents"]]


def titles(client, query):
    answer = client.get(f"{ARCHIVE}?{query}")
    assert answer.status_code == 200, answer.text
    return [one["title"] for one in answer.get_json()["documents"]]


# ---------------------------------------------------------------- what comes in


def test_a_document_is_kept_and_comes_back_whole(client):
    sent = {"text": CRANE, "title": "Crane falls", "publisher": "Bellport Gazette", "language": "en", "grade": "B"}
    answer = post(client, sent)
    assert answer.status_code == 201
    (told,) = answer.get_json()["documents"]
    assert told | {"id": ""} == {"pointer": "", "id": "", "state": "new", "copy_of": None, "replaces": None}
    assert answer.headers["Location"] == f"{ARCHIVE}/{told['id']}"
    kept = client.get(answer.headers["Location"]).get_json()
    assert sent.items() <= kept.items()
    assert kept["integrity"] == "preserved"


def test_a_page_is_read_as_a_source_of_an_article_is(client):
    page = f"<html><head><title>Crane</title></head><body><article><p>{CRANE}</p><p>{FERRY}</p></article></body></html>"
    id = post(client, {"html": page, "url": "https://a.example/1"}).get_json()["documents"][0]["id"]
    kept = client.get(f"{ARCHIVE}/{id}").get_json()
    assert (kept["title"], kept["text"].split("\n")[0]) == ("Crane", CRANE)


def test_a_pdf_is_a_document(client):
    answer = post(client, pdf([CRANE[:54], CRANE[55:]], title="The crane of Orvel"), "application/pdf")
    assert answer.status_code == 201
    kept = client.get(answer.headers["Location"]).get_json()
    assert (kept["title"], kept["text"], kept["language"]) == ("The crane of Orvel", CRANE, "en")
    assert post(client, {"text": CRANE}).get_json()["documents"][0]["state"] == "duplicate"


@pytest.mark.parametrize("raw", [b"%PDF-1.7 broken", b"{}", b"<html></html>", pdf([])])
def test_what_is_no_pdf_that_can_be_read_is_refused(client, raw):
    answer = post(client, raw, "application/pdf")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert "PDF" in answer.get_json()["detail"]


def test_of_each_it_is_told_whether_it_is_new(client):
    answer = post(client, [{"text": CRANE}, {"text": f"{CRANE} "}, {"body": f"{CRANE} More is to follow."}])
    assert answer.status_code == 201
    first, again, copy = answer.get_json()["documents"]
    assert [one["pointer"] for one in (first, again, copy)] == ["/0", "/1", "/2"]
    assert [one["state"] for one in (first, again, copy)] == ["new", "duplicate", "near_copy"]
    assert (again["id"], copy["copy_of"]) == (first["id"], first["id"])
    assert post(client, {"text": CRANE}).status_code == 200


@pytest.mark.parametrize("kind", ["application/x-ndjson", "application/jsonl"])
def test_documents_come_a_line_each(client, kind):
    answer = post(client, lines({"text": CRANE}, "", {"text": FERRY}) + "\n", kind)
    assert answer.status_code == 201
    assert [one["pointer"] for one in answer.get_json()["documents"]] == ["/0", "/2"]


@pytest.mark.parametrize(
    ("bad", "pointer"),
    [
        ({"title": "No text"}, "/1/text"),
        ({"text": "  "}, "/1/text"),
        ({"text": FERRY, "url": "ftp://a.example"}, "/1/url"),
        ({"text": FERRY, "colour": "red"}, "/1/colour"),
        ({"html": "<p>" + "The pier was shut, the board said. " * 8_000}, "/1/html"),
        ("text", "/1"),
        (None, "/1"),
    ],
)
@pytest.mark.parametrize("by_line", [True, False])
def test_a_bad_document_is_told_and_the_good_ones_are_kept(client, bad, pointer, by_line):
    values = [{"text": CRANE}, bad, {"text": FERRY}]
    if by_line:
        answer = post(client, lines(*(json.dumps(one) for one in values)), "application/x-ndjson")
    else:
        answer = post(client, values)
    assert answer.status_code == 201
    told = answer.get_json()
    assert [one["pointer"] for one in told["errors"]] == [pointer]
    assert told["errors"][0]["detail"]
    assert [one["pointer"] for one in told["documents"]] == ["/0", "/2"]


def test_a_line_that_is_no_json_is_told(client):
    answer = post(client, lines({"text": CRANE}, "{text", {"text": FERRY}), "application/x-ndjson")
    assert [one["pointer"] for one in answer.get_json()["errors"]] == ["/1"]


@pytest.mark.parametrize(
    ("body", "kind", "status", "pointers"),
    [
        ([{"text": ""}, {"title": "x"}], "application/json", 422, ["/0/text", "/1/text"]),
        ({"title": "x"}, "application/json", 422, ["/text"]),
        ([], "application/json", 422, []),
        ([{"text": "a"}] * 1_001, "application/json", 422, []),
        ("", "application/json", 400, []),
        ("\n", "application/x-ndjson", 422, []),
        ("{", "application/json", 400, []),
        ("text", "text/plain", 415, []),
        (b"\xff", "application/x-ndjson", 400, []),
    ],
)
def test_what_holds_no_good_document_is_refused(client, body, kind, status, pointers):
    answer = post(client, body, kind)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert [one["pointer"] for one in answer.get_json()["errors"]] == pointers
    assert client.get(ARCHIVE).get_json()["documents"] == []


# ---------------------------------------------------------------- what is found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ferry", "Crane"]),
        ("q=falling+cranes", ["Crane"]),
        ("q=harbour", ["Crane", "Ferry"]),
        ("q=harbour&to=2023-12-31", ["Ferry"]),
        ("q=harbour&from=2024-01-01", ["Crane"]),
        ("from=2024-01-01&to=2024-12-31", ["Crane"]),
        ("q=zeppelin", []),
        ("q=%22", []),
        ("q=harbour&language=de", []),
    ],
)
def test_documents_are_found_by_words_and_days(client, filled, query, expected):
    assert sorted(titles(client, query)) == sorted(expected)


def test_what_is_found_shows_the_passage_that_bears(client, filled):
    (found,) = client.get(f"{ARCHIVE}?q=dockers").get_json()["documents"]
    assert [one["text"] for one in found["passages"]] == [CRANE]
    assert "text" not in found


def test_a_search_goes_on_at_its_cursor(client):
    post(client, [{"text": f"{FERRY} Boat {n} is {'green ' * n}.", "title": str(n)} for n in range(5)])
    seen, cursor = [], ""
    while True:
        page = client.get(f"{ARCHIVE}?q=ferry&limit=2{cursor}").get_json()
        seen += [one["title"] for one in page["documents"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert sorted(seen) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("query", ["from=yesterday", "to=2024-13-01", "limit=0", "cursor=x", "q=a&cursor=1001"])
def test_a_query_that_cannot_be_read_is_refused(client, query):
    assert client.get(f"{ARCHIVE}?{query}").status_code == 422


def test_a_document_that_is_deleted_is_gone(client, filled):
    assert client.delete(f"{ARCHIVE}/{filled[0]}").status_code == 204
    assert titles(client, "q=crane") == []
    assert client.get(f"{ARCHIVE}/{filled[0]}").status_code == 404
    assert client.delete(f"{ARCHIVE}/{filled[0]}").status_code == 404


def test_the_description_tells_of_lines_and_lists(client):
    described = client.get("/openapi.json").get_json()
    validate(described)
    taken = described["paths"][ARCHIVE]["post"]["requestBody"]["content"]
    assert set(taken) == {"application/json", "application/x-ndjson", "application/pdf"}
    assert len(described["components"]["schemas"]["DocumentsIn"]["anyOf"]) == 2
