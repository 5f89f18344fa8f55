"""Who stands where: what the one who speaks in a document is to the claimant. Knows nothing of weights or models.

Doubt always falls on one side: a false tie makes a claim look less borne out than it is, never more.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from service.domain import (
    Access,
    Alliance,
    Claim,
    Claimant,
    ClaimantKind,
    Document,
    Evidence,
    Frozen,
    Grade,
    Relation,
    Stance,
    Weighed,
)
from service.languages.names import names_one_of, same_name
from service.text.wire_credits import wire_credit

OWN_EYES = frozenset({Access.DIRECT, Access.MEDIA_VERIFIED})
# Many people: two papers that asked them need not have asked the same ones.
CROWD = re.compile(
    r"\b(?:residents|witnesses|eyewitnesses|villagers|locals|people|neighbours|survivors|protesters)\b", re.I
)


class Testimony(Frozen):
    """One piece of evidence as it was told: in which document, under which wire's credit, by whom."""

    claimant: str
    evidence: Weighed
    document: Document
    wire: str | None
    blocs: tuple[str, ...] = ()

    @property
    def basis(self) -> tuple[str, ...]:
        """Whom this rests on: the speaker and those cited; nobody when the document saw for itself."""
        if self.evidence.speaker is None and self.evidence.access in OWN_EYES:
            return ()
        speaker = (self.evidence.speaker.name,) if self.evidence.speaker else ()
        return (*speaker, *self.evidence.cites)

    @property
    def only_basis(self) -> str | None:
        """The one it rests on: its speaker, or the single one it cites."""
        if self.evidence.speaker:
            return self.evidence.speaker.name
        return self.basis[0] if len(self.basis) == 1 else None

    @property
    def outlets(self) -> tuple[str, ...]:
        return tuple(name for name in (self.document.publisher, self.document.owner) if name)

    @property
    def voices(self) -> tuple[str, ...]:
        """Whose word it is: the one it rests on and those they speak for; failing that, the outlet and its owner."""
        spoken_for = self.evidence.speaker.affiliations if self.evidence.speaker else ()
        return (self.only_basis, *spoken_for) if self.only_basis else self.outlets

    @property
    def houses(self) -> tuple[str, ...]:
        """Whose text it is: the outlet's and its owner's; neither's when it carries a wire's credit."""
        return () if self.wire and not names_one_of(self.wire, self.outlets) else self.outlets


def interested(evidence: Weighed) -> bool:
    """Whether the one who speaks has a side here. An opponent who supports the claim speaks against their own."""
    if evidence.relation is Relation.ADVERSARY:
        return evidence.stance is Stance.REFUTES
    return evidence.relation is not Relation.THIRD_PARTY


def place(
    claim: Claim, evidence: Evidence, document: Document, alliances: Sequence[Alliance], moment: datetime | None
) -> Weighed:
    """The evidence with its document's grade and integrity, and what its speaker is to the claimant, and why."""
    standing = [alliance for alliance in alliances if alliance.holds_on(moment)]
    weighed = Weighed.over(evidence)
    relation, reason = _relation(claim, tell(claim, weighed, document, standing), standing)
    admits = relation is Relation.ADVERSARY and evidence.stance is Stance.SUPPORTS
    return weighed.model_copy(
        update={
            "grade": document.grade or Grade.F,
            "integrity": document.integrity,
            "relation": relation,
            "access": _access(evidence.access, admits),
            "reasons": (*evidence.reasons, f"{reason} This is against its own interest." if admits else reason),
        }
    )


def _access(access: Access, admits: bool) -> Access:
    """An admission is what this file finds to be one; by an analyst's word alone it is a statement."""
    if admits:
        return Access.ADMISSION
    return Access.OFFICIAL_STATEMENT if access is Access.ADMISSION else access


def tell(claim: Claim, evidence: Weighed, document: Document, standing: Sequence[Alliance]) -> Testimony:
    """The evidence as it was told. `standing` are the alliances that hold on the claim's date."""
    wire = document.wire or wire_credit(document.text, document.publisher, language=document.language or "en")
    told = Testimony(claimant=claim.claimant.name, evidence=evidence, document=document, wire=wire)
    blocs = tuple(alliance.name for alliance in standing if _one_in(told.voices, alliance))
    return told.model_copy(update={"blocs": blocs})


def _relation(claim: Claim, told: Testimony, standing: Sequence[Alliance]) -> tuple[Relation, str]:
    if reason := _as_claimant(claim.claimant, told):
        return Relation.CLAIMANT, reason
    if reason := _as_ally(claim.claimant, told) or _as_declared_ally(claim.claimant, told, standing):
        return Relation.ALLY, reason
    if reason := _as_declared_opponent(claim.claimant, told, standing) or _as_the_state(claim, told):
        return Relation.ADVERSARY, reason
    return Relation.THIRD_PARTY, f"Nothing ties {(*told.voices, 'this document')[0]} to the claimant."


def _as_claimant(claimant: Claimant, told: Testimony) -> str | None:
    """The claimant's own word or outlet, or a person who speaks for them."""
    speaker = told.evidence.speaker
    for name in (told.only_basis, *told.outlets):
        if name and same_voice(name, claimant.name):
            return f"{name} is the claimant."
    if speaker and speaker.kind is ClaimantKind.PERSON and names_one_of(claimant.name, speaker.affiliations):
        return f"{speaker.name} speaks for the claimant, {claimant.name}."
    return None


def _as_ally(claimant: Claimant, told: Testimony) -> str | None:
    """Of the claimant's side by the words of the article or the document, or another voice of the same state."""
    # Two people of one university or party are not each other's allies; two groups of one coalition are.
    own = told.voices[:1] if claimant.kind is ClaimantKind.PERSON else told.voices
    if name := next((name for name in (*own, *told.outlets) if names_one_of(name, claimant.affiliations)), None):
        return f"{name} is of the claimant's own side, by the article's words."
    if any(same_voice(claimant.name, voice) for voice in told.voices):
        return f"{told.voices[0]} is of the claimant's own side, by the document's words."
    state = claimant.kind is ClaimantKind.GOVERNMENT or STATE_VOICE.search(claimant.name)
    if state and told.evidence.stance is Stance.SUPPORTS and (voice := _state_voice(told)):
        nations = _nations(claimant.name), _nations(" ".join((*told.voices, *told.outlets)))
        return f"{voice} speaks for the state, as the claimant does." if _agree(*nations) else None
    return None


def _as_declared_ally(claimant: Claimant, told: Testimony, standing: Sequence[Alliance]) -> str | None:
    sides = (claimant.name, *claimant.affiliations)
    for alliance in standing:
        if _one_in(sides, alliance) and (name := _one_in((*told.voices, *told.outlets), alliance)):
            return f"{name} and {claimant.name} are declared allies in {alliance.name}."
    return None


def _as_declared_opponent(claimant: Claimant, told: Testimony, standing: Sequence[Alliance]) -> str | None:
    sides = (claimant.name, *claimant.affiliations)
    for alliance in standing:
        if _one_in(sides, alliance):
            name = next((name for name in _answerable(told) if names_one_of(name, alliance.opponents)), None)
        elif any(names_one_of(side, alliance.opponents) for side in sides):
            name = _one_in(_answerable(told), alliance)
        else:
            continue
        if name:
            return f"{name} and {claimant.name} are declared opponents ({alliance.name})."
    return None


def _answerable(told: Testimony) -> tuple[str, ...]:
    """Who would be admitting or denying: a denial is its outlet's too, an admission only its speaker's."""
    return (*told.voices, *told.outlets) if told.evidence.stance is Stance.REFUTES else told.voices


def _one_in(names: Sequence[str], alliance: Alliance) -> str | None:
    return next((name for name in names if names_one_of(name, (alliance.name, *alliance.members))), None)


def same_voice(a: str, b: str) -> bool:
    """True when two names are one speaker; "residents" in two papers are not."""
    return same_name(a, b) and not CROWD.search(a)


# ---------------------------------------------------------------- the state's side

_OF_THE_STATE = r"(?i:regime|government|army|military|state|loyalist|police)(?:['’]s)?"
STATE_FORCES = re.compile(
    rf"\b{_OF_THE_STATE} (?:\w+ )?(?:forces|troops|soldiers|units|positions|losses|casualties)\b"
    r"|(?<!['’]s )\b(?i:soldiers|troops)\b"
    r"|\b[Tt]he (?:regime|army|police|government)\b"
)
NAMED_FORCES = re.compile(r"\b[A-Z]\w+['’]s (?:forces|troops|soldiers|army)\b")  # whose they are is left open
_PLAIN = r"(?!\w+ed\b|(?:and|who|which|while|after|when|but|killed|took)\b)\w+"  # no other deed stands between
SUFFERED = re.compile(
    rf"\A(?: {_PLAIN}){{0,8}}? (?:retreat|withdr[ae]w|pull(?:ed|ing)? (?:back|out)|fle[de]|surrender|desert|lost"
    r"|(?:was|were|been|being) (?:\w+ly )?(?:kill|wound|captur|destroy|overrun|rout|defeat|driv|expel|taken|hit|shot))"
)
INFLICTED = re.compile(r"\b(?:kill|wound|captur|destroy|overr[au]n|rout|defeat|dr[oi]ve|expel|seiz|storm|ambush)\w*\b")
STATE_VOICE = re.compile(
    r"(?i:\b(?:military|army|security|police|defen[cs]e|government|regime|state|presidential)(?:['’]s)?[ -]"
    r"(?:sources?|officials?|officers?|spokes\w+|command|statement|media|television|tv|radio|news agency|channel"
    r"|broadcaster|run|owned)\b|\bministry\b|\bgovernment of\b)"
    r"|\A(?:[Tt]he )?(?:[A-Z]\w+ )?(?:army|armed forces|[Gg]overnment|military|police)\Z"
)
NOT_THE_STATE = re.compile(r"(?i)\b(?:free|liberation|resistance|rebel|opposition|shadow|interim|self-\w+|former)\b")
_CHANNEL = (
    r"(?:government|state)(?:['’]s|[ -](?:run|owned|controlled))? (?:\w+ )?"
    r"(?:channel|television|TV|broadcaster|radio|agency|newspaper|daily)"
)
_NATION = re.compile(
    rf"\b([A-Z]\w+)(?:['’]s)? (?i:{_OF_THE_STATE}|defen[cs]e|ministry|soldiers|troops|armed)\b"
    r"|\b(?i:government|army|regime|republic) of (?:the )?([A-Z]\w+)"
)
_NO_NATION = frozenset("The State Defence Defense Interior Health Foreign Government Regime Islamic".split())


def _as_the_state(claim: Claim, told: Testimony) -> str | None:
    """The state answers for its forces: it denies what it is accused of, and admits what it has lost.

    A denial is taken for the state's on any sign, since it must not pass for independent; an admission only when the
    claim tells the state's loss and nothing says that another state is speaking, since it must not be a boast.
    """
    voice = _state_voice(told)
    if voice is None:
        return None
    if told.evidence.stance is Stance.REFUTES:
        named = STATE_FORCES.search(claim.text) or NAMED_FORCES.search(claim.text)
        return f"{voice} answers for those the claim is about ({named[0]})." if named else None
    theirs = _nations(" ".join((*told.voices, *told.outlets)))
    lost = next((forces for forces in STATE_FORCES.finditer(claim.text) if _is_a_loss(claim.text, forces)), None)
    return f"{voice} answers for those who lost ({lost[0]})." if lost and _agree(_nations(claim.text), theirs) else None


def _is_a_loss(text: str, forces: re.Match[str]) -> bool:
    return bool(SUFFERED.search(text[forces.end() :]) or INFLICTED.search(text[: forces.start()]))


def _state_voice(told: Testimony) -> str | None:
    """Who of those that answer speaks for a state: by name, by owner, or as the document describes its publisher."""
    for name in _answerable(told):
        if STATE_VOICE.search(name) and not NOT_THE_STATE.search(name):
            return name
    publisher = told.document.publisher
    if publisher and publisher in _answerable(told):
        name = re.escape(publisher)
        if re.search(rf"{name}, (?:the |a )?{_CHANNEL}|{_CHANNEL},? {name}", told.document.text):
            return publisher
    return None


def _nations(words: str) -> frozenset[str]:
    """The first letters of whose forces or state is named: "Syrian army" and "government of Syria" agree."""
    found = (first or second for first, second in _NATION.findall(words))
    return frozenset(word[:4].casefold() for word in found if word not in _NO_NATION)


def _agree(a: frozenset[str], b: frozenset[str]) -> bool:
    """True unless both name a state and not the same one."""
    return not a or not b or bool(a & b)
