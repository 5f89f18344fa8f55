"""An invented report: a blockade at an invented port, told by parties who disagree about it."""

from datetime import UTC, datetime
from typing import Any

from service.domain import (
    Access,
    Attribution,
    Channel,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimType,
    Corroboration,
    Coverage,
    Document,
    Failure,
    Finding,
    Grade,
    Integrity,
    LeftOut,
    Match,
    Media,
    MediaKind,
    Merge,
    Modality,
    Mode,
    OriginGroup,
    Provenance,
    Relation,
    Report,
    Run,
    SaidVerdict,
    Span,
    Stance,
    Tie,
    TieKind,
    Unanchored,
    Verdict,
    Weighed,
)
from tests import building

BODY = """The Quay Workers' Front and its partners say they have closed every gate of the port of Halvern.

On its verified X account the front said that all nine gates were shut and that “at least 40 lorries” had turned back. \
The port company denied it: four gates, it said, worked as on any Monday.

A dispatcher told the Halvern Tribune, which told this newspaper, that the harbour master had left his office. \
Harbour radio carried a statement by the Sailors' Committee: «أُغلقت جميع بوابات الميناء صباح الاثنين». \
A video said to show the locked north gate was uploaded to YouTube.

The blockade will ruin the autumn trade, the mayor believes. Two cranes burned last month.

The north gate on Monday morning. HX-2041

About the author: R. Osei has covered ports for nine years.

3 comments

Nobody asked the fishermen."""
BODY_END = BODY.index("About the author")
MOMENT = datetime(2031, 9, 8, 6, 30, tzinfo=UTC)

TEXTS = {
    "tribune": "Reporters of the Tribune counted nine locked gates on Monday. By noon all nine gates were shut.",
    "wire": "HALVERN (Corvus) - All nine gates of Halvern port were shut on Monday, a Corvus reporter there saw.",
    "copy": "All nine gates of Halvern port were shut on Monday, a Corvus reporter there saw. (Corvus)",
    "company": "Halvern Port Company states: four gates were open all day. Traffic was normal. No lorry turned back.",
    "partner": "Our partners have shut all nine gates, the Sailors' Committee writes. At least 40 lorries turned back.",
    "weekly": "Two cranes burned in August, the fire service's log shows.",
    "inspector": "The log of the port inspector lists one crane fire in August; the second crane stood untouched.",
    "prices": "Onions are dearer this week. The Halvern gates are painted green.",
}
DOCUMENTS = (
    Document(
        id="tribune",
        title="Nine locks at Halvern",
        publisher="Halvern Tribune",
        url="https://tribune.example/locks?day=8&page=1",
        published_at=MOMENT,
        text=TEXTS["tribune"],
        grade=Grade.B,
        integrity=Integrity.PRESERVED,
        owner="Tribune Trust",
    ),
    Document(id="wire", publisher="Corvus Wire", url="https://corvus.example/1", text=TEXTS["wire"], wire="Corvus"),
    Document(id="copy", publisher="Inland Post", url="http://inland.example/2", text=TEXTS["copy"], wire="Corvus"),
    Document(id="company", title="Statement", publisher="Halvern Port Company", text=TEXTS["company"]),
    Document(id="partner", publisher="Sailors' Committee", url="javascript:alert(1)", text=TEXTS["partner"]),
    Document(id="weekly", publisher="Dock Weekly", url="https://weekly.example/", text=TEXTS["weekly"]),
    Document(id="inspector", publisher="Port Inspector", text=TEXTS["inspector"], grade=Grade.A),
    Document(id="prices", publisher="Market Day", text=TEXTS["prices"], integrity=Integrity.MISSING),
    Document(id="empty", publisher="Blank Page", text=""),
)

FOR, AGAINST = Stance.SUPPORTS, Stance.REFUTES
FRONT = Claimant(name="Quay Workers' Front", kind=ClaimantKind.GROUP, affiliations=("Open Harbour Alliance",))
X_ACCOUNT = Provenance(channel=Channel.SOCIAL_POST, platform="x", official=True)


def stands(words: str) -> Span:
    return building.span(words, BODY)


def claim(name: str, text: str, *quotes: str, **fields: Any) -> Claim:
    usual = {"provenance": (Provenance(channel=Channel.UNSPECIFIED),), "spans": tuple(stands(one) for one in quotes)}
    return building.claim(text, fields.pop("claimant", FRONT), id=f"clm_{name}", **{**usual, **fields})


def evidence(name: str, document: str, words: str, stance: Stance, **fields: Any) -> Weighed:
    usual = {"weight": 0.6, "reasons": (f"{document} states it.",), "span": building.span(words, TEXTS[document])}
    return building.weighed(words, stance, claim_id=f"clm_{name}", document_id=document, **{**usual, **fields})


def content(verdict: Verdict, label: str, **fields: Any) -> Corroboration:
    return building.corroboration(verdict, label, ruleset="2031.1", **fields)


def group(name: str, stance: Stance, documents: tuple[str, ...], strength: float, **fields: Any) -> OriginGroup:
    return building.origin_group(name, stance, documents, strength=strength, **fields)


said = building.saying


def gates() -> Finding:
    """Borne out by two origins, three documents in one of them; parties on both sides."""
    one = claim(
        "gates",
        "All nine gates of the port of Halvern are shut.",
        "all nine gates were shut",
        "closed every gate of the port of Halvern",
        claimant=FRONT.model_copy(update={"mention": stands("the front"), "antecedent": stands("Quay Workers' Front")}),
        attribution=Attribution(mode=Mode.INDIRECT, cue=stands("said")),
        provenance=(X_ACCOUNT.model_copy(update={"span": stands("verified X account")}),),
    )
    interested = {"access": Access.OFFICIAL_STATEMENT, "weight": 0.2}
    merge = Merge(rule="R2", proof="both credit Corvus", documents=("wire", "copy"))
    return Finding(
        claim=one,
        attribution=said(SaidVerdict.PROBABLE, 75, "The article names the front's own verified account."),
        content=content(
            Verdict.CORROBORATED,
            "Confirmed by independent sources",
            index=84,
            credibility=1,
            independent_support=2,
            party_dispute=True,
            groups=(
                group("g1", FOR, ("wire", "copy"), 0.62, merges=(merge,)),
                group("g2", FOR, ("tribune",), 0.75),
                group("g3", FOR, ("partner",), 0.2, interested=True),
                group("g4", AGAINST, ("company",), 0.21, interested=True),
            ),
            rationale=("Two independent origins support it: Halvern Tribune, Corvus Wire.", "No origin refutes it."),
        ),
        evidence=(
            evidence("gates", "tribune", "all nine gates were shut", FOR, grade=Grade.B, group="g2"),
            evidence("gates", "wire", "All nine gates of Halvern port were shut", FOR, group="g1"),
            evidence(
                "gates",
                "copy",
                "All nine gates of Halvern port were shut",
                FOR,
                group="g1",
                access=Access.RELAY,
                weight=0.15,
                cites=("Corvus",),
            ),
            evidence(
                "gates",
                "partner",
                "shut all nine gates",
                FOR,
                group="g3",
                relation=Relation.ALLY,
                speaker=Claimant(name="Sailors' Committee", kind=ClaimantKind.ORGANISATION),
                **interested,
            ),
            evidence(
                "gates",
                "company",
                "four gates were open all day",
                AGAINST,
                group="g4",
                relation=Relation.ADVERSARY,
                **interested,
            ),
            evidence("gates", "prices", "The Halvern gates are painted green.", Stance.NEUTRAL, match=Match.TOPIC),
        ),
    )


def lorries() -> Finding:
    """Parties only. Its span crosses that of the gates and holds a quotation."""
    one = claim(
        "lorries",
        "At least 40 lorries turned back from Halvern.",
        "gates were shut and that “at least 40 lorries” had turned back",
        type=ClaimType.NUMERICAL,
        provenance=(X_ACCOUNT,),
        attribution=Attribution(mode=Mode.DIRECT, cue=stands("said")),
    )
    return Finding(
        claim=one,
        attribution=said(SaidVerdict.PROBABLE, 75),
        content=content(
            Verdict.CLAIMANT_ONLY,
            "Claimed, not independently verified",
            index=12,
            groups=(group("g1", FOR, ("partner",), 0.2, interested=True),),
            missing=("Another outlet's own reporter at the place, or somebody named who saw it.",),
        ),
        evidence=(
            evidence(
                "lorries",
                "partner",
                "At least 40 lorries turned back.",
                FOR,
                group="g1",
                relation=Relation.CLAIMANT,
                weight=0.2,
            ),
        ),
    )


def nested() -> Finding:
    """Nested in the lorries' span; the look failed."""
    failure = Failure(
        stage="judge", subject="clm_number", kind="model_unavailable", detail="No answer within 30 s.", retryable=True
    )
    return Finding(
        claim=claim("number", "The lorries were at least 40.", "at least 40 lorries"),
        attribution=said(),
        content=content(Verdict.UNDETERMINED, "Could not be looked up"),
        failure=failure,
    )


def master() -> Finding:
    """Told down a chain."""
    tribune = Claimant(name="Halvern Tribune", kind=ClaimantKind.MEDIA)
    here = Claimant(name="this newspaper", kind=ClaimantKind.MEDIA)
    dispatcher = Claimant(name="a dispatcher", kind=ClaimantKind.UNNAMED, mention=stands("A dispatcher"))
    return Finding(
        claim=claim(
            "master",
            "The harbour master of Halvern has left his office.",
            "the harbour master had left his office",
            claimant=dispatcher,
            attribution=Attribution(mode=Mode.INDIRECT, cue=stands("told"), relayers=(tribune, here)),
            provenance=(Provenance(channel=Channel.ANONYMOUS), Provenance(channel=Channel.NEWS_REPORT)),
            modality=Modality.HEDGED,
        ),
        attribution=said(SaidVerdict.UNNAMED, 20),
        content=content(Verdict.UNVERIFIED, "Unverified", missing=("Any source that is independent of it.",)),
    )


def arabic() -> Finding:
    committee = Claimant(name="Sailors' Committee", kind=ClaimantKind.ORGANISATION)
    return Finding(
        claim=claim(
            "arabic",
            "All gates of the port were closed on Monday morning, the Sailors' Committee says.",
            "أُغلقت جميع بوابات الميناء صباح الاثنين",
            claimant=committee,
            attribution=Attribution(mode=Mode.DIRECT),
            provenance=(
                Provenance(channel=Channel.AUDIO, platform="radio", locator="https://radio.example/clip/7"),
                Provenance(channel=Channel.VIDEO, platform="youtube", official=False, locator="HX-2041"),
            ),
        ),
        attribution=said(SaidVerdict.CONFIRMED, 90),
        content=content(Verdict.CONTESTED, "Independent sources disagree", index=44, credibility=3),
    )


def cranes() -> Finding:
    """Refuted."""
    return Finding(
        claim=claim(
            "cranes",
            "Two cranes burned in August.",
            "Two cranes burned last month.",
            claimant=Claimant(name="R. Osei", kind=ClaimantKind.AUTHOR),
            attribution=Attribution(mode=Mode.OWN_VOICE),
            modality=Modality.ASSERTED,
        ),
        attribution=said(SaidVerdict.OWN_VOICE, 100),
        content=content(
            Verdict.CONTESTED,
            "Independent sources disagree",
            index=38,
            credibility=3,
            independent_support=1,
            independent_refute=1,
            groups=(group("g1", AGAINST, ("inspector",), 0.57), group("g2", FOR, ("weekly",), 0.5)),
        ),
        evidence=(
            evidence("cranes", "inspector", "one crane fire", AGAINST, group="g1", grade=Grade.A),
            evidence("cranes", "weekly", "Two cranes burned in August", FOR, group="g2"),
        ),
    )


def trade() -> Finding:
    mayor = Claimant(name="the mayor", kind=ClaimantKind.PERSON)
    return Finding(
        claim=claim(
            "trade",
            "The blockade will ruin the autumn trade.",
            "The blockade will ruin the autumn trade",
            claimant=mayor,
            type=ClaimType.PREDICTION,
            checkworthy=False,
        ),
        attribution=said(),
        content=content(Verdict.NOT_CHECKABLE, "Not checkable"),
    )


def normal() -> Finding:
    company = Claimant(name="the port company", kind=ClaimantKind.ORGANISATION, mention=stands("it said"))
    return Finding(
        claim=claim(
            "normal",
            "Four gates of the port of Halvern worked on Monday.",
            "four gates, it said, worked as on any Monday",
            claimant=company,
            modality=Modality.DENIED,
        ),
        attribution=said(),
        content=content(
            Verdict.CONTRADICTED,
            "Contradicted by independent sources",
            index=4,
            credibility=5,
            independent_refute=2,
            groups=(group("g1", AGAINST, ("tribune",), 0.75),),
        ),
        evidence=(
            evidence(
                "normal",
                "tribune",
                "all nine gates were shut",
                AGAINST,
                group="g1",
                grade=Grade.B,
                reasons=("Number clash: nine shut, four worked.",),
            ),
        ),
    )


def report() -> Report:
    """Eight findings of seven verdicts, a failure, an unanchored item, media, an Arabic quotation."""
    failures = (
        Failure(stage="documents", subject="empty", kind="empty", detail="The document has no text."),
        Failure(stage="judge", subject="clm_number", kind="model_unavailable", detail="No answer.", retryable=True),
    )
    north_gate = stands("The north gate on Monday morning.")
    return Report(
        id="rep_halvern",
        article=building.article(
            BODY,
            id="art_halvern",
            title="Port of Halvern closed, blockaders say",
            outlet="The Coast Reporter",
            url="https://coast.example/halvern?a=1&b=2",
            published_at=MOMENT,
            body_end=BODY_END,
        ),
        documents=DOCUMENTS,
        findings=(gates(), lorries(), nested(), master(), arabic(), normal(), trade(), cranes()),
        unanchored=(
            Unanchored(
                passage_id="p2", text="Fifty lorries were set alight.", field="spans", reason="The words do not stand."
            ),
        ),
        media=(
            Media(id="HX-2041", kind=MediaKind.PHOTO, caption=north_gate, claims=("clm_gates",)),
            Media(id="https://video.example/watch?v=1", kind=MediaKind.VIDEO),
        ),
        ties=(
            Tie(parties=("Sailors' Committee", "Quay Workers' Front"), kind=TieKind.ALLY, span=stands("its partners")),
        ),
        coverage=Coverage(
            passages=3,
            read=3,
            documents=9,
            documents_read=8,
            left_out=(LeftOut(document_id="mirror", reason="It is the article itself."),),
            failures=failures,
        ),
        run=Run(
            analyst="embedded",
            prompts={"extract_claims": "sha256:0d3f"},
            calls=1204,
            input_tokens=10250,
            cost_usd=0.0125,
            seconds=0.41,
            ruleset="2031.1",
        ),
    )
