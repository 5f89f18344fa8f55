"""The short view: a line a claim, and what speaks against one first."""

import re

import pytest

from service.domain import (
    ClaimantKind,
    Coverage,
    Failure,
    Finding,
    LeftOut,
    Modality,
    Relation,
    Report,
    Stance,
    Summary,
    Suspicion,
    Unanchored,
    Verdict,
)
from service.exports.text import render
from tests import building
from tests.unit.exports import lode_hill

WORDS = "The council said on Monday that the east pier would stay shut until the spring, and that nobody was hurt."


def lines(report: Report, width: int = 100) -> list[str]:
    return render(report, width=width).splitlines()


def finding(number: int, stance: Stance | None = None, party: bool = False, words: str = WORDS, **claim) -> Finding:
    """A claim with one document's word on it, if any."""
    about = building.claim(words, id=f"clm_{number}", **claim)
    if stance is None:
        return building.finding(about)
    against = stance is Stance.REFUTES and not party
    relation = Relation.ALLY if party else Relation.THIRD_PARTY
    content = building.corroboration(
        Verdict.WEAKLY_REFUTED if against else Verdict.CLAIMANT_ONLY if party else Verdict.WEAKLY_SUPPORTED,
        independent_refute=int(against),
        groups=(building.origin_group("g1", stance, (f"d{number}",), interested=party),),
    )
    item = building.weighed(
        words, stance, document_id=f"d{number}", group="g1", relation=relation, span=building.span(WORDS)
    )
    return building.finding(about, content=content, evidence=(item,))


def report(*findings: Finding, **fields) -> Report:
    documents = tuple(
        building.document(WORDS, id=f"d{number}", publisher=f"Gazette {number}") for number in range(len(findings) + 1)
    )
    coverage = Coverage(passages=1, read=1, documents=len(documents), documents_read=len(documents))
    return building.report(findings=findings, **{"documents": documents, "coverage": coverage, **fields})


def crowded(disputed: int, claims: int = 24) -> Report:
    """A story of many claims, so many of them disputed, where all that can go wrong went wrong."""
    failure = Failure(stage="judge", subject="x", kind="model_unavailable", detail=WORDS)
    coverage = Coverage(
        passages=4,
        read=3,
        documents=26,
        documents_read=25,
        failures=(failure, failure.model_copy(update={"stage": "read"})),
        left_out=(LeftOut(document_id="d1", reason=WORDS),),
    )
    return report(
        *(finding(n, Stance.REFUTES if n <= disputed else Stance.SUPPORTS) for n in range(1, claims + 1)),
        article=building.article(WORDS, title=WORDS, outlet="The Bay Post", url="https://bay.example/pier"),
        coverage=coverage,
        suspicions=(Suspicion(span=building.span(WORDS), reason="speaks of a reply"),),
        unanchored=(Unanchored(passage_id="p1", text=WORDS, field="spans", reason="not there"),),
    )


@pytest.mark.parametrize("disputed", [0, 1, 3, 10, 11, 15, 21, 22, 24])
def test_a_story_of_24_claims_fits_one_screen(disputed: int) -> None:
    shown = lines(crowded(disputed))
    assert len(shown) <= 60
    assert max(map(len, shown)) <= 100
    assert sum("The council said on Monday" in line or "Harbour Board: " in line for line in shown) >= 24


def test_the_story_of_24_claims_has_what_is_disputed_on_top_of_one_screen() -> None:
    shown = lines(lode_hill.report())
    assert len(shown) <= 60
    head = shown.index("Before you publish: independent sources speak against 5 claims")
    box = shown[head + 1 : shown.index("", head)]
    assert [line[:17].split()[0] for line in box[::2]] == ["3", "4", "16", "7", "8"]
    assert all(re.match(r" +\d against +- ", line) for line in box[1::2])
    assert "“Taps ran dry in Upper Lode before ten on Sunday night”" in box[1]
    assert "  8 Probably true" in box[8]


@pytest.mark.parametrize("disputed", [3, 20])
def test_a_claim_that_something_speaks_against_has_the_words_below_it(disputed: int) -> None:
    shown = lines(crowded(disputed))
    head = shown.index(f"Before you publish: independent sources speak against {disputed} claims")
    assert re.match(r"  1 Disputed +Harbour Board: The council said", shown[head + 1])
    assert re.match(r"    1 against +- Gazette 1 “", shown[head + 2])


def test_where_all_of_the_words_have_room_they_are_all_told() -> None:
    shown = " ".join(render(report(finding(1, Stance.REFUTES))).split())
    assert f"1 against - Gazette 1 “{WORDS}”" in shown


def test_other_claims_have_one_line_each_with_verdict_words_speaker_and_evidence() -> None:
    story = report(finding(1), finding(2, Stance.SUPPORTS), finding(3, Stance.SUPPORTS, party=True))
    shown = lines(story)
    told = shown[shown.index("All claims, with the best evidence against each (-) or else for it (+)") + 1 :][:3]
    assert re.fullmatch(r"  1 Unverified    Harbour Board: The council said .*…", told[0])
    assert re.fullmatch(r"  2 Some support  Harbour Board: The council said .*… +\+ Gazette 2 “.*”", told[1])
    assert re.fullmatch(r"  3 Claimed only  Harbour Board: The council said .*… +\+ ally, Gazette 3 “.*”", told[2])


def test_the_order_is_the_summarys_and_the_number_the_place_in_the_report() -> None:
    story = report(*(finding(n) for n in range(1, 5)))
    summary = Summary(counts={}, order=("clm_3", "clm_1"), disputed=("clm_3",))
    shown = lines(story.model_copy(update={"summary": summary}))
    numbers = [int(match[1]) for line in shown if (match := re.match(r" +(\d+) [A-Z]", line))]
    assert numbers == [3, 1, 2, 4]
    assert "4 claims: 1 disputed, 3 unverified." in shown


def test_a_report_that_was_made_before_there_were_summaries_is_summed_up(report: Report) -> None:
    assert report.summary is None
    shown = render(report)
    assert shown.index("  6 Contradicted") < shown.index("  1 Confirmed")


def test_claims_are_counted_in_words(report: Report) -> None:
    counted = "8 claims: 3 disputed, 1 supported, 1 claimed only, 1 unverified, 1 not checkable, 1 not looked up."
    assert counted in lines(report)


def test_who_denies_a_thing_is_not_told_to_say_it() -> None:
    shown = render(report(finding(1, modality=Modality.DENIED, words="The pier is shut.")))
    assert "Harbour Board denies: The pier is shut." in shown


def test_a_name_that_what_is_said_begins_with_is_told_once() -> None:
    shown = render(report(finding(1, words="Harbour Board has shut the pier.")))
    assert "Harbour Board: …has shut the pier." in shown
    author = building.claimant("Bay Post", ClaimantKind.AUTHOR)
    assert "the article: The pier is shut." in render(report(finding(1, by=author, words="The pier is shut.")))


def test_a_claim_that_could_not_be_looked_up_says_why() -> None:
    failure = Failure(stage="judge", subject="clm_1", kind="model_unavailable", detail="No answer within 30 s.")
    failed = building.finding(verdict=Verdict.UNDETERMINED, failure=failure)
    assert "! No answer within 30 s." in render(report(failed))
    against = building.weighed(WORDS, Stance.REFUTES, document_id="d1", group="g1")
    shown = lines(report(failed.model_copy(update={"evidence": (against,)})))
    head = shown.index("Before you publish: independent sources speak against 1 claim")
    assert shown[head + 1].startswith("  1 Not looked up Harbour Board: ")
    assert shown[head + 2].startswith("    not counted   - Gazette 1 “")


def test_a_speaker_is_named_with_the_document_that_has_their_word() -> None:
    disputed = finding(1, Stance.REFUTES)
    speaker = building.claimant("a clerk")
    item = disputed.evidence[0].model_copy(update={"speaker": speaker})
    assert "- a clerk in Gazette 1 “" in render(report(disputed.model_copy(update={"evidence": (item,)})))


@pytest.mark.parametrize(
    ("story", "told"),
    [
        (report(finding(1)), "no independent source was found to speak against a claim"),
        (building.report(findings=(finding(1),)), "no document was there to speak against a claim"),
    ],
)
def test_that_nothing_speaks_against_a_claim_is_told_for_what_it_is(story: Report, told: str) -> None:
    assert f"Before you publish: {told}" in lines(story)


def test_an_article_without_claims_has_a_head_and_a_foot() -> None:
    shown = render(report())
    assert "No claims." in shown
    assert "Before you publish" not in shown


def test_what_went_wrong_or_was_left_out_is_counted_with_the_reason() -> None:
    shown = lines(crowded(1))
    assert "! 2 failures: judging the evidence, reading the article (--full tells)" in shown
    assert any(line.startswith("! 1 document left out: The council said") for line in shown)
    assert any(line.startswith("? 1 passage with orders to a machine") for line in shown)
    assert any(line.startswith("? 1 quotation by the analyst not found in the text") for line in shown)


@pytest.mark.parametrize("width", [40, 80])
def test_on_a_narrow_terminal_the_evidence_stands_below_its_claim(width: int) -> None:
    shown = lines(report(finding(1, Stance.SUPPORTS)), width)
    at = next(nth for nth, line in enumerate(shown) if line.startswith("  1 Some support  Harbour"))
    assert "Gazette" not in shown[at]
    assert "+ Gaz" in shown[at + 1]
