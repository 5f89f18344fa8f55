"""Our own labelled cases, end to end: claims, claimants, sourcing, stance, verdicts, origins."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from time import thread_time

from evals.figures import Metric, accuracy, f1, label_f1, macro_f1, share
from evals.gold import CASES, Case, GoldClaim, anchor, load
from evals.matching import pair, tokens
from evals.suite import About, Miss, Result
from evals.suites import disputes
from service.domain import Article, Claim, ClaimantKind, Finding, Report, Span, Stance, Weighed, normalised
from service.intake.dossier import dossier_of
from service.languages.names import names_one_of
from service.text.sentences import sentences
from service.verification import Verification

BORNE_OUT, OPEN = "borne out", "not borne out"  # whether gold has independent support and no refutation

METRICS = (
    Metric("claim_precision", "a claim nobody made costs an editor's time", share("claims", "claims_found")),
    Metric("claim_recall", "a claim that vanishes is never checked", share("claims", "claims_gold")),
    Metric("claim_f1", "both at once", f1("claims", "claims_found", "claims_gold")),
    Metric("exact_anchor", "of the claims found, those with the very words", share("anchors", "claims")),
    Metric("claimant", "the right speaker, of the claims found", share("claimants", "claims")),
    Metric("claimant_elsewhere", "the same where the name stands in another sentence", share("far_right", "far")),
    Metric("mode", "direct, indirect or the article's own voice", accuracy("mode")),
    Metric("channel", "how the article says it is known", accuracy("channel")),
    Metric("channel_macro_f1", "the same with rare channels counted as much", macro_f1("channel")),
    Metric(
        "seen_channels_f1", "social posts, video and photos", label_f1("channel", ("social_post", "video", "photo"))
    ),
    Metric("platform", "where a post stands", accuracy("platform")),
    Metric("official", "whose feed it is", accuracy("official")),
    Metric("modality", "asserted, claimed, hedged or denied", accuracy("modality")),
    Metric("checkworthy", "whether a reader would want to know", accuracy("checkworthy")),
    Metric("body_end", "comments and biographies are not the article", share("ends", "cases")),
    Metric("media", "photos and videos kept with their captions", f1("media", "media_found", "media_gold")),
    Metric(
        "forbidden",
        "claims that stand on words which no claim may stand on, per case",
        share("forbidden", "cases"),
        less=True,
    ),
    Metric("stance_macro_f1", "what each document says of each claim", macro_f1("stance")),
    *disputes.METRICS,
    Metric("verdict_macro_f1", "the verdict, of the claims found", macro_f1("verdict")),
    Metric("verdict", "the same, every claim alike", accuracy("verdict")),
    Metric(
        "count_error",
        "mean distance of the independent count, supports and refutes",
        share("count_off", "claims"),
        less=True,
    ),
    Metric("grouping_f1", "pairs of documents that come from one place", f1("pairs", "pairs_found", "pairs_gold")),
    Metric("grounding", "spans that stand in their text", share("standing", "spans")),
    Metric("coverage", "passages that were read", share("read", "passages")),
    Metric("calls", "model calls a case", share("calls", "cases"), less=True),
    Metric("tokens", "tokens in and out a case", share("tokens", "cases"), less=True),
    Metric("cost_usd", "US dollars a case", share("cost_usd", "cases"), less=True),
)


class Cases:
    """`claimtrace eval cases`; `only` picks some by name, for `smoke`."""

    metrics = METRICS
    about = About(
        source="evals/cases: invented articles, written and labelled for this project",
        licence="Apache-2.0",
        split="all of them; the embedded analyst has been tuned on what they show",
        comparable="with other runs of this suite only",
    )

    def __init__(self, folder: Path | None = None, only: Sequence[str] = (), name: str = "cases") -> None:
        self.name = name
        self._folder = folder or CASES
        self._only = only

    def items(self) -> Sequence[str]:
        return self._only or sorted(path.parent.name for path in self._folder.glob("*/gold.json"))

    def contents(self) -> Sequence[str]:
        """What is measured, as text: its digest tells whether the labels or the texts changed."""
        files = (self._folder / item / file for item in self.items() for file in ("request.json", "gold.json"))
        return [file.read_text(encoding="utf-8") for file in files]

    def measure(self, item: str, verification: Verification) -> Result:
        case = load(self._folder / item)
        started = thread_time()
        report = verification.report(dossier_of(case.request))
        seconds = thread_time() - started
        counts: Counter[str] = Counter()
        misses = tuple(compared(case, report, counts))
        return Result(item=item, counts=dict(counts), misses=misses, seconds=seconds)


def compared(case: Case, report: Report, counts: Counter[str]) -> Iterator[Miss]:
    """Count everything about one report into `counts`, and tell each miss."""
    article, gold = report.article, case.gold
    marks = [anchor(claim, article.body) or Span(text="", start=0, end=0) for claim in gold.claims]
    linked = pair([tokens(finding.claim.spans) for finding in report.findings], [tokens([mark]) for mark in marks])
    counts.update(cases=1, claims=len(linked), claims_found=len(report.findings), claims_gold=len(gold.claims))
    counts["contradicted_gold"] += sum(claim.independent_refute > 0 for claim in gold.claims)
    yield from _article_misses(case, report, counts)
    for index, finding in enumerate(report.findings):
        if index not in linked:
            yield Miss(what="claim", gold="none", found=finding.claim.claimant.name, text=finding.claim.text)
        else:
            claim, mark = gold.claims[linked[index]], marks[linked[index]]
            yield from _claim_misses(claim, mark, finding.claim, article, counts)
            yield from _weighing_misses(claim, finding, report, counts)
    for index, claim in enumerate(gold.claims):
        if index not in linked.values():
            yield Miss(what="claim", gold=claim.claimant, found="none", text=claim.anchor)


# ---------------------------------------------------------------- the article


def _article_misses(case: Case, report: Report, counts: Counter[str]) -> Iterator[Miss]:
    article, gold = report.article, case.gold
    end = article.body.index(gold.after_body) if gold.after_body else len(article.body)
    ends = not article.body[min(end, article.body_end) : max(end, article.body_end)].strip()
    shown = {(item.id, item.caption.text if item.caption else None) for item in report.media if item.id in article.body}
    marked = {(item.id, item.caption) for item in gold.media}
    forbidden = [
        finding.claim
        for finding in report.findings
        if any(normalised(words) in normalised(span.text) for words in gold.never for span in finding.claim.spans)
    ]
    counts.update(
        ends=ends, media=len(shown & marked), media_found=len(shown), media_gold=len(marked), forbidden=len(forbidden)
    )
    counts.update(read=report.coverage.read, passages=report.coverage.passages, calls=report.run.calls)
    counts.update({"tokens": report.run.input_tokens + report.run.output_tokens, "cost_usd": report.run.cost_usd})
    spans = list(_spans(report))
    counts.update(spans=len(spans), standing=sum(span.stands_in(text) for span, text in spans))
    if not ends:
        yield Miss(what="body_end", gold=str(end), found=str(article.body_end), text=article.body[end : end + 80])
    for claim in forbidden:
        yield Miss(what="forbidden", gold="none", found=claim.claimant.name, text=claim.text)


def _spans(report: Report) -> Iterator[tuple[Span, str]]:
    """Every span of the findings with the text it points into."""
    texts = {document.id: document.text for document in report.documents}
    for finding in report.findings:
        claim = finding.claim
        named = (claim.claimant.mention, claim.claimant.antecedent, claim.attribution.cue)
        for span in (*claim.spans, *named, *(known.span for known in claim.provenance)):
            if span:
                yield span, report.article.body
        for evidence in finding.evidence:
            yield evidence.span, texts[evidence.document_id]


# ---------------------------------------------------------------- one claim


def _claim_misses(gold: GoldClaim, mark: Span, claim: Claim, article: Article, counts: Counter[str]) -> Iterator[Miss]:
    counts["anchors"] += any(normalised(span.text) == normalised(gold.anchor) for span in claim.spans)
    right = _same_claimant(gold, claim)
    counts["claimants"] += right
    sentence = next((one for one in sentences(article.body) if one.overlaps(mark)), mark)
    if gold.kind not in {ClaimantKind.AUTHOR, ClaimantKind.UNNAMED} and gold.claimant not in sentence.text:
        counts.update(far=1, far_right=right)
    if not right:
        yield Miss(what="claimant", gold=gold.claimant, found=claim.claimant.name, text=sentence.text)
    known = gold.provenance[0]
    found = next((one for one in claim.provenance if one.channel is known.channel), claim.provenance[0])
    pairs = (
        ("mode", gold.mode, claim.attribution.mode),
        ("channel", known.channel, found.channel),
        ("modality", gold.modality, claim.modality),
        ("checkworthy", gold.checkworthy, claim.checkworthy),
        *((("platform", known.platform, found.platform),) if known.platform or found.platform else ()),
        *((("official", known.official, found.official),) if known.channel is found.channel else ()),
    )
    for what, own, other in pairs:
        counts[f"{what}|{own}|{other}"] += 1
        if own != other:
            yield Miss(what=what, gold=str(own), found=str(other), text=sentence.text)


def _same_claimant(gold: GoldClaim, claim: Claim) -> bool:
    """By any of the names that gold allows; the article's own voice and nobody by name are each one answer."""
    if gold.kind in {ClaimantKind.AUTHOR, ClaimantKind.UNNAMED}:
        return claim.claimant.kind is gold.kind
    return names_one_of(claim.claimant.name, (gold.claimant, *gold.aliases)) is not None


# ---------------------------------------------------------------- its weighing


def _weighing_misses(gold: GoldClaim, finding: Finding, report: Report, counts: Counter[str]) -> Iterator[Miss]:
    for document in report.documents:
        own = disputes.stance_in(document.id, [(item.document, item.stance) for item in gold.evidence])
        other = disputes.stance_in(document.id, [(item.document_id, item.stance) for item in finding.evidence])
        counts[f"stance|{own}|{other}"] += 1
        if own != other:
            yield Miss(what="stance", gold=own, found=other, text=f"{finding.claim.text} ⟷ {document.text}")
    content = finding.content
    borne_out = gold.independent_support > 0 and gold.independent_refute == 0
    counts[f"index|{BORNE_OUT if borne_out else OPEN}|{content.index // 10 * 10}"] += 1
    counts[f"verdict|{gold.verdict}|{content.verdict}"] += 1
    if gold.verdict != content.verdict:
        yield Miss(what="verdict", gold=gold.verdict, found=content.verdict, text=finding.claim.text)
    yield from disputes.dispute_misses(gold, finding, counts)
    counts["count_off"] += abs(gold.independent_support - content.independent_support)
    counts["count_off"] += abs(gold.independent_refute - content.independent_refute)
    ours, theirs = _gold_pairs(gold), _found_pairs(finding.evidence)
    both = {item.document for item in gold.evidence} & {item.document_id for item in finding.evidence}
    ours, theirs = ({one for one in pairs if one <= both} for pairs in (ours, theirs))
    counts.update(pairs=len(ours & theirs), pairs_found=len(theirs), pairs_gold=len(ours))


def _gold_pairs(gold: GoldClaim) -> set[frozenset[str]]:
    told = [(item.document, (item.stance, item.origin)) for item in gold.evidence if item.stance is not Stance.NEUTRAL]
    return {frozenset({a, b}) for (a, one), (b, other) in combinations(told, 2) if one == other and a != b}


def _found_pairs(evidence: Sequence[Weighed]) -> set[frozenset[str]]:
    told = [(item.document_id, item.group) for item in evidence if item.group]
    return {frozenset({a, b}) for (a, one), (b, other) in combinations(told, 2) if one == other and a != b}
