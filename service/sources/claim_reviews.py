"""Fact-checks that a desk holds as files: ClaimReview of schema.org, in pages and in data feeds."""

import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

from service.domain import Within
from service.errors import BadInput, Malformed
from service.intake.fields import LINE
from service.intake.reading import json_value
from service.languages.called import primary
from service.languages.words import stems
from service.sources.searching import Review, Reviews
from service.store.full_text import rarity
from service.text.page_facts import moment_of
from service.text.queries import Query

# Characters of one file: the largest public feed has a hundred million; reviews of one answer.
LONGEST, MOST = 300_000_000, 15
_LD_JSON = re.compile(r"""<script\b[^<>]{0,400}\bld\+json\b[^<>]{0,400}>""", re.IGNORECASE)
_ENDS = ".json .jsonld .html .htm".split()


class ClaimReviewFiles:
    """Fits `searching.FactChecks`. Reads its files when it is first asked, and keeps what they hold by its words."""

    name = "claimreview"

    def __init__(self, paths: Iterable[Path]) -> None:
        """Raises BadInput for a path where nothing is."""
        self._files = [file for path in paths for file in _files(path)]
        self._lock = threading.Lock()
        self._reviews: list[Review] | None = None
        self._fault: Malformed | None = None
        self._by_word: dict[str, list[int]] = defaultdict(list)

    def find(self, query: Query, within: Within, within_s: float) -> Reviews:  # noqa: ARG002 - no line is opened
        """Those that share most telling words with what is asked, where a rare one counts for more than a common one.
        Raises Malformed for a file that cannot be read."""
        reviews = self._read()
        shared: dict[int, float] = defaultdict(float)
        for word in stems(query.text, within.language):
            held = self._by_word.get(word, ())
            for nth in held:
                shared[nth] += rarity(len(held), len(reviews))
        near = sorted(shared, key=lambda nth: (-shared[nth], nth))
        of_language = (reviews[nth] for nth in near if _speaks(reviews[nth], within.language))
        return Reviews(found=tuple(one for one, _ in zip(of_language, range(MOST), strict=False)))

    def _read(self) -> list[Review]:
        with self._lock:
            if self._fault:
                raise Malformed(self._fault.detail)
            if self._reviews is None:
                try:
                    self._reviews = self._kept()
                except Malformed as error:
                    self._fault = error
                    raise
            return self._reviews

    def _kept(self) -> list[Review]:
        reviews = [review for file in self._files for review in reviews_in(file)]
        for nth, review in enumerate(reviews):
            for word in stems(review.reviewed, review.language or "en"):
                self._by_word[word].append(nth)
        return reviews


def reviews_in(file: Path) -> Iterator[Review]:
    """Every ClaimReview of a file that says what it is of, by whom, where and how it is rated: of a page, of its
    structured data; of JSON, wherever they stand in it. Raises Malformed for one that is neither."""
    try:
        with file.open(encoding="utf-8-sig") as opened:
            text = opened.read(LONGEST + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(f"{file.name}: it cannot be read as text.") from error
    if len(text) > LONGEST:
        raise Malformed(f"{file.name}: it is longer than {LONGEST:,} characters.")
    for part in _parts(text, file.name):
        yield from filter(None, map(_review, _nodes(part)))


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise BadInput(f"{path}: no such file or folder.", "CLAIMTRACE_FACT_CHECK_FILES")
    return sorted(one for one in path.rglob("*") if one.suffix.lower() in _ENDS) if path.is_dir() else [path]


def _speaks(review: Review, language: str | None) -> bool:
    return not (review.language and language) or primary(review.language) == primary(language)


def _parts(text: str, name: str) -> Iterator[object]:
    """The JSON of a file, or that of a page's scripts; a script that is none is passed over, as browsers do."""
    if not text.lstrip().startswith("<"):
        try:
            yield json_value(text)
        except Malformed as error:
            raise Malformed(f"{name}: {error.detail}") from error
        return
    for script in _LD_JSON.finditer(text):
        end = text.find("</", script.end())
        while end >= 0 and text[end + 2 : end + 8].lower() != "script":
            end = text.find("</", end + 2)
        if end < 0:
            return
        try:
            yield json_value(text[script.end() : end])
        except Malformed:
            continue


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    """Every node that calls itself a ClaimReview, in order, however deep."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, list):
            left.extend(reversed(one))
        elif isinstance(one, dict):
            kinds = one.get("@type")
            if "ClaimReview" in (kinds if isinstance(kinds, list) else [kinds]):
                yield one
            left.extend(reversed(one.values()))


def _review(node: dict[str, Any]) -> Review | None:
    house, rating, item = (_object(node.get(name)) for name in ("author", "reviewRating", "itemReviewed"))
    publisher = _line(house.get("name")) or _line(_object(node.get("publisher")).get("name"))
    rated = _line(rating.get("alternateName")) or _line(rating.get("name"))
    reviewed, url = _line(node.get("claimReviewed")), _line(node.get("url"))
    if not (publisher and rated and reviewed and url and url.startswith(("https://", "http://"))):
        return None
    moment = moment_of(_line(node.get("datePublished")) or "")
    return Review(
        publisher=publisher,
        url=url,
        title=_line(node.get("headline")) or _line(node.get("name")),
        rating=rated,
        reviewed_at=moment.date() if moment else None,
        reviewed=reviewed,
        claimant=_line(_object(item.get("author")).get("name")),
        language=_line(node.get("inLanguage")),
    )


def _object(told: object) -> dict[str, Any]:
    """A node, or the first of several."""
    first = told[0] if isinstance(told, list) and told else told
    return first if isinstance(first, dict) else {}


def _line(told: object) -> str | None:
    line = " ".join(unescape(told[:LINE]).split()) if isinstance(told, str) else ""
    return line or None
