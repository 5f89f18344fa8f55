"""Where the words for a speaker stop telling who it is and tell more of them."""

import re

from service.analysts.embedded.attribution.clauses import adverbial, small
from service.analysts.embedded.people.nouns import People, personal, sort_of
from service.domain import Span
from service.languages.en.lexicon import words


def head_of(source: Span) -> Span:
    """The source up to where it is qualified: "a spokesman" of "a spokesman for the bank, Ana Ruiz"."""
    lead = len(source.text) - len(source.text.lstrip(" ,\"'“”‘’"))
    cuts = (cut.start() for cut in _QUALIFIED.finditer(source.text, lead) if not _name_goes_on(source.text, cut))
    stop = next((cut for cut in cuts if _WORD.search(source.text, lead, cut)), len(source.text))
    words_of = source.text[lead:stop].rstrip(" ,.\"'“”‘’")
    while " " in words_of and (adverbial(last := words_of.rsplit(" ", 1)[1]) or last in _LATER):
        words_of = words_of[: -len(last)].rstrip()
    return Span(text=words_of, start=source.start + lead, end=source.start + lead + len(words_of))


def _name_goes_on(text: str, cut: re.Match[str]) -> bool:
    """ "Ministry of Health": the small word stands inside a name."""
    before, after = text[: cut.start()].split(), text[cut.end() :].split()
    small_word = cut.group().strip()
    if not small_word:  # "Ann Hale | the mayor of Mereth", and not "Winnie the Pooh at home"
        return not (before and before[-1][0].isupper() and personal(after[1].lower()))
    if not before or not after or not (before[-1][0].isupper() and after[0][0].isupper()):
        return False
    if personal(before[-1].lower()) or after[0].lower().rstrip(".") in words(People).titles:
        return False  # "the Mayor | of London", "Pals | of Mrs Hale"
    day = after[0].lower().strip(",.") in small().time
    return small_word in {"of", "for"} or (small_word == "on" and not day and sort_of(before[-1].lower()) is not None)


_LATER = frozenset("also later then once still again however".split())
_QUALIFIED = re.compile(
    r",|\s[–—(-]|\s(?=the\s[\w-]+\s(?:of|at|for|in)\s)"
    r"|\s+(?:of|for|from|at|in|on|with|by|who|which|that|whose|to|close|familiar|about|inside|near"
    r"|has|have|had|was|were|is|are|surveyed|polled|quoted|interviewed|seen|obtained|reviewed|verified|posted|published|released|filed|dated|shared|taken"
    r"|submitted|compiled|drafted|sent|leaked|using|working|living|standing|representing|investigating|atop|outside"
    r"|behind|under|across|along)\s"
)
_WORD = re.compile(r"\w[\w’'-]*")
