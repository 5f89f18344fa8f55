"""Where one article's names, sentences and quotations stand, and which names a pronoun there may stand for."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from service.analysts.embedded.attribution.clauses import small
from service.analysts.embedded.attribution.cues import finite
from service.analysts.embedded.people.agreement import fits
from service.analysts.embedded.people.mentions import Mention
from service.analysts.embedded.people.named import Named, Names
from service.analysts.embedded.people.nouns import People, Sort
from service.domain import Span
from service.languages.en.lexicon import words
from service.text.sentences import sentences

SUBJECT = 6  # words that may stand before the name of a sentence's subject: its title
REACH = 10  # sentences back that a pronoun or "the group" may point; beyond it a reader has lost the thread too


class Scene:
    """One article's names, sentences and quotations."""

    def __init__(self, text: str, end: int) -> None:
        self.text = text
        self.names = Names(text, end)
        self.sentences = sentences(text, 0, end)
        self._sentence_starts = [sentence.start for sentence in self.sentences]
        self._quotes = [(quote.start(), quote.end()) for quote in _QUOTED.finditer(text, 0, end)]

    def sentence(self, at: int) -> Span:
        """The sentence that `at` stands in, or the one before where it stands in none."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, at) - 1)]

    def backwards(self, at: int) -> Iterator[Span]:
        """The sentence of `at` and those before it, the nearest first, as far as a pronoun reaches."""
        here = bisect_right(self._sentence_starts, at)
        return reversed(self.sentences[max(0, here - REACH) : here])

    def in_quotes(self, at: int) -> bool:
        """True when `at` stands between quote marks."""
        before = bisect_right(self._quotes, (at, len(self.text)))
        return before > 0 and at < self._quotes[before - 1][1]

    def opens(self, mention: Mention) -> bool:
        """Whether a name opens its sentence, or what follows an adverbial there, as a subject does."""
        sentence, verbs = self.sentence(mention.span.start), small().verbs | small().auxiliaries
        before = self.text[sentence.start : mention.span.start].lower()
        opening = _WORD.search(before)
        if opening and opening.group() in words(People).adverbial and before.rstrip().endswith(","):
            before = ""
        lead = before.split()
        told = any(word in verbs or word.endswith("ed") or finite(word) for word in lead)
        return not (mention.possessive or told or len(lead) >= SUBJECT or (lead and lead[-1] in small().prepositions))

    def person_before(self, end: int, initials: str | None = None) -> Mention | None:
        """The one person whom `text[:end]` names, or names by a name of those initials."""
        persons = {one.name: mention for mention, one in self.names.within(0, end) if one.sort is Sort.PERSON}
        if initials:
            persons = {name: at for name, at in persons.items() if initials == "".join(w[0] for w in name.split())}
        return next(iter(persons.values())) if len(persons) == 1 else None

    def named_in(self, name: str, told: Sequence[Span]) -> bool:
        return any(one.name == name for part in told for _, one in self.names.within(part.start, part.end))

    def fitting(self, pronoun: str, start: int, at: int, told: Sequence[Span]) -> list[tuple[Mention, Named]]:
        """Whom `text[start:at]` names, outside of quotes and of `told`, that the pronoun may stand for."""
        return [
            (mention, one)
            for mention, one in self.names.within(start, at)
            if fits(one, pronoun)
            and not (one.sort is Sort.UNKNOWN and (mention.definite or mention.located))
            and not self.in_quotes(mention.span.start)
            and not any(part.overlaps(mention.span) for part in told)
        ]


_QUOTED = re.compile(r"“[^”\n]*”?|\"[^\"\n]*\"")
_WORD = re.compile(r"\w[\w’'-]*")
