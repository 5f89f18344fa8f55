"""The archive's store keeps one contract on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from service.domain import MAIN_DESK, AddedState, Document, Within
from service.errors import NotFound
from service.store.database import Database
from service.store.documents import DocumentStore
from service.store.full_text import index_of
from service.store.incoming import IncomingDocument
from service.text.searching import telling

NEW, DUPLICATE, NEAR_COPY, VERSION = AddedState
CRANE = (
    "A crane fell onto the quay of Orvel harbour on Monday morning, the port authority said. Two dockers were hurt and"
    " taken to the clinic in Mereth, and the ferry did not sail until noon."
)
FERRY = "The ferry to Mereth sails every hour, and twice as often in summer."
BUDGET = "The council of Orvel voted for the new budget, which spends less on roads and more on schools."


def document(text, **fields):
    return Document(**{"id": "given", "text": text, **fields})


def at(year, month, day):
    return datetime(year, month, day, tzinfo=UTC)


@pytest.fixture
def archive(tables_url):
    database = Database(tables_url, now=lambda: at(2024, 7, 1))
    database.upgrade()
    yield DocumentStore(database)
    database.close()


def add(archive, *documents):
    return list(archive.add(IncomingDocument(document=one) for one in documents))


def found(archive, question, **within):
    hits = archive.search(telling(question, "en"), Within(**within), 10)
    return [archive.get(hit.document_id).document.title for hit in hits]


@pytest.fixture
def filled(archive):
    add(
        archive,
        document(CRANE, title="crane", published_at=at(2024, 6, 10), language="en"),
        document(FERRY, title="ferry", published_at=at(2023, 1, 1), language="en-GB"),
        document(BUDGET, title="budget", language="en"),
        document("Der Kran stürzte auf die Fähre nach Mereth.", title="kran", language="de"),
    )
    return archive


# ---------------------------------------------------------------- what is kept


def test_what_is_added_comes_back_with_its_hash_and_its_day(archive):
    given = document(CRANE, title="Crane", publisher="Bellport Gazette", url="https://gazette.example/crane", wire="K")
    (added,) = add(archive, given)
    kept = archive.get(added.id)
    assert kept.document.model_dump(exclude={"id", "sha256", "integrity"}) == given.model_dump(
        exclude={"id", "sha256", "integrity"}
    )
    assert len(kept.document.sha256) == 64
    assert (kept.added_at, kept.copy_of, added.state) == (at(2024, 7, 1), None, NEW)


def test_an_archive_that_holds_nothing_finds_nothing(archive):
    assert archive.newest() == 0
    assert archive.search(("crane",), Within(), 5) == []


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"text": CRANE}, {"text": CRANE.replace(" ", "\n ")}),
        ({"text": CRANE, "url": "https://a.example/1"}, {"text": CRANE, "url": "https://b.example/2"}),
        ({"text": CRANE, "url": "https://a.example/1"}, {"text": CRANE, "url": "http://www.a.example/1?utm_source=x"}),
    ],
    ids=["white space", "text", "address"],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_nothing_is_kept_twice(archive, first, again, at_once):
    one, other = document(**first), document(**again)
    added = add(archive, one, other) if at_once else [*add(archive, one), *add(archive, other)]
    assert [told.state for told in added] == [NEW, DUPLICATE]
    assert added[0].id == added[1].id
    assert archive.get(added[0].id).document.text == CRANE


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ({"url": "https://a.example/"}, {"url": "https://a.example/"}),
        (
            {"url": "https://a.example/1"},
            {"url": "https://b.example/1", "canonical_url": "https://a.example/1"},
        ),
        ({"url": "https://a.example/?id=1"}, {"url": "https://a.example/?id=2"}),
        ({}, {}),
    ],
    ids=["a whole site", "another's original", "two pages", "no address"],
)
def test_two_texts_of_two_pages_are_two(archive, first, other):
    added = add(archive, document(CRANE, **first), document(FERRY, **other))
    assert [told.state for told in added] == [NEW, NEW]


@pytest.mark.parametrize(
    "copy",
    [CRANE + " More is to follow.", CRANE.replace("Monday", "Tuesday"), "ORVEL, Wednesday - " + CRANE.upper()],
    ids=["longer", "one word", "capitals"],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_a_near_copy_is_linked_to_its_first(archive, copy, at_once):
    one, other = document(CRANE), document(copy)
    added = add(archive, one, other) if at_once else [*add(archive, one), *add(archive, other)]
    assert [(told.state, told.copy_of) for told in added] == [(NEW, None), (NEAR_COPY, added[0].id)]
    assert archive.get(added[1].id).copy_of == added[0].id


def test_a_copy_of_a_copy_is_a_copy_of_the_first(archive):
    copies = [
        document(f"{CRANE} {' '.join(words)}") for words in (("Then",), ("Then", "more"), ("Then", "more", "yet"))
    ]
    first, *others = [told for one in copies for told in add(archive, one)]
    assert {told.copy_of for told in others} == {first.id}


def test_a_formula_that_many_texts_share_makes_no_copies(archive):
    formula = "Read more of our news from the harbour towns every morning at six."
    texts = [f"{subject} {FERRY if n % 2 else BUDGET} {n} {formula}" for n, subject in enumerate(["Once", "So", "Now"])]
    texts[2] = f"{CRANE} {formula}"
    assert [told.state for told in add(archive, *map(document, texts))] == [NEW, NEW, NEW]


def test_what_is_deleted_is_found_no_more_and_its_copies_stay(archive):
    first, copy, other = add(
        archive, document(CRANE), document(CRANE + " More is to follow."), document(CRANE + " That is all we know.")
    )
    archive.delete(first.id)
    with pytest.raises(NotFound, match=first.id):
        archive.get(first.id)
    hits = archive.search(("crane",), Within(), 10)
    assert {hit.document_id for hit in hits} == {copy.id, other.id}
    assert (archive.get(copy.id).copy_of, archive.get(other.id).copy_of) == (None, copy.id)
    assert add(archive, document(CRANE))[0].state is NEAR_COPY
    with pytest.raises(NotFound):
        archive.delete("doc_none")


def test_documents_are_paged_newest_first(filled):
    first, following = filled.page(Within(), None, 3)
    rest, end = filled.page(Within(), following, 3)
    assert [one.document.title for one in (*first, *rest)] == ["kran", "budget", "ferry", "crane"]
    assert end is None
    only, _ = filled.page(Within(language="en", since=date(2024, 1, 1)), None, 3)
    assert [one.document.title for one in only] == ["budget", "crane"]


def test_many_add_at_once_and_nothing_is_kept_twice(archive):
    texts = [f"{FERRY} Number {n // 3} was late by {n // 3} hours." for n in range(60)]
    with ThreadPoolExecutor(6) as pool:
        added = [told for some in pool.map(lambda text: add(archive, document(text)), texts) for told in some]
    assert len({told.id for told in added}) == 20
    assert sum(told.state is DUPLICATE for told in added) == 40


# ---------------------------------------------------------------- versions of a page


PAGE = "https://a.example/crane"
SECOND = "Three dockers were hurt as a crane fell onto the quay of Orvel, the port authority says now."
THIRD = "Nobody was hurt on the quay of Orvel, for the crane fell into the basin, the harbour master said on Tuesday."


def version(text, day=None):
    return IncomingDocument(document=document(text, url=PAGE), fetched_at=at(2024, 6, day) if day else None)


def line(archive, *ids):
    """Each version's former and next one."""
    return [(kept.replaces, kept.replaced_by) for kept in map(archive.get, ids)]


def texts(archive, question):
    hits = archive.search(telling(question, "en"), Within(), 10)
    return [archive.get(hit.document_id).document.text for hit in hits]


@pytest.mark.parametrize(
    "again",
    [
        {"url": "http://www.a.example/crane?utm_source=x"},
        {"url": "https://a.example/print/1", "canonical_url": PAGE},
        {"canonical_url": PAGE},
    ],
    ids=["address", "canonical address", "canonical address alone"],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_another_text_at_an_address_replaces_the_one_that_was_there(archive, again, at_once):
    one, other = document(CRANE, url=PAGE), document(SECOND, **again)
    added = add(archive, one, other) if at_once else [*add(archive, one), *add(archive, other)]
    assert [told.state for told in added] == [NEW, VERSION]
    assert added[1].replaces == added[0].id
    assert line(archive, *(one.id for one in added)) == [(None, added[1].id), (added[0].id, None)]
    assert texts(archive, "crane quay dockers") == [SECOND]
    assert texts(archive, "clinic in Mereth") == []
    assert [one.document.text for one in archive.page(Within(), None, 9)[0]] == [SECOND]
    assert archive.get(added[0].id).document.text == CRANE


def test_each_version_tells_when_it_was_had_and_an_earlier_one_takes_its_place_behind(archive):
    last, first, middle = (one.id for one in archive.add((version(THIRD, 9), version(CRANE, 1), version(SECOND, 5))))
    assert line(archive, first, middle, last) == [(None, middle), (first, last), (middle, None)]
    assert [archive.get(id).fetched_at.day for id in (first, middle, last)] == [1, 5, 9]
    assert texts(archive, "crane quay") == [THIRD]


def test_a_text_that_stands_again_is_searched_again(archive):
    first, second = (one.id for one in archive.add((version(CRANE, 1), version(SECOND, 2))))
    (again,) = archive.add((version(CRANE, 3),))
    assert (again.id, again.state, again.replaces) == (first, VERSION, second)
    assert line(archive, first, second) == [(second, None), (None, first)]
    assert archive.get(first).fetched_at == at(2024, 6, 3)
    assert texts(archive, "crane quay") == [CRANE]
    (third,) = (one.id for one in archive.add((version(THIRD, 4),)))
    assert line(archive, second, first, third) == [(None, first), (second, third), (first, None)]
    assert [one.state for one in archive.add((version(SECOND, 3), version(THIRD, 5)))] == [DUPLICATE, DUPLICATE]
    assert texts(archive, "crane quay") == [THIRD]


def test_what_is_no_version_leaves_what_is_there(archive):
    (first,) = (one.id for one in archive.add((version(CRANE, 1),)))
    other = IncomingDocument(document=document(SECOND, url=PAGE), replaces=False)
    assert [(one.id, one.state) for one in archive.add((other,))] == [(first, DUPLICATE)]
    assert texts(archive, "crane quay") == [CRANE]


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_version_that_is_taken_out_leaves_the_others_in_their_order(archive, gone):
    ids = [one.id for one in archive.add((version(CRANE, 1), version(SECOND, 2), version(THIRD, 3)))]
    archive.delete(ids[gone])
    left = [id for id in ids if id != ids[gone]]
    assert line(archive, *left) == [(None, left[1]), (left[0], None)]
    assert texts(archive, "crane quay") == [archive.get(left[1]).document.text]


@pytest.mark.parametrize("near", [True, False])
def test_copies_of_a_page_stay_with_it_while_they_are_copies_of_it(archive, near):
    copies = (document(f"{CRANE} More is to follow."), document(f"{CRANE} The ferry sails again."))
    (page,) = (one.id for one in archive.add((version(CRANE, 1),)))
    copy, more = (one.id for one in add(archive, *copies))
    (new,) = archive.add((version(CRANE.replace("Two", "Three") if near else THIRD, 2),))
    leader = new.id if near else copy
    assert new.copy_of is None
    assert [archive.get(id).copy_of for id in (page, copy, more)] == [None, leader if near else None, leader]
    assert add(archive, document(f"{CRANE} Nobody spoke of it."))[0].copy_of == leader


# ---------------------------------------------------------------- what is found


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Was a crane falling on dockers?", "crane"),
        ("How often do ferries sail in summer?", "ferry"),
        ("budgets of the council", "budget"),
        ("“Fahre” nach Mereth; Kran", "kran"),
        ('crane" OR words:"', "crane"),
    ],
)
def test_the_passage_that_holds_the_words_is_found_first(filled, question, first):
    assert found(filled, question)[0] == first


def test_a_hit_stands_in_its_document(filled):
    (hit,) = filled.search(("dockers",), Within(), 10)
    assert hit.span.stands_in(filled.get(hit.document_id).document.text)


@pytest.mark.parametrize(
    ("within", "titles"),
    [
        ({}, {"crane", "ferry", "kran"}),
        ({"language": "en"}, {"crane", "ferry"}),
        ({"language": "de-AT"}, {"kran"}),
        ({"since": date(2024, 1, 1)}, {"crane", "kran"}),
        ({"until": date(2024, 1, 1)}, {"ferry", "kran"}),
        ({"since": date(2024, 6, 10), "until": date(2024, 6, 10), "dated": True}, {"crane"}),
        ({"dated": True}, {"crane", "ferry"}),
        ({"since": date(2024, 6, 11), "dated": True}, set()),
    ],
)
def test_a_search_keeps_to_its_language_and_its_window(filled, within, titles):
    assert set(found(filled, "ferry crane kran Mereth", **within)) == titles


def test_a_title_is_found_with_the_first_passage(archive):
    add(archive, document(BUDGET, title="Quarrel in Dunmere"), document(FERRY))
    assert found(archive, "Dunmere") == ["Quarrel in Dunmere"]


def test_words_without_spaces_are_found(archive):
    add(archive, document("昨日、オルヴェル港でクレーンが倒れた。", title="港", language="ja"), document(FERRY))
    assert found(archive, "港でクレーン") == ["港"]


def test_a_long_document_is_found_by_the_passage_that_bears(archive):
    text = "\n".join([*(f"{BUDGET} It is item {n} of the agenda." for n in range(40)), CRANE, FERRY])
    add(archive, document(text))
    (best, *_) = archive.search(telling("dockers hurt by a crane", "en"), Within(), 5)
    assert "crane" in best.span.text
    assert best.span.start > 3000
    assert len(best.span.text) <= 600


def test_the_commonest_words_are_left_out_where_all_would_take_too_long(archive, monkeypatch):
    monkeypatch.setattr("service.store.full_text.SCORED", 3)
    add(archive, *(document(f"{FERRY} Boat {n} is blue.") for n in range(8)), document(CRANE, title="crane"))
    assert found(archive, "ferry crane quay dockers") == ["crane"]


def test_of_two_passages_with_the_same_words_the_shorter_one_is_found_first(archive):
    add(archive, document(f"{CRANE} {FERRY} {FERRY.lower()}", title="long"), document(CRANE, title="short"))
    assert found(archive, "dockers crane") == ["short", "long"]


def test_a_rare_word_counts_for_more_than_two_common_ones(archive):
    add(archive, *(document(f"{FERRY} Boat {n} is blue.") for n in range(8)), document(CRANE, title="crane"))
    (best, *others) = archive.search(telling("ferry blue crane", "en"), Within(), 5)
    assert "crane" in best.span.text
    assert best.score > others[0].score


@pytest.mark.parametrize("word", ["ferries", "ferry", "crane", "blue", "nowhere", "two-master"])
def test_a_word_counts_alike_before_and_after_the_database_knows_what_is_common(archive, word):
    add(archive, *(document(f"{FERRY} Boat {n} is blue, a two-master.") for n in range(40)), document(CRANE))
    index = index_of(MAIN_DESK, lite=archive.database.lite)
    with archive.database.writing() as connection:
        of = index.size(connection)
        held = index.counts(connection, [word, "boat"], of)
        connection.exec_driver_sql("ANALYZE")
    with archive.database.reading() as connection:
        assert index.counts(connection, [word, "boat"], of) == held
        if word == "blue" and not archive.database.lite:
            assert index.counts(connection, [word], 100 * of) == {word: 100 * held[word]}  # not counted: its share
