"""Whose publication a document is: a newsroom's, a register's, a checker's of pictures, or a body's own word."""

import re
from enum import StrEnum

from service.analysts.embedded.people.nouns import Sort, sort_of
from service.analysts.embedded.phrases import Words
from service.domain import Document, Frozen
from service.languages.en.lexicon import words
from service.languages.names import name_tokens
from service.text.urls import site_of


class Houses(Frozen):
    """The lexicon's nouns in the names of newsrooms, of those who keep records or measure, of those who check
    pictures, and of bodies."""

    press: Words
    records: Words
    checkers: Words
    bodies: Words


class PublisherKind(StrEnum):
    PRESS = "press"
    RECORDS = "records"
    CHECKER = "checker"
    BODY = "body"
    UNKNOWN = "unknown"


_BODIES = frozenset({Sort.GOVERNMENT, Sort.ORGANISATION, Sort.GROUP})
LINES = 2  # "Killed: 22.": a text with as many such lines is a table or a transcript
_LINE = re.compile(r"(?:^|\n|[.;!?] )[A-Z][^.;:!?\n]{2,60}: ")
_OURS = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
_SIGN = re.compile(r"[&]|\b(?:Ltd|Inc|plc|LLC|Corp|AG|GmbH|SA)\b")


def publisher_kind(document: Document) -> PublisherKind:
    """By the words of the publisher's name, failing that by whether the document speaks of itself."""
    publisher = document.publisher or ""
    nouns = [
        noun.lower().removesuffix("’s").removesuffix("'s") for noun in re.findall(r"[^\W\d_]+(?:[’']s)?", publisher)
    ]
    lists = words(Houses)
    if _any(nouns, lists.checkers):
        return PublisherKind.CHECKER
    if _any(nouns, lists.records):
        return PublisherKind.RECORDS
    if _any(nouns, lists.press):
        return PublisherKind.PRESS
    if len(_LINE.findall(document.text)) >= LINES:
        return PublisherKind.RECORDS
    if _any(nouns, lists.bodies) or any(sort_of(noun) in _BODIES for noun in nouns) or _SIGN.search(publisher):
        return PublisherKind.BODY
    named = publisher and publisher != site_of(document.url)  # "we" on a site that nobody signs may be anybody
    return PublisherKind.BODY if named and _of_itself(document, publisher) else PublisherKind.UNKNOWN


def _any(nouns: list[str], listed: frozenset[str]) -> bool:
    return any(noun in listed or any(len(word) > 4 and noun.endswith(word) for word in listed) for noun in nouns)


def _of_itself(document: Document, publisher: str) -> bool:
    """Whether those who publish it speak there of themselves."""
    named = set(name_tokens(publisher)) <= set(name_tokens(document.text))
    return named or _OURS.search(re.sub(r"[“\"][^”\"]*[”\"]", " ", document.text)) is not None
