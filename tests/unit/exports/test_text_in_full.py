import re

from service.domain import (
    Coverage,
    LeftOut,
    OriginGroup,
    Relation,
    Report,
    Stance,
    Tie,
    TieKind,
    TieState,
    Verdict,
)
from service.exports.text import Detail, render
from tests import building

FULL, WHY = Detail(full=True), Detail(why=True)


def flat(report: Report, detail: Detail = FULL) -> str:
    return " ".join(render(report, width=2000, detail=detail).split())


def test_every_finding_failure_and_unanchored_item_is_told(report: Report) -> None:
    text = flat(report, WHY)
    for finding in report.findings:
        quotes = [span.text for span in finding.claim.spans]
        assert all(words in text for words in (finding.claim.text, finding.content.label.upper(), *quotes))
        assert all(words in text for words in (*finding.content.missing, *finding.content.rationale))
        assert all(reason in text for item in finding.evidence if item.group for reason in item.reasons)
        assert all(stage.name in text for stage in finding.claim.attribution.relayers)
    assert "No answer within 30 s. (claim 3: model unavailable; trying again may help)" in text
    assert all(item.id in text for item in report.media)


def test_what_went_wrong_is_told_without_the_reasons_as_well(report: Report) -> None:
    text = flat(report)
    assert "2 failures, listed below." in text
    assert all(failure.detail in text for failure in report.coverage.failures)
    assert all(item.text in text and item.reason in text for item in report.unanchored)


def test_a_claim_is_told_by_its_number_and_no_other(report: Report) -> None:
    detail = Detail(claims=(6, 2))
    assert re.findall(r"(?m)^ +(\d+) [A-Z]", render(report, detail=detail)) == ["2", "6"]
    text = flat(report, detail)
    assert "6 CONTRADICTED BY INDEPENDENT SOURCES Denied: Four gates" in text
    assert "! 2 failures: reading the documents, judging the evidence (--full tells)" in text
    assert "ruleset 2031.1" in text


def test_what_speaks_against_a_claim_comes_first(report: Report) -> None:
    text = flat(report, Detail(claims=(8,)))
    assert "1 independent source against it, 1 for it. - against it: Port Inspector “one crane fire”" in text
    assert text.index("against it: Port Inspector") < text.index("for it: Dock Weekly")


def test_origins_are_told_with_their_publishers_interest_and_rule(report: Report) -> None:
    text = flat(report)
    assert "+ for it: Corvus Wire “All nine gates of Halvern port were shut” (first-hand, on this very point)" in text
    assert "one source with Inland Post because: same wire story or copied text, both credit Corvus" in text
    assert "- against it: Halvern Port Company “four gates were open all day”" in text
    assert "not independent: an opponent of the claimant. company states it." in text
    assert "= neither for nor against: Market Day" in text


def test_with_the_reasons_each_letter_and_number_has_its_words(report: Report) -> None:
    text = flat(report, Detail(claims=(1,), why=True))
    assert "grade B: usually reliable" in text
    assert "same wire story or copied text (rule R2), both credit Corvus" in text
    assert "origin g2, which weighs .75" in text
    assert "Rank 84 of 100, and 75 that it was said: sorts claims" in text
    assert "Scale 1, confirmed by other sources: the Admiralty scale" in text


def test_evidence_of_a_claim_whose_look_failed_is_told_for_what_it_is() -> None:
    group = {"group": "g1", "relation": Relation.THIRD_PARTY}
    against = building.weighed("It is open.", Stance.REFUTES, document_id="d", **group)
    failed = building.finding(verdict=Verdict.UNDETERMINED, evidence=(against,))
    text = flat(building.report(findings=(failed,), documents=(building.document("It is open.", publisher="Bay"),)))
    assert "- against it, and not counted, since the look failed: Bay “It is open.”" in text
    assert "neither for nor against" not in text


def test_ties_are_told_with_their_words_and_what_an_editor_said() -> None:
    words = "Ahr, which belongs to Jay"
    tie = Tie(parties=("Ahr", "Jay"), kind=TieKind.MEMBER, span=building.span(words), state=TieState.DENIED)
    other = Tie(parties=("Press Office", "Board"), kind=TieKind.VOICE, document_id="d", span=building.span(words))
    documents = (building.document(publisher="Bay Post"),)
    text = flat(building.report(ties=(tie, other), documents=documents))
    assert f"- Ahr is part of Jay: “{words}” (the article; denied by an editor: the two count as apart)" in text
    assert f"- Press Office speaks for Board: “{words}” (document Bay Post; no editor has looked at it yet)" in text


def test_a_tied_party_is_told_with_the_words_that_tie_it() -> None:
    words = "Bay Press Office speaks for Harbour Board"
    tie = Tie(parties=("Bay Press Office", "Harbour Board"), kind=TieKind.VOICE, span=building.span(words))
    item = building.weighed("It is shut.", document_id="d", group="g1", relation=Relation.TIED)
    content = building.corroboration(groups=(building.origin_group("g1", interested=True),))
    finding = building.finding(content=content, evidence=(item,))
    documents = (building.document("It is shut.", publisher="Bay Press Office"),)
    text = flat(building.report(findings=(finding,), documents=documents, ties=(tie,)), Detail(claims=(1,)))
    assert f"{words}: “{words}”" in text


def test_the_article_in_another_version_is_told_as_no_evidence_and_stands_for_nothing() -> None:
    item = building.weighed("It is shut.", document_id="d")
    finding = building.finding(evidence=(item,))
    made = building.report(findings=(finding,), documents=(building.document("It is shut.", publisher="Portal"),))
    assert "= the article again, which is no evidence: Portal" in flat(made)
    assert "for it" not in flat(made)
    assert "Portal" not in flat(made, Detail())


def test_documents_that_were_left_out_are_told_with_the_reason() -> None:
    left_out = (LeftOut(document_id="copy", reason="It is a copy of the article."),)
    coverage = Coverage(passages=1, read=1, documents=1, documents_read=0, left_out=left_out)
    assert "! copy: It is a copy of the article." in flat(building.report(coverage=coverage))


def test_interest_that_was_kept_is_told() -> None:
    item = building.weighed("It is shut.", document_id="d", group="g1", relation=Relation.TIED)
    group: OriginGroup = building.origin_group("g1", interested=True, interest="tied")
    finding = building.finding(content=building.corroboration(groups=(group,)), evidence=(item,))
    text = flat(building.report(findings=(finding,), documents=(building.document("It is shut."),)))
    assert "not independent: on the claimant's side, by the text's own words." in text
