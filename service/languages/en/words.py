"""The words that slots are compared by: folded, stemmed, without those that carry no meaning."""

from service.languages.caching import by_word, kept_if_short
from service.languages.names import name_tokens, plain_tokens, telling

STOPWORDS = frozenset(
    "i he him his she her hers it its they them their theirs we us our you your who whom whose which what that this"
    " these those there here when where while how why be is are was were been being am has have had having do does did"
    " doing will would shall should can could may might must to from in into on onto by with without about over under"
    " between among through during before after since until till up down out off again further then than so such also"
    " too very just only own same both each few more most other some any all if or but because although though for as"
    " not no nor never none neither nobody nothing cannot said say says told tell tells added according reported"
    " reportedly one two us s t".split()
)
RESPELLED = STOPWORDS | {token for word in STOPWORDS for token in name_tokens(word)}  # "about" is "abut" there
# Things that are counted, told in different words: the same key is the same happening.
EVENTS = {
    "killed": "kill killed killing dead death deaths die died dies dying fatal fatalities toll losses slain perished"
    " drowned bodies",
    "injured": "injured injures injuries injury wounded wounds hurt",
    "arrested": "arrested arrests arrest detained detains detentions",
    "displaced": "displaced displaces homeless evacuated",
}
EVENT_OF = {word: key for key, words in EVENTS.items() for word in words.split()}


def content(text: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in order: folded, respelled as names are, without stopwords."""
    return tuple(filter(None, map(_STEMS.__getitem__, plain_tokens(text))))


def _stem_of(token: str) -> str:
    """The stem of a plain token, "" of one that carries no meaning."""
    spelt = telling[token]
    return stem(spelt) if len(spelt) > 1 and spelt not in RESPELLED else ""


_STEMS = by_word(_stem_of)


def stem(token: str) -> str:
    """A token without its commonest English endings: "captured", "captures" and "capture" give "captur"."""
    for ending, put in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if token.endswith(ending) and len(token) - len(ending) >= 3:
            token = token[: -len(ending)] + put
            break
    return token[:-1] if token.endswith("e") and len(token) > 3 else token


@kept_if_short(8192)
def stems(words: str) -> frozenset[str]:
    """The distinct stems of `content`."""
    return frozenset(content(words))
