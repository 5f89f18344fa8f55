"""The addresses that a report rests on, and which of them somebody keeps a copy of. Pure: asks nobody."""

from collections.abc import Iterator

from service.domain import Integrity, Report
from service.text.urls import page_of


def rests_on(report: Report) -> Iterator[str]:
    """Every address, as it is told: posts and records by which claims are known, media, documents and the article."""
    for finding in report.findings:
        yield from (known.locator for known in finding.claim.provenance if known.locator)
    yield from (media.id for media in report.media)
    yield from (document.url for document in report.documents if document.url)
    if report.article.url:
        yield report.article.url


def to_keep(report: Report) -> Iterator[str]:
    """Those of them whose page nobody keeps yet."""
    kept = {page_of(document.url) for document in report.documents if document.integrity is Integrity.PRESERVED}
    kept |= {page_of(one.address) for one in report.review.preserved} if report.review else set()
    if report.article.fetched:
        kept.add(page_of(report.article.url))
    return (address for address in rests_on(report) if page_of(address) not in kept)


def holds(report: Report, address: str) -> bool:
    """Whether the report rests on the page at an address, however that is spelt."""
    page = page_of(address)
    return page is not None and any(page_of(told) == page for told in rests_on(report))
