"""What a desk takes from a verdict is held against the labels: contradictions that show, and alarms that are false."""

from collections import Counter

import pytest

from evals.gold import GoldClaim, GoldEvidence
from evals.suites.disputes import CONTESTED, METRICS, OPEN, REFUTED, SUPPORTED, by_counts, dispute_misses
from service.domain import Access, ClaimantKind, ClaimType, Match, Modality, Mode, Relation, Stance, Verdict
from tests.building import corroboration, finding, weighed

FIGURES = {metric.name: metric.of for metric in METRICS}
YES, NO, OPPONENT = Stance.SUPPORTS, Stance.REFUTES, Relation.ADVERSARY


def labelled(verdict, *told, support=0, refute=0):
    """A claim with evidence by (document, stance, relation)."""
    evidence = tuple(
        GoldEvidence(
            document=document,
            words="w",
            stance=stance,
            match=Match.EXACT,
            access=Access.DIRECT,
            relation=relation,
            origin=document,
        )
        for document, stance, relation in told
    )
    return GoldClaim(
        anchor="The bridge is shut.",
        claimant="Harbour Board",
        kind=ClaimantKind.GROUP,
        mode=Mode.INDIRECT,
        provenance=(),
        modality=Modality.CLAIMED,
        type=ClaimType.EVENT,
        checkworthy=True,
        evidence=evidence,
        verdict=verdict,
        independent_support=support,
        independent_refute=refute,
    )


def found(verdict, *told, support=0, refute=0, dissent=False):
    read = tuple(weighed(document_id=document, stance=stance) for document, stance in told)
    content = corroboration(verdict, independent_support=support, independent_refute=refute, dissent=dissent)
    return finding(evidence=read, content=content)


def measured(*pairs):
    """Every figure over pairs of gold and finding, and what was told as missed."""
    counts: Counter[str] = Counter(
        claims=len(pairs), contradicted_gold=sum(gold.independent_refute > 0 for gold, _ in pairs)
    )
    misses = [miss for gold, seen in pairs for miss in dispute_misses(gold, seen, counts)]
    return {name: of(counts) for name, of in FIGURES.items()}, [miss.what for miss in misses]


DENIED = labelled(Verdict.DOUBTFUL, ("wire", NO, Relation.THIRD_PARTY), refute=1)
BORNE_OUT = labelled(Verdict.PARTLY_CORROBORATED, ("wire", YES, Relation.THIRD_PARTY), support=1)
BARE = labelled(Verdict.UNVERIFIED)


@pytest.mark.parametrize(
    ("support", "refute", "says"), [(2, 0, SUPPORTED), (0, 1, REFUTED), (3, 1, CONTESTED), (0, 0, OPEN)]
)
def test_the_sources_on_each_side_say_one_of_four_things(support, refute, says):
    assert by_counts(support, refute) == says


@pytest.mark.parametrize(
    ("seen", "shown"),
    [
        (found(Verdict.WEAKLY_REFUTED, ("wire", NO)), 1),
        (found(Verdict.CONTESTED, ("wire", NO)), 1),
        (found(Verdict.CORROBORATED, ("wire", NO), dissent=True), 1),
        (found(Verdict.CORROBORATED, ("wire", NO)), 0),
        (found(Verdict.UNVERIFIED, ("wire", NO)), 0),
        (found(Verdict.NOT_CHECKABLE, ("wire", NO)), 0),
        (found(Verdict.UNVERIFIED, ("wire", YES)), None),
        (found(Verdict.UNVERIFIED, ("other", NO)), None),
        (found(Verdict.UNVERIFIED), None),
    ],
)
def test_a_contradiction_that_was_read_shows_or_is_missed(seen, shown):
    figures, misses = measured((DENIED, seen))
    assert figures["contradiction_shown"] == shown
    assert figures["contradiction_shown_overall"] == (shown or 0)
    assert misses == (["contradiction"] if shown == 0 else [])


def test_an_opponents_denial_is_no_contradiction():
    denial = labelled(Verdict.CLAIMANT_ONLY, ("rebels", NO, OPPONENT))
    figures, misses = measured((denial, found(Verdict.CLAIMANT_ONLY, ("rebels", NO))))
    assert (figures["contradiction_shown"], figures["contradiction_shown_overall"], misses) == (None, None, [])


@pytest.mark.parametrize(("gold", "alarm", "right"), [(BORNE_OUT, 0.5, 0.5), (BARE, 0.0, 0.5), (DENIED, 0.0, 1.0)])
def test_a_claim_that_is_borne_out_and_shown_as_disputed_is_a_false_alarm(gold, alarm, right):
    seen = found(Verdict.WEAKLY_REFUTED, ("wire", NO), refute=1)
    figures, misses = measured((gold, seen), (DENIED, seen))
    assert (figures["false_alarm"], figures["dispute_precision"]) == (alarm, right)
    assert ("false alarm" in misses) == (alarm > 0)


def test_what_is_counted_and_what_is_said_are_told_apart():
    seen = found(Verdict.UNVERIFIED, ("wire", NO), refute=1)
    figures, _ = measured((DENIED, seen), (BARE, found(Verdict.UNVERIFIED)))
    assert figures["verdict_by_counts_macro_f1"] == 1
    assert figures["verdict_by_label_macro_f1"] == pytest.approx((0 + 2 / 3) / 2)
