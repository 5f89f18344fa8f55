"""Reports of every shape that an export must bear: other scripts, emoji, nothing in them, very much in them."""

from datetime import UTC, datetime

from service.domain import (
    Article,
    Channel,
    ClaimantKind,
    Document,
    FetchRecord,
    FindingReview,
    Media,
    MediaKind,
    Modality,
    Provenance,
    Report,
    ReviewState,
    Span,
    Stance,
    Verdict,
)
from tests import building
from tests.unit.exports import conftest, halvern

WHEN = datetime(2024, 6, 11, 9, 30, tzinfo=UTC)
FAMILY, FLAG = "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea"
ENGLISH = "The harbour board said on its feed that the east pier was shut. Boats were moved on Monday."
ARABIC = "قالت هيئة الميناء إن الرصيف الشرقي مغلق. ونُقلت القوارب يوم الاثنين."
HEBREW = "ועד הנמל מסר כי הרציף המזרחי סגור. הסירות הועברו ביום שני."
EMOJI = f"{FAMILY}{FLAG} The board wrote {FAMILY}: the pier is shut {FLAG}! 🚢🚢 Boats were moved {FAMILY}."
ACCENTS = "Le café du port e\u0301tait fermé, a dit la capitainerie. Les bateaux sont partis lundi."


def reviewed(state: ReviewState = ReviewState.ACCEPTED, **more) -> FindingReview:
    return FindingReview(state=state, by="Ada Lindt", at=WHEN, **more)


def of(body: str, words: list[str], verdict: Verdict = Verdict.UNVERIFIED, **more) -> Report:
    """A report with a claim for each of these words of the body."""
    findings = []
    for nth, quote in enumerate(words, start=1):
        about = building.claim(quote, id=f"clm_{nth}", spans=(building.span(quote, body),))
        findings.append(building.finding(about, verdict))
    article = building.article(body, id="art_1", title=body[:40], published_at=WHEN, url="https://post.example/pier")
    return building.report(findings=findings, article=article, **more)


def crossing() -> Report:
    """Claims whose words cross and nest."""
    words = ["board said on its feed that the east pier", "the east pier was shut", "pier", "shut. Boats were moved"]
    return of(ENGLISH, words)


def many() -> Report:
    body = "\n\n".join(f"The board said that pier number {nth} was shut on Monday." for nth in range(120))
    return of(body, [f"pier number {nth} was shut" for nth in range(120)], Verdict.CONTRADICTED)


def accepted(report: Report, *states: ReviewState) -> Report:
    """The report with its claims reviewed: all accepted, or each in the state that stands at its place."""
    findings = [
        one.model_copy(update={"review": reviewed(states[nth % len(states)] if states else ReviewState.ACCEPTED)})
        for nth, one in enumerate(report.findings)
    ]
    return report.model_copy(update={"findings": tuple(findings)})


def posted() -> Report:
    """A claim by a post and a picture, a denial, and one in the article's own voice; documents kept and not."""
    known = Provenance(channel=Channel.SOCIAL_POST, platform="x", official=True, locator="https://x.example/b/1")
    board = building.claimant("Harbour Board", ClaimantKind.ORGANISATION)
    claims = [
        building.claim("The pier is shut.", board, id="clm_1", provenance=(known,)),
        building.claim("Money is missing.", board, id="clm_2", modality=Modality.DENIED),
        building.claim("Boats were moved.", building.claimant("the article", ClaimantKind.AUTHOR), id="clm_3"),
    ]
    fetched = FetchRecord(asked="https://a.example", url="https://a.example", at=WHEN, sha256="0" * 64)
    documents = (
        Document(
            id="kept",
            publisher="Coast Survey",
            text="The pier is shut.",
            url="https://survey.example/1",
            fetched=fetched,
        ),
        Document(id="live", publisher="Sea Radio", text="The pier is open.", url="https://radio.example/2"),
    )
    item = building.weighed("The pier is open.", Stance.REFUTES, document_id="live")
    findings = [building.finding(one, Verdict.CONTRADICTED, evidence=(item,)) for one in claims]
    media = (Media(id="https://pictures.example/pier.jpg", kind=MediaKind.PHOTO),)
    return building.report(findings=findings, documents=documents, media=media, article=fetched_article(fetched))


def fetched_article(fetched: FetchRecord) -> Article:
    body = "The pier is shut. Money is missing. Boats were moved."
    return building.article(body, id="art_2", url="https://post.example/2", fetched=fetched, external_id="cms:42")


def _poisoned() -> Report:
    hostile = "</script><b>x</b>=1+1 [a](javascript:x) \u202e\x1b[31m @all"
    return conftest.poisoned(of(ENGLISH, ["the east pier was shut"], Verdict.CONTRADICTED), lambda _: hostile)


REPORTS: dict[str, Report] = {
    "halvern": halvern.report(),
    "english": of(ENGLISH, ["the east pier was shut", "Boats were moved on Monday"]),
    "arabic": of(ARABIC, ["الرصيف الشرقي مغلق"]),
    "hebrew": of(HEBREW, ["הרציף המזרחי סגור"]),
    "emoji": of(EMOJI, ["the pier is shut", "Boats were moved"]),
    "accents": of(ACCENTS, ["Le café du port e\u0301tait fermé"]),
    "no claims": of(ENGLISH, []),
    "no body": building.report(article=building.article("x", id="art_3")),
    "many": many(),
    "crossing": crossing(),
    "posted": posted(),
    "accepted": accepted(posted()),
    "mixed": accepted(crossing(), *ReviewState),
    "rejected": accepted(crossing(), ReviewState.REJECTED),
    "many accepted": accepted(many()),
    "emoji accepted": accepted(of(EMOJI, ["the pier is shut"], Verdict.CORROBORATED)),
    "nowhere": building.report(findings=[building.finding(building.claim("The pier is shut.", spans=()))]),
    "unnamed": building.report(
        findings=[building.finding(building.claim(by=building.claimant("", ClaimantKind.UNNAMED)))]
    ),
    "two places": building.report(
        findings=[
            building.finding(building.claim(spans=(Span(text="A", start=0, end=1), Span(text="C", start=2, end=3))))
        ],
        article=building.article("ABC", id="art_4"),
    ),
    "hostile": _poisoned(),
}
