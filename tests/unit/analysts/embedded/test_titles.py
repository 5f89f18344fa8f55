import pytest

from service.analysts.embedded.people.named import Names
from service.analysts.embedded.people.titles import title_of


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("Town council leader Ana Ruiz said so.", "Ana Ruiz", "Town council leader"),
        ("Ana Ruiz, a clerk at the county court, said so.", "Ana Ruiz", "a clerk at the county court"),
        ("It was “late”, said Ana Ruiz, the line’s spokeswoman. It was not.", "Ana Ruiz", "the line’s spokeswoman"),
        ("Ana Ruiz spoke. Ana Ruiz, director of Tarn Mills, left.", "Ana Ruiz", "director of Tarn Mills"),
        ("According to Chief Fire Officer Ana Ruiz nobody was hurt.", "Ana Ruiz", "Chief Fire Officer"),
        ("Sen. Ana Ruiz was there.", "Ana Ruiz", "Sen."),
        ("Ana Ruiz, who said so, left.", "Ana Ruiz", None),
        ("Ana Ruiz, according to the mayor, left.", "Ana Ruiz", None),
        ("The mayor said Ana Ruiz had left.", "Ana Ruiz", None),
        ("The council praised the mayor. Ana Ruiz left.", "Ana Ruiz", None),
        ("Ana Ruiz, 41, left.", "Ana Ruiz", None),
        ("Ms Ana Ruiz left.", "Ana Ruiz", None),
    ],
)
def test_a_title_is_what_stands_with_the_name_and_ends_in_a_noun_for_a_person(text, name, title):
    one = next(one for one in Names(text, len(text)).named if one.name == name)
    found = title_of(text, one)
    assert (found and found.text) == title
    assert found is None or found.stands_in(text)
