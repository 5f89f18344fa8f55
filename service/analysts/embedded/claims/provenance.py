"""How the article says a claim is known: channel, platform, official or not, and where to find it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from service.analysts.embedded.phrases import Words
from service.domain import Channel, Claimant, ClaimantKind, Frozen, Provenance, Span
from service.languages.en.lexicon import words
from service.languages.names import same_name


class Form(Frozen):
    """Words that name one channel, separated by " | "."""

    channel: Channel
    platform: str | None = None
    words: str


class Channels(Frozen):
    """The forms in the order they are tried, and the words before them that tell whose the channel is."""

    official: Words
    unofficial: Words
    continuing: Words
    forms: tuple[Form, ...]


UNSPECIFIED = (Provenance(channel=Channel.UNSPECIFIED),)
OF_KIND = {ClaimantKind.MEDIA: Channel.NEWS_REPORT}
OWN = frozenset("its his her their our my".split())
# A channel that only tells who the source is counts where nothing tells how it spoke.
OF_SOURCE = frozenset({Channel.MONITOR_GROUP, Channel.NEWS_REPORT})
# What a source stays throughout an article, however it speaks.
LASTING = frozenset({Channel.EYEWITNESS, Channel.ANONYMOUS})
RECORDED = frozenset({Channel.VIDEO, Channel.PHOTO, Channel.AUDIO})
POSTED = frozenset({Channel.SOCIAL_POST, Channel.MESSAGING_CHANNEL})


def provenance_of(
    text: str,
    around: Sequence[Span],
    claimant: Claimant,
    earlier: Sequence[Provenance] = (),
    press: Sequence[Span] = (),
) -> tuple[Provenance, ...]:
    """Every channel named in `around`, the words about a claim that are not the claim.

    `earlier` is how the same claimant was known just before: "in other tweets" are from the feed already named.
    `press` are the names of news media: what is told to one was told in an interview.
    """
    found = [_at(text, part, hit, claimant, earlier) for part in around for hit in _hits(part)]
    found += [given for name in press for given in _to_press(text, name, around)]
    spoken = [item for item in found if item.channel not in OF_SOURCE]
    kept = _distinct(_placed(sorted(spoken or found, key=lambda item: item.channel in LASTING)))
    if kept:
        return kept
    channel = _of_claimant(claimant)
    return (Provenance(channel=channel, span=claimant.mention),) if channel else UNSPECIFIED


def _to_press(text: str, name: Span, around: Sequence[Span]) -> Iterator[Provenance]:
    """ "told the Gazette", "in an interview with Radio West"."""
    part = next((part for part in around if part.start <= name.start < part.end), None)
    told = _TOLD.search(text, max(part.start, name.start - 40), name.start) if part else None
    if told:
        yield Provenance(channel=Channel.INTERVIEW, span=Span.of(text, told.start(), name.end))


_TOLD = re.compile(
    r"\b(?:(?:told|tells|telling|(?:speaking|spoke|confirmed|said) (?:exclusively )?to|(?:call|conversation) with)"
    r" (?:the |The )?$"
    r"|when (?:the |The )?$)"
)


def _placed(found: Sequence[Provenance]) -> Iterator[Provenance]:
    """A recording stands on the platform it was posted to."""
    platform = next((item.platform for item in found if item.platform and item.channel in POSTED), None)
    for item in found:
        bare = platform and item.platform is None and item.channel in RECORDED
        yield item.model_copy(update={"platform": platform}) if bare else item


def _of_claimant(claimant: Claimant) -> Channel | None:
    """A newspaper's word is a news report; a source that will not be named is anonymous."""
    said = claimant.mention.text.lower() if claimant.mention else ""
    if claimant.kind is ClaimantKind.UNNAMED and _ANONYMOUS.search(said):
        return Channel.ANONYMOUS
    if _MONITOR.search(claimant.name):
        return Channel.MONITOR_GROUP
    return OF_KIND.get(claimant.kind)


_ANONYMOUS = re.compile(
    r"\b(?:sources?|officials?|insiders?|aides?|diplomats?|person|people familiar)\b(?! (?:tally|count|figures?)\b)"
)
_MONITOR = re.compile(r"\b(?:observatory|monitor(?:ing)?|watchdog|human rights|observer mission)\b", re.I)


def _distinct(found: Iterable[Provenance]) -> tuple[Provenance, ...]:
    """One entry for a channel and platform; one without a platform adds nothing to the same channel with one."""
    kept: dict[tuple[Channel, str | None], Provenance] = {}
    for item in found:
        kept.setdefault((item.channel, item.platform), item)
    platforms = {channel for channel, platform in kept if platform}
    return tuple(item for (channel, platform), item in kept.items() if platform or channel not in platforms)


class _Hit(NamedTuple):
    form: Form
    start: int
    end: int


def _hits(part: Span) -> list[_Hit]:
    """The forms in `part` in order of standing; a place already taken by longer words is not counted again."""
    taken: list[_Hit] = []
    held = frozenset(_RUN.findall(part.text.lower()))
    aside = [found.span() for found in _RELATIVE.finditer(part.text)]
    for form, openings in _forms():
        if openings.isdisjoint(held):
            continue
        for match in _pattern(form.words).finditer(part.text):
            start, end = part.start + match.start(), part.start + match.end()
            heard = form.channel is Channel.EYEWITNESS and _HEARD.search(part.text, 0, match.start())
            told_of = form.channel not in LASTING and any(a < match.start() < b for a, b in aside)
            if not heard and not told_of and not any(start < hit.end and hit.start < end for hit in taken):
                taken.append(_Hit(form, start, end))
    return sorted(taken, key=lambda hit: hit.start)


# "Ann Hale, who wrote the report, said": what somebody is told to do else, and no way of speaking.
_RELATIVE = re.compile(
    r"\b(?:who|which|whose)\b(?! (?:\w+ )?(?:spoke|told|posted|said|announced|tweeted|published|speaking))[^,;.]*"
)
_HEARD = re.compile(
    r"\b(?:told|tells?|telling|warned|urged|asked) (?:\w+ ){0,2}$"
)  # "told | residents" tells who heard


def _at(text: str, part: Span, hit: _Hit, claimant: Claimant, earlier: Sequence[Provenance]) -> Provenance:
    begin = hit.start
    while (word := _WORD_BEFORE.search(text, max(part.start, begin - 24), begin)) and word.group(
        1
    ).lower() in _telling():
        begin = word.start(1)
    return Provenance(
        channel=hit.form.channel,
        platform=hit.form.platform,
        official=_official(
            text[begin : hit.start].lower().split(), text[part.start : begin], hit.form, claimant, earlier
        ),
        locator=_locator(part.text),
        span=Span.of(text, begin, hit.end),
    )


_WORD_BEFORE = re.compile(r"(?<![\w’'-])([A-Za-z]+)\s+$")


def _telling() -> frozenset[str]:
    """The words before a channel that tell whose it is; they stand in its span."""
    lexicon = words(Channels)
    return frozenset().union(lexicon.official, lexicon.unofficial, lexicon.continuing, OWN)


def _official(
    adjectives: Sequence[str], before: str, form: Form, claimant: Claimant, earlier: Sequence[Provenance]
) -> bool | None:
    """True for "official" and for what is the claimant's own by a possessive; None where nothing tells."""
    lexicon = words(Channels)
    told = set(adjectives)
    if told & lexicon.unofficial:
        return False
    if told & lexicon.official or told & OWN:
        return True
    if told & lexicon.continuing:
        return next(
            (item.official for item in earlier if (item.channel, item.platform) == (form.channel, form.platform)), None
        )
    owner = _OWNER.search(before)
    if owner and form.platform:
        return True if same_name(owner.group(1), claimant.name) else None
    return None


_OWNER = re.compile(r"((?:\b[\w-]+ ){0,4}\b[\w-]+)[’']s?\s+$")
_LOCATOR = re.compile(
    r"https?://[^\s)\]”\"]+"
    r"|(?<![\w.])@\w{2,30}"
    r"|\b(?:No\.|case number|docket(?: number)?|document(?: number| no\.)?)\s+[\w:.-]*\d[\w:-]*",
    re.I,
)


def _locator(around: str) -> str | None:
    found = _LOCATOR.search(around)
    return found.group().rstrip(".,;") if found else None


_RUN = re.compile(r"\w+")


@cache
def _forms() -> tuple[tuple[Form, frozenset[str]], ...]:
    """Each form with the words without one of which it stands nowhere."""
    return tuple((form, _openings(form.words)) for form in words(Channels).forms)


def _openings(listed: str) -> frozenset[str]:
    first = {_RUN.findall(phrase.lower())[0] for phrase in listed.split("|")}
    return frozenset(first | {f"{word}s" for word in first})


@cache
def _pattern(listed: str) -> re.Pattern[str]:
    """Words with a capital as written, the others in any case; plural as well. Made when a text first needs it."""
    phrases = sorted((phrase.strip() for phrase in listed.split("|")), key=lambda phrase: (-len(phrase), phrase))
    ways = "|".join(_any_case(phrase) for phrase in phrases)
    return re.compile(rf"(?<![\w-])(?:{ways})s?(?![\w-])")


def _any_case(phrase: str) -> str:
    parts = (_GAP if part == "*" else rf"{re.escape(part)}\s+" for part in phrase.split())
    spaced = "".join(parts).removesuffix(r"\s+")
    return spaced if any(letter.isupper() for letter in phrase) else rf"(?i:{spaced})"


_GAP = r"(?:[\w’'.-]+\s+){0,3}"
