"""A person's name, found in a text however it is spelt there, and taken out of it. What takes its place is as long as
the name was, so that whatever stands behind it stays where it stands."""

import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from service.domain import Frozen
from service.domain.identity import HIDDEN
from service.errors import BadInput
from service.languages.scripts import UNSPACED

# Letters of the words that stand in a name's place: of two people whose names were taken out, other ones.
LETTERS = "xqzvkjwfhbgdptcmnrls"
JOINER = "\u2060"  # stands in the place of an accent that is a character of its own, and is no part of a word
KEPT = "-'’,"  # what stands within a name and is none of its letters
LONGEST = 200  # characters of a name
FORMS = 64  # of names that are worked on, whose patterns are kept
# How a letter may be written otherwise: in JSON within a text, in HTML, in an address.
_ESCAPE = r"\\u[0-9A-Fa-f]{4}|&\#?\w{2,8};|(?:%[0-9A-Fa-f]{2}){1,4}"
_SIGNS = str.maketrans(dict.fromkeys("’ʼ‘`´", "'") | dict.fromkeys("‐‑‒–—―", "-"))
_APOSTROPHE, _HYPHEN = "['’ʼ‘`´]", "[-‐-―]"
# What may stand between two words of a name: white space, tags, or one sign as in an address.
_SPACE = rf"(?:[\s{HIDDEN}]|\\[nrt]|\\u00[aA]0|&nbsp;|&\#160;|&\#[xX][aA]0;|%20|%C2%A0|<[^<>]{{0,200}}>)"
_BETWEEN = rf"(?:{_SPACE}{{1,8}}|[-_+.])"
_BEGINS = r"(?:(?<![^\W_])|(?<=\\[nrtbf])|(?<=\\u[0-9A-Fa-f]{4})|(?<=%[0-9A-Fa-f]{2}))"
_ENDS = r"(?![^\W_])"
_GAP = re.compile(_BETWEEN)
_ESCAPED = re.compile(_ESCAPE)
# Letters that are their own, and are told as plain ones where there are no others.
_OWN = "łøđı"
_PLAIN = str.maketrans(_OWN, "lodi")
_TAG = re.compile(r"<[^<>]*>")


Change = Callable[[str], str]
Bodies = Mapping[str | None, tuple[str, str]]


class PersonalName(Frozen):
    """A whole name, and other forms of it that stand for the same person wherever the whole one stands too. `one_word`:
    somebody is known by a single word, and means it."""

    whole: str
    also: tuple[str, ...] = ()
    one_word: bool = False

    def check(self) -> None:
        """Raises BadInput for what is no whole name."""
        for told in (self.whole, *self.also):
            if not told.strip() or len(told) > LONGEST or not told.isprintable() or not _words(told):
                raise BadInput(f"A name has 1 to {LONGEST} characters that can be printed, and letters.", "/name")
        if len(_words(self.whole)) == 1 and not self.one_word and not re.search(f"[{UNSPACED}]{{2}}", self.whole):
            raise BadInput(
                f"{self.whole!r} is one word, which may mean something else as well: give the whole name, or say that"
                " it is one.",
                "/name",
            )

    def stands_in(self, text: str) -> bool:
        """Whether the whole name does."""
        return next(_places(self.whole, text), None) is not None

    def may_stand_in(self, text: str, *, also: bool) -> bool:
        """False where it surely does not: all its words are looked for, wherever they stand. Quick."""
        plain = _quickly(text)
        forms = (self.whole, *(self.also if also else ()))
        return any(all(part in plain for part in _parts(form)) for form in forms)

    def places(self, text: str, *, also: bool) -> list[tuple[int, int]]:
        """Where the name stands, in code points, end exclusive; `also` its other forms."""
        told = {place for form in (self.whole, *(self.also if also else ())) for place in _places(form, text)}
        kept: list[tuple[int, int]] = []
        for start, end in sorted(told, key=lambda one: (one[0], -one[1])):
            if not kept or start >= kept[-1][1]:
                kept.append((start, end))
        return kept

    def taken_out(self, text: str, number: int, *, also: bool) -> str:
        """The text with marks in the name's place, those of the erasure of this number."""
        parts, last = [], 0
        for start, end in self.places(text, also=also):
            parts += [text[last:start], _marked(text[start:end], number)]
            last = end
        return "".join((*parts, text[last:]))

    def near_forms(self, text: str) -> Counter[str]:
        """What else in the text may mean the person: the last word of the name alone, inflected, or behind another
        word with a capital; how often."""
        taken = self.places(text, also=True)
        free = (
            one
            for one in _near(_words(self.whole)[-1]).finditer(text)
            if not any(start < one.end() and one.start() < end for start, end in taken)
        )
        return Counter(" ".join(one[0].split()) for one in free)


def strings(value: Any) -> Iterator[str]:
    """Every text in a value of JSON, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from strings(one)


def in_values(value: Any, change: Change, bodies: Bodies | None = None) -> Any:
    """A value of JSON with each of its texts, keys too, as `change` gives it. A span is what stands in its place in the
    text that it points into, as that is now: `bodies` are texts, before and now, by the id of their document (None: of
    the article). The hash of a document's text is that of the text as it is now."""
    return _changed(value, change, bodies or {}, None)


def texts_of(value: Any, change: Change) -> dict[str | None, tuple[str, str]]:
    """The article's and the documents' texts in a value of JSON, as they are and as `change` gives them."""
    if isinstance(value, list):
        return {id: text for one in value for id, text in texts_of(one, change).items()}
    if not isinstance(value, dict):
        return {}
    found = {id: text for one in value.values() for id, text in texts_of(one, change).items()}
    if isinstance(body := value.get("body"), str) and "body_end" in value:
        found[None] = (body, change(body))
    if isinstance(text := value.get("text"), str) and "integrity" in value and isinstance(value.get("id"), str):
        found[value["id"]] = (text, change(text))
    return found


def _changed(value: Any, change: Change, bodies: Bodies, of: str | None) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_changed(one, change, bodies, of) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"text", "start", "end"} and of in bodies:
        before, now = bodies[of]
        if before[value["start"] : value["end"]] == value["text"]:
            return {**value, "text": now[value["start"] : value["end"]]}
    told = value.get("document_id", of)
    of = told if told is None or isinstance(told, str) else of
    changed = {change(name): _changed(one, change, bodies, of) for name, one in value.items()}
    if value.get("sha256") and changed.get("text") != value.get("text"):
        changed["sha256"] = sha256(changed["text"].encode()).hexdigest()
    return changed


def changed_json(told: str, change: Change, bodies: Bodies | None = None) -> str:
    """The same of JSON as it is written."""
    return json.dumps(in_values(json.loads(told), change, bodies), ensure_ascii=False, separators=(",", ":"))


# ---------------------------------------------------------------- how a name is found


def _places(form: str, text: str) -> Iterator[tuple[int, int]]:
    """Candidates are found by a pattern, and are the name if their letters, read as they are meant, are its letters."""
    plain = _quickly(text)
    if not all(part in plain for part in _parts(form)):
        return
    for found in _pattern(form).finditer(text):
        if _means(found[0], form) and (len(_words(form)) > 1 or _as_spelt(form, found[0])):
            yield found.start(), found.end()


@lru_cache(FORMS)
def _pattern(form: str) -> re.Pattern[str]:
    """The words of a name in their order, or the last one before the others with a comma behind it."""
    words = [_letters(word) for word in _words(form)]
    told = _BETWEEN.join(words)
    if len(words) > 1:
        told = f"(?:{told}|{words[-1]},{_SPACE}{{0,8}}{_BETWEEN.join(words[:-1])})"
    unspaced = re.compile(f"[{UNSPACED}]")
    begins = "" if unspaced.match(form.strip()[0]) else _BEGINS
    ends = "" if unspaced.match(form.strip()[-1]) else _ENDS
    return re.compile(f"{begins}{told}{ends}")


@lru_cache(FORMS)
def _near(last: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\b[^\W\d_a-z][\w.’'-]*\s+)?{_BEGINS}{_letters(last)}\w{{0,3}}{_ENDS}")


def _letters(word: str) -> str:
    told = "".join(f"(?:{_letter(one)}|{_ESCAPE}){_signs()}*" for one in word)
    double = f"(?:{_letter('s')}|{_ESCAPE}){_signs()}*" * 2
    return told.replace(double, f"(?:{double}|[ßẞ])")


def _letter(one: str) -> str:
    """A letter with whatever accent, or a sign as it may be written within a word."""
    if one == "'":
        return _APOSTROPHE
    if one == "-":
        return _HYPHEN
    return f"[{''.join(map(re.escape, sorted(_alike().get(one, {one}))))}]"


@cache
def _signs() -> str:
    """Marks that stand on a letter as characters of their own, and what cannot be seen."""
    marks = "".join(chr(code) for code in range(0x300, 0x11000) if unicodedata.category(chr(code)) == "Mn")
    return f"[{marks}{HIDDEN}]"


@cache
def _alike() -> dict[str, set[str]]:
    """Letters that are one but for accents, case and width, by the plain one."""
    found: dict[str, set[str]] = {}
    for code in (*range(0x20, 0x3000), *range(0xF900, 0x10000)):
        character = chr(code)
        if character.isalnum() and len(plain := _folded(character)) == 1:
            found.setdefault(plain, {plain}).add(character)
    return found


def _folded(text: str) -> str:
    """Without case, accents and what cannot be seen; signs within words as they are on a keyboard."""
    return _lettered(text).translate(_SIGNS)


def _lettered(text: str) -> str:
    """The same, and signs as they are."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    plain = unicodedata.normalize("NFKD", plain)
    if any(one in plain for one in _OWN):
        plain = plain.translate(_PLAIN)
    return _unseen().sub("", plain)


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(f"{_signs()}+")


def _quickly(text: str) -> str:
    """A whole text by its letters, with what is written otherwise as it is meant."""
    return _lettered(_meant(text) if _ESCAPED.search(text) else text)


@lru_cache(FORMS)
def _words(form: str) -> tuple[str, ...]:
    """The words of a name, folded; what has no letter is none."""
    return tuple(word for word in _folded(form).split() if any(map(str.isalnum, word)))


@lru_cache(FORMS)
def _parts(form: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\W_]+", _folded(form)) if part)


def _meant(told: str) -> str:
    told = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda one: chr(int(one[1], 16)), told)
    return html.unescape(unquote(told, errors="replace"))


def _means(found: str, form: str) -> bool:
    told, wanted = _meant(_TAG.sub(" ", re.sub(r"\\[nrt]", " ", found))), "".join(_parts(form))
    last, comma, others = told.partition(",")
    return "".join(_parts(told)) == wanted or (bool(comma) and "".join(_parts(f"{others} {last}")) == wanted)


def _as_spelt(form: str, found: str) -> bool:
    """A name of one word has the capital that it is given with: the month is no person, nor is the verb."""
    return not form[:1].isupper() or not found[:1].islower()


# ---------------------------------------------------------------- what takes its place


def _marked(found: str, number: int) -> str:
    """Words of the same lengths, of letters that are the erasure's own. What stands between words stays."""
    first, rest = LETTERS[number // len(LETTERS) % len(LETTERS)], LETTERS[number % len(LETTERS)]
    parts, last = [], 0
    for gap in (*_GAP.finditer(found), None):
        parts.append(_word(found[last : gap.start() if gap else len(found)], first, rest))
        parts.append(gap[0] if gap else "")
        last = gap.end() if gap else last
    return "".join(parts)


def _word(word: str, first: str, rest: str) -> str:
    marks: list[str] = []
    letter = first
    for one in word:
        if one in KEPT:
            marks.append(one)
            letter = first
        elif unicodedata.category(one) in ("Mn", "Cf"):
            marks.append(JOINER)
        else:
            marks.append(letter.upper() if one.isupper() else letter)
            letter = rest
    return "".join(marks)
