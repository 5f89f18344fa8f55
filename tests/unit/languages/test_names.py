"""Names across spellings."""

import pytest

from service.languages.names import names_one_of, same_house, same_name

SAME = [
    ("Al Nusrah Front", "Nusra"),
    ("Al-Nusra’s", "al Nusrah"),
    ("President Emmanuel Macron", "Macron"),
    ("the Free Marsh Company", "Free Marsh Company"),
    ("Müller", "Muller"),
    ("Tel Maarouf", "Tel Maaruf"),
    ("Free Marsh Company", "@FreeMarshCompany"),
    ("Blue Front", "BLUE_FRONT"),
]
DIFFERENT = [
    ("Ahrar al Sham", "Ajnad al Sham"),
    ("Islamic Front", "Nusrah Front"),
    ("Front", "Nusrah Front"),
    ("the ministry", "Ministry of Health"),
    ("", "Nusra"),
    ("Anna Weber", "Karl Weber"),
    ("the group", "the Hale Group"),
    ("council", "Lund Council"),
    ("County", "Lund County"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_spellings_of_one_name_are_the_same(a, b):
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_names_that_only_share_a_common_word_are_not_the_same(a, b):
    assert not same_name(a, b)


def test_the_first_that_names_the_same_one_is_given():
    assert names_one_of("Nusra", ["Ahrar", "Al Nusrah Front"]) == "Al Nusrah Front"
    assert names_one_of("Nusra", []) is None


@pytest.mark.parametrize("form", ["Group", "Company", "Corporation", "Limited"])
def test_a_house_goes_by_its_name_without_its_form(form):
    assert same_house("Hale", f"the Hale {form}")
    assert not same_house("Hale", f"North Hale {form}")
