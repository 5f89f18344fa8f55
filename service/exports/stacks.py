"""A finding's evidence as a reader meets it: in stacks, one an origin group, each quotation in its sentence."""

from collections.abc import Iterable, Sequence

from service.domain import (
    Document,
    Finding,
    Frozen,
    OriginGroup,
    Relation,
    Report,
    Span,
    Stance,
    Summary,
    Tie,
    TieState,
    Weighed,
)
from service.exports import words
from service.languages.names import names_one_of, same_name
from service.text.sentences import sentences
from service.weighing.relations import interested
from service.weighing.summary import summarised

CONTEXT = 220  # code points shown on either side of a quotation that stands in a very long sentence


class Quoted(Frozen):
    """Evidence beside its document, with the words of its sentence that stand before and after it."""

    evidence: Weighed
    document: Document
    before: str
    after: str

    @property
    def publisher(self) -> str:
        return self.document.publisher or self.document.id

    @property
    def voices(self) -> tuple[str, ...]:
        """Whose word it is: the one who speaks in the document, and who published it."""
        speaker = self.evidence.speaker
        return tuple(name for name in (speaker.name if speaker else None, self.document.publisher) if name)


class Stack(Frozen):
    """An origin group with its members, the weightiest first; `ties` are the words by which an interested one belongs
    with the claimant."""

    group: OriginGroup
    members: tuple[Quoted, ...]
    ties: tuple[Tie, ...] = ()

    @property
    def size(self) -> str:
        """How many documents stand for one origin."""
        return f"1 origin: {words.count(len(self.group.documents), 'document')}"

    @property
    def publishers(self) -> str:
        """Who published its members, each once, in their order."""
        return ", ".join(dict.fromkeys(member.publisher for member in self.members))

    @property
    def others(self) -> str:
        """Who published it beside its best member."""
        best = self.best.publisher if self.best else None
        return ", ".join(dict.fromkeys(member.publisher for member in self.members if member.publisher != best))

    @property
    def rules(self) -> str:
        """Why its members are one origin, in words."""
        return "; ".join(dict.fromkeys(words.RULES.get(merge.rule, merge.rule) for merge in self.group.merges))

    @property
    def interest(self) -> str:
        """Why an interested group is set apart: whose side it is on, or its members' where that was not kept."""
        if self.group.interest:
            return words.INTERESTS[self.group.interest]
        relations = {member.evidence.relation for member in self.members} - {Relation.THIRD_PARTY}
        named = [words.RELATIONS[relation] for relation in Relation if relation in relations]
        return " and ".join(named) or "a party to the matter"

    @property
    def best(self) -> Quoted | None:
        """Its weightiest member, of those without a side where there is one."""
        apart = (member for member in self.members if not interested(member.evidence))
        return next(apart, next(iter(self.members), None))


def summary(report: Report) -> Summary:
    """The report's summary, made anew where the report was stored before there were any."""
    return report.summary or summarised(report.article, report.findings)


def telling(finding: Finding, report: Report) -> Quoted | None:
    """The evidence to show first: against the claim before for it, an independent origin before a party, the strongest
    first. None where nothing speaks for the claim or against it."""
    first = foremost(stacks(finding, report))
    return first.best if first else None


def foremost(found: Iterable[Stack]) -> Stack | None:
    """The stack to show first, as `telling` has it."""
    told = sorted(found, key=lambda s: (s.group.stance is not Stance.REFUTES, s.group.interested, -s.group.strength))
    return next((stack for stack in told if stack.members), None)


def stacks(finding: Finding, report: Report) -> tuple[Stack, ...]:
    """The finding's origin groups: independent before interested, refutation before support, strong before weak."""
    documents = {document.id: document for document in report.documents}
    made = (
        _stack(finding, group, documents, report.ties)
        for group in finding.content.groups
        if group.stance is not Stance.NEUTRAL
    )
    return tuple(
        sorted(made, key=lambda s: (s.group.interested, s.group.stance is not Stance.REFUTES, -s.group.strength))
    )


def neutral(finding: Finding, report: Report) -> tuple[Quoted, ...]:
    """What was looked at and neither supports nor refutes."""
    return _loose(finding, report, (Stance.NEUTRAL,))


def uncounted(finding: Finding, report: Report) -> tuple[Quoted, ...]:
    """What refutes, then what supports, and counts for nothing, because the look at the claim failed elsewhere."""
    loose = _loose(finding, report, (Stance.REFUTES, Stance.SUPPORTS))
    return tuple(item for item in loose if item.evidence.group)


def repeated(finding: Finding, report: Report) -> tuple[Quoted, ...]:
    """What supports in another version of the article: its own word, which was never an origin."""
    return tuple(item for item in _loose(finding, report, (Stance.SUPPORTS,)) if not item.evidence.group)


def quoted(evidence: Weighed, document: Document) -> Quoted:
    """Evidence with what stands around it in its sentence."""
    before, after = around(document.text, evidence.span, document.language or "en")
    return Quoted(evidence=evidence, document=document, before=before, after=after)


def around(text: str, span: Span, language: str = "en") -> tuple[str, str]:
    """What stands before and after a span in its own sentences, at most `CONTEXT` code points on either side."""
    start, end = max(span.start - CONTEXT, 0), min(span.end + CONTEXT, len(text))
    near = [sentence for sentence in sentences(text, start, end, language) if sentence.overlaps(span)]
    if not near:
        return "", ""
    first, last = min(near[0].start, span.start), max(near[-1].end, span.end)
    cut_before = "… " if first == start > 0 else ""
    cut_after = " …" if last == end < len(text) else ""
    return cut_before + text[first : span.start], text[span.end : last] + cut_after


def _stack(finding: Finding, group: OriginGroup, documents: dict[str, Document], ties: Iterable[Tie]) -> Stack:
    members = _members(finding, group, documents)
    shown = _tied(finding, members, ties) if group.interested else ()
    return Stack(group=group, members=members, ties=shown)


def _tied(finding: Finding, members: Iterable[Quoted], ties: Iterable[Tie]) -> tuple[Tie, ...]:
    """The ties by which a member's voice belongs with the claimant: of the two, else of each of them with a third."""
    claimant = finding.claim.claimant
    own = (claimant.name, *claimant.affiliations)
    voices = tuple(voice for member in members for voice in member.voices)
    standing = [tie for tie in ties if tie.state is not TieState.DENIED]
    sides = [(tie, _partners(tie, own), _partners(tie, voices)) for tie in standing]
    direct = tuple(tie for tie, near, _ in sides if _meet(near, voices))
    if direct or _meet(own, voices):
        return direct
    third = [one for _, near, _ in sides for one in near if any(_meet((one,), far) for _, _, far in sides)]
    return tuple(tie for tie, near, far in sides if _meet((*near, *far), third))


def _partners(tie: Tie, names: tuple[str, ...]) -> tuple[str, ...]:
    """With whom the tie says that one of the names belongs."""
    one, other = tie.parties
    return tuple(with_whom for who, with_whom in ((one, other), (other, one)) if names_one_of(who, names))


def _meet(some: Iterable[str], others: Iterable[str]) -> bool:
    return any(same_name(one, other) for one in some for other in others)


def _members(finding: Finding, group: OriginGroup, documents: dict[str, Document]) -> tuple[Quoted, ...]:
    own = (item for item in finding.evidence if item.group == group.id)
    return tuple(quoted(item, documents[item.document_id]) for item in sorted(own, key=lambda item: -item.weight))


def _loose(finding: Finding, report: Report, stances: Sequence[Stance]) -> tuple[Quoted, ...]:
    """Evidence of these stances, in their order, that stands in no group of the finding."""
    documents = {document.id: document for document in report.documents}
    grouped = {group.id for group in finding.content.groups if group.stance is not Stance.NEUTRAL}
    loose = [item for item in finding.evidence if item.group not in grouped and item.stance in stances]
    loose.sort(key=lambda item: stances.index(item.stance))
    return tuple(quoted(item, documents[item.document_id]) for item in loose)
