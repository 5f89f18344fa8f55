"""What auto-archiver kept comes back: addresses of a report count as preserved, and are listed no more."""

import csv
import json
from io import StringIO

import pytest
from click.testing import CliRunner

from service.api import create_app
from service.bootstrap import open_desk
from service.cli import main
from service.domain import Integrity, Report, Undo
from service.errors import BadInput, Malformed
from service.exports.formats import write
from service.intake.auto_archiver import NOTHING, sheet_rows, submitted
from service.settings import Settings
from tests.reviewing import GULL_PAGE, MACHINE, PHOTO

HASH, KEPT = f"SHA-256:{'0a' * 32}", "https://keep.example/0a.html"
FILE = {"filename": "tmp/0a.html", "_key": "0a.html", "urls": [KEPT], "properties": {"hash": HASH}, "_mimetype": "x/y"}
RESULT = {
    "status": "generic: success",
    "metadata": {"url": GULL_PAGE, "_processed_at": 1_777_975_200.25, "title": "Ferry"},
    "media": [FILE],
}


def sent(url=GULL_PAGE, result=RESULT, **more):
    whole = {"author_id": "Omar Reyes", "url": url, "public": False, "group_id": None, "tags": [], **more}
    return {**whole, "result": json.dumps(result) if isinstance(result, dict) else result}


@pytest.fixture
def desk(tables_url):
    application = open_desk(Settings(database_url=tables_url))
    application.store.reports.save(MACHINE)
    yield application
    application.event_feed.close()
    application.store.close()


@pytest.fixture
def browser(desk):
    return create_app(desk).test_client()


def submit(browser, **told):
    return browser.post("/interop/submit-archive", json=sent(**told))


def seen(browser) -> Report:
    return Report.model_validate_json(browser.get("/v1/reports/rep_1").data)


def to_keep(report):
    return [row["link"] for row in csv.DictReader(StringIO(write(report, "archive")))]


def test_what_was_kept_is_preserved_in_the_report_and_asked_for_no_more(desk, browser):
    assert to_keep(seen(browser)) == [PHOTO, GULL_PAGE]
    kept = submit(browser, url=f"{GULL_PAGE}?utm_source=feed#top")
    assert (kept.status_code, kept.json) == (201, {"reports": ["rep_1"]})
    assert submit(browser, url=f"{GULL_PAGE}?utm_source=feed#top").status_code == 201
    report = seen(browser)
    assert {one.id: one.integrity for one in report.documents} == {
        "letter": Integrity.LIVE,
        "tides": Integrity.LIVE,
        "gull": Integrity.PRESERVED,
    }
    (gull,) = report.findings[1].evidence
    assert gull.integrity is Integrity.PRESERVED
    assert gull.weight > MACHINE.findings[1].evidence[0].weight
    (act,) = report.review.acts  # the second time said nothing new
    assert (act.who, KEPT in act.told) == ("Omar Reyes", True)
    assert KEPT in browser.get("/v1/reports/rep_1?format=html").get_data(as_text=True)
    assert to_keep(report) == [PHOTO]


def test_its_own_search_finds_what_was_kept_as_it_sent_it(browser):
    assert browser.get("/url/search", query_string={"url": GULL_PAGE, "limit": 15}).json == []
    submit(browser)
    (found,) = browser.get("/url/search", query_string={"url": f"{GULL_PAGE}/"}).json
    assert found["result"]["metadata"]["url"] == GULL_PAGE
    (media,) = found["result"]["media"]
    assert (media["urls"], media["properties"]) == ([KEPT], {"hash": HASH})


def test_an_undone_act_lets_the_page_be_as_it_was(desk, browser):
    submit(browser)
    body = {"who": "Lena Hald", "act": Undo(number=1).model_dump()}
    assert browser.post("/v1/reports/rep_1/reviews", json=body, headers={"If-Match": "*"}).status_code == 201
    assert seen(browser).documents == MACHINE.documents
    assert browser.get("/url/search", query_string={"url": GULL_PAGE}).json == []


def test_a_copy_without_a_hash_is_linked_and_proves_nothing(browser):
    bare = {**RESULT, "media": [{**FILE, "properties": {"hash": "MD5:00"}}]}
    assert submit(browser, result=bare).status_code == 201
    report = seen(browser)
    assert report.documents[2].integrity is Integrity.LIVE
    assert report.review.preserved[0].copies[0].url == KEPT


def test_a_report_that_is_named_is_told_alone(browser):
    assert submit(browser, tags=["pier", "rep_2"]).status_code == 404
    assert submit(browser, tags=["pier", "rep_1"]).json == {"reports": ["rep_1"]}


BAD = [
    ({"url": "https://elsewhere.example/ferry"}, 404, None),
    ({"url": "javascript:alert(1)"}, 422, "/url"),
    ({"url": None}, 422, "/url"),
    ({"result": "{"}, 422, "/result"),
    ({"result": 7}, 422, "/result"),
    ({"result": {**RESULT, "media": []}}, 422, "/result/media"),
    ({"result": {**RESULT, "media": [{"urls": ["javascript:1"], "properties": 1}, 7]}}, 422, "/result/media"),
]


@pytest.mark.parametrize(("told", "status", "pointer"), BAD)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(desk, browser, told, status, pointer):
    refused = submit(browser, **told)
    assert refused.status_code == status
    assert refused.mimetype == "application/problem+json"
    assert pointer is None or refused.json["errors"][0]["pointer"] == pointer
    assert desk.store.reviews.of("rep_1") == ()


@pytest.mark.parametrize("query", ["", "url=", "url=ftp%3A%2F%2Fa.example", "url=https://a.example&limit=0"])
def test_a_search_for_nothing_is_refused(browser, query):
    assert browser.get(f"/url/search?{query}").status_code == 422


def test_a_hostile_result_is_cut_to_what_is_kept():
    many = {**RESULT, "media": [FILE] * 10_000, "metadata": {"_processed_at": "99999-99-99"}}
    told = submitted(json.dumps(sent(result=many, tags=[1, {"a": 2}, "a\nb"] + ["x"] * 1_000, author_id=["a"])))
    assert (len(told.act.copies), told.act.preserved_at, told.author, told.tags[0]) == (50, None, None, "a b")
    with pytest.raises(Malformed):
        submitted("[]")
    with pytest.raises(BadInput, match=NOTHING):
        submitted(json.dumps(sent(result={"media": {"a": 1}})))


# ---------------------------------------------------------------- the sheet


def filled(report: Report, **told) -> str:
    """The sheet that goes out, with the row of an address filled in."""
    out = StringIO()
    rows = list(csv.DictReader(StringIO(write(report, "archive"))))
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(row | told if row["link"] == GULL_PAGE else row for row in rows)
    return out.getvalue()


DONE = {
    "archive status": "generic: success",
    "archive location": KEPT,
    "archive date": "2026-05-05T10:00:00Z",
    "hash": HASH,
}


def test_the_sheet_goes_out_and_comes_back(desk, browser, tables_url, tmp_path, monkeypatch):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", tables_url)
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(filled(MACHINE, **DONE))
    command = ["review", "rep_1", "preserved", str(sheet), "--who", "Ines Quist", "--why", "Kept on the day."]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert "1 of the 1" in done.output
    (kept,) = seen(browser).review.preserved
    assert (kept.address, kept.copies[0].hash, kept.by, f"{kept.at:%d.%m.}") == (
        GULL_PAGE,
        HASH,
        "Ines Quist",
        "05.05.",
    )


def test_a_row_of_another_report_or_without_a_copy_is_passed_over():
    assert list(sheet_rows(filled(MACHINE))) == []
    assert list(sheet_rows(filled(MACHINE, **DONE | {"archive location": "not web"}))) == []
    assert [folder for folder, _ in sheet_rows(filled(MACHINE, **DONE, **{"destination folder": "rep_9"}))] == ["rep_9"]
    with pytest.raises(BadInput, match="Row 3"):
        list(sheet_rows(filled(MACHINE, **DONE, link="ftp://a.example")))
