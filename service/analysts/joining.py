"""Join what a speaker says over several sentences: a quotation that goes on, or whose speaker stands beside it."""

from service.analysts.finder import Draft
from service.analysts.tokens import Kind, Sentence


def joined(text: str, read: list[tuple[Sentence, list[Draft]]]) -> list[Draft]:
    """The drafts of all sentences; a sentence that is only a quotation goes to the speaker of the one before."""
    drafts: list[Draft] = []
    speaker = -1
    paragraph = -1
    waits = False
    carried = -1
    for sentence, found in read:
        alone = all(item.kind is Kind.QUOTE or item.word in ".," for item in sentence.items)
        part = sentence.items[0].start, sentence.items[-1].end
        same = sentence.paragraph == paragraph
        if waits and not same and not alone:
            carried = sentence.paragraph
        if speaker >= 0 and not (found and alone) and ((alone and same) or (waits and alone) or carried == sentence.paragraph):
            last = drafts[speaker]
            drafts[speaker] = last._replace(content=(*last.content, part))
            paragraph = sentence.paragraph
            waits = not sentence.items[-1].closed
            continue
        spoken = [index for index, draft in enumerate(found) if draft.speech]
        if spoken:
            speaker = len(drafts) + spoken[-1]
        elif sentence.paragraph != paragraph:
            speaker = -1
        waits = bool(spoken) and (not found[spoken[-1]].content or not sentence.items[-1].closed)
        paragraph = sentence.paragraph
        drafts += found
    return [draft for draft in drafts if draft.content]
