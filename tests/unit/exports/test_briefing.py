from collections import Counter

import pytest

from service.domain import Coverage, Finding, LeftOut, Report, Stance, Verdict
from service.exports.briefing import against, briefing, in_short
from service.exports.stacks import stacks
from tests import building

from . import lode_hill

ONE_SIDE = Verdict.CLAIMANT_ONLY


@pytest.fixture(scope="module")
def story() -> Report:
    return lode_hill.report()


def names(ids: tuple[str, ...]) -> list[str]:
    """The claims as the story calls them."""
    return [next(name for name, (claim, _) in lode_hill.TOLD.items() if claim.id == id) for id in ids]


def test_the_story_is_what_a_desk_meets(story: Report) -> None:
    assert 390 <= len(story.article.body[: story.article.body_end].split()) <= 420
    assert Counter(finding.content.verdict for finding in story.findings) == {
        Verdict.CONTRADICTED: 1,
        Verdict.DOUBTFUL: 1,
        Verdict.WEAKLY_REFUTED: 1,
        Verdict.CONTESTED: 1,
        Verdict.CORROBORATED: 1,
        Verdict.PARTLY_CORROBORATED: 4,
        Verdict.WEAKLY_SUPPORTED: 2,
        Verdict.CLAIMANT_ONLY: 6,
        Verdict.UNVERIFIED: 5,
        Verdict.UNDETERMINED: 1,
        Verdict.NOT_CHECKABLE: 1,
    }


def test_what_an_independent_document_speaks_against_comes_first_and_then_what_parties_dispute(story: Report) -> None:
    told = briefing(story)
    assert names(told.disputed) == ["supply", "stopped", "inspected", "pumps", "eleven"]
    assert names(told.party_disputes) == ["lost"]
    assert names(told.alone) == ["tank"]


def test_a_claim_of_the_lead_that_one_party_alone_states_is_looked_at_and_one_further_down_is_not() -> None:
    body = "The Harbour Board says that the bridge is shut to every lorry until the end of this month.\n\nIt rains."
    lead, later = (
        building.finding(building.claim(words, id=words, spans=(building.span(words, body),)), verdict)
        for words, verdict in (("the bridge is shut", ONE_SIDE), ("It rains", Verdict.UNVERIFIED))
    )
    told = briefing(building.report(article=building.article(body), findings=(lead, later)))
    assert told.alone == ("the bridge is shut",)


def test_a_report_under_an_earlier_ruleset_shows_what_weighed_too_little_to_count() -> None:
    faint = building.origin_group("g1", Stance.REFUTES, strength=0.1)
    stored = building.finding(content=building.corroboration(independent_refute=0, groups=(faint,)))
    assert briefing(building.report(findings=(stored,))).disputed == (stored.claim.id,)


def test_every_independent_origin_that_speaks_against_a_claim_is_told_the_strongest_first(story: Report) -> None:
    supply = story.findings[list(lode_hill.TOLD).index("supply")]
    assert [one.publishers for one in against(stacks(supply, story))] == ["Hill Radio", "Lode District Hospital"]


def judged(verdict: Verdict, refuting: int = 0) -> Finding:
    content = building.corroboration(verdict, independent_refute=refuting)
    return building.finding(building.claim(id=f"{verdict}{refuting}"), content=content)


@pytest.mark.parametrize(
    ("findings", "documents", "read", "told"),
    [
        ([], 2, 2, "No claim was found."),
        ([judged(Verdict.CORROBORATED)], 2, 2, "No independent document contradicts a claim."),
        (
            [judged(Verdict.UNVERIFIED)],
            2,
            2,
            "No independent document contradicts a claim. 1 claim rests on one party alone.",
        ),
        (
            [judged(Verdict.UNVERIFIED), judged(ONE_SIDE)],
            0,
            0,
            "There was no document to compare with. 2 claims rest on one party alone.",
        ),
        (
            [judged(Verdict.UNDETERMINED)],
            2,
            0,
            "No document could be read, so nothing was compared. 1 claim could not be looked up.",
        ),
        (
            [judged(Verdict.WEAKLY_REFUTED, 1)],
            3,
            2,
            "1 claim is contradicted by an independent document. 1 document could not be read.",
        ),
        (
            [judged(Verdict.CONTRADICTED, 2), judged(Verdict.CONTESTED, 1)],
            2,
            2,
            "2 claims are contradicted by independent documents.",
        ),
    ],
)
def test_what_was_found_is_told_in_plain_words(findings: list[Finding], documents: int, read: int, told: str) -> None:
    coverage = Coverage(passages=1, read=1, documents=documents, documents_read=read)
    assert in_short(building.report(findings=findings, coverage=coverage)) == told


@pytest.mark.parametrize(
    ("documents", "read", "left", "told"),
    [
        (1, 0, 1, "There was no document to compare with."),
        (3, 2, 1, "No independent document contradicts a claim."),
        (3, 1, 1, "No independent document contradicts a claim. 1 document could not be read."),
        (2, 0, 1, "No document could be read, so nothing was compared."),
    ],
)
def test_what_was_left_out_is_no_document_that_could_not_be_read(
    documents: int, read: int, left: int, told: str
) -> None:
    left_out = tuple(LeftOut(document_id=f"d{n}", reason="It is a copy.") for n in range(left))
    coverage = Coverage(passages=1, read=1, documents=documents, documents_read=read, left_out=left_out)
    assert in_short(building.report(findings=[judged(Verdict.NOT_CHECKABLE)], coverage=coverage)) == told
