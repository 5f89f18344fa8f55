"""A person's name that is erased stands nowhere any more, and what is left holds together."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import String, Text, insert

from service.bootstrap import open_desk
from service.cassette import CallRecord
from service.cli import main
from service.domain import MessageType, Note, RegistryKind, ReviewEvent, Within
from service.errors import NotFound
from service.settings import Settings
from service.store.audit import AuditFilter
from service.store.documents import IncomingDocument
from service.store.name_places import NO_NAMES, PLACES
from service.store.owning import owned
from service.store.registry import Change
from service.store.tables import ACCEPTED_CLAIMS, EMBEDS, FEED_ITEMS, JOB_EVENTS, METADATA, PUBLICATIONS
from service.text.personal_names import PersonalName
from service.work.name_erasing import erase_name
from tests import building
from tests.contracts.test_earlier_versions import KEPT_AT, REPLY, asked
from tests.contracts.test_erasing import held
from tests.hand import Hand

NAME = PersonalName(whole="Lena Zorvatin", also=("Zorvatin",))
BODY = (
    "Lena Zorvatin said on Monday that the east pier was shut. The Harbour Board said the ferry sank in May."
    " Zorvatin's office said the crane was sold."
)
ARTICLE = {
    "article": {
        "title": "Lena Zorvatin on the pier",
        "body": BODY,
        "author": "LENA ZORVATIN",
        "external_id": "cms-1",
        "url": "https://desk.example/lena-zorvatin-pier",
    },
    "sources": [{"id": "wire", "publisher": "Coast Wire", "text": "Mayor Lena Zorvatin shut the east pier on Monday."}],
}
WRITTEN = ("zorvatin", "ZORVATIN", "Zorvatin")


@pytest.fixture
def hand(tables_url):
    application = open_desk(Settings(database_url=tables_url, threads=8, queue_room=20, door_processor_s=30))
    with Hand(application) as hand:
        yield hand
    application.event_feed.close()
    application.store.close()


def fill(client, application, tmp_path):
    """The name wherever a desk may have it, and the report."""
    store = application.store
    client.post("/v1/webhooks", json={"url": "https://desk.example/hook", "description": "for Lena Zorvatin"})
    headers = {"Prefer": "wait=60", "Idempotency-Key": "lena-zorvatin"}
    report = client.post("/v1/articles", json=ARTICLE, headers=headers).get_json()
    (job,) = client.get("/v1/jobs").get_json()["jobs"]
    quoted = json.dumps({"quote": "Lena Zorvatin said"})
    record = CallRecord.of(asked("Shut?"), REPLY.model_copy(update={"text": quoted}), KEPT_AT)
    store.calls.of(job["id"], lambda act: act()).put(record)
    (tmp_path / "calls.jsonl").write_text(record.as_json() + "\n")
    note = Note(text="Lena Zorvatin called.")
    store.reviews.append(report["id"], ReviewEvent(number=1, who="Ada", at=datetime.now(UTC), act=note))
    entry = {"name": "Lena Zorvatin", "aliases": ["Zorvatin"]}
    change = Change(kind=RegistryKind.ACTORS, name="Lena Zorvatin", entry=entry)
    store.registry.edit([change], "Ada", "Lena Zorvatin is an actor.")
    store.audit.add("Ada", "key", "main", "put_entry", "/v1/registry/actors/Lena Zorvatin")
    texts = ["Lena Zorvatin opened the dock.", "Mr Zorvatin of Hill sold a boat."]
    (first, _) = store.documents.add([IncomingDocument(document=building.document(one)) for one in texts])
    with store.database.writing() as connection:
        store.webhooks.announce(connection, MessageType.JOB_FAILED, {"detail": "Lena Zorvatin's page"})
        for table, more in others(report, job["id"]):
            connection.execute(insert(table).values(**more))
    return report, first


def others(report, job):
    """Rows that take a longer way to be made."""
    article, at = report["article"]["id"], KEPT_AT
    whole, counts = (
        json.dumps({"text": "Lena Zorvatin shut it."}),
        dict.fromkeys(("round", "wanted", "begun", "tries"), 0),
    )
    yield ACCEPTED_CLAIMS, {"claim_id": "c", "article_id": article, "claim": whole, "state": "stands", "changed_at": at}
    yield EMBEDS, {"id": "emb_1", "report_id": report["id"], "made_at": at, "made_by": "Lena Zorvatin"}
    yield (
        FEED_ITEMS,
        {"feed": "f", "key": "k", "stamp": "s", "state": "waiting", "tries": 0, "item": whole, "seen_at": at},
    )
    sent = {"destination": "check", "subject": "s", "article_id": article, "state": "failed", "remote": "{}"}
    yield PUBLICATIONS, {**sent, **counts, "error": "No room for Lena Zorvatin.", "changed_at": at}
    yield JOB_EVENTS, {"job_id": job, "number": 999, "type": "finding.ready", "data": whole}


def test_a_name_is_erased_from_all_that_is_kept(client, application, tables_url, tmp_path):
    report, document = fill(client, application, tmp_path)
    store = application.store
    told = store.names.preview(NAME)
    kinds = {one.table.name for one in PLACES}
    assert told.things.keys() >= kinds
    assert {"calls", "documents"} <= {one.kind for one in told.shown}
    assert all("orvatin" in one.words.lower() for one in told.shown)
    begun = store.names.begin(NAME, queued=False)
    assert erase_name(store, lambda _desk: tmp_path / "calls.jsonl", begun.id)
    done = store.names.get(begun.id)
    assert done.ended_at
    assert done.things.keys() >= kinds - {"review_acts"}  # what a desk did is changed with its report
    again = store.names.preview(NAME)
    assert again.things == {}
    # who only shares the last word of it keeps it
    assert [one.document.text for one, _ in store.documents.find("Zorvatin", Within(), 0, 9)[0]] == [
        "Mr Zorvatin of Hill sold a boat."
    ]
    store.documents.delete(store.documents.find("Zorvatin boat", Within(), 0, 9)[0][0][0].document.id)
    left = client.get(f"/v1/reports/{report['id']}").get_json()
    assert holds_together(left)
    assert len(left["article"]["body"]) == len(BODY)
    assert "in May" in left["article"]["body"]
    assert [one["claim"]["id"] for one in left["findings"]] == [one["claim"]["id"] for one in report["findings"]]
    assert (
        store.documents.get(document.id).document.text
        == left["article"]["title"][:4] + " " + left["article"]["title"][5:13] + " opened the dock."
    )
    assert next(one.target for one in store.audit.oldest_first(AuditFilter(who="Ada"))).startswith(
        "/v1/registry/actors/"
    )
    store.close()
    assert [word for word in WRITTEN if word in held(tables_url, tmp_path)] == []


def holds_together(report):
    """Every span of the report's claims is what stands there in the article."""
    body = report["article"]["body"]
    spans = [span for one in report["findings"] for span in one["claim"]["spans"]]
    mentions = [one["claim"]["claimant"]["mention"] for one in report["findings"]]
    told = [*spans, *filter(None, mentions)]
    return len(told) > 2 and all(body[one["start"] : one["end"]] == one["text"] for one in told)


def test_what_was_broken_off_goes_on_and_leaves_one_mark(client, application, tables_url, tmp_path, monkeypatch):
    fill(client, application, tmp_path)
    store = application.store
    begun = store.names.begin(NAME, queued=False)
    real, left = store.names._change, [6]

    def killed(*arguments):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr("service.store.name_erasing.AT_ONCE", 1)
    monkeypatch.setattr(store.names, "_change", killed)
    with pytest.raises(KeyboardInterrupt):
        erase_name(store, lambda _desk: None, begun.id)
    monkeypatch.setattr(store.names, "_change", real)
    assert store.names.preview(NAME).things
    assert store.names.under_way(NAME)
    assert store.names.begin(NAME, queued=False).id == begun.id
    assert erase_name(store, lambda _desk: None, begun.id)
    assert store.names.preview(NAME).things == {}
    assert not store.names.under_way(NAME)
    titles = {one.claim.title for one in store.claims.page(None, 50)[0]}
    assert titles == {one["title"] for one in client.get("/v1/jobs").get_json()["jobs"]}
    assert len(titles) == 1


def test_a_run_that_is_under_way_is_waited_for(client, application, hand):
    hand.free.clear()
    client.post("/v1/articles", json=ARTICLE)
    (job,) = client.get("/v1/jobs").get_json()["jobs"]
    store = application.store
    run = store.jobs.begin(job["id"], "w")
    begun = store.names.begin(NAME, queued=False)
    assert not erase_name(store, lambda _desk: None, begun.id)
    assert store.names.get(begun.id).waits == 1
    assert "Zorvatin" not in store.jobs.begin(job["id"], "w").request
    late = building.report("rep_late", article=building.article(BODY, id=job["article_id"]))
    store.reports.save(late)
    store.jobs.cancel(job["id"])
    assert run
    assert erase_name(store, lambda _desk: None, begun.id)
    assert "Zorvatin" not in store.reports.kept("rep_late")


def test_a_page_that_was_written_out_before_is_not_shown_after_it(client, application, tmp_path):
    report = client.post("/v1/articles", json=ARTICLE, headers={"Prefer": "wait=60"}).get_json()
    page = f"/v1/reports/{report['id']}?format=text&view=full"
    assert "Zorvatin" in client.get(page).text
    begun = client.post("/v1/erasures", json={"name": "Lena Zorvatin", "also": ["Zorvatin"]})
    assert begun.status_code == 202
    assert erase_name(application.store, lambda _desk: None, begun.get_json()["id"])
    assert client.get(begun.headers["Location"]).get_json()["ended_at"]
    assert "Zorvatin" not in client.get(page).text


def test_another_desk_keeps_its_own_and_sees_none_of_it(application):
    store = application.store
    store.desks.add("harbour")
    for name in ("main", "harbour"):
        list(store.of(name).documents.add([IncomingDocument(document=building.document("Lena Zorvatin left."))]))
    begun = store.names.begin(NAME, queued=False)
    assert erase_name(store, lambda _desk: None, begun.id)
    assert store.of("harbour").names.preview(NAME).things == {"documents": 1}
    with pytest.raises(NotFound):
        store.of("harbour").names.get(begun.id)


def test_accounts_of_that_name_stay_until_they_are_taken_back(application):
    store = application.store
    person, _ = store.people.invite("Lena Zorvatin", "reader", "main", store.database.now())
    assert store.names.preview(NAME).accounts == (person.id,)
    store.people.remove(person.id)
    begun = store.names.begin(NAME, queued=False)
    assert erase_name(store, lambda _desk: None, begun.id)
    assert "Zorvatin" not in store.people.get(person.id).name
    assert store.people.named("Lena Zorvatin") is None


@pytest.mark.parametrize("body", [{"name": "May"}, {"name": ""}, {}, {"name": "Lena Hald", "also": ["x" * 300]}])
def test_what_is_no_whole_name_is_a_problem(client, body):
    for path in ("/v1/erasures", "/v1/erasures/preview"):
        assert client.post(path, json=body).status_code == 422


def test_on_the_command_line_it_is_shown_asked_for_and_told(application, tables_url, monkeypatch):
    if not tables_url.startswith("sqlite"):
        pytest.skip("The command line is the same on both.")
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", tables_url)
    given = [IncomingDocument(document=building.document("Lena Zorvatin left. Ms Zorvatin spoke."))]
    list(application.store.documents.add(given))
    run = CliRunner().invoke
    shown = run(main, ["erase", "person", "Lena Zorvatin", "--preview"]).output
    assert "main · documents · doc_" in shown
    assert "Ms Zorvatin (1)" in shown
    assert "erased" not in shown
    assert run(main, ["erase", "person", "Lena Zorvatin"], input="n\n").exit_code == 1
    done = run(main, ["erase", "person", "Lena Zorvatin", "--all-desks", "--yes"])
    assert "erased" in done.output
    assert "nowhere" in run(main, ["erase", "person", "Lena Zorvatin"]).output
    told = list(application.store.audit.oldest_first(AuditFilter(action="erase_name")))
    assert [one.target[:4] for one in told] == ["ers_"]
    assert run(main, ["erase", "person", "May"]).exit_code == 2
    assert run(main, ["erase", "article", "art_none", "--yes"]).exit_code == 2


def test_every_text_that_a_desk_keeps_is_looked_at_or_said_to_hold_no_name():
    looked = {one.table.name: set(one.columns) for one in PLACES}
    for table in filter(owned, METADATA.sorted_tables):
        texts = {
            one.name
            for one in table.c
            if isinstance(one.type, Text) or (isinstance(one.type, String) and (one.type.length or 0) > 80)
        }
        assert texts <= looked.get(table.name, set()) | NO_NAMES.get(table.name, set()), table.name
