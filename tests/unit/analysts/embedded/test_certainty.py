"""How sure, of what type, and whether worth a check."""

import pytest

from service.analysts.embedded.claims.certainty import checkworthy, claim_type, modality
from service.domain import ClaimType, Modality


@pytest.mark.parametrize(
    ("cue", "content", "expected"),
    [
        ("said", "the bridge fell", Modality.ASSERTED),
        ("claimed", "the bridge fell", Modality.CLAIMED),
        ("are alleging", "the bridge fell", Modality.CLAIMED),
        ("argued", "the bridge fell", Modality.CLAIMED),
        ("said", "the town was “freed” by night", Modality.ASSERTED),
        ("shows", "the bridge falling", Modality.ASSERTED),
        ("blamed", "the rust", Modality.CLAIMED),
        ("denied", "the bridge may have fallen", Modality.DENIED),
        ("said", "the bridge may have fallen", Modality.HEDGED),
        ("said", "the bridge fell in May", Modality.ASSERTED),
        ("said", "the bridge fell, which may matter", Modality.ASSERTED),
        ("believes", "the bridge fell", Modality.HEDGED),
        ("suggested", "the bridge fell", Modality.HEDGED),
        ("", "the bridge reportedly fell", Modality.HEDGED),
    ],
)
def test_modality(cue: str, content: str, expected: Modality) -> None:
    assert modality(cue, content) is expected


@pytest.mark.parametrize(
    ("text", "cue", "retold", "kind", "worth"),
    [
        ("The bridge fell in 2019.", "said", False, ClaimType.EVENT, True),
        ("The bridge was closed.", "said", False, ClaimType.EVENT, True),
        ("Dozens were hurt.", "said", False, ClaimType.NUMERICAL, True),
        ("Sales rose 12%.", "said", False, ClaimType.NUMERICAL, True),
        ("The bridge fell because of rust.", "said", False, ClaimType.CAUSAL, True),
        ("Ana Ruiz supports the toll.", "said", False, ClaimType.POSITION, True),
        ("The mayor told them that it fell.", "said", True, ClaimType.QUOTE, True),
        ("The bridge should be closed.", "said", False, ClaimType.OPINION, False),
        ("The bridge was closed.", "hopes", False, ClaimType.OPINION, False),
        ("The bridge will fall in 2031.", "said", False, ClaimType.PREDICTION, False),
        ("Sales are going to double.", "said", False, ClaimType.PREDICTION, False),
        ("Was it Ana Ruiz?", "asked", False, ClaimType.EVENT, False),
        ("It is so.", "said", False, ClaimType.EVENT, False),
    ],
)
def test_type_and_worth(text: str, cue: str, retold: bool, kind: ClaimType, worth: bool) -> None:
    found = claim_type(text, cue, retold=retold)
    assert found is kind
    assert checkworthy(text, found) is worth


@pytest.mark.parametrize(
    "text",
    [
        "14 ferries would be moved to the outer quay on Wednesday.",
        "The plant will cut 300 jobs in March.",
        "Schools will close on Friday.",
        "The bank plans to shut 12 branches.",
        "The army would withdraw 2,000 troops by 1 June.",
        "The trial will open on 4 May.",
        "The company aims to hire 50 welders this year.",
        "Water would be cut off for six hours on Sunday.",
        "Trams won't run between Lindow and Orm on Sunday.",
        "The dividend will be held at 11 marks a share.",
        "The policy would have paid 1.8 million marks.",
        "The yard has cut 90 jobs and will fall silent.",
    ],
)
def test_what_somebody_decides_to_do_by_a_day_or_a_number_can_be_checked(text: str) -> None:
    kind = claim_type(text, "said")
    assert kind not in {ClaimType.PREDICTION, ClaimType.OPINION}
    assert checkworthy(text, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Prices will fall.",
        "Inflation will reach 9 per cent in June.",
        "Prices may reach 40 crowns.",
        "The harvest is expected to shrink by 12 per cent.",
        "Exports will grow by 5 per cent next year.",
        "The party would win 40 seats.",
        "The repairs could cost the yard 9 million marks.",
        "The plant will close.",
        "Fares would be raised by 4 per cent if the strike lasted a week.",
        "The rebels will be at the gates by Friday.",
        "The front hopes to take Orm by Friday.",
        "It will be a hard winter in Lindow in 2031.",
    ],
)
def test_what_nobody_decides_or_may_be_is_foretold_whatever_figure_it_gives(text: str) -> None:
    kind = claim_type(text, "said")
    assert kind is ClaimType.PREDICTION
    assert not checkworthy(text, kind)


@pytest.mark.parametrize("text", ["The fire may have cost 9 million marks.", "Two guards could see the quay."])
def test_what_may_have_happened_is_not_foretold(text: str) -> None:
    assert claim_type(text, "said") is not ClaimType.PREDICTION
