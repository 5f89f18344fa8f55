"""One page is one origin, and so is one publisher, however its address and its name are written."""

import json

import pytest
from click.testing import CliRunner

from service.cli import main
from service.domain import Report

BODY = (
    "Monte Varr closes its cable cars\n\nThe lift board of Monte Varr said 14 cabins would be moved to the lower"
    " station on Friday. The board said three lifts were closed on Thursday after engineers found seven torn cables."
    "\n\nWalkers who had gone up with their children came down on foot, and the summer school for beginners was put"
    " off until further notice.\n"
)
ARTICLE = {
    "title": "Monte Varr closes its cable cars",
    "outlet": "Valley Mercury",
    "url": "https://valleymercury.example/local/lifts",
    "published_at": "2031-03-08T06:30:00Z",
    "body": BODY,
}
TEXTS = (
    "Three lifts were closed at Monte Varr on Thursday after engineers found seven torn cables, our reporter saw."
    " Guides carried the ropes out to a van, and a sign on the door sent the schools to the ice rink in Tarn.",
    "Our reporter saw the seven torn cables that engineers found at Monte Varr; three lifts were closed on Thursday."
    " The café beside the station gave away its sandwiches, and a climbing class sat on the steps in wet boots.",
    "On Thursday three lifts at Monte Varr were closed: engineers found seven torn cables there, our reporter saw."
    " A crane from Ostley was turned back at the ring road because its permit had run out the week before.",
)
NAMES = ("one", "two", "three")


def report_of(path, sources, **article) -> Report:
    path.write_text(json.dumps({"article": ARTICLE | article, "sources": sources}), encoding="utf-8")
    result = CliRunner().invoke(main, ["verify", str(path), "--format", "json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return Report.model_validate_json(result.stdout)


def origins(path, *about) -> int:
    """The most independent origins that support a claim; the documents differ by `about` alone."""
    sources = [{"id": id, "text": text} | fields for id, text, fields in zip(NAMES, TEXTS, about, strict=False)]
    report = report_of(path, sources)
    assert report.coverage.left_out == ()
    return max(finding.content.independent_support for finding in report.findings)


def at(*urls):
    return [{"url": url} for url in urls]


def by(*names):
    return [{"publisher": name} for name in names]


@pytest.mark.parametrize(
    "about",
    [
        at(
            "https://www.tarnecho.example/2031/lifts?utm_campaign=x&fbclid=2",
            "https://amp.tarnecho.example/2031/lifts",
            "http://m.tarnecho.example:80/2031/lifts/#readers",
        ),
        at(
            "https://tarnecho.example/2031/lifts/amp/",
            "https://tarnecho-example.cdn.ampproject.org/c/s/tarnecho.example/amp/2031/lifts",
            "https://web.archive.org/web/20310307120000/https://www.tarnecho.example/2031/lifts?outputType=amp",
        ),
        at(
            "https://tarnecho.example/2031/lifts",
            "https://tarnecho.example/2031/cables",
            "https://TARNECHO.example/opinion/9",
        ),
        at(
            "https://twitter.com/TarnEcho/status/1",
            "https://x.com/tarnecho/status/2?s=20",
            "https://mobile.x.com/tarnecho",
        ),
        at("https://t.me/tarnecho/4", "https://t.me/s/tarnecho/5", "https://telegram.me/TarnEcho"),
        at("https://medium.com/@lena/lifts", "https://medium.com/@lena/cables-1", "https://medium.com/@Lena/gate"),
        at("https://youtu.be/qq1", "https://www.youtube.com/watch?v=qq1&t=9", "https://youtube.com/shorts/qq1"),
        [*at("https://tarnecho.example/a", "https://tarnecho.example/b"), {"publisher": "The Tarn Echo"}],
        by("Tarn Echo", "The Tarn Echo", "TarnEcho"),
        by("Tarn Echo (UK)", "tarnecho.example", "Tarn Echo online"),
        [
            {"publisher": "Tarn Echo", "url": "https://tarnecho.example/a"},
            {"publisher": "The Echo on Sunday", "url": "https://tarnecho.example/b"},
            {"url": "https://www.tarnecho.example/c"},
        ],
    ],
)
def test_one_publisher_is_one_origin_however_it_is_reached_and_spelt(tmp_path, about):
    assert origins(tmp_path / "request.json", *about) == 1


@pytest.mark.parametrize(
    "about",
    [
        at("https://tarnecho.example/lifts", "https://ostleypost.example/lifts", "https://coastradio.example/lifts"),
        at("https://x.com/lena/status/1", "https://x.com/omar/status/2", "https://bsky.app/profile/lena.test/post/3"),
        at("https://lena.wordpress.com/1", "https://omar.wordpress.com/1", "https://ida.blogspot.com/1"),
        at("https://medium.com/@lena/lifts", "https://medium.com/@omar/lifts", "https://ida.medium.com/lifts"),
        at("https://social.example/@lena/1", "https://social.example/@omar/1", "https://uni.example/~ida/1"),
        at("https://youtube.com/watch?v=a", "https://youtube.com/watch?v=b", "https://youtu.be/c"),
        at("https://bit.ly/a", "https://bit.ly/b", "https://archive.ph/c"),
        # who shares a domain need not share an owner: the desk's registry knows those that do
        at("https://news.tarn.example/1", "https://sport.tarn.example/1", "https://council.tarn.example/1"),
        at("https://standard.example/1", "https://standard.test/1", "https://standard.co.uk/1"),
        by("The Sun (UK)", "The Sun (Malta)", "The Evening Sun"),
        by("Tarn Echo", "Tarn Herald", "Ostley Echo"),
        [{}, {}, {}],
    ],
)
def test_three_publishers_are_three_origins(tmp_path, about):
    assert origins(tmp_path / "request.json", *about) == 3


def test_a_paper_is_not_tied_to_the_wire_that_it_prints_on_its_site(tmp_path):
    path, urls = tmp_path / "request.json", at("https://tarnecho.example/a", "https://tarnecho.example/b")
    assert origins(path, *urls) == 1
    wired = f"VARR (Northline) - {TEXTS[1]}"
    sources = [{"id": "own", "text": TEXTS[0], **urls[0]}, {"id": "wired", "text": wired, **urls[1]}]
    report = report_of(path, sources)
    assert max(finding.content.independent_support for finding in report.findings) == 2


# ---------------------------------------------------------------- the article in print again

WHOLE = BODY.partition("\n\n")[2]
CORRECTED = WHOLE.replace("seven torn cables", "two torn cables")
NOTICE = "Correction: No lifts were closed at Monte Varr on Thursday, our reporter saw."


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"text": WHOLE, "url": "https://amp.valleymercury.example/local/lifts?fbclid=1"}, "the article itself"),
        ({"text": BODY, "canonical_url": "http://www.valleymercury.example/local/lifts/"}, "the article itself"),
        ({"text": " ".join(BODY.split()), "publisher": "Portal"}, "a copy of the article"),
        ({"text": WHOLE + "\n\nRead more: Ten walks for spring", "url": "https://portal.example/1"}, "a copy"),
        ({"text": WHOLE.split(". ", 1)[1], "url": "https://portal.example/1"}, "an excerpt"),
    ],
)
def test_the_article_in_print_again_is_left_out_and_the_report_says_so(tmp_path, about, reason):
    report = report_of(tmp_path / "request.json", [{"id": "again"} | about, {"id": "own", "text": TEXTS[0]}])
    assert [document.id for document in report.documents] == ["again", "own"]
    assert [one.document_id for one in report.coverage.left_out] == ["again"]
    assert reason in report.coverage.left_out[0].reason
    assert (report.coverage.documents, report.coverage.documents_read) == (2, 1)
    cited = {item.document_id for finding in report.findings for item in finding.evidence}
    assert cited == {"own"}


@pytest.mark.parametrize(
    "about",
    [
        {"text": f"{WHOLE}\n\n{NOTICE}", "url": ARTICLE["url"]},
        {"text": f"{NOTICE}\n\n{WHOLE}", "url": "https://portal.example/lifts"},
        {"text": CORRECTED, "url": ARTICLE["url"]},
    ],
)
def test_a_version_with_a_correction_is_read_and_supports_nothing_with_the_articles_own_words(tmp_path, about):
    report = report_of(tmp_path / "request.json", [{"id": "version"} | about])
    assert (report.coverage.left_out, report.coverage.documents_read) == ((), 1)
    assert any(finding.evidence for finding in report.findings)
    assert {finding.content.independent_support for finding in report.findings} == {0}
