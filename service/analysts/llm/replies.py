"""What a language model is asked to reply: short shapes, one a prompt. Nothing in them grades, scores or decides.

The model is shown the shape without the bounds, which pydantic holds: a reply beyond them is no reading of a passage.
"""

from typing import Annotated

from pydantic import BaseModel, Field

from service.domain import Access, Channel, ClaimantKind, ClaimType, Frozen, Match, Modality, Mode, Stance, StandingKind
from service.models.replies import Itemised

# A passage of 2,400 characters has about twenty sentences; a sheet of passages about sixty.
MOST_CLAIMS, MOST_BEARINGS, MOST_NAMES = 80, 400, 20
Words = Annotated[str, Field(max_length=2_000)]
Names = Annotated[list[Words], Field(max_length=MOST_NAMES)]


class KnownBy(Frozen):
    """How the article says a claim is known."""

    channel: Channel
    platform: Words | None
    official: bool | None
    locator: Words | None
    words: Words | None


class SpeakerReply(Frozen):
    """Who makes a claim, as what and why they can know, and how the article ties it to them."""

    who: Words
    who_words: Words | None
    title: Words | None
    kind: ClaimantKind
    standing: StandingKind | None
    standing_words: Words | None
    affiliations: Names
    relayers: Names
    mode: Mode
    cue: Words | None


class ClaimReply(Frozen):
    """One claim as a model reads it: where it stands, in what words, and who made it; None is the article itself."""

    sentences: Annotated[list[int], Field(max_length=MOST_NAMES)]
    words: Words
    text: Words | None
    speaker: SpeakerReply | None
    known: Annotated[list[KnownBy], Field(max_length=MOST_NAMES)]
    modality: Modality
    type: ClaimType
    checkworthy: bool


class PassageReply(Itemised):
    """The claims of one passage."""

    claims: Annotated[list[ClaimReply], Field(max_length=MOST_CLAIMS)]


class BearingReply(Frozen):
    """One sentence that bears on one claim: the words first, the labels after."""

    claim: Words
    sentence: Words
    words: Words
    stance: Stance
    match: Match
    access: Access
    speaker: Words | None
    speaker_kind: ClaimantKind | None
    speaks_for: Words | None
    cites: Names


class QueryReply(Frozen):
    """One question for a search engine, about one claim."""

    claim: Words
    words: Words


class QueriesReply(Itemised):
    """What to ask search engines about the claims of an article."""

    queries: Annotated[list[QueryReply], Field(max_length=MOST_CLAIMS)]


class JudgingReply(Itemised):
    """What the passages say of the claims."""

    bearings: Annotated[list[BearingReply], Field(max_length=MOST_BEARINGS)]


# A prompt's `returns` names one of these.
REPLIES: dict[str, type[BaseModel]] = {
    "PassageReply": PassageReply,
    "JudgingReply": JudgingReply,
    "QueriesReply": QueriesReply,
}
