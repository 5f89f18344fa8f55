"""What was fetched is read as a page that a request brings, in its own characters, or refused by name."""

import hashlib
from datetime import UTC, datetime

import pytest

from service.domain import Grade, Integrity
from service.errors import BadInput, Malformed, NoPage, TooLarge, Unreachable
from service.intake.dossier import dossier_from, dossier_of
from service.intake.fetched import article_with, document_with, without_text
from service.intake.reading import request_from
from service.sources.fetch import Fetched

NOW = datetime(2026, 1, 2, 3, tzinfo=UTC)
ASKED, THERE = "https://short.example/1", "https://harbour-post.example/pier-shut"
TEXT = (
    "The harbour board said on Monday that the east pier was unsafe. It would be shut until spring, the board said, "
    "and about forty boats had been moved to other berths by Tuesday morning."
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>East pier shut</title>
<meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2024-06-10T06:00:00Z">
<link rel="canonical" href="https://harbour-post.example/canonical"></head>
<body><article><h1>East pier shut</h1><p>{TEXT}</p></article></body></html>"""


def came(body=PAGE, media_type="text/html", charset=None, url=THERE):
    raw = body if isinstance(body, bytes) else body.encode(charset or "utf-8")
    return Fetched(url=url, status=200, media_type=media_type, charset=charset, body=raw, at=NOW)


def dossier(article=None, source=None, **more):
    return dossier_of(
        request_from({"article": {"url": ASKED} | (article or {}), "sources": [{"url": ASKED} | (source or {})]} | more)
    )


def article(fetched=None, **fields):
    return article_with(dossier(fields).article, fetched or came())


def document(fetched=None, grades=None, **fields):
    asked = dossier(source=fields, grades=grades or {})
    return document_with(asked.documents[0], fetched or came(), asked)


# ---------------------------------------------------------------- what waits


def test_an_address_alone_waits_to_be_fetched_and_is_part_of_what_is_asked():
    asked = dossier()
    assert asked.fetch_article
    assert asked.fetch_documents == ("source-1",)
    assert list(asked.addresses()) == [("/article/url", ASKED), ("/sources/0/url", ASKED)]
    assert dossier_from(asked.model_dump_json()) == asked


@pytest.mark.parametrize("brought", [{"text": "Shut."}, {"text": " "}, {"html": "<p>Shut.</p>"}, {"body": "Shut."}])
def test_what_brings_its_text_is_not_fetched(brought):
    asked = dossier({"body": TEXT}, brought)
    assert not list(asked.addresses())


@pytest.mark.parametrize("nothing", [{"text": None}, {"html": None}, {"text": None, "html": ""}, {"body": None}])
def test_an_empty_field_beside_an_address_is_none(nothing):
    assert dossier(source=nothing).fetch_documents


@pytest.mark.parametrize("url", ["ftp://a.example/", "https://me:secret@a.example/", "a.example", "https://a b/", 7])
def test_an_address_that_is_none_is_told_once_and_by_its_field(url):
    for asked, field in (
        ({"article": {"url": url}}, "/article/url"),
        ({"article": {"body": "Shut."}, "sources": [{"url": url}]}, "/sources/0/url"),
    ):
        with pytest.raises(BadInput) as refusal:
            request_from(asked)
        assert refusal.value.field == field
        assert len(refusal.value.__cause__.errors()) == 1


def test_without_text_page_and_address_there_is_nothing_to_read():
    with pytest.raises(BadInput, match="its address as url"):
        request_from({"article": {"title": "Pier"}})
    with pytest.raises(BadInput, match="its address as url"):
        request_from({"article": {"body": "Shut."}, "sources": [{"title": "Pier"}]})


# ---------------------------------------------------------------- what comes


def test_an_article_is_what_stands_at_its_address_and_tells_how_it_was_had():
    read = article()
    assert read.body == TEXT or TEXT in read.body
    assert (read.title, read.outlet, read.url) == ("East pier shut", "Harbour Post", THERE)
    assert read.published_at == datetime(2024, 6, 10, 6, tzinfo=UTC)
    assert read.id == dossier().article.id
    assert (read.fetched.asked, read.fetched.url, read.fetched.at) == (ASKED, THERE, NOW)
    assert read.fetched.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()


def test_what_the_request_says_of_it_stands_before_what_the_page_says():
    read = article(title="Told", outlet="Told Post", language="fr", external_id=7, tags=["a"])
    assert (read.title, read.outlet, read.language, read.language_detected) == ("Told", "Told Post", "fr", False)
    assert (read.external_id, read.tags) == ("7", ("a",))


def test_a_language_that_nobody_names_is_told_by_the_words():
    french = (
        "Le conseil du port a dit lundi que la jetée était dangereuse et qu'elle resterait fermée jusqu'au printemps."
    )
    read = article(came(f"<html><body><article><p>{french}</p><p>{french}</p></article></body></html>"))
    assert (read.language, read.language_detected) == ("fr", True)


def test_a_document_is_kept_with_its_hash_and_known_by_where_it_was_found():
    read = document(grades={"Harbour Post": "B"})
    assert (read.publisher, read.url, read.integrity, read.grade) == (
        "Harbour Post",
        THERE,
        Integrity.PRESERVED,
        Grade.B,
    )
    assert read.canonical_url == "https://harbour-post.example/canonical"
    assert read.sha256 == hashlib.sha256(read.text.encode()).hexdigest()
    assert read.fetched.asked == ASKED


def test_a_shortened_address_lends_its_grade_to_nobody():
    bare = came("<html><body><article><p>" + TEXT + "</p></article></body></html>")
    assert document(bare, grades={"harbour-post.example": "C"}).grade is Grade.C


@pytest.mark.parametrize("given", ["live", "missing", "preserved"])
def test_what_came_is_preserved_whatever_was_said_of_it(given):
    assert document(integrity=given).integrity is Integrity.PRESERVED


@pytest.mark.parametrize(("error", "integrity"), [(NoPage("a"), "missing"), (Unreachable("a"), "live")])
def test_what_did_not_come_is_missing_only_where_its_server_says_so(error, integrity):
    left = without_text(dossier().documents[0], error)
    assert (left.text, left.integrity, left.sha256, left.fetched) == ("", integrity, None, None)


# ---------------------------------------------------------------- characters

SNOW = "Größe, жёлтый, “snow”"
SAMPLES = [
    ("Größe “Schnee”", "windows-1252", "windows-1252", None),
    ("Größe “Schnee”", "windows-1252", "iso-8859-1", None),
    ("жёлтый снег", "windows-1251", "windows-1251", None),
    ("жёлтый снег", "windows-1251", "windows-1251", "utf-8"),
    ("жёлтый снег", "windows-1251", None, "windows-1251"),
    ("жёлтый снег", "koi8-r", "KOI8-R", None),
    ("黄色い雪", "shift_jis", "Shift_JIS", None),
    ("黄色い雪", "iso2022_jp", "iso-2022-jp", None),
    ("黄色い雪", "utf-16-le", "utf-16le", None),
    ("黄色い雪", "utf-16", None, None),
    (SNOW, "utf-8", None, None),
    (SNOW, "utf-8", "utf-8", None),
    (SNOW, "utf-8", "iso-8859-1", None),
    (SNOW, "utf-8-sig", "windows-1251", None),
    (SNOW, "utf-8", "no-such-charset", None),
    (SNOW, "utf-8", "hex", None),
    (SNOW, "utf-8", "utf-7", "idna"),
    (SNOW, "utf-8", "undefined", "zip"),
]


@pytest.mark.parametrize(("words", "written", "header", "declared"), SAMPLES)
def test_characters_are_read_by_the_header_and_then_by_the_page(words, written, header, declared):
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><article><p>{words}</p><p>{words}</p></article></body></html>"
    raw = page.encode(written)
    fetched = Fetched(url=THERE, status=200, media_type="text/html", charset=header, body=raw, at=NOW)
    assert words in document(fetched).text


def test_a_plain_text_keeps_its_words_and_has_one_kind_of_line_end():
    read = article(came(f"East pier shut\r\n\r\n{TEXT} 1 < 2\r", "text/plain"))
    assert read.body == f"East pier shut\n\n{TEXT} 1 < 2\n"
    assert read.title == "East pier shut"


def test_a_page_that_is_called_plain_text_is_read_as_the_page_it_is():
    assert "<p>" not in article(came(media_type="text/plain")).body


# ---------------------------------------------------------------- what is no page

LIES = {
    "a PDF": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", Malformed, "It is a PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), Malformed, "control characters"),
    "an archive": (b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(range(256)) * 4, Malformed, "control characters"),
    "noise": (bytes(range(1, 256)) * 9, Malformed, "control characters"),
    "nothing": (b"", Malformed, "no readable text"),
    "spaces": (b" \n\t\n ", Malformed, "no readable text"),
}
TOO_MUCH = {
    "a script": (b"<html><body><script>var a = 1</script></body></html>", Malformed, "no readable text"),
    "a nest": (b"<div>" * 10_000 + b"Shut." + b"</div>" * 10_000, TooLarge, "elements deep"),
    "a tome": (
        b"<html><body><article><p>" + b"Snow fell. " * 20_000 + b"</p></article></body></html>",
        TooLarge,
        "200,000",
    ),
}


@pytest.mark.parametrize("type", ["text/html", "application/xhtml+xml", "text/plain"])
@pytest.mark.parametrize("lie", LIES)
def test_what_is_no_page_is_refused_whatever_its_server_calls_it(lie, type):
    body, error, words = LIES[lie]
    with pytest.raises(error, match=rf"^harbour-post\.example: .*{words}"):
        article(came(body, type))


@pytest.mark.parametrize("page", TOO_MUCH)
def test_a_page_without_words_or_with_too_many_is_refused(page):
    body, error, words = TOO_MUCH[page]
    with pytest.raises(error, match=rf"^harbour-post\.example: .*{words}"):
        article(came(body))


def test_a_front_of_many_articles_is_no_article_and_no_document():
    teasers = "".join(f'<article><h2><a href="/{n}">Item {n}</a></h2><p>Short.</p></article>' for n in range(12))
    front = f'<html><head><meta property="og:type" content="website"></head><body><main>{teasers}</main></body></html>'
    for read in (article, document):
        with pytest.raises(Malformed, match=r"harbour-post\.example: The page is a section front"):
            read(came(front))
