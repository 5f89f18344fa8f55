"""In which languages a report's texts are, and how that is known, in newsroom words."""

from collections import Counter

from service.domain import Article, Document, Report
from service.languages.called import called

ENGLISH = called("en")
UNREAD = "language"  # the kind of a failure to read what is in no language that the analyst reads


def spoken(report: Report) -> str:
    """The languages of the article and of its documents, in a sentence or two; nothing where all is in English."""
    article = report.article
    read = (document for document in report.documents if document.text.strip())
    documents = Counter(called(document.language or article.language) for document in read)
    if {called(article.language), *documents} == {ENGLISH}:
        return ""
    others = ", ".join(f"{language} ({times})" if times > 1 else language for language, times in documents.items())
    why = ", and was not read: rules read English only" if unread(report) else ""
    told = f"The article is {_in(article)}{why}."
    return f"{told} Documents in {others}." if others else told


def unread(report: Report) -> str:
    """That the article was not read for its language; nothing where it was."""
    failures = report.coverage.failures
    told = any(one.stage == "read" and one.kind == UNREAD for one in failures)
    return f"Not read: the article is {_in(report.article)}." if told else ""


def foreign(document: Document) -> str:
    """In which language a document is; nothing for English, or where its language is the article's."""
    return _in(document) if document.language and called(document.language) != ENGLISH else ""


def _in(text: Article | Document) -> str:
    return f"in {called(text.language)}{', as its words tell' if text.language_detected else ''}"
