"""Posts of social media that an article shows: their words are claims of whoever signed them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.analysts.embedded.claims import certainty, facts
from service.analysts.embedded.claims.wording import quoted_text
from service.analysts.embedded.people import KINDS, Cast
from service.analysts.embedded.people.nouns import sort_of
from service.analysts.embedded.people.turns import Turn
from service.domain import Attribution, Channel, Claimant, ClaimantKind, Mode, Provenance, Span
from service.languages.names import same_name
from service.text.posts import Post, statements
from service.text.sentences import sentences


class Posted(NamedTuple):
    """One statement of a post, and how it is told."""

    part: Span
    text: str
    claimant: Claimant
    attribution: Attribution
    known: tuple[Provenance, ...]


def posted(post: Post, cast: Cast, turns: Sequence[Turn]) -> Iterator[Posted]:
    """Each statement of a post, word for word its author's. A question states nothing."""
    claimant = _author(post, cast, turns)
    known = Provenance(
        channel=Channel.SOCIAL_POST,
        platform=post.platform,
        official=post.own_account,
        locator=post.address or post.handle,
        span=post.signature,
    )
    said = Attribution(mode=Mode.DIRECT, cue=post.signature)
    for line in statements(cast.text, post):
        for part in sentences(cast.text, line.start, line.end):
            told = facts.finite(part.text) or certainty.numbered(part.text)
            if told and not part.text.rstrip('”"’ ').endswith("?"):
                yield Posted(part, quoted_text(part), claimant, said, (known,))


def _author(post: Post, cast: Cast, turns: Sequence[Turn]) -> Claimant:
    """Whom the signature names, as the article knows them; a name that it does not know stands for itself."""
    if post.name is None:
        return Claimant(name=post.handle or "unnamed", kind=ClaimantKind.UNNAMED, mention=post.signature)
    known = cast.claimant(post.name, turns)
    if known.kind is not ClaimantKind.UNNAMED and same_name(known.name, post.name.text):
        return known
    return Claimant(name=post.name.text, kind=_kind(post.name.text), mention=post.name)


def _kind(name: str) -> ClaimantKind:
    """A body where a word of the name says so, else a person."""
    sorts = (sort_of(word.lower()) for word in name.split())
    found = next((sort for sort in sorts if sort is not None and sort in KINDS), None)
    return KINDS[found] if found else ClaimantKind.PERSON
