"""Search engines and fact-checkers on loopback, each answering in its own recorded shape."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from tests.loopback import RawServer, said


def answer(told, status="200 OK", **headers):
    return said(json.dumps(told).encode(), status, "application/json; charset=utf-8", **headers)


def searxng(*results, unresponsive=()):
    return answer(
        {
            "query": "pier",
            "results": [
                {
                    "url": one["url"],
                    "title": one["title"],
                    "content": one["snippet"],
                    "publishedDate": one.get("published"),
                    "engine": "own",
                    "engines": ["own"],
                    "positions": [1],
                    "score": 1.0,
                    "category": "general",
                }
                for one in results
            ],
            "answers": [],
            "corrections": [],
            "infoboxes": [],
            "suggestions": [],
            "unresponsive_engines": list(unresponsive),
        }
    )


def brave(*results):
    listed = [
        {
            "type": "search_result",
            "url": one["url"],
            "title": one["title"],
            "description": f"<strong>{one['snippet']}</strong>",
            "page_age": one.get("published"),
            "language": "en",
            "family_friendly": True,
        }
        for one in results
    ]
    web = {"web": {"type": "search", "results": listed, "family_friendly": True}} if listed else {}
    return answer({"type": "search", "query": {"original": "pier", "more_results_available": False}, **web})


def tavily(*results):
    return answer(
        {
            "query": "pier",
            "answer": None,
            "images": [],
            "results": [
                {
                    "url": one["url"],
                    "title": one["title"],
                    "content": one["snippet"],
                    "score": 0.9,
                    "raw_content": None,
                    **({"published_date": format_datetime(_moment(one))} if one.get("published") else {}),
                }
                for one in results
            ],
            "response_time": 1.2,
        }
    )


def google(*results):
    items = [
        {
            "kind": "customsearch#result",
            "title": one["title"],
            "link": one["url"],
            "snippet": one["snippet"],
            "pagemap": {"metatags": [{"article:published_time": one.get("published") or ""}]},
        }
        for one in results
    ]
    told = {"kind": "customsearch#search", "searchInformation": {"totalResults": str(len(items))}}
    return answer({**told, "items": items} if items else told)


def gdelt(*results):
    listed = [
        {
            "url": one["url"],
            "url_mobile": "",
            "title": one["title"],
            "seendate": f"{_moment(one):%Y%m%dT%H%M%SZ}",
            "socialimage": "",
            "domain": "paper.example",
            "language": "English",
            "sourcecountry": "Norway",
        }
        for one in results
    ]
    return answer({"articles": listed} if listed else {})


def _moment(result):
    return datetime.fromisoformat(result.get("published") or "2026-05-19T12:15:00").replace(tzinfo=UTC)


SHAPES = {"searxng": searxng, "brave": brave, "tavily": tavily, "google": google, "gdelt": gdelt}
KEYED = {"brave": "X-Subscription-Token", "tavily": "Authorization", "google": "X-Goog-Api-Key"}


def reviews(*claims):
    """An answer of claims:search: each claim is (text, publisher, rating, url)."""
    return answer(
        {
            "claims": [
                {
                    "text": text,
                    "claimant": "A viral post",
                    "claimDate": "2026-05-18T00:00:00Z",
                    "claimReview": [
                        {
                            "publisher": {"name": publisher, "site": "checks.example"},
                            "url": url,
                            "title": f"Checked: {text}",
                            "reviewDate": "2026-05-20T09:00:00Z",
                            "textualRating": rating,
                            "languageCode": "en",
                        }
                    ],
                }
                for text, publisher, rating, url in claims
            ],
        }
    )


class Engines(RawServer):
    """Answers each path, whatever its query, and tells what it was asked."""

    def _said_to(self, request):
        return self.parts[urlsplit(request.split()[1].decode()).path]

    @property
    def root(self):
        return f"http://127.0.0.1:{self.port}"

    def asked(self, path):
        """The queries that a path was asked with, as tables."""
        parts = (urlsplit(heard.split()[1].decode()) for heard in self.heard)
        return [{name: values[0] for name, values in parse_qs(one.query).items()} for one in parts if one.path == path]
