"""The archive as a source of documents for an article."""

from datetime import UTC, date, datetime

import pytest

from service.domain import Archived, ClaimantKind, Dossier, Hit, Span, Within
from service.errors import StoreUnavailable
from service.pipeline import ask
from service.sources.archive import ArchiveSource, Reach
from service.store.database import Database
from service.store.documents import DocumentStore
from service.store.incoming import IncomingDocument
from tests.building import article, claim, claimant, document

CRANE = "A crane fell onto the quay of Orvel harbour on Monday."
HURT = "Two dockers were hurt at Orvel harbour when a crane fell."
BODY = f"{CRANE} {HURT} The port authority closed the quay until Thursday, and ships had to wait in the bay."
OTHERS = "The council of Dunmere voted for a budget that spends less on roads and more on schools."
CLAIMS = (claim(CRANE, id="clm_1"), claim(HURT, id="clm_2"))
DAY = datetime(2024, 6, 10, 8, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'archive.db'}")
    database.upgrade()
    yield DocumentStore(database)
    database.close()


def told(archive, text, **fields):
    (added,) = archive.add([IncomingDocument(document=document(text, **fields))])
    return added.id


def find(archive, about=None, given=(), claims=CLAIMS, **reach):
    about = about or article(BODY, published_at=DAY)
    source = ArchiveSource(Dossier(article=about, documents=given), Reach(**{"documents": 20, **reach}), archive)
    return source.find(about, claims)


def ids(found):
    return [one.id for one in found.documents]


def test_documents_that_bear_on_claims_are_found_best_first(archive):
    told(archive, OTHERS)
    one = told(archive, "A crane fell at Orvel harbour, said the port's master.")
    both = told(archive, "At Orvel harbour a crane fell onto the quay on Monday; two dockers were hurt.")
    found = find(archive)
    assert ids(found) == [both, one]
    (looked,) = found.looked
    assert (looked.source, looked.found, looked.failure) == ("archive", 2, None)
    assert len(looked.queries) == 2


def test_an_archive_that_holds_nothing_was_not_asked(archive):
    assert find(archive).looked == ()


def test_an_archive_without_anything_that_bears_was_asked(archive):
    told(archive, OTHERS)
    (looked,) = find(archive).looked
    assert (looked.found, find(archive).documents) == (0, ())


@pytest.mark.parametrize(
    ("published", "reach", "is_found"),
    [
        (datetime(2024, 5, 11, tzinfo=UTC), {}, True),
        (datetime(2024, 5, 10, 23, tzinfo=UTC), {}, False),
        (datetime(2024, 7, 10, 23, tzinfo=UTC), {}, True),
        (datetime(2024, 7, 11, 1, tzinfo=UTC), {}, False),
        (datetime(2020, 1, 1, tzinfo=UTC), {"days_before": 4_000}, True),
        (datetime(2024, 6, 11, tzinfo=UTC), {"days_after": 0}, False),
        (None, {}, True),
    ],
)
def test_only_documents_around_the_articles_day_are_found(archive, published, reach, is_found):
    told(archive, HURT, published_at=published)
    assert bool(find(archive, **reach).documents) is is_found


@pytest.mark.parametrize("day", [datetime.min.replace(tzinfo=UTC), datetime(1600, 1, 1, tzinfo=UTC), None])
def test_a_window_ends_where_days_end(archive, day):
    told(archive, HURT, published_at=day)
    assert find(archive, article(BODY, published_at=day), days_before=400_000, days_after=4_000_000).documents


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (BODY, {}),
        (f"{BODY}\n", {"publisher": "Mereth Gazette"}),
        (CRANE + " Nobody was hurt.", {"url": "https://www.post.example/crane?utm_source=mail"}),
        (CRANE + " Nobody was hurt.", {"canonical_url": "https://post.example/crane"}),
    ],
    ids=["its text", "a copy", "its page", "its page as canonical"],
)
def test_the_article_and_its_copies_are_never_found(archive, text, fields):
    told(archive, text, **fields)
    other = told(archive, HURT + " The ferry did not sail.")
    about = article(BODY, published_at=DAY, url="https://post.example/crane")
    assert ids(find(archive, about)) == [other]


def test_what_the_request_brought_is_not_found_again(archive):
    told(archive, HURT)
    told(archive, CRANE + " It was new.", url="https://a.example/1")
    given = (
        document("At noon.", id="a", url="http://a.example/1#top"),
        document(HURT, id="b", sha256=archive.page(Within(), None, 9)[0][1].document.sha256),
    )
    assert find(archive, given=given).documents == ()


def test_so_many_are_given_and_copies_where_there_is_room(archive):
    long = f"{CRANE} {HURT} The harbour master said that the crane was old and had been repaired in spring."
    first, copy = told(archive, long), told(archive, f"{long} More is to follow.")
    other = told(archive, HURT)
    assert ids(find(archive)) == [first, other, copy]
    assert ids(find(archive, documents=2)) == [first, other]
    assert find(archive, documents=2).looked[0].found == 3


def test_among_many_what_shares_but_common_words_is_not_found(archive):
    texts = (f"The {n} ferry of Mereth was closed on Monday, said the harbour master of town {n}." for n in range(70))
    list(archive.add(IncomingDocument(document=document(text)) for text in texts))
    bearing = told(archive, "At Orvel harbour a crane fell onto the quay on Monday; two dockers were hurt.")
    one = told(archive, "Dockers at Orvel, hurt before, had warned of the crane.")
    found = find(archive)
    assert ids(found) == [bearing, one]
    assert found.looked[0].found == 2


STRONG = "The Orvel register lists the crane on the quay, and the two dockers whom it hurt in the harbour."
LONG_AGO = datetime(1998, 3, 2, tzinfo=UTC)


@pytest.fixture
def full(archive):
    texts = (f"The {n} ferry of Mereth was closed on Monday, said the harbour master of town {n}." for n in range(70))
    list(archive.add(IncomingDocument(document=document(text, published_at=LONG_AGO)) for text in texts))
    return archive


def test_what_was_published_long_before_is_read_where_it_matches_much_and_after_all_else(full):
    background = told(full, STRONG, published_at=LONG_AGO)
    recent = told(full, "Dockers at Orvel, hurt before, had warned of the crane.", published_at=DAY)
    assert ids(find(full)) == [recent, background]
    assert ids(find(full, documents=1)) == [recent]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("A sculler from Orvel won the regatta of the northern ports.", LONG_AGO),
        ("On Monday the harbour was closed until Thursday, and ships had to wait.", LONG_AGO),
        (STRONG, datetime(2024, 9, 2, tzinfo=UTC)),
        (STRONG, datetime(2031, 1, 1, tzinfo=UTC)),
    ],
    ids=["one rare word", "common words", "three months later", "years later"],
)
def test_what_matches_little_or_came_long_after_is_no_background(full, text, published):
    told(full, text, published_at=published)
    assert find(full).documents == ()


def test_what_has_no_date_counts_as_of_its_days(full):
    undated = told(full, "Dockers at Orvel, hurt before, had warned of the crane.", published_at=None)
    assert ids(find(full)) == [undated]


def test_an_article_without_a_date_has_no_background(full):
    old = told(full, STRONG, published_at=LONG_AGO)
    assert ids(find(full, article(BODY, published_at=None))) == [old]


def test_a_claimants_name_is_sought_and_nobodys_is_not(archive):
    told(archive, OTHERS)
    asked = claim(HURT, by=claimant("Runa Stenmark", ClaimantKind.PERSON))
    nobody = claim(HURT, by=claimant("unnamed", ClaimantKind.UNNAMED))
    assert "stenmark" in find(archive, claims=(asked,)).looked[0].queries[0]
    assert "unnamed" not in find(archive, claims=(nobody,)).looked[0].queries[0]


def test_an_archive_that_does_not_answer_is_told_in_coverage():
    class Broken:
        def newest(self):
            raise StoreUnavailable("The database did not answer: gone.")

    about = article(BODY)
    found = ask(ArchiveSource(Dossier(article=about), Reach(20), Broken()), about, CLAIMS)
    assert found.looked[0].failure.kind == "store_unavailable"


def test_a_passage_is_sought_once_for_claims_in_the_same_words():
    asked = []

    class Counting:
        def newest(self):
            return 1

        def search(self, words, within, _most):
            asked.append((words, within))
            return [Hit(document_id="doc", span=Span.of(HURT, 0, 3), score=1.0)]

        def all_of(self, ids):
            return {id: Archived(document=document(HURT, id=id), added_at=DAY) for id in ids}

    found = find(Counting(), claims=(CLAIMS[0], CLAIMS[0], CLAIMS[1]))
    assert len(asked) == 2
    assert asked[0][1] == Within(since=date(2024, 5, 11), until=date(2024, 7, 10))
    assert ids(found) == ["doc"]
