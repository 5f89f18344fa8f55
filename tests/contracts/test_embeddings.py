"""The archive searched by meaning, with a scripted server on loopback; its wire is real."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from service.bootstrap import open_application
from service.bootstrap.embedding import embedder
from service.cassette import TapeMode
from service.cli import main
from service.domain import Document, Dossier, Within
from service.errors import BadInput, BadKey, BadReply, Cancelled, NotEmbedded
from service.models.embeddings import BATCH, Embedder, OpenAIEmbeddings, Purpose
from service.models.retries import RetryPolicy
from service.settings import Settings
from service.sources.archive import ArchiveSource, Reach
from service.sources.nearest import HybridIndex
from service.store.database import Database
from service.store.documents import DocumentStore
from service.store.incoming import IncomingDocument
from service.store.tables import DOCUMENTS
from service.store.vectors import VectorStore
from service.work.embedding import ArchiveEmbedding, EmbeddingTally, embed_waiting
from tests.building import article, claim
from tests.embeddings import EmbeddingsServer

CRANE = "A crane fell onto the quay of Orvel, and two dockers were hurt."
FERRY = "The ferry to Mereth sails every hour, and twice as often in summer."
BUDGET = "The council of Orvel voted for the new budget."
ASKED = "Stevedores were injured by a hoist."
PATIENCE = RetryPolicy(attempts=3, first_wait_s=0.0, longest_wait_s=0.0)


@pytest.fixture
def server():
    with EmbeddingsServer() as server:
        yield server


@pytest.fixture
def archive(tables_url):
    database = Database(tables_url, now=lambda: datetime(2024, 7, 1, tzinfo=UTC))
    yield DocumentStore(database)
    database.close()


@pytest.fixture
def vectors(archive):
    return VectorStore(archive.database)


def asking(server, model="small", **more):
    return Embedder(OpenAIEmbeddings(model, base_url=server.url, api_key="key-1"), patience=PATIENCE, **more)


def add(archive, *texts, **fields):
    given = [IncomingDocument(document=Document(id="given", text=text, language="en", **fields)) for text in texts]
    return [one.id for one in archive.add(given)]


def nearest(archive, server, question=ASKED, most=10, **within):
    (hits,) = HybridIndex(archive, asking(server)).nearest([question], Within(**within), most)
    return [hit.span.text for hit in hits]


# ---------------------------------------------------------------- the wire


def test_each_text_gets_its_own_vector_whatever_order_they_come_in(server):
    came = asking(server).embed([CRANE, FERRY], Purpose.PASSAGE)
    alone = [asking(server).embed([text], Purpose.PASSAGE).vectors[0] for text in (CRANE, FERRY)]
    assert list(came.vectors) == alone
    assert came.tokens == 14
    assert server.asked[0]["path"] == "/v1/embeddings"
    assert server.asked[0]["key"] == "Bearer key-1"


def test_texts_go_in_batches_with_what_the_model_wants_before_them(server):
    before = {Purpose.QUERY: "query:", Purpose.PASSAGE: "passage:"}
    came = asking(server, before=before).embed([FERRY] * (BATCH + 1), Purpose.QUERY)
    assert [len(one["input"]) for one in server.asked] == [BATCH, 1]
    assert set(server.texts) == {f"query: {FERRY}"}
    assert len(came.vectors) == BATCH + 1


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_what_may_pass_is_tried_again(server, status):
    server.answers = [status, status]
    assert asking(server).embed([CRANE], Purpose.QUERY).vectors
    assert len(server.asked) == 3


@pytest.mark.parametrize(("status", "fault"), [(401, BadKey), (403, BadKey)])
def test_what_will_not_pass_is_not(server, status, fault):
    server.answers = [status]
    with pytest.raises(fault):
        asking(server).embed([CRANE], Purpose.QUERY)
    assert len(server.asked) == 1


ROW = {"object": "embedding", "index": 0, "embedding": [1.0, 2.0]}


@pytest.mark.parametrize(
    "data",
    [
        [],
        [ROW],
        [ROW, ROW],
        [ROW, {**ROW, "index": 2}],
        [ROW, {**ROW, "index": 1, "embedding": [1.0]}],
        [ROW, {**ROW, "index": 1, "embedding": "AAAA"}],
        [ROW, {**ROW, "index": 1, "embedding": [1.0, float("nan")]}],
        [ROW, {"index": 1}],
    ],
)
def test_an_answer_that_is_not_one_vector_for_each_text_is_refused(server, data):
    server.answers = [{"object": "list", "model": "small", "data": data}]
    with pytest.raises(BadReply):
        asking(server).embed([CRANE, FERRY], Purpose.PASSAGE)


def test_an_answer_that_is_no_json_is_refused(server):
    server.answers = ["<p>Welcome</p>"]
    with pytest.raises(BadReply):
        asking(server).embed([CRANE], Purpose.PASSAGE)


def test_whoever_is_told_to_stop_asks_no_more(server):
    with pytest.raises(Cancelled):
        asking(server).embed([CRANE], Purpose.PASSAGE, lambda: True)
    assert server.asked == []


# ---------------------------------------------------------------- what is kept


def test_a_passage_is_found_by_what_it_means(archive, vectors, server):
    add(archive, CRANE, FERRY, BUDGET)
    assert embed_waiting(vectors, asking(server)) == EmbeddingTally(documents=3, passages=3, tokens=21)
    assert nearest(archive, server)[0] == CRANE
    assert nearest(archive, server, "A vessel sank.", most=1) == [FERRY]


def test_nothing_is_embedded_twice(archive, vectors, server):
    add(archive, CRANE, FERRY)
    embed_waiting(vectors, asking(server))
    long = "\n".join([CRANE, *[f"{FERRY} Boat {n} is blue." for n in range(30)]])
    add(archive, long, f"{long}\nMore of it.")
    before = len(server.texts)
    tally = embed_waiting(vectors, asking(server))
    assert len(set(server.texts[before:])) == len(server.texts[before:]) < tally.passages
    assert tally.known == tally.passages - len(server.texts[before:])
    assert embed_waiting(vectors, asking(server)) == EmbeddingTally()


def test_a_search_by_meaning_keeps_to_its_days_and_its_language(archive, vectors, server):
    add(archive, CRANE, published_at=datetime(2024, 6, 10, tzinfo=UTC))
    add(archive, "A derrick fell, and stevedores were wounded.", published_at=datetime(2023, 1, 1, tzinfo=UTC))
    add(archive, FERRY)
    embed_waiting(vectors, asking(server))
    june = {"since": date(2024, 6, 1), "until": date(2024, 6, 30)}
    assert nearest(archive, server, **june) == [CRANE, FERRY]
    assert nearest(archive, server, **june, dated=True) == [CRANE]
    assert nearest(archive, server, language="de") == []
    assert len(nearest(archive, server, language="en-GB")) == 3


def test_what_is_deleted_or_replaced_is_found_no_more(archive, vectors, server):
    (gone,) = add(archive, CRANE)
    add(archive, FERRY, url="https://bay.example/ferry")
    embed_waiting(vectors, asking(server))
    archive.delete(gone)
    add(archive, BUDGET, url="https://bay.example/ferry")
    assert nearest(archive, server) == []
    embed_waiting(vectors, asking(server))
    assert nearest(archive, server) == [BUDGET]


def test_a_document_whose_words_are_changed_is_embedded_anew(archive, vectors, server):
    add(archive, CRANE)
    embed_waiting(vectors, asking(server))
    with archive.database.writing() as connection:
        row = connection.execute(select(DOCUMENTS)).one()
        archive.change(connection, row, {"text": FERRY.ljust(len(CRANE))[: len(CRANE)]})
    assert vectors.made_by("small") is None
    assert embed_waiting(vectors, asking(server)).documents == 1


def test_a_document_that_takes_the_number_of_one_that_went_away_gets_vectors_of_its_own(archive, vectors, server):
    (gone,) = add(archive, CRANE)
    embed_waiting(vectors, asking(server))
    archive.delete(gone)
    add(archive, FERRY)
    assert embed_waiting(vectors, asking(server)).documents == 1
    assert nearest(archive, server, "A vessel sank.") == [FERRY]


def test_a_document_that_went_away_while_it_was_embedded_leaves_no_vectors(archive, vectors, server):
    (gone,) = add(archive, CRANE)
    waiting = vectors.waiting("small", 10)
    archive.delete(gone)
    add(archive, FERRY)
    vectors.put("small", [(one, b"\0\0") for one in waiting])
    assert vectors.made_by("small") is None


def test_desks_do_not_see_each_others_vectors(archive, vectors, server):
    add(archive, CRANE)
    embed_waiting(vectors, asking(server))
    other = archive.database.of("north")
    assert VectorStore(other).made_by("small") is None
    assert VectorStore(other).waiting("small", 10) == []


def test_a_text_that_the_model_does_not_take_does_not_hold_up_the_others(archive, vectors, server):
    add(archive, CRANE, FERRY, BUDGET)
    server.refused = "ferry"
    tally = embed_waiting(vectors, asking(server))
    assert (tally.documents, tally.failed) == (2, 1)
    assert CRANE in nearest(archive, server)
    assert embed_waiting(vectors, asking(server)).failed == 1


def test_vectors_that_are_not_as_long_as_they_were_are_refused(archive, vectors, server):
    add(archive, CRANE)
    embed_waiting(vectors, asking(server))
    server.length = 3
    add(archive, FERRY)
    assert embed_waiting(vectors, asking(server)).failed == 1
    server.length = None
    assert nearest(archive, server) == [CRANE]


# ---------------------------------------------------------------- what becomes of it


def find(index):
    claims = (claim(ASKED, id="clm_1"),)
    about = article(ASKED, published_at=datetime(2024, 6, 10, tzinfo=UTC))
    return ArchiveSource(Dossier(article=about), Reach(documents=20, by_meaning=True), index).find(about, claims)


def test_an_article_gets_what_its_claims_mean_and_each_claim_is_embedded_once(archive, vectors, server):
    (sought, *_) = add(archive, CRANE, *[f"Ship {n} left the bay." for n in range(60)])
    embed_waiting(vectors, asking(server))
    before = len(server.asked)
    came = find(HybridIndex(archive, asking(server)))
    assert came.documents[0].id == sought
    assert [one["input"] for one in server.asked[before:]] == [[f"{ASKED} Harbour Board"]]
    assert [look.source for look in came.looked] == ["archive", "archive:embeddings"]


@pytest.mark.parametrize("answers", [[503] * 9, [401], ["<p>Welcome</p>"]])
def test_a_server_that_fails_leaves_words_alone_and_is_told(archive, vectors, server, answers):
    (sought, *_) = add(archive, "Stevedores went home.", *[f"Ship {n} left the bay." for n in range(60)])
    embed_waiting(vectors, asking(server))
    server.answers = list(answers)
    came = find(HybridIndex(archive, asking(server)))
    assert [one.id for one in came.documents] == [sought]
    assert came.looked[1].failure is not None
    assert came.looked[1].failure.stage == "archive"


def test_another_model_than_the_archives_is_told_and_made_anew_by_a_command(archive, vectors, server, monkeypatch):
    add(archive, CRANE, FERRY)
    embed_waiting(vectors, asking(server))
    index = HybridIndex(archive, asking(server, "large"))
    with pytest.raises(NotEmbedded, match="made by small, and large is set"):
        index.nearest([ASKED], Within(), 5)
    url = archive.database.url.render_as_string(hide_password=False)
    for name, told in {"DATABASE_URL": url, "EMBEDDINGS_MODEL": "large", "EMBEDDINGS_URL": server.url}.items():
        monkeypatch.setenv(f"CLAIMTRACE_{name}", told)
    done = CliRunner().invoke(main, ["archive", "embed"])
    assert done.exit_code == 0, done.output
    assert "Embedded 2 passages of 2 documents by large" in done.output
    assert vectors.made_by("small") == "large"
    assert index.nearest([ASKED], Within(), 1)[0][0].span.text == CRANE


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({}, "CLAIMTRACE_EMBEDDINGS_MODEL"),
        ({"embeddings_model": "small", "embeddings_url": "embed.example"}, "CLAIMTRACE_EMBEDDINGS_URL"),
        ({"embeddings_model": "small", "embeddings_prefixes": {"ask": "q"}}, "CLAIMTRACE_EMBEDDINGS_PREFIXES"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(told, named):
    with pytest.raises(BadInput) as refused:
        embedder(Settings(**told))
    assert refused.value.field == named


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ({}, False),
        ({"embeddings_model": "small"}, True),
        ({"embeddings_model": "small", "cassette_mode": TapeMode.REPLAY}, False),
    ],
)
def test_meaning_is_looked_at_where_a_model_is_set_and_nobody_replays(told, asked, tmp_path):
    application = open_application(Settings(database_url=f"sqlite:///{tmp_path / 'none.db'}", **told))
    assert application.verification.reach.by_meaning is asked


def test_a_worker_embeds_what_waits_and_leaves_what_another_model_made(hand, server, caplog):
    store = hand.application.store
    add(store.documents, CRANE)
    work = ArchiveEmbedding(store, asking(server), lambda act: act(), lambda: False)
    work.run("1")
    assert VectorStore(store.database).made_by("small") == "small"
    add(store.documents, FERRY)
    ArchiveEmbedding(store, asking(server, "large"), lambda act: act(), lambda: False).run("2")
    assert "claimtrace archive embed" in caplog.text
    assert len(VectorStore(store.database).waiting("small", 10)) == 1


def test_a_worker_leaves_for_later_what_a_server_does_not_answer(hand, server, caplog):
    store = hand.application.store
    add(store.documents, CRANE)
    server.answers = [503] * 3
    ArchiveEmbedding(store, asking(server), lambda act: act(), lambda: False).run("1")
    assert "embedded later" in caplog.text
    ArchiveEmbedding(store, asking(server), lambda act: act(), lambda: False).run("2")
    assert VectorStore(store.database).made_by("small") == "small"
