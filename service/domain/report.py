"""The report: every finding of an article, and how it was come by."""

from pydantic import Field

from service.domain.article import Article, Document, Grade, Media
from service.domain.changes import Changes
from service.domain.claim import Claim, Suspicion, Unanchored
from service.domain.evidence import Alliance, Weighed
from service.domain.fact_check import FactCheck
from service.domain.judgement import Corroboration, SaidJudgement, Verdict
from service.domain.reading import Failure, LeftOut, Looked
from service.domain.review import DeskReview, FindingReview, ReviewState
from service.domain.ruleset import EarlierRuleset, Ruleset
from service.domain.seen import SeenBefore
from service.domain.ties import Tie
from service.domain.values import Frozen, absent


class Finding(Frozen):
    """A claim with its two judgements and its evidence, or with its failure. `review` is what the desk says of it:
    absent in a machine's report, and where the desk said nothing. `seen`: other articles of this desk's have made the
    claim before; absent where none has, and in a report that no desk keeps."""

    claim: Claim
    attribution: SaidJudgement
    content: Corroboration
    evidence: tuple[Weighed, ...] = ()
    failure: Failure | None = None
    review: FindingReview | None = Field(None, exclude_if=absent)
    seen: SeenBefore | None = Field(None, exclude_if=absent)

    @property
    def rejected(self) -> bool:
        """Whether the desk says that the claim is none."""
        return self.review is not None and self.review.state is ReviewState.REJECTED


class Coverage(Frozen):
    """How much was read: passages of the article and documents, where documents were sought, which were left out, and
    every failure."""

    passages: int
    read: int
    documents: int
    documents_read: int
    looked: tuple[Looked, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    failures: tuple[Failure, ...] = ()


class Receipt(Frozen):
    """What an analyst spent on one article: `thinking_tokens` are those of the output that went into thinking,
    `cost_usd` in US dollars, `prompts` from name to fingerprint. `warnings` go into the report's coverage."""

    analyst: str
    model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    thinking_tokens: int = 0
    cost_usd: float = 0.0
    warnings: tuple[Failure, ...] = Field((), exclude=True)


class Run(Receipt):
    """The receipt of a whole run. `seconds` is wall time."""

    seconds: float = 0.0
    ruleset: str


class Basis(Frozen):
    """What findings were weighed by: the alliances that were declared, the grade that the article's outlet had, the
    ruleset, and the number of the registry's last edit (0: there was none). The grades that the documents had stand
    with them."""

    alliances: tuple[Alliance, ...] = ()
    outlet_grade: Grade = Grade.F
    ruleset: Ruleset | EarlierRuleset
    edition: int = 0


class Summary(Frozen):
    """What a desk looks at first. `counts` are of claims by verdict; `order` are all claims by id, those first that
    something speaks against, then those that one party alone states in the headline or the lead; `disputed` are the
    first of them, as many as an independent document speaks against."""

    counts: dict[Verdict, int]
    order: tuple[str, ...]
    disputed: tuple[str, ...] = ()


class Report(Frozen):
    """Everything known of one article, with the texts its spans point into. `ties` are who belongs with whom by those
    texts; `fact_checks` are others', shown beside the claims and never weighed. `basis` and `summary` are None in
    reports that were made before they were kept. `changes` is how it differs from the last report before it of the
    same article: absent in the first. `review` is what the desk did: absent in a machine's report."""

    id: str
    article: Article
    documents: tuple[Document, ...] = ()
    findings: tuple[Finding, ...] = ()
    unanchored: tuple[Unanchored, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    media: tuple[Media, ...] = ()
    ties: tuple[Tie, ...] = ()
    fact_checks: tuple[FactCheck, ...] = ()
    summary: Summary | None = None
    coverage: Coverage
    run: Run
    basis: Basis | None = None
    changes: Changes | None = Field(None, exclude_if=absent)
    review: DeskReview | None = Field(None, exclude_if=absent)

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings of claims that the desk did not reject."""
        return tuple(one for one in self.findings if not one.rejected)
