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
    Relation,
    Stance,
)
from service.weighing.independence import Origins, containment
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


def test_residents_in_two_papers_are_not_each_others_allies() -> None:
    told = claim("The fire began at noon.", by=party("residents", UNNAMED))
    item = placed(evidence("d", speaker=party("residents", UNNAMED)), document("d", "Valley Post"), told)
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
    seen = evidence("d", access=Access.DIRECT, cites=("Hill Front",))
    assert placed(seen, document("d")).relation is Relation.THIRD_PARTY


def test_a_declared_ally_is_one_only_while_the_alliance_holds() -> None:
    past = Alliance(name="Pact", members=("Hill Front", "Lake Company"), valid_to=datetime(2030, 1, 1, tzinfo=UTC))
    now = Alliance(name="Pact", members=("Hill Front", "Lake Company"))
    said = evidence("d", speaker=party("Lake Company"))
    assert placed(said, document("d"), None, past).relation is Relation.THIRD_PARTY
    assert placed(said, document("d"), None, now).relation is Relation.ALLY


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


def test_a_ministry_that_repeats_its_government_is_its_ally() -> None:
    stated = claim("The army took the fort.", by=party("Norland government", ClaimantKind.GOVERNMENT))
    own = evidence("d", speaker=party("Defence Ministry"))
    foreign = evidence("d", speaker=party("Sudland government"))
    assert placed(own, document("d"), stated).relation is Relation.ALLY
    assert placed(foreign, document("d"), stated).relation is Relation.THIRD_PARTY


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


def test_a_paper_that_rests_on_a_site_names_it_in_its_own_way() -> None:
    resting = (evidence("a", speaker=party("the Tarn Echo")), document("a"))
    assert groups(grouped(resting, (evidence("b"), document("b", "tarnecho.example")))) == ["g1", "g1"]


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
    assert groups(grouped((evidence("a"), page), (evidence("a"), page))) == ["g1", "g1"]


ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(("shared", "ids"), [(10, ["g1", "g1"]), (9, ["g1", "g2"])])
def test_six_tenths_of_a_texts_runs_make_a_copy(shared: int, ids: list[str]) -> None:
    """Fourteen words have ten runs of five; ten of these words in a row have six of them."""
    own, other = list(ALPHABET[:14]), [*ALPHABET[:shared], *(f"{letter}x" for letter in ALPHABET[shared:14])]
    one, copy = document("a", text=" ".join(own)), document("b", text=" ".join(other))
    assert groups(grouped((evidence("a"), one), (evidence("b"), copy))) == ids


@pytest.mark.parametrize(("words", "share"), [(12, 1.0), (11, 0.0)])
def test_twelve_words_in_another_text_prove_a_copy_and_eleven_do_not(words: int, share: float) -> None:
    assert containment(" ".join(ALPHABET[:words]), " ".join(ALPHABET)) == share


def test_origins_join_through_a_third() -> None:
    origins = grouped(
        (evidence("a"), document("a", owner="Lund")),
        (evidence("b", media=("v",)), document("b")),
        (evidence("c", media=("v",)), document("c", owner="Lund")),
    )
    assert groups(origins) == ["g1", "g1", "g1"]
    assert [merge.rule for merge in origins.merges["g1"]] == ["R1", "R6"]


def test_neutral_evidence_has_no_group() -> None:
    assert groups(grouped((evidence("a", NEUTRAL), document("a")), (evidence("b"), document("b")))) == [None, "g1"]


def test_a_press_release_printed_by_another_stays_the_claimants_word() -> None:
    release = (evidence("release"), document("release", "Hill Front", STORY, published_at=DAY))
    printed = (evidence("printed"), document("printed", "Valley Post", STORY, published_at=DAY))
    origins = grouped(release, printed)
    assert [item.relation for item in origins.evidence] == [Relation.CLAIMANT, Relation.CLAIMANT]
    assert "Hill Front" in origins.evidence[1].reasons[-1]


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
