"""Claims that the desk's reports have seen: kept once for an article, found again by words, on either database."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import column, func, insert, select, table

from service.domain import Verdict
from service.store.claims import ClaimStore
from service.store.database import Database
from service.store.reports import ReportStore
from service.store.tables import CLAIM_WORDS, CLAIMS_SEEN, REPORTS
from tests import building

START = datetime(2024, 6, 10, 6, tzinfo=UTC)
DAM = "The Orlu dam holds nine million tonnes of water."
TRAM = "Vessmark's tram line was built on a cemetery."


class Clock:
    def __init__(self):
        self.moment = START

    def __call__(self):
        self.moment += timedelta(hours=1)
        return self.moment


@pytest.fixture
def database(tables_url):
    database = Database(tables_url, now=Clock())
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def reports(database):
    return ReportStore(database)


@pytest.fixture
def claims(database):
    return ClaimStore(database)


def finding(text, verdict=Verdict.UNVERIFIED, by="Harbour Board", id=None):
    return building.finding(building.claim(text, by, id=id or f"clm_{abs(hash((text, by))) % 10**9}"), verdict)


def report(id, article="art_1", *findings, **fields):
    told = {"title": f"On {article}", "url": f"https://bay.example/{article}", "published_at": START, **fields}
    return building.report(id, findings, article=building.article(id=article, **told))


def seen(claims, one):
    return [finding.seen for finding in claims.with_seen(one).findings]


def test_a_claim_that_another_article_made_is_known_with_where_and_what_became_of_it(reports, claims):
    reports.save(report("rep_1", "art_1", finding(DAM, Verdict.DOUBTFUL)))
    again = finding("The dam of Orlu holds nine million tonnes of water.", by="Ida Brand")
    (known,) = seen(claims, report("rep_2", "art_2", again))
    assert (known.articles, known.first, known.last) == (1, known.last, known.first)
    told = known.first
    assert (told.report_id, told.article_id, told.text, told.claimant) == ("rep_1", "art_1", DAM, "Harbour Board")
    assert (told.title, told.url, told.published_at) == ("On art_1", "https://bay.example/art_1", START)
    assert (told.verdict, told.seen_at) == (Verdict.DOUBTFUL, START + timedelta(hours=1))


def test_the_first_and_the_last_of_many_articles_are_named(reports, claims):
    for number in (1, 2, 3):
        reports.save(report(f"rep_{number}", f"art_{number}", finding(DAM)))
    (known,) = seen(claims, report("rep_4", "art_4", finding(DAM)))
    assert (known.first.article_id, known.last.article_id, known.articles) == ("art_1", "art_3", 3)


def test_earlier_versions_of_the_same_article_are_not_told_of(reports, claims):
    reports.save(report("rep_1", "art_1", finding(DAM)))
    assert seen(claims, report("rep_2", "art_1", finding(DAM), finding(TRAM))) == [None, None]


def test_what_became_of_a_claim_follows_its_article_s_last_report(reports, claims):
    reports.save(report("rep_1", "art_1", finding(DAM, id="clm_1")))
    reports.save(report("rep_2", "art_1", finding(DAM, Verdict.CORROBORATED, id="clm_1")))
    (known,) = seen(claims, report("rep_3", "art_2", finding(DAM)))
    assert (known.first.report_id, known.last.report_id) == ("rep_1", "rep_2")
    assert known.first.verdict is known.last.verdict is Verdict.CORROBORATED


def test_a_claim_that_a_new_version_has_no_more_is_still_known(reports, claims):
    reports.save(report("rep_1", "art_1", finding(DAM), finding(TRAM)))
    reports.save(report("rep_2", "art_1", finding(DAM)))
    (known,) = seen(claims, report("rep_3", "art_2", finding(TRAM)))
    assert known.last.report_id == "rep_1"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The Orlu dam holds six million tonnes of water.", START),
        ("The Orlu dam does not hold nine million tonnes of water.", START),
        ("The Orlu dam failed.", START),
        ("Snow fell.", START),
        ("", START),
    ],
)
def test_another_claim_is_not_known(reports, claims, text, day):
    reports.save(report("rep_1", "art_1", finding(DAM), finding("Snow fell.")))
    assert seen(claims, report("rep_2", "art_2", finding(text), published_at=day)) == [None]


def test_what_happened_on_another_monday_is_another_claim(reports, claims):
    said = finding("The Orlu dam broke at dawn on Monday.")
    reports.save(report("rep_1", "art_1", said))
    (again,) = seen(claims, report("rep_2", "art_2", said, published_at=START + timedelta(days=1)))
    assert again
    assert seen(claims, report("rep_3", "art_3", said, published_at=START + timedelta(days=21))) == [None]


def test_another_desk_s_claims_are_not_known(database, claims):
    harbour = database.of("harbour")
    other = ClaimStore(harbour)
    with harbour.writing() as connection:
        other.put(connection, report("rep_1", "art_1", finding(DAM)), START)
    assert seen(claims, report("rep_2", "art_2", finding(DAM))) == [None]
    assert claims.page(None, 10) == ([], None)
    assert claims.find("Orlu dam", "en", 0, 10) == ([], None)
    assert len(other.page(None, 10)[0]) == 1


def test_claims_are_looked_up_best_first_page_by_page(reports, claims):
    reports.save(report("rep_1", "art_1", finding(DAM), finding(TRAM), finding("The Orlu dam is nine years old.")))
    found, following = claims.find("Does the Orlu dam hold nine tonnes?", "en", 0, 1)
    assert ([one.claim.text for one in found], following) == ([DAM], 1)
    assert found[0].same is False
    assert claims.find("The dam of Orlu holds nine million tonnes of water", "en", 0, 1)[0][0].same is True
    rest, end = claims.find("Orlu dam nine", "en", 1, 5)
    assert ([(one.claim.text, one.same) for one in rest], end) == ([(DAM, False)], None)
    assert claims.find("of the", "en", 0, 5) == ([], None)
    assert claims.find("Orlu dam nine", "de", 0, 5) == ([], None)


def test_all_claims_are_listed_newest_first(reports, claims):
    reports.save(report("rep_1", "art_1", finding(DAM), finding(TRAM)))
    reports.save(report("rep_2", "art_2", finding(DAM)))
    page, following = claims.page(None, 2)
    assert page[0].claim.article_id == "art_2"
    rest, end = claims.page(following, 2)
    assert len({(one.claim.article_id, one.claim.text) for one in (*page, *rest)}) == 3
    assert end is None


def counted(database):
    with database.reading() as connection:
        return [connection.scalar(select(func.count()).select_from(table)) for table in (CLAIMS_SEEN, CLAIM_WORDS)]


def test_what_is_forgotten_leaves_nothing(database, reports, claims):
    reports.save(report("rep_1", "art_1", finding(DAM), finding(TRAM)))
    with database.writing() as connection:
        claims.forget(connection, "art_1")
    assert counted(database) == [0, 0]


def test_reports_that_are_pruned_take_their_claims_along(database, reports, claims):
    reports.save(report("rep_1", "art_1", finding(DAM, id="clm_1"), finding(TRAM, id="clm_2")))
    reports.save(report("rep_2", "art_1", finding(DAM, id="clm_1")))
    with database.writing() as connection:
        reports.prune(connection, START + timedelta(minutes=90))
    (left,), _ = claims.page(None, 9)
    assert (left.claim.report_id, left.first_report_id) == ("rep_2", "rep_2")
    with database.writing() as connection:
        reports.prune(connection, START + timedelta(days=3))
    assert counted(database) == [0, 0]


def test_reports_that_were_kept_before_are_read_into_the_index(database_url):
    old = Database(database_url, now=Clock())
    old.upgrade("0004")
    kept = [
        report("rep_1", "art_1", finding(DAM, id="clm_1"), finding(TRAM, id="clm_2")),
        report("rep_2", "art_1", finding(DAM, Verdict.CORROBORATED, id="clm_1")),
        report("rep_3", "art_2", finding("Snow fell.", id="clm_3"), published_at=None),
    ]
    then = table(
        "reports", *(column(name, REPORTS.c[name].type) for name in ("id", "article_id", "created_at", "body"))
    )
    with old.writing() as connection:
        for one in kept:
            row = {"id": one.id, "article_id": one.article.id, "created_at": old.now(), "body": one.model_dump_json()}
            connection.execute(insert(then).values(row))
    old.close()
    filled = Database(database_url, now=Clock())
    filled.upgrade()
    claims = ClaimStore(filled)
    by_id = {one.claim.claim_id: one for one in claims.page(None, 9)[0]}
    dam = by_id["clm_1"]
    assert (dam.claim.report_id, dam.first_report_id, dam.claim.verdict) == ("rep_2", "rep_1", Verdict.CORROBORATED)
    assert (dam.claim.published_at, dam.claim.seen_at) == (START, START + timedelta(hours=2))
    assert by_id["clm_2"].claim.report_id == "rep_1"
    assert by_id["clm_3"].claim.published_at is None
    (known,) = [one.seen for one in claims.with_seen(report("rep_4", "art_9", finding(TRAM))).findings]
    assert known.first.claim_id == "clm_2"
    ReportStore(filled).save(report("rep_5", "art_5", finding(TRAM)))
    filled.close()
