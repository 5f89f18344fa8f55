"""What makes two articles, or two claims, the same one."""

import hashlib
import json
import re
import unicodedata
from typing import Any

# Soft hyphens, zero-width spaces and marks of direction: they stand inside words and nobody sees them.
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def normalised(words: str) -> str:
    """Words without case, accents, punctuation or spacing: what makes two wordings the same for an id."""
    plain = unicodedata.normalize("NFKD", _HIDDEN.sub("", words.casefold()))
    return " ".join(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))))


def article_id(url: str | None, title: str | None, outlet: str | None, body: str) -> str:
    """An id that survives an edit of the body: from the address, else title and outlet, else the body itself."""
    if url:
        return _id("art", url)
    return _id("art", title or "", outlet or "") if title else _id("art", body)


def claim_id(article: str, claimant: str, text: str) -> str:
    """The same words by two speakers are two claims; the same claim told twice is one."""
    return _id("clm", article, normalised(claimant), normalised(text))


def _id(prefix: str, *parts: str) -> str:
    return f"{prefix}_{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:12]}"


def fingerprint(value: Any, length: int = 12) -> str:
    """The first hex digits of the SHA-256 of a value as canonical JSON."""
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()[:length]
