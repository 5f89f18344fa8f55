"""What an article states in its own voice, and which of its lines are no statements at all."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from service.analysts.embedded.phrases import Words, any_of
from service.domain import Frozen, Span
from service.languages.en.lexicon import words


class Facts(Frozen):
    """Verb forms that state, and words that mark page furniture, recordings and what the author saw."""

    auxiliaries: Words
    past: Words
    present: Words
    furniture: Words
    labels: Words
    release: Words
    recordings: Words
    witnessing: Words


def stated(text: str, sentence: Span) -> Iterator[Span]:
    """The statements of a sentence that nobody else is said to have made, one for each clause that can stand alone."""
    if not is_statement(text, sentence):
        return
    start = sentence.start
    for joint in _JOINT.finditer(text, sentence.start, sentence.end):
        # The cheaper question first: a list of a thousand commas is asked it a thousand times.
        if _begins_clause(joint, text[joint.end() : sentence.end]) and finite(text[start : joint.start()]):
            yield Span.of(text, start, joint.start())
            start = joint.end()
    if finite(text[start : sentence.end]):
        yield Span.of(text, start, sentence.end)


def is_statement(text: str, sentence: Span) -> bool:
    """Not a heading, a caption, a question, a quotation, nor a line that belongs to the page."""
    bare = sentence.text.lstrip(" (“\"'‘—–-•")
    if is_label(text, sentence) or bare.endswith("?") or sentence.text.startswith(("(", "[")):
        return False
    return not (is_furniture(text, sentence) or sentence.text.startswith(("“", '"', "‘")))


def is_label(text: str, sentence: Span) -> bool:
    """A heading or caption: its line ends without a full stop, or with a colon; or it begins as pictures on file do."""
    stop = text.find("\n", sentence.end)
    stop = len(text) if stop < 0 else stop
    ending = text[max(sentence.end - 1, stop - 4) : stop].rstrip()[-1:]
    if ending == ":" or _FILED.match(sentence.text):
        return True
    return ending not in _ENDINGS and stop - sentence.start <= _LABEL


def is_quotation(text: str, sentence: Span) -> bool:
    """A sentence that stands in quote marks from its first word to its last: somebody else's words."""
    if not _QUOTED.fullmatch(sentence.text) or is_label(text, sentence):
        return False
    return len(sentence.text.split()) >= _QUOTATION


def is_furniture(text: str, sentence: Span) -> bool:
    """A sentence of a line that belongs to the page and not to the story: "Sign up for our newsletter. It was …"."""
    line = text[text.rfind("\n", 0, sentence.start) + 1 : sentence.end].lstrip(_BULLETS)
    return _opens_furniture(sentence.text.lstrip(_BULLETS)) or (line[:1].isupper() and _opens_furniture(line))


def _opens_furniture(words: str) -> bool:
    label = _pattern("labels").match(words)
    return bool(_pattern("furniture").match(words) or (label and _LABELS.match(words, label.end())))


def finite(clause: str) -> bool:
    """True when a verb of the clause tells of a past or present event or state."""
    lexicon = words(Facts)
    plain = _plain(clause)
    return happened(clause) or any(word in lexicon.auxiliaries or word in lexicon.present for word in plain[1:])


def happened(clause: str) -> bool:
    """True when a verb of the clause is a past form, or a perfect one."""
    lexicon = words(Facts)
    plain = _plain(clause)
    told = enumerate(plain[1:], 1)
    return any(word in lexicon.past or word in _PAST or _regular_past(plain, index) for index, word in told)


def recording(sentence: Span) -> re.Match[str] | None:
    """The words in which a sentence says a video, photo or recording is there: subject and verb."""
    subject = _pattern("recordings").search(sentence.text[:_SUBJECT])
    if not subject or _PREPOSED.search(sentence.text[: subject.start()]):
        return None
    return _pattern("release").search(sentence.text, subject.end())


def shown(source: str) -> bool:
    """True where what tells is a picture, a recording or a paper, and nobody."""
    return bool(_SHOWN.search(_RELATIVE.split(source, maxsplit=1)[0]))


def witnessed(sentence: Span) -> Span | None:
    """The words in which the author says they saw it themselves."""
    found = _pattern("witnessing").search(sentence.text)
    if not found:
        return None
    return Span(text=found.group(), start=sentence.start + found.start(), end=sentence.start + found.end())


RECORDING = re.compile(r"\b(?:videos?|footage|clips?|photos?|photographs?|images?|pictures?|recordings?)$", re.I)
_RELATIVE = re.compile(
    r",|\s(?:that|which|who|of|from|by|on|in|posted|taken|seen|shared|released|reviewed|verified|obtained)\s"
)
_SHOWN = re.compile(
    r"\b(?:videos?|footage|clips?|photos?|photographs?|images?|imagery|pictures?|recordings?|papers|documents"
    r"|records|filings"
    r"|files|emails|e-mails|transcripts?|logs?)$",
    re.I,
)
_FILED = re.compile(r"FILE(?: PHOTO)?\s*[:–—-]")
_BULLETS = " \t\xa0([—–-•"
_LABELS = re.compile(r"\s*(?:[:>|»/©]|\d{4}\b|\W*$)")
_QUOTED = re.compile(r"[“\"][^“”\"]+[”\"]?|[^“”\"]+[”\"]")
_QUOTATION = 4  # words: shorter ones are titles and scare quotes
_SUBJECT = 60  # characters: the subject of a news sentence stands at its head
_PAST = frozenset("was were had has have did wasn't weren't hadn't hasn't haven't didn't".split())
_LABEL = 120  # characters: a line that is longer is a paragraph that lost its full stop
_ENDINGS = frozenset(".!?…”\")’'];,")
_WORD = re.compile(r"\w[\w’'-]*")
_PREPOSED = re.compile(r"\b(?:in|on|by|from|of|to|with|after|for)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?$|,", re.I)
_JOINT = re.compile(r"(?:;|,)\s+(?:(and|but|while|whereas)\s+)?(?=\S)")
_SUBJECTED = re.compile(
    r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Tt]h[ie]s|[Tt]h[eo]se|[Ss]ome|[Mm]any|[A-Z]|[“\"])[^;]*"
)
_PARTICIPLED = frozenset("be been being was were is are by a an the of with its his her their and".split())


def _begins_clause(joint: re.Match[str], rest: str) -> bool:
    """What follows a joint stands alone when it opens with a subject and has a verb of its own: after a comma with
    nothing but "and" or "but", before the next comma; "while" and a semicolon open a clause whatever comes between."""
    if not _SUBJECTED.match(rest):
        return False
    word = joint.group(1)
    if joint.group().startswith(";") or word in {"while", "whereas"}:
        return finite(rest)
    return word is not None and finite(rest.split(",", 1)[0])


def _plain(clause: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(clause)]


def _regular_past(plain: Sequence[str], index: int) -> bool:
    """ "-ed" states a past event unless the word before makes an adjective of it ("the armed men")."""
    word = plain[index]
    return len(word) > 4 and word.endswith("ed") and plain[index - 1] not in _PARTICIPLED and "-" not in word


@cache
def _pattern(section: str) -> re.Pattern[str]:
    listed: Iterable[str] = getattr(words(Facts), section)
    return any_of(listed)
