"""A claim beside a sentence, as the stance rules look at the two."""

from service.analysts.embedded.stance.likeness import Likening
from service.analysts.embedded.stance.look import Look
from service.analysts.embedded.stance.particulars import Rarity, roots
from service.analysts.embedded.stance.reading import Read, Story, Told, Wanted
from service.domain import (
    Article,
    Attribution,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimType,
    Document,
    Modality,
    Mode,
    Span,
)

OTHERS = ("The council met on Monday.", "Rain fell in the hills.", "A choir sang at the fair.")
FRONT = Claimant(name="Free Velmar Front", kind=ClaimantKind.GROUP)


def claim_of(text: str, at: int = 0) -> Claim:
    """What the Free Velmar Front claims."""
    return Claim(
        id="clm",
        text=text,
        spans=(Span(text=text, start=at, end=at + len(text)),),
        claimant=FRONT,
        attribution=Attribution(mode=Mode.INDIRECT),
        provenance=(),
        modality=Modality.CLAIMED,
        checkworthy=True,
        type=ClaimType.EVENT,
    )


def look(claim: str, sentence: str, of_story: bool = True) -> Look:
    """The first sentence of a document, beside a claim that is all of its article."""
    story = Story(Article(id="art", body=claim, body_end=len(claim)))
    read = Read(Document(id="doc", text=sentence), Told(sentence))
    rarity = Rarity(roots(text) for text in (*OTHERS, sentence))
    wanted = Wanted(story, claim_of(claim))
    return Look(wanted, read, read.told.sentences[0], Likening(wanted.own, rarity), of_story)
