"""What the page shows first, what it folds away, and that its arithmetic stands behind "Why"."""

import re
from collections.abc import Callable

import pytest
from lxml import html
from lxml.html import HtmlElement

from service.domain import Coverage, Finding, Report, Stance, Tie, TieKind, TieState, Verdict
from service.exports.briefing import briefing
from service.exports.html import page
from service.exports.safe import anchor
from service.exports.stacks import summary
from tests import building

from . import lode_hill

# A number, grade or letter that an editor has not met: g2, R5, Admiralty 3, rank 12, weight, .27, 0.30, graded, F.
ARITHMETIC = re.compile(
    r"\b(?:g\d+|R[1-6]|Admiralty|rank|index|weights?|graded?|[B-F])\b|(?<![\w.])0?\.\d+\b(?! s\b)", re.I
)


@pytest.fixture(scope="module")
def story() -> Report:
    return lode_hill.report()


@pytest.fixture(scope="module")
def shown(story: Report) -> HtmlElement:
    return html.fromstring(page(story))


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def box(shown: HtmlElement) -> HtmlElement:
    return shown.find_class("briefing")[0]


def card(shown: HtmlElement, name: str) -> HtmlElement:
    claim, _ = lode_hill.TOLD[name]
    return shown.get_element_by_id(anchor("claim", claim.id)).getparent().getparent()


# ---------------------------------------------------------------- before you publish


def test_the_box_stands_before_every_card_and_before_the_article(shown: HtmlElement) -> None:
    order = [element.get("class") for element in shown.iter("section", "article", "details")]
    assert order[0] == "briefing"
    assert shown.xpath("//main/*")[0] is box(shown)


def test_every_claim_that_something_independent_speaks_against_is_in_the_box_beside_its_contradiction(
    shown: HtmlElement, story: Report
) -> None:
    disputes = box(shown).find_class("dispute")
    assert len(disputes) == len(briefing(story).disputed) == 5
    for told, quotes in zip(
        disputes,
        (
            ["Taps ran dry in Upper Lode before ten on Sunday night", "The hospital itself had no mains water"],
            ["23:45 crews closed the last valve, leak stopped."],
            ["2 October 2029, two findings, both remedied"],
            ["The pumps of the works were still running at half past one"],
            ["Nine people were treated after the leak at Lode Hill"],
        ),
        strict=True,
    ):
        claim, denial = told.find_class("sides")[0]
        assert all(any(quote in words(one) for one in denial.iter("blockquote")) for quote in quotes)
        assert len(list(claim.iter("blockquote"))) == 1


def test_the_box_says_who_says_which_and_leads_to_the_card(shown: HtmlElement, story: Report) -> None:
    told = box(shown).find_class("dispute")[0]
    claim, denial = told.find_class("sides")[0]
    assert (
        words(claim)
        == "In the article: Verrin Water, organisation All 61,000 customers kept their supply throughout the night."
    )
    assert [words(one) for one in denial.find_class("side")] == [
        "Against it: Hill Radio",
        "Against it: Lode District Hospital",
    ]
    assert told.xpath("./h3/a/@href") == [f"#{anchor('claim', briefing(story).disputed[0])}"]


def test_who_speaks_within_a_document_and_who_passed_a_claim_on_are_named_in_the_box(story: Report) -> None:
    mayor, agency = building.claimant("the mayor"), building.claimant("Corvus")
    attribution = story.findings[0].claim.attribution.model_copy(update={"relayers": (agency,)})
    against = building.weighed(stance=Stance.REFUTES, group="g1", weight=0.5, speaker=mayor)
    disputed = building.finding(
        building.claim(attribution=attribution),
        content=building.corroboration(
            Verdict.WEAKLY_REFUTED, independent_refute=1, groups=(building.origin_group("g1", Stance.REFUTES),)
        ),
        evidence=(against,),
    )
    paper = building.document(publisher="Dock Weekly")
    told = box(html.fromstring(page(building.report(findings=(disputed,), documents=(paper,)))))
    assert "Harbour Board, group, told by Corvus, group" in words(told)
    assert "Against it: Dock Weekly quoting the mayor" in words(told)


def test_origins_beyond_the_third_are_named(story: Report) -> None:
    papers = [f"Paper {number}" for number in range(5)]
    evidence = tuple(
        building.weighed(stance=Stance.REFUTES, document_id=paper, group=f"g-{paper}", weight=0.5) for paper in papers
    )
    groups = tuple(building.origin_group(f"g-{paper}", Stance.REFUTES, [paper]) for paper in papers)
    content = building.corroboration(Verdict.CONTRADICTED, independent_refute=5, groups=groups)
    documents = tuple(building.document(id=paper, publisher=paper) for paper in papers)
    report = building.report(findings=(building.finding(content=content, evidence=evidence),), documents=documents)
    told = box(html.fromstring(page(report)))
    assert len(told.find_class("denial")) == 3
    assert "Also against it: Paper 3; Paper 4" in words(told)


def test_what_parties_dispute_and_what_the_lead_has_from_one_party_follow(shown: HtmlElement) -> None:
    told = words(box(shown))
    parties, alone = told.index("Parties contradict each other"), told.index("on one party's word alone")
    assert told.index("Nine people were treated") < parties < alone
    assert (
        "No more than 40 kilograms of the gas were lost. Verrin Water, organisation Lode Tenants' Union "
        "(an opponent of the claimant): At least 300 kilograms of chlorine were lost on Sunday."
    ) in told[parties:alone]
    assert "Chlorine escaped from a storage tank. Verrin Water, organisation" in told[alone:]


def test_a_contradiction_of_a_claim_whose_look_failed_elsewhere_is_in_the_box_and_changes_no_verdict() -> None:
    against = building.weighed(stance=Stance.REFUTES, group="g1", weight=0.5)
    failed = building.finding(
        verdict=Verdict.UNDETERMINED,
        evidence=(against,),
        failure=lode_hill.TIMED_OUT,
    )
    report = building.report(findings=(failed,), documents=(building.document(publisher="Dock Weekly"),))
    told = words(box(html.fromstring(page(report))))
    assert (
        f"but a document speaks against it claim 1 {building.WORDS} Harbour Board, group Dock Weekly: {building.WORDS}"
        in told
    )


def test_where_nothing_speaks_against_anything_the_box_says_so(story: Report) -> None:
    calm = [finding for finding in story.findings if finding.claim.id not in briefing(story).disputed]
    coverage = Coverage(passages=1, read=1, documents=3, documents_read=3)
    shown = html.fromstring(page(building.report(findings=calm, documents=story.documents, coverage=coverage)))
    assert words(box(shown).find_class("short")[0]).startswith(
        "No independent document contradicts a claim. 11 claims rest on one party alone."
    )
    assert not box(shown).find_class("dispute")


def test_a_report_stored_without_a_summary_has_the_same_page(story: Report) -> None:
    assert page(story.model_copy(update={"summary": None})) == page(story)


# ---------------------------------------------------------------- cards


def test_cards_are_folded_but_for_those_that_something_independent_speaks_against(
    shown: HtmlElement, story: Report
) -> None:
    cards = {
        element.find_class("inside")[0].get("id"): "open" in element.attrib for element in shown.find_class("fold")
    }
    assert cards == {anchor("claim", one.claim.id): one.claim.id in briefing(story).disputed for one in story.findings}


def test_cards_stand_in_the_order_in_which_a_desk_looks_and_know_their_place_in_the_article(
    shown: HtmlElement, story: Report
) -> None:
    order = [element.get("id") for element in shown.find_class("inside")]
    assert order == [anchor("claim", id) for id in summary(story).order]
    places = {
        element.find_class("inside")[0].get("id"): int(element.get("style").removeprefix("--place: "))
        for element in shown.find_class("card")
    }
    assert places == {anchor("claim", one.claim.id): one.claim.spans[0].start for one in story.findings}


def test_a_folded_card_shows_verdict_claim_claimant_and_the_evidence_to_read_first(shown: HtmlElement) -> None:
    told = words(card(shown, "lost").find("details/summary"))
    assert told == (
        "5 Claimed, not independently verified No more than 40 kilograms of the gas were lost. Verrin Water "
        "Parties contradict each other Refutes, as an opponent of the claimant: Lode Tenants' Union, "
        "At least 300 kilograms of chlorine were lost on Sunday."
    )


def test_nothing_that_an_editor_has_not_met_stands_outside_why(shown: HtmlElement) -> None:
    open_to_all = html.fromstring(html.tostring(shown))
    behind = [*open_to_all.find_class("why"), *open_to_all.iter("style"), open_to_all.get_element_by_id("receipt")]
    for element in behind:
        element.drop_tree()
    assert ARITHMETIC.findall(words(open_to_all)) == []


def test_the_arithmetic_is_behind_why_on_every_card_and_explained_there(shown: HtmlElement) -> None:
    for element in shown.find_class("card"):
        told = words(element.find_class("why")[0])
        assert "A rank, from 0 to 100, sorts claims" in told
        assert "An origin (g1, g2 …) is all that comes from one place" in told
        assert "Admiralty letters grade a source, from A, completely reliable" in told
    told = words(card(shown, "lost").find_class("why")[0])
    assert "Rank 21, Admiralty 6: truth cannot be judged" in told
    assert "g1 supports, strength 0.30" in told
    assert "R5, declared allies: both speak for Halden Utilities, by declaration" in told
    assert "weight 0.15; graded F, reliability cannot be judged yet" in told


def test_a_claim_that_nothing_bears_on_has_no_rank_beside_its_verdict(shown: HtmlElement) -> None:
    told = words(card(shown, "children"))
    assert "Is it so? Admiralty 6" in told
    assert "Rank 0" not in told


def test_a_source_that_disagrees_shows_beside_a_claim_that_is_borne_out(shown: HtmlElement) -> None:
    told = card(shown, "eleven").find("details/summary")
    assert "Probably true, one source disagrees" in words(told)
    assert told.xpath(".//use/@href")[:2] == ["#icon-supported", "#icon-refutes"]


def finding_with(**fields: object) -> Finding:
    return building.finding(verdict=Verdict.UNVERIFIED, **fields)


@pytest.mark.parametrize(
    ("finding", "documents", "told"),
    [
        (finding_with(), 2, "No document of this report supports or refutes it."),
        (finding_with(), 0, "There was no document to compare it with."),
        (finding_with(failure=lode_hill.TIMED_OUT), 2, "whether a document supports or refutes it is not known"),
    ],
)
def test_not_looked_could_not_look_and_found_nothing_differ(finding: Finding, documents: int, told: str) -> None:
    coverage = Coverage(passages=1, read=1, documents=documents, documents_read=documents)
    shown = html.fromstring(page(building.report(findings=(finding,), coverage=coverage)))
    assert told in words(shown.find_class("inside")[0])


def test_the_article_again_is_shown_as_no_evidence() -> None:
    again = building.finding(evidence=(building.weighed(stance=Stance.SUPPORTS, group=None),))
    shown = html.fromstring(
        page(building.report(findings=(again,), documents=(building.document(publisher="Mirror"),)))
    )
    told = words(shown.find_class("inside")[0])
    assert f"The article again, which is no evidence: 1 passage Mirror {building.WORDS}" in told


# ---------------------------------------------------------------- ties, and what was left out


def test_an_interested_origin_shows_the_words_that_tie_it_to_the_claimant(shown: HtmlElement) -> None:
    stacks = card(shown, "lost").find_class("interested")
    assert "Interested: speaks as the claimant itself" in words(stacks[1])
    assert "Verrin Water is owned by Halden Utilities: Halden Utilities, which owns Verrin Water" in words(stacks[1])


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (TieState.OPEN, "no editor has looked at it yet"),
        (TieState.ACCEPTED, "accepted by an editor"),
        (TieState.DENIED, "denied by an editor: the two count as apart"),
    ],
)
def test_who_belongs_with_whom_is_listed_with_the_words_their_source_and_what_an_editor_said(
    story: Report, state: TieState, told: str
) -> None:
    tie = Tie(
        parties=("Halden", "Verrin Water"),
        kind=TieKind.SAME,
        document_id="wire",
        span=building.span("Halden, as it is called"),
        state=state,
    )
    shown = html.fromstring(page(story.model_copy(update={"ties": (tie,)})))
    section = shown.xpath("//section[h2='Who belongs with whom']")[0]
    assert f"Halden is the same as Verrin Water: Halden, as it is called (document Norrin Press; {told})" in words(
        section
    )


def test_a_document_that_was_left_out_is_named_with_the_reason(shown: HtmlElement) -> None:
    assert words(shown.get_element_by_id("left-out")) == "Left out document Valley Mirror: It is a copy of the article."
    assert shown.xpath("//header//a[@href='#left-out']")


# ---------------------------------------------------------------- filters


def test_every_tone_and_every_claimant_that_is_there_can_be_chosen(shown: HtmlElement, story: Report) -> None:
    chosen = {words(label) for label in shown.find_class("choice")}
    assert {"All 24", "Disputed 5", "Supported 5", "Some support 2", "Claimed only 6", "Unverified 5"} <= chosen
    options = [words(option) for option in shown.iter("option")]
    assert options[0] == "anybody"
    assert "Verrin Water (5)" in options
    assert sum(int(re.search(r"\((\d+)\)$", option)[1]) for option in options[1:]) == len(story.findings)


def test_filters_hide_cards_and_never_the_box(shown: HtmlElement) -> None:
    style = shown.findtext(".//style")
    hidden = re.findall(r"body:has\(#(?:show|claimant)[^\n]*?:checked\) (\S+) \{ display: none; \}", style)
    choices, claimants = shown.xpath("//input[@name='show']"), list(shown.iter("option"))
    assert len(hidden) == len(choices[1:]) + len(claimants[1:])
    assert all(re.fullmatch(r"\.card:not\(\.[\w-]+\):not\(:has\(:target\)\)", rule) for rule in hidden)


def test_hostile_names_of_claimants_stay_words(story: Report, poison: Callable[..., Report], payload: str) -> None:
    usual = {element.tag for element in html.fromstring(page(story)).iter() if isinstance(element.tag, str)}
    shown = html.fromstring(page(poison(story, lambda text: f"{text} {payload}")))
    assert {element.tag for element in shown.iter() if isinstance(element.tag, str)} == usual
    assert not shown.xpath("//@*[starts-with(name(), 'on')]")
