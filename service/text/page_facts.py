"""What a page says of itself beside its text: who publishes it, and when it was published."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from service.text.structured_data import Stated

EARLIEST = 1600  # the first newspaper is of 1605; year 1 is an unset field
NAME_WORDS = 6
PAGE_TEXT = 400_000  # characters in which a slug is looked for, written out

# ---------------------------------------------------------------- when

_DATES = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date_published",
    "publication_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
)
_SPACED = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T]+(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.IGNORECASE
)


def published(tree: Any, node: Stated, day: str | None) -> datetime | None:
    """When the page says it was published: its metadata to the second, else its article's structured data, else the
    day. Never when it was changed. A moment without a zone is taken as UTC."""
    told: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        told.setdefault(name, meta.get("content"))
    times = tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime")
    for moment in (told.get(_DATES[0]), node.published, *(told.get(name) for name in _DATES[1:]), *times, day):
        if moment and (read := moment_of(str(moment))):
            return read
    return None


def moment_of(told: str) -> datetime | None:
    """A date as pages write it: ISO 8601, with a space before the zone too, or RFC 2822. None for any other, and for
    years in which there was no news."""
    plain = " ".join(told.split())
    for read in (_iso, parsedate_to_datetime):
        try:
            moment = read(plain)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if moment.year < EARLIEST:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _iso(told: str) -> datetime:
    spaced = _SPACED.fullmatch(told)
    if spaced is None:
        return datetime.fromisoformat(told)
    zone = (spaced[3] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    return datetime.fromisoformat(f"{spaced[1]}T{spaced[2]}{zone}")


_CHANGED = re.compile(r"modif|update|lastmod|revis", re.IGNORECASE)
_CHANGED_DATA = re.compile(r'"(?:dateModified|uploadDate|dateCreated)"\s*:\s*"[^"]{0,60}"')


def without_changes(tree: Any) -> Any:
    """The tree without the places that say when the page was changed, for a reader that takes any date."""
    for element in tree.xpath("//meta | //time"):
        names = (element.get(name) or "" for name in ("property", "name", "itemprop", "class", "http-equiv"))
        if any(map(_CHANGED.search, names)):
            element.drop_tree()
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        script.text = _CHANGED_DATA.sub('"x": ""', script.text or "")
    return tree


# ---------------------------------------------------------------- who

_LATIN = re.compile(r"[A-Za-z]")
_JOINT = re.compile(r"\s+[|»·•–—:-]+\s+|[|»·•]|:\s+")
_HOST = re.compile(
    r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)*?)((?:\.(?:com?|org|net|gov|ac|edu))?\.[a-z]{2,6})/?", re.I
)
_SLOGAN = re.compile(r"[,!?]|\b(?:latest|breaking|headlines|home ?page|welcome|official site)\b", re.IGNORECASE)


def outlet(tree: Any, node: Stated, url: str | None) -> str | None:
    """Who publishes the page: the publisher of its article's structured data, else the site's name in its metadata,
    its structured data or the end of its title. What is no name is passed over: a slug, a slogan, an address. A name
    that the page's host bears comes first: data name the wire, or the group, as publisher of another house's page."""
    site = [*_metas(tree, "og:site_name", "application-name"), node.site]
    titles = [str(one) for one in tree.xpath("/html/head/title/text()")[:1]]
    labels = (urlsplit(url or "").hostname or "").removeprefix("www.").split(".")
    told = [one for one in (node.publisher, *site, *_last_parts(titles)) if one]
    names = [name for one in told if (name := _as_name(one, labels))]
    borne = (
        name for one in (node.publisher, *site) if one and (name := _as_name(one, labels)) and _bears(labels, name)
    )
    return next(borne, None) or next(iter(names), None) or _written_out(tree, told, labels)


def _bears(labels: Sequence[str], name: str) -> bool:
    """Whether the host's own label holds a word of the name, or its initials."""
    label = _run(labels[_own(labels)]) if len(labels) > 1 else ""
    words = [word.casefold() for word in re.findall(r"[^\W_]+", name)]
    initials = "".join(word[0] for word in words)
    held = any(len(word) >= 3 and word != "the" and word in label for word in words)
    return held or (len(initials) > 1 and initials in label)


def _own(labels: Sequence[str]) -> int:
    """Where the house's own label stands in its host: before ".com", before ".co.uk"."""
    return -3 if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2 else -2


def _metas(tree: Any, *names: str) -> Iterator[str]:
    for name in names:
        yield from (str(one).strip() for one in tree.xpath(f"//meta[@property='{name}' or @name='{name}']/@content"))


def _last_parts(titles: Sequence[str]) -> Iterator[str]:
    """ "Bridge falls - The Daily": what stands behind the last joint of a page's title."""
    for title in titles:
        parts = [part for part in re.split(r"\s+[|»·•–—-]+\s+|\s*\|\s*", title) if part and part.strip()]
        if len(parts) > 1:
            yield parts[-1].strip()


def _as_name(told: str, labels: Sequence[str]) -> str | None:
    """The first part of a site's name for itself that is a name: "The Daily | News, Sport" is The Daily's, "Daily.com"
    Daily's."""
    for part in _JOINT.split(told):
        words = part.strip().removeprefix("@").strip()
        host = _HOST.fullmatch(words)
        if host:
            words = host[1] if host[1][:1].isupper() else ""
        if not words or _SLOGAN.search(words) or len(words.split()) > NAME_WORDS or _is_slug(words, labels):
            continue
        return words
    return None


def _is_slug(words: str, labels: Sequence[str]) -> bool:
    """One word without a capital, one that is a part of the address before the house's own, or an account's name."""
    if " " in words or not _LATIN.search(words):
        return False
    lower = words.casefold()
    return words == lower or lower in labels[: _own(labels)] or bool(re.search(r"_|[a-z]{3,}\d+$", words))


def _run(words: str) -> str:
    return re.sub(r"\W|_", "", words).casefold()


def _written_out(tree: Any, told: Iterable[str], labels: Sequence[str]) -> str | None:
    """A slug as the page's own text writes it, with its spaces and capitals: "dailypost" is the Daily Post."""
    slugs = [slug for one in (*told, *labels[-2:-1]) if 4 <= len(slug := _run(_HOST.sub(r"\1", one.strip()))) <= 40]
    text = str(tree.text_content())[:PAGE_TEXT]
    for slug in dict.fromkeys(slugs):
        letters = r"[ ’'-]?".join(map(re.escape, slug))
        found = re.finditer(rf"(?<![\w@./-])(?:The )?{letters}(?![\w@-]|\.\w)", text, re.IGNORECASE)
        ways = Counter(one.group() for one in found if one.group()[0].isupper() and not one.group().isupper())
        if ways:
            return max(ways, key=lambda way: (ways[way], way))
    return None
