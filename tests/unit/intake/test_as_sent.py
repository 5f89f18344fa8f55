"""Requests as content systems send them."""

import pytest

from service.errors import BadInput
from service.intake import reading
from service.intake.dossier import dossier_of
from service.settings import settings_from_environment

BODY = "The board said on Monday that the pier was unsafe. It will stay shut until spring."


def dossier(article, *sources):
    return dossier_of(reading.request_from({"article": article, "sources": list(sources)}))


@pytest.mark.parametrize("empty", ["", None])
@pytest.mark.parametrize("field", "title outlet url published_at language html author external_id".split())
def test_an_empty_field_of_the_article_is_absent(field, empty):
    assert dossier({"body": BODY, field: empty}) == dossier({"body": BODY})


@pytest.mark.parametrize("empty", ["", None])
@pytest.mark.parametrize("field", "id url published_at canonical_url grade integrity media owner".split())
def test_an_empty_field_of_a_source_is_absent(field, empty):
    assert dossier({"body": BODY}, {"text": BODY, field: empty}) == dossier({"body": BODY}, {"text": BODY})


def test_text_and_body_are_taken_for_one_another():
    taken = dossier({"text": BODY}, {"id": "a", "body": BODY})
    assert taken == dossier({"body": BODY}, {"id": "a", "text": BODY})


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        (
            "<div><p>It said 3 lorries burned.<br/>Nobody was hurt.</p></div>",
            "It said 3 lorries burned.\n\nNobody was hurt.",
        ),
        ("&quot;We saw 40&quot;, said Ann&nbsp;Hale.", '"We saw 40", said Ann\xa0Hale.'),
        ("The <b>pier</b> is\nshut, <i>she</i> said.", "The pier is\n\nshut, she said."),
        ("<p>The pier\nis shut.</p>\n<p>Ferries wait.</p>", "The pier is shut.\n\nFerries wait."),
        ("2 < 3 and 5 > 4, she said.", "2 < 3 and 5 > 4, she said."),
    ],
)
def test_a_body_that_is_a_piece_of_html_is_read_as_such(html, plain):
    taken = dossier({"body": html}, {"text": html})
    assert taken.article.body == taken.documents[0].text == plain


def test_a_source_without_an_id_is_called_by_its_place_and_clashes_with_none():
    ids = [
        one.id
        for one in dossier({"body": BODY}, {"text": "a"}, {"id": "source-3", "text": "b"}, {"text": "c"}).documents
    ]
    assert ids[:2] == ["source-1", "source-3"]
    assert len(set(ids)) == 3


def test_what_the_sender_calls_the_article_by_goes_with_it():
    own = {"external_id": 20415, "author": "Ada Quill", "section": "Port", "tags": ["ford", "", None]}
    article = dossier({"body": BODY} | own).article
    assert (article.external_id, article.author, article.section, article.tags) == (
        "20415",
        "Ada Quill",
        "Port",
        ("ford",),
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"article": "words"},
        {"article": {"body": BODY}, "sources": 7},
        {"article": {"body": BODY}, "sources": ["x"]},
        {"article": {"body": BODY, "published_at": 1714624200}},
        {"article": {"body": BODY, "tags": "ford"}},
        {"article": {"body": BODY, "published_at": ["2024-05-02"]}},
        {"article": {"body": BODY}, "grades": []},
    ],
)
def test_a_problem_names_no_class_of_ours(fields):
    with pytest.raises(BadInput) as refused:
        reading.request_from(fields)
    told = " ".join(one.detail for one in reading.faults(refused.value))
    assert refused.value.field.startswith("/")
    assert not any(
        word in told for word in ("ArticleIn", "SourceIn", "instance", "dictionary", "tuple", "Value error", "_")
    )


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("CLAIMTRACE_MODLE", "CLAIMTRACE_MODEL"),
        ("CLAIMTRACE_DATABASEURL", "CLAIMTRACE_DATABASE_URL"),
        ("CLAIMTRACE_LOGLEVEL", "CLAIMTRACE_LOG_LEVEL"),
    ],
)
def test_a_misspelt_variable_stops_the_start_with_the_nearest_name(monkeypatch, name, meant):
    monkeypatch.setenv(name, "x")
    with pytest.raises(BadInput, match=meant):
        settings_from_environment()
