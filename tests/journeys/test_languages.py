"""Articles and documents in eight languages go the whole way, alone and each beside the others.

The same small story (invented) is told in each file of `languages/`: an article and three documents, labelled with its
claims, with what each document says of which claim, and with the verdict. The model answers from these labels, over
real HTTP, in plain letters; some texts have decomposed letters, soft hyphens, marks of direction or widened letters.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from service.bootstrap import Application, open_application
from service.domain import Claim, Finding, Report, Span, Verdict
from service.exports import html, text
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.settings import Settings
from service.weighing.scoring import REFUTED, SUPPORTED
from tests.scripted_model import ScriptedModel
from tests.scripted_model.reader import LABELLED, NUMBERED, material

Story = dict[str, Any]

STORIES: dict[str, Story] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "languages").glob("*.toml"))
}
FOREIGN = [language for language in STORIES if language != "en"]
CLAIMS = [claim for story in STORIES.values() for claim in story["claims"]]
DOCUMENTS = [document for story in STORIES.values() for document in story["documents"]]
LABELS = {
    "supported": SUPPORTED,
    "refuted": REFUTED,
    "claimant_only": {Verdict.CLAIMANT_ONLY},
    "unverified": {Verdict.UNVERIFIED},
}
NAMES = {
    "ar": "Arabic",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "hi": "Hindi",
    "uk": "Ukrainian",
    "zh": "Chinese",
}


# ---------------------------------------------------------------- the model


def plain(words: str) -> str:
    """Words as a model writes them: composed letters, and nothing that nobody sees."""
    seen = re.sub(r"[\u00ad\u0640\u064b-\u0652\u200e\u200f]", "", unicodedata.normalize("NFKC", words))
    return " ".join(seen.casefold().split())


def from_labels(messages: Sequence[Mapping[str, str]], _schema: Any) -> dict[str, Any]:
    """Every labelled claim whose words stand in the passage; every labelled bearing whose words stand on the sheet."""
    asked = messages[-1]["content"]
    if passage := material(asked, "passage"):
        told = NUMBERED.findall(passage)
        return {"claims": [claim_reply(claim, int(at)) for claim in CLAIMS for at, one in told if holds(one, claim)]}
    claims, sentences = material(asked, "claims") or "", NUMBERED.findall(material(asked, "documents") or "")
    return {
        "bearings": [
            bearing_reply(document, label, at)
            for document in DOCUMENTS
            for at, sentence in sentences
            if holds(sentence, document)
            for label, claim in LABELLED.findall(claims)
            if about(document["bears_on"], claim)
        ]
    }


def holds(sentence: str, label: Story) -> bool:
    return plain(label["words"]) in plain(sentence)


def about(number: int, claim: str) -> bool:
    """Whether a claim on a sheet is the one of this number, in whatever language."""
    own = (story["claims"][number - 1] for story in STORIES.values())
    return any(plain(words) in plain(claim) for one in own for words in (one["words"], one.get("text", one["words"])))


def claim_reply(label: Story, sentence: int) -> dict[str, Any]:
    who, telegram = label.get("who"), label.get("telegram")
    channel = {"channel": "messaging_channel", "platform": "telegram", "official": True, "locator": None}
    return {
        "sentences": [sentence],
        "words": label["words"],
        "text": label.get("text"),
        "speaker": {
            "who": who,
            "who_words": label.get("called", who),
            "title": None,
            "kind": "organisation",
            "standing": None,
            "standing_words": None,
            "affiliations": [],
            "relayers": [],
            "mode": "indirect",
            "cue": label.get("cue"),
        }
        if who
        else None,
        "known": [channel | {"words": telegram}] if telegram else [],
        "modality": "asserted",
        "type": "event",
        "checkworthy": True,
    }


def bearing_reply(label: Story, claim: str, sentence: str) -> dict[str, Any]:
    speaker = label.get("speaker")
    return {
        "claim": claim,
        "sentence": sentence,
        "words": label["words"],
        "stance": label["stance"],
        "match": "exact",
        "access": "official_statement" if speaker else "direct",
        "speaker": speaker,
        "speaker_kind": "organisation" if speaker else None,
        "speaks_for": None,
        "cites": [],
    }


@pytest.fixture(scope="module")
def application() -> Iterator[Application]:
    with ScriptedModel(from_labels) as server:
        yield open_application(Settings(model="openai/small", base_url=server.base_url, models=("embedded",)))


def asked(article: str, **documents: str) -> dict[str, Any]:
    """The request for the article of one language with the documents of others; nobody names a language."""
    story = STORIES[article]
    body = unicodedata.normalize("NFD", story["body"]) if story.get("decomposed") else story["body"]
    sources = [
        {name: one[name] for name in ("id", "publisher", "text")}
        for id, language in documents.items()
        for one in STORIES[language]["documents"]
        if one["id"] == id
    ]
    return {"article": {"title": story["title"], "body": body, "outlet": "The Desk"}, "sources": sources}


def report_of(application: Application, article: str, *, model: str = "openai/small", **documents: str) -> Report:
    request = asked(article, **documents) | {"model": model}
    return application.verification.report(dossier_of(request_from(request)))


def at_home(language: str) -> dict[str, str]:
    return dict.fromkeys(("paper", "hospital", "statement"), language)


# ---------------------------------------------------------------- what must hold


def by_label(report: Report, language: str) -> list[tuple[Story, Finding]]:
    """Each labelled claim with its finding; there are no others."""
    found = {plain(finding.claim.spans[0].text): finding for finding in report.findings}
    labels = STORIES[language]["claims"]
    assert found.keys() == {plain(label["words"]) for label in labels}
    return [(label, found[plain(label["words"])]) for label in labels]


def assert_as_labelled(report: Report, language: str) -> None:
    assert report.unanchored == report.suspicions == ()
    assert report.coverage.failures == ()
    assert report.coverage.documents_read == report.coverage.documents == 3
    for label, finding in by_label(report, language):
        assert finding.content.verdict in LABELS[label["verdict"]], label["words"]
        assert plain(finding.claim.text.rstrip(".।。")) == plain(label.get("text", label["words"]).rstrip(".।。"))
        assert finding.claim.claimant.name in (plain_or_written(label, report), "The Desk")


def plain_or_written(label: Story, report: Report) -> str | None:
    """The claimant's name as the article writes it."""
    names = [finding.claim.claimant.name for finding in report.findings]
    return next((name for name in names if "who" in label and plain(name) == plain(label["who"])), None)


def spans(claim: Claim) -> list[Span | None]:
    known = [one.span for one in claim.provenance]
    return [*claim.spans, *known, claim.attribution.cue, claim.claimant.mention, claim.claimant.antecedent]


def assert_every_span_stands(report: Report) -> None:
    texts = {document.id: document.text for document in report.documents}
    for finding in report.findings:
        assert all(span.stands_in(report.article.body) for span in spans(finding.claim) if span)
        for item in finding.evidence:
            told = [item.span, *([item.speaker.mention] if item.speaker else [])]
            assert all(span.stands_in(texts[item.document_id]) for span in told if span)


@pytest.mark.parametrize("language", STORIES)
def test_an_article_and_its_documents_go_the_whole_way_in_their_language(
    application: Application, language: str
) -> None:
    report = report_of(application, language, **at_home(language))
    assert (report.article.language, report.article.language_detected) == (language, True)
    assert {(one.language, one.language_detected) for one in report.documents} == {(language, True)}
    assert_as_labelled(report, language)
    assert_every_span_stands(report)
    (label, first), *_ = by_label(report, language)
    assert (first.claim.provenance[0].platform, first.claim.provenance[0].official) == ("telegram", True)
    assert first.claim.attribution.cue is not None
    assert "text" in label


@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("step", [1, 3, 6])
def test_a_document_in_one_language_bears_on_a_claim_in_another_and_refutes_it(
    application: Application, language: str, step: int
) -> None:
    order = list(STORIES)
    other = order[(order.index(language) + step) % len(order)]
    report = report_of(application, language, paper=other, hospital=other, statement=language)
    assert [one.language for one in report.documents] == [other, other, language]
    assert_as_labelled(report, language)
    assert_every_span_stands(report)
    refuted = [finding for label, finding in by_label(report, language) if label["verdict"] == "refuted"]
    assert [(item.document_id, item.stance) for finding in refuted for item in finding.evidence] == [
        ("hospital", "refutes")
    ]
    assert report.summary is not None
    assert report.summary.disputed == tuple(finding.claim.id for finding in refuted)


@pytest.mark.parametrize("language", FOREIGN)
def test_without_a_model_an_article_in_another_language_is_left_unread_and_none_of_it_is_invented(
    application: Application, language: str
) -> None:
    report = report_of(application, language, model="embedded", paper=language, hospital="en", statement="en")
    assert (report.findings, report.coverage.read) == ((), 0)
    told = {(one.stage, one.kind) for one in report.coverage.failures}
    assert told == {("read", "language"), ("documents", "language")}
    assert all(
        f"in {NAMES[language]} ({language}), as its words tell" in one.detail for one in report.coverage.failures
    )
    shown = text.render(report, width=200)
    assert f"in {NAMES[language]} ({language}), as its words tell, and was not read: rules read English only." in shown


@pytest.mark.parametrize("language", FOREIGN)
def test_without_a_model_a_document_in_another_language_supports_and_refutes_nothing(
    application: Application, language: str
) -> None:
    report = report_of(application, "en", model="embedded", **at_home(language))
    assert report.findings
    assert {item.document_id for finding in report.findings for item in finding.evidence} == set()
    assert {one.subject for one in report.coverage.failures} == {"paper", "hospital", "statement"}


def test_the_page_shows_every_language(application: Application) -> None:
    shown = html.page(report_of(application, "ar", paper="zh", hospital="hi", statement="ar"))
    assert (
        "The article is in Arabic (ar), as its words tell. Documents in Chinese (zh), Hindi (hi), Arabic (ar)." in shown
    )
    assert "三名烧伤的渔民" not in shown
    assert "तीन झुलसे मछुआरे" in shown


def test_a_printed_copy_is_one_origin_in_any_script(application: Application) -> None:
    for language in ("zh", "ar", "hi", "uk"):
        request = asked(language, **at_home(language)) | {"model": "openai/small"}
        paper = request["sources"][0]
        request["sources"].append(paper | {"id": "copy", "publisher": "Another Paper"})
        report = application.verification.report(dossier_of(request_from(request)))
        (_, first), *_ = by_label(report, language)
        assert (len(first.evidence), first.content.independent_support) == (2, 1), language
