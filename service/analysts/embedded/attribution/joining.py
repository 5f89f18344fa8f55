"""Join what one speaker says over several sentences and paragraphs."""

from collections.abc import Iterable

from service.analysts.embedded.attribution.finder import Draft
from service.analysts.embedded.attribution.tokens import Sentence, TokenKind


class Joiner:
    """Reads sentences in order; a sentence that only goes on with a quotation goes to the one who spoke last."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.speaker: int | None = None
        self.paragraph = -1
        # The last speaker's words are still to come (a colon) or still open (no closing mark).
        self.waits = False
        # The paragraph that belongs to the last speaker as a whole.
        self.theirs = -1

    def take(self, sentence: Sentence, found: list[Draft]) -> None:
        quoted = all(item.kind is TokenKind.QUOTE or item.word in ".," for item in sentence.items)
        same = sentence.paragraph == self.paragraph
        if self.waits and not same and not quoted:
            self.theirs = sentence.paragraph
        goes_on = (quoted and not found and (same or self.waits)) or self.theirs == sentence.paragraph
        if self.speaker is not None and goes_on:
            self._add(self.speaker, sentence)
            self.waits = not sentence.items[-1].closed
        else:
            self._start(sentence, found, same)
        self.paragraph = sentence.paragraph

    def _add(self, speaker: int, sentence: Sentence) -> None:
        last = self.drafts[speaker]
        part = sentence.items[0].start, sentence.items[-1].end
        self.drafts[speaker] = last._replace(content=(*last.content, part))

    def _start(self, sentence: Sentence, found: list[Draft], same: bool) -> None:
        spoken = [index for index, draft in enumerate(found) if draft.speech]
        if spoken:
            self.speaker = len(self.drafts) + spoken[-1]
        elif not same:
            self.speaker = None
        self.waits = bool(spoken) and (not found[spoken[-1]].content or not sentence.items[-1].closed)
        self.drafts += found


def joined(read: Iterable[tuple[Sentence, list[Draft]]]) -> list[Draft]:
    """The attributions of all sentences, each with everything its speaker goes on to say."""
    joiner = Joiner()
    for sentence, found in read:
        joiner.take(sentence, found)
    return [draft for draft in joiner.drafts if draft.content]
