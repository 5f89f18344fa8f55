"""The report: every finding of an article, and how it was come by."""

from pydantic import Field

from service.domain.article import Article, Document, Grade, Media
from service.domain.claim import Claim, Suspicion, Unanchored
from service.domain.evidence import Alliance, Weighed
from service.domain.judgement import Corroboration, SaidJudgement
from service.domain.reading import Failure, Looked
from service.domain.ruleset import Ruleset
from service.domain.values import Frozen


class Finding(Frozen):
    """A claim with its two judgements and its evidence, or with its failure."""

    claim: Claim
    attribution: SaidJudgement
    content: Corroboration
    evidence: tuple[Weighed, ...] = ()
    failure: Failure | None = None


class Coverage(Frozen):
    """How much was read: passages of the article and documents, where documents were sought, and every failure."""

    passages: int
    read: int
    documents: int
    documents_read: int
    looked: tuple[Looked, ...] = ()
    failures: tuple[Failure, ...] = ()


class Receipt(Frozen):
    """What an analyst spent on one article: `cost_usd` in US dollars, `prompts` from name to fingerprint."""

    analyst: str
    model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0


class Run(Receipt):
    """The receipt of a whole run. `seconds` is wall time."""

    seconds: float = 0.0
    ruleset: str


class Basis(Frozen):
    """What findings were weighed by: the alliances that were declared, the grade that the article's outlet had, and the
    ruleset. The grades that the documents had stand with them."""

    alliances: tuple[Alliance, ...] = ()
    outlet_grade: Grade = Grade.F
    ruleset: Ruleset


class Report(Frozen):
    """Everything known of one article, with the texts its spans point into. `basis` is None in reports that were made
    before it was kept."""

    id: str
    article: Article
    documents: tuple[Document, ...] = ()
    findings: tuple[Finding, ...] = ()
    unanchored: tuple[Unanchored, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    media: tuple[Media, ...] = ()
    coverage: Coverage
    run: Run
    basis: Basis | None = None
