"""Who stands where, and what comes from one place."""

from datetime import UTC, datetime

import pytest

from service.domain import (
    Access,
    Alliance,
    Claim,
    Claimant,
    ClaimantKind,
    Document,
    Evidence,
    Grade,
    Integrity,
    Match,
    Relation,
    Stance,
)
from service.weighing.copies import containment
from service.weighing.independence import Origins
from tests import building
from tests.building import Told

DAY = datetime(2031, 5, 19, tzinfo=UTC)
STORY = (
    "Fighters took the river fort before dawn on Monday after a siege of nine days, two shopkeepers and a ferryman in "
    "the old town said, while smoke rose from the storehouse by the quay."
)
OTHER = (
    "Our correspondent walked along the quay at noon and found the gate of the river fort open, its guardrooms bare "
    "and a new flag over the storehouse, with nobody in the old uniforms to be seen."
)
SUPPORTS, REFUTES, NEUTRAL = Stance.SUPPORTS, Stance.REFUTES, Stance.NEUTRAL
GROUP, PERSON, UNNAMED = ClaimantKind.GROUP, ClaimantKind.PERSON, ClaimantKind.UNNAMED
STATE = ClaimantKind.GOVERNMENT


def party(name: str, kind: ClaimantKind = GROUP, affiliations: tuple[str, ...] = ()) -> Claimant:
    return building.claimant(name, kind, *affiliations)


def claim(text: str = "The Hill Front holds the river fort.", by: Claimant | None = None) -> Claim:
    return building.claim(text, by or party("Hill Front", affiliations=("Northern Coalition",)))


def document(id: str, publisher: str | None = None, text: str | None = None, **fields: object) -> Document:
    return building.document(text or f"Text of {id}.", id=id, publisher=publisher or f"Paper {id}", **fields)


def evidence(id: str, stance: Stance = SUPPORTS, access: Access = Access.NAMED_SECONDARY, **fields: object) -> Evidence:
    return building.evidence("", stance, document_id=id, access=access, **fields)


def placed(item: Evidence, paper: Document, of: Claim | None = None, *alliances: Alliance) -> Evidence:
    return building.placed(of or claim(), (item, paper), alliances, DAY)


def grouped(*pairs: Told, alliances: tuple[Alliance, ...] = (), of: Claim | None = None) -> Origins:
    return building.origins(of or claim(), pairs, alliances, DAY)


def groups(origins: Origins) -> list[str | None]:
    return [item.group for item in origins.evidence]


COALITION = Alliance(
    name="Northern Coalition", members=("Hill Front", "River Brigade"), opponents=("Coast Guard Corps",)
)

# ---------------------------------------------------------------- who stands where


HALE_POLICE = party("Hale police", STATE)
FIRE_OFFICER = party("Bridget Sloane", PERSON, ("county fire service",))
SPOKESMAN = party("Jon Wexley", PERSON, ("Ministry of Civil Protection",))


@pytest.mark.parametrize(
    ("by", "speaker", "stance", "relation"),
    [
        (HALE_POLICE, party("police", STATE), SUPPORTS, Relation.TIED),
        (HALE_POLICE, party("Police", STATE), SUPPORTS, Relation.TIED),
        (FIRE_OFFICER, party("The fire service", STATE), SUPPORTS, Relation.TIED),
        (SPOKESMAN, party("The ministry", STATE), SUPPORTS, Relation.TIED),
        (HALE_POLICE, party("police", STATE), REFUTES, Relation.THIRD_PARTY),
        (SPOKESMAN, party("The ministry", STATE), REFUTES, Relation.THIRD_PARTY),
        (HALE_POLICE, party("Lund police", STATE), SUPPORTS, Relation.THIRD_PARTY),
        (SPOKESMAN, party("Ministry of Health", STATE), SUPPORTS, Relation.THIRD_PARTY),
        (party("residents of Hale", UNNAMED), party("residents", UNNAMED), SUPPORTS, Relation.THIRD_PARTY),
    ],
)
def test_who_bears_a_claim_out_by_a_noun_that_its_maker_goes_by_is_of_its_makers_side(
    by: Claimant, speaker: Claimant, stance: Stance, relation: Relation
) -> None:
    item = placed(evidence("d", stance, speaker=speaker), document("d", "Valley Post"), claim(by=by))
    assert item.relation is relation


@pytest.mark.parametrize(
    ("speaker", "publisher", "owner", "relation"),
    [
        (party("the Hill Front"), "Valley Post", None, Relation.CLAIMANT),
        (None, "Hill Front", None, Relation.CLAIMANT),
        (None, "Fort Radio", "Hill Front", Relation.CLAIMANT),
        (party("A ferryman", UNNAMED), "Fort Radio", "Hill Front", Relation.CLAIMANT),
        (party("Sami Dar", PERSON, ("Hill Front",)), "Valley Post", None, Relation.CLAIMANT),
        (None, "Hill Front press office", None, Relation.CLAIMANT),
        (party("Hill Front spokesman", PERSON), "Valley Post", None, Relation.CLAIMANT),
        (None, "hillfront.example", None, Relation.CLAIMANT),
        (None, "press.hill-front.example", None, Relation.CLAIMANT),
        (None, "t.me/hill_front", None, Relation.CLAIMANT),
        (None, "t.me/valleypost", None, Relation.THIRD_PARTY),
        (None, "hillfrontwatch.example", None, Relation.THIRD_PARTY),
        (party("Northern Coalition"), "Valley Post", None, Relation.TIED),
        (None, "Media Office of the Northern Coalition", None, Relation.TIED),
        (party("Lake Company", GROUP, ("Northern Coalition",)), "Valley Post", None, Relation.TIED),
        (party("Lake Company", GROUP, ("Hill Front",)), "Valley Post", None, Relation.TIED),
        (party("Western Coalition"), "Valley Post", None, Relation.THIRD_PARTY),
        (None, "Northern Coalition Courier", None, Relation.THIRD_PARTY),
        (party("Relief Society"), "Valley Post", None, Relation.THIRD_PARTY),
        (None, "Valley Post", None, Relation.THIRD_PARTY),
    ],
)
def test_a_speaker_is_placed_by_name_outlet_and_the_articles_own_words(
    speaker: Claimant | None, publisher: str, owner: str | None, relation: Relation
) -> None:
    item = placed(evidence("d", speaker=speaker), document("d", publisher, owner=owner))
    assert item.relation is relation
    assert item.reasons


@pytest.mark.parametrize(
    ("by", "speaker", "publisher", "reason"),
    [
        ("Hill Front", None, "Valley Post", "Nothing ties Valley Post to the claimant."),
        ("Hill Front", "Relief Society", "Valley Post", "Nothing ties Relief Society to the claimant."),
        ("Hill Front", None, None, "Nothing ties this document to the claimant."),
        ("Ida Mayr", "Mayr", "Valley Post", "Mayr is the claimant."),
        (
            "Hill Front newsroom",
            None,
            "Hill Front press office",
            "Hill Front press office and the claimant, Hill Front newsroom, are one party.",
        ),
    ],
)
def test_why_a_speaker_is_placed_stands_behind_what_the_reader_said(
    by: str, speaker: str | None, publisher: str | None, reason: str
) -> None:
    read = evidence("d", speaker=party(speaker) if speaker else None, reasons=("Read so.",))
    paper = building.document("Text of d.", id="d", publisher=publisher)
    assert placed(read, paper, claim(by=party(by))).reasons == ("Read so.", reason)


def test_who_is_of_the_claimants_side_by_the_documents_words_is_named() -> None:
    company = evidence("d", speaker=party("Lake Company", GROUP, ("Hill Front",)))
    reasons = placed(company, document("d")).reasons
    assert reasons == ("Lake Company is of the claimant's own side, by the document's words.",)


@pytest.mark.parametrize(
    ("speaker", "publisher"), [(party("residents", UNNAMED), "Valley Post"), (None, "residents online")]
)
def test_residents_in_two_papers_are_not_each_others_allies(speaker: Claimant | None, publisher: str) -> None:
    told = claim("The fire began at noon.", by=party("residents", UNNAMED))
    item = placed(evidence("d", speaker=speaker), document("d", publisher), told)
    assert item.relation is Relation.THIRD_PARTY


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("residents", False),
        ("Survivors of the fire", False),
        ("local people", False),
        ("the Residents’ Union", True),
        ("People's Party", True),
        ("Eyewitness News", True),
        ("Survivors Network", True),
    ],
)
def test_many_people_are_not_one_voice_and_a_body_called_after_them_is(name: str, one: bool) -> None:
    told = evidence("a", speaker=party(name)), evidence("b", speaker=party(name))
    merged = grouped(*((item, document(item.document_id, item.document_id.upper())) for item in told))
    assert (len(set(groups(merged))) == 1) is one


def test_a_document_that_rests_on_the_claimant_alone_speaks_for_the_claimant() -> None:
    assert placed(evidence("d", cites=("Hill Front",)), document("d")).relation is Relation.CLAIMANT
    assert placed(evidence("d", cites=("Hill Front", "Relief Society")), document("d")).relation is Relation.THIRD_PARTY
    quoted = evidence("d", speaker=party("Hill Front"), cites=("Relief Society",))
    assert placed(quoted, document("d")).relation is Relation.CLAIMANT
    for access in (Access.DIRECT, Access.MEDIA_VERIFIED):
        seen = evidence("d", access=access, cites=("Hill Front",))
        assert placed(seen, document("d")).relation is Relation.THIRD_PARTY


def test_a_declared_ally_is_one_only_while_the_alliance_holds() -> None:
    past = Alliance(name="Pact", members=("Hill Front", "Lake Company"), valid_to=datetime(2030, 1, 1, tzinfo=UTC))
    now = Alliance(name="Pact", members=("Hill Front", "Lake Company"))
    said = evidence("d", speaker=party("Lake Company"))
    assert placed(said, document("d"), None, past).relation is Relation.THIRD_PARTY
    assert placed(said, document("d"), None, now).relation is Relation.ALLY


MEMBERS = Alliance(name="Pact", members=("Northern Coalition", "Lake Company"), opponents=("Coast Guard Corps",))
CORPS = party("Coast Guard Corps", GROUP, ("Coast Council",))


@pytest.mark.parametrize(
    ("by", "speaker", "publisher", "alliance", "relation"),
    [
        (None, party("Lake Company"), "Valley Post", MEMBERS, Relation.ALLY),
        (None, party("Relief Society"), "Lake Company", MEMBERS, Relation.ALLY),
        (None, CORPS, "Valley Post", MEMBERS, Relation.ADVERSARY),
        (CORPS, party("Hill Front"), "Valley Post", COALITION, Relation.ADVERSARY),
        (CORPS, party("Lake Company"), "Valley Post", COALITION, Relation.THIRD_PARTY),
        (party("Reed Men"), CORPS, "Valley Post", COALITION, Relation.THIRD_PARTY),
    ],
)
def test_a_declaration_holds_for_the_claimant_and_for_whom_the_claimant_belongs_to(
    by: Claimant | None, speaker: Claimant, publisher: str, alliance: Alliance, relation: Relation
) -> None:
    said = evidence("d", REFUTES, speaker=speaker)
    assert placed(said, document("d", publisher), claim(by=by), alliance).relation is relation


def test_a_coalition_that_an_editor_denies_is_not_the_claimants_side() -> None:
    no = Alliance(name="Northern Coalition", members=("Hill Front",), denied=True)
    assert placed(evidence("d"), document("d", "Northern Coalition"), None, no).relation is Relation.THIRD_PARTY


def test_two_members_of_one_university_are_not_allies() -> None:
    stated = claim("Rents rose.", by=party("Ada Lund", PERSON, ("Coast University",)))
    other = evidence("d", speaker=party("Bo Berg", PERSON, ("Coast University",)))
    assert placed(other, document("d"), stated).relation is Relation.THIRD_PARTY


def test_a_declared_opponent_denies_with_an_interest_and_admits_against_it() -> None:
    corps = party("Coast Guard Corps")
    denial = placed(evidence("d", REFUTES, speaker=corps), document("d"), None, COALITION)
    admission = placed(evidence("d", SUPPORTS, speaker=corps), document("d"), None, COALITION)
    assert (denial.relation, denial.access) == (Relation.ADVERSARY, Access.NAMED_SECONDARY)
    assert (admission.relation, admission.access) == (Relation.ADVERSARY, Access.ADMISSION)
    assert "against its own interest" in admission.reasons[-1]


def test_an_admission_by_one_who_is_no_opponent_is_a_statement() -> None:
    item = placed(evidence("d", access=Access.ADMISSION, speaker=party("Relief Society")), document("d"))
    assert item.access is Access.OFFICIAL_STATEMENT


LOST, WON = "Regime forces at the fort had retreated.", "Government forces captured the river fort."
SOURCE = party("A military source", UNNAMED)


@pytest.mark.parametrize(
    ("text", "stance", "speaker", "publisher", "body", "relation"),
    [
        (LOST, SUPPORTS, SOURCE, "Valley Post", "", Relation.ADVERSARY),
        (LOST, REFUTES, SOURCE, "Valley Post", "", Relation.ADVERSARY),
        ("The Front reported heavy army losses.", REFUTES, SOURCE, "Valley Post", "", Relation.ADVERSARY),
        ("Dozens of Karim's soldiers were killed.", REFUTES, party("Defence Ministry"), "P", "", Relation.ADVERSARY),
        ("The fighters overran the army units at the fort.", SUPPORTS, party("the army"), "P", "", Relation.ADVERSARY),
        (LOST, SUPPORTS, None, "Coast TV", "It fell, Coast TV, the government's channel, said.", Relation.ADVERSARY),
        (LOST, REFUTES, party("A doctor", UNNAMED), "State Television", "", Relation.ADVERSARY),
        # an admission is its speaker's, whoever prints it
        (LOST, SUPPORTS, party("A doctor", UNNAMED), "State Television", "", Relation.THIRD_PARTY),
        (LOST, SUPPORTS, party("A doctor", UNNAMED), "Coast TV", "Coast TV, a state channel.", Relation.THIRD_PARTY),
        ("Norland soldiers were killed.", SUPPORTS, SOURCE, "Sudland state television", "", Relation.THIRD_PARTY),
        # a boast is no admission, nor is another state's word, nor a rebel army's
        (WON, SUPPORTS, SOURCE, "Valley Post", "", Relation.THIRD_PARTY),
        ("Norland soldiers were killed.", SUPPORTS, party("Sudland state television"), "P", "", Relation.THIRD_PARTY),
        (LOST, SUPPORTS, party("Free River Army spokesman"), "Valley Post", "", Relation.THIRD_PARTY),
        ("Karim's soldiers were killed.", SUPPORTS, SOURCE, "Valley Post", "", Relation.THIRD_PARTY),
        # nothing of the state's side
        ("The harvest failed.", REFUTES, SOURCE, "Valley Post", "", Relation.THIRD_PARTY),
        (LOST, REFUTES, party("Relief Society"), "Valley Post", "", Relation.THIRD_PARTY),
    ],
)
def test_the_state_answers_for_its_forces(
    text: str, stance: Stance, speaker: Claimant | None, publisher: str, body: str, relation: Relation
) -> None:
    item = placed(evidence("d", stance, speaker=speaker), document("d", publisher, body), claim(text))
    assert item.relation is relation


@pytest.mark.parametrize(
    ("by", "kind", "speaker", "publisher", "relation"),
    [
        ("Norland government", STATE, "Defence Ministry", "Valley Post", Relation.ALLY),
        ("Norland government", STATE, "Norland army", "Valley Post", Relation.ALLY),
        ("government of Norland", STATE, "Norland army", "Valley Post", Relation.ALLY),
        ("government of Orla", STATE, "Orlan army", "Valley Post", Relation.ALLY),
        ("the government", STATE, "Sudland army", "Valley Post", Relation.ALLY),
        ("Norland", STATE, "Defence Ministry", "Valley Post", Relation.ALLY),
        ("Defence Ministry", GROUP, "the army", "Valley Post", Relation.ALLY),
        ("Norland", GROUP, "Defence Ministry", "Valley Post", Relation.THIRD_PARTY),
        ("Norland government", STATE, "Sudland government", "Valley Post", Relation.THIRD_PARTY),
        ("Norland government", STATE, "Norstad government", "Valley Post", Relation.THIRD_PARTY),
        ("Norland government", STATE, "Defence Ministry", "Sudland state television", Relation.THIRD_PARTY),
    ],
)
def test_who_repeats_their_government_is_its_ally_and_another_state_is_not(
    by: str, kind: ClaimantKind, speaker: str, publisher: str, relation: Relation
) -> None:
    stated = claim("The harvest failed.", by=party(by, kind))
    said = evidence("d", speaker=party(speaker))
    assert placed(said, document("d", publisher), stated).relation is relation
    denied = evidence("d", REFUTES, speaker=party(speaker))
    assert placed(denied, document("d", publisher), stated).relation is Relation.THIRD_PARTY


@pytest.mark.parametrize("stance", [SUPPORTS, REFUTES])
def test_a_state_is_not_known_in_a_language_without_rules(stance: Stance) -> None:
    stated = claim(LOST, by=party("Norland government", STATE))
    said = evidence("d", stance, speaker=party("Defence Ministry"))
    assert placed(said, document("d", language="de"), stated).relation is Relation.THIRD_PARTY


def test_grade_and_integrity_come_from_the_document() -> None:
    item = placed(evidence("d"), document("d", grade=Grade.B, integrity=Integrity.PRESERVED))
    assert (item.grade, item.integrity) == (Grade.B, Integrity.PRESERVED)
    assert placed(evidence("d"), document("d")).grade is Grade.F


# ---------------------------------------------------------------- what comes from one place

OFFICIAL = party("a senior official", UNNAMED)
WIRED = f"HILLTOWN (Meridian) - {STORY}"
MONITOR = party("River Monitor")


@pytest.mark.parametrize(
    ("rule", "one", "other"),
    [
        ("R1", (evidence("a"), document("a", "Valley Post")), (evidence("b"), document("b", "the Valley Post"))),
        ("R1", (evidence("a"), document("a", owner="Lund")), (evidence("b"), document("b", owner="Lund"))),
        ("R1", (evidence("a"), document("a", owner="Valley Post")), (evidence("b"), document("b", "Valley Post"))),
        (
            "R1",
            (evidence("a"), document("a", "Meridian Wire", wire="Meridian")),
            (evidence("b"), document("b", "Meridian Wire", wire="Meridian")),
        ),
        ("R2", (evidence("a"), document("a", wire="Meridian")), (evidence("b"), document("b", "Meridian Wire"))),
        ("R2", (evidence("a"), document("a", text=WIRED)), (evidence("b"), document("b", text="So. (Meridian)"))),
        ("R2", (evidence("a"), document("a", text=STORY)), (evidence("b"), document("b", text=f"Late news. {STORY}"))),
        (
            "R2",
            (evidence("a"), document("a", url="https://www.valley.example/fort/")),
            (evidence("b"), document("b", canonical_url="http://valley.example/fort#top")),
        ),
        ("R3", (evidence("a", speaker=MONITOR), document("a")), (evidence("b"), document("b", "River Monitor"))),
        ("R3", (evidence("a", speaker=MONITOR), document("a")), (evidence("b", speaker=MONITOR), document("b"))),
        ("R3", (evidence("a", cites=("Ida Bay", "X")), document("a")), (evidence("b", cites=("Bay",)), document("b"))),
        (
            "R4",
            (evidence("a", speaker=party("Hill Front")), document("a")),
            (evidence("b"), document("b", "Hill Front")),
        ),
        ("R6", (evidence("a", media=("v1",)), document("a")), (evidence("b", media=("v2", "v1")), document("b"))),
    ],
)
def test_each_rule_ties_what_comes_from_one_place(rule: str, one: Told, other: Told) -> None:
    origins = grouped(one, other)
    assert groups(origins) == ["g1", "g1"]
    (merge,) = origins.merges["g1"]
    assert (merge.rule, merge.documents) == (rule, ("a", "b"))
    assert merge.proof


def test_the_same_anonymous_official_is_one_origin() -> None:
    origins = grouped(
        (evidence("a", speaker=OFFICIAL), document("a")), (evidence("b", speaker=OFFICIAL), document("b"))
    )
    assert groups(origins) == ["g1", "g1"]


def test_declared_allies_are_one_origin() -> None:
    pairs = (
        (evidence("a", speaker=party("Lake Company")), document("a")),
        (evidence("b", speaker=party("Hill Front")), document("b")),
    )
    pact = Alliance(name="Pact", members=("Hill Front", "Lake Company"))
    assert groups(grouped(*pairs)) == ["g1", "g2"]
    tied = grouped(*pairs, alliances=(pact,))
    assert groups(tied) == ["g1", "g1"]
    assert [merge.rule for merge in tied.merges["g1"]] == ["R5"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((evidence("a"), document("a")), (evidence("b"), document("b"))),
        ((evidence("a"), document("a", "The Independent")), (evidence("b"), document("b", "The Valley Independent"))),
        ((evidence("a"), document("a", text=STORY)), (evidence("b"), document("b", text=OTHER))),
        ((evidence("a"), document("a", text="It fell.")), (evidence("b"), document("b", text="It fell."))),
        ((evidence("a"), document("a")), (evidence("b", REFUTES), document("b", "Paper a"))),
        ((evidence("a"), document("a", wire="Meridian")), (evidence("b"), document("b"))),
        ((evidence("a"), document("a")), (evidence("b"), document("b", wire="Meridian"))),
        ((evidence("a"), document("a", wire="Meridian")), (evidence("b"), document("b", wire="Harbour Press"))),
        ((evidence("a"), document("a", url="https://a.example/1")), (evidence("b"), document("b"))),
        ((evidence("a"), document("a")), (evidence("b"), document("b", url="https://a.example/1"))),
        (
            (evidence("a"), document("a", url="https://a.example/1")),
            (evidence("b"), document("b", url="https://b.example/1")),
        ),
        (
            (evidence("a", speaker=party("residents", UNNAMED)), document("a")),
            (evidence("b", speaker=party("residents", UNNAMED)), document("b")),
        ),
        (
            (evidence("a", access=Access.DIRECT, cites=("River Monitor",)), document("a")),
            (evidence("b", speaker=MONITOR), document("b")),
        ),
    ],
)
def test_what_nothing_ties_stays_apart(one: Told, other: Told) -> None:
    assert groups(grouped(one, other)) == ["g1", "g2"]


PAPER, BLOG = "https://tarnecho.example", "https://medium.com"


@pytest.mark.parametrize(
    ("one", "other", "proof"),
    [
        ({"publisher": "Tarn Echo"}, {"publisher": "TarnEcho"}, "both are Tarn Echo's"),
        ({"publisher": "The Tarn Echo (UK)"}, {"publisher": "Tarn Echo Online"}, "both are The Tarn Echo (UK)'s"),
        ({"publisher": "tarnecho.example"}, {"publisher": "The Tarn Echo"}, "both are tarnecho.example's"),
        ({"publisher": "www.tarn-echo.co.uk"}, {"publisher": "Tarn Echo"}, "both are www.tarn-echo.co.uk's"),
        ({"publisher": "The Tarn Echo"}, {"publisher": "thetarnecho.example"}, "both are The Tarn Echo's"),
        ({"publisher": "Tarn Echo"}, {"url": f"{PAPER}/1", "publisher": "tarnecho.example"}, "both are Tarn Echo's"),
        ({"publisher": "Hill Hall Press"}, {"publisher": "HillHallPress.example"}, "both are Hill Hall Press's"),
        ({"url": f"{PAPER}/1"}, {"url": f"{PAPER}/2"}, "both stand on tarnecho.example"),
        (
            {"url": f"{PAPER}/1", "publisher": "A"},
            {"url": "https://m.tarnecho.example/2", "publisher": "B"},
            "both stand",
        ),
        ({"url": f"{PAPER}/1", "publisher": "A"}, {"publisher": "tarnecho.example"}, "both stand on tarnecho.example"),
        ({"url": f"{BLOG}/@lena/1"}, {"url": f"{BLOG}/@Lena/2"}, "both stand on medium.com/lena"),
    ],
)
def test_one_publisher_is_one_by_name_and_by_site(one: dict[str, str], other: dict[str, str], proof: str) -> None:
    for first, second in ((one, other), (other, one)):
        origins = grouped(*_pair(first, second))
        assert groups(origins) == ["g1", "g1"]
        assert origins.merges["g1"][0].rule == "R1"
    assert proof in grouped(*_pair(one, other)).merges["g1"][0].proof


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"publisher": "The Sun (UK)"}, {"publisher": "The Sun (Malta)"}),
        ({"publisher": "Tarn Echo"}, {"publisher": "Echo"}),
        ({"publisher": "News Online"}, {"publisher": "web.example"}),
        (
            {"publisher": "standard.ie", "url": "https://standard.ie/1"},
            {"publisher": "S", "url": "https://standard.test/1"},
        ),
        ({"publisher": "standard.ie"}, {"publisher": "standard.test"}),
        ({"publisher": "standard.ie", "url": "https://standard.ie/1"}, {"publisher": "Standard", "url": f"{PAPER}/1"}),
        ({"url": f"{BLOG}/@lena/1"}, {"url": f"{BLOG}/@omar/1"}),
        ({"url": "https://youtu.be/1"}, {"url": "https://youtu.be/2"}),
        ({"url": "https://news.tarn.example/1"}, {"url": "https://sport.tarn.example/1"}),
        ({"url": f"{PAPER}/1"}, {"url": f"{PAPER}/2", "wire": "Meridian"}),
        ({"url": f"{PAPER}/1", "wire": "Meridian"}, {"url": f"{PAPER}/2", "wire": "Harbour Press"}),
    ],
)
def test_two_publishers_are_two_by_name_and_by_site(one: dict[str, str], other: dict[str, str]) -> None:
    assert groups(grouped(*_pair(one, other))) == ["g1", "g2"]


def _pair(one: dict[str, str], other: dict[str, str]) -> list[Told]:
    told = (("a", one), ("b", other))
    return [(evidence(id), building.document(f"Text of {id}.", id=id, **fields)) for id, fields in told]


def test_two_addresses_of_a_page_are_one_page_though_it_names_nobody() -> None:
    origins = grouped(*_pair({"url": "https://youtu.be/1"}, {"url": "https://www.youtube.com/watch?v=1&t=9"}))
    assert [merge.rule for merge in origins.merges["g1"]] == ["R2"]
    assert "youtube.com/watch?v=1" in origins.merges["g1"][0].proof


def test_of_several_things_that_two_share_the_proof_names_the_first_by_name() -> None:
    one, other = "https://b.example/2", "https://a.example/1"
    linked = grouped(*_pair({"url": one, "canonical_url": other}, {"url": other, "canonical_url": one}))
    assert linked.merges["g1"][0].proof == "both stand for the page a.example/1"
    clips = tuple(f"clip-{letter}" for letter in reversed(ALPHABET))
    shown = grouped(*((evidence(id, media=clips), document(id)) for id in ("a", "b")))
    assert shown.merges["g1"][0].proof == "both show clip-a"


@pytest.mark.parametrize(
    "rested_on",
    [
        {"publisher": "tarnecho.example"},
        {"publisher": "tarnecho.example", "wire": "Meridian"},
        {"publisher": "Tarn Echo Weekly"},
    ],
)
def test_who_rests_on_a_paper_names_it_in_their_own_way(rested_on: dict[str, str]) -> None:
    resting = (evidence("a", speaker=party("the Tarn Echo")), building.document("It fell.", id="a"))
    origins = grouped(resting, (evidence("b"), document("b", **rested_on)))
    assert groups(origins) == ["g1", "g1"]
    assert origins.merges["g1"][0].proof == f"a rests on {rested_on['publisher']} alone"


def test_a_papers_own_report_is_not_tied_to_the_wire_it_also_prints() -> None:
    origins = grouped(
        (evidence("own", access=Access.DIRECT), document("own", "Valley Post", OTHER)),
        (evidence("print", speaker=MONITOR), document("print", "Valley Post", WIRED)),
        (evidence("wire", speaker=MONITOR), document("wire", "Meridian Wire", WIRED)),
    )
    assert groups(origins) == ["g1", "g2", "g2"]


def test_whoever_is_rested_on_may_be_told_first() -> None:
    resting = (evidence("a", speaker=MONITOR), document("a"))
    assert groups(grouped((evidence("b"), document("b", "River Monitor")), resting)) == ["g1", "g1"]


def test_a_paper_that_rests_on_a_wire_is_of_one_origin_with_what_carries_its_credit_and_not_with_its_owners_papers():
    resting = (evidence("a", speaker=party("Meridian")), document("a"))
    assert groups(grouped(resting, (evidence("b"), document("b", wire="Meridian")))) == ["g1", "g1"]
    assert groups(grouped(resting, (evidence("b"), document("b", owner="Meridian")))) == ["g1", "g2"]


def test_what_stands_in_one_document_is_one_origin_though_nobody_signs_it() -> None:
    page = building.document("It fell.", id="a")
    origins = grouped((evidence("a"), page), (evidence("a"), page))
    assert (groups(origins), origins.merges) == (["g1", "g1"], {})


ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(("shared", "ids"), [(10, ["g1", "g1"]), (9, ["g1", "g2"])])
def test_six_tenths_of_a_texts_runs_make_a_copy(shared: int, ids: list[str]) -> None:
    """Fourteen words have ten runs of five; ten of these words in a row have six of them."""
    own, other = list(ALPHABET[:14]), [*ALPHABET[:shared], *(f"{letter}x" for letter in ALPHABET[shared:14])]
    one, copy = document("a", text=" ".join(own)), document("b", text=" ".join(other))
    assert groups(grouped((evidence("a"), one), (evidence("b"), copy))) == ids
    release = copy.model_copy(update={"publisher": "Hill Front"})
    printed = grouped((evidence("a"), one), (evidence("b"), release)).evidence[0]
    assert (printed.relation is Relation.CLAIMANT) is (ids == ["g1", "g1"])


@pytest.mark.parametrize(("words", "share"), [(12, 1.0), (11, 0.0)])
def test_twelve_words_in_another_text_prove_a_copy_and_eleven_do_not(words: int, share: float) -> None:
    assert containment(" ".join(ALPHABET[:words]), " ".join(ALPHABET)) == share


@pytest.mark.parametrize(("language", "ids"), [("de", ["g1", "g2"]), (None, ["g1", "g1"])])
def test_words_that_credit_a_wire_are_read_in_the_documents_language(language: str | None, ids: list[str]) -> None:
    texts = (f"{start} Additional reporting by Meridian News Agency" for start in ("It fell.", "The gate stood open."))
    pairs = ((evidence(id), document(id, text=text, language=language)) for id, text in zip("ab", texts, strict=True))
    assert groups(grouped(*pairs)) == ids


def test_origins_join_through_a_third() -> None:
    origins = grouped(
        (evidence("a"), document("a", owner="Lund")),
        (evidence("b", media=("v",)), document("b")),
        (evidence("c", media=("v",)), document("c", owner="Lund")),
    )
    assert groups(origins) == ["g1", "g1", "g1"]
    assert [merge.rule for merge in origins.merges["g1"]] == ["R1", "R6"]


def test_one_tie_is_enough_to_join() -> None:
    (merges,) = grouped(*((evidence(id), document(id, owner="Lund")) for id in "abc")).merges.values()
    assert [merge.documents for merge in merges] == [("a", "b"), ("a", "c")]


def test_neutral_evidence_has_no_group() -> None:
    assert groups(grouped((evidence("a", NEUTRAL), document("a")), (evidence("b"), document("b")))) == [None, "g1"]


def test_a_press_release_printed_by_another_stays_the_claimants_word() -> None:
    release = (evidence("release"), document("release", "Hill Front", STORY, published_at=DAY))
    printed = (evidence("printed"), document("printed", "Valley Post", STORY, published_at=DAY))
    origins = grouped(release, printed)
    assert [item.relation for item in origins.evidence] == [Relation.CLAIMANT, Relation.CLAIMANT]
    assert "Hill Front" in origins.evidence[1].reasons[-1]


@pytest.mark.parametrize(("first", "returned"), [("Hill Front", [False, True]), ("Coast Herald", [False, False])])
def test_only_what_prints_a_partys_text_is_said_to_be_theirs(first: str, returned: list[bool]) -> None:
    pairs = ((evidence(id), document(id, paper, STORY)) for id, paper in (("a", first), ("b", "Valley Post")))
    said = [" ".join(item.reasons) for item in grouped(*pairs).evidence]
    assert ["Its text is" in reasons for reasons in said] == returned


@pytest.mark.parametrize(
    ("parties", "whose", "relation"),
    [
        (("Lake Company", "Hill Front"), "Hill Front", Relation.CLAIMANT),
        (("Hill Front", "Lake Company"), "Hill Front", Relation.CLAIMANT),
        (("River Brigade", "Lake Company"), "Lake Company", Relation.ALLY),
        (("Lake Company", "River Brigade"), "Lake Company", Relation.ALLY),
    ],
)
def test_a_text_of_several_parties_is_the_claimants_or_else_the_weightiests(
    parties: tuple[str, str], whose: str, relation: Relation
) -> None:
    grades = {"Lake Company": Grade.B}
    pact = Alliance(name="Pact", members=("Hill Front", "River Brigade", "Lake Company"))
    own = ((evidence(one), document(one, one, STORY, grade=grades.get(one, Grade.D))) for one in parties)
    printed = (evidence("printed"), document("printed", "Valley Post", STORY, grade=Grade.A))
    *_, item = grouped(*own, printed, alliances=(pact,)).evidence
    assert (item.relation, item.grade) == (relation, Grade.A)
    assert (item.reasons[0], item.reasons[-1]) == (
        "Nothing ties Valley Post to the claimant.",
        f"Its text is {whose}'s ({relation}).",
    )


@pytest.mark.parametrize(
    ("words", "stance", "relation"),
    [(12, SUPPORTS, Relation.CLAIMANT), (11, SUPPORTS, Relation.THIRD_PARTY), (12, REFUTES, Relation.THIRD_PARTY)],
)
def test_a_text_of_twelve_words_that_bears_out_the_same_goes_back_to_its_party(
    words: int, stance: Stance, relation: Relation
) -> None:
    text = " ".join(ALPHABET[:words])
    own = (evidence("own", stance), document("own", "Hill Front", text))
    *_, printed = grouped(own, (evidence("printed"), document("printed", "Valley Post", text))).evidence
    assert printed.relation is relation


@pytest.mark.parametrize(("own", "printed"), [(DAY, None), (None, DAY), (None, None), (DAY, DAY)])
def test_a_text_is_its_partys_unless_theirs_is_known_to_be_later(
    own: datetime | None, printed: datetime | None
) -> None:
    release = (evidence("own"), document("own", "Hill Front", STORY, published_at=own))
    paper = (evidence("printed"), document("printed", "Valley Post", STORY, published_at=printed))
    assert grouped(release, paper).evidence[1].relation is Relation.CLAIMANT


def test_what_a_wire_has_from_a_party_is_the_partys_also_where_the_wire_names_nobody() -> None:
    heard = (evidence("heard", speaker=party("Hill Front")), document("heard", "Meridian Wire", WIRED))
    told = (evidence("told"), document("told", "Meridian Wire", WIRED))
    assert grouped(heard, told).evidence[1].relation is Relation.CLAIMANT


def test_an_opponents_admission_in_the_claimants_text_weighs_as_the_claimants_word() -> None:
    release = evidence("release", match=Match.PARTIAL, access=Access.OFFICIAL_STATEMENT)
    admission = evidence("admission", speaker=party("Coast Guard Corps"))
    first = document("release", "Hill Front", STORY, grade=Grade.D, integrity=Integrity.MISSING)
    second = document("admission", "Valley Post", STORY, grade=Grade.B, integrity=Integrity.PRESERVED)
    own, told = grouped((release, first), (admission, second), alliances=(COALITION,)).evidence
    weighed = ("relation", "grade", "access", "match", "integrity", "weight")
    assert [getattr(told, name) for name in weighed] == [getattr(own, name) for name in weighed]
    alone = grouped((admission, second), alliances=(COALITION,)).evidence[0]
    assert all(getattr(alone, name) != getattr(own, name) for name in weighed)


def test_a_claimant_who_reposts_a_report_does_not_make_it_theirs() -> None:
    later = datetime(2031, 5, 20, tzinfo=UTC)
    report = (evidence("report"), document("report", "Valley Post", STORY, published_at=DAY))
    repost = (evidence("repost"), document("repost", "Hill Front", STORY, published_at=later))
    assert grouped(report, repost).evidence[0].relation is Relation.THIRD_PARTY
    wired = (evidence("wired"), document("wired", "Meridian Wire", WIRED))
    credited = (evidence("credited"), document("credited", "Hill Front", WIRED))
    assert grouped(wired, credited).evidence[0].relation is Relation.THIRD_PARTY


def test_a_long_report_that_quotes_a_short_statement_is_not_the_claimants() -> None:
    statement = (evidence("statement"), document("statement", "Hill Front", STORY))
    report = (evidence("report"), document("report", "Valley Post", f"{OTHER} {OTHER.replace('quay', 'pier')} {STORY}"))
    origins = grouped(statement, report)
    assert groups(origins) == ["g1", "g1"]
    assert origins.evidence[1].relation is Relation.THIRD_PARTY


@pytest.mark.parametrize("text", ["The river fort has fallen.", STORY])
def test_a_text_printed_again_is_a_copy_however_short_and_however_disguised(text: str) -> None:
    disguised = text.upper().replace(" ", "\u00a0").replace("E", "E\u200b")
    assert containment(text, disguised) == 1.0


def test_few_words_that_differ_prove_nothing() -> None:
    assert containment("The river fort has fallen.", "The river fort has not fallen.") == 0.0
    assert containment("", "") == 0.0


# ---------------------------------------------------------------- what is copied, and what is only quoted

LOCK = (
    "The lock at Ostrava Sound stayed shut for eleven hours on Sunday and forty barges had to wait in the roads "
    "without pilots, because a cable of the eastern gate had parted before dawn"
)
INQUIRY = (
    "An inquiry under Judge Ilse Marten will hear the masters of all the barges from Wednesday on, and will publish "
    "whatever it hears before the winter timetable comes into force"
)
BILL = "The repair of the gate has cost two million crowns so far, which is half of what the canal took in this year"
QUAY = (
    "On the eastern quay a deckhand was frying herring for three crews. Nobody had come by with a loudspeaker, he told "
    "this paper; his cousin had seen the gate hang crooked from her kitchen and had rung the harbour office twice."
)
LEDGER = (
    "In the ledger of the pilots' guild, which we were shown on Monday evening, there is no entry at all between four "
    "and three. A retired lock keeper who asked not to be named spoke of ropes that were older than his grandson."
)
NOTICE = (
    "The Canal Company runs ninety locks and four lifts in six provinces, employs nine hundred people, and has been in "
    "public hands since the great flood. Its shares are not traded, and its accounts are laid before the assembly"
)
APART = {
    "a statement is quoted": (f"{QUAY} “{LOCK},” the company said.", f"“{LOCK},” it said. {LEDGER}"),
    "a quotation goes on over lines": (f"{QUAY}\n“{LOCK}.\n“{INQUIRY}.”", f"“{LOCK}.\n“{INQUIRY}.”\n{LEDGER}"),
    "straight marks": (f'{QUAY} "{LOCK}," it said. "{INQUIRY}."', f'"{LOCK}." {LEDGER} "{INQUIRY}," it said.'),
    "other marks": (f"{QUAY} «{LOCK}», it said. „{INQUIRY}.“", f"‘{LOCK}.’ {LEDGER} “{INQUIRY},” it said."),
    "a release is quoted at length": (
        f"{QUAY} “{LOCK},” it said. “{INQUIRY}.” It was a bad day. “{BILL}.”",
        f"“{BILL},” wrote the company. {LEDGER} “{INQUIRY},” it went on. “{LOCK}.”",
    ),
    "a statement is printed without marks": (f"{QUAY}\n{LOCK}.", f"{LOCK}.\n{LEDGER}"),
    "both end in a notice": (f"{QUAY}\n{NOTICE}.", f"{LEDGER}\n{NOTICE}."),
    "both tell one thing": (QUAY, LEDGER),
}
COPIED = {
    "cut from the end": (f"{LOCK}. {INQUIRY}. {BILL}. {NOTICE}.", f"{LOCK}."),
    "lightly rewritten": (
        f"{LOCK}. {INQUIRY}. {BILL}.",
        LOCK.replace("stayed shut", "was closed") + ". " + INQUIRY.replace("hear the", "question the") + f". {QUAY}",
    ),
    "written from one release": (
        f"{QUAY} {LOCK}. {INQUIRY}.",
        f"It was a bad day for those who sail. {LOCK}. {LEDGER} {BILL}. Yet more is to come. {INQUIRY}.",
    ),
    "in parts, whoever is quoted": (
        f"“It hung crooked,” a cousin said. {LOCK}. {QUAY} {BILL}.",
        f"{BILL}. “Twice,” said the office. {LEDGER} {LOCK}.",
    ),
}


@pytest.mark.parametrize("texts", APART.values(), ids=APART)
def test_two_who_report_by_themselves_are_two_origins_whatever_both_quote(texts: tuple[str, str]) -> None:
    one, other = (document(id, text=text) for id, text in zip("ab", texts, strict=True))
    assert groups(grouped((evidence("a"), one), (evidence("b"), other))) == ["g1", "g2"]


@pytest.mark.parametrize("texts", COPIED.values(), ids=COPIED)
def test_who_tell_in_the_same_words_outside_of_quotation_marks_are_one_origin(texts: tuple[str, str]) -> None:
    one, other = (document(id, text=text) for id, text in zip("ab", texts, strict=True))
    for first, second in ((one, other), (other, one)):
        origins = grouped((evidence(first.id), first), (evidence(second.id), second))
        assert groups(origins) == ["g1", "g1"]
        assert [merge.rule for merge in origins.merges["g1"]] == ["R2"]


# ---------------------------------------------------------------- scripts without Latin letters or spaces

CHINESE = "利港港务局星期一说，东码头的四十一艘渔船在夜里全部烧毁，没有人受伤，起火原因还在调查之中。"
RETOLD = "星期一夜间的大火烧掉了东码头所有渔船，一共四十一艘。利港港务局表示无人受伤，正在查明原因。"
ARABIC = "قالت هيئة ميناء لوزا إن واحدا وأربعين قاربا احترقت ليل الاثنين في الحوض الشرقي ولم يصب أحد بأذى كما قالت"
HINDI = "लोरा बंदरगाह परिषद ने सोमवार को कहा कि पूर्वी घाट पर इकतालीस नावें रात में जल गईं और कोई घायल नहीं हुआ"


def test_a_copy_in_chinese_is_one_by_its_runs_of_characters() -> None:
    assert containment(CHINESE, f"【本报讯】{CHINESE}") == 1.0
    assert containment(CHINESE, RETOLD) < 0.2
    assert containment("码头烧了。", "码头没有烧。") == 0.0


@pytest.mark.parametrize("text", [ARABIC, HINDI])
def test_a_copy_in_any_script_is_one_by_its_words(text: str) -> None:
    words = text.split()
    assert containment(text, f"{text}. {text[:9]}") == 1.0
    assert containment(text, " ".join(reversed(words))) == 0.0


def test_a_copy_is_one_whatever_marks_nobody_sees() -> None:
    assert containment(ARABIC, ARABIC.replace("قال", "قـال").replace(" ", " \u200f")) == 1.0


def test_texts_in_two_languages_share_no_runs() -> None:
    assert containment(CHINESE, HINDI) == containment(ARABIC, HINDI) == 0.0
