"""How an article is laid out: its headline, and the pictures it shows with their captions.

Strings in, spans out. The rules are newsroom habit: where a line stands and what it looks like, never what it is about.
"""

import hashlib
import itertools
import re
from collections.abc import Iterator

from service.domain import Frozen, Media, MediaKind, Span

HEADLINE_CHARACTERS, HEADLINE_WORDS = 160, 22
CAPTION_CHARACTERS = 400
LEAD_CAPTION_WORDS = 14

PREPOSITIONS = frozenset(
    "in at on of near outside inside during over above with from after before behind between along across next by"
    " around under amid".split()
)
FUNCTION_WORDS = PREPOSITIONS | frozenset("a an the and or to for his her its their".split())
PLACES = frozenset(
    "province city district village camp base airport town region county area border bridge square street"
    " river market hospital university prison stadium church mosque".split()
)

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
_MARKED = re.compile(
    r"(?:photo(?:graph)?s?|pictures?|images?|videos?|audio|footage|caption|screen ?(?:shot|grab)s?)"
    r"(?: (?:credit|by|courtesy)\b.*| ?: ?\S.*| (?:showing|of|from|released)\b.*:)|file (?:photo|image)\b.*",
    re.IGNORECASE,
)
_CREDITED = re.compile(
    r"[(\[](?:[^()\[\]]{0,40}\b(?:photo(?:graph)?|image|picture|video|screen ?(?:shot|grab))s?"
    r"(?: ?[/:,]| by| credit| courtesy| via|[)\]])[^()\[\]]{0,80}"
    r"|[^()\[\]]{0,60}(?:getty images|/(?:ap|afp|reuters|getty|epa)))[)\]]?\.?$",
    re.IGNORECASE,
)
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
    return opening[0] if short and first[-1] not in ".:;,!" and not _ids(first) else None


class Shown(Frozen):
    """What an article shows beside its prose: the media, and every line that is a picture's id or a caption."""

    media: tuple[Media, ...]
    lines: tuple[Span, ...]


def media(text: str, end: int) -> tuple[Media, ...]:
    """The photos, videos and recordings that `text[:end]` shows, in order, each with its nearest caption."""
    return shown(text, end).media


def shown(text: str, end: int) -> Shown:
    """Tie each picture's id to the nearest caption above it, or else to a marked caption right below it.

    A caption is a line that ends in a colon and has a picture under it, or that is marked ("Photo: …", "(AP Photo)").
    A marked caption without a picture's id stands for a picture itself, as does a verbless line under the headline.
    """
    found: list[Media] = []
    kept: list[Span] = []
    waiting: list[Span] = []  # captions since the last prose or picture
    caption: Span | None = None
    title = headline(text[:end])
    body = (line for line in lines(text, end) if not title or line.start != title.start)
    for number, line in enumerate(body):
        marked = _is_marked(line.text) or bool(title and number == 0 and _is_lead_caption(line.text))
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
            _settle(waiting, found, kept)
            waiting, caption = [], None
            found += _named_in(line)
    _settle(waiting, found, kept)
    return Shown(media=tuple(found), lines=tuple(kept))


def _settle(waiting: list[Span], found: list[Media], kept: list[Span]) -> None:
    """Captions that no picture's id followed: the marked ones stand for a picture, the others were prose."""
    alone = [line for line in waiting if _is_marked(line.text) or not line.text.endswith(":")]
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


def _is_marked(line: str) -> bool:
    if len(line) > CAPTION_CHARACTERS:
        return False
    return bool(_MARKED.fullmatch(line) or _CREDITED.search(line))


def _is_lead_caption(line: str) -> bool:
    """A verbless line, "Marchers on the town bridge.": names or one noun phrase, then where or when.

    There is no grammar here, so a line that may hold a verb is prose: a claim lost is worse than a caption kept.
    """
    words = line.rstrip(".").split()
    place = next((n for n, word in enumerate(words) if word in PREPOSITIONS), 0)
    if not place or not line.endswith(".") or len(words) > LEAD_CAPTION_WORDS:
        return False
    plain = [word for word in words[1:place] if word[:1].islower() and word not in FUNCTION_WORDS]
    if plain and not (words[0].endswith("ed") and len(plain) == 1):
        return False
    return not any(
        name[:1].isupper() and word[:1].islower() and word not in FUNCTION_WORDS | PLACES
        for name, word in itertools.pairwise(words[1:])
    )


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
