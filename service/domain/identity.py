"""What makes two articles, or two claims, the same one."""

import hashlib
import json
import re
import unicodedata
from typing import Any

# Soft hyphens, zero-width spaces, marks of direction and of a letter's form, the Arabic stroke that widens a word: they
# stand inside words, and a word is the same without them.
HIDDEN = "\u00ad\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
# Canonical classes of marks that a word may go without: the points of Hebrew and Arabic, and accents. Below and between
# them stand the signs of Indic, Thai and Japanese scripts, without which a word is another one.
_POINTS, _ACCENTS = range(10, 37), range(200, 255)


class _Plain(dict[int, str]):
    """What becomes of a character in plain words: itself, nothing, or a space; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if _HIDDEN.match(character) or unicodedata.combining(character) in (*_POINTS, *_ACCENTS):
            plain = ""
        else:
            in_word = character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"
            plain = character if in_word else " "
        self[code] = plain
        return plain


_HIDDEN = re.compile(f"[{HIDDEN}]")
_MARKS = "“”‘’–—"
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_PLAIN = _Plain()


def normalised(words: str) -> str:
    """Words without case, accents, punctuation or spacing: what makes two wordings the same for an id."""
    folded = words.casefold()
    if not folded.isascii():  # `translate` is quick on nothing else, and these marks are all that most texts have
        folded = unicodedata.normalize("NFKD", folded)
        for mark in _MARKS:
            folded = folded.replace(mark, " ")
    if not folded.isascii():
        ascii_alone = _FOREIGN.sub(_plain, folded)
        folded = ascii_alone if ascii_alone.isascii() else folded
    return " ".join(folded.translate(_PLAIN).split())


def _plain(run: re.Match[str]) -> str:
    return run[0].translate(_PLAIN)


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
