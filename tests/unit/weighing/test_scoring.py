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
from service.weighing.scoring import Origin, corroborate, undetermined, verdict_of, weigh
from service.weighing.wanted import wanted
from tests import building
from tests.building import RULES, Told, claimant, span, told

SHIPPED = Path("service/weighing/ruleset.toml")
COALITION = ("Northern Coalition",)
CLAIMANT = claimant("Hill Front", ClaimantKind.GROUP, *COALITION)
ARTICLE = building.article("", outlet="Valley Post")
AGAINST = Stance.REFUTES


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
DENIAL = item("denial", "D", OFFICIAL, stance=AGAINST, speaker="Defence Ministry")
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
        ((WITNESS, item("other", "B", stance=AGAINST)), 2, 19, Verdict.CONTESTED, 3),
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
    ("items", "verdict", "credibility"),
    [
        ((item("a", "B", stance=AGAINST),), Verdict.DOUBTFUL, 4),
        ((item("a", "B", stance=AGAINST), item("b", "C", stance=AGAINST)), Verdict.CONTRADICTED, 5),
        ((item("a", "C", Access.MEDIA_UNVERIFIED),), Verdict.WEAKLY_SUPPORTED, 3),
        ((item("a", "C", Access.MEDIA_UNVERIFIED, stance=AGAINST),), Verdict.WEAKLY_REFUTED, 4),
        ((item("a", "E", Access.RELAY, stance=AGAINST),), Verdict.WEAKLY_REFUTED, 4),
        ((item("a", "E", stance=AGAINST), FEEDS[0]), Verdict.WEAKLY_REFUTED, 4),
        ((item("a", stance=AGAINST), *RELAYS), Verdict.DOUBTFUL, 4),
        ((item("a", stance=AGAINST), item("b", stance=AGAINST)), Verdict.DOUBTFUL, 4),
        ((item("a"), item("b", stance=AGAINST)), Verdict.CONTESTED, 3),
        ((item("a"), item("b", "B", stance=AGAINST)), Verdict.CONTESTED, 4),
        ((WITNESS, item("b", "D", stance=AGAINST)), Verdict.CONTESTED, 3),
        ((WITNESS, item("b", "D", Access.ANONYMOUS, stance=AGAINST)), Verdict.PARTLY_CORROBORATED, 2),
        ((item("a", "D", Access.ANONYMOUS), item("b", "B", stance=AGAINST)), Verdict.DOUBTFUL, 4),
        ((item("a", "F", Access.RELAY),), Verdict.WEAKLY_SUPPORTED, 3),
        ((item("a", "E"),), Verdict.UNVERIFIED, 6),
        ((item("a", "E"), FEEDS[0]), Verdict.CLAIMANT_ONLY, 6),
        ((item("a", "B", stance=Stance.NEUTRAL),), Verdict.UNVERIFIED, 6),
    ],
)
def test_the_other_gates_open_in_their_order(items: tuple[Told, ...], verdict: Verdict, credibility: int) -> None:
    found = judged(*items)
    assert (found.verdict, found.credibility) == (verdict, credibility)


@pytest.mark.parametrize(
    ("for_it", "against", "counts", "verdict"),
    [
        # exactly at a gate
        ((0.6875, 0.25), (), 0.15, Verdict.CORROBORATED),
        ((), (0.6875, 0.25), 0.15, Verdict.CONTRADICTED),
        ((0.5, 0.5), (0.7,), 0.6, Verdict.DOUBTFUL),
        # sources disagree only where each side has one that counts
        ((0.1,), (0.2,), 0.15, Verdict.WEAKLY_REFUTED),
        ((0.2,), (0.1,), 0.15, Verdict.WEAKLY_SUPPORTED),
        ((0.15,), (0.46,), 0.15, Verdict.WEAKLY_REFUTED),
        # much that does not count opens no gate
        ((0.5, 0.5), (), 0.6, Verdict.UNVERIFIED),
        ((), (0.5, 0.5), 0.6, Verdict.WEAKLY_REFUTED),
    ],
)
def test_a_gate_opens_at_its_mark_and_for_what_counts(
    for_it: tuple[float, ...], against: tuple[float, ...], counts: float, verdict: Verdict
) -> None:
    sides = ((Stance.SUPPORTS, for_it), (AGAINST, against))
    found = [
        Origin(group=building.origin_group("g", stance, strength=weight), independent=weight)
        for stance, weights in sides
        for weight in weights
    ]
    assert verdict_of(found, RULES.model_copy(update={"counts": counts})) is verdict


def test_parties_on_both_sides_are_a_party_dispute() -> None:
    found = judged(FEEDS[0], DENIAL, alliances=(PACT,))
    assert found.party_dispute
    assert found.rationale[0] == "0 independent origins in support, 0 against; 2 interested origins on either side."
    assert found.rationale[2] == "Interested parties stand on both sides: their word against each other's."
    assert (found.independent_support, found.independent_refute) == (0, 0)
    assert not judged(FEEDS[0], WITNESS).party_dispute
    assert not judged(FEEDS[0], item("stranger", stance=AGAINST)).party_dispute


@pytest.mark.parametrize(
    ("access", "media", "credibility"),
    [
        (Access.MEDIA_VERIFIED, (), 3),
        (Access.MEDIA_UNVERIFIED, (), 3),
        (OFFICIAL, ("v",), 3),
        (OFFICIAL, (), 6),
    ],
)
def test_what_the_claimant_alone_shows_is_possible_and_what_they_only_say_cannot_be_judged(
    access: Access, media: tuple[str, ...], credibility: int
) -> None:
    found = judged(item("own", "B", access, speaker="Hill Front", media=media))
    assert (found.verdict, found.credibility) == (Verdict.CLAIMANT_ONLY, credibility)


def test_an_outlet_that_prints_the_claimants_word_lifts_no_cap() -> None:
    own = item("own", "B", speaker="Hill Front", media=("v",))
    found = judged(own, item("stranger", "E", media=("v",)))
    assert [one.strength for one in found.groups] == [0.3]
    assert found.verdict is Verdict.CLAIMANT_ONLY
    with_a_witness = judged(own, item("witness", media=("v",)))
    assert [one.strength for one in with_a_witness.groups] == [0.5]


@pytest.mark.parametrize(
    ("items", "dissent", "label"),
    [
        ((WITNESS, item("b", "E", stance=AGAINST)), True, "Probably true, one source disagrees"),
        (
            (*LOCALS, item("b", "E", stance=AGAINST)),
            True,
            "Confirmed by independent sources, one source disagrees",
        ),
        (
            (*LOCALS, *(item(f"e{n}", "E", stance=AGAINST) for n in range(2))),
            True,
            "Confirmed by independent sources, 2 sources disagree",
        ),
        ((item("a", "E"), item("b", "B", stance=AGAINST)), True, "Doubtful, one source disagrees"),
        ((WITNESS, DENIAL), False, "Probably true"),
        ((WITNESS, item("b", "B", stance=AGAINST)), False, "Independent sources disagree"),
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
    assert judged(item("a", stance=AGAINST), of=claim(type=kind)).verdict is Verdict.DOUBTFUL


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
    assert found.rationale == (
        "This could not be looked up: The reader hung up.",
        "Nothing is concluded from the failure: the claim stands neither better nor worse for it.",
    )
    assert found.missing == ("Trying again may help.",)
    assert undetermined(claim(), failure.model_copy(update={"retryable": False}), RULES).missing == ()
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
    assert weigh(building.weighed(stance=Stance.NEUTRAL, weight=0.5), RULES).weight == 0.0


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


def test_of_a_partys_words_that_are_held_to_the_cap_the_weightiest_is_told() -> None:
    found = judged(item("a", "C", speaker="Hill Front"), item("b", "B", speaker="Hill Front"))
    assert (
        "g1 weighs as its best item, b: B .75 × direct 1 × exact 1 × preserved 1 = .75, held to .3." in found.rationale
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
        ((item("a", "B", stance=AGAINST),), (BOTH, REPORTER)),
        ((DENIAL,), (REPORTER, PROBABLE)),
        (LOCALS[:1], (REPORTER,)),
        ((*LOCALS, item("a", "E", stance=AGAINST)), (BOTH, REPORTER)),
        (
            (WITNESS, item("a", "E", stance=AGAINST)),
            (BOTH, REPORTER, PROBABLE.replace("Probably true", "Confirmed by independent sources")),
        ),
    ],
)
def test_what_is_missing_is_what_a_reporter_can_get_and_what_it_would_bring(
    items: tuple[Told, ...], lines: tuple[str, ...]
) -> None:
    assert judged(*items, alliances=(PACT,)).missing == lines


def test_no_verdict_is_promised_for_what_would_not_count() -> None:
    """Ungraded (.5), at first hand (.5) and kept (.5) is less than .15."""
    access = {**RULES.access, Access.DIRECT: 0.5}
    integrity = {**RULES.integrity, Integrity.PRESERVED: 0.5}
    strict = RULES.model_copy(update={"access": access, "integrity": integrity})
    assert corroborate(claim(), Origins(), strict, looked=1).missing == (REPORTER,)


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


SETTLES_NOTHING = {Channel.INTERVIEW, Channel.NEWS_REPORT, Channel.OWN_OBSERVATION, Channel.UNSPECIFIED}
ON_PAPER = {Channel.DOCUMENT, Channel.COURT_RECORD, Channel.DATASET}


@pytest.mark.parametrize("channel", Channel)
def test_how_a_thing_is_known_says_what_to_ask_for_and_a_paper_is_asked_for_by_its_name(channel: Channel) -> None:
    lines = wanted(claim(provenance=(Provenance(channel=channel, span=span("the result sheet")),)))
    assert len(lines) == (1 if channel in SETTLES_NOTHING else 2)
    assert lines[-1].endswith(" (“the result sheet”).") is (channel in ON_PAPER)


def test_three_things_are_asked_for_at_most_and_each_once() -> None:
    known = [Provenance(channel=channel) for channel in (Channel.VIDEO, Channel.VIDEO, Channel.ANONYMOUS)]
    lines = wanted(claim(provenance=(*known, Provenance(channel=Channel.DATASET))))
    assert (len(lines), lines[0]) == (3, REPORTER)
    assert "first upload" in lines[1]
    assert "under their own name" in lines[2]


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
    denial = carried(item("denial", "B", stance=AGAINST, speaker="Hill Front"))
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
