"""What a reporter could get to settle a claim, by what it says and how it is said to be known."""

from service.domain import Channel, Claim, ClaimType, Provenance

MOST = 3

ON_PAPER = frozenset(
    {Channel.DOCUMENT, Channel.COURT_RECORD, Channel.DATASET}
)  # what the article calls it helps to ask

BY_TYPE = {
    ClaimType.EVENT: "Another outlet's own reporter at the place, or somebody named who saw it.",
    ClaimType.NUMERICAL: "The record that the figure comes from: the register, the result sheet, the accounts.",
    ClaimType.QUOTE: "A recording or a transcript of the words.",
    ClaimType.CAUSAL: "A finding on the cause by somebody without a side: an inquiry, a laboratory, an expert.",
    ClaimType.POSITION: "The decision or statement itself, as its author published it.",
    ClaimType.PREDICTION: "What came of it on the day: the record, or a reporter who was there.",
}
BY_CHANNEL = {
    Channel.VIDEO: "The video's first upload, with the place and the time that it shows established.",
    Channel.PHOTO: "The photo's first upload, with the place and the time that it shows established.",
    Channel.AUDIO: "The whole recording, with who speaks and when established.",
    Channel.SATELLITE_IMAGERY: "The satellite picture itself, with its date, read by a second analyst.",
    Channel.SOCIAL_POST: "A second source for what the post says: a post only shows that it was said.",
    Channel.MESSAGING_CHANNEL: "A second source for what the post says: a post only shows that it was said.",
    Channel.DOCUMENT: "The document itself.",
    Channel.COURT_RECORD: "The ruling or the filing itself, with its docket number.",
    Channel.DATASET: "The data set itself, and how it was counted.",
    Channel.MONITOR_GROUP: "The monitor's own list, and how it counted.",
    Channel.EYEWITNESS: "A second witness who can be named and did not hear it from the first.",
    Channel.ANONYMOUS: "Somebody who says it under their own name, or the paper that shows it.",
    Channel.OFFICIAL_STATEMENT: "The record that the statement rests on.",
    Channel.PRESS_CONFERENCE: "The record that the statement rests on.",
}


def wanted(claim: Claim) -> tuple[str, ...]:
    """At most three things, the most telling first; none for an opinion."""
    if claim.type is ClaimType.OPINION:
        return ()
    ways = (_way(known) for known in claim.provenance if known.channel in BY_CHANNEL)
    return tuple(dict.fromkeys((BY_TYPE[claim.type], *ways)))[:MOST]


def _way(known: Provenance) -> str:
    words = BY_CHANNEL[known.channel]
    if known.span is None or known.channel not in ON_PAPER:
        return words
    return f"{words.removesuffix('.')} (“{known.span.text}”)."
