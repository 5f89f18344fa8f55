"""An invented story of 400 words with 24 claims, judged by the shipped ruleset: a leak at an invented waterworks.

Three claims are refuted, one is contested, one is borne out with a source that disagrees; parties contradict each other
over one, a look failed for one, and the rest is what a desk meets every day.
"""

from typing import NamedTuple

from service.domain import (
    Access,
    Alliance,
    Attribution,
    Basis,
    Channel,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimType,
    Coverage,
    Evidence,
    Failure,
    Finding,
    LeftOut,
    Match,
    Media,
    MediaKind,
    Modality,
    Mode,
    Provenance,
    Report,
    Run,
    Span,
    Stance,
    Tie,
    TieKind,
    Weighed,
)
from service.weighing.findings import reweighed
from service.weighing.ruleset import load_ruleset
from tests.building import article, finding, span

from .texts import BODY, BODY_END, DOCUMENTS, MOMENT, TEXTS, TITLE

FOR, AGAINST, NEUTRAL = Stance.SUPPORTS, Stance.REFUTES, Stance.NEUTRAL


class Word(NamedTuple):
    """What a document says of a claim, and how close it stands to it."""

    document: str
    stance: Stance
    words: str
    access: Access = Access.DIRECT
    match: Match = Match.EXACT
    speaker: Claimant | None = None


RELAYED, STATED = Access.RELAY, Access.OFFICIAL_STATEMENT
PARENTS = Claimant(name="parents", kind=ClaimantKind.UNNAMED)


# ---------------------------------------------------------------- who says what


def party(name: str, kind: ClaimantKind = ClaimantKind.ORGANISATION, mention: str | None = None) -> Claimant:
    return Claimant(name=name, kind=kind, mention=stands(mention or name))


def stands(words: str) -> Span:
    return span(words, BODY)


COMPANY = party("Verrin Water", mention="the company")
UNION = party("Lode Tenants' Union", ClaimantKind.GROUP)
HOSPITAL = party("Lode District Hospital")
LEDGER = Claimant(name="S. Anwen", kind=ClaimantKind.AUTHOR)
X_ACCOUNT = Provenance(
    channel=Channel.SOCIAL_POST, platform="x", official=True, span=stands("On its verified X account")
)
TELEGRAM = Provenance(channel=Channel.PHOTO, platform="telegram", span=stands("A photo posted on Telegram"))
LEAFLET = Provenance(channel=Channel.DOCUMENT, span=stands("a leaflet"))
RECORDS = Provenance(channel=Channel.COURT_RECORD, span=stands("court records"))
ON_AIR = Provenance(channel=Channel.AUDIO, span=stands("Hill Radio carried the voice"))
NUMBER, OPINION = ClaimType.NUMERICAL, ClaimType.OPINION


def tells(
    quote: str, by: Claimant, *known: Provenance, says: str | None = None, type: ClaimType = ClaimType.EVENT
) -> Claim:
    """A claim in the article's own words, or reworded as `says`."""
    own = by.kind is ClaimantKind.AUTHOR
    return Claim(
        id=f"clm_{BODY.index(quote)}",
        text=says or f"{quote[0].upper()}{quote[1:]}.",
        spans=(stands(quote),),
        claimant=by,
        attribution=Attribution(mode=Mode.OWN_VOICE if own else Mode.INDIRECT),
        provenance=known,
        modality=Modality.ASSERTED if own else Modality.CLAIMED,
        checkworthy=type is not OPINION,
        type=type,
    )


TOLD: dict[str, tuple[Claim, tuple[Word, ...]]] = {
    "shut": (
        tells("Verrin Water shut its works at Lode Hill on Sunday night", COMPANY),
        (
            Word("wire", FOR, "The waterworks at Lode Hill were shut on Sunday night"),
            Word("copy", FOR, "The waterworks at Lode Hill were shut on Sunday night", RELAYED),
            Word("courier", FOR, "The works at Lode Hill were shut that night"),
            Word("fire", NEUTRAL, "01:30 crews left the works.", match=Match.TOPIC),
        ),
    ),
    "tank": (
        tells("chlorine escaped from a storage tank", COMPANY),
        (Word("release", FOR, "chlorine escaped from a storage tank", STATED),),
    ),
    "supply": (
        tells("All 61,000 customers kept their supply throughout the night", COMPANY, type=NUMBER),
        (
            Word("release", FOR, "All customers kept their supply.", STATED),
            Word("radio", AGAINST, "Taps ran dry in Upper Lode before ten on Sunday night"),
            Word("hospital", AGAINST, "The hospital itself had no mains water between 22:30 and 05:00"),
        ),
    ),
    "stopped": (
        tells("the leak had been stopped within 20 minutes", COMPANY, X_ACCOUNT, type=NUMBER),
        (
            Word("release", FOR, "The leak was stopped within 20 minutes", STATED),
            Word("fire", AGAINST, "23:45 crews closed the last valve, leak stopped."),
        ),
    ),
    "lost": (
        tells("no more than 40 kilograms of the gas were lost", COMPANY, X_ACCOUNT, type=NUMBER),
        (
            Word("release", FOR, "No more than 40 kilograms of chlorine were lost.", STATED),
            Word("halden", FOR, "lost no more than 40 kilograms of the gas", RELAYED),
            Word("leaflet", AGAINST, "At least 300 kilograms of chlorine were lost on Sunday.", STATED),
        ),
    ),
    "called": (
        tells("The fire brigade was first called at 22:10", party("Verrin Fire Brigade", mention="The fire brigade")),
        (Word("fire", FOR, "22:10 first call, chlorine at Lode Hill works."),),
    ),
    "pumps": (
        tells("By midnight the pumps stood still", party("Mara Quell", ClaimantKind.PERSON)),
        (
            Word("courier", FOR, "By midnight the works lay dark and the pumps stood still"),
            Word("radio", AGAINST, "The pumps of the works were still running at half past one"),
        ),
    ),
    "eleven": (
        tells("Eleven people were taken to Lode District Hospital with sore eyes and coughs", HOSPITAL, type=NUMBER),
        (
            Word("courier", FOR, "Ambulances took eleven people to the hospital."),
            Word("board", AGAINST, "Nine people were treated after the leak at Lode Hill", RELAYED, Match.PARTIAL),
        ),
    ),
    "children": (
        tells("Two of them were children", Claimant(name="a nurse", kind=ClaimantKind.UNNAMED), type=NUMBER),
        (),
    ),
    "home": (
        tells("All but one have since gone home", LEDGER),
        (Word("hospital", FOR, "ten of them went home by noon on Monday", STATED),),
    ),
    "smell": (
        tells("The smell reached the school in Upper Lode", PARENTS),
        (Word("radio", FOR, "the smell hung in the yard all morning", Access.ANONYMOUS, speaker=PARENTS),),
    ),
    "late": (tells("lessons began two hours late", PARENTS), ()),
    "cloud": (
        tells("a yellow cloud over the tanks", LEDGER, TELEGRAM, says="A photo shows a yellow cloud over the tanks."),
        (),
    ),
    "warned": (
        tells(
            "We warned them for years",
            party("Dorin Pask", ClaimantKind.PERSON).model_copy(update={"affiliations": (UNION.name,)}),
        ),
        (Word("leaflet", FOR, "We have warned the company every year.", STATED),),
    ),
    "sensors": (
        tells(
            "Three of the five gas sensors at the works have been out of order since autumn",
            UNION,
            LEAFLET,
            type=NUMBER,
        ),
        (Word("leaflet", FOR, "Three of the five gas sensors have been out of order since autumn!", STATED),),
    ),
    "inspected": (
        tells("The works were last inspected in 2027", UNION, LEAFLET),
        (
            Word("leaflet", FOR, "No inspection since 2027!", STATED),
            Word("register", AGAINST, "2 October 2029, two findings, both remedied", match=Match.PARTIAL),
        ),
    ),
    "reply": (tells("The water inspectorate did not reply to a request for comment", LEDGER), ()),
    "old": (
        tells("The tank is 34 years old", Claimant(name="a former engineer", kind=ClaimantKind.UNNAMED), type=NUMBER),
        (),
    ),
    "owner": (
        tells("Halden Utilities, which owns Verrin Water", LEDGER, says="Halden Utilities owns Verrin Water."),
        (Word("wire", FOR, "Halden Utilities, the owner of Verrin Water, did not comment."),),
    ),
    "fine": (
        tells(
            "paid a fine of €1.2 million over a similar leak at Corran in 2029",
            LEDGER,
            RECORDS,
            says="Halden Utilities paid a fine of €1.2 million over a similar leak at Corran in 2029.",
            type=NUMBER,
        ),
        (Word("court", FOR, "Halden Utilities is fined 1.2 million euros"),),
    ),
    "shares": (
        tells(
            "Its shares fell by 6 per cent on Monday morning",
            LEDGER,
            says="Shares of Halden Utilities fell by 6 per cent on Monday morning.",
            type=NUMBER,
        ),
        (Word("wire", FOR, "Shares of Halden fell by 6 per cent on Monday.", RELAYED),),
    ),
    "safest": (
        tells("The works are among the safest in the country", party("Iva Torrent", ClaimantKind.PERSON), type=OPINION),
        (),
    ),
    "inquiry": (
        tells("The regional government has ordered an inquiry", party("Teo Marr", ClaimantKind.PERSON)),
        (Word("wire", FOR, "The regional government has ordered an inquiry into the leak at the works."),),
    ),
    "mother": (
        tells(
            "لم يخبرنا أحد بشيء طوال الليل", Claimant(name="a mother in Upper Lode", kind=ClaimantKind.UNNAMED), ON_AIR
        ),
        (),
    ),
}


# ---------------------------------------------------------------- the report


OWNED = Tie(
    parties=("Verrin Water", "Halden Utilities"),
    kind=TieKind.OWNER,
    span=stands("Halden Utilities, which owns Verrin Water"),
)
LED = Tie(
    parties=("Dorin Pask", "Lode Tenants' Union"),
    kind=TieKind.VOICE,
    span=stands("Dorin Pask, who leads the Lode Tenants' Union"),
)
STRIFE = Alliance(name="Halden Utilities", members=("Verrin Water",), opponents=("Lode Tenants' Union",))
TIMED_OUT = Failure(
    stage="judge", subject=TOLD["old"][0].id, kind="model_unavailable", detail="No answer within 30 s.", retryable=True
)
EMPTY = Failure(stage="documents", subject="garbled", kind="empty", detail="The document has no text.")
ARTICLE = article(
    BODY,
    id="art_lode",
    title=TITLE,
    outlet="The Verrin Ledger",
    url="https://ledger.example/lode-hill",
    published_at=MOMENT,
    body_end=BODY_END,
)
BASIS = Basis(alliances=(STRIFE,), ruleset=load_ruleset())


def report() -> Report:
    """The story with 24 findings, weighed as the service weighs them."""
    read = Report(
        id="rep_lode",
        article=ARTICLE,
        documents=DOCUMENTS,
        findings=tuple(_read(claim, words) for claim, words in TOLD.values()),
        media=(Media(id="LH-77", kind=MediaKind.PHOTO, claims=(TOLD["cloud"][0].id,)),),
        ties=(OWNED, LED),
        coverage=Coverage(
            passages=6,
            read=6,
            documents=len(DOCUMENTS),
            documents_read=len(DOCUMENTS) - 2,
            left_out=(LeftOut(document_id="mirror", reason="It is a copy of the article."),),
            failures=(EMPTY, TIMED_OUT),
        ),
        run=Run(analyst="embedded", seconds=0.38, ruleset=BASIS.ruleset.version),
    )
    return reweighed(read, BASIS)


def _read(claim: Claim, words: tuple[Word, ...]) -> Finding:
    failure = TIMED_OUT if claim.id == TIMED_OUT.subject else None
    return finding(claim, evidence=tuple(Weighed.over(_evidence(claim, one)) for one in words), failure=failure)


def _evidence(claim: Claim, word: Word) -> Evidence:
    return Evidence(
        claim_id=claim.id,
        document_id=word.document,
        stance=word.stance,
        match=word.match,
        access=word.access,
        span=span(word.words, TEXTS[word.document]),
        speaker=word.speaker,
        reasons=("The document says so in these words.",),
    )
