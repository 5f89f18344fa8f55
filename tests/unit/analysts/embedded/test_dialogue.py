"""Interviews in question and answer form."""

import pytest

from service.analysts.embedded.attribution.dialogue import dialogue

LABELLED = (
    "Intro.\n\nQ: How many gates are open?\n\nA: Fourteen gates are open.\nThey opened on Monday.\n\nQ: And the town?"
)
NAMED = "Intro.\n\nKestrel Post: Is the town safe?\n\nIdris: It is safe.\n\nIdris: I live there."
DASHED = "Intro.\n\n– How many gates are open?\n\n– Fourteen since Monday."


@pytest.mark.parametrize(
    ("text", "asked", "answered"),
    [
        (
            LABELLED,
            ["How many gates are open?", "And the town?"],
            ["Fourteen gates are open.", "They opened on Monday."],
        ),
        (NAMED, ["Is the town safe?"], ["It is safe.", "I live there."]),
        (DASHED, ["How many gates are open?"], ["Fourteen since Monday."]),
    ],
)
def test_questions_and_answers_are_told_apart(text: str, asked: list[str], answered: list[str]) -> None:
    lines = dialogue(text, len(text))
    assert [line.said.text for line in lines if line.asks] == asked
    assert [line.said.text for line in lines if not line.asks] == answered


@pytest.mark.parametrize(
    "text",
    [
        "READ MORE: Ferry firm lost 3 million\n\nThe board said two piers were shut.",
        "Union: 640 jobs will go.\n\nCompany: No title will close.",
        "– 14 boats burned.\n– 3 people were hurt.",
        "Collection: Where is it kept?\n\nArchive: It is kept by the river.",
        "Must Read: Who sank it?\n\nUpdate: The pier is shut.",
        "Weather: Will it rain?\n\nTraffic: Two roads are shut.",
        "Who pays: the town or the state?\n\nThe mayor would not say.",
    ],
)
def test_labels_without_a_question_and_its_answer_are_no_interview(text: str) -> None:
    assert dialogue(text, len(text)) == ()
