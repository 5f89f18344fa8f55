"""What the archive holds bears on the next article, over HTTP and on the command line."""

import json

import pytest
from click.testing import CliRunner

from service.cli import main

BODY = (
    "A crane fell onto the quay of Orvel harbour on Monday.\n\n"
    "The port authority said two dockers were hurt when the crane fell onto the quay."
)
ARTICLE = {"body": BODY, "outlet": "Harbour Post", "published_at": "2024-06-10T18:00:00Z"}
SEEN = {
    "text": "Our reporter saw at Orvel harbour that the crane fell onto the quay on Monday. Two dockers were hurt when"
    " the crane fell onto the quay.",
    "publisher": "Meridian Post",
    "url": "https://meridian.example/crane",
    "published_at": "2024-06-11",
}


def verify(client):
    answer = client.post("/v1/articles", json={"article": ARTICLE}, headers={"Prefer": "wait=30"})
    return answer.status_code, answer.get_json()


def test_what_the_archive_holds_bears_on_the_next_article(client):
    status, before = verify(client)
    assert (status, before["documents"]) == (201, [])
    assert [one["source"] for one in before["coverage"]["looked"]] == ["request"]
    kept = client.post("/v1/documents", json=SEEN).get_json()["documents"][0]
    status, report = verify(client)
    assert status == 201, "the archive has grown: the former report is no answer"
    assert [one["id"] for one in report["documents"]] == [kept["id"]]
    assert report["documents"][0]["integrity"] == "preserved"
    assert {item["document_id"] for finding in report["findings"] for item in finding["evidence"]} == {kept["id"]}
    looked = {one["source"]: one for one in report["coverage"]["looked"]}
    assert (looked["archive"]["found"], looked["archive"]["read"], looked["request"]["read"]) == (1, 1, 0)
    assert looked["archive"]["queries"]
    assert verify(client)[0] == 200


@pytest.mark.parametrize("documents", ["20", "0"])
def test_a_report_on_a_command_line_uses_the_archive_unless_told(monkeypatch, tmp_path, documents):
    file = tmp_path / "db" / "claimtrace.db"
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("CLAIMTRACE_ARCHIVE_DOCUMENTS", documents)
    (tmp_path / "article.json").write_text(json.dumps({"article": ARTICLE}))
    (tmp_path / "seen.json").write_text(json.dumps(SEEN))

    def run(*arguments):
        return CliRunner().invoke(main, arguments)

    verify = ("verify", str(tmp_path / "article.json"), "--format", "json")
    assert json.loads(run(*verify).stdout)["documents"] == []
    assert not file.exists()
    assert run("archive", "add", str(tmp_path / "seen.json")).exit_code == 0
    found = [one["publisher"] for one in json.loads(run(*verify).stdout)["documents"]]
    assert found == (["Meridian Post"] if documents == "20" else [])
