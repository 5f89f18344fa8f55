"""What is erased is gone from every table, from the file and from what stands beside it."""

import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from service.bootstrap import open_desk
from service.cassette import CallRecord
from service.domain import Within
from service.errors import NotFound
from service.settings import Settings
from service.store.documents import IncomingDocument
from service.store.tables import CALLS
from service.verification import RunContext
from tests import building
from tests.contracts.test_earlier_versions import KEPT_AT, REPLY, asked
from tests.hand import Hand

# Ten words that stand nowhere else, one in each place that an article's request has.
PLANTED = [f"zorvatin{letter}" for letter in "abcdefghij"]
A, B, C, D, E, F, G, H, K, J = PLANTED
ARTICLE = {
    "article": {
        "title": f"Pier {A} shut",
        "body": f"The Harbour Board said on Monday that the {B} pier was shut. Mayor {C} Hald said the ferry {D} sank.",
        "outlet": f"Bay {E}",
        "author": f"Lena {F}",
        "external_id": f"cms-{G}",
        "tags": [H],
    },
    "sources": [{"id": "wire", "publisher": f"Coast {K}", "text": f"The {J} pier was shut on Monday, a reporter saw."}],
}
OTHER = {"article": {"body": "The Town Hall said on Sunday that the tram was late."}}


@pytest.fixture
def hand(tables_url):
    application = open_desk(Settings(database_url=tables_url, threads=8, queue_room=20, door_processor_s=30))
    with Hand(application) as hand:
        yield hand
    application.event_feed.close()
    application.store.close()


def held(url: str, folder: Path) -> str:
    """All that the data folder holds; of PostgreSQL, a dump."""
    if url.startswith("sqlite"):
        return "".join(one.read_bytes().decode("latin-1") for one in folder.iterdir() if one.is_file())
    return subprocess.run(["pg_dump", url], check=True, capture_output=True, text=True).stdout


def test_an_article_that_is_erased_leaves_none_of_its_words(client, application, tables_url, tmp_path):
    client.post("/v1/webhooks", json={"url": "https://desk.example/hook"})
    report = client.post("/v1/articles", json=ARTICLE, headers={"Prefer": "wait=60", "Idempotency-Key": A}).get_json()
    other = client.post("/v1/articles", json=OTHER, headers={"Prefer": "wait=60"}).get_json()
    (job,) = [one for one in client.get("/v1/jobs").get_json()["jobs"] if one["report_id"] == report["id"]]
    reply = REPLY.model_copy(update={"text": f"The {B} pier."})
    application.store.calls.of(job["id"], lambda act: act()).put(CallRecord.of(asked("Shut?"), reply, KEPT_AT))
    before = held(tables_url, tmp_path)
    assert [word for word in PLANTED if word not in before] == []
    path = f"/v1/articles/{report['article']['id']}"
    assert client.delete(path).status_code == 204
    application.store.close()
    after = held(tables_url, tmp_path)
    assert [word for word in PLANTED if word in after] == []
    assert client.delete(path).status_code == 404
    for gone in (f"/v1/jobs/{job['id']}", f"/v1/reports/{report['id']}"):
        assert client.get(gone).status_code == 404
    assert client.get(f"/v1/reports/{other['id']}").status_code == 200


def test_a_report_on_another_article_tells_no_more_of_where_a_claim_was_seen(client, application):
    said = "The Harbour Board said on Monday that the northern pier of the old harbour was shut for nine days."
    first, second = (
        client.post("/v1/articles", json={"article": {"body": said, "title": title}}, headers={"Prefer": "wait=60"})
        for title in (f"On {A}", "On the pier")
    )
    (seen,) = {one["seen"]["first"]["title"] for one in second.get_json()["findings"]}
    assert seen == f"On {A}"
    application.store.erase.article(first.get_json()["article"]["id"])
    left = application.store.reports.get(second.get_json()["id"])
    assert {one.seen for one in left.findings} == {None}


def test_a_run_that_is_under_way_ends_and_keeps_nothing(application, hand):
    begun = []

    def erased(dossier, context: RunContext):
        for told in application.verification.verify(dossier, context):
            if not begun:
                begun.append(context.scope)
                application.store.erase.article(dossier.article.id)
                record = CallRecord.of(asked("Shut?"), REPLY, KEPT_AT)
                context.log.put(record)
            yield told

    hand.free.clear()
    hand.runner._verify = erased
    job, _ = application.verification.submit(application.read_at_door(request()))
    hand.runner.run(job.id)
    assert begun == [job.id]
    assert application.store.counted()[:2] == (0, 0)
    with application.store.database.reading() as connection:
        assert connection.execute(select(CALLS)).all() == []


def request():
    from service.intake.reading import request_from

    return request_from(OTHER)


def test_another_desk_erases_nothing_of_it(client, application):
    report = client.post("/v1/articles", json=OTHER, headers={"Prefer": "wait=60"}).get_json()
    application.store.desks.add("harbour")
    with pytest.raises(NotFound):
        application.store.of("harbour").erase.article(report["article"]["id"])
    assert client.get(f"/v1/reports/{report['id']}").status_code == 200


PIERS = [f"The {word} pier of {name} was shut on Monday." for word, name in zip(PLANTED[:5], PLANTED[5:], strict=True)]


def kept(store):
    given = [IncomingDocument(document=building.document(text, title=f"On {text[4:15]}")) for text in PIERS]
    return [one.id for one in store.documents.add(given)]


def test_a_document_that_is_deleted_leaves_none_of_its_words_in_the_index(application, tables_url, tmp_path):
    store = application.store
    ids = kept(store)
    # the words of a removed one stand beside those that were written to the index before and since
    store.documents.delete(ids[0])
    list(store.documents.add([IncomingDocument(document=building.document("The tram was late."))]))
    for id in ids[1:]:
        store.documents.delete(id)
    found = [one.document.text for one, _ in store.documents.find("tram", Within(), 0, 9)[0]]
    store.close()
    assert [word for word in PLANTED if word in held(tables_url, tmp_path)] == []
    assert found == ["The tram was late."]


def test_a_desk_that_is_removed_leaves_none_of_its_words(application, tables_url, tmp_path):
    application.store.desks.add("harbour")
    harbour = application.store.of("harbour")
    kept(harbour)
    harbour.reports.save(building.report("rep_h", article=building.article(" ".join(PLANTED))))
    assert [word for word in PLANTED if word not in held(tables_url, tmp_path)] == []
    application.store.desks.remove("harbour")
    application.store.close()
    assert [word for word in PLANTED if word in held(tables_url, tmp_path)] == []


@pytest.mark.parametrize("mask", [0o022, 0o000])
def test_a_sqlite_file_is_read_by_its_owner_alone(tmp_path, mask):
    before = os.umask(mask)
    try:
        folder = tmp_path / "shared"
        folder.mkdir()
        store = open_desk(Settings(database_url=f"sqlite:///{folder / 'own.db'}")).store
        store.desks.add("harbour")
        modes = {one.name: one.stat().st_mode & 0o777 for one in folder.iterdir()}
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}
    assert "own.db-wal" in modes
    store.close()
