"""Posts of social media in a text: their words, and the line below or behind them that says whose they are.

“The ford is open.” — Ada Quill (@adaquill) May 3, 2024. A post shared by Ada Quill (@adaquill). Posted by Ada Quill on
Friday, 3 May 2024 https://www.facebook.com/adaquill/posts/1.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from service.domain import Frozen, Span
from service.text.layout import lines

POST_CHARACTERS = 5_000  # of the longest post; a signature further down is not its own
SIGNED_CHARACTERS = 400  # of the longest signature: name, handle, date and address

PLATFORMS = {
    "x.com": "x",
    "twitter.com": "x",
    "bsky.app": "bluesky",
    "t.me": "telegram",
    "instagram.com": "instagram",
    "tiktok.com": "tiktok",
    "facebook.com": "facebook",
    "fb.watch": "facebook",
    "threads.net": "threads",
    "threads.com": "threads",
    "truthsocial.com": "truth_social",
}
_NAMED = {
    "telegram": "telegram",
    "instagram": "instagram",
    "facebook": "facebook",
    "tiktok": "tiktok",
    "bluesky": "bluesky",
    "mastodon": "mastodon",
    "threads": "threads",
    "twitter": "x",
}
_HANDLE = r"@[\w.-]{1,60}(?:@[\w.-]{3,60})?"
_ADDRESS = r"(?:\s+(?P<address>https?://\S{4,300}))?"
_DATE = r"(?P<date>(?!https?:)(?=[^()]{0,60}\d)[^()“”\"]{4,60}?)"
# Behind the name: "(@handle) May 3, 2024 https://…". What stands there must hold a figure, as a date does.
_BEHIND = re.compile(rf"\((?P<handle>{_HANDLE})\),?(?:\s+{_DATE})?{_ADDRESS}[.\s]*")
_DASH = re.compile(r"(?<![^\s”\"’'.!?…)])(?:—|–|--|-)\s*(?=[^\s—–-])")
_SHARED = re.compile(r"(?:^|(?<=\s))A (?:post|photo|video|reel|status|story) (?:shared|posted) by\s+", re.IGNORECASE)
_POSTED = re.compile(
    rf"Posted by (?P<name>\S[^\n]{{1,100}}?)(?: on {_DATE})?{_ADDRESS}\s*",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"[—–-]{{1,2}}\s*(?P<handle>{_HANDLE}),?(?:\s+(?P<date>(?!https?:)(?=\S*\d)[^()“”\"]{{4,60}}?))?{_ADDRESS}\s*"
)
_OPENERS = {"”": "“", '"': '"', "’": "‘", "»": "«"}
_STRANGE = re.compile(r"\b(?:parody|fan (?:account|page)|unofficial|not (?:the )?real|satire)\b", re.IGNORECASE)


class Post(Frozen):
    """A post as a text quotes it. `signature` says whose it is: `name` is the author's as it stands there, `handle`
    begins with "@"; one of the two is told. `platform` is one of the lexicon's, `address` the post's own."""

    words: Span
    signature: Span
    name: Span | None = None
    handle: str | None = None
    platform: str | None = None
    address: str | None = None

    @property
    def own_account(self) -> bool:
        """Whether the account is that of whom it names: not a parody's, not a fan's."""
        return not _STRANGE.search(f"{self.name.text if self.name else ''} {self.handle or ''}".replace("_", " "))


def posts_of(text: str, end: int) -> tuple[Post, ...]:
    """The signed posts in `text[:end]`, in order. Each reads the line of its signature and at most 5,000 characters
    above it, never past the post before."""
    found: list[Post] = []
    parted = "\n\n" in text
    for line in lines(text, end):
        signed = _signed(line)
        if signed is None:
            continue
        floor = max(found[-1].signature.end if found else 0, line.start - POST_CHARACTERS)
        words = _words(text, line, signed.signature.start, floor, parted)
        if words is not None:
            found.append(signed.model_copy(update={"words": words}))
    return tuple(found)


def signs(line: str) -> bool:
    """Whether a line ends with the signature of a post."""
    return _signed(Span(text=line, start=0, end=len(line))) is not None


def platform_of(address: str | None) -> str | None:
    """The platform that an address belongs to, by its host."""
    try:
        host = urlsplit(address or "").hostname or ""
    except ValueError:
        return None
    return next((name for site, name in PLATFORMS.items() if host == site or host.endswith(f".{site}")), None)


# ---------------------------------------------------------------- whose it is


def _signed(line: Span) -> Post | None:
    """The signature that ends a line; its post has no words yet."""
    begin = max(0, len(line.text) - SIGNED_CHARACTERS)
    at = line.text.rfind("(@", begin)
    if at >= 0:
        return _by_handle(line, at, max(0, at - 100))
    for form in (_POSTED, _ALONE):
        told = form.fullmatch(line.text) if len(line.text) <= SIGNED_CHARACTERS else None
        if told and (told["address"] or (form is _ALONE and told["date"])):
            name = _name(line, *told.span("name")) if form is _POSTED else None
            handle = told["handle"] if form is _ALONE else None
            return _post(line, 0, name, handle, told["address"], "")
    return None


def _by_handle(line: Span, at: int, begin: int) -> Post | None:
    behind = _BEHIND.fullmatch(line.text, at) or _BEHIND_SHARED.fullmatch(line.text, at)
    if behind is None:
        return None
    shared = next(_SHARED.finditer(line.text, begin, at), None)
    opening = shared or next(reversed([*_DASH.finditer(line.text, begin, at)]), None)
    if opening is None:
        return None
    name = _name(line, opening.end(), at)
    told = f"{'instagram ' if shared else ''}{behind['date'] or ''}"
    return _post(line, opening.start(), name, behind["handle"], behind["address"], told)


_BEHIND_SHARED = re.compile(rf"\((?P<handle>{_HANDLE})\)(?:\s+on\s+{_DATE})?{_ADDRESS}\s*")


def _post(line: Span, begin: int, name: Span | None, handle: str | None, address: str | None, told: str) -> Post:
    signature = Span.of(line.text, begin, len(line.text))
    return Post(
        words=line,
        signature=Span(text=signature.text, start=line.start + begin, end=line.end),
        name=name,
        handle=handle,
        platform=platform_of(address) or _by_form(handle, told.lower()),
        address=address,
    )


def _by_form(handle: str | None, told: str) -> str | None:
    """The platform that the words behind the handle name, else the one whose handles look so."""
    named = next((platform for word, platform in _NAMED.items() if word in told), None)
    if named or handle is None:
        return named
    if "@" in handle[1:]:
        return "mastodon"
    return "bluesky" if "." in handle else "x"


def _name(line: Span, start: int, end: int) -> Span | None:
    """The author's name between two places of a line, without signs that are no letters at its ends."""
    words = re.search(r"\w(?:.*\w\.?)?", line.text[start:end])
    if words is None:
        return None
    start += words.start()
    return Span(text=words[0], start=line.start + start, end=line.start + start + len(words[0]))


# ---------------------------------------------------------------- what it says


def _words(text: str, line: Span, signature: int, floor: int, parted: bool) -> Span | None:
    """The words before a signature: in its own line, from their quotation mark on where they have one; else the lines
    right above it, or the paragraph above."""
    before = Span.of(text, line.start, signature)
    end = signature if before.text.strip() else line.start
    stop = len(text[floor:end].rstrip()) + floor
    if stop <= floor:
        return None
    opener = _OPENERS.get(text[stop - 1])
    if opener and (opened := text.rfind(opener, floor, stop - 1)) >= floor:
        return Span.of(text, opened, stop)
    begin = line.start if before.text.strip() else _paragraph(text, stop, floor, parted)
    return _trimmed(text, begin, stop)


def _paragraph(text: str, stop: int, floor: int, parted: bool) -> int:
    """Where the lines begin that end at `stop`: back to a blank line where the text parts paragraphs so, else one."""
    begin = text.rfind("\n", floor, stop) + 1 or floor
    while parted and begin > floor:
        above = text.rfind("\n", floor, begin - 1) + 1 or floor
        if not text[above : begin - 1].strip():
            break
        begin = above
    return begin


def _trimmed(text: str, begin: int, stop: int) -> Span | None:
    words = text[begin:stop]
    begin += len(words) - len(words.lstrip())
    return Span.of(text, begin, stop) if begin < stop else None


def statements(text: str, post: Post) -> Iterator[Span]:
    """The lines of a post without their quotation marks and without the links, tags and pictures at their ends."""
    for line in lines(text, post.words.end):
        if line.end <= post.words.start:
            continue
        start, stop = max(line.start, post.words.start), min(line.end, post.words.end)
        bare = _HANGING.sub("", text[start:stop]).strip()
        bare = bare.strip('“”"«»') if bare[:1] in '“"«' else bare
        at = text.find(bare, start, stop)
        if bare:
            yield Span.of(text, at, at + len(bare))


_HANGING = re.compile(r"(?:\s+(?:https?://\S+|pic\.(?:twitter|x)\.com/\S+|[#@]\w+))+\s*$")
