"""The usual script: reads a fact desk's two questions by a few rules, so that a whole run makes sense.

It knows the questions by the reply's schema and by their fences, and nothing else of the service. What it makes of a
text is plain and repeatable, not clever: the same passage gives the same claims, whatever stands around it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.scripted_model.script import blank
from tests.scripted_model.shapes import as_object

NUMBERED = re.compile(r"^\[(\w+)\] (.+)$", re.M)
LABELLED = re.compile(r"^(c\d+) \(.*?; \w+\): (.+)$", re.M)
NAME = r"(?:[Tt]he |An? )?[A-Z][\w’'-]+(?: (?:of |and |the )?[A-Z][\w’'-]+)*"
SAYS = r"said|says|say|reported|claimed|claims|announced|denied|told reporters|wrote|added|estimated|found|counted"
PATTERNS = (
    re.compile(rf"^[Aa]ccording to (?P<who>{NAME}|[a-z]+(?: [a-z]+)?), (?P<words>.+?)[.”\"]*$"),
    re.compile(rf"^(?:[^,“\"]+, )?(?P<who>{NAME}|[Ii]t|[Tt]he [a-z]+)(?:,[^,]+,)? (?P<cue>{SAYS})"
               rf"(?: on (?:its|the|his|her) [\w’' ]*?(?:feed|channel|page|account))?(?: on [A-Z]\w+day)?"
               rf"(?: that|:)? (?P<words>.+?)[.”\"]*$"),
    re.compile(rf"^[“\"](?P<words>.+?)[,.]?[”\"],? (?P<cue>said|says|told reporters) (?P<who>{NAME})"),
    re.compile(rf"^(?P<words>[^“”\"]+?), (?P<who>{NAME}|it) (?P<cue>said|says)\b"),
)  # fmt: skip
CHANNELS = (
    (r"[\w’']+ official (?:Twitter|X) (?:feed|account)|later tweets|Twitter feed", "social_post", "x"),
    (r"(?:its )?Telegram channel", "messaging_channel", "telegram"),
    (r"video [^.]*?YouTube", "video", "youtube"),
    (r"told reporters|telling reporters", "press_conference", None),
    (r"[Pp]hotos? [a-z]+", "photo", None),
)
NOTHING = frozenset(
    "a an the and or of to in on at by for from with as is are was were be been had has have it its that this which who"
    " not no never said says".split()
)
REFERRING = re.compile(r"[Ii]t|[Tt]he [a-z]+")
NEGATED = re.compile(r"(?i)\b(not|no|never|none|denied|denies|without|n't)\b")
ENOUGH = 0.5  # the share of a claim's words that a sentence about it holds


def read_closely(messages: Sequence[Mapping[str, str]], schema: dict[str, Any] | None) -> dict[str, Any] | str:
    """Claims for a passage, bearings for claims and documents; for any other question the smallest reply that fits."""
    schema = schema or told_in_words(messages)
    asked, parts = messages[-1]["content"], (schema or {}).get("properties", {})
    if "claims" in parts and (passage := material(asked, "passage")):
        return {"claims": claims_of(passage)}
    if "bearings" in parts and (claims := material(asked, "claims")):
        return {"bearings": bearings(claims, material(asked, "documents") or "")}
    return blank(messages, schema)


def told_in_words(messages: Sequence[Mapping[str, str]]) -> dict[str, Any] | None:
    """The schema that a line of a message is: how a server is told it that takes none."""
    lines = (as_object(line) for message in messages for line in message["content"].splitlines() if line[:1] == "{")
    return next((line for line in lines if line and "properties" in line), None)


def material(asked: str, name: str) -> str | None:
    """What stands in the fence of this name."""
    found = re.search(rf"^<<<material {name} (\w+)\n(.*?)\n\1 {name} material>>>$", asked, re.M | re.S)
    return found[2] if found else None


def claims_of(passage: str) -> list[dict[str, Any]]:
    """One claim for each sentence that somebody says, or that holds a number. "It" is whoever spoke last."""
    found, last = [], ""
    for label, sentence in NUMBERED.findall(passage):
        told = attributed(sentence)
        if told and not REFERRING.fullmatch(told["who"]):
            last = told["who"]
        if told or re.search(r"\d", sentence):
            found.append(claim(int(label), sentence, told, last))
    return found


def attributed(sentence: str) -> re.Match[str] | None:
    return next((told for pattern in PATTERNS if (told := pattern.search(sentence))), None)


def claim(label: int, sentence: str, told: re.Match[str] | None, named: str) -> dict[str, Any]:
    """Somebody's claim by the patterns, else the article's own."""
    words = told["words"] if told else sentence.rstrip(".")
    cue = told.groupdict().get("cue") if told else None
    return {
        "sentences": [label],
        "words": short(words),
        "text": None,
        "speaker": speaker(told, named, sentence) if told else None,
        "known": known(sentence),
        "modality": "denied" if cue == "denied" else "claimed" if cue == "claimed" else "asserted",
        "type": "numerical" if re.search(r"\d", words) else "event",
        "checkworthy": True,
    }


def speaker(told: re.Match[str], named: str, sentence: str) -> dict[str, Any]:
    who = (named or told["who"]) if REFERRING.fullmatch(told["who"]) else told["who"]
    return {
        "who": who.removeprefix("The ").removeprefix("the "),
        "who_words": told["who"],
        "title": None,
        "kind": "unnamed" if who.islower() else "organisation",
        "standing": None,
        "standing_words": None,
        "affiliations": [],
        "relayers": [],
        "mode": "direct" if sentence.startswith(("“", '"')) else "indirect",
        "cue": told.groupdict().get("cue"),
    }


def known(sentence: str) -> list[dict[str, Any]]:
    found = ((re.search(pattern, sentence), channel, platform) for pattern, channel, platform in CHANNELS)
    return [
        {"channel": channel, "platform": platform, "official": "official" in words[0] or None, "locator": None,
         "words": words[0]}
        for words, channel, platform in found
        if words
    ]  # fmt: skip


def bearings(claims: str, documents: str) -> list[dict[str, Any]]:
    """A sentence bears on a claim when it holds half of the claim's words; it refutes when one of the two denies."""
    found = []
    for sentence_label, sentence in NUMBERED.findall(documents):
        for claim_label, told in LABELLED.findall(claims):
            own = content(told)
            shared = len(own & content(sentence)) / max(1, len(own))
            if shared >= ENOUGH:
                refutes = bool(NEGATED.search(told)) != bool(NEGATED.search(sentence))
                found.append(bearing(claim_label, sentence_label, sentence, "refutes" if refutes else "supports"))
    return found


def bearing(claim_label: str, sentence_label: str, sentence: str, stance: str) -> dict[str, Any]:
    told = attributed(sentence)
    named = told is not None and told["who"].lower() != "it"
    return {
        "claim": claim_label,
        "sentence": sentence_label,
        "words": short(sentence, 10, 4),
        "stance": stance,
        "match": "partial",
        "access": "named_secondary" if named else "unknown",
        "speaker": told["who"] if told and named else None,
        "speaker_kind": "organisation" if named else None,
        "speaks_for": None,
        "cites": [],
    }


def short(words: str, most: int = 15, ends: int = 5) -> str:
    """The first few and the last few of more than so many words."""
    parts = words.split(" ")
    return words if len(parts) <= most else f"{' '.join(parts[:ends])} … {' '.join(parts[-ends:])}"


def content(text: str) -> frozenset[str]:
    """Words that carry meaning, cut to five letters, and numbers."""
    return frozenset(word[:5] for word in re.findall(r"\w+", text.lower()) if word not in NOTHING)
