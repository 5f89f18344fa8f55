"""Names across spellings."""

import pytest

from service.languages.names import names_one_of, same_house, same_name

SAME = [
    ("Al Nusrah Front", "Nusra"),
    ("Al-Nusra’s", "al Nusrah"),
    ("President Emmanuel Macron", "Macron"),
    ("MAYOR CASTELLAN", "Edie Castellan"),
    ("Commissioner Brandauer", "Ilse Brandauer"),
    ("Lieutenant Oru", "Tessa Oru"),
    ("Councillor Hest", "Deputy Mayor Ada Hest"),
    ("the Free Marsh Company", "Free Marsh Company"),
    ("Müller", "Muller"),
    ("Tel Maarouf", "Tel Maaruf"),
    ("Free Marsh Company", "@FreeMarshCompany"),
    ("Blue Front", "BLUE_FRONT"),
    ("Рада порту", "Ради порту"),
    ("Олена В'язова", "Олени Вʼязової"),
    ("المجلس البلدي", "مجلس بلدي"),
    ("أحمد السوسي", "احمد السوسي"),
    ("市长王芳", "王芳"),
    ("王芳市长", "港务局局长王芳"),
    ("港务管理局", "利港港务管理局"),
    ("弗拉基米尔·泽连斯基", "泽连斯基"),
    ("बंदरगाह परिषद", "लोरा बंदरगाह परिषद"),
]
DIFFERENT = [
    ("Ahrar al Sham", "Ajnad al Sham"),
    ("Islamic Front", "Nusrah Front"),
    ("Front", "Nusrah Front"),
    ("the ministry", "Ministry of Health"),
    ("", "Nusra"),
    ("Anna Weber", "Karl Weber"),
    ("Mayor Anna Weber", "Mayor Karl Weber"),
    ("the mayor", "Mayor Anna Weber"),
    ("the commander", "Commander Oru"),
    ("the group", "the Hale Group"),
    ("council", "Lund Council"),
    ("County", "Lund County"),
    ("港务局", "利港港务局"),
    ("王芳", "李王芳"),
    ("北港港务管理局", "利港港务管理局"),
    ("Олена Бойко", "Ірина Бойко"),
    ("दिन", "दान"),
    ("مجلس الميناء", "مجلس البلدية"),
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
