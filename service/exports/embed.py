"""What an editor has accepted of a report, small enough to stand in another page: no script, nothing fetched."""

from service.domain import Finding, Report, ReviewState
from service.exports.exchange.names import asserted
from service.exports.exchange.reviews import accepted, state
from service.exports.options import FormOptions
from service.exports.safe import addresses, followable, web_address
from service.exports.templates import template


def embed(report: Report, asked: FormOptions) -> str:
    """An HTML document of the claims that an editor accepted, the disputed ones first; the others are counted."""
    suspected = addresses(one.span.text for one in report.suspicions)
    shown = template("embed.html.j2").render(
        article=report.article,
        address=followable(suspected, report.article.url),
        checked=sorted(filter(accepted, report.findings), key=_dispute_first),
        waiting=sum(state(one) in {ReviewState.NONE, ReviewState.EDITED} for one in report.findings),
        asserted=asserted,
        beside=_beside,
        publisher=asked.publisher,
        site=web_address(asked.site),
        suspected=suspected,
    )
    return shown.lstrip()


def _dispute_first(one: Finding) -> bool:
    return not one.content.independent_refute


def _beside(one: Finding) -> tuple[str, ...]:
    """What a reader has to know beside the count: that only parties speak, and whose verdict it is."""
    told = ["Only parties to the matter say so."] if one.content.verdict == "claimant_only" else []
    if one.review and one.review.verdict:
        told.append("The verdict is the desk's own.")
    return tuple(told)
