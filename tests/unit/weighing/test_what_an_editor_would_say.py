"""Sets of evidence and what an editor makes of each, in the words of the table of verdicts: agreed on before the code
was asked. Documents came with the request, so their words are held; whoever has no letter is one nobody has judged."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from service.domain import (
    Access,
    Alliance,
    Claim,
    ClaimantKind,
    ClaimType,
    Corroboration,
    Grade,
    Integrity,
    Match,
    Relation,
    Stance,
    Verdict,
    Weighed,
)
from service.weighing.independence import group
from service.weighing.scoring import corroborate, weigh
from tests.building import RULES, Told, claim, claimant, judged, placed, told

A, B, C, D, E = Grade.A, Grade.B, Grade.C, Grade.D, Grade.E
SECOND_HAND, STATEMENT, ANONYMOUS = Access.NAMED_SECONDARY, Access.OFFICIAL_STATEMENT, Access.ANONYMOUS
RELAY, VERIFIED, UNVERIFIED_FOOTAGE = Access.RELAY, Access.MEDIA_VERIFIED, Access.MEDIA_UNVERIFIED
PARTIAL, TOPIC = Match.PARTIAL, Match.TOPIC
TODAY = datetime(2024, 6, 10, tzinfo=UTC)
PACT = Alliance(name="Coast Pact", members=("Harbour Board", "Ferry Guild"), opponents=("Road Union",))
ENDED = PACT.model_copy(update={"valid_to": datetime(2020, 1, 1, tzinfo=UTC)})
ACCORD = Alliance(name="Hill Accord", members=("Salt Brigade", "Dune Guard"))
WIRE = "The bridge over the strait has been shut to lorries and cars since early on Monday, the engineer on duty said."


def yes(id: str, grade: Grade | None = None, **fields: Any) -> Told:
    """A document that supports the claim, at first hand and on the very thing unless the fields say otherwise."""
    paper = {"grade": grade, "integrity": Integrity.PRESERVED, **fields.pop("paper", {})}
    return told(id, fields.pop("stance", Stance.SUPPORTS), paper=paper, **fields)


def no(id: str, grade: Grade | None = None, **fields: Any) -> Told:
    """A document that refutes it."""
    return yes(id, grade, stance=Stance.REFUTES, **fields)


class Row(NamedTuple):
    """A set of evidence, what an editor says of it, and how many independent sources speak for it and against it.
    `tied`: who belongs with the claimant by the words of the article."""

    because: str
    evidence: tuple[Told, ...]
    verdict: Verdict
    support: int = 0
    refute: int = 0
    dissent: bool = False
    about: Claim = claim()
    alliances: tuple[Alliance, ...] = ()
    tied: tuple[str, ...] = ()


OPINION = claim(type=ClaimType.OPINION)
PREDICTION = claim(type=ClaimType.PREDICTION)
FEED = yes("feed", speaker="Harbour Board", access=STATEMENT)
ALLY = yes("guild", A, speaker="Ferry Guild", access=STATEMENT)
OPPONENT = no("union", speaker="Road Union", access=STATEMENT)
ADMISSION = yes("union", speaker="Road Union", access=STATEMENT)
RESIDENTS = claimant("residents", ClaimantKind.UNNAMED)
COPIES = tuple(no(f"paper{n}", paper={"text": WIRE}) for n in range(5))

NOTHING_INDEPENDENT = (
    Row("nobody has written of it", (), Verdict.UNVERIFIED),
    Row("a paper on the bridge leaves open whether it is shut", (yes("n", stance=Stance.NEUTRAL),), Verdict.UNVERIFIED),
    Row("a matter of taste that nobody else took up", (), Verdict.NOT_CHECKABLE, about=OPINION),
    Row("what will be cannot be looked up", (), Verdict.NOT_CHECKABLE, about=PREDICTION),
    Row("a paper that leaves it open bears nothing out", (yes("n", stance=Stance.NEUTRAL),), Verdict.NOT_CHECKABLE,
        about=OPINION),
    Row("repeating one's forecast does not make it checkable", (FEED,), Verdict.NOT_CHECKABLE, about=PREDICTION),
    Row("only the claimant's own feed", (FEED,), Verdict.CLAIMANT_ONLY),
    Row("three papers quote the claimant, which is one voice",
        tuple(yes(f"p{n}", B, speaker="Harbour Board", access=STATEMENT) for n in range(3)), Verdict.CLAIMANT_ONLY),
    Row("a declared ally repeats it, however good its paper", (ALLY,), Verdict.CLAIMANT_ONLY, alliances=(PACT,)),
    Row("feed and ally are one side", (FEED, ALLY), Verdict.CLAIMANT_ONLY, alliances=(PACT,)),
    Row("its own press office, by the article's words", (yes("office", speaker="Quay Office", access=STATEMENT),),
        Verdict.CLAIMANT_ONLY, tied=("Quay Office",)),
    Row("feed, press office and daughter firm are one side", (FEED, yes("office", B, speaker="Quay Office"),
        yes("firm", B, speaker="Tug Company")), Verdict.CLAIMANT_ONLY, tied=("Quay Office", "Tug Company")),
    Row("an opponent's denial is a party's word", (OPPONENT,), Verdict.CLAIMANT_ONLY, alliances=(PACT,)),
    Row("each side says its own", (FEED, OPPONENT), Verdict.CLAIMANT_ONLY, alliances=(PACT,)),
    Row("the claimant took it back, so it cannot be printed",
        (no("feed", speaker="Harbour Board", access=STATEMENT),), Verdict.DOUBTFUL),
)  # fmt: skip

FOR_IT = (
    Row("two outlets that are trusted saw it", (yes("n", A), yes("s", B)), Verdict.CORROBORATED, 2),
    Row("two usually reliable outlets saw it", (yes("n", B), yes("s", B)), Verdict.CORROBORATED, 2),
    Row("a reliable outlet saw it and an unknown one too", (yes("n", B), yes("s")), Verdict.CORROBORATED, 2),
    Row("three strangers saw it apart from each other", (yes("n"), yes("s"), yes("w")), Verdict.CORROBORATED, 3),
    Row("two strangers saw it, but nobody knows them", (yes("n"), yes("s")), Verdict.PARTLY_CORROBORATED, 2),
    Row("the best of outlets, but one", (yes("n", A),), Verdict.PARTLY_CORROBORATED, 1),
    Row("a reliable outlet, but one", (yes("n", B),), Verdict.PARTLY_CORROBORATED, 1),
    Row("one fairly reliable reporter on the spot", (yes("n", C),), Verdict.PARTLY_CORROBORATED, 1),
    Row("one stranger is not yet probable", (yes("n"),), Verdict.WEAKLY_SUPPORTED, 1),
    Row("one doubtful outlet", (yes("n", D),), Verdict.WEAKLY_SUPPORTED, 1),
    Row("a stranger bears out a part", (yes("n", match=PARTIAL),), Verdict.WEAKLY_SUPPORTED, 1),
    Row("a stranger has it from a named engineer", (yes("n", access=SECOND_HAND),), Verdict.WEAKLY_SUPPORTED, 1),
    Row("a stranger passes on what others print", (yes("n", access=RELAY),), Verdict.WEAKLY_SUPPORTED, 1),
    Row("a reliable outlet passes it on", (yes("n", B, access=RELAY),), Verdict.WEAKLY_SUPPORTED, 1),
    Row("two reliable outlets, each with an unnamed official", (yes("n", B, access=ANONYMOUS),
        yes("s", B, access=ANONYMOUS)), Verdict.WEAKLY_SUPPORTED, 2),
    Row("a known liar bears nothing out", (yes("n", E),), Verdict.UNVERIFIED, 1),
    Row("two known liars bear nothing out", (yes("n", E), yes("s", E)), Verdict.UNVERIFIED, 2),
    Row("a stranger's hearsay on something near it", (yes("n", access=RELAY, match=TOPIC),), Verdict.UNVERIFIED, 1),
    Row("footage that a reliable outlet placed and dated", (yes("n", B, access=VERIFIED),),
        Verdict.PARTLY_CORROBORATED, 1),
    Row("footage that nobody placed or dated", (yes("n", access=UNVERIFIED_FOOTAGE),), Verdict.WEAKLY_SUPPORTED, 1),
    Row("a good outlet shows footage that it could not verify", (yes("n", B, access=UNVERIFIED_FOOTAGE),),
        Verdict.WEAKLY_SUPPORTED, 1),
    Row("residents in two papers need not be the same", tuple(
        yes(p, B, speaker=RESIDENTS, access=SECOND_HAND) for p in ("n", "s")), Verdict.PARTLY_CORROBORATED, 2),
    Row("the other side admits it against its own interest", (ADMISSION,), Verdict.PARTLY_CORROBORATED, 1,
        alliances=(PACT,)),
    Row("an admission and a reliable outlet on the spot", (ADMISSION, yes("n", B)), Verdict.CORROBORATED, 2,
        alliances=(PACT,)),
    Row("an admission that only a known liar prints", (yes("n", E, speaker="Road Union", access=STATEMENT),),
        Verdict.WEAKLY_SUPPORTED, 1, alliances=(PACT,)),
    Row("an ally adds nothing to a reliable outlet", (ALLY, yes("n", B)), Verdict.PARTLY_CORROBORATED, 1,
        alliances=(PACT,)),
    Row("the pact ended years ago, so its paper is a stranger to the claim", (yes("g", B, speaker="Ferry Guild"),),
        Verdict.PARTLY_CORROBORATED, 1, alliances=(ENDED,)),
    Row("the denial is only the opponent's", (yes("n", B), OPPONENT), Verdict.PARTLY_CORROBORATED, 1,
        alliances=(PACT,)),
    Row("a forecast that the printed timetable bears out", (yes("n", B),), Verdict.PARTLY_CORROBORATED, 1,
        about=PREDICTION),
    Row("a judgement that rests on a figure, and the register has the figure", (yes("n", B),),
        Verdict.PARTLY_CORROBORATED, 1, about=OPINION),
)  # fmt: skip

ONE_ORIGIN = (
    Row("four papers print one wire", tuple(yes(f"p{n}", B, paper={"text": WIRE}) for n in range(4)),
        Verdict.PARTLY_CORROBORATED, 1),
    Row("two pages of one publisher", tuple(yes(p, B, paper={"publisher": "Strait Times"}) for p in ("n", "s")),
        Verdict.PARTLY_CORROBORATED, 1),
    Row("one outlet rests on the other", (yes("n", B), yes("s", access=RELAY, cites=("Gazette n",))),
        Verdict.PARTLY_CORROBORATED, 1),
    Row("both have it from one ministry", tuple(
        yes(p, B, access=SECOND_HAND, cites=("Transport Ministry",)) for p in ("n", "s")), Verdict.WEAKLY_SUPPORTED, 1),
    Row("both show one photo", tuple(yes(p, B, access=VERIFIED, media=("ph1",)) for p in ("n", "s")),
        Verdict.PARTLY_CORROBORATED, 1),
    Row("two members of one bloc speak as one", (yes("n", B, speaker="Salt Brigade", access=STATEMENT),
        yes("s", B, speaker="Dune Guard", access=STATEMENT)), Verdict.WEAKLY_SUPPORTED, 1, alliances=(ACCORD,)),
    Row("five papers print one stranger's refutation", COPIES, Verdict.DOUBTFUL, 0, 1),
    Row("two papers of one owner", tuple(no(p, B, paper={"owner": "Quay Holdings"}) for p in ("n", "s")),
        Verdict.DOUBTFUL, 0, 1),
)  # fmt: skip

AGAINST_IT = (
    Row("one stranger on the spot says no", (no("n"),), Verdict.DOUBTFUL, 0, 1),
    Row("one stranger says no, and the claimant's feed is no answer", (FEED, no("n")), Verdict.DOUBTFUL, 0, 1),
    Row("a stranger passes on a no against the claimant's feed", (FEED, no("n", access=RELAY)),
        Verdict.WEAKLY_REFUTED, 0, 1),
    Row("two strangers say no, but nobody knows them", (no("n"), no("s")), Verdict.DOUBTFUL, 0, 2),
    Row("three strangers say no", (no("n"), no("s"), no("w")), Verdict.CONTRADICTED, 0, 3),
    Row("a reliable outlet says no, but one", (no("n", B),), Verdict.DOUBTFUL, 0, 1),
    Row("the best of outlets says no, but one", (no("n", A),), Verdict.DOUBTFUL, 0, 1),
    Row("a trusted outlet and a stranger say no", (no("n", A), no("s")), Verdict.CONTRADICTED, 0, 2),
    Row("two reliable outlets say no", (no("n", B), no("s", B)), Verdict.CONTRADICTED, 0, 2),
    Row("a stranger contradicts a part", (no("n", match=PARTIAL),), Verdict.WEAKLY_REFUTED, 0, 1),
    Row("an unnamed official says no", (no("n", access=ANONYMOUS),), Verdict.WEAKLY_REFUTED, 0, 1),
    Row("a stranger passes on a no", (no("n", access=RELAY),), Verdict.WEAKLY_REFUTED, 0, 1),
    Row("two strangers pass on two noes", (no("n", access=RELAY), no("s", access=RELAY)), Verdict.WEAKLY_REFUTED, 0, 2),
    Row("a doubtful outlet says no", (no("n", D),), Verdict.WEAKLY_REFUTED, 0, 1),
    Row("a doubtful outlet's hearsay is still a no", (no("n", D, access=RELAY),), Verdict.WEAKLY_REFUTED, 0, 1),
    Row("a known liar's no is shown, and no more", (no("n", E),), Verdict.WEAKLY_REFUTED, 0, 1),
    Row("the claimant's word does not outweigh even a known liar", (FEED, no("n", E)), Verdict.WEAKLY_REFUTED, 0, 1),
    Row("a page that only stands on the web can change", (no("n", paper={"integrity": Integrity.LIVE}),),
        Verdict.WEAKLY_REFUTED, 0, 1),
    Row("the ally's yes is no answer to a stranger's no", (ALLY, no("n")), Verdict.DOUBTFUL, 0, 1, alliances=(PACT,)),
    Row("press office and feed against a stranger's hearsay", (FEED, yes("office", speaker="Quay Office"),
        no("n", access=RELAY)), Verdict.WEAKLY_REFUTED, 0, 1, tied=("Quay Office",)),
    Row("the opponent's no adds nothing to a reliable outlet's", (OPPONENT, no("n", B)), Verdict.DOUBTFUL, 0, 1,
        alliances=(PACT,)),
    Row("a forecast against the printed timetable", (no("n", B),), Verdict.DOUBTFUL, 0, 1, about=PREDICTION),
    Row("a judgement whose figure a stranger's record denies", (no("n"),), Verdict.DOUBTFUL, 0, 1, about=OPINION),
    Row("a forecast that hearsay denies", (no("n", access=RELAY),), Verdict.WEAKLY_REFUTED, 0, 1, about=PREDICTION),
)  # fmt: skip

BOTH_WAYS = (
    Row("two strangers on the spot, yes and no", (yes("n"), no("s")), Verdict.CONTESTED, 1, 1),
    Row("a reliable yes does not silence a stranger on the spot", (yes("n", B), no("s")), Verdict.CONTESTED, 1, 1),
    Row("two reliable ayes do not silence a stranger on the spot", (yes("n", B), yes("w", B), no("s")),
        Verdict.CONTESTED, 2, 1),
    Row("three strangers for, one against", (yes("n"), yes("w"), yes("e"), no("s")), Verdict.CONTESTED, 3, 1),
    Row("a trusted no, and a stranger on the spot who says yes", (no("n", A), yes("s")), Verdict.CONTESTED, 1, 1),
    Row("hearsay against hearsay", (yes("n", access=RELAY), no("s", access=RELAY)), Verdict.CONTESTED, 1, 1),
    Row("one paper quotes two engineers who disagree", (yes("n", speaker="Ana Quill", access=SECOND_HAND),
        no("n", speaker="Ben Marsh", access=SECOND_HAND)), Verdict.CONTESTED, 1, 1),
    Row("two known liars disagree", (yes("n", E), no("s", E)), Verdict.CONTESTED, 1, 1),
    Row("two trusted outlets against a stranger's hearsay", (yes("n", A), yes("w", B), no("s", access=RELAY)),
        Verdict.CORROBORATED, 2, 1, dissent=True),
    Row("two trusted outlets against a known liar", (yes("n", A), yes("w", B), no("s", E)), Verdict.CORROBORATED, 2, 1,
        dissent=True),
    Row("two of the best against a stranger who denies a part", (yes("n", A), yes("w", A), no("s", match=PARTIAL)),
        Verdict.CORROBORATED, 2, 1, dissent=True),
    Row("two reliable outlets against two hearsays", (yes("n", B), yes("w", B), no("s", access=RELAY),
        no("e", access=RELAY)), Verdict.CORROBORATED, 2, 2, dissent=True),
    Row("two trusted outlets against one hearsay in three papers", (yes("n", A), yes("w", B), *(
        no(f"p{n}", access=RELAY, paper={"text": WIRE}) for n in range(3))), Verdict.CORROBORATED, 2, 1, dissent=True),
    Row("a reliable outlet against hearsay", (yes("n", B), no("s", access=RELAY)), Verdict.PARTLY_CORROBORATED, 1, 1,
        dissent=True),
    Row("a stranger bears out a part, a known liar says no", (yes("n", match=PARTIAL), no("s", E)),
        Verdict.WEAKLY_SUPPORTED, 1, 1, dissent=True),
    Row("a reliable no against hearsay", (no("n", B), yes("s", access=RELAY)), Verdict.DOUBTFUL, 1, 1, dissent=True),
    Row("an unnamed official is no match for a stranger on the spot", (no("n"), yes("s", access=ANONYMOUS)),
        Verdict.DOUBTFUL, 1, 1, dissent=True),
    Row("a stranger's no against a known liar's yes", (no("n"), yes("s", E)), Verdict.DOUBTFUL, 1, 1, dissent=True),
    Row("two reliable noes against hearsay", (no("n", B), no("w", B), yes("s", access=RELAY)), Verdict.CONTRADICTED,
        1, 2, dissent=True),
    Row("two noes against a stranger's hearsay of a part", (no("n", B), no("w"),
        yes("s", access=RELAY, match=PARTIAL)), Verdict.CONTRADICTED, 1, 2, dissent=True),
)  # fmt: skip

ROWS = (*NOTHING_INDEPENDENT, *FOR_IT, *ONE_ORIGIN, *AGAINST_IT, *BOTH_WAYS)
NOT_YET = {  # where the table says otherwise than the editor, and what it says
    "repeating one's forecast does not make it checkable": "claimant_only: the claimant's own word bears on it",
    "the claimant took it back, so it cannot be printed": "claimant_only: all interested words weigh alike",
    "one stranger is not yet probable": "partly_corroborated: one ungraded source at first hand just reaches .50",
    "a good outlet shows footage that it could not verify": "partly_corroborated: B times .70 is above .50",
    "the other side admits it against its own interest": "weakly_supported: C times .90 is below .50",
    "two known liars disagree": "weakly_refuted with dissent: neither counts, and what speaks against is shown",
    "two of the best against a stranger who denies a part": "contested: .35 is just over a third of .99",
    "an unnamed official is no match for a stranger on the spot": "contested: .20 is over a third of .50",
}


def _marked(row: Row):
    reason = NOT_YET.get(row.because)
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(row, marks=marks, id=row.because.replace(" ", "-"))


def test_what_is_held_against_the_table_is_a_row():
    assert NOT_YET.keys() <= {row.because for row in ROWS}
    assert len({row.because for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", [_marked(row) for row in ROWS])
def test_the_verdict_is_the_one_an_editor_gives(row):
    found = _judged(row)
    counted = (found.independent_support, found.independent_refute)
    assert (found.verdict, found.dissent, *counted) == (row.verdict, row.dissent, row.support, row.refute)


def _judged(row: Row) -> Corroboration:
    if not row.tied:
        return judged(row.about, row.evidence, row.alliances, TODAY)
    papers = {paper.id: paper for _, paper in row.evidence}
    items = [weigh(_tied(row, one), RULES) for one in row.evidence]
    return corroborate(row.about, group(row.about, items, papers, row.alliances, TODAY), RULES, looked=len(papers))


def _tied(row: Row, one: Told) -> Weighed:
    item = placed(row.about, one, row.alliances, TODAY)
    belongs = item.speaker is not None and item.speaker.name in row.tied
    return item.model_copy(update={"relation": Relation.TIED}) if belongs else item
