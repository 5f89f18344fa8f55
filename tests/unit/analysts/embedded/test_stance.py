from datetime import datetime

import pytest

from service.analysts.embedded.stance import judge
from service.analysts.embedded.stance.events import happenings
from service.domain import (
    Access,
    Article,
    Attribution,
    Candidate,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimType,
    Document,
    Evidence,
    Match,
    Modality,
    Mode,
    Passage,
    Span,
    Stance,
)

DAY = datetime(2021, 6, 16)
TITLE = "Rebels claim the Tarsk barracks in Velmar"
REBELS = Claimant(name="Free Velmar Front", kind=ClaimantKind.GROUP)


def evidence(
    claim: str, text: str, title: str = "Fighting at Tarsk in Velmar", before: str = ""
) -> tuple[Evidence, ...]:
    """What one document says of a claim that stands in an article on the fighting at the Tarsk barracks."""
    body = f"Fighters entered the Tarsk barracks near Velmar. {before}{claim}"
    article = Article(id="art", title=TITLE, body=body, body_end=len(body), published_at=DAY)
    told = Claim(
        id="clm",
        text=claim,
        spans=(Span.of(body, len(body) - len(claim), len(body)),),
        claimant=REBELS,
        attribution=Attribution(mode=Mode.INDIRECT),
        provenance=(),
        modality=Modality.CLAIMED,
        checkworthy=True,
        type=ClaimType.EVENT,
    )
    document = Document(id="doc", title=title, publisher="Coast Herald", text=text, published_at=DAY)
    passage = Passage(id="doc#1", document_id="doc", span=Span.of(text, 0, len(text)))
    judging = judge(article, {"doc": document}, [Candidate(claim=told, passages=(passage,))])
    assert all(item.span.stands_in(text) for item in judging.evidence)
    return judging.evidence


def stance(claim: str, text: str, **context: str) -> Stance | None:
    found = {item.stance for item in evidence(claim, text, **context)}
    return next((one for one in (Stance.REFUTES, Stance.SUPPORTS, Stance.NEUTRAL) if one in found), None)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The front captured the Tarsk barracks", "Rebels overran the Tarsk base on Tuesday."),
        ("The front captured the barracks", "Tarsk barracks fell to the rebels on Tuesday."),
        ("The front captured the barracks", "The army had completed a withdrawal from Tarsk."),
        ("The army's troops at the barracks retreated", "Government soldiers pulled back before dawn."),
        ("Dozens of soldiers were killed", "Doctors counted 40 soldiers dead."),
        ("Dozens of Brandt's forces were killed", "Doctors counted 40 soldiers and nine fighters dead."),
        ("The front destroyed two tanks", "Three wrecked tanks and a lorry stood in the yard."),
        ("Otto Brandt resigned as mayor of Velmar", "Otto Brandt stepped down on Tuesday."),
        ("Ana Ruiz won the election in Velmar", "Officials declared Ana Ruiz the winner of the mayoral election."),
        (
            "The front holds the whole of the Tarsk barracks",
            "A Coast Herald reporter saw no soldiers left in the barracks.",
        ),
        ("The front stormed the base from its southern side", "A bomb at the southern gate opened the assault."),
        ("The army recaptured Orm from the Sarn Front", "The Sarn Front withdrew from Orm."),
        ("The emergency exits had been locked", "The emergency exits were locked, two survivors said."),
        ("The road bridge at Orm collapsed", "A reporter saw the collapsed bridge at Orm."),
        ("Velmar built forty wells and three clinics", "Velmar built forty wells and three clinics in spring."),
    ],
)
def test_one_happening_in_other_words_supports(claim, text):
    assert stance(claim, text) is Stance.SUPPORTS


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The front captured the Tarsk barracks", "The army denied that rebels had captured the Tarsk barracks."),
        ("Dozens of soldiers were killed", "The army denied that dozens of soldiers had been killed."),
        ("Dozens of soldiers were killed", "Four soldiers were killed."),
        ("The road from Tarsk to Orm is under its control", "The Tarsk-Orm road remained under army protection."),
        ("The court convicted Otto Brandt", "The court acquitted Otto Brandt."),
        ("The road to Orm is under the Front's control", "The road to Orm is held by soldiers."),
        ("Otto Brandt scored 18 goals last season", "Otto Brandt scored 16 goals last season."),
        ("Turnout was 61 percent", "Turnout was 58 percent, the commission said."),
        ("Two people drowned", "One person drowned and two were missing."),
        ("The tonic reduced inflammation", "The tonic increased inflammation, doctors said."),
    ],
)
def test_a_denial_an_opposite_or_another_number_refutes(claim, text):
    assert stance(claim, text) is Stance.REFUTES


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The front captured the Tarsk barracks", "Rebels captured the Orm barracks."),
        ("The front captured the Tarsk barracks", "Rebels hope to capture the Tarsk barracks."),
        ("The front captured the Tarsk barracks", "The Herald could not verify who captured the Tarsk barracks."),
        ("The road from Tarsk to Orm is under its control", "It was not clear who controlled the Tarsk road."),
        ("The army's troops retreated from the barracks", "The rebels retreated from the Tarsk barracks."),
        ("In March, the front captured Tarsk", "Rebels captured Tarsk on Tuesday."),
        ("A video shows a car bomb at Tarsk", "A car bomb opened the assault on Tarsk."),
        ("The front captured the Tarsk barracks", "The mayor took part in a parade near Tarsk."),
        ("Soldiers had been encircled", "The army denied that dozens of soldiers had been killed."),
        ("Otto Brandt resigned as mayor of Velmar", "Ana Ruiz resigned as deputy mayor of Velmar."),
        ("Ana Ruiz won the election in Velmar", "Lena Holt won the election in Orm."),
        ("Its profit rose 12 percent to 34 million euros", "Orm Motors' profit rose 12 percent to 34 million euros."),
        ("The front holds the road from Tarsk to Orm", "Army units at Tarsk had completed a withdrawal."),
        ("The front captured the Tarsk barracks", "Rebels withdrew from the Tarsk barracks."),
        ("The men were arrested at a flat in the harbour", "Four men were arrested over the theft, police said."),
        ("The front stormed the southern gate of the base", "Rebels attacked the northern gate."),
    ],
)
def test_another_place_side_time_or_a_mere_plan_decides_nothing(claim, text):
    assert stance(claim, text) in {Stance.NEUTRAL, None}


def test_a_document_on_something_else_gives_nothing():
    wheat = "Bakers paid a fifth more for flour this week, traders said."
    assert evidence("The front captured the Tarsk barracks", wheat, title="Wheat prices rise in Harrow") == ()


def test_a_claim_that_points_back_is_as_old_as_what_it_points_at():
    claim = "The front began that offensive with suicide bombings."
    assert stance(claim, "A car bomb opened the assault.", before="In March it took Orm. ") is not Stance.SUPPORTS


def test_the_same_words_of_the_same_place_match_exactly_and_implied_ones_partly():
    (same,) = evidence("The front captured the Tarsk barracks", "Rebels captured the Tarsk barracks.")
    (implied,) = evidence("The front captured the Tarsk barracks", "No government troops remained at Tarsk.")
    assert (same.match, implied.match) == (Match.EXACT, Match.PARTIAL)


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("A Coast Herald reporter walked through and saw no army troops left at Tarsk.", Access.DIRECT),
        ("The defence ministry said rebels captured the Tarsk barracks.", Access.OFFICIAL_STATEMENT),
        ("Rebels captured the Tarsk barracks, residents said.", Access.NAMED_SECONDARY),
        ("Rebels captured the Tarsk barracks, the Velmar Conflict Monitoring Group said.", Access.RELAY),
        ("Rebels captured the Tarsk barracks, a source said.", Access.ANONYMOUS),
        ("Video showed that rebels captured the Tarsk barracks.", Access.MEDIA_UNVERIFIED),
        ("Rebels captured the Tarsk barracks.", Access.UNKNOWN),
    ],
)
def test_who_tells_it_decides_how_close_they_stand(text, access):
    (item,) = evidence("The front captured the Tarsk barracks", text)
    assert (item.stance, item.access) == (Stance.SUPPORTS, access)


def test_a_wire_that_cites_a_monitor_speaks_with_the_monitors_word():
    text = "Rebels captured the Tarsk barracks, the Velmar Conflict Monitoring Group said."
    (item,) = evidence("The front captured the Tarsk barracks", text)
    assert item.speaker is not None
    assert item.cites == (item.speaker.name,) == ("Velmar Conflict Monitoring Group",)


def test_an_aside_is_not_said_of_what_stands_before_it():
    text = "A Coast Herald reporter visited Tarsk. Two burnt tanks stood there, where, residents said, a bomb went off."
    (item,) = evidence("The front destroyed two tanks", text)
    assert (item.access, item.speaker) == (Access.DIRECT, None)


@pytest.mark.parametrize(
    ("sentence", "family"),
    [
        ("The town was taken over by rebels.", "capture"),
        ("No government forces were seen; no government forces left.", "withdrawal"),
        ("The road is under army control.", "control"),
        ("The minister stepped down.", "resignation"),
    ],
)
def test_a_family_of_words_tells_one_kind_of_happening(sentence, family):
    assert family in {one.family for one in happenings(sentence)}


@pytest.mark.parametrize(
    "sentence", ["The mayor took part.", "The talks took place in Orm.", "They joined the Tarsk Accord."]
)
def test_idioms_and_names_are_no_happenings(sentence):
    assert happenings(sentence) == ()


ON_THE_CAMP = "Fighters and their trucks stood near the barracks at Tarsk in Velmar, which rebels claim. "


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("A depot at Tarsk lost 140 trucks", "The depot's log counts 140 lorries lost.", Stance.SUPPORTS),
        ("Sirens at Tarsk were tested in spring", "The sirens at Tarsk were never tested.", Stance.REFUTES),
        ("Sirens at Tarsk were tested in spring", "A choir sang.", None),
    ],
)
def test_in_a_text_on_the_same_story_other_words_for_most_of_a_claim_decide(claim, text, expected):
    assert stance(claim, ON_THE_CAMP + text) is expected


def test_in_a_text_on_another_story_they_do_not():
    found = stance("A depot at Tarsk lost 140 trucks", "The depot's log counts 140 lorries lost.", title="At Orm")
    assert found is not Stance.SUPPORTS


@pytest.mark.parametrize(
    "claim",
    ["A depot at Orm lost 140 trucks near Tarsk", "A depot at Tarsk lost 140 trucks in March 2011"],
)
def test_another_place_or_time_is_not_borne_out_by_the_same_words(claim):
    assert stance(claim, ON_THE_CAMP + "The depot's log counts 140 lorries lost.") is not Stance.SUPPORTS
