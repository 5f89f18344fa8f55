"""What an article states in its own voice."""

import pytest

from service.analysts.embedded.claims.facts import finite, is_label, is_quotation, recording, stated
from service.domain import Span


def first(text: str) -> Span:
    line = text.split("\n", 1)[0]
    return Span.of(text, 0, len(line))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The bridge fell.", ["The bridge fell."]),
        ("The dam held, while the bridge fell.", ["The dam held", "the bridge fell."]),
        ("The dam held, and the bridge, an old one, fell.", ["The dam held, and the bridge, an old one, fell."]),
        ("The dam held, and the bridge fell.", ["The dam held", "the bridge fell."]),
        ("The dam held; the bridge fell.", ["The dam held", "the bridge fell."]),
        ("The dam, which is old, held.", ["The dam, which is old, held."]),
        ("The dam held, killing nobody.", ["The dam held, killing nobody."]),
        ("The Norvik dam continues to leak.", ["The Norvik dam continues to leak."]),
        ("Did the dam hold?", []),
        ("Click here to sign up for news.", []),
        ("(For more information, the dam has a page.)", []),
        ("Rebels in the harbour.", []),
        ("“The dam held.”", []),
    ],
)
def test_statements(text: str, parts: list[str]) -> None:
    assert [part.text for part in stated(text, first(text))] == parts


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Dam holds in storm\nThe dam held.", True),
        ("Pictures of the dam:", True),
        ("The dam held.", False),
        ("“The dam held.”", False),
        ("The dam held" + " on and on" * 20, False),
    ],
)
def test_labels_end_without_a_stop(text: str, label: bool) -> None:
    assert is_label(text, first(text)) is label


@pytest.mark.parametrize(
    ("text", "quotation"),
    [("“The old dam held.”", True), ("“Dam.”", False), ("“The dam” held on in the storm.", False)],
)
def test_a_quotation_is_quoted_from_end_to_end(text: str, quotation: bool) -> None:
    assert is_quotation(text, first(text)) is quotation


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("the dam held", True),
        ("the dam has held", True),
        ("the dam flooded", True),
        ("the flooded dam", False),
        ("rebels in the harbour", False),
        ("the regime-held town", False),
    ],
)
def test_finite_verbs(clause: str, told: bool) -> None:
    assert finite(clause) is told


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("A video showing the flood has been uploaded.", True),
        ("Photos of the flood circulated on Monday.", True),
        ("The dam was shown in a video that was posted.", False),
        ("The dam held.", False),
    ],
)
def test_recordings_are_there_when_they_are_the_subject(text: str, there: bool) -> None:
    assert bool(recording(first(text))) is there
