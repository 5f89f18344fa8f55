"""What exports say of a claim, and what they do not: an editor's word first, and a stranger's words as words."""

import csv
import json
from io import StringIO

import pytest
import regex

from service.domain import ReviewState, Verdict
from service.errors import BadInput, Conflict, NotFound
from service.exports.exchange.quotations import NEIGHBOURS, QuotableText
from service.exports.formats import write
from service.exports.options import FormOptions
from tests import building

from .reports import ACCENTS, EMOJI, ENGLISH, FAMILY, REPORTS, accepted, of, posted

PAGE = FormOptions(claim="clm_1", page="https://desk.example/checks/1", publisher="Desk", site="https://desk.example")


def review(report, **asked):
    return json.loads(write(report, "claimreview", PAGE._replace(**asked)))


# ---------------------------------------------------------------- ClaimReview


@pytest.mark.parametrize("state", [None, *(one for one in ReviewState if one is not ReviewState.ACCEPTED)])
@pytest.mark.parametrize("form", ["claimreview", "claimreview-html"])
def test_nothing_goes_out_as_a_fact_check_that_no_editor_has_accepted(state, form):
    report = accepted(posted(), state) if state else posted()
    with pytest.raises(Conflict):
        write(report, form, PAGE)


def test_a_claim_review_says_what_was_said_by_whom_where_and_what_is_found():
    told = review(accepted(posted()))
    assert told["@type"] == "ClaimReview"
    assert told["url"] == PAGE.page
    assert told["author"] == {"@type": "Organization", "name": "Desk", "url": "https://desk.example"}
    assert told["claimReviewed"] == "The pier is shut."
    claim = told["itemReviewed"]
    assert claim["author"] == {"@type": "Organization", "name": "Harbour Board"}
    assert claim["firstAppearance"] == {"@type": "CreativeWork", "url": "https://x.example/b/1"}
    assert claim["appearance"]["url"] == "https://post.example/2"
    assert told["reviewRating"]["ratingValue"] == 1


@pytest.mark.parametrize("verdict", Verdict)
def test_only_a_verdict_that_has_an_honest_number_has_one(verdict):
    rating = review(accepted(of(ENGLISH, ["the east pier was shut"], verdict)))["reviewRating"]
    assert rating["alternateName"]
    if "ratingValue" in rating:
        assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
        assert 1 <= rating["worstRating"] < rating["bestRating"]
    rated = {"contradicted", "doubtful", "partly_corroborated", "corroborated"}
    assert ("ratingValue" in rating) == (verdict in rated)


@pytest.mark.parametrize("words", ["a" * 200, "word " * 60, "Größe " * 30, "🚢" * 90])
def test_what_is_reviewed_is_shorter_than_google_takes(words):
    told = review(accepted(building.report(findings=[building.finding(building.claim(words))])))
    assert 0 < len(told["claimReviewed"]) < 75


def test_a_denial_is_reviewed_as_one_and_the_articles_own_words_have_no_author():
    assert review(accepted(posted()), claim="clm_2")["claimReviewed"] == "Harbour Board denies: Money is missing."
    assert "author" not in review(accepted(posted()), claim="clm_3")["itemReviewed"]


@pytest.mark.parametrize("page", [None, "", "ftp://desk.example/1", "javascript:alert(1)", "https://a:b@desk.example"])
def test_a_claim_review_stands_on_a_page(page):
    with pytest.raises(BadInput) as refused:
        review(accepted(posted()), page=page)
    assert refused.value.field == "/page"


def test_a_claim_that_is_not_there_is_told_so_and_one_has_to_be_named():
    with pytest.raises(NotFound):
        review(accepted(posted()), claim="clm_9")
    with pytest.raises(BadInput):
        write(accepted(posted()), "prov")


@pytest.mark.parametrize("words", ["</script><script>alert(1)</script>", "<!-- ", "a & b > c", "]]>"])
def test_no_words_end_the_element_that_they_stand_in(words):
    told = write(
        accepted(building.report(findings=[building.finding(building.claim(words))])), "claimreview-html", PAGE
    )
    inside = told.removeprefix('<script type="application/ld+json">').removesuffix("</script>\n")
    assert not set("<>&") & set(inside)
    assert words.split()[0] in json.loads(inside)["claimReviewed"]


# ---------------------------------------------------------------- places in a text


@pytest.mark.parametrize("body", [ENGLISH, EMOJI, ACCENTS, FAMILY * 40, "e\u0301" * 90])
@pytest.mark.parametrize("utf16", [False, True])
def test_neighbours_are_whole_characters_and_stand_beside_the_words(body, utf16):
    clusters = [found.span() for found in regex.finditer(r"\X", body)]
    for start, end in clusters:
        told = QuotableText(body).quotation(building.Span.of(body, start, end), utf16=utf16)
        assert body[:start].endswith(told.prefix)
        assert body[end:].startswith(told.suffix)
        for side in (told.prefix, told.suffix):
            assert (len(side.encode("utf-16-le")) // 2 if utf16 else len(side)) <= NEIGHBOURS
        assert start - len(told.prefix) in {0, *(one for one, _ in clusters)}
        assert end + len(told.suffix) in {len(body), *(one for one, _ in clusters)}


def test_browsers_count_in_utf_16():
    text = QuotableText(EMOJI)
    for at in range(len(EMOJI) + 1):
        assert text.utf16(at) == len(EMOJI[:at].encode("utf-16-le")) // 2


def test_hypothesis_gets_a_note_for_each_place_and_one_for_a_claim_without_a_place():
    notes = json.loads(write(REPORTS["two places"], "hypothesis"))["annotations"]
    assert [note["target"][0]["selector"][0]["exact"] for note in notes] == ["A", "C"]
    nowhere = json.loads(write(REPORTS["nowhere"], "hypothesis"))["annotations"]
    assert ["selector" in note["target"][0] for note in nowhere] == [False]


@pytest.mark.parametrize("form", ["annotations", "hypothesis", "ninjs", "ninjs2", "superdesk", "markdown"])
def test_what_the_desk_rejected_is_not_told_elsewhere(form):
    assert "the east pier was shut" in write(REPORTS["crossing"], "markdown")
    told = write(REPORTS["rejected"], form)
    told = told if form == "markdown" else json.dumps({**json.loads(told), "body_html": ""})
    assert "the east pier was shut" not in told


# ---------------------------------------------------------------- Markdown, spreadsheets, addresses to keep


def test_markdown_tells_the_claim_the_evidence_and_how_far_review_has_come():
    told = write(accepted(posted()), "markdown")
    assert "**Harbour Board**: The pier is shut\\." in told
    assert "- Review: accepted by Ada Lindt" in told
    assert "[article](<https://post.example/2>)" in told


@pytest.mark.parametrize(
    "words",
    [
        "![x](https://evil.example/p.png)",
        "<img src=x>",
        "[a](javascript:alert(1))",
        "# head",
        "- item",
        "@all",
        "a\n\n# b",
        "`c`",
        "~~~\nx",
    ],
)
def test_no_words_are_markup(words):
    told = write(building.report(findings=[building.finding(building.claim(words))]), "markdown")
    line = next(line for line in told.splitlines() if line.startswith("**Harbour"))
    bare = regex.sub(r"\\.", "", line.removeprefix("**Harbour Board**: "))
    assert not regex.search(r"[\\`*_{}\[\]<>#!~@|]", bare)


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)"])
def test_a_cell_that_would_be_a_formula_is_text(words):
    rows = list(csv.reader(StringIO(write(building.report(findings=[building.finding(building.claim(words))]), "csv"))))
    assert rows[1][2] == f"'{words}"


def test_what_nobody_has_kept_is_listed_once_for_auto_archiver():
    rows = list(csv.DictReader(StringIO(write(posted(), "archive"))))
    assert [row["link"] for row in rows] == [
        "https://x.example/b/1",
        "https://pictures.example/pier.jpg",
        "https://survey.example/1",
        "https://radio.example/2",
    ]
    assert not any(row["archive status"] for row in rows)
