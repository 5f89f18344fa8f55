"""Who says what, and how it is said to be known."""

from enum import StrEnum
from typing import Literal

from service.domain.article import Span
from service.domain.values import Frozen


class ClaimantKind(StrEnum):
    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    MEDIA = "media"
    AUTHOR = "author"
    UNNAMED = "unnamed"


class StandingKind(StrEnum):
    """Why a source can know what it says."""

    SAW_IT = "saw_it"
    ANSWERS_FOR_IT = "answers_for_it"
    PARTY = "party"
    EXPERT = "expert"
    AFFECTED = "affected"
    HOLDS_DOCUMENT = "holds_document"


class Standing(Frozen):
    """Why the claimant can know, and the article's words that say so."""

    kind: StandingKind
    span: Span


class Claimant(Frozen):
    """Who asserts something. `mention` is how they are named at the claim ("it", "the group");
    `antecedent` is where the article gives the name that `mention` stands for, when the two differ; `title` the
    descriptive words that stand with the name ("a clerk at the county court"). A `standing` of None: the article does
    not say why they can know."""

    name: str
    kind: ClaimantKind
    mention: Span | None = None
    antecedent: Span | None = None
    title: Span | None = None
    standing: Standing | None = None
    affiliations: tuple[str, ...] = ()


class Mode(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    OWN_VOICE = "own_voice"


class Attribution(Frozen):
    """How the article ties a claim to its claimant. `relayers` are who passed it on, innermost first."""

    mode: Mode
    cue: Span | None = None
    relayers: tuple[Claimant, ...] = ()


class Channel(StrEnum):
    SOCIAL_POST = "social_post"
    MESSAGING_CHANNEL = "messaging_channel"
    VIDEO = "video"
    PHOTO = "photo"
    AUDIO = "audio"
    OFFICIAL_STATEMENT = "official_statement"
    PRESS_CONFERENCE = "press_conference"
    INTERVIEW = "interview"
    DOCUMENT = "document"
    COURT_RECORD = "court_record"
    DATASET = "dataset"
    SATELLITE_IMAGERY = "satellite_imagery"
    EYEWITNESS = "eyewitness"
    NEWS_REPORT = "news_report"
    MONITOR_GROUP = "monitor_group"
    ANONYMOUS = "anonymous"
    OWN_OBSERVATION = "own_observation"
    UNSPECIFIED = "unspecified"


class Provenance(Frozen):
    """How the article says the claim is known: the channel, the platform, whether it is the claimant's official one,
    and a locator (an address, a handle, a docket number) when the article gives one."""

    channel: Channel
    platform: str | None = None
    official: bool | None = None
    locator: str | None = None
    span: Span | None = None


class Modality(StrEnum):
    ASSERTED = "asserted"
    CLAIMED = "claimed"
    HEDGED = "hedged"
    DENIED = "denied"


class ClaimType(StrEnum):
    """AVeriTeC's five claim types, and the two that nobody can check."""

    EVENT = "event"
    NUMERICAL = "numerical"
    QUOTE = "quote"
    CAUSAL = "causal"
    POSITION = "position"
    OPINION = "opinion"
    PREDICTION = "prediction"


class Claim(Frozen):
    """One checkable statement, rewritten to stand alone, tied to the spans that state it."""

    id: str
    text: str
    spans: tuple[Span, ...]
    claimant: Claimant
    attribution: Attribution
    provenance: tuple[Provenance, ...]
    modality: Modality
    checkworthy: bool
    type: ClaimType


class Unanchored(Frozen):
    """Something an analyst returned whose words do not stand in the text. Shown, never scored."""

    passage_id: str
    text: str
    field: str
    reason: str


class Suspicion(Frozen):
    """Words that look like an order to a machine, in the article (`document_id` is None) or a document, and why. `part`
    is what `span` stands in."""

    document_id: str | None = None
    part: Literal["text", "title"] = "text"
    span: Span
    reason: str
