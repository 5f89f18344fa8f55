"""What evidence weighs, which verdict it comes to, and whether a thing was said."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from service.domain import (
    Access,
    Alliance,
    Attribution,
    Channel,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimType,
    Corroboration,
    Evidence,
    Failure,
    Grade,
    Integrity,
    Interest,
    Mode,
    Provenance,
    SaidVerdict,
    Stance,
    Verdict,
)
from service.errors import BadInput
from service.weighing.independence import Origins
from service.weighing.ruleset import load_ruleset
from service.weighing.said import said
from service.weighing.scoring import corroborate, undetermined
from service.weighing.wanted import wanted
from tests import building
from tests.building import RULES, Told, claimant, span, told

SHIPPED = Path("service/weighing/ruleset.toml")
COALITION = ("Northern Coalition",)
CLAIMANT = claimant("Hill Front", ClaimantKind.GROUP, *COALITION)
ARTICLE = building.article("", outlet="Valley Post")


def claim(**fields: Any) -> Claim:
    return building.claim("Regime forces had retreated from the river fort.", **{"by": CLAIMANT, **fields})


def item(
    id: str,
    grade: str = "F",
    access: Access = Access.DIRECT,
    integrity: Integrity = Integrity.PRESERVED,
    stance: Stance = Stance.SUPPORTS,
    speaker: str | None = None,
    kind: ClaimantKind = ClaimantKind.GROUP,
    affiliations: tuple[str, ...] = (),
    **fields: Any,
) -> Told:
    """A piece of evidence in a document of its own, whose publisher no other shares."""
    by = claimant(speaker, kind, *affiliations) if speaker else None
    paper = {"grade": Grade(grade), "integrity": integrity}
    return told(id, stance, access=access, speaker=by, paper=paper, **fields)


def judged(*items: Told, of: Claim | None = None, alliances: tuple[Alliance, ...] = ()) -> Corroboration:
    return building.judged(of or claim(), items, alliances)


# ---------------------------------------------------------------- the worked example

OFFICIAL, SECOND, GONE = Access.OFFICIAL_STATEMENT, Access.NAMED_SECONDARY, Integrity.MISSING
FEEDS = (
    item("feed", "D", OFFICIAL, GONE, speaker="Hill Front"),
    item("feed-2", "D", OFFICIAL, GONE, speaker="River Brigade", affiliations=COALITION),
    item("feed-3", "D", OFFICIAL, GONE, speaker="Lake Company", affiliations=COALITION),
)
VIDEO = item("video", "D", Access.MEDIA_UNVERIFIED, Integrity.LIVE, speaker="Soldiers of Dawn", affiliations=COALITION)
RELAY = item("relay", "B", Access.RELAY, speaker="Hill Front")
MONITOR = item("monitor", "C", SECOND, cites=("River Monitor",))
COPIES = tuple(item(f"copy-{n}", "B", Access.RELAY, speaker="River Monitor") for n in range(13))
ADMISSION = item("state-tv", "D", OFFICIAL, speaker="military source")
WITNESS = item("agency", "B")
DENIAL = item("denial", "D", OFFICIAL, stance=Stance.REFUTES, speaker="Defence Ministry")
LOCALS = tuple(item(f"local-{n}", "C") for n in range(3))
ANONYMOUS = tuple(
    item(f"paper-{n}", "B", Access.ANONYMOUS, speaker="a senior official", kind=ClaimantKind.UNNAMED) for n in range(2)
)
RELAYS = (*FEEDS, VIDEO, RELAY)
PACT = Alliance(
    name="Northern Coalition",
    members=("Hill Front", "River Brigade", "Lake Company", "Soldiers of Dawn"),
    opponents=("military source", "Defence Ministry"),
)


@pytest.mark.parametrize(
    ("items", "groups", "index", "verdict", "credibility"),
    [
        (FEEDS, 1, 10, Verdict.CLAIMANT_ONLY, 6),
        (RELAYS, 1, 22, Verdict.CLAIMANT_ONLY, 3),
        ((*RELAYS, MONITOR), 2, 43, Verdict.WEAKLY_SUPPORTED, 3),
        ((*RELAYS, MONITOR, *COPIES), 2, 43, Verdict.WEAKLY_SUPPORTED, 3),
        ((*RELAYS, MONITOR, *COPIES, ADMISSION), 3, 64, Verdict.PARTLY_CORROBORATED, 2),
        ((*RELAYS, MONITOR, *COPIES, ADMISSION, WITNESS), 4, 89, Verdict.CORROBORATED, 1),
        ((*RELAYS, DENIAL), 2, 19, Verdict.CLAIMANT_ONLY, 3),
        ((WITNESS, item("other", "B", stance=Stance.REFUTES)), 2, 19, Verdict.CONTESTED, 3),
        ((WITNESS,), 1, 75, Verdict.PARTLY_CORROBORATED, 2),
        (LOCALS[:2], 2, 70, Verdict.PARTLY_CORROBORATED, 2),
        (LOCALS, 3, 80, Verdict.CORROBORATED, 1),
        (ANONYMOUS, 1, 30, Verdict.WEAKLY_SUPPORTED, 3),
    ],
)
def test_the_worked_example_comes_out(
    items: tuple[Told, ...], groups: int, index: int, verdict: Verdict, credibility: int
) -> None:
    found = judged(*items, alliances=(PACT,))
    assert (len(found.groups), found.index, found.verdict, found.credibility) == (groups, index, verdict, credibility)
    assert found.label == RULES.labels[verdict]
    assert found.ruleset == RULES.version


def test_the_gate_holds_even_if_the_editor_forgets_to_declare_the_alliance() -> None:
    found = judged(*RELAYS)
    assert (len(found.groups), found.index, found.verdict, found.credibility) == (4, 40, Verdict.CLAIMANT_ONLY, 3)


@pytest.mark.parametrize(
    ("items", "verdict"),
    [
        ((item("a", "B", stance=Stance.REFUTES),), Verdict.DOUBTFUL),
        ((item("a", "B", stance=Stance.REFUTES), item("b", "C", stance=Stance.REFUTES)), Verdict.CONTRADICTED),
        ((item("a", "C", Access.MEDIA_UNVERIFIED),), Verdict.WEAKLY_SUPPORTED),
        ((item("a", "C", Access.MEDIA_UNVERIFIED, stance=Stance.REFUTES),), Verdict.WEAKLY_REFUTED),
        ((item("a", "E", Access.RELAY, stance=Stance.REFUTES),), Verdict.WEAKLY_REFUTED),
        ((item("a", "E", stance=Stance.REFUTES), FEEDS[0]), Verdict.WEAKLY_REFUTED),
        ((item("a", stance=Stance.REFUTES), *RELAYS), Verdict.DOUBTFUL),
        ((item("a", stance=Stance.REFUTES), item("b", stance=Stance.REFUTES)), Verdict.DOUBTFUL),
        ((item("a"), item("b", stance=Stance.REFUTES)), Verdict.CONTESTED),
        ((WITNESS, item("b", "D", stance=Stance.REFUTES)), Verdict.CONTESTED),
        ((WITNESS, item("b", "D", Access.ANONYMOUS, stance=Stance.REFUTES)), Verdict.PARTLY_CORROBORATED),
        ((item("a", "D", Access.ANONYMOUS), item("b", "B", stance=Stance.REFUTES)), Verdict.DOUBTFUL),
        ((item("a", "F", Access.RELAY),), Verdict.WEAKLY_SUPPORTED),
        ((item("a", "E"),), Verdict.UNVERIFIED),
        ((item("a", "E"), FEEDS[0]), Verdict.CLAIMANT_ONLY),
        ((item("a", "B", stance=Stance.NEUTRAL),), Verdict.UNVERIFIED),
    ],
)
def test_the_other_gates_open_in_their_order(items: tuple[Told, ...], verdict: Verdict) -> None:
    assert judged(*items).verdict is verdict


def test_parties_on_both_sides_are_a_party_dispute() -> None:
    found = judged(FEEDS[0], DENIAL, alliances=(PACT,))
    assert found.party_dispute
    assert (found.independent_support, found.independent_refute) == (0, 0)
    assert not judged(FEEDS[0], WITNESS).party_dispute


def test_an_outlet_that_prints_the_claimants_word_lifts_no_cap() -> None:
    own = item("own", "B", speaker="Hill Front", media=("v",))
    found = judged(own, item("stranger", "E", media=("v",)))
    assert [one.strength for one in found.groups] == [0.3]
    assert found.verdict is Verdict.CLAIMANT_ONLY


@pytest.mark.parametrize(
    ("items", "dissent", "label"),
    [
        ((WITNESS, item("b", "E", stance=Stance.REFUTES)), True, "Probably true, one source disagrees"),
        (
            (*LOCALS, item("b", "E", stance=Stance.REFUTES)),
            True,
            "Confirmed by independent sources, one source disagrees",
        ),
        (
            (*LOCALS, *(item(f"e{n}", "E", stance=Stance.REFUTES) for n in range(2))),
            True,
            "Confirmed by independent sources, 2 sources disagree",
        ),
        ((item("a", "E"), item("b", "B", stance=Stance.REFUTES)), True, "Doubtful, one source disagrees"),
        ((WITNESS, DENIAL), False, "Probably true"),
        ((WITNESS, item("b", "B", stance=Stance.REFUTES)), False, "Independent sources disagree"),
        ((WITNESS,), False, "Probably true"),
    ],
)
def test_an_independent_source_on_the_side_that_lost_is_told(
    items: tuple[Told, ...], dissent: bool, label: str
) -> None:
    found = judged(*items, alliances=(PACT,))
    assert (found.dissent, found.label) == (dissent, label)


@pytest.mark.parametrize("kind", [ClaimType.OPINION, ClaimType.PREDICTION])
def test_an_opinion_or_a_prediction_is_not_checkable_while_nothing_bears_on_it(kind: ClaimType) -> None:
    found = judged(item("a", "B", stance=Stance.NEUTRAL), of=claim(type=kind))
    assert (found.verdict, found.credibility, found.groups) == (Verdict.NOT_CHECKABLE, 6, ())
    assert judged(WITNESS, of=claim(type=kind)).verdict is Verdict.PARTLY_CORROBORATED
    assert judged(item("a", stance=Stance.REFUTES), of=claim(type=kind)).verdict is Verdict.DOUBTFUL


@pytest.mark.parametrize(
    ("one", "interest"),
    [
        (FEEDS[0], Interest.CLAIMANT),
        (item("ally", speaker="Lake Company"), Interest.ALLY),
        (DENIAL, Interest.OPPONENT),
        (WITNESS, None),
    ],
)
def test_a_group_says_whose_side_it_is_on(one: Told, interest: Interest | None) -> None:
    (group,) = judged(one, alliances=(PACT,)).groups
    assert (group.interest, group.interested) == (interest, interest is not None)


@pytest.mark.parametrize(
    ("looked", "line"),
    [
        (0, "There was no document to read: nothing was looked for."),
        (1, "1 document was read; none bears on this claim."),
        (7, "7 documents were read; none bears on this claim."),
    ],
)
def test_not_looked_and_found_nothing_differ(looked: int, line: str) -> None:
    found = corroborate(claim(), Origins(), RULES, looked=looked)
    assert (found.verdict, found.index, found.rationale) == (Verdict.UNVERIFIED, 0, (line,))


def test_a_failed_look_concludes_nothing_and_says_so() -> None:
    failure = Failure(stage="judge", subject="c", kind="outside", detail="The reader hung up.", retryable=True)
    found = undetermined(claim(), failure, RULES)
    assert (found.verdict, found.index, found.groups) == (Verdict.UNDETERMINED, 0, ())
    assert "The reader hung up." in found.rationale[0]
    assert found.missing == ("Trying again may help.",)
    assert undetermined(claim(type=ClaimType.OPINION), failure, RULES).verdict is Verdict.NOT_CHECKABLE


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (item("a", "B", integrity=Integrity.LIVE), "B .75 × direct 1 × exact 1 × live .9 = .68"),
        (item("a", "D", SECOND, speaker="military source"), "D as C .5 × admission .9 × exact 1 × preserved 1 = .45"),
        (item("a", "C", SECOND, speaker="military source"), "C .5 × admission .9 × exact 1 × preserved 1 = .45"),
        (item("a", "B", SECOND, speaker="military source"), "B .75 × admission .9 × exact 1 × preserved 1 = .68"),
        (item("a", "E", SECOND), "E .05 × named secondary .6 × exact 1 × preserved 1 = .03"),
        (item("a", stance=Stance.NEUTRAL), "Neutral: not weighed."),
    ],
)
def test_a_weight_says_how_it_came_about(one: Told, reason: str) -> None:
    """What stands first among its reasons is how it was placed."""
    (weighed,) = building.origins(claim(), [one], (PACT,)).evidence
    assert weighed.reasons[1:] == (reason,)


def test_what_is_neutral_weighs_nothing() -> None:
    (weighed,) = carried(item("a", "A", stance=Stance.NEUTRAL))
    assert (weighed.weight, weighed.group) == (0.0, None)


def test_the_rationale_reads_as_sentences() -> None:
    found = judged(FEEDS[0], RELAY, MONITOR)
    assert found.rationale == (
        "1 independent origin in support, 0 against; 1 interested origin on either side.",
        "Support .43, of it independent .3; refutation 0, of it independent 0: index 43.",
        "g1 supports, an interested party, .23: feed, relay.",
        "g1 weighs as its best item, relay: B .75 × relay .3 × exact 1 × preserved 1 = .23.",
        "g1: feed and relay are one origin (R4): both are the word of Hill Front.",
        "g2 supports, independent, .3: monitor.",
        "g2 weighs as its best item, monitor: C .5 × named secondary .6 × exact 1 × preserved 1 = .3.",
    )


REPORTER = "Another outlet's own reporter at the place, or somebody named who saw it."
PROBABLE = "Any of these, from a source without a side, would make this “Probably true”."
BOTH = "What the sources on either side rest on: both cannot be right."


@pytest.mark.parametrize(
    ("items", "lines"),
    [
        ((), (REPORTER, PROBABLE)),
        ((FEEDS[0],), (REPORTER, PROBABLE)),
        ((MONITOR,), (REPORTER, PROBABLE)),
        (LOCALS[:2], (REPORTER, PROBABLE.replace("Probably true", "Confirmed by independent sources"))),
        ((item("a", "B", stance=Stance.REFUTES),), (BOTH, REPORTER)),
        (
            (WITNESS, item("a", "E", stance=Stance.REFUTES)),
            (BOTH, REPORTER, PROBABLE.replace("Probably true", "Confirmed by independent sources")),
        ),
    ],
)
def test_what_is_missing_is_what_a_reporter_can_get_and_what_it_would_bring(
    items: tuple[Told, ...], lines: tuple[str, ...]
) -> None:
    assert judged(*items).missing == lines


@pytest.mark.parametrize(
    ("kind", "known", "named"),
    [
        (
            ClaimType.NUMERICAL,
            Provenance(channel=Channel.DOCUMENT, span=span("the tribunal's result sheet")),
            "result sheet",
        ),
        (ClaimType.EVENT, Provenance(channel=Channel.VIDEO), "first upload"),
        (ClaimType.QUOTE, Provenance(channel=Channel.NEWS_REPORT), "recording or a transcript"),
        (ClaimType.CAUSAL, Provenance(channel=Channel.COURT_RECORD), "docket number"),
        (ClaimType.EVENT, Provenance(channel=Channel.ANONYMOUS), "under their own name"),
    ],
)
def test_what_is_missing_follows_from_what_is_said_and_how_it_is_known(
    kind: ClaimType, known: Provenance, named: str
) -> None:
    lines = judged(of=claim(type=kind, provenance=(known,))).missing
    assert any(named in line for line in lines)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("kind", ClaimType)
def test_nobody_is_told_that_an_unnamed_source_would_do(kind: ClaimType, channel: Channel) -> None:
    lines = wanted(claim(type=kind, provenance=(Provenance(channel=channel),)))
    assert not re.search(r"\b(?:anonymous|unnamed|an official|insider)\b", " ".join(lines), re.I)
    assert bool(lines) is (kind is not ClaimType.OPINION)


def test_nothing_is_missing_from_what_is_confirmed() -> None:
    assert judged(*LOCALS).missing == ()


# ---------------------------------------------------------------- was it said?


def provenance(channel: Channel) -> tuple[Provenance, ...]:
    return (Provenance(channel=channel),)


CHIEF = Claimant(name="Sami Dar", kind=ClaimantKind.PERSON)
ACCOUNTS = Claimant(name="accounts", kind=ClaimantKind.UNNAMED)


@pytest.mark.parametrize(
    ("fields", "grade", "verdict", "index"),
    [
        ({"attribution": Attribution(mode=Mode.OWN_VOICE)}, "F", SaidVerdict.OWN_VOICE, 100),
        ({"provenance": provenance(Channel.SOCIAL_POST)}, "B", SaidVerdict.CONFIRMED, 75),
        ({"provenance": provenance(Channel.SOCIAL_POST)}, "F", SaidVerdict.PROBABLE, 50),
        ({"provenance": provenance(Channel.NEWS_REPORT)}, "B", SaidVerdict.REPORTED, 45),
        ({}, "A", SaidVerdict.PROBABLE, 57),
        ({"attribution": Attribution(mode=Mode.INDIRECT, relayers=(CHIEF,))}, "B", SaidVerdict.REPORTED, 22),
        ({"by": ACCOUNTS, "provenance": provenance(Channel.VIDEO)}, "B", SaidVerdict.UNNAMED, 30),
    ],
)
def test_whether_it_was_said_rests_on_how_the_article_knows(
    fields: Mapping[str, Any], grade: str, verdict: SaidVerdict, index: int
) -> None:
    found = said(claim(**fields), ARTICLE, Grade(grade), (), RULES)
    assert (found.verdict, found.index) == (verdict, index)
    assert found.rationale


def carried(*items: Told) -> tuple[Evidence, ...]:
    return building.origins(claim(), items).evidence


def test_the_claimants_own_publication_all_but_settles_that_it_was_said() -> None:
    own = carried(told("feed", paper={"grade": Grade.E, "integrity": Integrity.PRESERVED, "publisher": "Hill Front"}))
    found = said(claim(), ARTICLE, Grade.F, own, RULES)
    assert (found.verdict, found.index) == (SaidVerdict.CONFIRMED, 96)


def test_copies_of_the_claimants_word_count_once() -> None:
    relays = [item(f"relay-{n}", "B", Access.RELAY, speaker="Hill Front") for n in range(5)]
    one, five = (said(claim(), ARTICLE, Grade.F, carried(*relays[:n]), RULES) for n in (1, 5))
    assert one.index == five.index == 58


def test_other_peoples_word_does_not_tell_whether_it_was_said() -> None:
    assert said(claim(), ARTICLE, Grade.F, carried(WITNESS, MONITOR), RULES) == said(
        claim(), ARTICLE, Grade.F, (), RULES
    )


def test_a_claimant_who_says_otherwise_elsewhere_makes_the_saying_disputed() -> None:
    denial = carried(item("denial", "B", stance=Stance.REFUTES, speaker="Hill Front"))
    found = said(claim(provenance=provenance(Channel.INTERVIEW)), ARTICLE, Grade.B, denial, RULES)
    assert found.verdict is SaidVerdict.DISPUTED
    assert found.index < 75


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("B = 0.75", "B = 1.75", "/reliability/B"),
        ("F = 0.50", "", "/reliability"),
        ("damping = 0.8", "", "/damping"),
        ('version = "2026.2"', 'version = ""', "/version"),
        ("counts = 0.15", 'counts = 0.15\ncolour = "red"', "/colour"),
        ("contested_ratio = 3", "contested_ratio = 0.5", "/gates/contested_ratio"),
        ("topic = 0.4", "topical = 0.4", "/match/topical/[key]"),
        ('unverified = "Unverified"', "", "/labels"),
    ],
)
def test_a_wrong_ruleset_names_its_key(tmp_path: Path, old: str, new: str, field: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "ruleset.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_ruleset(path)
    assert caught.value.field == field
