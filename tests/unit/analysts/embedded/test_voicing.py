import pytest

from service.analysts.embedded.stance.voicing import speakers, told_in
from service.domain import ClaimantKind


def voices(text: str) -> list[tuple[str, ClaimantKind]]:
    return [(one.name, one.kind) for one in speakers(text, told_in(text))]


def named(text: str) -> list[str]:
    return [name for name, _ in voices(text)]


@pytest.mark.parametrize("noun", ["organisation", "group", "agency", "monitor"])
def test_a_body_that_has_spoken_speaks_again_under_its_noun(noun):
    text = f"Rebels in Velmar seized a base, Velmar River Watch said on Sunday. The {noun} said fighters took it all."
    assert named(text) == ["Velmar River Watch", "Velmar River Watch"]


def test_one_that_is_called_the_organisation_is_no_person():
    text = "Rebels seized a base, Velmar River Watch said. The organisation said it was lost."
    assert {kind for _, kind in voices(text)} == {ClaimantKind.ORGANISATION}


def test_its_contacts_speak_with_its_word():
    text = "Velmar River Watch said the base fell. The organisation counted the dead. Troops left, its contacts said."
    assert named(text)[-1] == "Velmar River Watch"


def test_a_source_that_told_a_described_outlet_speaks_and_stays_unnamed():
    text = (
        "A military source told Velmar Radio, the government's broadcaster, that units at Tarsk Hill had left. "
        "The source denied that soldiers had been killed."
    )
    assert voices(text) == [("military source", ClaimantKind.UNNAMED)] * 2


def test_a_source_is_nobody_who_is_named():
    assert named("Otto Brandt visited Tarsk Hill. The source said he left early.") == ["source"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Jewels were stolen from the Castle Museum, police said.", "police"),
        ("Ana Ruiz was elected, defeating Otto Brandt, the electoral commission said.", "electoral commission"),
        ("Twelve people were arrested, the Velmar police said.", "Velmar police"),
    ],
)
def test_who_is_named_last_in_what_is_told_does_not_tell_it(text, speaker):
    assert named(text) == [speaker]


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("The Velmar city police", "Velmar city police"),
        ("The New Velmar ministry", "New Velmar ministry"),
        ("The Oldvelmar police", "Oldvelmar police"),
        ("Officials of Velmar", "Velmar"),
    ],
)
def test_a_body_has_the_name_that_its_noun_ends(source, speaker):
    assert named(f"{source} said the quay of Tarsk was shut.") == [speaker]


def test_a_dateline_is_nobody():
    assert "ORM" not in named("ORM, Velmar (Keystone) - Profit fell, the company said.")
