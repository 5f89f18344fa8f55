"""The search engines that can be asked: how each is asked, and where its answers hold what."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from service.domain import Within
from service.errors import AnswerRefused, FetchFault
from service.intake.fields import LINE
from service.languages.called import primary
from service.sources.json_api import JsonApi
from service.sources.searching import Result, Results
from service.text.page_facts import moment_of
from service.text.queries import Query

MOST = 20  # results of one question; Google gives ten
GOOGLE_MOST = 10
SAID = 600  # characters of a result's own words
# As many words as go into the 400 characters that Brave and Tavily take.
LETTERS = 400
# GDELT wants each word in a page: more than these are in none. Shorter words it refuses.
GDELT_WORDS, GDELT_LETTERS = 4, 3
GDELT_LANGUAGES = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hi": "hindi",
    "it": "italian",
    "pt": "portuguese",
    "ru": "russian",
    "uk": "ukrainian",
    "zh": "chinese",
}
IN_SEVERAL_SCRIPTS = frozenset({"zh", "pt", "sr"})  # engines want to be told which, and the article's tag may not tell

# What is asked, by whom it is answered (the last: which of Google's engines), within how many seconds.
Ask = Callable[[JsonApi, Query, Within, float, str], dict[str, Any]]
_TAG = re.compile(r"</?\w{1,12}[^<>]{0,200}>")


class Fields(NamedTuple):
    """Where a result holds what: the way from member to member."""

    url: tuple[str, ...]
    title: tuple[str, ...]
    snippet: tuple[str, ...]
    published: tuple[str, ...]


@dataclass(frozen=True)
class Provider:
    """One engine: its own place (None: whoever runs it says where), how it takes a key, how it is asked, and where an
    answer holds its results. `always`: a member without which an answer is none."""

    home: str | None
    ask: Ask
    results: tuple[str, ...]
    fields: Fields
    always: str | None = None
    key: Callable[[str], dict[str, str]] | None = None
    hint: str = "Is its key right, and may it be used from here?"
    pause_s: float = 0.0
    at_once: int = 2
    most: int = 40


@dataclass(frozen=True)
class SearchEngine:
    """Fits `searching.Search`. `cx`: which of Google's programmable engines is asked."""

    name: str
    api: JsonApi
    provider: Provider = field(repr=False)
    cx: str = ""

    def find(self, query: Query, within: Within, within_s: float) -> Results:
        """Raises a `FetchFault`, or DeadlinePassed."""
        told = self.provider.ask(self.api, query, within, within_s, self.cx)
        host = urlsplit(self.api.base).hostname
        if self.provider.always and self.provider.always not in told:
            raise AnswerRefused(f"{host}: Its answer is not of the shape that {self.name} gives.")
        listed = _at(told, self.provider.results)
        if not isinstance(listed, list | None):
            raise AnswerRefused(f"{host}: Its answer is not of the shape that {self.name} gives.")
        found = tuple(result for one in listed or () if (result := _result(one, self.provider.fields)))
        if listed and not found:
            raise AnswerRefused(f"{host}: None of its results names a page.")
        if not found and told.get("unresponsive_engines"):
            raise FetchFault(f"{host}: None of the engines that it asks answered.")
        return Results(found=found[:MOST])


# ---------------------------------------------------------------- how each is asked


def _searxng(api: JsonApi, query: Query, within: Within, within_s: float, _: str) -> dict[str, Any]:
    language = primary(within.language) if within.language else "all"
    return api.get("/search", {"q": query.text, "format": "json", "language": language}, within_s)


def _brave(api: JsonApi, query: Query, within: Within, within_s: float, _: str) -> dict[str, Any]:
    asked = {"q": _short(query), "count": str(MOST), "text_decorations": "false"}
    if within.since and within.until:
        asked["freshness"] = f"{within.since}to{within.until}"
    if language := _told(within):
        asked["search_lang"] = language
    return api.get("/res/v1/web/search", asked, within_s)


def _tavily(api: JsonApi, query: Query, within: Within, within_s: float, _: str) -> dict[str, Any]:
    days = {"start_date": within.since, "end_date": within.until}
    told = {name: str(day) for name, day in days.items() if day}
    return api.post("/search", {"query": _short(query), "max_results": MOST, "search_depth": "basic", **told}, within_s)


def _google(api: JsonApi, query: Query, within: Within, within_s: float, cx: str) -> dict[str, Any]:
    asked = {"q": query.text, "cx": cx, "num": str(GOOGLE_MOST)}
    if within.since and within.until:
        asked["sort"] = f"date:r:{within.since:%Y%m%d}:{within.until:%Y%m%d}"
    if language := _told(within):
        asked["lr"] = f"lang_{language}"
    return api.get("/customsearch/v1", asked, within_s)


def _gdelt(api: JsonApi, query: Query, within: Within, within_s: float, _: str) -> dict[str, Any]:
    words = [word for word in dict.fromkeys((*query.names, *query.words)) if len(word) >= GDELT_LETTERS]
    asked = " ".join(words[:GDELT_WORDS])
    if language := GDELT_LANGUAGES.get(primary(within.language or "")):
        asked += f" sourcelang:{language}"
    days = {
        name: f"{day:%Y%m%d}{hour}"
        for name, day, hour in (
            ("startdatetime", within.since, "000000"),
            ("enddatetime", within.until, "235959"),
        )
        if day
    }
    told = {"query": asked, "mode": "artlist", "format": "json", "maxrecords": str(MOST), "sort": "hybridrel", **days}
    return api.get("/api/v2/doc/doc", told, within_s)


def _short(query: Query) -> str:
    return query.text[:LETTERS].rpartition(" ")[0] if len(query.text) > LETTERS else query.text


def _told(within: Within) -> str | None:
    language = primary(within.language) if within.language else None
    return None if language in IN_SEVERAL_SCRIPTS else language


PROVIDERS: Mapping[str, Provider] = {
    "searxng": Provider(
        home=None,
        ask=_searxng,
        results=("results",),
        fields=Fields(("url",), ("title",), ("content",), ("publishedDate",)),
        always="results",
        hint="Is json among its search.formats?",
        at_once=4,
    ),
    "brave": Provider(
        home="https://api.search.brave.com",
        ask=_brave,
        results=("web", "results"),
        fields=Fields(("url",), ("title",), ("description",), ("page_age",)),
        always="type",
        key=lambda key: {"X-Subscription-Token": key},
        pause_s=1.0,  # the least that a plan allows is one question a second
        at_once=1,
    ),
    "tavily": Provider(
        home="https://api.tavily.com",
        ask=_tavily,
        results=("results",),
        fields=Fields(("url",), ("title",), ("content",), ("published_date",)),
        always="results",
        key=lambda key: {"Authorization": f"Bearer {key}"},
    ),
    "google": Provider(
        home="https://customsearch.googleapis.com",
        ask=_google,
        results=("items",),
        fields=Fields(("link",), ("title",), ("snippet",), ("pagemap", "metatags", "0", "article:published_time")),
        always="kind",
        key=lambda key: {"X-Goog-Api-Key": key},
    ),
    "gdelt": Provider(
        home="https://api.gdeltproject.org",
        ask=_gdelt,
        results=("articles",),
        fields=Fields(("url",), ("title",), (), ("seendate",)),
        pause_s=5.0,  # it asks for no more than one question in five seconds
        at_once=1,
        most=4,
    ),
}


# ---------------------------------------------------------------- what comes back


def _result(told: object, fields: Fields) -> Result | None:
    """A result; None for what names no page on the web."""
    url = _text(told, fields.url)
    if not url.startswith(("https://", "http://")) or len(url) > LINE:
        return None
    return Result(
        url=url,
        title=_words(_text(told, fields.title)),
        snippet=_words(_text(told, fields.snippet)),
        published=moment_of(_text(told, fields.published)),
    )


def _text(told: object, way: tuple[str, ...]) -> str:
    found = _at(told, way) if way else None
    return found if isinstance(found, str) else ""


def _at(told: object, way: tuple[str, ...]) -> object:
    for step in way:
        if isinstance(told, list):
            told = told[int(step)] if step.isdigit() and int(step) < len(told) else None
        else:
            told = told.get(step) if isinstance(told, dict) else None
    return told


def _words(told: str) -> str:
    """A result's own words without the markup that marks what was looked for."""
    return " ".join(unescape(_TAG.sub("", told[: 4 * SAID])).split())[:SAID]
