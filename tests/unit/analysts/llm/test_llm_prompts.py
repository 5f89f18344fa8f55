"""The prompts that ship: every label is explained, and their examples are right by our own reading of a reply."""

import json
import re
from enum import StrEnum
from typing import Any

import pytest

from service.analysts.llm import JUDGE, READ
from service.domain import Access, Channel, ClaimantKind, ClaimType, Match, Modality, Mode, Stance, StandingKind
from tests.unit.analysts.llm.saying import PROMPTS, document, judging_by, read


def example(prompt: str) -> Any:
    """The JSON object of a prompt's example."""
    (told,) = re.findall(r'^\{"\w+":\[\{.*?\}\]\}$', PROMPTS[prompt].system, re.M | re.S)
    return next(iter(json.loads(told.replace("\n", " ")).values()))


def shown(prompt: str) -> str:
    """The labelled lines of a prompt's example, without their labels."""
    return "\n".join(re.findall(r"^\[s?\d\] (.+)$", PROMPTS[prompt].system, re.M))


@pytest.mark.parametrize(
    ("prompt", "labels"),
    [
        (READ, set(ClaimantKind) - {ClaimantKind.AUTHOR}),
        (READ, StandingKind),
        (READ, set(Mode) - {Mode.OWN_VOICE}),
        (READ, Modality),
        (READ, ClaimType),
        (READ, set(Channel) - {Channel.UNSPECIFIED}),
        (JUDGE, Stance),
        (JUDGE, Match),
        (JUDGE, Access),
        (JUDGE, set(ClaimantKind) - {ClaimantKind.AUTHOR}),
    ],
)
def test_every_label_is_explained(prompt: str, labels: set[StrEnum]) -> None:
    rules = PROMPTS[prompt].system.partition("\nExample:\n")[0]
    assert [label.value for label in labels if not re.search(rf"\b{label.value}\b", rules)] == []


def test_the_example_of_reading_stands_in_its_own_passage() -> None:
    reading = read(*example(READ), body=shown(READ))
    assert [claim.text for claim in reading.claims] == [told["text"] for told in example(READ)]
    assert (reading.unanchored, reading.failures) == ((), ())


def test_the_example_of_judging_stands_in_its_own_document() -> None:
    about = read({}, {"words": "talks broke down over night shifts", "who": "two officials", "kind": "unnamed"}).claims
    (judging,) = judging_by(lambda *_: example(JUDGE), document(shown(JUDGE)), claims=about)
    assert [item.span.text for item in judging.evidence] == [shown(JUDGE).split("\n")[at] for at in (0, 1)]
    assert (judging.unanchored, judging.failures) == ((), ())
