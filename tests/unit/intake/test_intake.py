import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from service.domain import Grade, Integrity
from service.errors import BadInput, Malformed, Refused, TooLarge
from service.intake import reading
from service.intake.dossier import dossier_of

BODY = "Harbour board closes the east pier\n\nThe board said on Monday that the pier was unsafe. It will stay shut."
PAGE = f"<html><head><title>Pier shut</title></head><body><article><p>{BODY * 4}</p></article></body></html>"


def raw(**fields):
    return json.dumps({"article": {"body": BODY}} | fields).encode()


def source(**fields):
    return {"id": "one", "text": "The pier is shut."} | fields


def request(**fields):
    return reading.request_from_json(raw(**fields))


def article(**fields):
    return dossier_of(request(article={"body": BODY} | fields)).article


# ---------------------------------------------------------------- refusals

FIELDS = [
    ({"article": {}}, "/article/body", "Missing"),
    ({"article": {"body": None}}, "/article/body", "Missing"),
    ({"article": {"body": " \n\t"}}, "/article/body", "blank"),
    ({"article": {"html": " \n\t"}}, "/article/html", "blank"),
    ({"article": {"body": "\u200b\ufeff\u2060 \u202e"}}, "/article/body", "blank"),
    ({"article": {"body": BODY, "url": "https://me:secret@post.example/1"}}, "/article/url", "password"),
    ({"article": {"body": BODY, "url": "https://post.example:99999/1"}}, "/article/url", "Port"),
    ({"grades": {" ": "A"}}, "/grades/ ", "blank"),
    ({"article": {"body": BODY, "html": PAGE}}, "/article/body", "not both"),
    ({"article": {"body": 7}}, "/article/body", "string"),
    ({"article": {"body": "PK\x00\x03" * 40}}, "/article/body", "text"),
    ({"article": {"body": "\x01\x02\x03 some words"}}, "/article/body", "text"),
    ({"article": {"body": "word " * 50_000}}, "/article/body", "200000"),
    ({"article": "words"}, "/article", "an object"),
    ({"article": {"body": BODY, "headline": "x"}}, "/article/headline", "Extra"),
    ({"article": {"body": BODY, "title": "t" * 4_001}}, "/article/title", "4000"),
    ({"article": {"body": BODY, "title": ["t"]}}, "/article/title", "string"),
    ({"article": {"body": BODY, "published_at": "yesterday"}}, "/article/published_at", "ISO 8601"),
    ({"article": {"body": BODY, "published_at": "2015-02-30"}}, "/article/published_at", "day"),
    ({"article": {"body": BODY, "published_at": "1431993600"}}, "/article/published_at", "ISO 8601"),
    ({"article": {"body": BODY, "published_at": 1431993600}}, "/article/published_at", "ISO 8601"),
    ({"article": {"body": BODY, "published_at": "0001-01-01T00:00:00+14:00"}}, "/article/published_at", "1600"),
    ({"article": {"body": BODY, "published_at": "9999-12-31T23:59:59Z"}}, "/article/published_at", "2999"),
    ({"article": {"body": BODY, "url": "javascript:alert(1)"}}, "/article/url", "http"),
    ({"article": {"body": BODY, "url": "http://[::1"}}, "/article/url", "IPv6"),
    ({"article": {"body": BODY, "url": "https://"}}, "/article/url", "http"),
    ({"article": {"body": BODY, "language": "English!"}}, "/article/language", "pattern"),
    ({"sources": {}}, "/sources", "a list"),
    ({"sources": [source(), source()]}, "/sources", "'one'"),
    ({"sources": [source(id=str(n)) for n in range(201)]}, "/sources", "200"),
    ({"sources": [source(id=" ")]}, "/sources/0/id", "blank"),
    ({"sources": [{"id": "one"}]}, "/sources/0/text", "Missing"),
    ({"sources": [source(html=PAGE)]}, "/sources/0/text", "not both"),
    ({"sources": [source(), source(id="b", grade="G")]}, "/sources/1/grade", "'F'"),
    ({"sources": [source(integrity="lost")]}, "/sources/0/integrity", "missing"),
    ({"sources": [source(canonical_url="ftp://a.example/x")]}, "/sources/0/canonical_url", "http"),
    ({"alliances": [{"name": "Bloc", "members": ["Reed Party"]}]}, "/alliances/0/members", "two members"),
    (
        {"alliances": [{"name": "Bloc", "members": ["Reed Men", "reed men "]}]},
        "/alliances/0/members",
        "two members",
    ),
    ({"alliances": [{"name": "Bloc"}]}, "/alliances/0/members", "required"),
    (
        {"alliances": [{"name": "B", "members": ["C", "D"], "valid_from": "2020-01-01", "valid_to": "2019-01-01"}]},
        "/alliances/0/valid_to",
        "valid_from",
    ),
    ({"grades": {"Harbour Post": "Z"}}, "/grades/Harbour Post", "'F'"),
    ({"article/~": 1}, "/article~1~0", "Extra"),
]


@pytest.mark.parametrize(("fields", "pointer", "reason"), FIELDS)
def test_a_field_that_cannot_be_used_is_named_with_its_reason(fields, pointer, reason):
    with pytest.raises(BadInput) as refused:
        request(**fields)
    assert refused.value.field == pointer
    assert reason in refused.value.detail
    assert reading.faults(refused.value)[0].pointer == pointer


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "Empty"),
        (b"  \n", "Empty"),
        (b"article", "Not JSON"),
        (b'{"article": ', "Not JSON"),
        (b'{"article": NaN}', "Not JSON"),
        (b'["article"]', "object"),
        (b'{"article": {"body": "\xff\xfe"}}', "Not UTF-8"),
        (b'{"article": {"body": "\\ud800 is half a character"}}', "Not JSON"),
        (b"[" * 50_000, "recursion limit"),
        (b'{"article":' * 10_000 + b"1" + b"}" * 10_000, "recursion limit"),
        (b'{"article": ' + b"9" * 100_000 + b"}", "Not JSON"),
    ],
)
def test_bytes_that_are_no_json_object_are_malformed(body, reason):
    with pytest.raises(Malformed, match=reason):
        reading.request_from_json(body)


def test_more_bytes_than_a_request_may_bring_are_too_large():
    with pytest.raises(TooLarge, match="5,000,000"):
        reading.request_from_json(b" " * 5_000_001)


def test_every_wrong_field_is_told_but_never_more_than_twenty():
    with pytest.raises(BadInput) as refused:
        request(article={"title": 1}, sources=[source(id=str(n), url="no") for n in range(100)])
    told = reading.faults(refused.value)
    assert [fault.pointer for fault in told[:3]] == ["/article/title", "/article/body", "/sources/0/url"]
    assert len(told) == 20


def test_what_a_caller_sent_is_not_sent_back_at_length():
    with pytest.raises(BadInput) as refused:
        request(**{"x" * 10_000: 1})
    assert len(reading.faults(refused.value)[0].pointer) < 100


MANY = [
    ({"sources": [0] * 1_600_000}, "/sources", "200"),
    ({"sources": [{}] * 1_200_000}, "/sources", "200"),
    ({"sources": {str(n): 0 for n in range(300_000)}}, "/sources", "200"),
    ({"alliances": [None] * 800_000}, "/alliances", "50"),
    ({"alliances": [{"name": "Bloc", "members": [0] * 1_600_000}]}, "/alliances/0/members", "100"),
    ({"grades": {str(n): 0 for n in range(300_000)}}, "/grades", "500"),
    ({"sources": [source(media=[0] * 1_600_000)]}, "/sources/0/media", "100"),
    ({"sources": [source(id=str(n), media=[0] * 100) for n in range(200)]}, "/sources/0/media/0", "string"),
    ({"sources": [{f"x{key}": 0 for key in range(1_500)}] * 200}, "/sources/0/text", "Missing"),
    ({f"x{n}": 0 for n in range(300_000)}, "/x0", "Extra"),
    ({"article": {f"x{n}": 0 for n in range(300_000)}}, "/article/body", "Missing"),
    ({"article": [0] * 1_600_000}, "/article", "object"),
    ({"article": {"body": [0] * 1_600_000}}, "/article/body", "string|200000"),
]


@pytest.mark.parametrize(("fields", "pointer", "reason"), MANY, ids=range(len(MANY)))
def test_however_much_is_wrong_it_is_refused_at_once(fields, pointer, reason):
    sent = raw(**fields)
    with pytest.raises(BadInput, match=reason) as refused:
        reading.request_from_json(sent)
    told = reading.faults(refused.value)
    assert told[0].pointer == pointer
    assert len(told) <= 20
    assert refused.value.__cause__.error_count() <= 8_000


# ---------------------------------------------------------------- what becomes of a good request


def test_the_body_is_kept_to_the_letter():
    body = "Pier shut\r\n\r\n The board’s “engineer” said so. 🚢\tIt stays shut. "
    assert article(body=body).body == body


def test_a_byte_order_mark_is_no_part_of_the_request():
    assert reading.request_from_json(b"\xef\xbb\xbf" + raw()).article.body == BODY


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2015-05-19", datetime(2015, 5, 19, tzinfo=UTC)),
        ("2015-05-19T14:10", datetime(2015, 5, 19, 14, 10, tzinfo=UTC)),
        ("2015-05-19T14:10:00Z", datetime(2015, 5, 19, 14, 10, tzinfo=UTC)),
        ("2015-05-19T14:10:00+03:00", datetime(2015, 5, 19, 14, 10, tzinfo=timezone(timedelta(hours=3)))),
    ],
)
def test_a_date_without_a_zone_is_utc_and_a_zone_is_kept(told, meant):
    moment = article(published_at=told).published_at
    assert moment == meant
    assert moment.utcoffset() == meant.utcoffset()


def test_a_text_without_a_title_takes_its_headline():
    assert article().title == "Harbour board closes the east pier"
    assert article(title="Pier").title == "Pier"


def test_an_article_keeps_its_id_when_its_body_is_edited():
    told = {"title": "Pier", "outlet": "Harbour Post"}
    assert article(**told).id == article(**told, body=BODY + " More.").id


def test_a_page_gives_its_text_and_what_the_request_says_goes_before_what_the_page_says():
    own = dossier_of(request(article={"html": PAGE})).article
    assert "The board said on Monday" in own.body
    assert "<" not in own.body
    assert dossier_of(request(article={"html": PAGE, "title": "Told"})).article.title == "Told"


def test_a_page_is_believed_of_itself_only_within_bounds():
    head = f'<title>{"Pier " * 2_000}</title><meta property="article:published_time" content="0001-01-01T00:00:00Z">'
    own = dossier_of(request(article={"html": PAGE.replace("<title>Pier shut</title>", head)})).article
    assert len(own.title) <= 4_000
    assert own.published_at is None


@pytest.mark.parametrize("page", ["<html><script>1</script></html>", "<div>" * 10_000 + "Shut." + "</div>" * 10_000])
def test_a_page_without_text_or_nested_without_end_is_refused_by_its_field(page):
    with pytest.raises(Refused) as refused:
        dossier_of(request(article={"html": page}))
    assert refused.value.field == "/article/html"


def test_a_document_whose_page_holds_no_text_stays_as_a_blank_one():
    (document,) = dossier_of(request(sources=[source(html="<html><script>1</script></html>", text=None)])).documents
    assert document.text == ""


def test_a_hostile_page_among_the_sources_is_refused_by_its_place():
    asked = request(sources=[source(), source(id="two", html="<div>" * 10_000, text=None)])
    with pytest.raises(BadInput) as refused:
        dossier_of(asked)
    assert refused.value.field == "/sources/1/html"


def test_documents_keep_their_order_and_a_blank_one_stays():
    asked = request(sources=[source(id="b"), source(id="a", text=" "), source(id="c", html=PAGE, text=None)])
    documents = dossier_of(asked).documents
    assert [document.id for document in documents] == ["b", "a", "c"]
    assert "The board said on Monday" in documents[2].text


def test_a_grade_in_the_source_goes_before_the_grade_of_its_publisher():
    asked = request(
        sources=[source(id="a", publisher="Harbour Post"), source(id="b", publisher="HARBOUR POST", grade="B")],
        grades={"Harbour post": "D"},
    )
    assert [document.grade for document in dossier_of(asked).documents] == [Grade.D, Grade.B]
    assert dossier_of(asked).grade_of(None) is None


def test_a_source_without_a_publisher_has_the_grade_of_its_site():
    asked = request(
        sources=[source(url="https://m.harbourpost.example/1"), source(id="two", url="https://x.com/harbourpost/2")],
        grades={"harbourpost.example": "B", "X.com/HarbourPost": "D"},
    )
    assert [document.grade for document in dossier_of(asked).documents] == [Grade.B, Grade.D]


def test_the_words_of_a_source_are_held_with_their_hash_unless_the_request_says_otherwise():
    asked = request(sources=[source(text="Größer."), source(id="two", integrity="live"), source(id="three", text="")])
    kept, live, blank = dossier_of(asked).documents
    assert kept.integrity is blank.integrity is Integrity.PRESERVED
    assert live.integrity is Integrity.LIVE
    assert kept.sha256 == sha256("Größer.".encode()).hexdigest()
    assert live.sha256 == sha256(b"The pier is shut.").hexdigest()


def test_an_alliance_reaches_the_domain_with_its_dates():
    bloc = {"name": "Bloc", "members": ["Reed Party", "Dune Guard"], "opponents": ["Crown"], "valid_from": "2015-03-01"}
    (alliance,) = dossier_of(request(alliances=[bloc])).alliances
    assert alliance.members == ("Reed Party", "Dune Guard")
    assert not alliance.holds_on(datetime(2015, 2, 1, tzinfo=UTC))
    assert alliance.holds_on(datetime(2015, 4, 1, tzinfo=UTC))


def test_an_alliance_holds_through_its_last_day():
    told = reading.request_from(
        {
            "article": {"body": "It rained."},
            "alliances": [{"name": "B", "members": ["C", "D"], "valid_from": "2020-01-01", "valid_to": "2020-01-02"}],
        }
    )
    alliance = dossier_of(told).alliances[0]
    assert alliance.holds_on(datetime(2020, 1, 2, 18, tzinfo=UTC))
    assert not alliance.holds_on(datetime(2020, 1, 3, tzinfo=UTC))
