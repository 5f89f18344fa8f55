import pytest

from service.analysts.embedded.stance.contrary import corrected, miscounted, negated, opposed
from service.domain import Stance
from tests.unit.analysts.embedded.looking import look

RULES = (corrected, negated, opposed, miscounted)


@pytest.mark.parametrize(
    ("rule", "claim", "sentence"),
    [
        (corrected, "The yard lost 140 jobs.", "The yard put the loss at 90 jobs instead of 140."),
        (negated, "The crane was inspected in spring.", "The crane was never inspected, the log shows."),
        (negated, "No crane was inspected.", "Two crews inspected the crane."),
        (negated, "The ferry registered none.", "The ferry registered them."),
        (negated, "Forty soldiers were killed.", "The army denied that 40 soldiers had been killed."),
        (opposed, "Output at the yard rose in June.", "Output at the yard fell in June."),
        (opposed, "The court convicted Otto Brandt.", "The court acquitted Otto Brandt."),
        (opposed, "The tonic reduced inflammation.", "The tonic increased inflammation, doctors said."),
        (miscounted, "The yard lost 140 jobs last year.", "The yard lost 90 jobs last year."),
        (miscounted, "Turnout was 61 percent.", "Turnout was 58 percent, the commission said."),
    ],
)
def test_each_rule_refutes_what_is_its_own_and_says_why(rule, claim, sentence):
    ruling = rule(look(claim, sentence))
    assert ruling is not None
    assert ruling.stance is Stance.REFUTES
    assert ruling.reason


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The crane was inspected in spring.", "The crane was inspected in spring, not in autumn."),
        ("No crane was inspected.", "No inspection of the crane took place."),
        ("Every invoice of the yard was paid.", "The yard has paid every invoice."),
        ("Output at the yard rose in June.", "Output at the yard grew in June."),
        ("At least 140 jobs were lost.", "The yard says 160 jobs were lost."),
        ("The yard lost 140 jobs.", "Nobody saw the ferry leave."),
        ("The mill in Orm held the record in May.", "The mill in Orm no longer held the record in May."),
        ("The mill recorded none in January.", "Four clips were filmed in January."),
        ("Six houses burned.", "Two of the six houses burned."),
        ("Nine boats were counted.", "Of those, two of the nine boats sank."),
        ("12 of 30 samples were positive.", "The yard sent 30 samples, and 12 were positive."),
        ("The crane at Orm killed four workers.", "A crane at Harrow killed nine workers."),
        ("Four workers were killed.", "Nine workers were killed in Harrow."),
        ("The yard lost 140 jobs in June.", "The yard lost 90 jobs in May."),
        ("The yard lost 140 jobs.", "The yard lost 90 jobs a year."),
        ("The yard lost 140 jobs.", "The yard may lose 90 jobs."),
        ("The yard lays 140 miles of pipe each year.", "The yard counts 90 breaks each year."),
        ("The yard lost 140 jobs.", "The yard lost 22,000 jobs in its time."),
        ("The crane had not been inspected for six years.", "The crane was inspected six years ago."),
        ("No crane was inspected before June.", "The crane was inspected in October."),
        ("The crane had not been inspected by Tuesday.", "The crane was inspected on Friday."),
        ("The yard has not acknowledged any deaths.", "Three deaths at the yard were counted."),
        ("The crane killed four workers.", "The report did not mention that the crane killed four workers."),
        ("The yard never announced the deal.", "The deal of the yard is signed."),
        ("No workers were hurt at the yard.", "All workers at the yard were unharmed."),
        ("The votes were in the hall before doors opened.", "The votes were in the hall when the poll closed."),
        ("The yard keeps the doors shut.", "The yard keeps the doors, and a window was opened."),
        ("The siren was not out of order.", "The siren worked, and no lamp was out of order."),
        (
            "The toll of the crane was four.",
            "By a revised plan for the dock and all of its sheds, which the owners passed, four are old.",
        ),
        ("The yard paid 2.6m crowns in bonuses.", "The yard paid 2.6 million crowns in bonuses."),
    ],
)
def test_agreement_and_other_matters_are_not_contrary(claim, sentence):
    assert [rule.__name__ for rule in RULES if rule(look(claim, sentence))] == []


ROSE = "Output at the Tarsk yard rose in June."


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Output at the Tarsk yard fell in June.", ["opposed"]),
        ("Output at the Harrow yard fell in June.", []),
        ("Output at the Tarsk yard did not rise much.", []),
    ],
)
def test_on_another_story_only_what_is_the_same_but_for_one_word_is_contrary(sentence, said):
    assert [rule.__name__ for rule in RULES if rule(look(ROSE, sentence, of_story=False))] == said


@pytest.mark.parametrize("fell", ["fe\u00adll", "fell\u0301", "fe\u200bll", "fe’ll", "f'e'll"])
def test_an_opposite_is_one_however_its_letters_are_set(fell):
    ruling = opposed(look("Output at the Tarsk yard rose in June.", f"Output at the Tarsk yard {fell} in June."))
    assert ruling is not None
    assert fell in ruling.reason
