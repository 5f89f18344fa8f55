"""The spellings of one publisher's name: with and without the words of the trade, run together, as a site's host."""

import re

from service.domain import normalised
from service.languages.caching import kept_if_short
from service.languages.names import name_tokens
from service.text.urls import domain_of, labels_of

# What a house's name may come with or without.
TRADE = frozenset("agency digital news newswire online service web website wire".split())
SHORTEST = 4  # letters: a shorter part of a host's name is no name


def is_site(name: str) -> bool:
    """Whether a publisher is called by their address: "tarnecho.example", "x.com/tarnecho"."""
    return "." in name and " " not in name and domain_of(name) is not None


@kept_if_short(8192)
def one_publisher(a: str, b: str) -> bool:
    """Whether two names are spellings of one. Stricter than one name: "The Independent" is not "The Kyiv Independent",
    nor "The Sun (UK)" "The Sun (Malta)"; "Meridian" is "Meridian Wire", "HaleTimes" and haletimes.example "Hale Times".
    """
    (mine, here), (yours, there) = _unqualified(a), _unqualified(b)
    if here and there and name_tokens(here) != name_tokens(there):
        return False
    own, other = (set(name_tokens(name)) for name in (mine, yours))
    if own == other or (bool(own - TRADE) and own - TRADE == other - TRADE):
        return True
    return not _run_together(mine).isdisjoint(_run_together(yours))


@kept_if_short(4096)
def publisher_keys(name: str) -> frozenset[str]:
    """What two names have in common, one of these at least, where they are spellings of one publisher's."""
    plain, _ = _unqualified(name)
    tokens = frozenset(name_tokens(plain))
    return frozenset(" ".join(sorted(words)) for words in (tokens, tokens - TRADE)) | _run_together(plain)


def _unqualified(name: str) -> tuple[str, str]:
    """A name, and what stands in brackets behind it."""
    before, _, behind = name.rpartition("(")
    return (before, behind.rstrip(" )")) if before.strip() and behind.rstrip().endswith(")") else (name, "")


@kept_if_short(4096)
def _run_together(name: str) -> frozenset[str]:
    """What a name is as one word, with and without the words that it may come without; of a host's name, each part."""
    if is_site(name):
        words = {re.sub(r"[\W_]", "", label) for label in _owners_part(name)} - TRADE
        words = {word for word in words if len(word) >= SHORTEST}
    else:
        tokens = normalised(name).split()
        words = {"".join(tokens), "".join(token for token in tokens if token not in TRADE)}
    words |= {word.removeprefix("the") for word in words if len(word) > len("the") + SHORTEST}
    return frozenset(words - {""})


def _owners_part(site: str) -> tuple[str, ...]:
    """What its owner chose of a site's name: the account where many publish under one host, else parts of the host."""
    host, _, account = site.partition("/")
    return (account,) if account else labels_of(domain_of(host) or host)
