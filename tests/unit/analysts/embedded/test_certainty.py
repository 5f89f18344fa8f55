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
