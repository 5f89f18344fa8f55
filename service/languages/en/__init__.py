"""English. Fits `languages.pack.Pack`; each part is imported when it is first asked for."""

from datetime import datetime
from functools import cached_property

from service.languages.pack import (
    Captions,
    Clash,
    Credits,
    NameWords,
    QuoteWords,
    SentenceEnds,
    StateWords,
    Tails,
    TieWords,
)

# ruff: noqa: PLC0415 - most runs need few of the parts, and their patterns take long to compile


class English:
    code = "en"

    @cached_property
    def names(self) -> NameWords:
        from service.languages.en.name_words import NAME_WORDS

        return NAME_WORDS

    @cached_property
    def sentence_ends(self) -> SentenceEnds:
        from service.languages.en.sentence_ends import SENTENCE_ENDS

        return SENTENCE_ENDS

    @cached_property
    def quotes(self) -> QuoteWords:
        from service.languages.en.quotes import QUOTE_WORDS

        return QUOTE_WORDS

    @cached_property
    def captions(self) -> Captions:
        from service.languages.en.captions import CAPTIONS

        return CAPTIONS

    @cached_property
    def tails(self) -> Tails:
        from service.languages.en.tails import TAILS

        return TAILS

    @cached_property
    def credits(self) -> Credits:
        from service.languages.en.credits import CREDITS

        return CREDITS

    @cached_property
    def state(self) -> StateWords:
        from service.languages.en.state_words import STATE_WORDS

        return STATE_WORDS

    @cached_property
    def ties(self) -> TieWords:
        from service.languages.en.tie_words import TIE_WORDS

        return TIE_WORDS

    def content(self, text: str) -> tuple[str, ...]:
        from service.languages.en.words import content

        return content(text)

    def negated(self, sentence: str) -> frozenset[str]:
        from service.languages.en.clashes import negated

        return negated(sentence)

    def denials(self, sentence: str) -> tuple[frozenset[str], ...]:
        from service.languages.en.clashes import denials

        return denials(sentence)

    def figures(self, text: str) -> frozenset[object]:
        from service.languages.en.quantities import figures

        return figures(text)

    def is_number_word(self, word: str) -> bool:
        from service.languages.en.quantities import WORDS

        return word.casefold() in WORDS

    def clashes(
        self, claim: str, evidence: str, claim_date: datetime | None, evidence_date: datetime | None
    ) -> tuple[Clash, ...]:
        from service.languages.en.clashes import compare

        return compare(claim, evidence, claim_date, evidence_date)
