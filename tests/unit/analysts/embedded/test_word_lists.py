"""Lists of words are sets, and what two of them make together is made once."""

import pytest

from service.analysts.embedded.phrases import Listed

VERBS, NOUNS = Listed({"lock", "dock", "sail"}), Listed({"dock", "quay"})


@pytest.mark.parametrize("other", [NOUNS, frozenset({"dock", "tide"}), {"sail"}, Listed()])
def test_lists_together_and_one_without_the_other_are_those_of_sets(other: set[str]) -> None:
    assert VERBS | other == set(VERBS) | set(other) == other | VERBS
    assert VERBS - other == set(VERBS) - set(other)
    assert VERBS & other == set(VERBS) & set(other)


def test_two_lists_are_joined_and_parted_once() -> None:
    assert VERBS | NOUNS is VERBS | NOUNS
    assert VERBS - NOUNS is VERBS - NOUNS
