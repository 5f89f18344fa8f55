"""A PDF gives its text by paragraphs; what is broken, locked or holds no text is refused by name."""

from io import BytesIO

import pytest
from pypdf import PdfWriter

from service.errors import Malformed, TooLarge
from service.text import pdf_text
from service.text.pdf_text import is_pdf, read_pdf
from tests.building import pdf

LONG = "The harbour board of Orvel said on Monday that the pier was not safe, and that it"
REST = "would be shut until the spring, when surveyors of the coast service are to look at"


def locked(raw, password):
    writer = PdfWriter(clone_from=BytesIO(raw))
    writer.encrypt(user_password=password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_lines_become_paragraphs_and_parted_words_are_whole_again():
    page = read_pdf(pdf([LONG, REST, "it.", "Two boats were moved, and no-", "body was hurt on the quay that"]))
    first = f"{LONG} {REST} it."
    assert page.body == f"{first}\n\nTwo boats were moved, and nobody was hurt on the quay that"
    assert page.title is None


def test_a_double_name_keeps_its_hyphen():
    assert "Orvel-Mereth line" in read_pdf(pdf([f"{LONG} the Orvel-", "Mereth line is not safe."])).body


def test_what_stands_on_every_page_and_page_numbers_are_left_out():
    things = ("pier", "quay", "tower", "ferry")
    pages = [["Harbour board  Report 7", LONG, REST, f"the {one}.", f"Page {n} of 4"] for n, one in enumerate(things)]
    body = read_pdf(pdf(*pages)).body
    assert "Report 7" not in body
    assert "Page" not in body
    assert [body.count(f"the {one}.") for one in things] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("title", "kept"),
    [("The pier of Orvel", "The pier of Orvel"), ("report-final.doc", None), ("Microsoft Word - x", None), ("", None)],
)
def test_a_title_is_what_a_person_gave_it(title, kept):
    assert read_pdf(pdf([LONG], title=title)).title == kept


def test_a_pdf_that_anybody_may_open_is_read():
    assert read_pdf(locked(pdf([LONG]), "")).body == LONG


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"%PDF-1.7", "cannot be read"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 500, "cannot be read"),
        (pdf([LONG])[:200], "cannot be read"),
        (pdf([]), "no text"),
        (pdf([LONG]).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"), "cannot be read|no text"),
    ],
)
def test_what_cannot_be_read_is_refused(raw, said):
    with pytest.raises(Malformed, match=said):
        read_pdf(raw)


def test_a_locked_pdf_is_refused():
    with pytest.raises(Malformed, match="password"):
        read_pdf(locked(pdf([LONG]), "secret"))


def test_more_than_a_document_s_pages_or_text_is_refused(monkeypatch):
    monkeypatch.setattr(pdf_text, "CHARACTERS", 100)
    with pytest.raises(TooLarge):
        read_pdf(pdf([LONG], [LONG]))
    monkeypatch.setattr(pdf_text, "PAGES", 1)
    with pytest.raises(TooLarge):
        read_pdf(pdf(["One."], ["Two."]))


def test_a_pdf_is_known_by_its_first_bytes():
    assert is_pdf(b"\n\n%PDF-1.4")
    assert not is_pdf(b"<html>" + b" " * 2000 + b"%PDF-")
