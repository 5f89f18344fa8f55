"""A claim that is made again is linked in its report, and claims are looked up over all reports."""

import pytest

BODY = "The Harbour Board said on Monday that the Orlu dam holds nine million tonnes of water."


def article(number, body=BODY, title=None):
    return {"article": {"title": title or f"Dam {number}", "body": body, "url": f"https://bay.example/{number}"}}


def reported(client, asked):
    answer = client.post("/v1/articles", json=asked, headers={"Prefer": "wait=20"})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def found(client, query=""):
    return client.get(f"/v1/claims{query}").get_json()["claims"]


def test_a_claim_that_an_earlier_article_made_is_linked_in_every_form(client):
    first = reported(client, article(1))
    assert not [one for one in first["findings"] if "seen" in one]
    again = reported(client, article(2))
    (known,) = [one["seen"] for one in again["findings"] if "seen" in one]
    assert (known["first"]["report_id"], known["first"]["title"], known["articles"]) == (first["id"], "Dam 1", 1)
    assert known["first"]["verdict"] == first["findings"][0]["content"]["verdict"]
    for query in ("format=html", "format=text", "format=text&view=full"):
        assert "Dam 1" in client.get(f"/v1/reports/{again['id']}?{query}").text
    assert [one["content"] for one in again["findings"]] == [one["content"] for one in first["findings"]]


def test_a_new_version_of_the_same_article_is_not_linked_to_the_earlier_one(client):
    reported(client, article(1))
    answer = client.post("/v1/articles?refresh=true", json=article(1), headers={"Prefer": "wait=20"})
    assert answer.status_code == 201
    assert not [one for one in answer.get_json()["findings"] if "seen" in one]


def test_claims_are_looked_up_over_all_reports(client):
    first, second = reported(client, article(1)), reported(client, article(2, "Officials said the pier was shut."))
    (dam,) = found(client, "?q=The dam of Orlu holds nine million tonnes of water")
    assert (dam["report"], dam["first_report"], dam["same"]) == (f"/v1/reports/{first['id']}",) * 2 + (True,)
    assert [one["report_id"] for one in found(client)] == [second["id"], first["id"]]
    assert [one["same"] for one in found(client)] == [None, None]
    assert found(client, "?q=nothing of the kind") == []
    assert found(client, "?q=Orlu dam&language=de") == []


def test_claims_are_paged(client):
    for number in range(3):
        reported(client, article(number))
    for query in ("", "&q=Orlu dam nine million tonnes"):
        page = client.get(f"/v1/claims?limit=2{query}").get_json()
        rest = client.get(f"/v1/claims?limit=2&cursor={page['next_cursor']}{query}").get_json()
        assert len({one["article_id"] for one in page["claims"] + rest["claims"]}) == 3
        assert rest["next_cursor"] is None


@pytest.mark.parametrize("query", ["limit=0", "cursor=x", "q=dam&cursor=10001", "limit=501"])
def test_a_page_that_there_cannot_be_is_refused(client, query):
    answer = client.get(f"/v1/claims?{query}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
