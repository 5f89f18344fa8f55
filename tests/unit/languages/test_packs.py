"""Where a language has a pack its rules speak; where it has none they abstain, and say so."""

from datetime import UTC, datetime

import pytest

from service import languages
from service.analysts.embedded import Embedded
from service.analysts.llm.grounding import Copied, Held, unfaithful
from service.bootstrap import open_application
from service.domain import Article, Document, Dossier
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.languages import PACKS, pack_for
from service.languages.called import called
from service.languages.en import English
from service.settings import Settings
from service.text.layout import media
from service.text.locating import locate
from service.text.sentences import sentences
from service.text.tails import body_end
from service.text.wire_credits import wire_credit
from service.weighing.slots import compare

MOMENT = datetime(2024, 6, 10, tzinfo=UTC)


@pytest.mark.parametrize("tag", ["en", "en-GB", "EN", "en_US", "en-Latn-AU"])
def test_english_is_english_wherever_it_is_written(tag):
    assert pack_for(tag) is PACKS["en"]


@pytest.mark.parametrize("tag", ["de", "eng", "enm", "", None, "e", "x-en", "fr-CA"])
def test_another_language_has_no_pack_until_it_has_one(tag):
    assert pack_for(tag) is None


PAIRS = [
    ("1.200 Menschen wurden getötet", "1200 Menschen wurden getötet", "de"),
    ("Les ventes ont augmenté de 2,5 pour cent", "Les ventes ont augmenté de 2.5 pour cent", "fr"),
    ("El puente no fue cerrado el lunes", "El puente fue cerrado el lunes", "es"),
    ("Загинули 1 200 людей", "Загинули 1200 людей", "uk"),
    ("Die Zahl der Toten stieg auf 40", "Die Zahl der Toten fiel auf 30", "de"),
]


@pytest.mark.parametrize(("claim", "evidence", "tag"), PAIRS)
def test_two_sentences_that_no_rule_knows_do_not_clash_and_it_is_said_why(claim, evidence, tag):
    compared = compare(claim, evidence, (tag, tag))
    assert compared.clashes == ()
    assert compared.abstained is not None
    assert f"there are no rules for {called(tag)}." in compared.abstained


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("de", "German (de)"),
        ("de-AT", "German (de)"),
        ("UK", "Ukrainian (uk)"),
        ("qtx", "qtx"),
        (None, "a language that nobody named"),
    ],
)
def test_a_language_is_told_by_its_name_where_it_has_one(tag, told):
    assert called(tag) == told


@pytest.mark.parametrize("tags", [("en", "de"), ("de", "en"), ("en", None)])
def test_two_languages_are_not_compared_with_each_other(tags):
    compared = compare("1200 people were killed", "1.200 Menschen wurden getötet", tags)
    assert (compared.clashes, bool(compared.abstained)) == ((), True)


def test_two_english_sentences_are_compared():
    compared = compare("21 miners were killed", "Nine miners were killed", ("en-GB", "en"), (MOMENT, MOMENT))
    assert compared.abstained is None
    assert [str(clash.slot) for clash in compared.clashes] == ["number"]


@pytest.mark.parametrize(
    ("text", "tag", "cut"),
    [
        ("Dr. Weber kam um acht. Er ging um neun.", "de", ["Dr. Weber kam um acht.", "Er ging um neun."]),
        ("Le pont est fermé. Il pleut.", "fr", ["Le pont est fermé.", "Il pleut."]),
        ("¿Quién lo cerró? Nadie lo sabe.", "es", ["¿Quién lo cerró?", "Nadie lo sabe."]),
        ("Міст закрито. Дощить.", "uk", ["Міст закрито.", "Дощить."]),
        ("Dr. Weber came at eight. He left at nine.", "en", ["Dr. Weber came at eight.", "He left at nine."]),
    ],
)
def test_sentences_of_a_language_without_a_pack_end_by_their_marks_alone(text, tag, cut):
    assert [one.text for one in sentences(text, language=tag)] == cut


@pytest.mark.parametrize(
    ("quote", "tag"),
    [
        ("21 Soldaten wurden getötet", "de"),
        ("Der Damm wurde nicht gesprengt", "de"),
        ("Le barrage n'a pas été détruit", "fr"),
        ("La presa no fue destruida", "es"),
    ],
)
def test_a_quote_is_never_found_by_a_closeness_that_nobody_can_judge(quote, tag):
    text = (
        "12 Soldaten wurden getötet. Der Damm wurde gesprengt. Le barrage a été détruit. La presa fue destruida ayer."
    )
    assert locate(quote, text, language=tag) is None


def test_a_quote_in_any_language_is_found_but_for_case_and_marks():
    text = "Der Sprecher sagte: „Der Damm – der alte – hielt“."
    found = locate("der damm, der alte, hielt", text, language="de")
    assert found is not None
    assert found.text == "Der Damm – der alte – hielt"


def test_a_rewriting_in_a_language_without_a_pack_must_hold_the_very_figures():
    words, near = "1.200 Menschen wurden getötet", "Am Montag wurden 1.200 Menschen getötet."
    assert (
        unfaithful("1.200 Menschen wurden in Lund getötet", Copied(words, words, near), Held([near, "Lund"], "de"))
        is None
    )
    assert (
        unfaithful("1200 Menschen wurden getötet", Copied(words, words, near), Held([near], "de"))
        == "The rewriting changes a number"
    )
    assert "Lund" in (
        unfaithful("1.200 Menschen wurden in Lund getötet", Copied(words, words, near), Held([near], "de")) or ""
    )


PROSE = "The mayor said on Monday that the east pier was shut for good after the storm had torn its deck away. " * 2


def test_english_endings_and_captions_are_looked_for_in_english_only():
    text = f"{PROSE}\n\nAll rights reserved."
    assert body_end(text, "en") < body_end(text, "de") == len(text)
    shown = f"{PROSE}\n\nPhoto: The pier on Monday.\n\n{PROSE}"
    assert [len(media(shown, len(shown), tag)) for tag in ("en", "de")] == [1, 0]


def test_a_wire_is_told_in_any_language_by_where_its_name_stands():
    assert wire_credit("BERLIN (dpa) - Der Damm hielt.", None, language="de") == "dpa"
    thanks = f"{PROSE}\nAdditional reporting by Reuters"
    assert (wire_credit(thanks, None, language="en"), wire_credit(thanks, None, language="de")) == ("Reuters", None)


def test_a_pack_is_plugged_in_by_one_line(monkeypatch):
    class Norvikish(English):
        code = "nv"

        def clashes(self, claim, evidence, claim_date, evidence_date):  # noqa: ARG002
            return ()

    monkeypatch.setattr(languages, "PACKS", {**PACKS, "nv": Norvikish()})
    assert compare("21 miners were killed", "Nine miners were killed", ("nv-NO", "nv")) == ((), None)


# ---------------------------------------------------------------- the whole way


def test_the_embedded_analyst_leaves_a_document_in_another_language_unread_and_says_so():
    asked = {
        "article": {"body": "The Harbour Board said that 1200 people were killed on Monday."},
        "sources": [
            {"id": "dpa", "text": "1.200 Menschen wurden am Montag getötet.", "language": "de"},
            {"id": "wire", "text": "On Monday 1200 people were killed, the Harbour Board told us at the quay."},
        ],
    }
    report = open_application(Settings()).verification.report(dossier_of(request_from(asked)))
    assert [(one.subject, one.kind) for one in report.coverage.failures] == [("dpa", "language")]
    assert (report.coverage.documents, report.coverage.documents_read) == (2, 1)
    assert {item.document_id for finding in report.findings for item in finding.evidence} <= {"wire"}
    assert {finding.failure for finding in report.findings} == {None}


def test_documents_that_name_no_language_are_read_as_the_articles():
    article = Article(id="art", body="The pier was shut.", body_end=18)
    dossier = Dossier(article=article, documents=(Document(id="a", text="The pier was shut."),))
    report = open_application(Settings()).verification.report(dossier)
    assert [one.language for one in report.documents] == ["en"]


def test_no_document_in_english_is_nothing_to_ask_for():
    article = Article(id="art", body="The pier was shut.", body_end=18)
    told = list(Embedded().judge(article, {"a": Document(id="a", text="Der Pier ist zu.", language="de")}, ()))
    assert [one.evidence for one in told] == [()]


SPANISH = (
    "La Capitanía de Puerto Lindo dijo el lunes que 41 barcos habían ardido en la dársena este. "
    "“No hubo heridos”, dijo el alcalde Bruno Ferro."
)


def test_an_article_whose_language_nobody_named_is_left_unread_and_the_report_says_which_it_is():
    asked = {
        "article": {"body": SPANISH},
        "sources": [{"id": "a", "text": "On Monday the east dock burned, and with it 41 of the boats."}],
    }
    report = open_application(Settings()).verification.report(dossier_of(request_from(asked)))
    assert (report.article.language, report.article.language_detected) == ("es", True)
    assert [(one.language, one.language_detected) for one in report.documents] == [("en", True)]
    assert (report.findings, report.coverage.read, report.coverage.passages) == ((), 0, 1)
    (failure,) = report.coverage.failures
    assert (failure.stage, failure.kind, failure.retryable) == ("read", "language", False)
    assert "Spanish (es), as its words tell, and rules read English only" in failure.detail


@pytest.mark.parametrize("language", ["en", "en-GB"])
def test_a_language_that_somebody_named_is_not_detected(language):
    dossier = dossier_of(request_from({"article": {"body": SPANISH, "language": language}}))
    assert (dossier.article.language, dossier.article.language_detected) == (language, False)


def test_a_document_in_another_language_that_nobody_named_is_left_unread_by_rules():
    body = "The Harbour Board said that 41 boats had burned on Monday."
    asked = {"article": {"body": body}, "sources": [{"id": "es", "text": SPANISH}]}
    report = open_application(Settings()).verification.report(dossier_of(request_from(asked)))
    assert [(one.subject, one.kind) for one in report.coverage.failures] == [("es", "language")]
    assert [finding.evidence for finding in report.findings] == [()]
    assert "Spanish (es), as its words tell" in report.coverage.failures[0].detail


def test_what_tells_no_language_is_read_as_english():
    dossier = dossier_of(request_from({"article": {"body": "Boats burn."}, "sources": [{"id": "a", "text": "Xyzzy."}]}))
    assert (dossier.article.language, dossier.article.language_detected) == ("en", False)
    assert (dossier.documents[0].language, dossier.documents[0].language_detected) == (None, False)
