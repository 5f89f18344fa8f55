"""What a language model is asked to reply: short shapes, one a prompt. Nothing in them grades, scores or decides."""

from pydantic import BaseModel

from service.domain import Access, Channel, ClaimantKind, ClaimType, Frozen, Match, Modality, Mode, Stance


class KnownBy(Frozen):
    """How the article says a claim is known."""

    channel: Channel
    platform: str | None
    official: bool | None
    locator: str | None
    words: str | None


class ClaimReply(Frozen):
    """One claim as a model reads it: where it stands, in what words, and who made it."""

    sentences: list[int]
    words: str
    text: str
    who: str
    who_words: str | None
    kind: ClaimantKind
    affiliations: list[str]
    relayers: list[str]
    mode: Mode
    cue: str | None
    known: list[KnownBy]
    modality: Modality
    type: ClaimType
    checkworthy: bool


class PassageReply(Frozen):
    """The claims of one passage."""

    claims: list[ClaimReply]


class BearingReply(Frozen):
    """One sentence that bears on one claim: the words first, the labels after."""

    claim: str
    sentence: str
    words: str
    stance: Stance
    match: Match
    access: Access
    speaker: str | None
    cites: list[str]


class JudgingReply(Frozen):
    """What the passages say of the claims."""

    bearings: list[BearingReply]


# A prompt's `returns` names one of these.
REPLIES: dict[str, type[BaseModel]] = {"PassageReply": PassageReply, "JudgingReply": JudgingReply}
