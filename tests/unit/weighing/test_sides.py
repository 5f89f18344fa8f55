"""Who stands with whom: one party under several names, tied parties, and what an editor says of them."""

from datetime import UTC, datetime

import pytest

from service.domain import (
    Access,
    Alliance,
    Claimant,
    ClaimantKind,
    Interest,
    Relation,
    Span,
    Stance,
    Tie,
    TieKind,
    TieState,
    Verdict,
)
from service.weighing.sides import Sides, found_ties, stated
from tests import building
from tests.building import article, claim, claimant, document, judged, placed, span, told

PACT = "Delta Pact"
BODY = (
    "The Reed Front and its allies in the Delta Pact took Sarn. The Heron Men, part of the Delta Pact, stayed away."
    " The Mud Brigade, which fights alongside the Reed Front, took Oll. Mara Venn, a spokeswoman for the Reed Front,"
    " said so. The Oll Gazette, owned by Lund Media, printed it."
)
TIES = found_ties(article(BODY), (), ())
FRONT = claim(by=claimant("Reed Front"))
RELAY = Access.RELAY


def relation(publisher: str, *, by: str = "Reed Front", alliances: tuple[Alliance, ...] = ()) -> Relation:
    one = told("d", paper={"publisher": publisher})
    return placed(claim(by=claimant(by)), one, alliances, ties=TIES).relation


@pytest.mark.parametrize(
    ("publisher", "by", "expected"),
    [
        ("Reed Front", "Reed Front", Relation.CLAIMANT),
        ("Reed Front press office", "Reed Front", Relation.CLAIMANT),
        ("Reed Front", "Mara Venn", Relation.CLAIMANT),
        ("Delta Pact", "Reed Front", Relation.TIED),
        ("Heron Men", "Reed Front", Relation.TIED),
        ("Heron Men", "Mara Venn", Relation.TIED),
        ("Heron Men", PACT, Relation.TIED),
        ("Mud Brigade", "Reed Front", Relation.TIED),
        ("Reed Front", "Mud Brigade", Relation.TIED),
        ("Mud Brigade", "Heron Men", Relation.THIRD_PARTY),
        ("Lund Media", "Oll Gazette", Relation.TIED),
        ("Oll Herald", "Oll Gazette", Relation.THIRD_PARTY),
        ("Venn", "Reed Front", Relation.THIRD_PARTY),
        ("River Monitor", "Reed Front", Relation.THIRD_PARTY),
    ],
)
def test_a_publisher_is_placed_by_what_the_article_says_of_it(publisher: str, by: str, expected: Relation) -> None:
    assert relation(publisher, by=by) is expected


def test_a_tied_partys_word_is_interested_and_shows_the_words_that_say_so() -> None:
    one = told("d", paper={"publisher": "Heron Men"})
    found = judged(FRONT, [one], ties=TIES)
    assert (found.verdict, found.independent_support) == (Verdict.CLAIMANT_ONLY, 0)
    assert [group.interest for group in found.groups] == [Interest.TIED]
    (reason,) = (reason for reason in placed(FRONT, one, ties=TIES).reasons if "of one side" in reason)
    assert "the article: “The Reed Front and its allies in the Delta Pact”" in reason


@pytest.mark.parametrize(
    ("by", "kind", "speaker", "publisher"),
    [
        ("Mara Venn", ClaimantKind.PERSON, "Heron Men", "Oll Post"),
        ("Reed Front", ClaimantKind.GROUP, "A doctor", "Heron Men"),
    ],
)
def test_the_one_who_speaks_and_the_one_who_prints_may_be_tied(
    by: str, kind: ClaimantKind, speaker: str, publisher: str
) -> None:
    one = told("d", speaker=speaker, paper={"publisher": publisher})
    assert placed(claim(by=claimant(by, kind)), one, ties=TIES).relation is Relation.TIED


@pytest.mark.parametrize(
    ("name", "document_id", "where"),
    [("Mara Venn", None, "the article"), ("Mara Jane Venn", None, "the article"), ("Mara Venn", "release", "release")],
)
def test_who_is_one_party_with_the_claimant_shows_the_words_that_say_so(
    name: str, document_id: str | None, where: str
) -> None:
    tie = Tie(
        parties=(name, "Reed Front"), kind=TieKind.VOICE, document_id=document_id, span=span("Venn, of the Front")
    )
    (reason,) = placed(FRONT, told("d", paper={"publisher": "Mara Venn"}), ties=(tie,)).reasons
    assert (
        reason
        == f"Mara Venn and the claimant, Reed Front, are one party, by the words of {where}: “Venn, of the Front”."
    )


def tie(a: str, b: str, kind: TieKind = TieKind.VOICE) -> Tie:
    return Tie(parties=(a, b), kind=kind, span=span(f"{a} of {b}"))


TWO_FIRMS = (tie("Mara Venn", "Voltara"), tie("Mara Venn", "Brightcell"))
OFFICE = "Voltara press office"


@pytest.mark.parametrize(
    ("publisher", "by", "ties", "expected"),
    [
        ("Brightcell", "Voltara", TWO_FIRMS, Relation.CLAIMANT),
        (
            "Brightcell",
            "Kestrel",
            (*TWO_FIRMS, tie("Jo Aske", "Voltara"), tie("Jo Aske", "Kestrel")),
            Relation.CLAIMANT,
        ),
        ("Heron Men", "Mara Venn", (tie("Mara Jane Venn", "Heron Men", TieKind.ALLY),), Relation.TIED),
        ("Heron Men", "Mara Jane Venn", (tie("Mara Venn", "Heron Men", TieKind.ALLY),), Relation.TIED),
        ("Amber", "Birch", (tie("Amber", "Birch", TieKind.OWNER), tie("Birch", "Amber", TieKind.OWNER)), Relation.TIED),
        (OFFICE, PACT, (tie(OFFICE, PACT, TieKind.MEMBER),), Relation.TIED),
        (PACT, "Mara Venn", (tie("Mara Venn", OFFICE), tie(OFFICE, PACT, TieKind.MEMBER)), Relation.TIED),
        (PACT, "Mara Venn", (tie("Mara Venn", OFFICE), tie("Voltara", PACT, TieKind.MEMBER)), Relation.TIED),
    ],
)
def test_parties_are_tied_through_others_and_under_the_name_they_go_by(
    publisher: str, by: str, ties: tuple[Tie, ...], expected: Relation
) -> None:
    one = told("d", paper={"publisher": publisher})
    assert placed(claim(by=claimant(by)), one, ties=ties).relation is expected


def test_the_words_that_are_shown_are_of_the_nearest_house_that_two_share() -> None:
    pairs = "Mire-Amber Mire-Birch Amber-Cedar Birch-Dorne Dorne-Elder Yarrow-Elder Yarrow-Cedar".split()
    ties = [tie(*pair.split("-"), TieKind.MEMBER) for pair in pairs]
    (reason,) = placed(claim(by=claimant("Mire")), told("d", paper={"publisher": "Yarrow"}), ties=ties).reasons
    assert reason == "Yarrow and Mire are of one side, by the words of the article: “Amber of Cedar”."


def denied(*members: str, name: str = PACT, **dates: datetime) -> Alliance:
    return Alliance(name=name, members=members, denied=True, **dates)


@pytest.mark.parametrize(
    "alliance",
    [
        denied("Heron Men"),
        denied("Reed Front"),
        denied("Reed Front", "Heron Men"),
        denied("Reed Front", "Heron Men", name="whatever it is called"),
    ],
)
def test_a_tie_that_an_editor_denies_ties_nobody(alliance: Alliance) -> None:
    assert relation("Heron Men", alliances=(alliance,)) is Relation.THIRD_PARTY
    found = judged(FRONT, [told("d", paper={"publisher": "Heron Men"})], (alliance,), ties=TIES)
    assert found.independent_support == 1


def test_a_denial_goes_before_what_the_desk_declared_and_holds_on_its_days_alone() -> None:
    pact = Alliance(name=PACT, members=("Reed Front", "Heron Men"))
    june, july = datetime(2031, 6, 1, tzinfo=UTC), datetime(2031, 7, 1, tzinfo=UTC)
    no = denied("Heron Men", valid_from=july)
    one = told("d", paper={"publisher": "Heron Men"})
    assert placed(FRONT, one, (pact, no), june, TIES).relation is Relation.ALLY
    assert placed(FRONT, one, (pact, no), july, TIES).relation is Relation.THIRD_PARTY


def test_two_who_are_denied_under_any_name_are_no_declared_allies() -> None:
    pact = Alliance(name=PACT, members=("Reed Front", "Heron Men"))
    assert relation("Heron Men", alliances=(pact,)) is Relation.ALLY
    no = denied("Reed Front", "Heron Men", name="whatever it is called")
    assert relation("Heron Men", alliances=(pact, no)) is Relation.THIRD_PARTY


def test_a_denial_unties_only_those_it_names() -> None:
    assert relation("Mud Brigade", alliances=(denied("Reed Front", "Tide Men"),)) is Relation.TIED


@pytest.mark.parametrize(
    ("parties", "name", "voice"),
    [
        (("Dawn Bulletin", OFFICE), OFFICE, False),
        (("Dawn Bulletin", "Voltara"), OFFICE, False),
        (("Dawn Bulletin", "Voltara"), "Brightcell", True),
        (("Brightcell", "Voltara"), "Voltara", True),
    ],
)
def test_a_document_is_no_voice_of_a_house_that_it_is_denied_to_be(
    parties: tuple[str, str], name: str, voice: bool
) -> None:
    said = tie(*parties).model_copy(update={"document_id": "d"})
    assert Sides(denied_ties=(said,)).is_voice(name, document(id="d", publisher="Dawn Bulletin")) is voice
    assert Sides(denied_ties=(said,)).is_voice(name, document(id="e", publisher="Dawn Bulletin"))


def test_whom_a_denied_alliance_stands_against_is_nobodys_opponent() -> None:
    pact = Alliance(name=PACT, members=("Heron Men",), opponents=("Coast Guard",), denied=True)
    assert relation("Coast Guard", by=PACT, alliances=(pact,)) is Relation.THIRD_PARTY


def test_a_document_that_calls_itself_the_pacts_office_is_independent_when_an_editor_says_that_it_is_not() -> None:
    text = "The media office of the Delta Pact announces that Sarn is taken."
    paper = {"publisher": "Dawn Bulletin", "text": text}
    one = told(
        "release", speaker=claimant("media office of the Delta Pact"), cites=("Delta Pact",), paper=paper, access=RELAY
    )
    ties = found_ties(article(BODY), (one[1],), ())
    assert placed(FRONT, one, ties=ties).relation is Relation.TIED
    assert placed(FRONT, one, (denied("Dawn Bulletin"),), ties=ties).relation is Relation.THIRD_PARTY
    quoting = told("report", speaker=claimant("Delta Pact"), paper={"publisher": "Dawn Bulletin"})
    assert placed(FRONT, quoting, (denied("Dawn Bulletin"),), ties=ties).relation is Relation.TIED


def test_each_tie_says_what_an_editor_said_of_it() -> None:
    alliances = (Alliance(name=PACT, members=("Reed Front", "Tide Men")), denied("Heron Men"))
    states = {tie.parties: tie.state for tie in stated(TIES, alliances, None)}
    assert states["Reed Front", PACT] is TieState.ACCEPTED
    assert states["Heron Men", PACT] is TieState.DENIED
    assert states["Mud Brigade", "Reed Front"] is TieState.OPEN
    strangers = tie("Reed Front", "Oll Post"), tie("Tide Men", "Tide Men Company")
    assert {tie.state for tie in stated(strangers, alliances, None)} == {TieState.OPEN}
    later = denied("Heron Men", valid_from=datetime(2031, 7, 1, tzinfo=UTC))
    assert {tie.state for tie in stated(TIES, (later,), datetime(2031, 6, 1, tzinfo=UTC))} == {TieState.OPEN}


# ---------------------------------------------------------------- "the company", "the council"


def named(noun: str, body: str, *publishers: str, kind: ClaimantKind = ClaimantKind.ORGANISATION) -> str | None:
    """Whom the noun stands for, where somebody claims under it and these published documents."""
    papers = [document("We made it.", id=publisher, publisher=publisher) for publisher in publishers]
    said = claim(body, claimant(noun, kind))
    ties = found_ties(article(body), papers, (said,))
    return next((tie.parties[1] for tie in ties if tie.kind is TieKind.SAME), None)


@pytest.mark.parametrize(
    ("noun", "body", "publishers", "expected"),
    [
        (
            "company",
            "Voltara, a battery maker, opened a plant. The company said no.",
            ("Voltara", "Sarn Lab"),
            "Voltara",
        ),
        ("firm", "Shares fell. Voltara’s chief executive left. The firm said no.", ("Voltara", "Oll Post"), "Voltara"),
        ("council", "The council said no.", ("Sarn Town Council", "Oll Post"), "Sarn Town Council"),
        ("city council", "The city council said no.", ("Sarn City Council", "Oll Parish Council"), "Sarn City Council"),
        ("line", "The line said no.", ("Corrie Line", "Oll Post"), "Corrie Line"),
        ("school", "The school said no.", ("Oll primary school",), "Oll primary school"),
        ("company", "The company said no.", ("Voltara", "Brightcell"), None),
        ("council", "The council said no.", ("Sarn Town Council", "Oll Parish Council"), None),
        ("council", "Oll Parish Council met. The council said no.", ("Sarn Town Council",), None),
        ("school", "The school said no.", ("The School", "Oll Post"), "The School"),
        ("council", "The council said no.", ("Sarn Council Watch",), None),
        ("ministry", "Voltara, a battery maker, opened a plant. The ministry said no.", ("Voltara",), None),
        ("Town council", "The Town council said no.", ("Sarn Town Council",), None),
        ("group", "The group said no.", ("Sarn Town Council",), None),
        ("company", "The company said no.", ("Sarn Laboratory",), None),
    ],
)
def test_a_noun_stands_for_the_only_house_that_it_can_be(
    noun: str, body: str, publishers: tuple[str, ...], expected: str | None
) -> None:
    assert named(noun, body, *publishers) == expected


@pytest.mark.parametrize("kind", [ClaimantKind.PERSON, ClaimantKind.AUTHOR, ClaimantKind.MEDIA])
def test_who_is_no_house_stands_for_none(kind: ClaimantKind) -> None:
    assert named("council", "The council said no.", "Sarn Town Council", kind=kind) is None


@pytest.mark.parametrize(("in_article", "stands_for"), [(True, "Sarn Town Council"), (False, None)])
def test_a_noun_stands_for_a_house_where_the_article_says_it(in_article: bool, stands_for: str | None) -> None:
    text = "The council’s spokeswoman, Jo Aske, said no."
    body, release = (text, "We said no.") if in_article else ("We said no.", text)
    ties = found_ties(article(body), [document(release, publisher="Sarn Town Council")], ())
    assert next((one.parties[1] for one in ties if one.kind is TieKind.SAME), None) == stands_for


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [
        ((claimant("Voltara"),), "Voltara"),
        ((claimant("Voltara"), claimant("Oll Council")), "Voltara"),
        ((claimant("Voltara"), claimant("Jo Aske", ClaimantKind.PERSON)), "Voltara"),
        ((claimant("Voltara"), claimant("Kestrel")), None),
        ((claimant("Jo Aske", ClaimantKind.PERSON),), None),
    ],
)
def test_the_company_is_the_only_house_that_speaks(speakers: tuple[Claimant, ...], expected: str | None) -> None:
    claims = [claim("The company said no.", by) for by in (claimant("company"), *speakers)]
    papers = [document("No.", id=name, publisher=name) for name in ("Voltara", "Oll Post")]
    ties = found_ties(article("The company said no."), papers, claims)
    assert next((one.parties[1] for one in ties), None) == expected


def test_what_a_firm_is_called_may_stand_in_a_document_and_its_name_as_an_owners() -> None:
    paper = document("Voltara, a battery maker, opened a plant.", publisher="Oll Post", owner="Voltara")
    (same,) = found_ties(article("The company said no."), [paper], (claim(by=claimant("company")),))
    assert same.parties == ("company", "Voltara")


@pytest.mark.parametrize("mention", [span("it"), None])
def test_what_a_noun_stands_for_is_shown_where_the_claimant_is_named(mention: Span | None) -> None:
    by = claimant("council").model_copy(update={"mention": mention})
    said = claim("The council said no.", by, spans=(span("said no"), span("it will not")))
    papers = [document(publisher="Sarn Town Council")]
    (same,) = found_ties(article("The council said no."), papers, (said,))
    assert same.span == (mention or said.spans[0])


def test_two_who_belong_together_in_two_ways_have_two_ties() -> None:
    body = "The Oll Gazette, owned by Lund Media, printed it. The Oll Gazette, part of Lund Media, said so."
    assert {one.kind for one in found_ties(article(body), (), ())} == {TieKind.OWNER, TieKind.MEMBER}


def test_in_a_language_without_rules_only_the_documents_in_another_tell_ties() -> None:
    told_there = found_ties(article("Nein.", language="de"), [document(BODY, language="en")], (claim(by="company"),))
    assert [one.parties for one in told_there] == [one.parties for one in TIES]


def test_a_firms_release_is_its_own_word_also_where_the_article_calls_it_the_company() -> None:
    body = "Voltara, a battery maker, opened a plant. The company’s spokeswoman, Mara Venn, said the cells last."
    release = told("release", paper={"publisher": "Voltara"})
    laboratory = told("laboratory", Stance.REFUTES, paper={"publisher": "Sarn Laboratory"})
    said = claim(by=claimant("Mara Venn", ClaimantKind.PERSON))
    ties = found_ties(article(body), [release[1], laboratory[1]], (said,))
    found = judged(said, [release, laboratory], ties=ties)
    assert (found.verdict, found.independent_support, found.independent_refute) == (Verdict.WEAKLY_REFUTED, 0, 1)


@pytest.mark.parametrize(
    ("one", "other"), [("Mara Venn", "Voltara"), ("Mara Jane Venn", "Voltara"), ("Voltara", "Mara Jane Venn")]
)
def test_two_papers_that_heard_one_house_by_two_names_are_one_origin(one: str, other: str) -> None:
    tie = Tie(parties=("Mara Venn", "Voltara"), kind=TieKind.VOICE, span=span("Voltara spokeswoman Mara Venn"))
    heard = [told("a", speaker=claimant(one)), told("b", speaker=claimant(other))]
    assert judged(FRONT, heard, ties=(tie,)).independent_support == 1
    assert judged(FRONT, heard).independent_support == 2


def test_ties_and_denials_are_kept_apart() -> None:
    sides = Sides.of((denied("Heron Men"),), TIES, None)
    assert [tie.parties for tie in sides.denied_ties] == [("Heron Men", PACT)]
    assert len(sides.ties) == len(TIES) - 1
    assert building.origins(FRONT, [], (denied("Heron Men"),), ties=TIES).evidence == ()


@pytest.mark.parametrize(
    "publisher", ["Reed Front Youth", "Mara Venn Foundation", "Mara Lou Venn", "Delta Pact Courier"]
)
def test_a_longer_name_that_holds_a_partys_is_placed_without_a_fault(publisher: str) -> None:
    assert relation(publisher) in Relation
    assert relation("Reed Front", by=publisher) in Relation
    member = told("d", paper={"publisher": "Oll Herald"}, speaker=claimant("Hill Band", ClaimantKind.GROUP, publisher))
    assert placed(FRONT, member, ties=TIES).relation in Relation


@pytest.mark.parametrize(
    ("by", "publisher", "expected"),
    [
        ("Reed Front", PACT, Relation.TIED),
        ("Reed Front", "Heron Men", Relation.THIRD_PARTY),
        ("Heron Men", PACT, Relation.THIRD_PARTY),
        (PACT, "Heron Men", Relation.THIRD_PARTY),
    ],
)
def test_who_is_denied_a_place_in_a_bloc_leaves_it_to_the_others(by: str, publisher: str, expected: Relation) -> None:
    front = claim(by=claimant(by, ClaimantKind.GROUP, *({PACT} - {by})))
    one = told("d", paper={"publisher": publisher})
    assert placed(front, one, (denied("Heron Men"),), ties=TIES).relation is expected
