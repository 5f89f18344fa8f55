"""The report's closed sets in newsroom words, the same on the page and in the terminal."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from service.domain import (
    Access,
    Channel,
    Claimant,
    ClaimantKind,
    ClaimType,
    Coverage,
    Failure,
    Finding,
    Grade,
    Integrity,
    Interest,
    Match,
    MediaKind,
    Modality,
    Mode,
    Provenance,
    Relation,
    Report,
    Run,
    SaidVerdict,
    Stance,
    Tie,
    TieKind,
    TieState,
    Verdict,
)


class Tone(StrEnum):
    """What verdicts have in common to the eye; each has its own icon, underline and colour."""

    SUPPORTED = "supported"
    LEANING = "leaning"
    CONTESTED = "contested"
    REFUTED = "refuted"
    CLAIMED = "claimed"
    UNVERIFIED = "unverified"
    UNCHECKED = "unchecked"


TONES: Mapping[Verdict, Tone] = {
    Verdict.CORROBORATED: Tone.SUPPORTED,
    Verdict.PARTLY_CORROBORATED: Tone.SUPPORTED,
    Verdict.WEAKLY_SUPPORTED: Tone.LEANING,
    Verdict.CONTESTED: Tone.CONTESTED,
    Verdict.CONTRADICTED: Tone.REFUTED,
    Verdict.DOUBTFUL: Tone.REFUTED,
    Verdict.WEAKLY_REFUTED: Tone.REFUTED,
    Verdict.CLAIMANT_ONLY: Tone.CLAIMED,
    Verdict.UNVERIFIED: Tone.UNVERIFIED,
    Verdict.NOT_CHECKABLE: Tone.UNCHECKED,
    Verdict.UNDETERMINED: Tone.UNCHECKED,
}

TONE_MEANINGS: Mapping[Tone, str] = {
    Tone.SUPPORTED: "Independent sources bear it out",
    Tone.LEANING: "Some independent support",
    Tone.CONTESTED: "Independent sources disagree",
    Tone.REFUTED: "Independent sources speak against it",
    Tone.CLAIMED: "Only parties to the matter say so",
    Tone.UNVERIFIED: "No document bears on it",
    Tone.UNCHECKED: "Not checkable, or could not be looked up",
}

# A verdict where there is room for two words; its whole label is the ruleset's.
VERDICTS: Mapping[Verdict, str] = {
    Verdict.CORROBORATED: "Confirmed",
    Verdict.PARTLY_CORROBORATED: "Probably true",
    Verdict.WEAKLY_SUPPORTED: "Some support",
    Verdict.CONTESTED: "Contested",
    Verdict.CONTRADICTED: "Contradicted",
    Verdict.DOUBTFUL: "Doubtful",
    Verdict.WEAKLY_REFUTED: "Disputed",
    Verdict.CLAIMANT_ONLY: "Claimed only",
    Verdict.UNVERIFIED: "Unverified",
    Verdict.NOT_CHECKABLE: "Not checkable",
    Verdict.UNDETERMINED: "Not looked up",
}

# What claims are counted as. A claim that an independent source speaks against is disputed, whatever its verdict.
DISPUTED = "disputed"
COUNTED: Mapping[Verdict, str] = {
    Verdict.CONTRADICTED: DISPUTED,
    Verdict.DOUBTFUL: DISPUTED,
    Verdict.WEAKLY_REFUTED: DISPUTED,
    Verdict.CONTESTED: DISPUTED,
    Verdict.CORROBORATED: "supported",
    Verdict.PARTLY_CORROBORATED: "supported",
    Verdict.WEAKLY_SUPPORTED: "supported",
    Verdict.CLAIMANT_ONLY: "claimed only",
    Verdict.UNVERIFIED: "unverified",
    Verdict.NOT_CHECKABLE: "not checkable",
    Verdict.UNDETERMINED: "not looked up",
}

TONE_NAMES: Mapping[Tone, str] = {
    Tone.SUPPORTED: "Supported",
    Tone.LEANING: "Some support",
    Tone.CONTESTED: "Sources disagree",
    Tone.REFUTED: "Disputed",
    Tone.CLAIMED: "Claimed only",
    Tone.UNVERIFIED: "Unverified",
    Tone.UNCHECKED: "Not checked",
}

SAID: Mapping[SaidVerdict, str] = {
    SaidVerdict.OWN_VOICE: "The article's own statement",
    SaidVerdict.CONFIRMED: "Confirmed",
    SaidVerdict.PROBABLE: "Probably",
    SaidVerdict.REPORTED: "Reported by this article",
    SaidVerdict.UNNAMED: "By nobody who is named",
    SaidVerdict.DISPUTED: "Disputed",
    SaidVerdict.UNDETERMINED: "Could not be judged",
}

# The Admiralty scale's second half: the credibility of information.
CREDIBILITY: Mapping[int, str] = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}

# The Admiralty scale's first half: the reliability of a source.
GRADES: Mapping[Grade, str] = {
    Grade.A: "completely reliable",
    Grade.B: "usually reliable",
    Grade.C: "fairly reliable",
    Grade.D: "not usually reliable",
    Grade.E: "unreliable",
    Grade.F: "reliability cannot be judged yet",
}

CHANNELS: Mapping[Channel, str] = {
    Channel.SOCIAL_POST: "social media post",
    Channel.MESSAGING_CHANNEL: "messaging channel",
    Channel.VIDEO: "video",
    Channel.PHOTO: "photo",
    Channel.AUDIO: "audio",
    Channel.OFFICIAL_STATEMENT: "official statement",
    Channel.PRESS_CONFERENCE: "press conference",
    Channel.INTERVIEW: "interview",
    Channel.DOCUMENT: "document",
    Channel.COURT_RECORD: "court record",
    Channel.DATASET: "data set",
    Channel.SATELLITE_IMAGERY: "satellite imagery",
    Channel.EYEWITNESS: "eyewitness",
    Channel.NEWS_REPORT: "news report",
    Channel.MONITOR_GROUP: "monitoring group",
    Channel.ANONYMOUS: "unnamed source",
    Channel.OWN_OBSERVATION: "the reporter's own observation",
    Channel.UNSPECIFIED: "not said how",
}

PLATFORMS: Mapping[str, str] = {
    "x": "X (Twitter)",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "linkedin": "LinkedIn",
    "vk": "VK",
    "whatsapp": "WhatsApp",
}

KINDS: Mapping[ClaimantKind, str] = {
    ClaimantKind.PERSON: "person",
    ClaimantKind.GROUP: "group",
    ClaimantKind.ORGANISATION: "organisation",
    ClaimantKind.GOVERNMENT: "government",
    ClaimantKind.MEDIA: "media",
    ClaimantKind.AUTHOR: "the article's author",
    ClaimantKind.UNNAMED: "not named",
}

MODES: Mapping[Mode, str] = {
    Mode.DIRECT: "quoted directly",
    Mode.INDIRECT: "reported speech",
    Mode.OWN_VOICE: "in the article's own voice",
}

MODALITIES: Mapping[Modality, str] = {
    Modality.ASSERTED: "stated as fact",
    Modality.CLAIMED: "told as a claim",
    Modality.HEDGED: "hedged",
    Modality.DENIED: "a denial",
}

TYPES: Mapping[ClaimType, str] = {
    ClaimType.EVENT: "event",
    ClaimType.NUMERICAL: "number",
    ClaimType.QUOTE: "quotation",
    ClaimType.CAUSAL: "cause and effect",
    ClaimType.POSITION: "position taken",
    ClaimType.OPINION: "opinion",
    ClaimType.PREDICTION: "prediction",
}

STANCES: Mapping[Stance, str] = {Stance.SUPPORTS: "Supports", Stance.REFUTES: "Refutes", Stance.NEUTRAL: "Neutral"}

MATCHES: Mapping[Match, str] = {
    Match.EXACT: "on this very point",
    Match.PARTIAL: "on part of it",
    Match.TOPIC: "on the topic only",
}

ACCESSES: Mapping[Access, str] = {
    Access.DIRECT: "first-hand",
    Access.MEDIA_VERIFIED: "verified images",
    Access.ADMISSION: "admission against own interest",
    Access.MEDIA_UNVERIFIED: "unverified images",
    Access.NAMED_SECONDARY: "second-hand, source named",
    Access.OFFICIAL_STATEMENT: "official statement",
    Access.ANONYMOUS: "unnamed source",
    Access.RELAY: "passes on another's word",
    Access.UNKNOWN: "basis not stated",
}

RELATIONS: Mapping[Relation, str] = {
    Relation.CLAIMANT: "the claimant itself",
    Relation.ALLY: "an ally of the claimant",
    Relation.TIED: "on the claimant's side, by the text's own words",
    Relation.ADVERSARY: "an opponent of the claimant",
    Relation.THIRD_PARTY: "a third party",
}

# Whose word a document carries, where there is room for two words.
SIDES: Mapping[Relation, str] = {
    Relation.CLAIMANT: "own word",
    Relation.ALLY: "ally",
    Relation.TIED: "tied party",
    Relation.ADVERSARY: "opponent",
    Relation.THIRD_PARTY: "",
}

INTERESTS: Mapping[Interest, str] = {
    Interest.CLAIMANT: RELATIONS[Relation.CLAIMANT],
    Interest.ALLY: RELATIONS[Relation.ALLY],
    Interest.TIED: RELATIONS[Relation.TIED],
    Interest.OPPONENT: RELATIONS[Relation.ADVERSARY],
}

# What the first of two parties is to the second.
TIES: Mapping[TieKind, str] = {
    TieKind.SAME: "is the same as",
    TieKind.VOICE: "speaks for",
    TieKind.MEMBER: "is part of",
    TieKind.OWNER: "is owned by",
    TieKind.ALLY: "stands with",
}

TIE_STATES: Mapping[TieState, str] = {
    TieState.OPEN: "no editor has looked at it yet",
    TieState.ACCEPTED: "accepted by an editor",
    TieState.DENIED: "denied by an editor: the two count as apart",
}

INTEGRITY: Mapping[Integrity, str] = {
    Integrity.PRESERVED: "text kept, with its hash",
    Integrity.LIVE: "not kept",
    Integrity.MISSING: "no longer available",
}

MEDIA: Mapping[MediaKind, str] = {MediaKind.PHOTO: "Photo", MediaKind.VIDEO: "Video", MediaKind.AUDIO: "Audio"}

# DESIGN section 4, the rules by which evidence is one origin.
RULES: Mapping[str, str] = {
    "R1": "same publisher or owner",
    "R2": "same wire story or copied text",
    "R3": "same basis",
    "R4": "same claimant passed on",
    "R5": "declared allies",
    "R6": "same photo or video",
}

STAGES: Mapping[str, str] = {
    "read": "Reading the article",
    "fetch": "Fetching the documents",
    "gather": "Looking for documents",
    "search": "Searching the web",
    "fact_checks": "Looking for published fact-checks",
    "judge": "Judging the evidence",
    "model": "Asking the model",
    "documents": "Reading the documents",
}


def day(moment: datetime) -> str:
    """A date as it is written in print, with the time of day when there is one."""
    written = f"{moment.day} {moment:%B} {moment.year}"
    if (moment.hour, moment.minute) == (0, 0):
        return written
    return f"{written}, {moment:%H:%M} {moment.tzname() or ''}".rstrip()


def count(number: int, noun: str) -> str:
    """`1 document`, `3 documents`, `no documents`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def how_known(provenance: Provenance) -> str:
    """The three axes on one line: channel · platform · official."""
    official = {True: "official", False: "not official", None: None}[provenance.official]
    parts = (CHANNELS[provenance.channel], platform(provenance.platform), official)
    return " · ".join(part for part in parts if part)


def platform(name: str | None) -> str | None:
    """A platform's name as it writes itself."""
    return PLATFORMS.get(name, name[:1].upper() + name[1:]) if name else None


def who(claimant: Claimant) -> str:
    """Name, kind, title and affiliations: `Harbour Union (organisation, with the Dock Alliance)`."""
    known = [KINDS[claimant.kind], *([claimant.title.text] if claimant.title else [])]
    if claimant.affiliations:
        known.append("with " + ", ".join(claimant.affiliations))
    return f"{claimant.name} ({', '.join(known)})"


def belongs(tie: Tie) -> str:
    """Who belongs with whom: `Harbour Press Office speaks for Harbour Board`."""
    one, other = tie.parties
    return f"{one} {TIES[tie.kind]} {other}"


def covered(coverage: Coverage) -> str:
    """How much was read, what was left out and why, and that something failed."""
    named = (f"{one.document_id} ({one.reason[:1].lower()}{one.reason[1:].rstrip('.')})" for one in coverage.left_out)
    left = f" {len(coverage.left_out)} left out: {', '.join(named)}." if coverage.left_out else ""
    failed = len(coverage.failures)
    lost = f" {count(failed, 'failure').capitalize()}, listed below." if failed else ""
    return f"{read(coverage)}{left}{lost}"


def read(coverage: Coverage) -> str:
    """How much was read, in one sentence."""
    article = _share(coverage.read, coverage.passages, "passage")
    documents = _share(coverage.documents_read, coverage.documents, "document")
    return f"Read {article} of the article and {documents}."


def given(coverage: Coverage) -> int:
    """How many documents there were to compare with: what is the article again is none."""
    return coverage.documents - len(coverage.left_out)


def nothing_found(finding: Finding, coverage: Coverage) -> str:
    """Why nothing is shown that bears on a claim: not looked, could not look, or looked and found nothing."""
    if finding.failure:
        return "The look failed: whether a document supports or refutes it is not known."
    if not given(coverage):
        return "There was no document to compare it with."
    return "No document of this report supports or refutes it."


def subjects(report: Report) -> Mapping[str, str]:
    """What a failure's subject is called in this report: `claim 3`, or a document's publisher."""
    claims = {finding.claim.id: f"claim {number}" for number, finding in enumerate(report.findings, start=1)}
    documents = {document.id: f"document {document.publisher or document.id}" for document in report.documents}
    return claims | documents


def stage(failure: Failure) -> str:
    """At which step something failed."""
    return STAGES.get(failure.stage, failure.stage)


def reader(run: Run) -> str:
    """Who read, and by which rules it was weighed, in one sentence."""
    by = f"a language model, {run.model}" if run.model else f"the {run.analyst} analyst"
    return f"Read by {by}; weighed under ruleset {run.ruleset}."


def receipt(run: Run) -> tuple[tuple[str, str], ...]:
    """Who read and what it cost, as pairs of label and value."""
    thought = f", {run.thinking_tokens:,} of them on thinking" if run.thinking_tokens else ""
    return (
        ("Analyst", run.analyst),
        ("Model", run.model or "none"),
        ("Model calls", f"{run.calls:,}"),
        ("Tokens", f"{run.input_tokens:,} in, {run.output_tokens:,} out{thought}"),
        ("Cost", f"US$ {run.cost_usd:.4f}"),
        ("Time", f"{run.seconds:.2f} s"),
        ("Ruleset", run.ruleset),
        *((f"Prompt {name}", fingerprint) for name, fingerprint in run.prompts.items()),
    )


def _share(read: int, total: int, noun: str) -> str:
    if read != total:
        return f"{read} of {count(total, noun)}"
    return count(total, noun) if total < 2 else f"all {count(total, noun)}"
