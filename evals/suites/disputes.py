"""What a desk takes from a verdict: supported, refuted, contested or open; and whether it learns that one says no."""

from collections import Counter
from collections.abc import Iterator, Sequence

from evals.figures import Metric, macro_f1, precision, recall, share
from evals.gold import GoldClaim
from evals.suite import Miss
from service.domain import Corroboration, Finding, Relation, Stance, Verdict, Weighed

SUPPORTED, REFUTED, CONTESTED, OPEN = "supported", "refuted", "contested", "open"
THIRD_PARTY = Relation.THIRD_PARTY
SAYING = {
    Verdict.CORROBORATED: SUPPORTED,
    Verdict.PARTLY_CORROBORATED: SUPPORTED,
    Verdict.WEAKLY_SUPPORTED: SUPPORTED,
    Verdict.CONTRADICTED: REFUTED,
    Verdict.DOUBTFUL: REFUTED,
    Verdict.WEAKLY_REFUTED: REFUTED,
    Verdict.CONTESTED: CONTESTED,
}

METRICS = (
    Metric("support_precision", "a false support lends weight", precision("stance", "supports")),
    Metric("support_recall", "support that is not seen is lost", recall("stance", "supports")),
    Metric("refute_precision", "a false refutation wrongs a claimant", precision("stance", "refutes")),
    Metric("refute_recall", "a refutation that is not seen is the worst miss", recall("stance", "refutes")),
    Metric(
        "verdict_by_counts_macro_f1",
        "supported, refuted, contested or open, by the independent sources counted on each side",
        macro_f1("counted"),
    ),
    Metric("verdict_by_label_macro_f1", "the same four, as the verdict says it", macro_f1("said")),
    Metric(
        "contradiction_shown",
        "of the claims whose contradiction was read rightly, those whose verdict says so",
        share("contradiction_read_and_shown", "contradiction_read"),
    ),
    Metric(
        "contradiction_shown_overall",
        "of all claims that an independent document contradicts, found or not",
        share("contradiction_shown", "contradicted_gold"),
    ),
    Metric(
        "false_alarm",
        "claims that are borne out and shown as disputed, of the claims found",
        share("false_alarms", "claims"),
        less=True,
    ),
    Metric(
        "dispute_precision",
        "of the claims shown as disputed, those that an independent document contradicts",
        share("contradiction_shown", "disputes_shown"),
    ),
)


def by_counts(support: int, refute: int) -> str:
    """What independent sources come to, each counted alike."""
    if refute:
        return CONTESTED if support else REFUTED
    return SUPPORTED if support else OPEN


def shows_dispute(content: Corroboration) -> bool:
    """Whether who reads the verdict learns that an independent source says no."""
    return content.dissent or SAYING.get(content.verdict, OPEN) in {REFUTED, CONTESTED}


def dispute_misses(gold: GoldClaim, finding: Finding, counts: Counter[str]) -> Iterator[Miss]:
    """Count what the verdict says against what the labels say; tell each contradiction that was read and is not shown,
    and each false alarm."""
    content, shown = finding.content, shows_dispute(finding.content)
    own, other = (by_counts(one.independent_support, one.independent_refute) for one in (gold, content))
    counts[f"counted|{own}|{other}"] += 1
    counts[f"said|{SAYING.get(gold.verdict, OPEN)}|{SAYING.get(content.verdict, OPEN)}"] += 1
    contradicted, read = gold.independent_refute > 0, _was_read(gold, finding.evidence)
    alarm = shown and own == SUPPORTED
    counts.update(
        disputes_shown=shown,
        contradiction_shown=contradicted and shown,
        contradiction_read=read,
        contradiction_read_and_shown=read and shown,
        false_alarms=alarm,
    )
    if read and not shown:
        yield Miss(what="contradiction", gold="shown", found=content.verdict, text=finding.claim.text)
    if alarm:
        yield Miss(what="false alarm", gold=gold.verdict, found=content.verdict, text=finding.claim.text)


def stance_in(document: str, told: Sequence[tuple[str, Stance]]) -> str:
    """What a document says of a claim, by (document, stance) of all evidence on it: both, where it says both."""
    stances = {stance for id, stance in told if id == document and stance is not Stance.NEUTRAL}
    return "both" if len(stances) > 1 else next(iter(stances), Stance.NEUTRAL).value


def _was_read(gold: GoldClaim, found: Sequence[Weighed]) -> bool:
    """Whether the analyst read one of the independent refutations as what it is."""
    apart = {item.document for item in gold.evidence if item.stance is Stance.REFUTES and item.relation is THIRD_PARTY}
    own = [(item.document, item.stance) for item in gold.evidence]
    other = [(item.document_id, item.stance) for item in found]
    return any(stance_in(document, own) == stance_in(document, other) for document in apart)
