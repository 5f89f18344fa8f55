"""What must hold of weighing whatever the evidence: each property on many random cases."""

import re
from collections.abc import Sequence
from itertools import product
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain import (
    Access,
    Alliance,
    Claimant,
    ClaimantKind,
    Corroboration,
    Failure,
    Grade,
    Integrity,
    Match,
    Stance,
    Verdict,
)
from service.weighing.independence import Origins, interested
from service.weighing.said import said
from service.weighing.scoring import REFUTED, SUPPORTED, Tally, strengths, tally, undetermined
from tests import building
from tests.building import RULES, Told, article, claim, claimant, placed, told

CLAIM = claim("The Hill Front holds the river fort.", claimant("Hill Front", ClaimantKind.GROUP, "Northern Coalition"))
OPPOSED = Alliance(name="Western Pact", members=("Hill Front",), opponents=("Harbour Guard",))
SPEAKERS = (
    None,
    None,
    *(claimant(name) for name in ("Hill Front", "Lake Company", "Harbour Guard", "Monitor Six")),
    claimant("Northern Coalition"),
    claimant("a senior official", ClaimantKind.UNNAMED),
)
PUBLISHERS = ("Valley Post", "Coast Herald", "Meridian Wire", "Hill Front", "Lake Company", "Monitor Six", "Bay Times")
TEXTS = tuple(
    " ".join(f"{word}{n}" for n in range(16)) for word in ("alder", "birch", "cedar", "dogwood", "elm", "fir")
)


def item(
    id: str,
    stance: Stance,
    grade: Grade,
    access: Access,
    match: Match,
    integrity: Integrity,
    speaker: Claimant | None = None,
    publisher: str | None = None,
    text: str | None = None,
    **fields: Any,
) -> Told:
    """Evidence in a document; without publisher and text, one that shares nothing with any other."""
    paper = {
        "publisher": publisher or f"Gazette{id}",
        "text": text or " ".join(f"{id}word{n}" for n in range(16)),
        "grade": grade,
        "integrity": integrity,
        **{name: fields.pop(name) for name in ("owner", "wire") if name in fields},
    }
    return told(id, stance, access=access, match=match, speaker=speaker, paper=paper, **fields)


LABELS = st.sampled_from(tuple(product(Grade, Access, Match, Integrity)))
WHO = st.sampled_from(tuple(product(SPEAKERS, (None, None, *PUBLISHERS), (None, None, "Lund", "Hill Front"))))
WORDS = st.sampled_from(tuple(product((None, *TEXTS), (None, None, "Meridian", "Harbour Press"))))
CITES = ((), (), ("Monitor Six",), ("Hill Front",), ("Monitor Six", "Ida Bay"))
BASIS = st.sampled_from(tuple(product(CITES, ((), (), ("clip",), ("photo",)))))
TIES = st.builds(
    lambda who, words, basis: dict(
        zip(("speaker", "publisher", "owner", "text", "wire", "cites", "media"), (*who, *words, *basis), strict=True)
    ),
    WHO,
    WORDS,
    BASIS,
)
# Drawn from few choices and in few draws: generating must not take longer than weighing.
DRAFTS = st.tuples(st.sampled_from(Stance), LABELS, TIES)
ITEMS = st.lists(DRAFTS, max_size=5).map(
    lambda drafts: [item(f"d{n}", stance, *labels, **ties) for n, (stance, labels, ties) in enumerate(drafts)]
)
PACTS = st.lists(
    st.sampled_from(("Hill Front", "Lake Company", "Monitor Six", "Valley Post", "Coast Herald", "Ida Bay")),
    min_size=2,
    unique=True,
).map(lambda members: Alliance(name="Summer Pact", members=tuple(members)))


LADDER = tuple(
    Verdict(step)
    for step in "contradicted doubtful weakly_refuted contested unverified claimant_only weakly_supported"
    " partly_corroborated corroborated".split()
)


def origins(items: Sequence[Told], alliances: Sequence[Alliance] = (OPPOSED,)) -> Origins:
    return building.origins(CLAIM, items, alliances)


def judged(items: Sequence[Told], alliances: Sequence[Alliance] = (OPPOSED,)) -> Corroboration:
    return building.judged(CLAIM, items, alliances)


def summed(items: Sequence[Told], alliances: Sequence[Alliance] = (OPPOSED,)) -> Tally:
    return tally(strengths(origins(items, alliances), RULES), RULES)


def outcome(found: Corroboration) -> tuple[object, ...]:
    strengths_of = sorted((one.stance, one.interested, one.strength) for one in found.groups)
    counts = (found.independent_support, found.independent_refute, found.party_dispute)
    return (found.verdict, found.index, found.credibility, *counts, strengths_of)


@given(ITEMS.filter(bool), st.data())
def test_a_copy_adds_nothing(items: list[Told], data: st.DataObject) -> None:
    one, paper = data.draw(st.sampled_from(items))
    copied = one.model_copy(update={"document_id": "copy"})
    reprint = paper.model_copy(update={"id": "copy", "publisher": "Reprinter", "owner": None})
    before = judged(items)
    for copy in (paper.model_copy(update={"id": "copy"}), reprint):
        assert outcome(judged([*items, (copied, copy)])) == outcome(before)


@given(ITEMS, st.randoms(use_true_random=False))
def test_order_does_not_matter(items: list[Told], random: Any) -> None:
    mixed = list(items)
    random.shuffle(mixed)
    assert outcome(judged(mixed)) == outcome(judged(items))


@given(ITEMS, PACTS)
def test_declaring_who_stand_together_strengthens_neither_side(items: list[Told], pact: Alliance) -> None:
    before, after = summed(items, ()), summed(items, (pact,))
    assert after.support <= before.support
    assert after.independent_support <= before.independent_support
    assert after.refutation <= before.refutation
    assert after.independent_refutation <= before.independent_refutation
    if before.refutation == 0:
        assert after.index <= before.index


@given(ITEMS, LABELS, TIES)
def test_a_refutation_never_raises_the_index(items: list[Told], labels: Any, ties: dict[str, Any]) -> None:
    refutation = item("new", Stance.REFUTES, *labels, **{**ties, "text": None})
    before, after = judged(items), judged([*items, refutation])
    refuting = [sum(one.stance is Stance.REFUTES for one in found.groups) for found in (before, after)]
    assume(refuting[1] >= refuting[0])  # one that shows two refutations to be one origin does weaken them
    assert after.index <= before.index


@given(ITEMS, LABELS)
def test_new_independent_support_never_lowers_anything(items: list[Told], labels: Any) -> None:
    support = item("new", Stance.SUPPORTS, *labels)
    before, after = judged(items), judged([*items, support])
    assert after.index >= before.index
    assert after.independent_support == before.independent_support + 1
    assert after.verdict is Verdict.CONTESTED or LADDER.index(after.verdict) >= LADDER.index(before.verdict)
    assert summed([*items, support]).independent_support >= summed(items).independent_support


@given(ITEMS)
def test_interested_evidence_alone_stays_a_claim(items: list[Told]) -> None:
    partial = [one for one in items if interested(placed(CLAIM, one, (OPPOSED,)))]
    found = judged(partial)
    assert found.verdict in {Verdict.CLAIMANT_ONLY, Verdict.UNVERIFIED}
    assert (found.independent_support, found.independent_refute) == (0, 0)
    assert all(one.strength <= RULES.interested_cap for one in found.groups)


@given(ITEMS, st.text(min_size=1), st.booleans())
def test_a_failure_is_as_if_nothing_were_there_and_says_so(items: list[Told], detail: str, retryable: bool) -> None:
    failure = Failure(stage="judge", subject="c", kind="outside", detail=detail, retryable=retryable)
    found = undetermined(CLAIM, failure, RULES)
    assert (found.verdict, found.index, found.groups) == (Verdict.UNDETERMINED, 0, ())
    assert detail in found.rationale[0]
    heard = [(one, paper) for one, paper in items if one.stance is not Stance.NEUTRAL]
    assert outcome(judged(items)) == outcome(judged(heard))


@given(ITEMS)
def test_what_is_called_missing_would_make_the_difference_it_names(items: list[Told]) -> None:
    offered = item("new", Stance.SUPPORTS, Grade.F, Access.DIRECT, Match.EXACT, Integrity.PRESERVED)
    for line in judged(items).missing:
        if words := re.search(r"would make this “(.+)”\.", line):
            assert RULES.labels[judged([*items, offered]).verdict] == words[1]


@given(LABELS, st.lists(st.sampled_from(SPEAKERS[2:5]), max_size=3))
def test_one_independent_refutation_is_never_unverified_nor_a_partys_word_alone(
    labels: Any, parties: list[Claimant]
) -> None:
    refutation = item("new", Stance.REFUTES, *labels)
    own = [item(f"own{n}", Stance.SUPPORTS, *labels, speaker=claimant("Hill Front")) for n, _ in enumerate(parties)]
    found = judged([*own, refutation])
    assert found.verdict in REFUTED
    assert (found.independent_support, found.independent_refute) == (0, 1)


@given(ITEMS, LABELS)
def test_an_independent_refutation_never_leaves_a_verdict_as_good_as_it_was(items: list[Told], labels: Any) -> None:
    before, after = judged(items), judged([*items, item("new", Stance.REFUTES, *labels)])
    assert after.independent_refute == before.independent_refute + 1
    assert LADDER.index(after.verdict) <= LADDER.index(before.verdict)
    if before.verdict in SUPPORTED:
        assert after.dissent or after.verdict not in SUPPORTED
    assert after.verdict not in {Verdict.UNVERIFIED, Verdict.CLAIMANT_ONLY, Verdict.NOT_CHECKABLE}


@given(ITEMS)
def test_every_independent_refutation_shows_in_the_verdict(items: list[Told]) -> None:
    found = judged(items)
    if found.independent_refute:
        assert found.verdict in REFUTED or found.verdict is Verdict.CONTESTED or found.dissent


@given(ITEMS, st.sampled_from(Grade))
def test_every_number_stays_on_its_scale(items: list[Told], grade: Grade) -> None:
    found, grouped = judged(items), origins(items)
    heard = said(CLAIM, article(), grade, grouped.evidence, RULES)
    assert 0 <= found.index <= 100
    assert 0 <= heard.index <= 100
    assert 1 <= found.credibility <= 6
    assert all(0 <= one.weight <= 1 for one in grouped.evidence)
