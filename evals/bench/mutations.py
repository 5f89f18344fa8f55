"""Requests of our own, spoilt: values of another kind, fields that are missing or strange, bytes that flipped, headers
and addresses that make no sense. The same seed gives the same requests."""

import copy
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

PAGE = "<html><head><title>Pier shut</title></head><body><article><p>The pier is shut, the board said.</p></article>"
BODY = "The harbour board said on Monday that the east pier was shut after 12 people were hurt."
WHO = {"who": "Ida Brand", "why": "Founding statement."}
ARTICLE = {
    "article": {"title": "Pier shut", "body": BODY, "outlet": "Bay Post", "published_at": "2024-06-10T06:00:00Z"},
    "sources": [
        {"id": "wire", "publisher": "Coast Wire", "url": "https://coast.example/1", "text": "Two piers are open."},
        {"publisher": "Ilmen Post", "html": PAGE, "media": []},
    ],
    "alliances": [{"name": "River Accord", "members": ["Dune Guard", "Salt Brigade"], "valid_from": "2024-01-15"}],
    "grades": {"Coast Wire": "B"},
}
DOCUMENTS = [{"id": "a", "text": BODY, "publisher": "Bay Post"}, {"html": PAGE, "url": "https://bay.example/1"}]
STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, 10**30, "", "\0", "\ud800", "a" * 5_000, "\u202ex", "\x1b]0;x\x07", [], {}, [[]],
    {"a": 1}, "2024-13-40", "9999-12-31T23:59:59Z", "https://", "http://[::1", "javascript:1", "<p>", "<div>" * 300,
    "é\u0301" * 50, [None] * 50, "NaN", "%00", "Mr of " * 500, "“" * 500, "a." * 2_000, {"x": {"y": {"z": []}}},
)  # fmt: skip
NAMES = ("x", "\0", "id", "text", "html", "url", "grade", "é", "__class__", "body", "members")
QUERIES = (
    "%00", "%ff", "?limit=-1", "?limit=99999999999999999999", "?cursor=%22%27", "?from=0000-00-00", "?format=nothing",
    "/../x", "//", "?q=" + "%E2%80%9C" * 300, "?view=why&format=text", "?view=%1b", "?refresh=maybe", "#x", "?after=-9",
)  # fmt: skip
HEADERS = (
    ("If-Match", ('"0"', "*", '"1"', "x", '"99999999999999999999"', "")),
    ("Idempotency-Key", ("k-1", "\x7f", "b" * 300, "", '"a"')),
    ("Prefer", ("wait=0", "wait=-1", "wait=1", "wait=1e9", "wait", "respond-async, wait=1")),
    ("Accept", ("text/html", "text/plain", "*/*;q=x", "application/xml", ",,,", "")),
    ("Last-Event-ID", ("0", "-1", "x", "9" * 40)),
    ("Content-Type", ("text/plain", "application/x-ndjson", "application/json; charset=utf-16", "multipart/x", "")),
    ("Content-Encoding", ("gzip", "br", "identity")),
    ("Accept-Encoding", ("gzip;q=0, *;q=0", "x")),
    ("Range", ("bytes=0-0", "bytes=9-1")),
)  # fmt: skip


class Spoilt(NamedTuple):
    """A request as it goes over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None


def spoilt(seed: int, known: Mapping[str, Sequence[str]]) -> Iterator[Spoilt]:
    """Ever more of them. `known` are ids of what is kept: `jobs`, `reports`, `documents`, `webhooks`."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    while True:
        method, path, body = chance.choice(_whole(chance, known))
        headers = {"Content-Type": "application/json"}
        for name, values in HEADERS:
            if chance.random() < 0.08:
                headers[name] = chance.choice(values)
        if chance.random() < 0.2:
            path += chance.choice(QUERIES)
        yield Spoilt(method, path, headers, None if body is None else _bytes(chance, body))


def _whole(chance: random.Random, known: Mapping[str, Sequence[str]]) -> list[tuple[str, str, Any]]:
    """Requests that are whole."""
    job, report, document, webhook = (
        chance.choice([*known[kind], f"{kind}_1"]) for kind in ("jobs", "reports", "documents", "webhooks")
    )
    name = quote(chance.choice(("Bay Post", "Coast Wire", "Pact", "Reuters", "é/\0", "..")))
    kind = chance.choice(("outlets", "actors", "alliances", "none"))
    return [
        ("POST", "/v1/articles", ARTICLE),
        ("POST", "/v1/articles", ARTICLE | {"article": {"html": PAGE, "url": "https://bay.example/pier"}}),
        ("POST", "/v1/articles", {"article": {"url": "https://bay.example/x"}, "sources": ["https://b.example"]}),
        ("GET", f"/v1/jobs/{job}", None),
        ("GET", f"/v1/jobs/{job}/events", None),
        ("DELETE", f"/v1/jobs/{job}", None),
        ("GET", "/v1/jobs?state=queued&limit=3", None),
        ("GET", f"/v1/reports/{report}?format={chance.choice(('html', 'text', 'json'))}", None),
        ("POST", "/v1/documents", DOCUMENTS),
        ("POST", "/v1/documents", DOCUMENTS[0]),
        ("GET", "/v1/documents?q=pier&language=en&from=2024-01-01&limit=5", None),
        ("GET", f"/v1/documents/{document}", None),
        ("DELETE", f"/v1/documents/{document}", None),
        ("GET", f"/v1/registry/{kind}?q=a", None),
        ("GET", f"/v1/registry/{kind}/{name}/history", None),
        ("PUT", f"/v1/registry/outlets/{name}", WHO | {"entry": {"grade": "C", "domains": ["bay.example"]}}),
        ("PUT", f"/v1/registry/actors/{name}", WHO | {"entry": {"accounts": ["https://x.com/guard"]}}),
        ("PUT", f"/v1/registry/alliances/{name}", WHO | {"entry": {"members": ["A", "B"], "valid_from": "2024-01-01"}}),
        ("DELETE", f"/v1/registry/{kind}/{name}?who=a&why=b", None),
        ("POST", "/v1/registry/preview", {"kind": "outlets", "name": "Coast Wire", "entry": {"grade": "B"}}),
        ("POST", "/v1/webhooks", {"url": "https://desk.example/hook", "events": ["report.ready"]}),
        ("PATCH", f"/v1/webhooks/{webhook}", {"enabled": False, "description": "x"}),
        ("POST", f"/v1/webhooks/{webhook}/rotate", None),
        ("GET", f"/v1/webhooks/{webhook}/deliveries?state=failed", None),
        ("GET", "/v1/webhooks/samples/report.ready", None),
        ("GET", "/readyz", None),
        ("GET", "/metrics", None),
    ]


def _bytes(chance: random.Random, value: Any) -> bytes:
    raw = bytearray(json.dumps(_otherwise(chance, value)).encode())
    if chance.random() < 0.15:
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(raw) + 1)
            raw[at : at + chance.randrange(2)] = bytes([chance.randrange(256)])
    return bytes(raw)


def _otherwise(chance: random.Random, value: Any) -> Any:
    """The value with up to three places changed, or another in its place."""
    if chance.random() < 0.03:
        return chance.choice(STRANGE)
    value = copy.deepcopy(value)
    for _ in range(chance.randint(0, 3)):
        _change(chance, value)
    return value


def _change(chance: random.Random, value: Any) -> None:
    """One place somewhere within a value."""
    while True:
        places = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not places:
            return
        place = chance.choice(places)
        if isinstance(value[place], dict | list) and value[place] and chance.random() < 0.8:
            value = value[place]
            continue
        act = chance.random()
        if act < 0.6:
            value[place] = copy.deepcopy(chance.choice(STRANGE))
        elif act < 0.75:
            del value[place]
        elif isinstance(value, dict):
            value[chance.choice(NAMES)] = copy.deepcopy(chance.choice(STRANGE))
        else:
            value.append(copy.deepcopy(chance.choice(STRANGE)))
        return
