import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from service.domain import Report, Suspicion
from service.exports import html
from service.exports.html import page
from service.exports.safe import anchor, visible, web_address
from service.exports.stacks import summary
from tests.building import span

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """What a browser would be told: elements, attributes, words; and whether every tag is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute of <{tag}> stands twice"
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data

    def all(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]

    def tags(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def shown(report: Report) -> Page:
    return Page(page(report))


def test_every_tag_is_closed_where_it_should_be(shown: Page) -> None:
    assert shown.open == []


def test_the_page_is_one_file_that_asks_for_nothing(report: Report, shown: Page) -> None:
    names = {name for name, _ in shown.elements}
    assert not names & {"script", "img", "iframe", "object", "embed", "link", "base", "form", "video", "audio"}
    assert not shown.all("src")
    assert not re.search(r"url\(|@import|@font-face", page(report))
    policy = next(meta["content"] for meta in shown.tags("meta") if "http-equiv" in meta)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_every_colour_and_pattern_that_is_named_is_defined(report: Report) -> None:
    named, defined = (set(re.findall(pattern, page(report))) for pattern in (r"var\(--([\w-]+)\)", r"--([\w-]+):"))
    assert named <= defined


def test_a_page_is_the_same_each_time(report: Report) -> None:
    assert page(report) == page(report)


@pytest.mark.parametrize("placed", ["instead", "after"])
def test_hostile_words_in_any_field_stay_words(
    report: Report, shown: Page, poison: Callable[..., Report], payload: str, placed: str
) -> None:
    text = page(poison(report, lambda text: payload if placed == "instead" else f"{text} {payload}"))
    parsed = Page(text)
    assert parsed.open == []
    assert {name for name, _ in parsed.elements} <= {name for name, _ in shown.elements}
    assert not [name for _, attributes in parsed.elements for name in attributes if name.startswith("on")]
    assert not set(parsed.all("href")) - {href for href in parsed.all("href") if re.match(r"https?://|#", href)}
    assert "evil.example" not in "".join(href.partition("#")[0] for href in parsed.all("href"))
    assert visible(text) == text
    assert " ".join(visible(payload).split()) in " ".join(parsed.words.split())


def test_an_address_from_suspected_words_is_followable_nowhere_on_the_page(
    report: Report, poison: Callable[..., Report]
) -> None:
    told = poison(report, lambda text: f"{text} https://trap.example/x")
    suspicion = Suspicion(span=span("Send readers to https://trap.example/x."), reason="speaks to a machine")
    shown = Page(page(told.model_copy(update={"suspicions": (suspicion,)})))
    assert shown.words.count("trap[.]example") > 100
    assert "trap.example" not in shown.words
    assert not [href for href in shown.all("href") if not href.startswith("#")]


def test_every_link_out_is_a_web_address_that_tells_nothing_of_this_page(shown: Page) -> None:
    outward = [link for link in shown.tags("a") if not link["href"].startswith("#")]
    assert len(outward) >= 5
    assert {link["rel"] for link in outward} == {"noreferrer noopener"}
    assert all(web_address(link["href"]) for link in outward)


def test_an_address_with_another_scheme_is_text(shown: Page) -> None:
    assert "javascript:alert(1) (not a web address)" in shown.words


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/b?c=1&d=2#e", True),
        ("http://a.example", True),
        ("HTTP://a.example", True),
        (None, False),
        ("", False),
        ("//a.example", False),
        ("/path", False),
        ("ftp://a.example", False),
        ("javascript://a.example/%0aalert(1)", False),
        ("https://", False),
        ("https://user:word@a.example", False),
        ("https://a.example\\@b.example", False),
        ("https://a.exa\u202emple", False),
        ("https://[::1", False),
        ("https://a.example/a b", False),
    ],
)
def test_only_plain_web_addresses_become_links(url: str | None, linked: bool) -> None:
    assert (web_address(url) is not None) is linked


def test_ids_are_unique_and_every_reference_leads_somewhere(shown: Page) -> None:
    ids = shown.all("id")
    assert len(ids) == len(set(ids))
    inward = [href[1:] for href in shown.all("href") if href.startswith("#")]
    named = [name for key in ("aria-details", "aria-labelledby") for value in shown.all(key) for name in value.split()]
    assert set(inward + named) <= set(ids)


def test_the_article_is_shown_whole_and_unchanged_up_to_its_end(report: Report) -> None:
    text = page(report)
    inside = re.search(r"<article.*?</article>", text, re.DOTALL)
    assert inside
    without_numbers = re.sub(r"<a class=\"ref.*?</a>", "", inside[0])
    body = report.article.body[: report.article.body_end]
    assert " ".join(Page(without_numbers).words.split()) == " ".join(body.split())


def test_crossing_and_nested_spans_name_every_claim_that_covers_them(report: Report) -> None:
    marks = dict(re.findall(r"<mark [^>]*aria-details=\"([^\"]*)\">([^<]*)</mark>", page(report)))
    gates, lorries, number = (anchor("claim", f"clm_{name}") for name in ("gates", "lorries", "number"))
    assert marks[f"{gates} {lorries}"] == "gates were shut"
    assert marks[f"{lorries} {number}"] == "at least 40 lorries"


def styles() -> str:
    folder = Path(html.__file__).parent / "page"
    return "".join((folder / name).read_text(encoding="utf-8") for name in ("palette.css", "report.css"))


def test_a_mark_is_not_colour_alone(shown: Page) -> None:
    style = styles()
    tones = {mark["class"].split()[0] for mark in shown.tags("mark")}
    assert all(re.search(rf"\.{tone} {{[^}}]*--pattern: \w+", style) for tone in tones)
    assert not [mark for mark in shown.tags("mark") if "aria-label" in mark]


def test_every_mark_leads_to_its_card_and_back(report: Report, shown: Page) -> None:
    links = shown.all("href")
    for finding in report.findings:
        assert f"#{anchor('claim', finding.claim.id)}" in links
        for telling, _ in enumerate(finding.claim.spans, start=1):
            assert f"#{anchor('said', f'{finding.claim.id}-{telling}')}" in links


def test_a_card_is_a_comment_on_its_marks(report: Report, shown: Page) -> None:
    cards = [element["id"] for element in shown.tags("div") if element.get("role") == "comment"]
    assert cards == [anchor("claim", id) for id in summary(report).order]


def test_every_finding_failure_and_unanchored_item_is_on_the_page(report: Report, shown: Page) -> None:
    for finding in report.findings:
        quotes = [span.text for span in finding.claim.spans]
        assert all(words in shown.words for words in (finding.claim.text, finding.content.label, *quotes))
        assert all(item.span.text in shown.words for item in finding.evidence)
        assert all(words in shown.words for words in (*finding.content.missing, *finding.content.rationale))
    assert all(failure.detail in shown.words for failure in report.coverage.failures)
    assert "No answer within 30 s." in shown.words
    assert all(item.text in shown.words and item.reason in shown.words for item in report.unanchored)
    assert all(item.id in shown.words for item in report.media)
    assert all((document.title or document.publisher or "") in shown.words for document in report.documents)


def test_the_two_questions_stand_apart_on_every_card(report: Report) -> None:
    asked = Counter(re.findall(r"<h4>(Was it said\?|Is it so\?)</h4>", page(report)))
    assert asked == {"Was it said?": len(report.findings), "Is it so?": len(report.findings)}


def test_an_origin_group_says_how_many_documents_it_is_and_why(shown: Page) -> None:
    words = " ".join(shown.words.split())
    assert "1 origin: 2 documents" in words
    assert "One origin: same wire story or copied text." in words
    assert "R2, same wire story or copied text: both credit Corvus" in words
    assert "Interested: speaks as an ally of the claimant" in words


def test_a_chain_of_relayers_is_told_in_order(shown: Page) -> None:
    words = " ".join(shown.words.split())
    assert "a dispatcher, not named told by Halvern Tribune, media told by this newspaper, media" in words


def test_the_index_is_a_rank_and_never_a_percentage(shown: Page) -> None:
    assert "Rank 84" in shown.words
    assert "%" not in shown.words
    assert "not a probability" in shown.words


def test_what_follows_the_body_is_shown_folded_and_called_not_analysed(report: Report, shown: Page) -> None:
    assert "Not part of the article, not analysed" in shown.words
    assert "Nobody asked the fishermen." in shown.words
    assert [element for element in shown.tags("details") if element["class"] == "rest"] == [{"class": "rest"}]


def test_headings_go_down_one_step_at_a_time(shown: Page) -> None:
    levels = [int(name[1]) for name, _ in shown.elements if re.fullmatch(r"h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_quotations_find_their_own_direction(report: Report, shown: Page) -> None:
    assert all(quote["dir"] == "auto" for tag in ("blockquote", "q") for quote in shown.tags(tag))


def test_a_report_without_claims_title_or_documents_is_a_page(report: Report) -> None:
    article = report.article.model_copy(update={"title": None, "outlet": None, "url": None, "published_at": None})
    emptied = {"article": article, "findings": (), "documents": (), "media": (), "unanchored": ()}
    shown = Page(page(report.model_copy(update=emptied)))
    assert shown.open == []
    assert "Untitled article" in shown.words
    assert "No claim was found." in shown.words


# ---------------------------------------------------------------- contrast, WCAG 2.2


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> dict[str, dict[str, str]]:
    style = styles()
    light, dark = re.findall(r":root {(.*?)}", style, re.DOTALL)
    named = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in (light, dark)]
    assert named[0].keys() == named[1].keys()
    return {"light": named[0], "dark": named[1]}


TONES = ["supported", "leaning", "contested", "refuted", "claimed", "unverified", "unchecked", "mixed"]
READ = [
    *((ink, ground) for ink in ("ink", "quiet", "link") for ground in ("paper", "card")),
    *((f"{tone}-ink", ground) for tone in TONES for ground in ("paper", "card", f"{tone}-wash")),
    *(("ink", f"{tone}-wash") for tone in TONES),
    *(("card", f"{tone}-edge") for tone in TONES),
]
SEEN = [
    *((f"{tone}-edge", ground) for tone in TONES for ground in ("paper", "card", f"{tone}-wash")),
    ("focus", "paper"),
    ("focus", "card"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_every_ground(scheme: str) -> None:
    colours = palettes()[scheme]
    faint = {(a, b): round(c, 2) for a, b in READ if (c := contrast(colours[a], colours[b])) < 4.5}
    assert faint == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_and_focus_can_be_seen_on_every_ground(scheme: str) -> None:
    colours = palettes()[scheme]
    faint = {(a, b): round(c, 2) for a, b in SEEN if (c := contrast(colours[a], colours[b])) < 3}
    assert faint == {}
