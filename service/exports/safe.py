"""Text from outside, made fit to be shown. Knows nothing of reports."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, urlsplit

# C0 controls but tab and line feed, DEL, C1 controls and lone surrogates: an escape sequence begins with one of them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# What steers or hides text and shows nothing: zero-width space, word joiner and invisible operators, bidi embeddings,
# overrides and isolates, variation selectors, byte-order mark, tag characters. Joiners and the plain direction marks
# stay: Arabic and Persian are misspelt without them. Not the domain's list of what is hidden: the help page loads this
# module, and no pydantic.
_HIDDEN = re.compile(r"[\u200b\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")
# Labels of a host name, each with its dot. Possessive and never begun inside a word: no label is read more than once.
_LABELS = re.compile(r"(?<![a-z0-9])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)++", re.I)
_LAST_LABEL = re.compile(r"[a-z]{2,24}(?!\w)", re.I)
_DEL, _C0_END, _PICTURES = 0x7F, 0x20, 0x2400


def visible(text: str) -> str:
    """Text with every control made visible (ESC is ␛) and everything that steers or hides text taken out."""
    if text.isascii() and text.isprintable():  # most of what a page shows, and nothing in it can steer or hide
        return text
    lines = text.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _HIDDEN.sub("", _CONTROL.sub(_picture, lines))


def one_line(text: str) -> str:
    """Visible text on one line, each run of white space a single space."""
    return " ".join(visible(text).split())


def addresses(texts: Iterable[str]) -> frozenset[str]:
    """Every host name that stands in the texts, lower case."""
    return frozenset(text[start:end].lower() for text in texts for start, end in _hosts(text))


def defanged(text: str, hosts: frozenset[str]) -> str:
    """The text with these hosts written so that nobody follows them by accident: `shop[.]example`."""
    if not hosts:
        return text
    kept, at = list[str](), 0
    for start, end in _hosts(text):
        if text[start:end].lower() in hosts:
            kept += text[at:start], text[start:end].replace(".", "[.]")
            at = end
    return "".join((*kept, text[at:]))


def web_address(url: str | None) -> str | None:
    """The address if a browser may be sent there: http or https, a host, no credentials, nothing hidden; else None."""
    if url is None or visible(url) != url or re.search(r"[\s\\]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return url if plain else None


def followable(suspected: frozenset[str], url: str | None) -> str | None:
    """The address if a reader may be sent there: a web address that stands in no suspected words."""
    address = web_address(url)
    return address if address and not addresses([address]) & suspected else None


@lru_cache(maxsize=4096)
def anchor(kind: str, name: str) -> str:
    """An element's id that is also its fragment: no space, no character that either would read differently."""
    return f"{kind}-{quote(name, safe='', errors='replace')}"


def _hosts(text: str) -> Iterator[tuple[int, int]]:
    """Where each host name begins and ends, in order: as many labels as follow one another, up to the last that may be
    a top-level domain."""
    for labels in _LABELS.finditer(text):
        begun = (dot for dot in range(labels.end(), labels.start(), -1) if text[dot - 1] == ".")
        if last := next(filter(None, (_LAST_LABEL.match(text, at) for at in begun)), None):
            yield labels.start(), last.end()


def _picture(control: re.Match[str]) -> str:
    code = ord(control[0])
    if code < _C0_END:
        return chr(_PICTURES + code)
    return "␡" if code == _DEL else "�"
