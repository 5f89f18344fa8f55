from dataclasses import dataclass

import pytest

from service.domain import Finding, Relation, Report, Stance, Tie, TieKind, TieState
from service.exports.stacks import stacks, summary, telling
from service.weighing.summary import summarised
from tests import building

FOR, AGAINST = Stance.SUPPORTS, Stance.REFUTES


@dataclass(frozen=True)
class Voice:
    """One document's word: its id, its stance, its origin, and whether it is a party's."""

    document: str
    stance: Stance
    strength: float
    party: bool = False
    group: str | None = None

    @property
    def origin(self) -> str:
        return self.group or f"g-{self.document}"


def about(*voices: Voice) -> tuple[Finding, Report]:
    """A claim that these voices bear on, and its report."""
    relation = {True: Relation.ALLY, False: Relation.THIRD_PARTY}
    items = tuple(
        building.weighed(
            stance=one.stance,
            document_id=one.document,
            group=one.origin,
            weight=one.strength,
            relation=relation[one.party],
        )
        for one in voices
    )
    origins = {one.origin: [other for other in voices if other.origin == one.origin] for one in voices}
    groups = tuple(
        building.origin_group(
            name,
            together[0].stance,
            [one.document for one in together],
            strength=max(one.strength for one in together),
            interested=all(one.party for one in together),
        )
        for name, together in origins.items()
    )
    found = building.finding(content=building.corroboration(groups=groups), evidence=items)
    return found, building.report(
        findings=(found,), documents=tuple(building.document(id=one.document) for one in voices)
    )


@pytest.mark.parametrize(
    ("voices", "first"),
    [
        ((), None),
        ((Voice("neutral", Stance.NEUTRAL, 0),), None),
        ((Voice("weak", AGAINST, 0.1), Voice("strong", AGAINST, 0.4)), "strong"),
        ((Voice("against", AGAINST, 0.1), Voice("for", FOR, 0.9)), "against"),
        ((Voice("party", AGAINST, 0.3, party=True), Voice("against", AGAINST, 0.1)), "against"),
        ((Voice("party", AGAINST, 0.3, party=True), Voice("for", FOR, 0.9)), "party"),
        ((Voice("party", FOR, 0.3, party=True), Voice("for", FOR, 0.1)), "for"),
        ((Voice("party", FOR, 0.3, party=True),), "party"),
        ((Voice("loud", AGAINST, 0.8, party=True, group="g1"), Voice("apart", AGAINST, 0.2, group="g1")), "apart"),
    ],
)
def test_what_is_told_first_speaks_against_and_has_no_side(voices: tuple[Voice, ...], first: str | None) -> None:
    shown = telling(*about(*voices))
    assert (shown.document.id if shown else None) == first


def test_a_report_stored_without_a_summary_is_summed_up_when_it_is_shown() -> None:
    _, stored = about(Voice("against", AGAINST, 0.4))
    assert stored.summary is None
    assert summary(stored) == summarised(stored.article, stored.findings)
    kept = summarised(stored.article, ())
    assert summary(stored.model_copy(update={"summary": kept})) is kept


def tie(one: str, other: str, state: TieState = TieState.OPEN) -> Tie:
    words = f"{one}, of {other}"
    return Tie(parties=(one, other), kind=TieKind.MEMBER, span=building.span(words), state=state)


@pytest.mark.parametrize(
    ("ties", "shown"),
    [
        ([tie("Salt Brigade", "Dune Guard")], [0]),
        ([tie("Dune Guard", "Salt Brigade")], [0]),
        ([tie("Salt Brigade", "Dune Guard", TieState.ACCEPTED)], [0]),
        ([tie("Salt Brigade", "Dune Guard", TieState.DENIED)], []),
        ([tie("Salt Brigade", "River Accord"), tie("Dune Guard", "River Accord")], [0, 1]),
        ([tie("Salt Brigade", "River Accord"), tie("Dune Guard", "Hill Accord")], []),
        ([tie("Salt Brigade", "River Accord"), tie("Dune Guard", "River Accord", TieState.DENIED)], []),
        ([tie("Salt Brigade", "Port Board")], []),
    ],
)
def test_an_interested_origin_shows_the_words_that_tie_it_to_the_claimant(ties: list[Tie], shown: list[int]) -> None:
    found, _ = about(Voice("brigade", FOR, 0.3, party=True))
    claimed = found.model_copy(update={"claim": building.claim(by="Dune Guard")})
    paper = building.document(id="brigade", publisher="Salt Brigade")
    report = building.report(findings=(claimed,), documents=(paper,), ties=tuple(ties))
    assert [list(ties).index(one) for one in stacks(claimed, report)[0].ties] == shown


def test_the_claimant_needs_no_tie_to_itself() -> None:
    found, _ = about(Voice("guard", FOR, 0.3, party=True))
    claimed = found.model_copy(update={"claim": building.claim(by="Dune Guard")})
    paper = building.document(id="guard", publisher="The Dune Guard")
    ties = (tie("Dune Guard", "River Accord"), tie("Dune Guard", "River Accord"))
    report = building.report(findings=(claimed,), documents=(paper,), ties=ties)
    assert stacks(claimed, report)[0].ties == ()


def test_an_independent_origin_shows_no_tie() -> None:
    found, report = about(Voice("guard", FOR, 0.3))
    own = found.claim.claimant.name
    assert stacks(found, report.model_copy(update={"ties": (tie("guard", own), tie(own, own))}))[0].ties == ()


def test_what_speaks_against_a_claim_stands_before_what_speaks_for_it() -> None:
    voices = (
        Voice("for", FOR, 0.9),
        Voice("ally", FOR, 0.3, party=True),
        Voice("against", AGAINST, 0.1),
        Voice("foe", AGAINST, 0.2, party=True),
    )
    shown = stacks(*about(*voices))
    assert [stack.group.documents for stack in shown] == [("against",), ("for",), ("foe",), ("ally",)]
