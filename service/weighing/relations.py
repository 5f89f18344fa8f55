"""Who stands where: what the one who speaks in a document is to the claimant. Knows nothing of weights or models.

Doubt always falls on one side: a false tie makes a claim look less borne out than it is, never more.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from service.domain import (
    Access,
    Alliance,
    Claim,
    Claimant,
    ClaimantKind,
    Document,
    Evidence,
    Grade,
    Relation,
    Stance,
    Tie,
    Weighed,
)
from service.languages.names import name_tokens, names_one_of, same_house, same_name
from service.weighing import states
from service.weighing.publishers import is_site, one_publisher
from service.weighing.sides import Sides
from service.weighing.testimony import Testimony

# Many people: two papers that asked them need not have asked the same ones. A "Residents' Union" is one body.
CROWD = re.compile(
    r"(?i:\b(?:residents|witnesses|eyewitnesses|villagers|locals|people|neighbours|survivors|protesters)\b)"
    r"(?!['’]|\s+[A-Z])"
)


def interested(evidence: Weighed) -> bool:
    """Whether the one who speaks has a side here. An opponent who supports the claim speaks against their own."""
    if evidence.relation is Relation.ADVERSARY:
        return evidence.stance is Stance.REFUTES
    return evidence.relation is not Relation.THIRD_PARTY


def place(claim: Claim, evidence: Evidence, document: Document, sides: Sides) -> Weighed:
    """The evidence with its document's grade and integrity, and what its speaker is to the claimant, and why."""
    weighed = Weighed.over(evidence)
    relation, reason = _relation(claim, tell(claim, weighed, document, sides), sides)
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


def tell(claim: Claim, evidence: Weighed, document: Document, sides: Sides) -> Testimony:
    """The evidence as it was told."""
    return Testimony(
        claimant=claim.claimant.name,
        evidence=evidence,
        document=document,
        wire=sides.wire_of(document),
        speaker=evidence.speaker if evidence.speaker and sides.is_voice(evidence.speaker.name, document) else None,
        cites=tuple([name for name in evidence.cites if sides.is_voice(name, document)]),
    )


def with_parties(told: Testimony, sides: Sides) -> Testimony:
    """With the alliances that its voices are in, and the other names of those it rests on."""
    blocs = tuple(alliance.name for alliance in sides.standing if _one_in(told.voices, alliance))
    also = (other for name in told.basis for other in sides.one_party(name) if other not in told.basis)
    return replace(told, blocs=blocs, also=tuple(dict.fromkeys(also)))


def _relation(claim: Claim, told: Testimony, sides: Sides) -> tuple[Relation, str]:
    claimant = claim.claimant
    if reason := _as_claimant(claimant, told, sides):
        return Relation.CLAIMANT, reason
    if reason := _as_declared_ally(claimant, told, sides):
        return Relation.ALLY, reason
    if reason := _as_tied(claimant, told, sides):
        return Relation.TIED, reason
    if reason := states.speaks_with(claim, told):
        return Relation.ALLY, reason
    if reason := _as_declared_opponent(claimant, told, sides.standing) or states.answers_for(claim, told):
        return Relation.ADVERSARY, reason
    return Relation.THIRD_PARTY, f"Nothing ties {(*told.voices, 'this document')[0]} to the claimant."


def _as_claimant(claimant: Claimant, told: Testimony, sides: Sides) -> str | None:
    """The claimant's own word or outlet, or that of one who speaks for them."""
    own = sides.one_party(claimant.name)
    for name in (told.only_basis, *told.outlets):
        if name and same_voice(name, claimant.name):
            return f"{name} is the claimant."
        for theirs, tie in sides.one_party(name).items() if name else ():
            if mine := next((one for one in own if same_voice(one, theirs) and same_house(one, theirs)), None):
                return f"{name} and the claimant, {claimant.name}, are one party{_words(tie or own[mine])}"
    if site := next((one for one in told.outlets if is_site(one) and one_publisher(one, claimant.name)), None):
        return f"{site} is the claimant's own site, by its name."
    speaker = told.speaker
    if speaker and speaker.kind is ClaimantKind.PERSON and names_one_of(claimant.name, speaker.affiliations):
        return f"{speaker.name} speaks for the claimant, {claimant.name}."
    return None


def _called_for_short(claimant: Claimant, told: Testimony) -> str | None:
    """Which body of the claimant's goes by the words that a document rests on: "police" for the police of a town, "the
    fire service" for a county's. Another body of that kind may well deny what this one says: only support is taken so.
    """
    words = frozenset(name_tokens(told.only_basis or ""))
    if not words or CROWD.search(told.only_basis or ""):
        return None
    return next((one for one in (claimant.name, *claimant.affiliations) if words <= frozenset(name_tokens(one))), None)


def _as_tied(claimant: Claimant, told: Testimony, sides: Sides) -> str | None:
    """Of the claimant's side by the words of the article or a document."""
    # Two people of one university or party are not each other's allies; two groups of one coalition are.
    own = told.voices[:1] if claimant.kind is ClaimantKind.PERSON else told.voices
    names = tuple(dict.fromkeys((*own, *told.outlets)))
    mine = (claimant.name, *claimant.affiliations)
    for name in names:
        if tie := sides.tied(claimant.name, name):
            return f"{name} and {claimant.name} are of one side{_words(tie)}"
    for name in names:
        theirs = (*sides.one_party(name),)
        member = any(same_house(one, house) for one in theirs for house in claimant.affiliations)
        if member and not sides.are_apart(mine, theirs):
            return f"{name} is of the claimant's own side, by the article's words."
    if any(same_voice(claimant.name, voice) and same_house(claimant.name, voice) for voice in told.voices):
        return f"{told.voices[0]} is of the claimant's own side, by the document's words."
    if told.evidence.stance is Stance.SUPPORTS and (body := _called_for_short(claimant, told)):
        return f"{told.only_basis} may well be {body}, for whom the claimant speaks."
    return None


def _words(tie: Tie | None) -> str:
    """The words that say so, and where they stand."""
    if tie is None:
        return "."
    return f", by the words of {tie.document_id or 'the article'}: “{tie.span.text}”."


def _as_declared_ally(claimant: Claimant, told: Testimony, sides: Sides) -> str | None:
    own = (*sides.one_party(claimant.name), *claimant.affiliations)
    theirs = [name for name in (*told.voices, *told.outlets) if not sides.are_apart(own, (name,))]
    for alliance in sides.standing:
        if _one_in(own, alliance) and (name := _one_in(theirs, alliance)):
            return f"{name} and {claimant.name} are declared allies in {alliance.name}."
    return None


def _as_declared_opponent(claimant: Claimant, told: Testimony, standing: Sequence[Alliance]) -> str | None:
    own = (claimant.name, *claimant.affiliations)
    for alliance in standing:
        if _one_in(own, alliance):
            name = next((name for name in told.answerable if names_one_of(name, alliance.opponents)), None)
        elif any(names_one_of(side, alliance.opponents) for side in own):
            name = _one_in(told.answerable, alliance)
        else:
            continue
        if name:
            return f"{name} and {claimant.name} are declared opponents ({alliance.name})."
    return None


def _one_in(names: Sequence[str], alliance: Alliance) -> str | None:
    return next((name for name in names if names_one_of(name, alliance.parties)), None)


def same_voice(a: str, b: str) -> bool:
    """True when two names are one speaker; "residents" in two papers are not."""
    return same_name(a, b) and not CROWD.search(a)
