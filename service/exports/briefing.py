"""What a desk looks at before it publishes: what speaks against a claim, and what rests on one party alone."""

from collections.abc import Iterable

from service.domain import Coverage, Finding, Frozen, Report, Stance, Verdict, Weighed
from service.exports import languages, words
from service.exports.stacks import Stack, summary
from service.weighing.relations import interested
from service.weighing.summary import LATER, ONE_PARTY, prominence


class Briefing(Frozen):
    """The claims to look at, by id, each in the order of the report's summary: those that an independent document
    speaks against (`disputed`), those where one does and counts for nothing, because the look failed elsewhere
    (`unweighed`), those over which parties contradict each other (`party_disputes`), and those of the headline or the
    lead that rest on one party alone (`alone`)."""

    disputed: tuple[str, ...] = ()
    unweighed: tuple[str, ...] = ()
    party_disputes: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


def briefing(report: Report) -> Briefing:
    """Which claims to look at first."""
    summed, by_id = summary(report), {finding.claim.id: finding for finding in report.standing}
    ordered = [by_id[id] for id in summed.order if id in by_id]
    disputed = {one.claim.id for one in ordered if one.claim.id in summed.disputed or _spoken_against(one)}
    rest = [one for one in ordered if one.claim.id not in disputed]
    single = [one for one in rest if one.content.verdict in ONE_PARTY and not one.content.party_dispute]
    return Briefing(
        disputed=tuple(one.claim.id for one in ordered if one.claim.id in disputed),
        unweighed=tuple(one.claim.id for one in rest if one.failure and any(map(denies, one.evidence))),
        party_disputes=tuple(one.claim.id for one in rest if one.content.party_dispute),
        alone=tuple(one.claim.id for one in single if prominence(report.article, one.claim) < LATER),
    )


def against(found: Iterable[Stack]) -> tuple[Stack, ...]:
    """The independent origins that speak against a claim, the strongest first."""
    denying = (one for one in found if one.group.stance is Stance.REFUTES and not one.group.interested and one.members)
    return tuple(sorted(denying, key=lambda one: -one.group.strength))


def denies(item: Weighed) -> bool:
    """Whether somebody without a side speaks against the claim here."""
    return item.stance is Stance.REFUTES and not interested(item)


def in_short(report: Report) -> str:
    """What was found, in plain words: whether a document contradicts a claim, what rests on one party alone, and what
    could not be looked up or read."""
    verdicts = [one.content.verdict for one in report.standing]
    if not verdicts:
        return languages.unread(report) or "No claim was found."
    coverage = report.coverage
    alone = sum(verdict in ONE_PARTY for verdict in verdicts)
    failed, unread = verdicts.count(Verdict.UNDETERMINED), words.given(coverage) - coverage.documents_read
    sentences = (
        _contradicted(len(briefing(report).disputed), coverage),
        f"{words.count(alone, 'claim')} {'rests' if alone == 1 else 'rest'} on one party alone." if alone else "",
        f"{words.count(failed, 'claim')} could not be looked up." if failed else "",
        f"{words.count(unread, 'document')} could not be read." if unread and coverage.documents_read else "",
    )
    return " ".join(filter(None, sentences))


def _contradicted(disputed: int, coverage: Coverage) -> str:
    if disputed:
        told = "claim is contradicted by an" if disputed == 1 else "claims are contradicted by"
        return f"{disputed} {told} independent {'document' if disputed == 1 else 'documents'}."
    if not words.given(coverage):
        return "There was no document to compare with."
    if not coverage.documents_read:
        return "No document could be read, so nothing was compared."
    return "No independent document contradicts a claim."


def _spoken_against(finding: Finding) -> bool:
    """Reports under an earlier ruleset counted only what weighed enough; to be shown first asks for no weight."""
    return any(group.stance is Stance.REFUTES and not group.interested for group in finding.content.groups)
