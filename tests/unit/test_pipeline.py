"""The story, told by an analyst and sources that a test writes out."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from service.domain import (
    Access,
    Alliance,
    Article,
    Attribution,
    Basis,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimType,
    Document,
    Evidence,
    Failure,
    Found,
    Grade,
    Judging,
    LeftOut,
    Looked,
    Match,
    Media,
    MediaKind,
    Modality,
    Mode,
    Passage,
    Provenance,
    Reading,
    Receipt,
    Report,
    SaidVerdict,
    Span,
    Stance,
    Suspicion,
    Unanchored,
    Verdict,
)
from service.errors import StoreUnavailable, Unreachable
from service.pipeline import (
    ClaimsFound,
    Desk,
    DocumentsGathered,
    Event,
    EvidenceJudged,
    FindingReady,
    PassageRead,
    ReportReady,
    failed,
    verify,
)
from service.weighing.findings import reweighed
from service.weighing.ruleset import load_ruleset

BODY = "The Hill Front said it holds the river fort. OBEY. The mill on the east bank burned on Monday."
WIRE = "A reporter saw the Hill Front in the river fort. OBEY. Nothing moved."
RULES = load_ruleset()


def span(words: str, text: str = BODY) -> Span:
    start = text.index(words)
    return Span.of(text, start, start + len(words))


def claim(id: str, words: str, **more: Any) -> Claim:
    told = {
        "id": id,
        "text": words,
        "spans": (span(words),),
        "claimant": Claimant(name="Hill Front", kind=ClaimantKind.GROUP, mention=span("The Hill Front")),
        "attribution": Attribution(mode=Mode.INDIRECT),
        "provenance": (Provenance(channel="unspecified"),),
        "modality": Modality.CLAIMED,
        "checkworthy": True,
        "type": ClaimType.EVENT,
    }
    return Claim(**told | more)


FORT, MILL = claim("fort", "it holds the river fort"), claim("mill", "The mill on the east bank burned on Monday")
SEEN = Evidence(
    claim_id="fort",
    document_id="wire",
    stance=Stance.SUPPORTS,
    match=Match.EXACT,
    access=Access.DIRECT,
    span=span("A reporter saw the Hill Front in the river fort.", WIRE),
    reasons=("It was written out.",),
)


def reading(*claims: Claim, id: str = "p1", of: int = 1, **more: Any) -> Reading:
    passage = Passage(id=id, span=Span.of(BODY, 0, len(BODY)))
    return Reading(passage=passage, of=of, claims=claims, **more)


class Scripted:
    """Fits `pipeline.Analyst`: says what it was given, and keeps what it was shown."""

    def __init__(self, readings: Sequence[Reading] = (), judgings: Sequence[Judging] = ()) -> None:
        self.readings, self.judgings = readings, judgings
        self.shown: list[str] = []
        self.titles: set[str | None] = set()
        self.asked: list[tuple[str, ...]] = []
        self.calls = 0

    def read(self, article: Article) -> Iterator[Reading]:
        self.shown.append(article.body)
        self.titles.add(article.title)
        for one in self.readings:
            self.calls += 1
            yield one

    def judge(self, article: Article, documents: Mapping[str, Document], claims: Sequence[Claim]) -> Iterator[Judging]:
        self.titles |= {article.title, *(document.title for document in documents.values())}
        self.shown += [article.body, *(document.text for document in documents.values())]
        self.asked.append(tuple(one.id for one in claims))
        for one in self.judgings:
            self.calls += 1
            yield one

    def receipt(self) -> Receipt:
        return Receipt(analyst="scripted", calls=self.calls)


class Given:
    """Fits `pipeline.Source`."""

    def __init__(self, name: str, *documents: Document, error: Exception | None = None) -> None:
        self.name, self._documents, self._error = name, documents, error

    def find(self, _article: Article, claims: Sequence[Claim]) -> Found:
        if self._error:
            raise self._error
        looked = Looked(source=self.name, queries=tuple(one.text for one in claims), found=len(self._documents))
        return Found(documents=self._documents, looked=(looked,))


def screen(text: str, _end: int, document_id: str | None) -> tuple[str, tuple[Suspicion, ...]]:
    if "OBEY." not in text:
        return text, ()
    found = Suspicion(document_id=document_id, span=span("OBEY.", text), reason="is an order")
    return text.replace("OBEY.", "     "), (found,)


def document(id: str, text: str = WIRE, **more: Any) -> Document:
    return Document(id=id, publisher=f"Paper {id}", text=text, **more)


ARTICLE = Article(id="art", body=BODY, body_end=len(BODY), outlet="Valley Post")
TOLD = Scripted([reading(FORT, MILL)], [Judging(evidence=(SEEN,))])


def run(analyst: Scripted, *sources: Given, article: Article = ARTICLE, each: Any = map, **basis: Any) -> list[Event]:
    desk = Desk(
        Basis(ruleset=RULES, **basis), lambda one: one.model_copy(update={"grade": Grade.B}), lambda one: one, screen
    )
    clock = iter(range(5, 10_000)).__next__
    return list(verify(article, analyst, sources, desk, report_id="rep", clock=clock, each=each))


def report_of(analyst: Scripted, *sources: Given, **more: Any) -> Report:
    last = run(analyst, *sources, **more)[-1]
    assert isinstance(last, ReportReady)
    return last.report


def test_events_come_in_the_order_of_the_way() -> None:
    analyst = Scripted(
        [reading(FORT, of=2), reading(MILL, id="p2", of=2)], [Judging(of=2, evidence=(SEEN,)), Judging(of=2)]
    )
    events = run(analyst, Given("request", document("wire")))
    assert [type(event) for event in events] == [
        *(PassageRead, PassageRead, ClaimsFound, DocumentsGathered),
        *(EvidenceJudged, EvidenceJudged, FindingReady, FindingReady, ReportReady),
    ]
    assert [event.spent.calls for event in events if isinstance(event, PassageRead | EvidenceJudged)] == [1, 2, 3, 4]
    assert [event.reading.passage.id for event in events if isinstance(event, PassageRead)] == ["p1", "p2"]
    assert [len(event.judging.evidence) for event in events if isinstance(event, EvidenceJudged)] == [1, 0]
    found = next(event for event in events if isinstance(event, ClaimsFound))
    assert [one.id for one in found.claims] == ["fort", "mill"]
    last = events[-1]
    assert isinstance(last, ReportReady)
    assert last.report.findings == tuple(event.finding for event in events if isinstance(event, FindingReady))


def test_the_report_is_of_the_article_by_the_analyst_under_the_ruleset() -> None:
    report = report_of(TOLD, Given("request", document("wire")))
    assert (report.id, report.article) == ("rep", ARTICLE)
    assert (report.run.analyst, report.run.ruleset, report.run.seconds) == ("scripted", RULES.version, 1.0)
    assert report.basis == Basis(ruleset=RULES)


def test_each_claim_is_weighed_by_its_own_evidence() -> None:
    fort, mill = report_of(TOLD, Given("request", document("wire"))).findings
    assert [item.claim_id for item in fort.evidence] == ["fort"]
    assert (fort.content.verdict, mill.content.verdict) == (Verdict.PARTLY_CORROBORATED, Verdict.UNVERIFIED)
    assert mill.evidence == ()
    assert "1 document was read; none bears on this claim." in mill.content.rationale


# ---------------------------------------------------------------- what was read


def test_a_claim_that_is_told_twice_is_one_with_every_span_and_every_provenance() -> None:
    again = claim("fort", "The mill", provenance=(Provenance(channel="video"),))
    (found,) = report_of(Scripted([reading(FORT, of=2), reading(again, FORT, id="p2", of=2)])).findings
    assert [one.text for one in found.claim.spans] == ["it holds the river fort", "The mill"]
    assert [str(one.channel) for one in found.claim.provenance] == ["unspecified", "video"]
    assert found.claim.text == FORT.text


def test_a_passage_that_failed_is_not_counted_as_read_and_its_failure_stays() -> None:
    lost = Failure(stage="read", subject="p2", kind="model_timeout", detail="Silence.", retryable=True)
    report = report_of(Scripted([reading(FORT, of=2), reading(id="p2", of=2, failures=(lost,))]))
    assert (report.coverage.passages, report.coverage.read) == (2, 1)
    assert report.coverage.failures == (lost,)
    assert [finding.claim.id for finding in report.findings] == ["fort"]


def test_an_article_without_passages_has_a_report_without_findings() -> None:
    report = report_of(Scripted())
    assert (report.findings, report.coverage.passages, report.coverage.read) == ((), 0, 0)


def test_what_could_not_be_located_is_kept_once() -> None:
    lost = Unanchored(passage_id="p1", text="It said so.", field="claim", reason="Not here.")
    other = lost.model_copy(update={"field": "evidence"})
    analyst = Scripted([reading(FORT, unanchored=(lost, lost))], [Judging(unanchored=(other, lost))])
    assert report_of(analyst, Given("request", document("wire"))).unanchored == (lost, other)


# ---------------------------------------------------------------- where documents come from


def test_sources_are_asked_side_by_side() -> None:
    both = Barrier(2, timeout=20)

    class Waiting(Given):
        def find(self, article: Article, claims: Sequence[Claim]) -> Found:
            both.wait()
            return super().find(article, claims)

    with ThreadPoolExecutor(2) as pool:
        report = report_of(TOLD, Waiting("a", document("wire")), Waiting("b", document("b")), each=pool.map)
    assert [one.id for one in report.documents] == ["wire", "b"]


def test_a_source_is_asked_with_the_claims_and_what_it_says_of_its_look_is_kept() -> None:
    report = report_of(TOLD, Given("archive", document("wire")), Given("web"))
    assert [(one.source, one.queries, one.found) for one in report.coverage.looked] == [
        ("archive", (FORT.text, MILL.text), 1),
        ("web", (FORT.text, MILL.text), 0),
    ]


def test_each_look_tells_how_many_of_its_own_documents_were_read() -> None:
    class Web:
        name = "web"

        def find(self, article: Article, claims: Sequence[Claim]) -> Found:  # noqa: ARG002
            told = {"one": ("seen", "blank"), "two": ("blank", "copy"), "three": ()}
            looked = tuple(
                Looked(source=f"web:{name}", found=len(ids), read=0, documents=ids) for name, ids in told.items()
            )
            documents = (document("seen"), document("blank", ""), document("copy", BODY))
            return Found(documents=documents, looked=(*looked, Looked(source="web", queries=("gone",))))

    looked = report_of(TOLD, Web(), Given("request", document("wire"))).coverage.looked
    assert [(one.source, one.found, one.read) for one in looked] == [
        *(("web:one", 2, 1), ("web:two", 2, 0), ("web:three", 0, 0), ("web", 0, None)),
        ("request", 1, 1),
    ]
    assert not any(one.documents for one in looked)


@pytest.mark.parametrize(
    ("error", "retryable"), [(Unreachable("nobody there"), True), (StoreUnavailable("away"), True)]
)
def test_a_source_that_cannot_be_asked_leaves_the_rest_and_shows_in_coverage(error: Exception, retryable: bool) -> None:
    report = report_of(TOLD, Given("web", error=error), Given("request", document("wire")))
    lost = report.coverage.looked[0].failure
    assert lost is not None
    assert (lost.stage, lost.subject, lost.retryable) == ("gather", "web", retryable)
    assert report.coverage.failures == (lost,)
    assert report.findings[0].content.verdict is Verdict.PARTLY_CORROBORATED


def test_a_fault_that_nobody_foresaw_is_not_taken_for_a_source_that_is_away() -> None:
    with pytest.raises(ZeroDivisionError):
        run(TOLD, Given("web", error=ZeroDivisionError()))


def test_what_the_desk_knows_of_a_publisher_holds_whatever_source_found_the_document() -> None:
    report = report_of(TOLD, Given("request", document("wire")), Given("web", document("b")))
    assert [one.grade for one in report.documents] == [Grade.B, Grade.B]
    assert report.findings[0].evidence[0].grade is Grade.B


def test_a_document_that_two_sources_found_is_one() -> None:
    report = report_of(TOLD, Given("a", document("wire")), Given("b", document("wire")))
    assert (len(report.documents), report.coverage.documents) == (1, 1)


def test_a_document_without_text_is_in_the_report_and_was_not_read() -> None:
    report = report_of(TOLD, Given("request", document("wire"), document("blank", " \n")))
    assert (report.coverage.documents, report.coverage.documents_read) == (2, 1)
    assert [(one.stage, one.subject, one.kind) for one in report.coverage.failures] == [("documents", "blank", "empty")]


def test_a_document_that_the_analyst_left_unread_was_not_read_and_one_that_failed_a_claim_was() -> None:
    left = Failure(stage="documents", subject="b", kind="language", detail="In another language.")
    lost = Failure(stage="judge", subject="fort", kind="model_timeout", detail="Silence.")
    analyst = Scripted([reading(FORT, of=3), reading(id="p2", of=3)], [Judging(failures=(left, lost))])
    report = report_of(analyst, Given("request", *(document(id) for id in ("wire", "b", "c", "d"))))
    assert (report.coverage.documents, report.coverage.documents_read) == (4, 3)
    assert (report.coverage.passages, report.coverage.read) == (3, 2)
    assert report.coverage.failures == (left, lost)


def test_the_article_in_print_again_is_shown_to_no_analyst_and_told_as_left_out() -> None:
    analyst = Scripted([reading(FORT)], [Judging(evidence=(SEEN,))])
    events = run(analyst, Given("request", document("wire"), document("again", BODY), document("blank", " ")))
    report = events[-1].report
    gathered = next(event for event in events if isinstance(event, DocumentsGathered))
    assert len(analyst.shown) == 4
    assert [one.id for one in report.documents] == ["wire", "again", "blank"]
    assert [(one.document_id, one.reason) for one in gathered.left_out] == [("again", "It is a copy of the article.")]
    assert report.coverage.left_out == gathered.left_out
    assert (report.coverage.documents, report.coverage.documents_read) == (3, 1)
    assert [one.subject for one in report.coverage.failures] == ["blank"]


def test_a_document_that_the_analyst_had_no_room_for_is_told_as_left_out_and_not_as_read() -> None:
    left = LeftOut(document_id="later", reason="There was no room.")
    lost = Failure(stage="judge", subject=FORT.id, kind="truncated", detail="Cut off.")
    analyst = Scripted(
        [reading(FORT)], [Judging(of=2, left_out=(left,), failures=(lost,)), Judging(of=2, failures=(lost,))]
    )
    report = report_of(analyst, Given("request", document("wire"), document("later")))
    assert report.coverage.left_out == (left,)
    assert (report.coverage.documents, report.coverage.documents_read) == (2, 1)
    assert report.coverage.failures == (lost,), "one failure of one claim is told once"
    assert reweighed(Report.model_validate_json(report.model_dump_json())) == report


@pytest.mark.parametrize(
    ("stance", "words", "counts"),
    [
        (Stance.SUPPORTS, "it holds the river fort.", (0, 0)),
        (Stance.SUPPORTS, "Nobody has seen it there.", (0, 0)),
        (Stance.REFUTES, "Nobody has seen it there.", (0, 1)),
    ],
)
def test_a_later_version_of_the_article_counts_only_against_it(
    stance: Stance, words: str, counts: tuple[int, int]
) -> None:
    page, text = "https://valleypost.example/fort", f"{BODY} Nobody has seen it there."
    told = SEEN.model_copy(update={"document_id": "later", "stance": stance, "span": span(words, text)})
    later = document("later", text, url=f"{page}?utm_source=a")
    article = ARTICLE.model_copy(update={"url": page})
    report = report_of(Scripted([reading(FORT)], [Judging(evidence=(told,))]), Given("web", later), article=article)
    (finding,) = report.findings
    assert report.coverage.left_out == ()
    assert (finding.content.independent_support, finding.content.independent_refute) == counts
    assert [item.stance for item in finding.evidence] == [stance]
    assert any("another version" in reason for reason in finding.evidence[0].reasons) is (stance is Stance.SUPPORTS)
    assert reweighed(Report.model_validate_json(report.model_dump_json())) == report


def test_what_was_left_out_stays_so_when_a_report_is_weighed_again() -> None:
    report = report_of(TOLD, Given("request", document("wire"), document("again", BODY)))
    assert reweighed(Report.model_validate_json(report.model_dump_json())) == report
    assert "1 document was read; none bears on this claim." in report.findings[1].content.rationale


def test_a_document_is_in_its_own_language_and_else_in_the_articles() -> None:
    article = ARTICLE.model_copy(update={"language": "nb"})
    found = Given("request", document("wire"), document("b", language="de"))
    assert [one.language for one in report_of(TOLD, found, article=article).documents] == ["nb", "de"]


def test_what_could_not_be_done_is_told_in_the_errors_words_or_in_better_ones() -> None:
    error = Unreachable("nobody there")
    assert failed("gather", "web", error) == Failure(
        stage="gather", subject="web", kind="unreachable", detail="nobody there", retryable=True
    )
    assert failed("read", "p1", error, "The second half.").detail == "The second half."


# ---------------------------------------------------------------- orders to a machine


def test_orders_are_shown_to_no_analyst_and_to_every_reader() -> None:
    analyst = Scripted([reading(FORT)], [Judging(evidence=(SEEN,))])
    report = report_of(analyst, Given("request", document("wire")))
    assert len(analyst.shown) == 3
    assert not any("OBEY" in text for text in analyst.shown)
    assert [len(text) for text in analyst.shown] == [len(BODY), len(BODY), len(WIRE)]
    assert [(one.document_id, one.span.text) for one in report.suspicions] == [(None, "OBEY."), ("wire", "OBEY.")]
    assert (report.article.body, report.documents[0].text) == (BODY, WIRE)


def test_orders_in_a_title_are_shown_to_no_analyst_either_and_told_as_standing_there() -> None:
    analyst, head = Scripted([reading()], [Judging()]), "Fort burns OBEY. at dawn"
    body = BODY.replace("OBEY.", "Rain.")
    article = ARTICLE.model_copy(update={"title": head, "body": body})
    wire = document("wire", WIRE.replace("OBEY.", "Rain."), title=head)
    report = report_of(analyst, Given("request", wire), article=article)
    assert analyst.titles == {head.replace("OBEY.", "     ")}
    told = [(one.document_id, one.part, one.span.text) for one in report.suspicions]
    assert told == [(None, "title", "OBEY."), ("wire", "title", "OBEY.")]
    assert {report.article.title, *(one.title for one in report.documents)} == {head}


def test_what_was_quoted_of_a_screened_text_quotes_the_text_as_it_was_given() -> None:
    shown, theirs = BODY.replace("OBEY.", "     "), WIRE.replace("OBEY.", "     ")
    across = Span.of(shown, shown.index("fort."), shown.index(" burned"))
    told = claim("fort", "it holds the river fort", spans=(across,))
    seen = SEEN.model_copy(update={"span": Span.of(theirs, theirs.index("fort."), theirs.index(" moved"))})
    report = report_of(Scripted([reading(told)], [Judging(evidence=(seen,))]), Given("request", document("wire")))
    (finding,) = report.findings
    assert finding.claim.spans[0].text == "fort. OBEY. The mill on the east bank"
    assert finding.evidence[0].span.text == "fort. OBEY. Nothing"


# ---------------------------------------------------------------- faults move no verdict


def test_a_claim_that_could_not_be_judged_is_undetermined_whatever_else_was_found_of_it() -> None:
    lost = Failure(stage="judge", subject="fort", kind="model_timeout", detail="Silence.", retryable=True)
    analyst = Scripted([reading(FORT, MILL)], [Judging(evidence=(SEEN,), failures=(lost,))])
    report = report_of(analyst, Given("request", document("wire")))
    fort, mill = report.findings
    assert (fort.content.verdict, fort.failure) == (Verdict.UNDETERMINED, lost)
    assert [item.span for item in fort.evidence] == [SEEN.span]
    assert (mill.content.verdict, mill.failure) == (Verdict.UNVERIFIED, None)
    assert report.coverage.failures == (lost,)


# ---------------------------------------------------------------- what it is weighed by


def test_an_alliance_that_holds_for_the_desk_makes_its_members_interested() -> None:
    pact = Alliance(name="River Pact", members=("Hill Front", "Paper wire"))
    (fort, _) = report_of(TOLD, Given("request", document("wire")), alliances=(pact,)).findings
    assert (fort.content.verdict, fort.content.independent_support) == (Verdict.CLAIMANT_ONLY, 0)


def test_the_outlets_grade_weighs_what_it_witnessed() -> None:
    weak, strong = (
        report_of(Scripted([reading(FORT)]), outlet_grade=grade).findings[0].attribution for grade in (Grade.E, Grade.A)
    )
    assert weak.index < strong.index
    assert weak.verdict is SaidVerdict.REPORTED


def test_a_picture_goes_with_the_claims_that_its_caption_shares_two_words_with() -> None:
    pictures = (
        Media(id="a", kind=MediaKind.PHOTO, caption=span("the east bank")),
        Media(id="b", kind=MediaKind.PHOTO, caption=span("Monday")),
        Media(id="c", kind=MediaKind.PHOTO),
    )
    article = ARTICLE.model_copy(update={"media": pictures})
    assert [one.claims for one in report_of(Scripted([reading(FORT, MILL)]), article=article).media] == [
        ("mill",),
        (),
        (),
    ]


def test_no_document_is_asked_for_where_there_are_no_sources() -> None:
    analyst = Scripted([reading(FORT)])
    report = report_of(analyst)
    assert report.coverage.looked == ()
    assert "There was no document to read: nothing was looked for." in report.findings[0].content.rationale
