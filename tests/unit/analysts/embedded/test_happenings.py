import pytest

from service.analysts.embedded.stance.happenings import happenings


@pytest.mark.parametrize(
    ("sentence", "family"),
    [
        ("The town was taken over by rebels.", "capture"),
        ("Tarsk fell to the rebels.", "capture"),
        ("No government forces were seen; no government forces left.", "withdrawal"),
        ("The road is under army control.", "control"),
        ("The minister stepped down.", "resignation"),
    ],
)
def test_a_family_of_words_tells_one_kind_of_happening(sentence, family):
    assert family in {one.family for one in happenings(sentence)}


@pytest.mark.parametrize(
    "sentence",
    ["The mayor took part.", "The talks took place in Orm.", "They joined the Tarsk Accord.", "Sales had fallen."],
)
def test_idioms_and_names_are_no_happenings(sentence):
    assert happenings(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("The army of Velmar captured Tarsk.", "tarsk"),
        ("The base at Tarsk was captured by fighters from Orm.", "tarsk"),
        ("Tarsk fell to fighters from Orm.", "tarsk"),
        ("The mayor, Ana Ruiz resigned in Velmar.", "ana"),
    ],
)
def test_a_happening_has_the_name_of_what_it_happens_to(sentence, named):
    (one,) = happenings(sentence, frozenset({"tarsk"}))
    assert named in one.names
    assert not one.names & {"orm", "velmar"}


@pytest.mark.parametrize(
    ("sentence", "sides"),
    [
        ("Rebels captured the army base.", {"opposition"}),
        ("The base was captured by soldiers.", {"state"}),
        ("The road is under army control.", {"state"}),
    ],
)
def test_a_place_is_taken_or_held_by_the_side_that_does_it(sentence, sides):
    (one,) = happenings(sentence)
    assert one.sides == sides


@pytest.mark.parametrize(
    ("sentence", "denied", "open"),
    [
        ("Rebels captured Tarsk.", False, False),
        ("The army denied that rebels had captured Tarsk.", True, False),
        ("Rebels hope to have captured Tarsk by May.", False, True),
        ("It is unclear who captured Tarsk.", False, True),
    ],
)
def test_what_is_denied_or_only_possible_is_known_as_such(sentence, denied, open):
    (one,) = happenings(sentence)
    assert (one.denied, one.open) == (denied, open)
