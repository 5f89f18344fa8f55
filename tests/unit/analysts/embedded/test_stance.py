from datetime import datetime

import pytest

from service.analysts.embedded.stance import RULES, judge, told_alike
from service.domain import Access, Article, Candidate, Document, Evidence, Match, Passage, Span, Stance
from tests.unit.analysts.embedded.looking import claim_of

DAY = datetime(2021, 6, 16)
TITLE = "Rebels claim the Tarsk barracks in Velmar"
OPENING = "Fighters and their trucks stood near the barracks at Tarsk in Velmar, which rebels claim. "
SUPPORTS, REFUTES, NEUTRAL = Stance.SUPPORTS, Stance.REFUTES, Stance.NEUTRAL


def evidence(
    claim: str, text: str, title: str = "Fighting at Tarsk in Velmar", before: str = "", rules=RULES
) -> tuple[Evidence, ...]:
    """What one document says of a claim that stands in an article on the fighting at the Tarsk barracks."""
    body = f"Fighters entered the Tarsk barracks near Velmar. {before}{claim}"
    article = Article(id="art", title=TITLE, body=body, body_end=len(body), published_at=DAY)
    document = Document(id="doc", title=title, publisher="Coast Herald", text=text, published_at=DAY)
    passage = Passage(id="doc#1", document_id="doc", span=Span.of(text, 0, len(text)))
    asked = Candidate(claim=claim_of(claim, len(body) - len(claim)), passages=(passage,))
    judging = judge(article, {"doc": document}, [asked], rules)
    assert all(item.span.stands_in(text) for item in judging.evidence)
    return judging.evidence


def stances(claim: str, sentence: str, **context: str) -> list[Stance]:
    """Of a document that opens on the article's own story."""
    return [item.stance for item in evidence(claim, OPENING + sentence, **context)]


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The front captured the Tarsk barracks", "Rebels overran the Tarsk base on Tuesday."),
        ("The front captured the barracks", "Tarsk barracks fell to the rebels on Tuesday."),
        ("The front captured the barracks", "The army had completed a withdrawal from the Tarsk barracks."),
        ("The army's troops at the barracks retreated", "Government soldiers pulled back before dawn."),
        ("Dozens of soldiers were killed", "Doctors counted 40 soldiers dead."),
        (
            "“Dozens of soldiers” were killed at the barracks",
            "A monitor of the war counted 31 soldiers and 12 rebels dead.",
        ),
        ("At least 20 soldiers were killed", "The list that hangs at the town hall has 24 soldiers dead."),
        ("More than 100 civilians were wounded", "Three clinics in the hills took in 130 wounded civilians."),
        ("The front destroyed two tanks", "Two tanks were wrecked by the front at Tarsk."),
        ("Otto Brandt resigned as mayor of Velmar", "Otto Brandt stepped down on Tuesday."),
        ("Ana Ruiz won the election in Velmar", "Officials declared Ana Ruiz the winner of the mayoral election."),
        ("The front holds all of the Tarsk barracks", "A Coast Herald reporter saw no soldiers left in the barracks."),
        ("The army recaptured Orm from the Sarn Front", "The Sarn Front withdrew from Orm."),
        ("The emergency exits had been locked", "The emergency exits were locked, two survivors said."),
        ("The road bridge at Orm collapsed", "A reporter saw the collapsed bridge at Orm."),
        ("A depot at Tarsk lost 140 trucks", "The depot's log counts 140 lorries lost."),
    ],
)
def test_one_happening_or_most_of_a_claim_in_other_words_supports(claim, sentence):
    assert stances(claim, sentence) == [SUPPORTS]


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The front captured the Tarsk barracks", "The army denied that rebels had captured the Tarsk barracks."),
        ("Dozens of soldiers were killed", "The army denied that dozens of soldiers had been killed."),
        ("Dozens of soldiers were killed", "Four soldiers were killed."),
        ("The road from Tarsk to Orm is under its control", "The Tarsk-Orm road remained under army protection."),
        ("The road to Orm is under the Front's control", "The road to Orm is held by soldiers."),
        ("The court convicted Otto Brandt", "The court acquitted Otto Brandt."),
        ("Otto Brandt scored 18 goals last season", "Otto Brandt scored 16 goals last season."),
        ("Turnout was 61 percent", "Turnout was 58 percent, the commission said."),
        ("Police at Tarsk arrested two men", "Police at Tarsk have arrested nobody so far."),
        ("Nine people drowned at Tarsk", "Nobody drowned at Tarsk, the district said."),
        ("Otto Brandt was dismissed as mayor", "Otto Brandt remains mayor, the council said."),
        ("Otto Brandt is dead", "Otto Brandt is alive, his doctor said."),
        ("Sirens at Tarsk were tested in spring", "The sirens at Tarsk were never tested."),
    ],
)
def test_a_denial_an_opposite_another_side_or_another_number_refutes(claim, sentence):
    assert stances(claim, sentence) == [REFUTES]


# Each beside a twin that differs only in what decides: the sentence is looked at and does not bear the claim out.
@pytest.mark.parametrize(
    ("claim", "sentence", "twin"),
    [
        (
            "The front captured the Tarsk barracks",
            "Rebels captured the Orm barracks.",
            "Rebels captured the Tarsk barracks.",
        ),
        (
            "The front captured the Tarsk barracks",
            "Rebels hope to capture the Tarsk barracks.",
            "Rebels captured the Tarsk barracks.",
        ),
        (
            "The front captured the Tarsk barracks",
            "The Herald could not verify who captured the Tarsk barracks.",
            "The Herald saw who captured it: rebels took the Tarsk barracks.",
        ),
        (
            "The army's troops retreated from the barracks",
            "The rebels retreated from the Tarsk barracks.",
            "The soldiers retreated from the Tarsk barracks.",
        ),
        (
            "In March, the front captured Tarsk",
            "Rebels captured Tarsk on Tuesday.",
            "Rebels captured Tarsk in March.",
        ),
        (
            "Otto Brandt resigned as mayor of Velmar",
            "Ana Ruiz resigned as deputy mayor of Velmar.",
            "Otto Brandt resigned as mayor of Velmar.",
        ),
        (
            "The front captured the Tarsk barracks",
            "Rebels withdrew from the Tarsk barracks.",
            "Soldiers withdrew from the Tarsk barracks.",
        ),
        (
            "A depot at Tarsk lost 140 trucks in March 2011",
            "The depot's log counts 140 lorries lost.",
            "The depot's log counts 140 lorries lost in March 2011.",
        ),
        (
            "The army shelled the hospital in Tarsk",
            "The army shelled a ridge at Tarsk, and the hospital took in 14 wounded.",
            "The army shelled the Tarsk hospital.",
        ),
        (
            "Police arrested 30 fighters at Tarsk",
            "Police counted 30 lorries at Tarsk.",
            "Police detained 30 fighters at Tarsk.",
        ),
        (
            "Velmar has left the Southern Pact",
            "Velmar may leave the Southern Pact if the talks fail.",
            "Velmar left the Southern Pact.",
        ),
        (
            "More than 5,000 people marched in Tarsk",
            "At least 2,000 people marched in Tarsk.",
            "Some 7,000 people marched in Tarsk.",
        ),
        (
            "Ana Ruiz promised to close the port of Tarsk",
            "Otto Brandt promised to close the port of Tarsk.",
            "Ana Ruiz gave a promise to close the port of Tarsk.",
        ),
        (
            "The Kaldor Brigade controls the Tarsk station",
            "Guards still held the Tarsk station.",
            "The Kaldor Brigade still held the Tarsk station.",
        ),
        (
            "A depot at Orm lost 140 trucks near Tarsk",
            "The depot's log counts 140 lorries lost.",
            "The depot's log at Orm counts 140 lorries lost.",
        ),
    ],
)
def test_another_place_side_time_or_a_mere_plan_decides_nothing(claim, sentence, twin):
    assert stances(claim, sentence) == [NEUTRAL]
    assert stances(claim, twin) == [SUPPORTS]


def test_who_leaves_a_camp_has_not_left_the_road_to_it():
    claim = "The front holds the road from Tarsk to Orm"
    assert stances(claim, "Army units at Tarsk had completed a withdrawal to Orm.") == [NEUTRAL]
    assert stances(claim, "Army units had completed a withdrawal from the road at Tarsk to Orm.") == [SUPPORTS]


def test_a_document_on_something_else_gives_nothing():
    wheat = "Bakers paid a fifth more for flour this week, traders said."
    assert evidence("The front captured the Tarsk barracks", wheat, title="Wheat prices rise in Harrow") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Velmar built forty wells and three clinics in spring.", SUPPORTS),
        ("Velmar never built forty wells and three clinics in spring.", NEUTRAL),
        ("It is a rumour that Velmar built forty wells and three clinics.", NEUTRAL),
        ("Velmar built forty wells and nine clinics in spring.", NEUTRAL),
        ("Harrow built forty wells and three clinics in spring.", NEUTRAL),
        ("Velmar closed forty wells and three clinics in spring.", NEUTRAL),
        ("Velmar demolished forty wells and three clinics in spring.", NEUTRAL),
    ],
)
def test_on_another_story_only_nearly_all_words_support(text, found):
    claim = "Velmar built forty wells and three clinics"
    assert [item.stance for item in evidence(claim, text, title="Wells")] == [found]


@pytest.mark.parametrize(("place", "found"), [("Port Velmar in Tarsk", SUPPORTS), ("Harrow", NEUTRAL)])
def test_a_claim_that_names_nobody_is_supported_on_another_story_only_of_the_same_places(place, found):
    claim, text = (
        "Two piers were shut after divers found nine cracked piles",
        f"In {place} divers found nine cracked piles",
    )
    told = f"{text}; two piers were shut."
    assert [item.stance for item in evidence(claim, told, title="")] == [found]


def test_a_claim_that_points_back_is_as_old_as_what_it_points_at():
    claim, sentence = "That offensive began with a car bomb at Tarsk.", "A car bomb opened the assault at Tarsk."
    assert stances(claim, sentence, before="On Tuesday it took Orm. ") == [SUPPORTS]
    assert stances(claim, sentence, before="In March it took Orm. ") != [SUPPORTS]


def test_a_happening_that_is_told_matches_exactly_and_one_that_is_implied_partly():
    (same,) = evidence("The front captured the Tarsk barracks", "Rebels captured the Tarsk barracks.")
    (implied,) = evidence("The front captured the Tarsk barracks", "No government troops remained at Tarsk.")
    assert (same.match, implied.match) == (Match.EXACT, Match.PARTIAL)


def test_a_rule_that_is_taken_out_says_nothing():
    claim, text = "A depot at Tarsk lost 140 trucks", f"{OPENING}The depot's log counts 140 lorries lost."
    rest = [rule for rule in RULES if rule is not told_alike]
    assert [item.stance for item in evidence(claim, text, rules=rest)] == [NEUTRAL]


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
    assert (item.stance, item.access) == (SUPPORTS, access)


def test_a_wire_that_cites_a_monitor_speaks_with_the_monitors_word():
    text = "Rebels captured the Tarsk barracks, the Velmar Conflict Monitoring Group said."
    (item,) = evidence("The front captured the Tarsk barracks", text)
    assert item.speaker is not None
    assert item.cites == (item.speaker.name,) == ("Velmar Conflict Monitoring Group",)


def test_an_aside_is_not_said_of_what_stands_before_it():
    text = "A Coast Herald reporter visited Tarsk. Two burnt tanks stood there, where, residents said, a bomb went off."
    (item,) = evidence("Two tanks were burnt at Tarsk", OPENING + text)
    assert (item.access, item.speaker) == (Access.DIRECT, None)
