"""How an article is laid out: its headline, and the pictures it shows with their captions.

Strings in, spans out. The rules are newsroom habit: where a line stands and what it looks like, never what it is about.
"""

import hashlib
import itertools
import re
from collections.abc import Iterator

from service.domain import Frozen, Media, MediaKind, Span
from service.languages import pack_for
from service.languages.pack import Captions

HEADLINE_CHARACTERS, HEADLINE_WORDS = 160, 22
CAPTION_CHARACTERS = 400

_STOPS = ".:;,!。！：；，।۔،؛"  # a title may ask, but it tells no sentence
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_FILE = r"[\w%()+.-]{1,120}\.(?:jpe?g|png|gif|webp|heic|tiff?|bmp|mp4|m4v|mov|webm|avi|mp3|m4a|wav|ogg)"
_HOSTED = (
    r"(?:https?://)?(?:pic\.(?:twitter|x)\.com/\w{4,20}|youtu\.be/[\w-]{6,20}|pbs\.twimg\.com/[^\s<>\"”)]{1,200}"
    r"|(?:www\.|m\.)?youtube\.com/(?:watch\?|embed/|shorts/|live/)[^\s<>\"”)]{1,200})"
)
_INLINE = re.compile(rf"(?<![\w/.])(?:{_HOSTED})")
_BARE = re.compile(
    rf"{_HOSTED}|{_FILE}|https?://[^\s<>\"”)]{{1,400}}?/{_FILE}(?:\?[^\s<>\"”)]{{0,200}})?", re.IGNORECASE
)
# The fifteen characters by which X names a picture: upper and lower case in an order that no word has.
_X_PICTURE = re.compile(r"(?=(?:[^A-Z]*[A-Z]){4})(?=(?:[^a-z]*[a-z]){2})[A-Za-z0-9_-]{15}")
_VIDEO = re.compile(r"\b(?:videos?|footage|clips?|film)\b|youtu\.?be|\.(?:mp4|m4v|mov|webm|avi)\b", re.IGNORECASE)
_AUDIO = re.compile(r"\b(?:audio|recordings?|podcast)\b|\.(?:mp3|m4a|wav|ogg)\b", re.IGNORECASE)
_STILL = re.compile(
    r"\b(?:photo(?:graph)?s?|pictures?|images?)\b|\.(?:jpe?g|png|gif|webp|heic)\b|^pic\.", re.IGNORECASE
)


def lines(text: str, end: int | None = None) -> Iterator[Span]:
    """The lines of `text[:end]` that hold more than white space, trimmed."""
    for line in _LINE.finditer(text, 0, len(text) if end is None else end):
        words = line[0].strip()
        if words:
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            yield Span(text=words, start=start, end=start + len(words))


def headline(text: str) -> Span | None:
    """The first line when it reads like a title: short, no final stop, more text below."""
    opening = tuple(itertools.islice(lines(text), 2))
    if len(opening) < 2:
        return None
    first = opening[0].text
    short = len(first) <= HEADLINE_CHARACTERS and len(first.split()) <= HEADLINE_WORDS
    return opening[0] if short and first[-1] not in _STOPS and not _ids(first) else None


class Shown(Frozen):
    """What an article shows beside its prose: the media, and every line that is a picture's id or a caption."""

    media: tuple[Media, ...]
    lines: tuple[Span, ...]


def media(text: str, end: int, language: str | None = "en") -> tuple[Media, ...]:
    """The photos, videos and recordings that `text[:end]` shows, in order, each with its nearest caption."""
    return shown(text, end, language).media


def shown(text: str, end: int, language: str | None = "en") -> Shown:
    """Tie each picture's id to the nearest caption above it, or else to a marked caption right below it.

    A caption is a line that ends in a colon and has a picture under it, or that is marked ("Photo: …", "(AP Photo)").
    A marked caption without a picture's id stands for a picture itself, as does a verbless line under the headline.
    Without a pack for the language no line is marked.
    """
    pack = pack_for(language)
    captions = pack.captions if pack else None
    found: list[Media] = []
    kept: list[Span] = []
    waiting: list[Span] = []  # captions since the last prose or picture
    caption: Span | None = None
    title = headline(text[:end])
    body = (line for line in lines(text, end) if not title or line.start != title.start)
    for number, line in enumerate(body):
        marked = _is_marked(line.text, captions) or bool(
            captions and title and number == 0 and captions.is_lead(line.text)
        )
        if ids := _ids(line.text):
            caption = waiting[-1] if waiting else caption
            kept += [*waiting, line]
            waiting = []
            found += [_medium(id, caption) for id in ids]
        elif marked and found and found[-1].caption is None and kept[-1].text.endswith(found[-1].id):
            found[-1] = _medium(found[-1].id, line)
            kept.append(line)
        elif marked or (line.text.endswith(":") and len(line.text) <= CAPTION_CHARACTERS):
            waiting.append(line)
            caption = None
        else:
            _settle(waiting, found, kept, captions)
            waiting, caption = [], None
            found += _named_in(line)
    _settle(waiting, found, kept, captions)
    return Shown(media=tuple(found), lines=tuple(kept))


def _settle(waiting: list[Span], found: list[Media], kept: list[Span], captions: Captions | None) -> None:
    """Captions that no picture's id followed: the marked ones stand for a picture, the others were prose."""
    alone = [line for line in waiting if _is_marked(line.text, captions) or not line.text.endswith(":")]
    found += [_medium(None, line) for line in alone]
    kept += alone


def _named_in(line: Span) -> Iterator[Media]:
    """Pictures whose address stands inside a line of prose; the words before it are the caption."""
    for match in _INLINE.finditer(line.text):
        words = line.text[: match.start()].rstrip(" \xa0:—–-")[-CAPTION_CHARACTERS:]
        start = line.start + line.text.find(words)
        yield _medium(match[0], Span(text=words, start=start, end=start + len(words)) if words else None)


def _ids(line: str) -> tuple[str, ...]:
    """The picture ids of a line that holds nothing else."""
    tokens = line.split() if len(line) <= 2_000 else []
    bare = all(_BARE.fullmatch(token) or _X_PICTURE.fullmatch(token) for token in tokens)
    return tuple(tokens) if bare else ()


def _is_marked(line: str, captions: Captions | None) -> bool:
    if captions is None or len(line) > CAPTION_CHARACTERS:
        return False
    return bool(captions.marked.fullmatch(line) or captions.credited.search(line))


def _medium(id: str | None, caption: Span | None) -> Media:
    words = caption.text if caption else ""
    made = f"med_{hashlib.sha256(words.encode()).hexdigest()[:8]}"
    return Media(id=id or made, kind=_kind(id or "", words), caption=caption)


def _kind(id: str, caption: str) -> MediaKind:
    """From the address or the file's ending, else from the caption's words; a photo when neither says."""
    for words in (id, caption):
        if _STILL.search(words):
            return MediaKind.PHOTO
        if _VIDEO.search(words):
            return MediaKind.VIDEO
        if _AUDIO.search(words):
            return MediaKind.AUDIO
    return MediaKind.PHOTO
