"""Where was sought is told with what came of it, in text and on the page."""

from service.domain import Coverage, Failure, Looked
from service.exports.html import page
from service.exports.looks import sought
from service.exports.text import Detail, render
from tests import building

SPENT = Failure(stage="search", subject="brave", kind="quota_spent", detail="b.example: It answers no more.")
LOOKED = (
    Looked(source="request", found=3, read=3),
    Looked(source="addresses", queries=("https://a.example/",), found=1),
    Looked(source="archive", queries=("pier", "osk"), found=7, read=4),
    Looked(source="web:searxng", queries=("pier osk",), found=9, read=2, failed=1),
    Looked(source="web:brave", queries=("pier osk",), read=0, failure=SPENT),
    Looked(source="web", queries=("https://gone.example/",), failure=SPENT),
    Looked(source="fact_checks:google_factcheck", queries=("pier",), found=5, read=1),
)
LINES = (
    "The archive: asked 2 questions, found 7, read 4.",
    "The web, by searxng: asked 1 question, found 9, read 2, 1 could not be had.",
    "The web, by brave: asked 1 question, found 0, read 0, b.example: It answers no more.",
    "Published fact-checks, by google_factcheck: asked 1 question, found 5, of the same claims 1.",
)


def test_each_place_is_told_with_what_came_of_it():
    coverage = Coverage(passages=1, read=1, documents=0, documents_read=0, looked=LOOKED)
    assert tuple(sought(coverage)) == LINES
    report = building.report(coverage=coverage)
    text, shown = " ".join(render(report, detail=Detail(full=True)).split()), page(report)
    for line in LINES:
        assert line in text
        assert line in shown
    assert "Where was sought" not in page(building.report())
