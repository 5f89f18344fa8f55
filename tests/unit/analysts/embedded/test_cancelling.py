"""The embedded analyst stops when nobody wants the article any more."""

import threading

import pytest

from service.analysts.embedded import Embedded
from service.domain import Article, Document
from service.errors import Cancelled

BODY = "The harbour board said on Monday that the ferry had been sold. Ann Hale denied that the ferry was sold."
ARTICLE = Article(id="art", body=BODY, body_end=len(BODY))


def test_a_cancelled_article_is_read_no_further() -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        list(Embedded(cancelled=cancelled).read(ARTICLE))


def test_documents_of_a_cancelled_article_are_judged_no_further() -> None:
    cancelled = threading.Event()
    analyst = Embedded(cancelled=cancelled)
    claims = [claim for reading in analyst.read(ARTICLE) for claim in reading.claims]
    cancelled.set()
    with pytest.raises(Cancelled):
        list(analyst.judge(ARTICLE, {"d": Document(id="d", text=BODY)}, claims))
