"""Compare the slots of two English sentences: numbers, dates, negation, direction. Judges no truth.

A clash is a reason not to believe that one sentence bears out the other, however many words they share.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from service.languages.caching import kept_if_short
from service.languages.en.periods import periods
from service.languages.en.quantities import Quantity, quantities, tokenise
from service.languages.en.words import EVENT_OF, EVENTS, stem, stems
from service.languages.names import name_tokens
from service.languages.pack import Clash, Slot

ALL_SHARED = 4  # as good as four shared words: all that there are
LONGEST = 2000  # code points of a sentence that are compared; what is longer is a table
# Opposite ends of one scale.
POLES = (
    (
        "rise rises rose risen rising increase increased increases grow grows grew grown growth climb climbed jump"
        " jumped soar soared surge surged higher expanded expand expands expanding gains gained raise raises"
        " raised raising doubled tripled trebled",
        "fall falls fell fallen falling decrease decreased decline declined declines drop dropped shrink shrank shrunk"
        " plunge plunged slump slumped lower lowers lowered lowering halved shrinking shrinks dip dipped sank"
        " contracted losing reduce reduced reduces",
    ),
    ("strengthen strengthened strengthening stronger", "weaken weakened weakening weaker"),
    ("bought buys buy acquired", "sold sells sell"),
    ("promoted promotion", "relegated relegation"),
    ("present attended attends", "absent missed"),
    ("advance advanced advancing", "retreat retreated retreating"),
    ("win wins won winning", "lose loses lost losing"),
    (
        "approve approved approves approval accept accepted ratified passed upheld",
        "reject rejected rejects rejection refuse refused vetoed overturned",
    ),
    ("open opened reopened reopen unlocked", "close closed closure shut locked"),
    ("guilty convicted", "innocent acquitted"),
    ("improve improved improving better", "worsen worsened worsening worse deteriorated"),
)


def compare(
    claim: str, evidence: str, claim_date: datetime | None = None, evidence_date: datetime | None = None
) -> tuple[Clash, ...]:
    """Where the slots of two sentences clash. The dates say when each was published and resolve "on Tuesday"."""
    claim, evidence = claim[:LONGEST], evidence[:LONGEST]
    return (
        *_numbers(claim, evidence),
        *_negation(claim, evidence),
        *_direction(claim, evidence),
        *_dates(claim, evidence, claim_date, evidence_date),
    )


def _numbers(claim: str, evidence: str) -> Iterator[Clash]:
    theirs = quantities(evidence)
    common = stems(claim) & stems(evidence)
    plain = {word for word in stems(claim) if not word.isdigit()}
    whole = len(plain) >= 2 and plain <= common  # a short claim has few words to share
    shared = max(len(common), ALL_SHARED if whole else 0)
    ours = quantities(claim)
    met = [other for other in theirs if any(_same(own, other) for own in ours)]
    for own in ours:
        rivals = [other for other in theirs if own.comparable(other, shared)]
        if any(_same(own, other) for other in met):
            continue
        rivals = [other for other in rivals if other not in met and (not met or own.nouns == other.nouns or own.event)]
        if rivals:
            told = rivals[0].words
            reason = f"The number differs: “{own.words}” in the claim, “{told}” in the source."
            yield Clash(slot=Slot.NUMBER, claim=own.words, evidence=told, reason=reason, refutes=True)


def _same(own: Quantity, other: Quantity) -> bool:
    """Whether both give one number, of one thing as far as the words tell."""
    one_event = not own.event or own.event == other.event or bool(own.nouns & other.nouns)
    return one_event and own.unit == other.unit and own.agrees(other)


_NEGATOR = re.compile(
    r"\b(?:not(?! only\b)|no(?!\.? ?\d| doubt\b| longer\b| sooner\b| matter\b| fewer\b| less\b| more than\b"
    r"| (?:[\w-]+ ){1,3}(?:left|remain\w*)\b)|never|none|nobody|nothing|neither"
    r"|without|cannot|\w+n[’']t|den(?:y|ied|ies|ying)|fail(?:s|ed)? to|refut(?:ed?|es)|disprov(?:ed?|es|en)"
    r"|debunk(?:ed|s)?|false(?:ly)? claim\w*|untrue|unable to|refused to|ruled out)\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\bnone\b(?! of\b)|\bnothing\W*$", re.IGNORECASE)
_SCOPE = re.compile(r"(?:(?!\b(?:but|while|although|though|whereas)\b)[^,;:()—]){0,200}", re.IGNORECASE)
_REACH = 10  # words
_UNKNOWING = re.compile(
    r"\W*(?:(?:immediately|independently|yet|be|been|able|possible|to)\W+)*"
    r"(?:verif|confirm|know|clear|say|determin|establish|corroborat|comment|possible|able|disclos|specif)",
    re.IGNORECASE,
)


def negated(sentence: str) -> frozenset[str]:
    """The stems that stand only in the scope of an odd number of negations. Not to know is not to deny."""
    scopes, free = _scopes(sentence)
    denials = Counter(word for scope in scopes for word in stems(scope))
    return frozenset(word for word, times in denials.items() if times % 2) - stems(free)


def denials(sentence: str) -> tuple[frozenset[str], ...]:
    """What stands within reach behind each negation, a comma or not: the stems of the next words."""
    reach = (" ".join(sentence[cue.end() :].split()[:_REACH]) for cue in _NEGATOR.finditer(sentence))
    return tuple(frozenset(stems(words)) for words in reach)


@kept_if_short(8192)
def denied(sentence: str) -> tuple[str, ...]:
    """The words that a negation reaches; all others too with "none", which stands for what goes before it."""
    scopes, free = _scopes(sentence)
    return (*scopes, free) if _NOTHING.search(sentence) else tuple(scopes)


def _scopes(sentence: str) -> tuple[list[str], str]:
    """What each negation reaches, and the words that none reaches."""
    scopes: list[str] = []
    free, at = "", 0
    for cue in _NEGATOR.finditer(sentence):
        scope = _SCOPE.match(sentence, cue.end())
        if scope and not _UNKNOWING.match(scope.group()):
            scopes.append(scope.group())
            free += sentence[at : max(at, cue.start())] + " "
            at = max(at, scope.end())
    return scopes, free + sentence[at:]


def _negation(claim: str, evidence: str) -> Iterator[Clash]:
    """One sentence denies most of what the other states, or the verb of it where they share nearly all words."""
    own, theirs = negated(claim), negated(evidence)
    said, told = _happenings(stems(claim)), _happenings(stems(evidence))
    alike = len(said & told)
    for side, words, denied, stated in (("source", evidence, theirs - own, said), ("claim", claim, own - theirs, told)):
        hit = _happenings(denied) & stated
        deeds = _deeds(claim if side == "source" else evidence)
        if deeds and not deeds & hit:  # another deed of the same people is denied
            continue
        most = len(hit) >= 2 and 3 * len(hit) >= 2 * min(len(said), len(told))
        verb = bool(hit) and not _NO_ONE.search(words) and alike >= 2 and 4 * alike >= 3 * len(stated)
        if most or verb:
            reason = f"The {side} denies what the other states: {', '.join(sorted(hit))}."
            yield Clash(slot=Slot.NEGATION, claim=claim, evidence=evidence, reason=reason, refutes=True)


def _deeds(sentence: str) -> frozenset[str]:
    """The participles and past tenses that tell what was done; regular verbs, and those of what is counted."""
    return _happenings(stems(" ".join(_DEED.findall(sentence)))) | (_happenings(stems(sentence)) & EVENTS.keys())


_DEED = re.compile(r"\b(?:[a-z]{3,}ed|(?:was|were|been|being|has|have|had) (?:\w+ly )?[a-z]+(?:en|wn|ught|ld))\b")
_NO_ONE = re.compile(r"\b(?:no|none|nobody|neither|without)\b", re.IGNORECASE)


def _happenings(words: frozenset[str]) -> frozenset[str]:
    return frozenset(_EVENT_STEMS.get(word, word) for word in words)


_EVENT_STEMS = {stem(name): key for word, key in EVENT_OF.items() for name in name_tokens(word)}


def _direction(claim: str, evidence: str) -> Iterator[Clash]:
    """Opposite ends of one scale, said of something that both sentences name."""
    ours, theirs = _poles(claim), _poles(evidence)
    said, told = stems(claim), stems(evidence)
    subject = (said & told) - _POLE_STEMS
    if len(subject) < 2 or 3 * len(subject) < len(said - _POLE_STEMS):
        return
    for scale, (end, word) in ours.items():
        other_end, other = theirs.get(scale, (end, ""))
        if end != other_end:
            reason = f"The direction differs: “{word}” in the claim, “{other}” in the source."
            yield Clash(slot=Slot.DIRECTION, claim=word, evidence=other, reason=reason, refutes=True)


def _poles(sentence: str) -> dict[int, tuple[int, str]]:
    """For each scale on which the sentence points one way: that end (0 or 1, turned round by a negation), its word."""
    ends: dict[int, set[tuple[int, str]]] = {}
    denied = negated(sentence)
    for token in tokenise(sentence):
        if token.word in _POLE_OF:
            scale, end = _POLE_OF[token.word]
            ends.setdefault(scale, set()).add((end ^ bool(stems(token.word) & denied), token.word))
    return {scale: min(found) for scale, found in ends.items() if len({end for end, _ in found}) == 1}


_POLE_OF = {
    word: (scale, end) for scale, ends in enumerate(POLES) for end, words in enumerate(ends) for word in words.split()
}
_POLE_STEMS = frozenset(stem(name) for word in _POLE_OF for name in name_tokens(word))


_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
SOME_DAY = datetime(2000, 12, 31)  # a year for days that are compared without one


def _dates(claim: str, evidence: str, claim_date: datetime | None, evidence_date: datetime | None) -> Iterator[Clash]:
    if not (claim_date or evidence_date or _YEAR.search(claim) or _YEAR.search(evidence)):
        claim_date = evidence_date = SOME_DAY
    ours, theirs = periods(claim, claim_date), periods(evidence, evidence_date)
    if ours and theirs and not any(own.meets(other) for own in ours for other in theirs):
        reason = f"The date differs: “{ours[0].words}” in the claim, “{theirs[0].words}” in the source."
        yield Clash(slot=Slot.DATE, claim=ours[0].words, evidence=theirs[0].words, reason=reason, refutes=False)
