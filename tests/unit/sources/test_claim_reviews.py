"""ClaimReview as publishers and feeds write it, and what is none of it."""

import json
import threading
from datetime import date

import pytest

from service.bootstrap import open_application
from service.domain import Within
from service.errors import BadInput, Malformed
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.settings import Settings
from service.sources import claim_reviews
from service.sources.claim_reviews import ClaimReviewFiles, reviews_in
from service.text.queries import Query

NODE = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://checks.example/pier",
    "claimReviewed": "Surveyors found 14 cracks in the Osk pier",
    "author": {"@type": "Organization", "name": "Check Osk", "url": "https://checks.example"},
    "datePublished": "2026-05-20",
    "headline": "How many cracks?",
    "inLanguage": "en-GB",
    "reviewRating": {"@type": "Rating", "ratingValue": 2, "bestRating": 5, "alternateName": "Mostly false"},
    "itemReviewed": {"@type": "Claim", "author": [{"@type": "Person", "name": "A viral post"}]},
}
FEED = {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [NODE]}, {"item": None}, 7]}
QUERY = Query(words=("Surveyors", "found", "14", "cracks", "pier"))


def script(told, type="application/ld+json"):
    return f'<script async type="{type}">{told}</script>'


def read(tmp_path, text, name="reviews.json"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return list(reviews_in(tmp_path / name))


SHAPES = {
    "node": json.dumps(NODE),
    "list": json.dumps([NODE]),
    "graph": json.dumps({"@graph": [{"@type": "WebPage"}, {**NODE, "@type": ["Review", "ClaimReview"]}]}),
    "feed": json.dumps(FEED),
    "page": f"<!DOCTYPE html><head>{script(json.dumps(NODE))}</head><body>{script('{broken')}</body>",
    "page of several": f"<html>{script('x = 1', 'text/javascript')}{script('{}')}{script(json.dumps([NODE]))}</html>",
    "mark": "\ufeff" + json.dumps(NODE),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_review_is_read_wherever_it_stands(shape, tmp_path):
    (review,) = read(tmp_path, SHAPES[shape])
    assert (review.publisher, review.rating, review.reviewed_at) == ("Check Osk", "Mostly false", date(2026, 5, 20))
    assert (review.url, review.title, review.claimant) == (NODE["url"], "How many cracks?", "A viral post")
    assert review.reviewed == NODE["claimReviewed"]


@pytest.mark.parametrize(
    "told",
    [
        {"url": "javascript:alert(1)"},
        {"url": None},
        {"claimReviewed": ""},
        {"claimReviewed": ["several"]},
        {"author": "Check Osk"},
        {"reviewRating": {"ratingValue": 1}},
        {"@type": "Review"},
    ],
)
def test_what_does_not_say_what_by_whom_where_and_how_is_left_out(told, tmp_path):
    assert read(tmp_path, json.dumps([{**NODE, **told}, NODE]))[0].url == NODE["url"]
    assert len(read(tmp_path, json.dumps([{**NODE, **told}]))) == 0


@pytest.mark.parametrize("text", ["{", "", "[" * 100_000, '{"a": ' * 5000])
def test_what_is_no_json_is_told(text, tmp_path):
    with pytest.raises(Malformed, match=r"reviews\.json"):
        read(tmp_path, text)


@pytest.mark.parametrize("text", ["<script type='application/ld+json'>" * 5000, "<" * 50_000, "<html></html>"])
def test_a_page_without_any_holds_none(text, tmp_path):
    assert read(tmp_path, text, "page.html") == []


def test_too_long_a_file_and_one_that_is_no_text_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(claim_reviews, "LONGEST", 10)
    with pytest.raises(Malformed, match="longer"):
        read(tmp_path, json.dumps(NODE))
    (tmp_path / "raw.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Malformed, match="as text"):
        list(reviews_in(tmp_path / "raw.json"))


def test_those_that_share_most_words_come_first_and_only_of_the_language(tmp_path):
    others = [
        {**NODE, "claimReviewed": "The pier has cracks", "url": "https://checks.example/2"},
        {**NODE, "claimReviewed": "Surveyors found cracks in the tower", "url": "https://checks.example/3"},
        {**NODE, "inLanguage": "de", "url": "https://checks.example/4"},
    ]
    (tmp_path / "a.json").write_text(json.dumps(others), encoding="utf-8")
    (tmp_path / "b.html").write_text(SHAPES["page"], encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no review", encoding="utf-8")
    found = ClaimReviewFiles([tmp_path]).find(QUERY, Within(language="en"), 1.0).found
    assert [one.url for one in found] == [NODE["url"], "https://checks.example/3", "https://checks.example/2"]


def test_files_are_read_once_and_a_broken_one_is_told_each_time(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(NODE), encoding="utf-8")
    held = ClaimReviewFiles([tmp_path])
    threads = [threading.Thread(target=held.find, args=(QUERY, Within(), 1.0)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (tmp_path / "a.json").unlink()
    assert len(held.find(QUERY, Within(), 1.0).found) == 1
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    broken = ClaimReviewFiles([tmp_path])
    for _ in range(2):
        with pytest.raises(Malformed, match=r"b\.json"):
            broken.find(QUERY, Within(), 1.0)


def test_a_report_shows_them_and_tells_of_a_file_that_cannot_be_read(tmp_path):
    kept = tmp_path / "reviews.json"
    kept.write_text(json.dumps({**NODE, "claimReviewed": "Surveyors found 14 cracks"}), encoding="utf-8")
    body = "The Osk harbour board closed the east pier on Monday. Surveyors found 14 cracks in it."
    dossier = dossier_of(request_from({"article": {"body": body}}))
    chosen = Settings(fact_checks=("claimreview",), fact_check_files=(str(kept),))
    made = open_application(chosen).verification.report(dossier)
    assert [one.rating for one in made.fact_checks] == ["Mostly false"]
    kept.write_text("{", encoding="utf-8")
    made = open_application(chosen).verification.report(dossier)
    assert [one.kind for one in made.coverage.failures] == ["malformed"]


def test_files_that_are_not_there_are_told_when_the_service_starts(tmp_path):
    with pytest.raises(BadInput) as refusal:
        open_application(Settings(fact_checks=("claimreview",), fact_check_files=(str(tmp_path / "none"),)))
    assert refusal.value.field == "CLAIMTRACE_FACT_CHECK_FILES"
    with pytest.raises(BadInput):
        open_application(Settings(fact_checks=("claimreview",)))
