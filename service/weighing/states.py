"""The state's side: it answers for its forces, whoever passes its word on. Knows of states only what words tell."""

import re

from service.domain import Claim, ClaimantKind, Stance
from service.languages import pack_for
from service.languages.pack import StateWords
from service.weighing.testimony import Testimony


def speaks_with(claim: Claim, told: Testimony) -> str | None:
    """Why the one who bears a state's claim out is another voice of the same state."""
    words = _words(told)
    if words is None or told.evidence.stance is not Stance.SUPPORTS:
        return None
    claimant = claim.claimant
    state = claimant.kind is ClaimantKind.GOVERNMENT or words.voice.search(claimant.name)
    if not state or not (voice := _state_voice(told, words)):
        return None
    theirs = _nations(" ".join((*told.voices, *told.outlets)), words)
    return (
        f"{voice} speaks for the state, as the claimant does."
        if _agree(_nations(claimant.name, words), theirs)
        else None
    )


def answers_for(claim: Claim, told: Testimony) -> str | None:
    """Why the one who speaks is the state that the claim is about: it denies what it is accused of, and admits what it
    has lost.

    A denial is taken for the state's on any sign, since it must not pass for independent; an admission only when the
    claim tells the state's loss and nothing says that another state is speaking, since it must not be a boast.
    """
    words = _words(told)
    voice = _state_voice(told, words) if words else None
    if words is None or voice is None:
        return None
    text = claim.text
    if told.evidence.stance is Stance.REFUTES:
        named = words.forces.search(text) or words.named_forces.search(text)
        return f"{voice} answers for those the claim is about ({named[0]})." if named else None
    theirs = _nations(" ".join((*told.voices, *told.outlets)), words)
    lost = next((forces for forces in words.forces.finditer(text) if _is_a_loss(text, forces, words)), None)
    ours = _nations(text, words)
    return f"{voice} answers for those who lost ({lost[0]})." if lost and _agree(ours, theirs) else None


def _words(told: Testimony) -> StateWords | None:
    pack = pack_for(told.document.language or "en")
    return pack.state if pack else None


def _is_a_loss(text: str, forces: re.Match[str], words: StateWords) -> bool:
    return bool(words.suffered.search(text[forces.end() :]) or words.inflicted.search(text[: forces.start()]))


def _state_voice(told: Testimony, words: StateWords) -> str | None:
    """Who of those that answer speaks for a state: by name, by owner, or as the document describes its publisher."""
    for name in told.answerable:
        if words.voice.search(name) and not words.not_the_state.search(name):
            return name
    publisher = told.document.publisher
    if publisher and publisher in told.answerable and publisher in told.document.text:
        name, channel = re.escape(publisher), words.channel
        if re.search(rf"{name}, (?:the |a )?{channel}|{channel},? {name}", told.document.text):
            return publisher
    return None


def _nations(text: str, words: StateWords) -> frozenset[str]:
    """The first letters of whose forces or state is named: "Syrian army" and "government of Syria" agree."""
    found = (first or second for first, second in words.nation.findall(text))
    return frozenset(word[:4].casefold() for word in found if word not in words.no_nation)


def _agree(a: frozenset[str], b: frozenset[str]) -> bool:
    """True unless both name a state and not the same one."""
    return not a or not b or bool(a & b)
